"""Real documents, harmed: no document harms the process that asks, or another document."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enacted.extract.guard import Guard
from enacted.settings import ExtractSettings, GuardSettings
from tests.harmed import MUTATION, mutate, splice

if TYPE_CHECKING:
    from enacted.types import Extraction

ROOT = Path(__file__).resolve().parents[2]
DEMO = [path.read_bytes() for path in sorted((ROOT / "corpora" / "demo").glob("*.pdf"))]
SHARED = ROOT.parent / "shared" / "corpus"
LIMITS = GuardSettings(cpu_seconds=20, wall_seconds=120, memory_mb=1_000)
PLACE = st.integers(0, 10**7)


@pytest.fixture(scope="module")
def guard():
    with Guard(limits=LIMITS, settings=ExtractSettings(ocr="off")) as guard:
        yield guard


def sound(result: Extraction) -> None:
    """An outcome, with text or with a reason."""
    assert bool(result.blocks) == result.outcome.has_text
    assert result.detail or result.outcome == "ok"
    assert all(block.text and block.boxes for block in result.blocks)


FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FEW
@given(source=st.sampled_from(DEMO), mutations=st.lists(MUTATION, min_size=1, max_size=30))
def test_a_harmed_document_ends_in_an_outcome(guard, source, mutations):
    sound(guard.extract_one(mutate(source, mutations)))


@FEW
@given(st.sampled_from(DEMO), st.sampled_from(DEMO), PLACE, PLACE)
def test_two_documents_spliced_end_in_an_outcome(guard, first, second, cut, join):
    sound(guard.extract_one(splice(first, second, cut, join)))


def test_after_all_that_a_document_is_read_as_before(guard):
    with Guard(limits=LIMITS, settings=ExtractSettings(ocr="off")) as fresh:
        assert guard.extract_one(DEMO[0]) == fresh.extract_one(DEMO[0])


@functools.cache
def small_documents() -> list[bytes]:
    """Real documents of different makers, small enough to be read many times."""
    paths = sorted(SHARED.rglob("*.pdf"), key=lambda path: (path.stat().st_size, path.name))
    return [path.read_bytes() for path in paths[:8]]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="no documents beside the checkout")
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data(), st.lists(MUTATION, min_size=1, max_size=30))
def test_harmed_documents_of_the_corpus_end_in_an_outcome(guard, data, mutations):
    source = data.draw(st.sampled_from(range(8)))
    sound(guard.extract_one(mutate(small_documents()[source], mutations)))
