"""A document that ran into a limit is tried again under other limits, and only then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import enacted
from enacted.extract.guard import Guard
from enacted.extract.reader import read
from enacted.pipeline import RunResult, run
from enacted.settings import ExtractSettings, Settings, read_settings
from enacted.types import Extraction, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ENOUGH = 1_000  # MiB


def settings(memory: int, **others: object) -> Settings:
    return read_settings(
        run={"workers": 1}, guard={"memory_mb": memory}, topics={"enabled": False}, **others
    )


@pytest.fixture(params=["partial", "timeout"])
def reads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A guard that reads plan.pdf whole only where it has enough memory; what it was asked for."""
    asked = []

    def extract(guard: Guard, paths: Iterable[Path]) -> Iterator[Extraction]:
        for path in paths:
            asked.append(path.name)
            found = read(path, settings=ExtractSettings(ocr="off"))
            if path.name != "plan.pdf" or guard._limits.memory_mb >= ENOUGH:
                yield found
            elif request.param == "partial":
                yield replace(found, outcome=Outcome.PARTIAL, blocks=found.blocks[:3], limited=True)
            else:
                yield Extraction(Outcome.TIMEOUT, detail="took too long", limited=True)

    monkeypatch.setattr(Guard, "extract", extract)
    return asked


def outcomes(result: RunResult) -> dict[str, str]:
    rows = enacted.load(result.snapshot.parent.parent).documents.to_pylist()
    return {row["path"]: row["outcome"] for row in rows}


def test_other_limits_try_again(small_corpus: Path, tmp_path: Path, reads: list[str]):
    out = tmp_path / "out"
    first = run(small_corpus, out=out, settings=settings(500))
    assert sorted(reads) == ["broken.pdf", "plan.pdf", "report.pdf"]
    assert outcomes(first)["plan.pdf"] in {"partial", "timeout"}
    few = {r["text"] for r in enacted.load(out).sentences.to_pylist()}

    reads.clear()
    again = run(small_corpus, out=out, settings=settings(500, language={"pipeline": "blank"}))
    assert (reads, again.worked) == ([], 0)

    second = run(small_corpus, out=out, settings=settings(ENOUGH))
    assert reads == ["plan.pdf"]
    assert outcomes(second) == {"plan.pdf": "ok", "report.pdf": "ok", "broken.pdf": "damaged"}
    more = {r["text"] for r in enacted.load(out).sentences.to_pylist()}
    assert few < more

    reads.clear()
    run(small_corpus, out=out, settings=settings(600))  # the whole text is there now
    assert reads == []
    assert {r["text"] for r in enacted.load(out).sentences.to_pylist()} == more


def test_the_same_tables_as_with_enough_from_the_start(
    small_corpus: Path, tmp_path: Path, reads: list[str]
):
    for memory in (500, ENOUGH):
        run(small_corpus, out=tmp_path / "grown", settings=settings(memory))
    run(small_corpus, out=tmp_path / "fresh", settings=settings(ENOUGH))
    grown, fresh = (enacted.load(tmp_path / name) for name in ("grown", "fresh"))
    for table in ("documents", "blocks", "sentences", "mentions"):
        assert getattr(grown, table).equals(getattr(fresh, table)), table
    assert "plan.pdf" in reads
