"""Passages as numbers on disk: read once, gone over often, never all in memory."""

from __future__ import annotations

import mmap
from array import array
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa

from enacted.topics.passages import PASSAGES
from enacted.topics.words import BREAK, amid, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

# Tokens gone over at once: bounds memory at some 100 MB however large the corpus is.
_TOKENS_AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """The passages of a corpus.

    Attributes
    ----------
    ids
        A number for each token, passage after passage, each with a break at its end.
    offsets
        Where each passage begins in ``ids``, and where the last one ends.
    surfaces
        Token of each number, in lower case.
    passages
        Schema `PASSAGES` without the text, a row a passage.
    documents
        Number of the document of each passage, from 0 in order of appearance.
    capitals
        Shape (surfaces, 2): how often each token stands amid a sentence with a capital, and at
        all; empty where capitals were not counted.
    """

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    surfaces: tuple[str, ...]
    passages: pa.Table
    documents: NDArray[np.int64]
    capitals: NDArray[np.int64]

    def stretches(self) -> Iterator[slice]:
        """Runs of passages that fit in memory, in order."""
        yield from stretches(self.offsets, self.ids)


def read_tokens(passages: Iterable[pa.Table], spill: BinaryIO, *, case: bool = False) -> Tokens:
    """Tokenise passages, the numbers of the tokens into a file.

    Parameters
    ----------
    passages
        Tables in the schema of `enacted.topics.passages.passages`, those of a document together.
    spill
        A temporary file, open for reading and writing, that outlives the result.
    case
        Whether to count capitals.
    """
    capitals: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    number: dict[str, int] = {}
    described: list[pa.Table] = []
    lengths = array("q")
    for table in passages:
        described.append(table.select([n for n in PASSAGES.names if n != "text"]))
        for text in table["text"].to_pylist():
            found = tokens(text)
            if case:
                for token, capital in amid(text):
                    inside[token] += 1
                    capitals[token] += capital
            found.append(BREAK)
            lengths.append(len(found))
            ids = array("i", [number.setdefault(token, len(number)) for token in found])
            ids.tofile(spill)
    table = pa.concat_tables(described).combine_chunks() if described else _nothing()
    names = table["doc_id"].to_pylist()
    first: dict[str, int] = {}
    return Tokens(
        ids=mapped(spill, np.dtype(np.int32)),
        offsets=np.concatenate([[0], np.cumsum(np.frombuffer(lengths, dtype=np.int64))]).astype(
            np.int64
        ),
        surfaces=tuple(number),
        passages=table,
        documents=np.array([first.setdefault(name, len(first)) for name in names], dtype=np.int64),
        capitals=np.array(
            [(capitals[token], inside[token]) for token in number] if case else [], dtype=np.int64
        ).reshape(-1, 2),
    )


def mapped(spill: BinaryIO, dtype: np.dtype[np.int32]) -> NDArray[np.int32]:
    """What stands in a temporary file, as an array that is read from disk where it is used."""
    spill.flush()
    if spill.tell() == 0:  # an empty file cannot be mapped
        return np.empty(0, dtype)
    return np.memmap(spill, dtype=dtype, mode="r")


def release(array: NDArray[np.int32]) -> None:
    """Take what was read of a mapped file out of memory; it is read again where it is used."""
    file = getattr(array, "_mmap", None)
    if file is not None and hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
        file.madvise(mmap.MADV_DONTNEED)


def stretches(
    offsets: NDArray[np.int64], array: NDArray[np.int32] | None = None
) -> Iterator[slice]:
    """Slices of passages with about a million numbers each; ``array`` is released after each."""
    first, count = 0, len(offsets) - 1
    while first < count:
        beyond = int(np.searchsorted(offsets, offsets[first] + _TOKENS_AT_ONCE, side="right")) - 1
        last = min(count, max(first + 1, beyond))
        yield slice(first, last)
        if array is not None:
            release(array)
        first = last


def _nothing() -> pa.Table:
    return PASSAGES.empty_table().drop_columns(["text"])
