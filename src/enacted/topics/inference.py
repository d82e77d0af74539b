"""Topics of passages under given topics, many passages at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Passages worked on at once: what is gone over again and again should stay in the cache.
_AT_ONCE = 256
# A passage is done when its weights move less than this on average, as in gensim.
_ENOUGH = 1e-3
_TINY = np.float32(1e-30)


def infer(
    cells: NDArray[np.int32],
    offsets: NDArray[np.int64],
    weights: NDArray[np.float32],
    alpha: NDArray[np.float32],
    *,
    iterations: int,
    collect: bool = False,
) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
    """Variational weights of topics in passages (Blei, Ng and Jordan 2003).

    The same fixed point as gensim's ``LdaModel.inference``, for all passages of a block at once
    and from an even start, so that what comes out for a passage depends on that passage alone.

    Parameters
    ----------
    cells, offsets
        As in `enacted.topics.vocabulary.Bags`.
    weights
        Shape (topics, terms): exponential of the expected logarithm of probabilities.
    alpha
        Shape (topics,).
    collect
        Whether to count the terms of each topic, too.

    Returns
    -------
    gamma, counts
        Shape (passages, topics), and (topics, terms) or None.
    """
    from scipy import sparse

    by_term = np.ascontiguousarray(weights.T)
    topics = by_term.shape[1]
    gamma = np.empty((len(offsets) - 1, topics), dtype=np.float32)
    counts = np.zeros_like(by_term) if collect else None
    for begin in range(0, len(gamma), _AT_ONCE):
        bounds = offsets[begin : begin + _AT_ONCE + 1]
        block = cells[bounds[0] : bounds[-1]]
        lengths = np.diff(bounds)
        often = block[:, 1].astype(np.float32)
        likely = by_term[block[:, 0]]
        mine = _settled(lengths, often, likely, alpha, iterations)
        gamma[begin : begin + _AT_ONCE] = mine
        if counts is not None:
            theta = _expected(mine)
            passage = np.repeat(np.arange(len(lengths)), lengths)
            ratio = often / (np.einsum("ck,ck->c", theta[passage], likely) + _TINY)
            cell = sparse.csr_matrix(
                (ratio, (block[:, 0], passage)), shape=(len(by_term), len(lengths))
            )
            counts += cell @ theta
    return gamma, None if counts is None else np.ascontiguousarray((counts * by_term).T)


def _settled(
    lengths: NDArray[np.int64],
    often: NDArray[np.float32],
    likely: NDArray[np.float32],
    alpha: NDArray[np.float32],
    iterations: int,
) -> NDArray[np.float32]:
    """Weights of the topics of a block of passages, each gone on with until it has settled."""
    from scipy import sparse

    result = np.ones((len(lengths), likely.shape[1]), dtype=np.float32)
    # Passages still worked on; those that have settled leave when they are many.
    rows, gamma = np.arange(len(lengths)), result.copy()
    moving = np.ones(len(lengths), dtype=np.bool_)
    for _ in range(iterations):
        passage = np.repeat(np.arange(len(rows)), lengths)
        theta = _expected(gamma)
        ratio = often / (np.einsum("ck,ck->c", theta[passage], likely) + _TINY)
        cell = sparse.csr_matrix(
            (ratio, np.arange(len(ratio)), np.concatenate([[0], np.cumsum(lengths)])),
            shape=(len(rows), len(ratio)),
        )
        new = alpha + theta * (cell @ likely)
        change = np.abs(new - gamma).mean(axis=1)
        gamma[moving] = new[moving]
        moving &= change >= _ENOUGH
        if not moving.any():
            break
        if moving.sum() < 0.7 * len(moving):
            result[rows[~moving]] = gamma[~moving]
            stay = moving[passage]
            often, likely = often[stay], likely[stay]
            rows, gamma, lengths = rows[moving], gamma[moving], lengths[moving]
            moving = np.ones(len(rows), dtype=np.bool_)
    result[rows] = gamma
    return result


def _expected(gamma: NDArray[np.float32]) -> NDArray[np.float32]:
    """Exponential of the expected logarithm of shares."""
    from scipy.special import psi

    wide = gamma.astype(np.float64)
    logarithm = psi(wide) - psi(wide.sum(axis=1, keepdims=True))
    expected: NDArray[np.float32] = np.exp(logarithm).astype(np.float32)
    return expected
