"""Terms of a corpus: which words count as one, alone or together, and how often each occurs."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from enacted.topics.phrases import Sequences, collocations
from enacted.topics.words import STOP_WORDS, fold, is_word, parts, singulars, tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

    from enacted.topics.tokens import Tokens

# Share of capitals, away from the beginning of a sentence, from which a word is a name.
_NAMED = 0.8


@dataclass(frozen=True, slots=True)
class _Joined:
    """A stretch of tokens: passage, surface and term of each, and where longer terms begin."""

    passage: NDArray[np.int64]
    surfaces: NDArray[np.int32]
    terms: NDArray[np.int64]
    heads: NDArray[np.int64]
    words: NDArray[np.int64]

    def spelled(self) -> Iterator[tuple[int, list[int], int]]:
        """Term, surfaces and how often they were it, for terms of several words."""
        for length in np.unique(self.words).tolist():
            heads = self.heads[self.words == length]
            columns = [self.terms[heads], *(self.surfaces[heads + i] for i in range(length))]
            rows = np.stack(columns, axis=1)[np.lexsort(columns)]
            new = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]).any(axis=1)))
            counts = np.diff(np.append(new, len(rows)))
            for (target, *surfaces), often in zip(rows[new].tolist(), counts.tolist(), strict=True):
                yield target, surfaces, often


class Terms:
    """Every term of a corpus with its frequencies, before any is chosen.

    Parameters
    ----------
    source
        The passages.
    keep
        Terms, of one or several words, that must not be lost.
    numbers
        Whether numbers are words.

    Attributes
    ----------
    names
        The terms as a person reads them: the most frequent of the spellings that count as one.
    in_passages, in_documents
        How many passages and documents each stands in.
    empty
        Whether it says nothing: stop words and single letters.
    named
        Whether it is a name, where the source knows of capitals.
    kept
        Whether it is one of ``keep``.
    keys
        Folded words; the first numbers of terms are theirs.
    sequences, pairs, pair_targets
        Keys that make terms of several words, as `Sequences` takes them.
    """

    def __init__(self, source: Tokens, *, keep: Collection[str], numbers: bool = False) -> None:
        self.source = source
        folded = [
            fold(token) if is_word(token) or (numbers and token.isdigit()) else None
            for token in source.surfaces
        ]
        words = {word for word in folded if word is not None}
        wanted = {fold(part) for term in keep for word in tokens(term) for part in parts(word)}
        self._singular = singulars(words | wanted)
        keys = sorted({self._singular.get(word, word) for word in words})
        self._key = {name: key for key, name in enumerate(keys)}
        self._of_surface = np.array(
            [-1 if word is None else self._find(word) for word in folded], dtype=np.int64
        )
        stop = {fold(word) for word in STOP_WORDS}
        empty = np.array([len(name) < 2 or name in stop for name in keys], dtype=np.bool_)
        self._spellings = self._spelled()
        self.names = [_first(self._spellings[key]) for key in range(len(keys))]
        self.keys = keys
        self.sequences, single = self._kept(keep)
        found = collocations(
            lambda: self._streams(empty), at_least=max(8, len(source.passages) // 500)
        )
        self.pairs = np.array(found, dtype=np.int64).reshape(-1, 2)
        self.pair_targets = self._pair_targets(self.pairs, keys)
        self._sequences = Sequences(self.sequences, self.pairs, self.pair_targets)
        self.empty = np.concatenate([empty, np.zeros(len(self.names) - len(keys), np.bool_)])
        self.named = self._named()
        self.kept = np.zeros(len(self.names), dtype=np.bool_)
        self.kept[[*single, *(target for _, target in self.sequences)]] = True
        self.in_passages = np.zeros(len(self.names), dtype=np.int64)
        self.in_documents = np.zeros(len(self.names), dtype=np.int64)
        self._count()

    def _find(self, word: str) -> int:
        """Key of a folded word, -1 where the corpus has none."""
        return self._key.get(self._singular.get(word, word), -1)

    def _surfaces(self, part: slice) -> NDArray[np.int32]:
        offsets = self.source.offsets
        return self.source.ids[offsets[part.start] : offsets[part.stop]]

    def _streams(self, empty: NDArray[np.bool_]) -> Iterator[NDArray[np.int64]]:
        """Keys in order, -1 for what no pair may hold or reach across."""
        of_surface = np.where(np.append(empty, True)[self._of_surface], -1, self._of_surface)
        for part in self.source.stretches():
            yield of_surface[self._surfaces(part)]

    def _spelled(self) -> defaultdict[int, Counter[str]]:
        """How often each key has which spelling."""
        often = np.zeros(len(self.source.surfaces), dtype=np.int64)
        for part in self.source.stretches():
            often += np.bincount(self._surfaces(part), minlength=len(often))
        spellings: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for surface, key, count in zip(
            self.source.surfaces, self._of_surface.tolist(), often.tolist(), strict=True
        ):
            if key >= 0:
                spellings[key]["-".join(parts(surface))] += count
        return spellings

    def _named(self) -> NDArray[np.bool_]:
        """Whether each term nearly always has a capital where not every word has one."""
        named = np.zeros(len(self.names), dtype=np.bool_)
        if not len(self.source.capitals):
            return named
        real = self._of_surface >= 0
        capital, inside = (
            np.bincount(self._of_surface[real], column[real], minlength=len(self.keys))
            for column in self.source.capitals.T
        )
        named[: len(self.keys)] = (inside > 0) & (capital >= _NAMED * inside)
        # Of two words, a name is what has a name in it.
        for (left, right), target in zip(
            self.pairs.tolist(), self.pair_targets.tolist(), strict=True
        ):
            named[target] = named[left] or named[right]
        return named

    def _kept(self, keep: Collection[str]) -> tuple[list[tuple[tuple[int, ...], int]], set[int]]:
        """Sequences of keys that make a kept term, and kept terms of one word."""
        sequences: dict[tuple[int, ...], int] = {}
        single: set[int] = set()
        for term in sorted(set(keep)):
            words = [token for token in tokens(term) if is_word(token)]
            loose = [part for word in words for part in parts(word)]
            target = self._find("".join(loose))
            if target >= 0:
                single.add(target)
            for spelling in ([fold(word) for word in words], loose):
                sequence = tuple(self._find(word) for word in spelling)
                if len(sequence) > 1 and min(sequence) >= 0 and sequence not in sequences:
                    if target < 0:
                        target = len(self.names)
                        self.names.append(" ".join(term.lower().split()))
                    sequences[sequence] = target
        return list(sequences.items()), single

    def _pair_targets(self, pairs: NDArray[np.int64], keys: list[str]) -> NDArray[np.int64]:
        """Terms that pairs of keys make; "well being" is the "well-being" there may be."""
        targets = []
        for left, right in pairs.tolist():
            target = self._find(keys[left] + keys[right])
            targets.append(target if target >= 0 else len(self.names))
            self.names.append(f"{self.names[left]} {self.names[right]}")
        return np.array(targets, dtype=np.int64)

    def _joined(self, part: slice) -> _Joined:
        surfaces = self._surfaces(part)
        lengths = np.diff(self.source.offsets[part.start : part.stop + 1])
        terms, heads, words = self._sequences.join(self._of_surface[surfaces])
        return _Joined(np.repeat(np.arange(len(lengths)), lengths), surfaces, terms, heads, words)

    def _count(self) -> None:
        """Passages and documents of each term, and names of terms of several words."""
        several: set[int] = set()
        last_seen = np.full(len(self.names), -1, dtype=np.int64)
        for part in self.source.stretches():
            joined = self._joined(part)
            real = joined.terms >= 0
            once = _distinct(joined.passage[real] * len(self.names) + joined.terms[real])
            passage, found = np.divmod(once, len(self.names))
            self.in_passages += np.bincount(found, minlength=len(self.names))
            document = self.source.documents[part][passage]
            pair = _distinct(document * len(self.names) + found)
            document, term = np.divmod(pair, len(self.names))
            # A document can go on from one stretch into the next.
            new = last_seen[term] != document
            self.in_documents += np.bincount(term[new], minlength=len(self.names))
            np.maximum.at(last_seen, term, document)
            for target, surfaces, often in joined.spelled():
                words = ("-".join(parts(self.source.surfaces[surface])) for surface in surfaces)
                self._spellings[target][" ".join(words)] += often
                several.add(target)
        for target in several:
            self.names[target] = _first(self._spellings[target])


def _distinct(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each number, 0 or more, once and in order: a fifth of the time that hashing takes numpy."""
    ordered = np.sort(codes)
    distinct: NDArray[np.int64] = ordered[np.diff(ordered, prepend=-1) > 0]
    return distinct


def _first(spellings: Counter[str]) -> str:
    """Most frequent spelling; of equally frequent ones the first by alphabet."""
    return min(spellings.items(), key=lambda item: (-item[1], item[0]))[0]
