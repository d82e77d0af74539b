"""Corpora whose topics and shares by year are known, and passages without end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from enacted.topics import PASSAGES
from enacted.topics.bags import Bags
from enacted.topics.model import fit_model
from enacted.topics.years import Passages, Years, over_years

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from enacted.settings import TopicSettings

TERMS, TOPICS, YEARS = 2_000, 8, 6


@dataclass(frozen=True, slots=True)
class Made:
    """A corpus made from known topics; shapes (topics, terms) and (years, topics)."""

    bags: Bags
    beside: Passages
    terms: NDArray[np.float64]
    of_documents: NDArray[np.float64]
    of_words: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Found:
    """What a model says of it."""

    terms: NDArray[np.float64]
    years: Years


def corpus(seed: int, *, documents: int, passages: int = 15, words: int = 80) -> Made:
    """A corpus of the model itself.

    The true share of a year is what its documents are drawn around: each document has a mean of
    its own, a Dirichlet draw (concentration 12) around it, and each passage leans to a few topics.
    """
    rng = np.random.default_rng(seed)
    common = 1 / np.arange(1, TERMS + 1)
    base = rng.permutation(common / common.sum())
    terms = np.stack([rng.dirichlet(np.maximum(base * 200, 1e-3)) for _ in range(TOPICS)])
    level = rng.dirichlet(np.full(TOPICS, 3.0))
    drift = rng.normal(0, 0.15, TOPICS)
    truth = level * np.exp(np.outer(np.arange(YEARS), drift))
    truth /= truth.sum(axis=1, keepdims=True)
    cells, lengths, owner, year = [], [], [], []
    for number in range(YEARS * documents):
        own = rng.dirichlet(np.maximum(12 * truth[number // documents], 1e-3))
        year.append(2010 + number // documents)
        for _ in range(passages):
            shares = rng.dirichlet(np.maximum(3 * own, 1e-3))
            drawn = rng.choice(TERMS, words, p=shares @ terms)
            ids, counts = np.unique(drawn, return_counts=True)
            cells.append(np.stack([ids, counts], axis=1))
            lengths.append(len(ids))
            owner.append(number)
    names = tuple(f"t{term:04}" for term in range(TERMS))
    bags = Bags(
        np.concatenate(cells).astype(np.int32),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        names,
        np.arange(len(lengths)),
    )
    beside = Passages(np.array(owner), np.full(len(owner), float(words)), np.array(year))
    return Made(bags, beside, terms, truth, truth)


def fitted(made: Made, *, refits: int, settings: TopicSettings) -> Found:
    """The model of this package and its intervals."""
    model = fit_model(
        made.bags,
        k=TOPICS,
        passes=settings.passes,
        seed=settings.seed,
        prior=settings.prior,
    )
    shares = np.concatenate(list(model.shares(made.bags)))
    found = over_years(
        made.bags,
        made.beside,
        model.terms(),
        shares,
        refits=refits,
        passes=settings.passes,
        seed=settings.seed,
        prior=settings.prior,
        confidence=settings.confidence,
    )
    return Found(model.terms(), found)


def stream(count: int) -> tuple[pa.Table, Callable[[], Iterator[pa.Table]]]:
    """Documents of 50 passages of 200 words each, made when they are asked for."""
    size, words, topics, vocabulary = 50, 200, 50, 20_000
    documents = -(-count // size)
    ids = [f"{number:016x}" for number in range(documents)]
    rng = np.random.default_rng(1)
    names = np.array([_name(number) for number in range(vocabulary)])
    frequency = 1 / np.arange(10, vocabulary + 10)
    own = [rng.permutation(vocabulary)[:400] for _ in range(topics)]
    background = frequency.cumsum() / frequency.sum()

    def source() -> Iterator[pa.Table]:
        drawn = np.random.default_rng(2)
        for number, doc_id in enumerate(ids):
            rows = min(size, count - number * size)
            texts = []
            for topic in drawn.integers(topics, size=rows).tolist():
                some = np.searchsorted(background, drawn.random(words // 2))
                rest = own[topic][drawn.integers(400, size=words // 2)]
                texts.append(" ".join(names[drawn.permutation(np.concatenate([some, rest]))]))
            yield pa.table(
                {
                    "doc_id": [doc_id] * rows,
                    "passage": list(range(rows)),
                    "first_sentence": [10 * row for row in range(rows)],
                    "last_sentence": [10 * row + 9 for row in range(rows)],
                    "page": [1] * rows,
                    "words": [words] * rows,
                    "text": texts,
                },
                schema=PASSAGES,
            )

    years = pa.array([2000 + number % 20 for number in range(documents)], pa.int32())
    return pa.table({"doc_id": ids, "year": years}), source


def _name(number: int) -> str:
    """A word that is no plural and no stop word."""
    letters = "bcdfghjklm"
    return "x" + "".join(letters[int(digit)] for digit in str(number)) + "o"
