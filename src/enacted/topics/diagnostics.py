"""How good topics are, and which terms tell them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from enacted.topics.vocabulary import Bags


def best(scores: NDArray[np.float64], count: int = 10) -> NDArray[np.int64]:
    """Terms with the highest score in each topic, highest first, ties in order of the terms.

    Shape (topics, ``count``), or fewer where there are fewer terms.
    """
    order: NDArray[np.int64] = np.argsort(-scores, axis=1, kind="stable")
    return order[:, :count]


def exclusivity(terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of a term in a topic over the sum of its probabilities in all topics."""
    total = terms.sum(axis=0, keepdims=True)
    part: NDArray[np.float64] = np.divide(terms, total, out=np.zeros_like(terms), where=total > 0)
    return part


def frex(terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Harmonic mean of how frequent and how exclusive a term ranks (Airoldi and Bischof 2016)."""
    return 2 / (1 / _ranks(exclusivity(terms)) + 1 / _ranks(terms))


def lift(terms: NDArray[np.float64], corpus: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of a term in a topic over its probability in the corpus (Taddy 2012)."""
    ratio: NDArray[np.float64] = np.divide(
        terms, corpus, out=np.zeros_like(terms), where=corpus > 0
    )
    return ratio


def npmi(bags: Bags, top: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean normalised pointwise mutual information of the terms of each topic.

    Over passages (Lau, Newman and Baldwin 2014), from -1, never together, to 1, always. A topic
    of a single term has 0.
    """
    from scipy import sparse

    wanted, place = np.unique(top, return_inverse=True)
    place = place.reshape(top.shape)
    number = np.full(len(bags.terms), -1, dtype=np.int64)
    number[wanted] = np.arange(len(wanted))
    terms = number[bags.cells[:, 0]]
    passage = np.repeat(np.arange(len(bags)), np.diff(bags.offsets))[terms >= 0]
    terms = terms[terms >= 0]
    present = sparse.csr_matrix(
        (np.ones(len(terms)), (passage, terms)), shape=(len(bags), len(wanted))
    )
    together = (present.T @ present).toarray() / max(1, len(bags))
    apart = np.diag(together)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(together / np.outer(apart, apart)) / -np.log(together)
    values = np.where(together > 0, values, -1.0)
    values = np.where(together >= 1, 0.0, values)  # terms of every passage say nothing
    left, right = np.triu_indices(top.shape[1], k=1)
    if not len(left):
        return np.zeros(len(top))
    result: NDArray[np.float64] = values[place[:, left], place[:, right]].mean(axis=1)
    return result


def overlap(top: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
    """Jaccard overlap of the terms of each topic with those of the nearest topic in ``other``."""
    shared = (top[:, None, :, None] == other[None, :, None, :]).sum(axis=(2, 3))
    nearest: NDArray[np.float64] = (shared / (2 * top.shape[1] - shared)).max(axis=1)
    return nearest


def _ranks(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of terms that score no higher, within each topic."""
    ranks = np.empty_like(scores)
    for topic, row in enumerate(scores):
        ranks[topic] = np.searchsorted(np.sort(row), row, side="right") / len(row)
    return ranks
