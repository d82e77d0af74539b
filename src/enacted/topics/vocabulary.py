"""Terms worth modelling, and how often each stands in each passage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from enacted.topics.bags import Bags
from enacted.topics.phrases import Sequences
from enacted.topics.terms import Terms
from enacted.topics.tokens import mapped
from enacted.topics.words import fold, is_word, parts, singular, tokens

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from enacted.topics.tokens import Tokens

# A term in more than this share of passages tells none of them apart.
_MOST_PASSAGES = 0.4
# A passage with fewer terms than this has no topic to find.
_FEWEST_TERMS = 5
# Terms at the most, the most frequent ones: bounds the memory of the model.
_MOST_TERMS = 30_000


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of a model and the ways to write them: enough to read further passages.

    Attributes
    ----------
    terms
        The terms, by their number.
    words
        Folded words that are terms or stand in terms of several words.
    single
        Term that each word is when it stands alone, or -1.
    sequences
        Words, by their numbers, that are always one term, with the number of the term or -1.
    pairs
        Two words that are one term side by side, with the number of the term or -1.
    """

    terms: tuple[str, ...]
    words: tuple[str, ...]
    single: tuple[int, ...]
    sequences: tuple[tuple[tuple[int, ...], int], ...]
    pairs: tuple[tuple[int, int, int], ...]

    def count(self, source: Tokens, spill: BinaryIO) -> Bags:
        """Count the terms of passages, the counts into a file.

        Passages of fewer than 5 different terms are left out.

        Parameters
        ----------
        spill
            A temporary file, open for reading and writing, that outlives the result.
        """
        base = len(self.words)
        # Terms of several words are numbered after the words; the last stands for none.
        number = np.array([*self.single, *range(len(self.terms)), -1], dtype=np.int64)
        pairs = np.array(self.pairs, dtype=np.int64).reshape(-1, 3)
        nothing = base + len(self.terms)
        sequences = Sequences(
            [(words, base + term if term >= 0 else nothing) for words, term in self.sequences],
            pairs[:, :2],
            np.where(pairs[:, 2] >= 0, base + pairs[:, 2], nothing),
        )
        key = self._keys(source)
        lengths = []
        most = max(1, len(self.terms))
        for part in source.stretches():
            begin, end = source.offsets[part.start], source.offsets[part.stop]
            stream = key[source.ids[begin:end]]
            found, _, _ = sequences.join(stream)
            owner = np.repeat(
                np.arange(part.stop - part.start),
                np.diff(source.offsets[part.start : part.stop + 1]),
            )[found >= 0]
            term = number[found[found >= 0]]
            cell, count = np.unique(owner[term >= 0] * most + term[term >= 0], return_counts=True)
            owner, term = np.divmod(cell, most)
            length = np.bincount(owner, minlength=part.stop - part.start)
            length[length < _FEWEST_TERMS] = 0
            enough = length[owner] > 0
            np.stack([term[enough], count[enough]], axis=1).astype(np.int32).tofile(spill)
            lengths.append(length)
        every = np.concatenate([np.empty(0, np.int64), *lengths])
        rows = np.flatnonzero(every)
        return Bags(
            cells=mapped(spill, np.dtype(np.int32)).reshape(-1, 2),
            offsets=np.concatenate([[0], every[rows]]).cumsum().astype(np.int64),
            terms=self.terms,
            rows=rows,
        )

    def find(self, terms: Collection[str]) -> list[int]:
        """Terms of the vocabulary that are written in one of these ways; ``*`` is any ending."""
        number = {word: key for key, word in enumerate(self.words)}
        several: dict[tuple[int, ...], int] = {
            (left, right): target for left, right, target in self.pairs
        }
        several |= dict(self.sequences)
        found: set[int] = set()
        for term in sorted(set(terms)):
            written = [token for token in tokens(term) if is_word(token)]
            loose = [part for word in written for part in parts(word)]
            joined = "".join(loose)
            for spelling in ([joined], [fold(word) for word in written], loose):
                keys = tuple(
                    number.get(word, number.get(singular(word) or "", -1)) for word in spelling
                )
                if min(keys, default=-1) >= 0:
                    found.add(self.single[keys[0]] if len(keys) == 1 else several.get(keys, -1))
            if term.endswith("*") and len(loose) == 1:
                found |= {
                    self.single[key] for word, key in number.items() if word.startswith(joined)
                }
        return sorted(found - {-1})

    def _keys(self, source: Tokens) -> NDArray[np.int64]:
        """Number of the word that each token of the passages is, or -1."""
        number = {word: key for key, word in enumerate(self.words)}

        def find(token: str) -> int:
            word = fold(token)
            # A plural that the fitted passages had without its singular is a word of its own.
            key = number.get(word, -1)
            return key if key >= 0 else number.get(singular(word) or "", -1)

        return np.array([find(token) for token in source.surfaces], dtype=np.int64)


def learn(source: Tokens, *, keep: Collection[str] = (), numbers: bool = False) -> Vocabulary:
    """Choose the terms worth modelling.

    Spellings with and without a hyphen, possessives and plain plurals count as one and go by
    the most frequent of them. Pairs of words that keep together become one term. Stop words go,
    names where the source knows of capitals, and terms in very few or very many passages, or in
    one or two documents only.

    Parameters
    ----------
    source
        The passages.
    keep
        Terms that stay whatever their frequency, wherever they occur at all; they may be of
        several words.
    numbers
        Whether numbers are words.
    """
    terms = Terms(source, keep=keep, numbers=numbers)
    chosen = _chosen(terms)
    number = np.full(len(terms.names) + 1, -1, dtype=np.int64)
    number[chosen] = np.arange(len(chosen))
    base = len(terms.keys)
    needed = {key for key in chosen.tolist() if key < base} | set(terms.pairs.ravel().tolist())
    needed |= {key for words, _ in terms.sequences for key in words}
    words = sorted(needed)
    own = {key: place for place, key in enumerate(words)}
    return Vocabulary(
        terms=tuple(terms.names[term] for term in chosen.tolist()),
        words=tuple(terms.keys[key] for key in words),
        single=tuple(int(number[key]) for key in words),
        sequences=tuple(
            (tuple(own[key] for key in keys), int(number[target]))
            for keys, target in terms.sequences
        ),
        pairs=tuple(
            (own[left], own[right], int(number[target]))
            for (left, right), target in zip(
                terms.pairs.tolist(), terms.pair_targets.tolist(), strict=True
            )
        ),
    )


def _chosen(terms: Terms) -> NDArray[np.int64]:
    """Terms worth modelling, in alphabetical order: the order of documents decides nothing."""
    passages = len(terms.source.passages)
    documents = len(np.unique(terms.source.documents))
    # A term of one document makes a topic of that document; a small corpus can ask for less.
    in_documents = 1 if documents < 5 else 2 if documents < 20 else 3
    in_passages = min(10, max(2, passages // 500))
    good = (terms.in_passages >= in_passages) & (terms.in_documents >= in_documents)
    if passages >= 20:
        good &= terms.in_passages <= _MOST_PASSAGES * passages
    good &= ~terms.empty & ~terms.named
    good |= terms.kept & (terms.in_passages > 0)
    chosen = np.flatnonzero(good)
    by_name = sorted(chosen.tolist(), key=lambda term: terms.names[term])
    by_frequency = sorted(by_name, key=lambda term: -int(terms.in_passages[term]))
    most = set(by_frequency[:_MOST_TERMS])
    return np.array([term for term in by_name if term in most], dtype=np.int64)
