"""How good topics are, and which terms tell them apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from enacted.topics.bags import Bags
    from enacted.topics.model import TopicModel


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
    return coherence(bags, top)[0]


def coherence(
    bags: Bags, top: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """NPMI and C_v of the terms of each topic.

    C_v (Röder, Both and Hinneburg 2015) is the mean cosine of each term's NPMI with all of them
    and that of all together. Its window is the passage, where gensim slides one of 110 words.
    A topic of a single term has 0.
    """
    values, place = _mutual(bags, top)
    size = top.shape[1]
    if size < 2:
        return np.zeros(len(top)), np.zeros(len(top))
    of_topic = values[place[:, :, None], place[:, None, :]]
    left, right = np.triu_indices(size, k=1)
    # A term goes together with itself.
    vectors = np.where(np.eye(size, dtype=np.bool_), 1.0, of_topic)
    together = vectors.sum(axis=1)
    sizes = np.linalg.norm(vectors, axis=2) * np.linalg.norm(together, axis=1)[:, None]
    cosine = np.einsum("tij,tj->ti", vectors, together) / np.maximum(sizes, 1e-12)
    return of_topic[:, left, right].mean(axis=1), cosine.mean(axis=1)


def _mutual(bags: Bags, top: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """NPMI of every two of the terms, and where in it the terms of each topic are."""
    from scipy import sparse

    wanted, place = np.unique(top, return_inverse=True)
    place = place.reshape(top.shape)
    number = np.full(len(bags.terms), -1, dtype=np.int64)
    number[wanted] = np.arange(len(wanted))
    counted = np.zeros((len(wanted), len(wanted)))
    for part in bags.stretches():
        begin, end = bags.offsets[part.start], bags.offsets[part.stop]
        terms = number[bags.cells[begin:end, 0]]
        lengths = np.diff(bags.offsets[part.start : part.stop + 1])
        passage = np.repeat(np.arange(len(lengths)), lengths)[terms >= 0]
        terms = terms[terms >= 0]
        present = sparse.csr_matrix(
            (np.ones(len(terms)), (passage, terms)), shape=(len(lengths), len(wanted))
        )
        counted += (present.T @ present).toarray()
    together = counted / max(1, len(bags))
    apart = np.diag(together)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(together / np.outer(apart, apart)) / -np.log(together)
    values = np.where(together > 0, values, -1.0)
    values = np.where(together >= 1, 0.0, values)  # terms of every passage say nothing
    return values, place


def overlap(top: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
    """Jaccard overlap of the terms of each topic with those of the nearest topic in ``other``."""
    shared = (top[:, None, :, None] == other[None, :, None, :]).sum(axis=(2, 3))
    nearest: NDArray[np.float64] = (shared / (2 * top.shape[1] - shared)).max(axis=1)
    return nearest


def matched(
    one: NDArray[np.float64], other: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Topics of two models matched one to one so that they agree most (Kuhn 1955).

    Parameters
    ----------
    one, other
        Shape (topics, terms), of the same terms; the numbers of topics may differ.

    Returns
    -------
    partner, agreement
        For each topic of ``one`` its topic in ``other``, or -1 where there are too few, and the
        cosine of their probabilities, 0 without a partner.
    """
    from scipy.optimize import linear_sum_assignment

    sizes = [np.maximum(np.linalg.norm(each, axis=1), 1e-300) for each in (one, other)]
    # Rounded, so that which of two equal matches is taken does not hang on last bits.
    cosine = np.round((one / sizes[0][:, None]) @ (other / sizes[1][:, None]).T, 9)
    rows, columns = linear_sum_assignment(-cosine)
    partner = np.full(len(one), -1, dtype=np.int64)
    agreement = np.zeros(len(one))
    partner[rows], agreement[rows] = columns, cosine[rows, columns]
    return partner, agreement


def held_out(model: TopicModel, bags: Bags, places: NDArray[np.int64], *, seed: int = 1) -> float:
    """Mean log probability of a word of the passages, given the other half of its passage.

    Document completion (Wallach, Murray, Salakhutdinov and Mimno 2009), natural logarithm.
    """
    part = bags.take(places)
    first = np.random.default_rng(seed).binomial(part.cells[:, 1], 0.5).astype(np.int32)
    shown = part.cells.copy()
    shown[:, 1] = first
    shares = np.concatenate(list(model.shares(replace(part, cells=shown))))
    terms = model.terms()
    passage = np.repeat(np.arange(len(part)), np.diff(part.offsets))
    hidden = part.cells[:, 1] - first
    likely = np.einsum("ck,ck->c", shares[passage], terms.T[part.cells[:, 0]])
    total = hidden.sum()
    return float((hidden * np.log(np.maximum(likely, 1e-12))).sum() / max(1, total))


def residual(model: TopicModel, bags: Bags, places: NDArray[np.int64]) -> float:
    """Dispersion of what topics leave unexplained (Taddy 2012): above 1, more topics could help."""
    part = bags.take(places)
    shares = np.concatenate(list(model.shares(part)))
    terms = model.terms()
    total = 0.0
    for begin in range(0, len(part), 256):
        bounds = part.offsets[begin : begin + 257]
        cells = part.cells[bounds[0] : bounds[-1]]
        passage = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        counts = np.zeros((len(bounds) - 1, len(bags.terms)))
        counts[passage, cells[:, 0]] = cells[:, 1]
        length = counts.sum(axis=1, keepdims=True)
        likely = np.clip(shares[begin : begin + 256] @ terms, 1e-12, 1 - 1e-12)
        total += float(((counts - length * likely) ** 2 / (length * likely * (1 - likely))).sum())
    parameters = len(part) * (len(terms) - 1)
    return total / max(1, len(part) * (len(bags.terms) - 1) - parameters)


def _ranks(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of terms that score no higher, within each topic."""
    ranks = np.empty_like(scores)
    for topic, row in enumerate(scores):
        ranks[topic] = np.searchsorted(np.sort(row), row, side="right") / len(row)
    return ranks
