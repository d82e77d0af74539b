"""Intervals of shares whose mentions come in documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Weights drawn at once: bounds memory at 16 MB however many documents there are.
_WEIGHTS_AT_ONCE = 2_000_000


def share_intervals(
    counts: NDArray[np.int64], *, draws: int, confidence: float, rng: np.random.Generator
) -> NDArray[np.float64] | None:
    """Intervals of the shares that columns have in the total of a table of counts.

    Documents are drawn with replacement, since mentions of one document are not independent
    (cluster bootstrap; Davison and Hinkley 1997, 3.8). Percentiles are widened for few documents
    by the t distribution (Hesterberg 2015, "expanded percentile"). An interval is never narrower
    than the one for independent mentions (Wilson 1927): where all documents agree the
    bootstrap alone would claim certainty.

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
    from scipy.special import ndtr, ndtri, stdtrit

    tail = (1 - confidence) / 2
    widened = float(ndtr(np.sqrt(documents / (documents - 1)) * stdtrit(documents - 1, tail)))
    # Documents with the same counts are drawn as one: the same distribution, and few to draw from.
    kinds, many = np.unique(counts, axis=0, return_counts=True)
    drawn = np.concatenate(
        [
            # Sums of whole numbers are exact in double precision, in whatever order BLAS adds.
            rng.multinomial(documents, many / documents, size=size).astype(np.float64)
            @ kinds.astype(np.float64)
            for size in _portions(draws, max(1, _WEIGHTS_AT_ONCE // len(kinds)))
        ]
    )
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    low, high = np.quantile(shares, [widened, 1 - widened], axis=0)

    total = counts.sum()
    share = counts.sum(axis=0) / total
    z = float(-ndtri(tail))
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = (
        z / (1 + z * z / total) * np.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    )
    low = np.minimum(np.minimum(low, centre - half), share)
    high = np.maximum(np.maximum(high, centre + half), share)
    ends: NDArray[np.float64] = np.clip(np.stack([low, high]), 0.0, 1.0)
    return ends


def _portions(total: int, at_most: int) -> list[int]:
    full, rest = divmod(total, at_most)
    return [at_most] * full + [rest] * bool(rest)
