"""Keyword in context: each mention with the words to its left and right (Luhn 1960).

Reads a published snapshot, row group by row group and only the columns it needs, so that a million
mentions take no more memory than some hundred thousand sentences do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from enacted.errors import OutputError
from enacted.report.kwic_order import Order, first, ordered
from enacted.report.kwic_query import (
    DOCUMENT_COLUMNS,
    MENTION_COLUMNS,
    Query,
    sentence_keys,
    wanted_documents,
    wanted_mentions,
)
from enacted.tables.schema import INT, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from enacted.tables import Snapshot

LINES = pa.schema(
    [
        pa.field("doc_id", TEXT, nullable=False),
        pa.field("path", TEXT, nullable=False),
        pa.field("title", TEXT, nullable=False),
        pa.field("publisher", TEXT, nullable=False),
        pa.field("doc_type", TEXT, nullable=False),
        pa.field("year", INT),
        pa.field("page", INT, nullable=False),
        pa.field("sentence", INT, nullable=False),
        pa.field("mention", INT, nullable=False),
        pa.field("concept", TEXT, nullable=False),
        pa.field("term", TEXT, nullable=False),
        pa.field("sense", TEXT, nullable=False),
        pa.field("stance", TEXT),
        pa.field("left", TEXT, nullable=False),
        pa.field("keyword", TEXT, nullable=False),
        pa.field("right", TEXT, nullable=False),
    ]
)
"""What a line holds; ``left`` + ``keyword`` + ``right`` is the sentence, or what fits the width."""


def kwic(
    snapshot: Snapshot,
    query: Query | None = None,
    *,
    sort: Order = "document",
    width: int | None = None,
    limit: int | None = None,
) -> Iterator[pa.Table]:
    """Lines of keyword in context, in pieces with the schema `LINES`.

    Parameters
    ----------
    sort
        document: by document, then as they stand in it. left, right: by the words beside the
        keyword, the nearest first. year: by year of publication, those without one last. All but
        the first hold the lines in memory, with ``limit`` not many more than that.
    width
        Characters of context on either side at the most; the whole sentence where ``None``.
    limit
        Lines at the most.

    Raises
    ------
    UsageError
        For a concept, term, publisher, document type or facet that the snapshot does not know.
    OutputError
        Where a table is missing or damaged.
    """
    try:
        lines = _lines(snapshot, query or Query(), width)
        yield from first(ordered(lines, sort, limit), limit)
    except (OSError, pa.ArrowException) as error:
        raise OutputError(f"{snapshot.path}: cannot be read: run again ({error})") from None


def _lines(snapshot: Snapshot, query: Query, width: int | None) -> Iterator[pa.Table]:
    documents = wanted_documents(snapshot, query)
    doc_ids = documents["doc_id"].combine_chunks()
    mentions, keys = wanted_mentions(snapshot, query, doc_ids)
    if not len(keys):
        return
    file = pq.ParquetFile(snapshot.file("sentences"), read_dictionary=["doc_id", "stance"])
    for group in range(file.num_row_groups):
        place = file.read_row_group(group, ["doc_id", "sentence", "page", "stance"])
        at, rows = _joined(keys, sentence_keys(place, doc_ids))
        if query.stances:
            stance = place["stance"].cast(TEXT).take(pa.array(rows))
            kept = np.asarray(pc.is_in(stance, pa.array(query.stances, TEXT)), dtype=bool)
            at, rows = at[kept], rows[kept]
        if len(at):
            text = file.read_row_group(group, ["text"])["text"].take(pa.array(rows))
            yield _table(
                documents.take(pa.array(keys[at] >> 32)),
                mentions.take(pa.array(at)),
                place.take(pa.array(rows)),
                text.to_pylist(),
                width,
            )


def _joined(
    keys: NDArray[np.int64], sentences: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of mentions, by their ``keys``, and of the row of the sentence of each."""
    rows = np.flatnonzero(sentences >= 0)
    if not len(rows):
        return rows, rows
    known = sentences[rows]
    low, high = np.searchsorted(keys, [known[0], known[-1] + 1])
    place = np.searchsorted(known, keys[low:high])
    found = np.flatnonzero(known[place] == keys[low:high])
    return found + low, rows[place[found]]


def _table(
    documents: pa.Table, mentions: pa.Table, place: pa.Table, texts: list[str], width: int | None
) -> pa.Table:
    left: list[str] = []
    keyword: list[str] = []
    right: list[str] = []
    spans = zip(texts, mentions["start"].to_pylist(), mentions["end"].to_pylist(), strict=True)
    for text, start, end in spans:
        left.append(text[0 if width is None else max(0, start - width) : start])
        keyword.append(text[start:end])
        right.append(text[end : None if width is None else end + width])
    columns = {
        "doc_id": documents["doc_id"],
        **{name: documents[name] for name in DOCUMENT_COLUMNS},
        "page": place["page"],
        **{name: mentions[name] for name in MENTION_COLUMNS},
        "stance": place["stance"],
        "left": pa.chunked_array([left], TEXT),
        "keyword": pa.chunked_array([keyword], TEXT),
        "right": pa.chunked_array([right], TEXT),
    }
    return pa.table([columns[f.name].cast(f.type) for f in LINES], schema=LINES)
