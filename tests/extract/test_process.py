from __future__ import annotations

import sys
from pathlib import Path

import pytest

from enacted.extract.process import FIRST, Job, Loss, Reader
from enacted.settings import ExtractSettings, GuardSettings
from enacted.types import Extraction, Outcome

WORKER = Path(__file__).with_name("misbehaving_worker.py")
HUGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")


@pytest.mark.skipif(
    not HUGE_PAGES.exists() or "[always]" in HUGE_PAGES.read_text(encoding="ascii"),
    reason="page faults tell of memory only where pages are small",
)
@pytest.mark.parametrize(
    ("order", "outcome"),
    [
        ("swell-c", Outcome.OUT_OF_MEMORY),
        ("crash", Outcome.CRASHED),
        ("segfault", Outcome.CRASHED),
        ("exit", Outcome.CRASHED),
    ],
)
def test_memory_that_the_caller_holds_hides_no_lack_of_it(order: str, outcome: Outcome):
    reader = Reader(
        [sys.executable, str(WORKER)],
        limits=GuardSettings(memory_mb=300),
        settings=ExtractSettings(),
        password=None,
    )
    reader.ask(Job(b"say before"), FIRST)
    assert isinstance(reader.answer(), Extraction)
    reader._peak_before = 2**40  # as if the caller had held so much at the start
    reader.ask(Job(order.encode()), FIRST)
    loss = reader.answer()
    assert isinstance(loss, Loss)
    assert loss.outcome is outcome
