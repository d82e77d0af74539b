"""Whoever runs a command finds at the end of its output what to do next."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from enacted.cli import invoke
from enacted.cli.app import app
from tests.made import text_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CALLS = {
    "run": "run CORPUS --out OUT --no-topics",
    "plan": "plan CORPUS --out NEW",
    "trends": "trends OUT",
    "topics": "topics OUT --k 2",
    "follow": "follow OUT",
    "report": "report OUT --to PAGE.html",
    "kwic": "kwic OUT",
    "view": "view OUT MENTION -o PLACE.png",
    "compare": "compare OUT OUT",
    "sql": "sql OUT QUERY",
    "export": "export OUT --to SHEETS --table documents",
    "codebook show": "codebook show --concept equality",
    "codebook check": "codebook check BOOK.yaml",
    "codebook new": "codebook new NEW.yaml",
    "codebook import": "codebook import DICTIONARY.csv --to IMPORTED.yaml",
    "codebook export": "codebook export --format csv",
    "extract": "extract CORPUS/plan.pdf",
    "code": "code CODED.jsonl",
    "coding sample": "coding sample OUT --n 4 --overlap 2",
    "coding import": "coding import OUT SHEET",
    "coding agreement": "coding agreement OUT",
    "coding evaluate": "coding evaluate OUT",
    "clean": "clean OUT",
    "doctor": "doctor",
    "stance train": "stance train CODED.jsonl --out MODEL.npz",
    "stance evaluate": "stance evaluate CODED.jsonl --tier fast --worst 0",
}
"""A call of each command, in the order in which they can be run; words in capitals stand for
files."""

VARIANTS = (
    "plan CORPUS --out OUT --no-topics",
    "trends OUT --test",
    "kwic OUT --year 1900",
    "kwic OUT --format csv --to LINES.csv",
    "compare OUT OUT --to BESIDE.html",
    "sql OUT QUERY --format csv --to ANSWER.csv",
    "extract CORPUS/plan.pdf --draw 1 DRAWN.png",
    "clean OUT --dry-run",
)


def commands() -> Iterator[str]:
    for name in app:
        if name.startswith("-"):
            continue
        within = [sub for sub in app[name] if not sub.startswith("-")]
        yield from (f"{name} {sub}" for sub in within) if within else [name]


def test_every_command_is_called_here():
    assert set(CALLS) == set(commands())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("next")
    (path / "CORPUS").mkdir()
    lines = [
        "Our plan", "Equality is at the heart of everything we do.",
        "We will offer every carer a personal budget by April 2014.",
        "In 2011 forty carers co-designed the new dementia pathway in Northfield.",
    ]  # fmt: skip
    for name in ("plan", "report"):
        (path / "CORPUS" / f"{name}.pdf").write_bytes(text_pdf([name.capitalize(), *lines]))
    coded = [
        {"source": "a", "text": lines[2], "status": "commitment", "concrete": 1},
        {"source": "b", "text": lines[1], "status": "rhetoric", "concrete": 0},
    ]
    (path / "CODED.jsonl").write_text(
        "".join(
            json.dumps({**each, "source": f"{each['source']}{n}"}) + "\n"
            for n in range(6)
            for each in coded
        )
    )
    (path / "DICTIONARY.csv").write_text("concept,term\nsafety,safe\n")
    assert invoke(["codebook", "new", str(path / "BOOK.yaml")]) == 0
    return path


def words(call: str, folder: Path) -> list[str]:
    found = []
    for word in call.split():
        if word == "QUERY":
            found.append("SELECT count(*) FROM evidence")
        elif word == "MENTION":
            import enacted

            row = enacted.load(folder / "OUT").mentions.slice(0, 1).to_pylist()[0]
            found.append(f"{row['doc_id']}:{row['mention']}")
        elif word == "SHEET":
            found += [str(p) for p in sorted((folder / "OUT" / "coding").glob("*coder-*.csv"))]
        else:
            found.append(str(folder / word) if word.split(".")[0].split("/")[0].isupper() else word)
    return found


@pytest.mark.parametrize("call", [*CALLS.values(), *VARIANTS])
def test_the_last_line_says_what_to_do_next(
    call: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ENACTED_RUN__WORKERS", "1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)  # what a newcomer sees
    if call.startswith("coding import"):
        fill_in(folder)
    code = invoke(words(call, folder))
    shown = capsys.readouterr()
    assert code == 0, shown.err
    last = (shown.err.strip() or shown.out.strip()).splitlines()[-1]
    if not last.startswith("next: "):
        last = shown.out.strip().splitlines()[-1]
    assert last.startswith("next: "), shown
    assert len(last) > len("next: enacted")


def fill_in(folder: Path) -> None:
    """Code each sheet, as coders would."""
    import csv

    for path in (folder / "OUT" / "coding").glob("*coder-*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for row in rows:
            row.update(coder=path.stem, status="rhetoric", concrete="0")
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def test_programs_are_told_nothing(folder: Path, capsys: pytest.CaptureFixture[str]):
    for call in ("extract CORPUS/plan.pdf", "code CODED.jsonl", "sql OUT QUERY --format csv"):
        assert invoke(words(call, folder)) == 0
        shown = capsys.readouterr()
        assert "next: " not in shown.err + shown.out
