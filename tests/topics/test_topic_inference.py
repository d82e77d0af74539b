"""Topics of passages under given topics, and what large corpora need."""

from __future__ import annotations

from itertools import pairwise
from tempfile import TemporaryFile
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from gensim.models import LdaModel
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import psi

from enacted.topics.describe import Description
from enacted.topics.inference import _expected, infer
from enacted.topics.tokens import mapped, release

TERMS, TOPICS = 60, 5


def cells_of(lengths: list[int], seed: int) -> tuple[Any, Any]:
    """Passages of so many different terms."""
    rng = np.random.default_rng(seed)
    cells = [
        np.stack([np.sort(rng.permutation(TERMS)[:n]), rng.integers(1, 4, n)], axis=1)
        for n in lengths
    ]
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return np.concatenate([np.empty((0, 2), np.int64), *cells]).astype(np.int32), offsets


def topics_of(seed: int) -> Any:
    return np.random.default_rng(seed).dirichlet(np.full(TERMS, 0.2), TOPICS).astype(np.float32)


ALPHA = np.full(TOPICS, 1 / TOPICS, dtype=np.float32)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, TERMS), min_size=1, max_size=30), st.integers(0, 1_000))
def test_a_passage_hangs_on_nothing_but_itself(lengths, seed):
    cells, offsets = cells_of(lengths, seed)
    weights = topics_of(seed)
    whole, _ = infer(cells, offsets, weights, ALPHA, iterations=20)
    for place in range(len(lengths)):
        own = cells[offsets[place] : offsets[place + 1]]
        alone, _ = infer(own, np.array([0, len(own)]), weights, ALPHA, iterations=20)
        assert np.array_equal(alone[0], whole[place])


def test_the_fixed_point_is_that_of_gensim():
    cells, offsets = cells_of([40, 17, 3, 24, 25, 60, 1], 3)
    model = LdaModel(
        corpus=None, id2word={n: str(n) for n in range(TERMS)}, num_topics=TOPICS,
        iterations=2_000, gamma_threshold=1e-6, random_state=1, dtype=np.float64,
    )  # fmt: skip
    model.expElogbeta = topics_of(3).astype(np.float64) + 1e-9
    bags = [cells[a:b] for a, b in pairwise(offsets)]
    theirs, counts = model.inference(bags, collect_sstats=True)
    found, mine = infer(
        cells, offsets, model.expElogbeta.astype(np.float32), ALPHA, iterations=2_000, collect=True
    )
    assert found == pytest.approx(theirs, abs=0.05)
    assert mine == pytest.approx(counts, abs=0.05)
    assert mine.sum() == pytest.approx(cells[:, 1].sum(), rel=1e-4)


def test_a_passage_without_terms_has_the_prior():
    gamma, counts = infer(*cells_of([0, 0], 1), topics_of(1), ALPHA, iterations=5, collect=True)
    assert gamma == pytest.approx(np.tile(ALPHA, (2, 1)))
    assert counts is not None
    assert not counts.any()


def test_the_digamma_function_is_right_to_six_digits():
    values = np.geomspace(0.002, 5_000, 4_000).astype(np.float32)
    known = psi(values.astype(np.float64))
    found = np.log(np.maximum(_expected(values), 1e-38).astype(np.float64))
    there = known > -80  # below, both are 0 in single precision
    assert found[there] == pytest.approx(known[there], abs=2e-5, rel=2e-6)


def test_what_is_released_is_read_again():
    with TemporaryFile() as file:
        np.arange(100_000, dtype=np.int32).tofile(file)
        array = mapped(file, np.dtype(np.int32))
        part = array[10:20]
        release(array)
        release(part)
        assert array.sum() == 99_999 * 50_000
        assert part.tolist() == list(range(10, 20))
    release(np.arange(3, dtype=np.int32))  # what is in memory stays there


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400), st.integers(1, 4), st.integers(0, 1_000))
def test_the_highest_are_those_that_sorting_all_would_give(size, count, seed):
    rng = np.random.default_rng(seed)
    scores = np.round(rng.random(size), 1) * (rng.random(size) < 0.8)
    documents = np.sort(rng.integers(0, 6, size))
    about: Any = SimpleNamespace(
        document=documents, _bags=SimpleNamespace(terms_of=lambda place: {place})
    )
    found = Description.highest(about, scores, count)
    expected: dict[int, int] = {}
    for place in np.argsort(-scores, kind="stable")[: 50 * count].tolist():
        if scores[place] > 0:
            expected.setdefault(int(documents[place]), place)
    assert found == list(expected.values())[:count]


def test_passages_that_say_the_same_come_last():
    terms = {0: {1, 2, 3, 4}, 1: {1, 2, 3, 4}, 2: {1, 2, 3, 5}, 3: {7, 8}}
    about: Any = SimpleNamespace(
        document=np.arange(4), _bags=SimpleNamespace(terms_of=terms.__getitem__)
    )
    scores = np.array([0.9, 0.8, 0.7, 0.6])
    assert Description.highest(about, scores, 3) == [0, 2, 3]
    assert Description.highest(about, scores, 4) == [0, 2, 3, 1]
