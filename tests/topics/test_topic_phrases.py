"""Pairs of words that are one term."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from gensim.models.phrases import Phrases
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.topics.phrases import collocations

WORDS = "abcdef"


def streams_of(runs: list[str], parts: int = 1) -> list[np.ndarray]:
    """Letters as numbers, runs parted, in about so many streams."""
    numbers = [[*map(WORDS.index, run), -1] for run in runs]
    step = max(1, -(-len(numbers) // parts))
    return [
        np.array([*chain.from_iterable(numbers[begin : begin + step])], dtype=np.int64)
        for begin in range(0, len(numbers), step)
    ]


def pairs_of(runs: list[str], *, at_least: int = 8, counters: int = 1 << 10, parts: int = 1):
    streams = streams_of(runs, parts)
    found = collocations(lambda: iter(streams), at_least=at_least, counters=counters)
    return [WORDS[left] + WORDS[right] for left, right in found]


def test_pairs_are_measured_against_chance():
    assert pairs_of(["ab"] * 20 + ["c", "d"] * 10 + ["ef", "fe"] * 3) == ["ab"]


def test_a_word_makes_no_pair_with_itself():
    assert pairs_of(["aa", "b", "c"] * 20) == []


@pytest.mark.parametrize("runs", [[], ["ab"] * 50, ["ab" * 50], ["a"]])
def test_a_corpus_of_one_pair_does_not_divide_by_zero(runs):
    assert set(pairs_of(runs)) <= {"ab", "ba"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(WORDS, min_size=1, max_size=8), min_size=1, max_size=40),
    st.integers(1, 5),
    st.sampled_from([1, 2, 64, 1 << 12]),
    st.integers(1, 4),
)
def test_the_pairs_are_those_of_gensim(runs, at_least, counters, parts):
    model = Phrases(
        [list(run) for run in runs],
        min_count=at_least,
        threshold=0.5,
        delimiter=" ",
        scoring="npmi",
    )
    known = sorted(pair.replace(" ", "") for pair in model.export_phrases())
    expected = [pair for pair in known if pair[0] != pair[1]]
    assert pairs_of(runs, at_least=at_least, counters=counters, parts=parts) == expected
