"""Words that make one term together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

# Normalised pointwise mutual information from which two words count as one term.
_LEAST_NPMI = 0.5
# Different pairs held at once; beyond it those seen once go, as in gensim's Phrases.
_MOST_PAIRS = 5_000_000


def collocations(
    streams: Iterable[NDArray[np.int64]], keys: int, *, at_least: int
) -> NDArray[np.int64]:
    """Pairs of words that stand side by side far more often than their frequencies explain.

    The measure is normalised pointwise mutual information (Bouma 2009).

    Parameters
    ----------
    streams
        Words by their keys; -1 where a pair may not reach across.
    keys
        Number of keys.
    at_least
        Occurrences that a pair needs.

    Returns
    -------
    array
        Shape (pairs, 2), in order of the keys.
    """
    single = np.zeros(keys, dtype=np.int64)
    pairs = np.empty(0, dtype=np.int64)
    counts = np.empty(0, dtype=np.int64)
    for stream in streams:
        single += np.bincount(stream[stream >= 0], minlength=keys)
        left, right = stream[:-1], stream[1:]
        # "very, very" and tables that repeat a cell are no terms.
        real = (left >= 0) & (right >= 0) & (left != right)
        found, often = np.unique(left[real] * keys + right[real], return_counts=True)
        both = np.concatenate([pairs, found])
        pairs, place = np.unique(both, return_inverse=True)
        counts = np.bincount(
            place, np.concatenate([counts, often]).astype(np.float64), minlength=len(pairs)
        ).astype(np.int64)
        if len(pairs) > _MOST_PAIRS:
            pairs, counts = pairs[counts > 1], counts[counts > 1]
    frequent = counts >= at_least
    pairs, counts = pairs[frequent], counts[frequent]
    left, right = np.divmod(pairs, max(1, keys))
    total = single.sum()
    together = counts / max(1, total)
    apart = (single[left] / max(1, total)) * (single[right] / max(1, total))
    # Of a corpus that is one pair over and over the measure is 0 / 0; it has no terms to find.
    scale = np.where(together < 1, -np.log(np.clip(together, None, 1 - 1e-12)), np.inf)
    close: NDArray[np.bool_] = np.log(together / apart) / scale >= _LEAST_NPMI
    return np.stack([left[close], right[close]], axis=1)


class Sequences:
    """Finds terms of several words in streams of keys.

    Parameters
    ----------
    kept
        Sequences of keys that are always one term, with the number of the term.
    pairs
        Shape (pairs, 2): keys of which two side by side are one term.
    pair_targets
        Number of the term of each pair.
    """

    def __init__(
        self,
        kept: Sequence[tuple[tuple[int, ...], int]],
        pairs: NDArray[np.int64],
        pair_targets: NDArray[np.int64],
    ) -> None:
        self._kept = sorted(kept, key=lambda item: (-len(item[0]), item))
        self._base = int(pairs.max()) + 1 if len(pairs) else 1
        codes = pairs[:, 0] * self._base + pairs[:, 1]
        order = np.argsort(codes)
        self._codes, self._targets = codes[order], pair_targets[order]

    def join(
        self, stream: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Terms of a stream of keys, each at the place of its first word.

        Kept sequences go first, the longest before the shorter; then pairs, from left to right.

        Returns
        -------
        terms, heads, lengths
            ``terms`` is as long as ``stream``, with -1 where a word was taken into a term before
            it; ``heads`` are the places at which terms of several words were found, ``lengths``
            their words.
        """
        terms = stream.copy()
        used = stream < 0
        heads: list[int] = []
        lengths: list[int] = []
        for sequence, target in self._kept:
            for place in _places(stream, sequence).tolist():
                span = slice(place, place + len(sequence))
                if not used[span].any():
                    used[span] = True
                    terms[span] = -1
                    terms[place] = target
                    heads.append(place)
                    lengths.append(len(sequence))
        if len(self._codes):
            codes = stream[:-1] * self._base + stream[1:]
            place = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
            fits = (self._codes[place] == codes) & ~used[:-1] & ~used[1:]
            fits &= (stream[:-1] < self._base) & (stream[1:] < self._base)
            # In "a b c" with both pairs known the first wins: of a run of finds every other one.
            found = np.flatnonzero(fits)
            opens = np.concatenate([[True], np.diff(found) > 1])[: len(found)]
            run = np.maximum.accumulate(np.where(opens, found, 0))
            found = found[(found - run) % 2 == 0]
            terms[found + 1] = -1
            terms[found] = self._targets[place[found]]
            heads += found.tolist()
            lengths += [2] * len(found)
        return terms, np.array(heads, dtype=np.int64), np.array(lengths, dtype=np.int64)


def _places(stream: NDArray[np.int64], sequence: tuple[int, ...]) -> NDArray[np.int64]:
    count = len(stream) - len(sequence) + 1
    if count <= 0:
        return np.empty(0, dtype=np.int64)
    places = np.flatnonzero(stream[:count] == sequence[0])
    for ahead, key in enumerate(sequence[1:], start=1):
        places = places[stream[places + ahead] == key]
    return places
