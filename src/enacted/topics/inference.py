"""Topics of passages under given topics, many passages at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

# Numbers worked on at once: what is gone over again and again should stay in the cache.
_AT_ONCE = 256 * 1024
# Passages of one length are worked on together. Lengths are rounded up to a multiple of this, by
# each passage's own length alone: what comes out for it does not hang on its neighbours.
_ROUNDED_TO = 8
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

    The same fixed point as gensim's ``LdaModel.inference``, for many passages at once and from an
    even start, so that what comes out for a passage depends on that passage alone.

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
    gamma = np.empty((len(offsets) - 1, by_term.shape[1]), dtype=np.float32)
    found: list[tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.float32]]] = []
    for rows, terms, often in _alike(cells, offsets, by_term.shape[1]):
        likely = by_term[terms]
        gamma[rows] = mine = _settled(likely, often, alpha, iterations)
        if collect:
            held = often > 0
            ratio = often / (_mixed(likely, _expected(mine)) + _TINY)
            found.append((terms[held], np.repeat(rows, held.sum(axis=1)), ratio[held]))
    if not collect:
        return gamma, None
    counts = np.zeros_like(by_term)
    if found:
        term, passage, ratio = (np.concatenate(each) for each in zip(*found, strict=True))
        shape = (len(by_term), len(gamma))
        counts = sparse.csr_matrix((ratio, (term, passage)), shape=shape) @ _expected(gamma)
    return gamma, np.ascontiguousarray((counts * by_term).T)


def _alike(
    cells: NDArray[np.int32], offsets: NDArray[np.int64], topics: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]]:
    """Passages of one rounded length: which they are, their terms and how often each stands.

    The latter two have the shape (passages, length); what is filled up stands 0 times.
    """
    lengths = np.diff(offsets)
    rounded = -(-lengths // _ROUNDED_TO) * _ROUNDED_TO
    for length in np.unique(rounded).tolist():
        every = np.flatnonzero(rounded == length)
        step = max(1, _AT_ONCE // max(1, length * topics))
        for begin in range(0, len(every), step):
            rows = every[begin : begin + step]
            held = np.arange(length) < lengths[rows, None]
            place = np.where(held, offsets[rows, None] + np.arange(length), 0)
            found = cells[place]
            yield (
                rows,
                np.where(held, found[..., 0], 0),
                np.where(held, found[..., 1], 0).astype(np.float32),
            )


def _settled(
    likely: NDArray[np.float32],
    often: NDArray[np.float32],
    alpha: NDArray[np.float32],
    iterations: int,
) -> NDArray[np.float32]:
    """Weights of the topics of passages, each gone on with until it has settled.

    Parameters
    ----------
    likely, often
        Shape (passages, length, topics) and (passages, length).
    """
    result = np.ones((len(likely), likely.shape[2]), dtype=np.float32)
    # Passages still worked on; those that have settled leave when they are many.
    rows, gamma = np.arange(len(likely)), result.copy()
    moving = np.ones(len(likely), dtype=np.bool_)
    for _ in range(iterations):
        theta = _expected(gamma)
        ratio = often / (_mixed(likely, theta) + _TINY)
        new = alpha + theta * np.matmul(ratio[:, None, :], likely)[:, 0]
        change = np.abs(new - gamma).mean(axis=1)
        gamma[moving] = new[moving]
        moving &= change >= _ENOUGH
        if not moving.any():
            break
        if moving.sum() < 0.7 * len(moving):
            result[rows[~moving]] = gamma[~moving]
            likely, often = likely[moving], often[moving]
            rows, gamma = rows[moving], gamma[moving]
            moving = np.ones(len(rows), dtype=np.bool_)
    result[rows] = gamma
    return result


def _mixed(likely: NDArray[np.float32], theta: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weight of each term under the topics of its passage, shape (passages, length)."""
    mixed: NDArray[np.float32] = np.matmul(likely, theta[:, :, None])[:, :, 0]
    return mixed


def _expected(gamma: NDArray[np.float32]) -> NDArray[np.float32]:
    """Exponential of the digamma function: shares in expectation, but for a factor a passage.

    The factor cancels wherever shares are used here. Asymptotic series after four steps of the
    recurrence (Abramowitz and Stegun 1964, 6.3.5 and 6.3.18), right to six digits.
    """
    beyond = gamma + np.float32(4)
    inverse = 1 / beyond
    square = inverse * inverse
    logarithm = np.log(beyond) - inverse * np.float32(0.5)
    logarithm -= square * (np.float32(1 / 12) - square * np.float32(1 / 120))
    for step in range(4):
        logarithm -= 1 / (gamma + np.float32(step))
    expected: NDArray[np.float32] = np.exp(logarithm)
    return expected
