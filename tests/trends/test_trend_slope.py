"""Slopes and changes of shares, with documents as clusters."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import linalg, stats

from enacted.trends.slope import slope

COUNTS = np.array([[0, 9], [3, 10], [1, 2], [6, 12], [2, 2], [5, 7], [1, 8], [4, 5]])
YEARS = np.array([2008, 2009, 2010, 2012, 2013, 2013, 2015, 2018], dtype=np.float64)
TYPES = ["plan", "plan", "report", "plan", "report", "report", "plan", "report"]


def by_mentions(counts: Any, x: Any, types: list[str] | None) -> tuple[float, float, float]:
    """Slope, standard error and degrees of freedom, mention by mention and matrix by matrix."""
    y = np.concatenate([[1.0] * hits + [0.0] * (total - hits) for hits, total in counts])
    owner = np.repeat(np.arange(len(counts)), counts[:, 1])
    columns = [x[owner] - x.mean(), np.ones(len(owner))]
    types = types or []
    levels = sorted(set(types))[1:]
    columns += [np.array([float(types[i] == level) for i in owner]) for level in levels]
    design = np.stack(columns, axis=1)
    gram = np.linalg.inv(design.T @ design)
    residual = y - design @ gram @ design.T @ y
    unhat = np.eye(len(owner)) - design @ gram @ design.T
    variance, vectors = 0.0, []
    for cluster in range(len(counts)):
        mine = owner == cluster
        root = linalg.fractional_matrix_power(unhat[np.ix_(mine, mine)], -0.5)
        weight = (gram @ design[mine].T)[0] @ np.real(root)
        variance += float(weight @ residual[mine]) ** 2
        vectors.append(unhat[:, mine] @ weight)
    kernel = np.array([[a @ b for a in vectors] for b in vectors])
    beta = gram @ design.T @ y
    return float(beta[0]), math.sqrt(variance), float(np.trace(kernel) ** 2 / (kernel**2).sum())


@pytest.mark.parametrize("types", [None, TYPES])
def test_it_is_what_the_mentions_one_by_one_give(types):
    value, error, freedom = by_mentions(COUNTS, YEARS, types)
    found = slope(COUNTS, YEARS, adjust=[types] if types else [])
    assert found.value == pytest.approx(value)
    assert found.freedom == pytest.approx(freedom)
    assert found.high == pytest.approx(value + error * stats.t.ppf(0.975, freedom))
    assert found.p == pytest.approx(2 * stats.t.sf(abs(value / error), freedom))
    assert (found.documents, found.mentions) == (8, 55)


def test_a_change_is_the_difference_of_two_shares():
    later = (YEARS > 2012).astype(np.float64)
    found = slope(COUNTS, later)
    shares = [COUNTS[later == i].sum(axis=0) for i in (0, 1)]
    assert found.value == pytest.approx(shares[1][0] / shares[1][1] - shares[0][0] / shares[0][1])


def test_adjusting_takes_away_what_a_type_explains():
    # Deeds are half of what reports say and none of plans', and reports come late.
    counts = np.array([[0, 10]] * 4 + [[5, 10], [4, 10], [6, 10], [5, 10]])
    years = np.array([2008.0, 2009, 2010, 2013, 2012, 2014, 2015, 2016])
    types = ["plan"] * 4 + ["report"] * 4
    alone = slope(counts, years).value
    held = slope(counts, years, adjust=[types]).value
    assert alone is not None
    assert held is not None
    assert abs(held) < alone / 4


@pytest.mark.parametrize(
    ("counts", "x", "adjust", "note"),
    [
        ([], [], [], "no document with a year has talk, plan or deed"),
        ([[0, 0], [0, 0]], [1, 2], [], "no document with a year has talk, plan or deed"),
        ([[1, 2]], [2010], [], "of one year"),
        ([[1, 2], [2, 3]], [2010, 2010], [], "of one year"),
        ([[1, 2], [2, 3]], [2010, 2011], [], "two documents have no interval"),
        ([[2, 2], [3, 3], [4, 4]], [2010, 2011, 2012], [], "documents agree fully"),
        ([[1, 2], [2, 3], [0, 2]], [2010, 2010, 2012], [], "one document decides it alone"),
        ([[1, 2], [2, 3], [0, 2]], [2010, 2011, 2012], [["a", "b", "c"]], "cannot be told"),
    ],
)
def test_what_cannot_be_said_is_said(counts, x, adjust, note):
    found = slope(
        np.array(counts, dtype=np.int64).reshape(-1, 2), np.array(x, dtype=float), adjust=adjust
    )
    assert note in found.note
    assert found.low is None
    assert found.high is None
    assert found.p is None


cases = st.lists(
    st.tuples(
        st.integers(0, 8), st.integers(0, 8), st.integers(2008, 2014), st.sampled_from("abc")
    ),
    max_size=9,
)


@settings(deadline=None)
@given(cases, st.booleans(), st.randoms(use_true_random=False))
def test_nothing_is_ever_a_nan_and_order_does_not_matter(rows, adjusted, random):
    def of(rows: list[Any]) -> Any:
        counts = np.array([[a, a + b] for a, b, _, _ in rows], dtype=np.int64).reshape(-1, 2)
        types = [[kind for *_, kind in rows]] if adjusted else []
        return slope(counts, np.array([year for _, _, year, _ in rows], dtype=float), adjust=types)

    found = of(rows)
    numbers = [found.value, found.low, found.high, found.p, found.freedom]
    assert all(number is None or math.isfinite(number) for number in numbers)
    assert (found.low is None) == (found.p is None) == (found.freedom is None)
    if found.low is not None:
        assert found.low <= found.value <= found.high
        assert 0 <= found.p <= 1
        assert found.freedom > 0
    else:
        assert found.note
    shuffled = random.sample(rows, len(rows))
    again = of(shuffled)
    assert again.note == found.note
    if found.value is not None:
        assert again.value == pytest.approx(found.value, abs=1e-9)
    if found.high is not None:
        assert again.high == pytest.approx(found.high, rel=1e-5, abs=1e-9)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    # Twelve documents, and a share that rises by one point a year.
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(300):
        years = rng.integers(0, 12, 12).astype(np.float64)
        sizes = rng.integers(1, 31, 12)
        share = 0.3 + 0.01 * (years - 6)
        hits = rng.binomial(sizes, rng.beta(4 * share, 4 * (1 - share)))
        found = slope(np.stack([hits, sizes], axis=1), years)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.01 <= found.high
    assert 0.9 <= held / 300 <= 0.99
