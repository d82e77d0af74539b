"""A concept of five lines runs through every table, trend and report without a line of code."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import enacted
from enacted.cli import invoke
from enacted.cli import kwic as kwic_module
from enacted.concepts import Codebook
from enacted.errors import CodebookError
from tests.made import text_pdf

if TYPE_CHECKING:
    from pathlib import Path

Captured = pytest.CaptureFixture[str]

FIVE_LINES = """\
  - name: digital
    label: Digital by default
    definition: Services that are offered online first.
    citation: Cabinet Office 2012
    terms: [digital by default, channel shift, online service]
"""

PLAN = [
    "Digital Plan",
    "Published March 2012",
    "We believe that digital by default is the heart of everything that we do.",
    "We will move 40 forms to an online service in Northfield by April 2014.",
    "In 2011 the council opened an online service for 312 carers in Northfield.",
    "Equality matters to us.",
]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "plan.pdf").write_bytes(text_pdf(PLAN))
    (corpus / "manifest.csv").write_text(
        "file,title,year,publisher,doc_type\nplan.pdf,Digital plan,2012,Northfield Council,plan\n",
        encoding="utf-8",
    )
    book = folder / "book.yaml"
    book.write_text(f"extends: built-in\nconcepts:\n{FIVE_LINES}", encoding="utf-8")
    target = folder / "out"
    arguments = ["run", str(corpus), "--out", str(target), "--codebook", str(book)]
    assert invoke([*arguments, "--workers", "1", "--without", "coproduction/*involvement"]) == 0
    return target


def test_it_stands_in_every_table(out: Path):
    snapshot = enacted.load(out)
    mentions = snapshot.mentions.filter(pc.equal(snapshot.mentions["concept"], "digital"))
    assert mentions["term"].to_pylist() == ["digital by default", *["online service"] * 2]
    assert set(mentions["sense"].to_pylist()) == {"concept"}
    coded = {
        row["sentence"]: row["stance"] for row in snapshot.sentences.to_pylist() if row["stance"]
    }
    assert [coded[s] for s in mentions["sentence"].to_pylist()] == ["talk", "plan", "deed"]
    trends = [row for row in snapshot.trends.to_pylist() if row["concept"] == "digital"]
    (year,) = [row for row in trends if row["grouping"] == "all" and row["period"] == "2012"]
    assert (year["talk"], year["plan"], year["deed"]) == (1, 1, 1)
    assert snapshot.runs["mentions"].to_pylist()[0] == snapshot.mentions.num_rows


def test_the_run_says_which_book_it_was_and_what_was_left_out(out: Path):
    run = enacted.load(out).runs.to_pylist()[0]
    assert run["codebook"] != Codebook.read(out.parent / "book.yaml").digest
    book = Codebook.read(out.parent / "book.yaml", without=["coproduction/*involvement"])
    assert run["codebook"] == book.digest
    assert json.loads(run["settings"])["concepts"]["without"] == ["coproduction/*involvement"]


def test_trends_and_report_show_it(out: Path, capsys: Captured):
    assert invoke(["trends", str(out), "--concept", "digital"]) == 0
    assert "| digital | 2012 |" in capsys.readouterr().out
    assert invoke(["report", str(out)]) == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "digital" in page
    assert "opened an online service for 312 carers" in page


def test_kwic_shows_it(out: Path, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path):
    arguments = ["kwic", str(out), "--concept", "digital", "--year", "2010:2020"]
    assert invoke([*arguments, "--stance", "deed", "--publisher", "northfield*"]) == 0
    (line,) = capfdbinary.readouterr().out.decode().splitlines()
    assert "council opened an  online service  for 312 carers" in line
    assert line.endswith("2012  p. 1     deed     Digital plan")

    assert invoke([*arguments, "--format", "jsonl", "--sort", "right", "--limit", "2"]) == 0
    rows = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [row["right"][:4] for row in rows] == [" for", " in "]

    file = tmp_path / "lines.parquet"
    assert invoke([*arguments, "--format", "parquet", "--to", str(file), "--type", "plan"]) == 0
    assert capfdbinary.readouterr().out == b""
    assert pq.read_table(file)["keyword"].to_pylist()[0] == "digital by default"

    assert invoke(["kwic", str(out), "--concept", "personalisation"]) == 0
    shown = capfdbinary.readouterr()
    assert (shown.out, shown.err) == (b"", b"enacted: no such mention\n")


def test_what_the_book_has_and_the_text_has_not_is_no_mistake(
    out: Path, capfdbinary: pytest.CaptureFixture[bytes]
):
    for asked in ("--term=channel shift", "--term=Channel*", "--facet=tokenism=late"):
        assert invoke(["kwic", str(out), asked]) == 0
        assert capfdbinary.readouterr() == (b"", b"enacted: no such mention\n")
    # Left out of the run, and so not of its book.
    assert invoke(["kwic", str(out), "--term", "user involvement"]) == 2
    assert b"no term 'user involvement'" in capfdbinary.readouterr().err


def test_without_the_book_what_was_found_is_known(
    out: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
):
    def gone(*_: object) -> None:
        raise CodebookError("gone")

    monkeypatch.setattr(Codebook, "of_run", gone)
    assert invoke(["kwic", str(out), "--term", "channel shift"]) == 2
    assert "no term 'channel shift': there are digital by default" in capsys.readouterr().err


def test_trends_and_kwic_take_concepts_alike(out: Path, capsys: Captured):
    for command in ("trends", "kwic"):
        assert invoke([command, str(out), "--concept", "DIG*", "--concept", "Equality"]) == 0
        shown = capsys.readouterr().out
        assert "digital" in shown
        assert "quality" in shown
        assert "coproduction" not in shown
        assert invoke([command, str(out), "--concept", "dig*", "--concept", "equalty"]) == 2
        assert "did you mean equality? There are coproduction, dig" in capsys.readouterr().err


def test_the_ending_of_a_file_says_its_format(out: Path, tmp_path: Path):
    for name, start in (("a.csv", b"doc_id,"), ("a.jsonl", b'{"doc_id"'), ("a.parquet", b"PAR1")):
        assert invoke(["kwic", str(out), "--to", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_bytes().startswith(start)
    file = tmp_path / "a.csv"
    assert invoke(["kwic", str(out), "--to", str(file), "--format", "text"]) == 0
    assert not file.read_bytes().startswith(b"doc_id,")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["--year", "2020:2010"], "the first year comes first, as in 2010:2020"),
        (["--term", "online servise"], "did you mean online service?"),
        (["--facet", "mode=desing"], "did you mean design?"),
        (["--concept", "pro*"], "no concept 'pro*'"),
        (["digital"], "too many arguments: 'digital' (enacted kwic --help)"),
        (["--concept", "dementia"], "there are coproduction, digital, equality, personalisation"),
        (["--year", "lately"], "give 2010, 2010:2020, 2010: or :2020"),
        (["--year", ":"], "give 2010"),
        (["--facet", "design"], "such as mode=design"),
        (["--facet", "mood=design"], "no facet 'mood'"),
        (["--limit", "-1"], "0 or more"),
        (["--to", "/nowhere/at/all", "--format", "csv"], "cannot be written"),
    ],
)
def test_wrong_calls_are_told(out: Path, capsys: Captured, wrong: list[str], says: str):
    assert invoke(["kwic", str(out), *wrong]) == 2
    assert says in capsys.readouterr().err


class Terminal(io.StringIO):
    """Standard output that is a terminal."""

    buffer = io.BytesIO()

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_table_of_the_first_lines(
    out: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(kwic_module, "SCREEN", 2)
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    assert invoke(["kwic", str(out), "--concept", "digital"]) == 0
    assert "\x1b[1mdigital by default\x1b[0m" in terminal.getvalue()
    head, *lines = re.sub("\x1b\\[\\d+m", "", terminal.getvalue()).splitlines()
    assert head.split()[:3] == ["year", "page", "stance"]
    assert len(lines) == 2
    assert lines[0].index("digital by default") == lines[1].index("online service")
    assert max(map(len, lines)) <= 120
    assert "the first 2; --limit 0 shows all" in capsys.readouterr().err
    assert invoke(["kwic", str(out), "--format", "parquet"]) == 2


def test_a_concept_without_facets_is_known_all_the_same(
    out: Path, tmp_path: Path, capsys: Captured
):
    book = tmp_path / "book.yaml"
    book.write_text(f"concepts:\n{FIVE_LINES}", encoding="utf-8")
    target = str(tmp_path / "out")
    corpus = str(out.parent / "corpus")
    assert invoke(["run", corpus, "--out", target, "--codebook", str(book), "--workers", "1"]) == 0
    capsys.readouterr()
    assert invoke(["trends", target, "--facets", "--concept", "digital"]) == 0
    assert capsys.readouterr().out.startswith("no mention shows a facet: ")
    assert invoke(["trends", target, "--facets", "--concept", "analogue"]) == 2
    assert "digital" in capsys.readouterr().err


def test_a_term_of_a_codebook_that_moved(out: Path, tmp_path: Path, capsys: Captured):
    book = out.parent / "book.yaml"
    assert invoke(["kwic", str(out), "--term", "channel shift"]) == 0
    assert "no such mention" in capsys.readouterr().err
    book.rename(tmp_path / "book.yaml")
    try:
        assert invoke(["kwic", str(out), "--term", "online service"]) == 0
        assert invoke(["kwic", str(out), "--term", "channel shift"]) == 2
    finally:
        (tmp_path / "book.yaml").rename(book)
    said = capsys.readouterr().err
    assert "no term 'channel shift': " in said
    assert f"the run's codebook cannot be asked: {book}" in said
