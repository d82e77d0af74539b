"""What is known of the facets of a mention, and how it is weighed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.evidence import COLUMNS, PLACES, Evidence, stacked
from enacted.guide import FACETS

NOTHING = np.zeros((1, len(COLUMNS)), dtype=np.bool_)


def weights(*rows: float) -> np.ndarray:
    return np.repeat(np.array(rows)[:, None], len(COLUMNS), axis=1)


def shown(*columns: tuple[str, str]) -> np.ndarray:
    return np.array([column in columns for column in COLUMNS])


def test_columns_stand_by_facet():
    assert [COLUMNS[own] for own in PLACES.values()] == [
        tuple((facet, value) for value in values) for facet, values in FACETS.items()
    ]


@pytest.mark.parametrize(
    ("one", "other", "told", "expected"),
    [
        (1.0, 0.0, False, False),
        (1.0, 1.0, False, True),
        (0.0, 0.0, True, True),
        (-9, 1, True, False),
    ],
)
def test_all_are_added(one: float, other: float, told: bool, expected: bool):
    said = np.full(NOTHING.shape, one), np.full(NOTHING.shape, other)
    found = stacked(weights(1.0, 2.0, 3.0, -2.0), NOTHING | told, *said)
    assert found[0, PLACES["modes"]].all() == expected
    assert found[0, PLACES["modes"]].any() == expected


@given(st.lists(st.floats(-50, 50), min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_of_one_value_facets_the_likeliest_stands(said: list[float]):
    found = stacked(weights(1.0, 0.0, 0.0), NOTHING, np.array([said]))[0, PLACES["level"]]
    level = said[PLACES["level"]]
    assert found.sum() == (max(level) > 0)
    assert found.tolist().index(True) == level.index(max(level)) if found.any() else True


def test_values_are_those_shown_and_those_of_the_term():
    evidence = Evidence(
        ("modes", "level", "reasons"),
        np.zeros(len(COLUMNS)),
        NOTHING[0],
        {"modes": ("deliver",), "level": ("group",)},
    )
    found = evidence.values(
        shown(("modes", "design"), ("level", "collective"), ("equality", "voice"))
    )
    assert found == {"modes": ("deliver", "design"), "level": "group", "reasons": ()}
    bare = Evidence(("level",), np.zeros(len(COLUMNS)), NOTHING[0], {})
    assert bare.values(shown(("level", "collective"))) == {"level": "collective"}
    assert bare.values(NOTHING[0]) == {"level": ""}
