"""Intervals of shares whose mentions come in documents."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_CORRELATION = 0.1
"""How alike mentions of one document are taken to be at the least: what few documents show of it is
too little to rely on. Its weight falls where they are worth more than `_ENOUGH` of like size."""

_ENOUGH = 50

_LEAST_FREEDOM = 4
"""Degrees of freedom, where there are so many documents: with fewer t says nothing any more."""

# Up to so many documents cells of as many share their draws, which are one product of matrices.
_TOGETHER = 1_024

# Figures handled at once: bounds memory at some 16 MB an array, however many cells there are.
_AT_ONCE = 2_000_000


def share_intervals(
    cells: Sequence[NDArray[np.int64]],
    *,
    draws: int,
    confidence: float,
    seed: int,
    columns: int | None = None,
) -> list[NDArray[np.float64] | None]:
    """Intervals of the shares that columns have in the total of tables of counts.

    Documents are drawn with replacement, since mentions of one document are not independent
    (cluster bootstrap; Davison and Hinkley 1997, 3.8). Percentiles are widened by the t
    distribution (Hesterberg 2015, "expanded percentile"), with the degrees of freedom of as many
    documents of like size as these are worth. Where documents are few or a
    share is near 0 or 1 the bootstrap still claims too much, so an interval is never narrower
    than the one of Clopper and Pearson (1934) for the mentions that the documents are worth
    (Korn and Graubard 1998).

    Parameters
    ----------
    cells
        Each of shape (documents, shares): mentions of each document by stance; no row is all zero.
        All with as many shares.
    draws
        Bootstrap draws; none give no interval. Cells of as many documents draw alike.
    confidence
        Confidence, between 0 and 1.
    seed
        Where the draws come from; the order of the documents plays no part, and nor do other cells.
    columns
        How many columns intervals are sought for, from the first; all where None.

    Returns
    -------
    list of array or None
        For each cell shape (2, shares): lower and upper ends, which enclose the shares. None for
        fewer than two documents or no draws.
    """
    ends: list[NDArray[np.float64] | None] = [None] * len(cells)
    if draws < 1:
        return ends
    of_size: dict[int, list[int]] = {}
    for place, counts in enumerate(cells):
        of_size.setdefault(len(counts), []).append(place)
    for documents in sorted(size for size in of_size if size > 1):
        places = of_size[documents]
        weights = _weights(documents, draws, seed) if documents <= _TOGETHER else None
        width = cells[places[0]].shape[1] * max(documents, draws)
        for part in _parts(places, max(1, _AT_ONCE // width) if documents <= _TOGETHER else 1):
            counts = np.stack([cells[place] for place in part])
            # In order of size, so that nothing depends on the order of the documents.
            order = np.lexsort(np.moveaxis(counts, 2, 0), axis=-1)
            counts = np.take_along_axis(counts, order[:, :, None], axis=1)
            if weights is None:
                drawn = _drawn(counts[0], draws, _rng(seed, documents))[None]
            else:
                drawn = _sums(weights, counts)
            for place, each in zip(part, _ends(counts, drawn, confidence, columns), strict=True):
                ends[place] = each
    return ends


def _ends(
    counts: NDArray[np.int64],
    drawn: NDArray[np.float64],
    confidence: float,
    columns: int | None,
) -> NDArray[np.float64]:
    """Shape (cells, 2, shares), from counts and, of shape (cells, shares, draws), what was drawn.

    The variance of a share between documents, each set against the share of the others
    (jackknife), tells how many independent mentions would be as uncertain; the fewer documents of
    like size they are worth (Kish 1965), the fewer these mentions.
    """
    from scipy.special import betaincinv, ndtr, ndtri, stdtrit

    tail = (1 - confidence) / 2
    documents = counts.shape[1]
    sizes = counts.sum(axis=2)
    total = sizes.sum(axis=1, keepdims=True).astype(np.float64)
    weights = sizes / total
    share = counts.sum(axis=1) / total
    like_sized = 1 / (weights**2).sum(axis=1, keepdims=True)
    counts, share = counts[:, :, :columns], share[:, :columns]
    apart = ((counts - sizes[:, :, None] * share[:, None, :]) / (1 - weights)[:, :, None]) ** 2
    # A few long documents are worth no more than few, and a variance that a few that differ decide
    # is known no better than few would tell it: by the fourth moment, which for normal errors makes
    # it all of them.
    squares, fourth = apart.sum(axis=1), (apart**2).sum(axis=1)
    deciding = 3 * squares**2 / np.where(fourth > 0, fourth, 1)
    freedom = np.where(fourth > 0, np.minimum(like_sized, deciding), like_sized) - 1
    quantile = stdtrit(np.maximum(freedom, min(documents - 1, _LEAST_FREEDOM)), tail)

    shares = np.sort(drawn[:, :columns] / drawn.sum(axis=1, keepdims=True), axis=2)
    widened = ndtr(np.sqrt(documents / (documents - 1)) * quantile)[:, :, None]
    low, high = _quantile(shares, widened), _quantile(shares, 1 - widened)

    independent = share * (1 - share) / total
    alike = _CORRELATION * np.minimum(1.0, _ENOUGH / like_sized)
    # Never below what mentions that are a little alike would give.
    effect = 1 + alike * (total / like_sized - 1)
    variance = np.maximum(squares / total**2, independent * effect)
    none = independent == 0
    shrink = (ndtri(tail) / quantile) ** 2
    worth = shrink * independent / np.where(none, 1, variance) * total
    worth = np.where(none, total / effect, worth)
    worth = np.minimum(worth, total)
    hits = share * worth
    rest = worth - hits
    least = np.where(hits > 0, betaincinv(np.maximum(hits, 1e-9), rest + 1, tail), 0.0)
    most = np.where(rest > 0, betaincinv(hits + 1, np.maximum(rest, 1e-9), 1 - tail), 1.0)
    low = np.minimum(np.minimum(low, least), share)
    high = np.maximum(np.maximum(high, most), share)
    ends: NDArray[np.float64] = np.clip(np.stack([low, high], axis=1), 0.0, 1.0)
    return ends


def _quantile(ordered: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles of the last axis, which is in order; ``at`` has a 1 there."""
    place = at * (ordered.shape[2] - 1)
    below = np.minimum(place.astype(np.int64), ordered.shape[2] - 2) if ordered.shape[2] > 1 else 0
    below = np.broadcast_to(below, (*ordered.shape[:2], 1))
    above = np.minimum(below + 1, ordered.shape[2] - 1)
    low, high = np.take_along_axis(ordered, below, 2), np.take_along_axis(ordered, above, 2)
    found: NDArray[np.float64] = (low + (place - below) * (high - low))[:, :, 0]
    return found


@lru_cache(maxsize=1)
def _weights(documents: int, draws: int, seed: int) -> NDArray[np.float64]:
    """How often each document is drawn; shape (documents, draws)."""
    rng = _rng(seed, documents)
    picks = rng.integers(0, documents, size=(draws, documents), dtype=np.int32)
    picks += (np.arange(draws, dtype=np.int32) * documents)[:, None]
    often = np.bincount(picks.ravel(), minlength=draws * documents)
    return np.ascontiguousarray(often.reshape(draws, documents).T, dtype=np.float64)


def _sums(weights: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sums over the documents drawn; shape (cells, shares, draws)."""
    cells, documents, shares = counts.shape
    flat = np.moveaxis(counts, 1, 2).reshape(cells * shares, documents).astype(np.float64)
    # Sums of whole numbers are exact in double precision, in whatever order BLAS adds.
    return (flat @ weights).reshape(cells, shares, -1)


def _drawn(counts: NDArray[np.int64], draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Sums over documents drawn with replacement; shape (shares, draws)."""
    documents = len(counts)
    # Documents with the same counts are drawn as one: the same distribution, and few to draw from.
    first = np.concatenate([[True], (counts[1:] != counts[:-1]).any(axis=1)])
    kinds = counts[first].astype(np.float64)
    many = np.diff([*np.flatnonzero(first), documents])
    portions = [len(part) for part in _parts(range(draws), max(1, _AT_ONCE // len(kinds)))]
    return np.concatenate(
        [
            (rng.multinomial(documents, many / documents, size=size).astype(np.float64) @ kinds).T
            for size in portions
        ],
        axis=1,
    )


def _rng(seed: int, documents: int) -> np.random.Generator:
    return np.random.default_rng([seed % 2**64, documents])


def _parts(items: Sequence[int], at_most: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), at_most):
        yield items[start : start + at_most]
