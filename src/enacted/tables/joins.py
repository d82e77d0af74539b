"""Ready joins: what stands in several tables, in one frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enacted.errors import OutputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from enacted.tables.snapshot import Snapshot

_OF_DOCUMENT = (
    "path", "title", "publisher", "country", "doc_type", "series", "date", "year",
)  # fmt: skip


def evidence(snapshot: Snapshot) -> pa.Table:
    """Every mention with its sentence and its document.

    Returns
    -------
    pyarrow.Table
        One row a mention, in the order of ``mentions``: its own columns; of the sentence ``before``
        and ``after`` (the neighbours in its block, empty at the ends) and all columns that
        ``mentions`` does not have; of the document path, title, publisher, country, doc_type,
        series, date, year, and the manifest's own columns.

    Raises
    ------
    OutputError
        Where a mention points to a sentence or document that is not there.
    """
    mentions, sentences = snapshot.mentions, snapshot.sentences
    documents = snapshot.documents
    of = _rows_of(mentions, sentences, snapshot)
    found = mentions
    told = sentences.take(pa.array(of))
    for name in sentences.column_names:
        if name not in mentions.column_names:
            found = found.append_column(sentences.schema.field(name), told.column(name))
    for name, step in (("before", -1), ("after", 1)):
        found = found.append_column(
            pa.field(name, pa.string(), nullable=False), _neighbours(sentences, of, step)
        )
    place = pc.index_in(mentions.column("doc_id"), documents.column("doc_id").combine_chunks())
    if place.null_count:
        raise OutputError(f"{snapshot.path}: mentions of documents that are not there: run again")
    about = documents.take(place)
    own = [name for name in documents.column_names if name not in _named()]
    for name in (*_OF_DOCUMENT, *own):
        if name not in found.column_names:
            found = found.append_column(documents.schema.field(name), about.column(name))
    return found


def _named() -> frozenset[str]:
    from enacted.tables.schema import DOCUMENTS

    return frozenset(column.name for column in DOCUMENTS.columns)


def _rows_of(mentions: pa.Table, sentences: pa.Table, snapshot: Snapshot) -> NDArray[np.int64]:
    """Row of ``sentences`` that each mention stands in: sentences are numbered from 0."""
    ids = sentences.column("doc_id").combine_chunks().dictionary_encode()
    codes = np.asarray(ids.indices)
    first = np.full(len(ids.dictionary), len(codes), dtype=np.int64)
    np.minimum.at(first, codes, np.arange(len(codes)))
    place = pc.index_in(mentions.column("doc_id"), ids.dictionary)
    numbers = np.asarray(mentions.column("sentence"), dtype=np.int64)
    rows = np.full(len(numbers), -1, dtype=np.int64)
    if not place.null_count and len(codes):
        rows = first[np.asarray(place)] + numbers
    inside = (rows >= 0) & (rows < len(codes))
    if not inside.all() or not np.array_equal(
        np.asarray(sentences.column("sentence"), dtype=np.int64)[rows], numbers
    ):
        raise OutputError(f"{snapshot.path}: mentions of sentences that are not there: run again")
    return rows


def _neighbours(sentences: pa.Table, rows: NDArray[np.int64], step: int) -> pa.Array:
    """The sentence before or after, where it stands in the same block; empty elsewhere."""
    if not len(rows):
        return pa.array([], pa.string())
    codes = np.asarray(sentences.column("doc_id").combine_chunks().dictionary_encode().indices)
    blocks = np.asarray(sentences.column("block"))
    beside = np.clip(rows + step, 0, len(blocks) - 1)
    same = (codes[beside] == codes[rows]) & (blocks[beside] == blocks[rows]) & (beside != rows)
    texts = sentences.column("text").take(pa.array(beside))
    return pc.if_else(pa.array(same), texts, "")
