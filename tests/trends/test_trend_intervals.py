"""Intervals of shares."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from enacted.trends.intervals import share_intervals


def intervals(counts: Any, draws: int = 200, confidence: float = 0.95, seed: int = 1) -> Any:
    return share_intervals(
        [np.asarray(counts, dtype=np.int64)], draws=draws, confidence=confidence, seed=seed
    )[0]


@pytest.mark.parametrize("counts", [np.empty((0, 3)), [[4, 1, 2]]])
def test_fewer_than_two_documents_have_none(counts):
    assert intervals(counts) is None


def test_no_draws_give_none():
    assert intervals([[1, 2, 3], [3, 2, 1]], draws=0) is None


def test_agreement_of_all_documents_is_not_certainty():
    low, high = intervals([[2, 0, 0], [2, 0, 0], [2, 0, 0]])
    # Clopper and Pearson for 6 of 6 mentions, worth 6 / 1.1 by their likeness: .025 ** (1.1 / 6).
    assert low[0] == pytest.approx(0.5085, abs=1e-3)
    assert high[0] == 1
    assert low[1] == 0
    assert high[1] == pytest.approx(0.4915, abs=1e-3)


def test_rare_shares_of_few_documents_are_not_cut_short():
    # One deed among a hundred mentions of three documents says little of what a fourth would.
    low, high = intervals([[0, 40], [1, 29], [0, 30]])
    assert low[0] < 0.001
    assert high[0] > 0.15


def test_many_documents_do_with_the_bootstrap():
    rng = np.random.default_rng(2)
    counts = rng.binomial(12, 0.5, 2000)
    low, high = intervals(np.stack([counts, 12 - counts], axis=1))
    assert high[0] - low[0] < 1.3 * 2 * 1.96 * np.sqrt(0.25 / 24_000)


def test_documents_that_differ_widen_the_interval():
    alike = intervals([[5, 5]] * 8)
    unlike = intervals([[10, 0], [0, 10]] * 4)
    assert np.ptp(unlike[:, 0]) > 1.5 * np.ptp(alike[:, 0])


def test_more_confidence_widens_the_interval():
    counts = [[3, 1], [1, 4], [2, 2], [0, 5], [4, 4]]
    assert np.all(np.ptp(intervals(counts, confidence=0.8), axis=0)
                  < np.ptp(intervals(counts, confidence=0.99), axis=0))  # fmt: skip


def test_drawing_in_portions_changes_nothing(monkeypatch):
    counts = np.random.default_rng(1).integers(1, 5, (1_200, 2))
    whole = intervals(counts)
    monkeypatch.setattr("enacted.trends.intervals._AT_ONCE", 20)
    assert np.array_equal(whole, intervals(counts))


def test_other_cells_change_nothing():
    rng = np.random.default_rng(1)
    cells = [rng.integers(1, 5, (size, 3)) for size in (4, 1, 9, 4, 2, 9, 1_100, 4)]
    together = share_intervals(cells, draws=100, confidence=0.95, seed=1)
    for counts, ends in zip(cells, together, strict=True):
        alone = intervals(counts, draws=100)
        if ends is None:
            assert alone is None
        else:
            assert np.array_equal(ends, alone)


def test_columns_left_out_change_nothing():
    counts = np.random.default_rng(4).integers(1, 9, (12, 3))
    first = share_intervals([counts], draws=100, confidence=0.95, seed=1, columns=1)[0]
    assert first is not None
    assert np.array_equal(first, intervals(counts, draws=100)[:, :1])


def test_few_long_documents_are_worth_no_more_than_few():
    even = intervals([[6, 4], [4, 6]] * 20)
    uneven = intervals([[6, 4], [4, 6]] * 18 + [[60, 40], [40, 60]] * 2)
    assert np.ptp(uneven[:, 0]) > np.ptp(even[:, 0])


@settings(deadline=None)
@given(
    arrays(np.int64, st.tuples(st.integers(2, 12), st.just(3)), elements=st.integers(0, 50)).filter(
        lambda counts: (counts.sum(axis=1) > 0).all()
    )
)
def test_ends_enclose_the_share(counts):
    low, high = intervals(counts, draws=50)
    share = counts.sum(axis=0) / counts.sum()
    assert (low >= 0).all()
    assert (high <= 1).all()
    assert (low <= share).all()
    assert (share <= high).all()


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    # Twenty documents whose share of talk varies about 0.6: mentions taken for independent would
    # hold it in two cases of three only.
    rng = np.random.default_rng(7)
    held = 0
    for case in range(200):
        sizes = rng.integers(1, 31, 20)
        talk = rng.binomial(sizes, rng.beta(2.4, 1.6, 20))
        low, high = intervals(np.stack([talk, sizes - talk], axis=1), seed=case)
        held += low[0] <= 0.6 <= high[0]
    assert 0.92 <= held / 200 <= 0.99
