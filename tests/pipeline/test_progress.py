from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from enacted.pipeline import run
from enacted.pipeline.progress import EVERY, JsonLines, Lines, duration, speed
from enacted.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def drive(reporter: Lines | JsonLines, clock: Clock) -> None:
    reporter.phase("reading documents", 100)
    clock.now += 10
    reporter.advance(25)
    reporter.failed("a\nb.pdf", "damaged", "no reader can open it")
    reporter.batch(1, 4, 25, 9.87)
    reporter.phase("assembling tables", 1_000)
    reporter.advance(1)
    clock.now += EVERY
    reporter.advance(9)
    reporter.note("ünïcode \x85 and\nlines")


def test_lines_for_people():
    clock = Clock()
    said: list[str] = []
    warned: list[str] = []
    drive(Lines(said.append, warned.append, clock=clock), clock)
    assert said == [
        "reading documents: 100",
        "batch 1 of 4: 25 documents in 9.9 s; 25 of 100, 2.5 a second, 30 s left",
        "assembling tables: 1,000",
        "assembling tables: 10 of 1,000, 20.0 a minute, 50 min left",
    ]
    assert warned == ["a b.pdf: damaged: no reader can open it", "ünïcode and lines"]


def test_json_lines():
    clock = Clock()
    said: list[str] = []
    drive(JsonLines(said.append, clock=clock), clock)
    assert all(len(line.splitlines()) == 1 and line.isascii() for line in said)
    events: list[dict[str, Any]] = [json.loads(line) for line in said]
    assert [e["event"] for e in events] == [
        "phase", "document", "batch", "phase", "progress", "note",
    ]  # fmt: skip
    assert all(e["time"].endswith("+00:00") for e in events)
    assert [e["level"] for e in events].count("warning") == 2
    document, batch = events[1], events[2]
    assert (document["path"], document["outcome"]) == ("a\nb.pdf", "damaged")
    assert (batch["batch"], batch["batches"], batch["documents"]) == (1, 4, 25)
    assert (batch["done"], batch["total"], batch["per_second"]) == (25, 100, 2.5)
    assert batch["seconds_left"] == 30


def test_before_the_first_step_nothing_is_foretold():
    said: list[str] = []
    reporter = Lines(said.append, clock=Clock())
    reporter.phase("reading documents", 10)
    reporter.batch(1, 2, 0, 0.1)
    assert said[-1] == "batch 1 of 2: 0 documents in 0.1 s; 0 of 10"


@pytest.mark.parametrize(
    ("function", "value", "told"),
    [
        (duration, 0, "0 s"),
        (duration, 89.4, "89 s"),
        (duration, 91, "2 min"),
        (duration, 86_400, "24 h 0 min"),
        (speed, 1, "1.0 a second"),
        (speed, 0, "0.0 a minute"),
    ],
)
def test_figures_in_words(function: Callable[[float], str], value: float, told: str):
    assert function(value) == told


def test_a_run_writes_a_line_a_batch_and_one_a_document_that_failed(
    small_corpus: Path, tmp_path: Path
):
    settings = read_settings(
        run={"workers": 1, "batch": 1}, topics={"enabled": False}, stance={"tier": "fast"}
    )
    said: list[str] = []
    run(small_corpus, out=tmp_path / "out", settings=settings, reporter=JsonLines(said.append))
    events = [json.loads(line) for line in said]
    assert [e["batch"] for e in events if e["event"] == "batch"] == [1, 2, 3]
    assert [e["path"] for e in events if e["event"] == "document"] == ["broken.pdf"]
