"""Words that make one term together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

# Normalised pointwise mutual information from which two words count as one term.
_LEAST_NPMI = 0.5
# Counters that pairs share: bounds memory at 32 MB however many pairs there are.
_COUNTERS = 1 << 22
# Odd, so that it mixes all bits; the golden ratio, as usual (Knuth 1973, 6.4).
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def collocations(
    streams: Callable[[], Iterable[NDArray[np.int64]]],
    *,
    at_least: int,
    counters: int = _COUNTERS,
) -> list[tuple[int, int]]:
    """Pairs of words that stand side by side far more often than their frequencies explain.

    What gensim's ``Phrases`` finds with normalised pointwise mutual information (Bouma 2009) of
    more than .5, in bounded memory and without forgetting rare pairs: pairs are counted first
    many to a counter, and by themselves where both words and the counter are frequent enough
    (Park, Chen and Yu 1995).

    Parameters
    ----------
    streams
        Gives words as numbers from 0, in order, -1 where words do not follow each other, in parts
        between which they do not, either. Called three times.
    at_least
        Occurrences that a pair needs, 1 or more.
    counters
        A power of two.

    Returns
    -------
    list
        In order of the numbers.
    """
    often = np.zeros(0, dtype=np.int64)
    for stream in streams():
        found = np.bincount(stream[stream >= 0], minlength=len(often))
        found[: len(often)] += often
        often = found
    frequent = np.append(often >= at_least, False)  # the last, which is also -1: breaks
    base = max(1, len(often))

    def pairs() -> Iterable[NDArray[np.int64]]:
        for stream in streams():
            good = frequent[stream]
            left, right = stream[:-1], stream[1:]
            yield (left * base + right)[good[:-1] & good[1:] & (left != right)]

    shift = np.uint64(64 - counters.bit_length() + 1)
    shared = np.zeros(counters, dtype=np.int64)
    for codes in pairs():
        shared += np.bincount(_counter(codes, shift), minlength=counters)
    enough = shared >= at_least
    codes, counts = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    for part in pairs():
        new, counted = np.unique(part[enough[_counter(part, shift)]], return_counts=True)
        codes, place = np.unique(np.concatenate([codes, new]), return_inverse=True)
        counts = np.bincount(place, np.concatenate([counts, counted])).astype(np.int64)
    codes, counts = codes[counts >= at_least], counts[counts >= at_least]
    left, right = np.divmod(codes, base)
    together = counts / max(1, int(often.sum()))
    apart = often[left] / max(1, int(often.sum())) * (often[right] / max(1, int(often.sum())))
    # No pair is as frequent as all words, so that the logarithm is below 0.
    good = np.log(together / apart) / -np.log(together) > _LEAST_NPMI
    return list(zip(left[good].tolist(), right[good].tolist(), strict=True))


def _counter(codes: NDArray[np.int64], shift: np.uint64) -> NDArray[np.int64]:
    """Counter of each pair."""
    counter: NDArray[np.int64] = ((codes.astype(np.uint64) * _GOLDEN) >> shift).astype(np.int64)
    return counter


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
