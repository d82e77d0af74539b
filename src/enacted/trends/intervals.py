"""Intervals of shares whose mentions come in documents."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CORRELATION = 0.1
"""How alike mentions of one document are taken to be at the least: what few documents show of it is
too little to rely on. Its weight falls where there are more than `_ENOUGH` documents."""

_ENOUGH = 50

# Up to so many documents drawing each is faster than drawing how often each comes.
_ONE_BY_ONE = 128

# Weights drawn at once: bounds memory at 16 MB however many documents there are.
_WEIGHTS_AT_ONCE = 2_000_000


def share_intervals(
    counts: NDArray[np.int64], *, draws: int, confidence: float, rng: np.random.Generator
) -> NDArray[np.float64] | None:
    """Intervals of the shares that columns have in the total of a table of counts.

    Documents are drawn with replacement, since mentions of one document are not independent
    (cluster bootstrap; Davison and Hinkley 1997, 3.8). Percentiles are widened for few documents
    by the t distribution (Hesterberg 2015, "expanded percentile"). Where documents are few or a
    share is near 0 or 1 the bootstrap still claims too much, so an interval is never narrower
    than the one of Clopper and Pearson (1934) for the mentions that the documents are worth
    (Korn and Graubard 1998).

    Parameters
    ----------
    counts
        Shape (documents, shares): mentions of each document by stance; no row is all zero.
    draws
        Bootstrap draws; none give no interval.
    confidence
        Confidence, between 0 and 1.
    rng
        Where the draws come from; the order of the documents plays no part.

    Returns
    -------
    array or None
        Shape (2, shares): lower and upper ends, which enclose the shares. None for fewer than
        two documents or no draws.
    """
    documents = len(counts)
    if documents < 2 or draws < 1:
        return None
    tail = (1 - confidence) / 2
    # In order of size, so that neither draws nor sums depend on the order of the documents.
    counts = counts[np.lexsort(counts.T)]
    drawn = _drawn(counts, draws, rng)
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    widened = _widened(documents, tail)
    low, high = np.quantile(shares, [widened, 1 - widened], axis=0)

    share = counts.sum(axis=0) / counts.sum()
    least, most = _clustered(counts, share, tail)
    low = np.minimum(np.minimum(low, least), share)
    high = np.maximum(np.maximum(high, most), share)
    ends: NDArray[np.float64] = np.clip(np.stack([low, high]), 0.0, 1.0)
    return ends


def _clustered(
    counts: NDArray[np.int64], share: NDArray[np.float64], tail: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ends of the binomial interval for as many mentions as the documents are worth.

    The variance of a share between documents, each set against the share of the others
    (jackknife), tells how many independent mentions would be as uncertain; the fewer documents
    there are, the fewer these mentions.
    """
    from scipy.special import betaincinv

    counts = counts.astype(np.float64)
    sizes = counts.sum(axis=1)
    total = sizes.sum()
    weights = sizes / total
    apart = (counts - sizes[:, None] * share) / (1 - weights[:, None])
    independent = share * (1 - share) / total
    alike = _CORRELATION * min(1.0, _ENOUGH / len(counts))
    floor = independent * (1 + alike * (total * (weights**2).sum() - 1))
    variance = np.maximum((apart**2).sum(axis=0) / total**2, floor)
    shrink = _shrink(len(counts), tail)
    # Where all or no mentions are of a kind there is no variance to go by but the floor's.
    agreed = total / (1 + alike * (total * (weights**2).sum() - 1))
    none = independent == 0
    worth = np.where(none, agreed, shrink * independent / np.where(none, 1, variance) * total)
    worth = np.minimum(worth, total)
    hits = share * worth
    low = np.where(hits > 0, betaincinv(np.maximum(hits, 1e-9), worth - hits + 1, tail), 0.0)
    rest = worth - hits
    high = np.where(rest > 0, betaincinv(hits + 1, np.maximum(rest, 1e-9), 1 - tail), 1.0)
    return low, high


def _drawn(counts: NDArray[np.int64], draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Sums over documents drawn with replacement; shape (draws, shares)."""
    documents = len(counts)
    if documents <= _ONE_BY_ONE:
        picks = rng.integers(0, documents, size=(draws, documents))
        sums = [column[picks].sum(axis=1) for column in counts.T]
        return np.stack(sums, axis=1).astype(np.float64)
    # Documents with the same counts are drawn as one: the same distribution, and few to draw from.
    first = np.concatenate([[True], (counts[1:] != counts[:-1]).any(axis=1)])
    kinds = counts[first].astype(np.float64)
    many = np.diff([*np.flatnonzero(first), documents])
    return np.concatenate(
        [
            # Sums of whole numbers are exact in double precision, in whatever order BLAS adds.
            rng.multinomial(documents, many / documents, size=size).astype(np.float64) @ kinds
            for size in _portions(draws, max(1, _WEIGHTS_AT_ONCE // len(kinds)))
        ]
    )


@lru_cache
def _widened(documents: int, tail: float) -> float:
    from scipy.special import ndtr, stdtrit

    return float(ndtr(np.sqrt(documents / (documents - 1)) * stdtrit(documents - 1, tail)))


@lru_cache
def _shrink(documents: int, tail: float) -> float:
    """How much less few documents are worth than their variance says."""
    from scipy.special import ndtri, stdtrit

    return float((ndtri(tail) / stdtrit(documents - 1, tail)) ** 2)


def _portions(total: int, at_most: int) -> list[int]:
    full, rest = divmod(total, at_most)
    return [at_most] * full + [rest] * bool(rest)
