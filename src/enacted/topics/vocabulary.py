"""Terms worth modelling, and how often each stands in each passage."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from enacted.topics.terms import Terms
from enacted.topics.tokens import mapped, stretches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

    from enacted.topics.tokens import Tokens

# A term in more than this share of passages tells none of them apart.
_MOST_PASSAGES = 0.4
# A passage with fewer terms than this has no topic to find.
_FEWEST_TERMS = 5
# Terms at the most, the most frequent ones: bounds the memory of the model.
_MOST_TERMS = 30_000


@dataclass(frozen=True, slots=True)
class Bags:
    """How often each term stands in each passage; on disk, in rows one after the other.

    Attributes
    ----------
    cells
        Shape (cells, 2): number of the term, and how often it stands in the passage.
    offsets
        Where the cells of each passage begin, and where those of the last one end.
    terms
        The terms, by their number.
    rows
        Which passages of the corpus these are.
    """

    cells: NDArray[np.int32]
    offsets: NDArray[np.int64]
    terms: tuple[str, ...]
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        """Passages."""
        return len(self.offsets) - 1

    def __iter__(self) -> Iterator[list[tuple[int, int]]]:
        """Bags of words as gensim takes them."""
        for part in stretches(self.offsets):
            begin = self.offsets[part.start]
            # Two flat lists are read some ten times as fast as one of pairs.
            terms, counts = self.cells[begin : self.offsets[part.stop]].T.tolist()
            cells = list(zip(terms, counts, strict=True))
            bounds = (self.offsets[part.start : part.stop + 1] - begin).tolist()
            for first, last in pairwise(bounds):
                yield cells[first:last]


def read_bags(source: Tokens, spill: BinaryIO, *, keep: Collection[str] = ()) -> Bags:
    """Choose terms and count them in each passage, the counts into a file.

    Spellings with and without a hyphen, possessives and plain plurals count as one and go by
    the most frequent of them. Pairs of words that keep together become one term. Stop words go,
    and terms in very few or very many passages, or in one or two documents only; and then
    passages of fewer than 5 different terms.

    Parameters
    ----------
    source
        The passages.
    spill
        A temporary file, open for reading and writing, that outlives the result.
    keep
        Terms that stay whatever their frequency, wherever they occur at all; they may be of
        several words.
    """
    terms = Terms(source, keep=keep)
    chosen = _chosen(terms)
    number = np.full(len(terms.names), -1, dtype=np.int64)
    number[chosen] = np.arange(len(chosen))
    lengths = []
    for part in source.stretches():
        passage, found = terms.of(part)
        term = number[found]
        cell, count = np.unique(
            passage[term >= 0] * max(1, len(chosen)) + term[term >= 0], return_counts=True
        )
        owner, term = np.divmod(cell, max(1, len(chosen)))
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
        terms=tuple(terms.names[term] for term in chosen.tolist()),
        rows=rows,
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
    good &= ~terms.empty
    good |= terms.kept & (terms.in_passages > 0)
    chosen = np.flatnonzero(good)
    by_name = sorted(chosen.tolist(), key=lambda term: terms.names[term])
    by_frequency = sorted(by_name, key=lambda term: -int(terms.in_passages[term]))
    most = set(by_frequency[:_MOST_TERMS])
    return np.array([term for term in by_name if term in most], dtype=np.int64)
