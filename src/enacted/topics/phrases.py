"""Words that make one term together."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

# Normalised pointwise mutual information from which two words count as one term.
_LEAST_NPMI = 0.5
# Words and pairs that are counted at once, some 200 bytes each; beyond it gensim forgets rare ones.
_MOST_COUNTED = 1_000_000


def collocations(
    runs: Iterable[list[str]], *, at_least: int, most: int = _MOST_COUNTED
) -> list[tuple[str, str]]:
    """Pairs of words that stand side by side far more often than their frequencies explain.

    gensim's ``Phrases`` with normalised pointwise mutual information (Bouma 2009) of .5 or more.

    Parameters
    ----------
    runs
        Words that follow each other, without white space in them; gone through once.
    at_least
        Occurrences that a pair needs.
    most
        Words and pairs counted at once: bounds memory, at the price of rare pairs.

    Returns
    -------
    list
        In alphabetical order.
    """
    from gensim.models.phrases import Phrases

    logger = logging.getLogger("gensim")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        # gensim takes a corpus by its first element and goes through an iterator from there.
        model = Phrases(
            runs,
            min_count=at_least,
            threshold=_LEAST_NPMI,
            max_vocab_size=most,
            delimiter=" ",
            scoring="npmi",
        )
        # Of a corpus that is one pair over and over the measure is 0 / 0; it has no terms to find.
        if len(model.vocab) <= 3:
            return []
        found = [tuple(pair.split(" ")) for pair in model.export_phrases()]
    finally:
        logger.setLevel(level)
    # "very, very" and tables that repeat a cell are no terms.
    return sorted((left, right) for left, right in found if left != right)


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
