"""How often each term stands in each passage."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from enacted.topics.tokens import release, stretches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


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

    def __iter__(self) -> Iterator[NDArray[np.int32]]:
        """Cells of each passage; gensim takes them as it takes lists of pairs."""
        for part in self.stretches():
            begin = self.offsets[part.start]
            cells = np.array(self.cells[begin : self.offsets[part.stop]])
            bounds = (self.offsets[part.start : part.stop + 1] - begin).tolist()
            for first, last in pairwise(bounds):
                yield cells[first:last]

    def stretches(self) -> Iterator[slice]:
        """Runs of passages that fit in memory, in order."""
        yield from stretches(self.offsets, self.cells)

    def take(self, places: NDArray[np.int64]) -> Bags:
        """Some of the passages, in memory; a passage may be taken more than once."""
        lengths = np.diff(self.offsets)[places]
        ends = np.cumsum(lengths)
        cells = np.repeat(self.offsets[places] - (ends - lengths), lengths)
        cells += np.arange(len(cells))
        taken = np.array(self.cells[cells])
        release(self.cells)
        return Bags(
            taken,
            np.concatenate([[0], ends]).astype(np.int64),
            self.terms,
            self.rows[places],
        )

    def terms_of(self, place: int) -> set[int]:
        """Terms of a passage."""
        return set(self.cells[self.offsets[place] : self.offsets[place + 1], 0].tolist())

    def spread(self, most: int) -> NDArray[np.int64]:
        """Places of so many passages at the most, evenly spread over all."""
        places = np.linspace(0, len(self) - 1, min(len(self), most)).astype(np.int64)
        return np.unique(places)

    def term_counts(self) -> NDArray[np.int64]:
        """How often each term stands anywhere."""
        counts = np.zeros(len(self.terms), dtype=np.int64)
        for part in self.stretches():
            cells = self.cells[self.offsets[part.start] : self.offsets[part.stop]]
            counts += np.bincount(cells[:, 0], weights=cells[:, 1], minlength=len(counts)).astype(
                np.int64
            )
        return counts
