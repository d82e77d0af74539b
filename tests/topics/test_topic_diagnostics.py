"""Measures of topics."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from enacted.topics.bags import Bags
from enacted.topics.diagnostics import best, exclusivity, frex, lift, npmi, overlap

TERMS = np.array([[0.5, 0.3, 0.2, 0.0], [0.5, 0.0, 0.1, 0.4]])


def bags_of(rows: list[list[int]], terms: int) -> Bags:
    """Bags in which each term of a row stands once."""
    return Bags(
        cells=np.array([[term, 1] for row in rows for term in row], np.int32).reshape(-1, 2),
        offsets=np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64),
        terms=tuple(f"t{term}" for term in range(terms)),
        rows=np.arange(len(rows)),
    )


def test_best_breaks_ties_by_order():
    assert best(np.array([[0.1, 0.4, 0.4, 0.1]]), 3).tolist() == [[1, 2, 0]]
    assert best(TERMS).shape == (2, 4)


def test_exclusivity():
    assert exclusivity(TERMS)[0].tolist() == pytest.approx([0.5, 1, 2 / 3, 0])


def test_a_term_that_is_frequent_and_exclusive_has_the_highest_frex():
    terms = np.array([[0.4, 0.3, 0.2, 0.1, 0.0, 0.0], [0.4, 0.0, 0.0, 0.0, 0.35, 0.25]])
    assert best(terms, 1).tolist() == [[0], [0]]
    assert best(frex(terms), 1).tolist() == [[1], [4]]


def test_frex_of_a_term_by_hand():
    # Term 2 in topic 0: second lowest probability, third of exclusivity.
    assert frex(TERMS)[0, 2] == pytest.approx(2 / (1 / 0.5 + 1 / 0.75))


def test_lift_is_relative_to_the_corpus():
    assert lift(TERMS, np.array([0.5, 0.15, 0.15, 0.0]))[0].tolist() == pytest.approx(
        [1, 2, 4 / 3, 0]
    )


def test_npmi_by_hand():
    bags = bags_of([[0, 1], [0, 1], [0, 2], [2, 3]], 4)
    expected = math.log(0.5 / (0.75 * 0.5)) / -math.log(0.5)
    assert npmi(bags, np.array([[0, 1]])).tolist() == pytest.approx([expected])


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ([[0], [1], [2]], -1),  # never together
        ([[0, 1], [0, 1], [2]], 1),  # always together
        ([[0, 1], [0, 1]], 0),  # in every passage: says nothing
        ([], -1),  # nowhere
    ],
)
def test_npmi_at_its_ends(rows, value):
    assert npmi(bags_of(rows, 3), np.array([[0, 1]])).tolist() == pytest.approx([value])


def test_npmi_of_a_single_term():
    assert npmi(bags_of([[0]], 1), np.array([[0]])).tolist() == [0]


def test_overlap_is_with_the_nearest_topic():
    assert overlap(np.array([[0, 1], [2, 3]]), np.array([[3, 2], [0, 4]])).tolist() == (
        pytest.approx([1 / 3, 1])
    )


@settings(deadline=None)
@given(
    arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(2, 8)), elements=st.floats(0, 1)),
    st.lists(st.sets(st.integers(0, 7)), max_size=6),
)
def test_measures_are_numbers_in_their_range(terms, rows):
    bags = bags_of([sorted(row & set(range(terms.shape[1]))) for row in rows], terms.shape[1])
    values = npmi(bags, best(terms))
    assert (np.abs(values) <= 1 + 1e-9).all()
    assert ((frex(terms) > 0) & (frex(terms) <= 1)).all()
    assert (exclusivity(terms) <= 1 + 1e-9).all()
    assert (overlap(best(terms), best(terms)) == 1).all()
