"""Which mentions are wanted, and the search for them in the tables of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from enacted.concepts.codebook_file import FACETS
from enacted.errors import UsageError
from enacted.tables.schema import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from enacted.tables import Snapshot

DOCUMENT_COLUMNS = ("path", "title", "publisher", "doc_type", "year")
MENTION_COLUMNS = ("sentence", "mention", "concept", "term", "sense")

_NAMED = 30
"""Values named at the most where none is the one that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which mentions are wanted; an empty field lets all pass.

    Attributes
    ----------
    concepts, stances, senses
        Values, as they stand in the tables.
    terms, publishers, doc_types
        Values in any casing; ``*`` stands for any characters.
    years
        First and last year, both included; ``None`` leaves an end open.
    facets
        (facet, value) pairs, of the columns `FACETS`; all of them must hold.
    """

    concepts: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    senses: tuple[str, ...] = ("concept",)
    publishers: tuple[str, ...] = ()
    doc_types: tuple[str, ...] = ()
    years: tuple[int | None, int | None] | None = None
    facets: tuple[tuple[str, str], ...] = ()


def wanted_documents(snapshot: Snapshot, query: Query) -> pa.Table:
    """Documents that the query lets pass, by ``doc_id``.

    Raises
    ------
    UsageError
        For a publisher or document type that there is not.
    """
    table = pq.read_table(snapshot.file("documents"), columns=["doc_id", *DOCUMENT_COLUMNS])
    table = table.sort_by("doc_id")
    kept = np.ones(table.num_rows, dtype=bool)
    for column, patterns in (("publisher", query.publishers), ("doc_type", query.doc_types)):
        if patterns:
            values = pc.unique(table[column]).to_pylist()
            _check(values, patterns, column)
            kept &= _alike(table[column], patterns)
    if query.years is not None:
        year = np.asarray(pc.fill_null(table["year"], -1))
        low, high = query.years
        kept &= (year >= (0 if low is None else low)) & (year <= (9999 if high is None else high))
    return table.filter(pa.array(kept))


def wanted_mentions(
    snapshot: Snapshot, query: Query, doc_ids: pa.Array
) -> tuple[pa.Table, NDArray[np.int64]]:
    """Mentions that the query lets pass, in reading order, and the key of each one's sentence.

    Those carried from a lead-in to a list item have no words of their own to show, and are left
    out.

    Raises
    ------
    UsageError
        For a concept, term or facet that there is not.
    """
    trends = pq.read_table(snapshot.file("trends"), columns=["concept"])
    _check(pc.unique(trends["concept"]).to_pylist(), query.concepts, "concept")
    facets = dict.fromkeys(name for name, _ in query.facets)
    if unknown := [name for name in facets if name not in FACETS]:
        raise UsageError(f"no facet {unknown[0]!r}: there are {', '.join(FACETS)}")
    file = pq.ParquetFile(
        snapshot.file("mentions"), read_dictionary=["doc_id", "concept", "term", "sense"]
    )
    columns = ["doc_id", *MENTION_COLUMNS, "start", "end"]
    seen: dict[str, set[str]] = {name: set() for name in ("term", *facets)}
    pieces: list[pa.Table] = []
    keys: list[NDArray[np.int64]] = []
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, [*columns, *facets, "carried_from"])
        table = table.filter(pc.less(table["carried_from"], 0))
        if query.concepts:
            table = table.filter(pa.array(_among(table["concept"], query.concepts)))
        seen["term"].update(pc.unique(table["term"].cast(TEXT)).to_pylist())
        kept = np.ones(table.num_rows, dtype=bool)
        if query.senses:
            kept &= _among(table["sense"], query.senses)
        if query.terms:
            kept &= _alike(table["term"], query.terms)
        for name, value in query.facets:
            kept &= _shows(table[name], value, seen[name])
        key = sentence_keys(table, doc_ids)
        kept &= key >= 0
        keys.append(key[kept])
        pieces.append(table.select(columns[1:]).filter(pa.array(kept)))
    _check(seen["term"], query.terms, "term")
    for name, value in query.facets:
        _check(seen[name], [value], name)
    table, key = pa.concat_tables(pieces).unify_dictionaries(), np.concatenate(keys)
    order = np.lexsort((np.asarray(table["mention"]), key))
    return table.take(pa.array(order)), key[order]


def sentence_keys(table: pa.Table, doc_ids: pa.Array) -> NDArray[np.int64]:
    """Position of the document in ``doc_ids`` and number of the sentence, as one number.

    Sentence numbers have 32 bits, so the document stands above them. Rows of other documents have
    the key -1.
    """
    position = pc.index_in(table["doc_id"].cast(TEXT), value_set=doc_ids)
    document = np.asarray(pc.fill_null(position, -1), dtype=np.int64)
    sentence = np.asarray(table["sentence"], dtype=np.int64)
    return np.where(document >= 0, (document << 32) | sentence, -1)


def _among(column: pa.ChunkedArray, values: Sequence[str]) -> NDArray[np.bool_]:
    return np.asarray(pc.is_in(column.cast(TEXT), pa.array(values, TEXT)), dtype=bool)


def _alike(column: pa.ChunkedArray, patterns: Sequence[str]) -> NDArray[np.bool_]:
    """Which values fit one of the patterns."""
    values = pc.unique(column.cast(TEXT)).to_pylist()
    return _among(column, [v for v in values if any(_fits(v, p) for p in patterns)])


def _fits(value: str, pattern: str) -> bool:
    return fnmatchcase(value.casefold(), pattern.casefold())


def _shows(column: pa.ChunkedArray, value: str, seen: set[str]) -> NDArray[np.bool_]:
    """Which mentions show a value of a facet; ``seen`` takes in the values there are."""
    if not pa.types.is_list(column.type):
        seen.update(pc.unique(column).to_pylist())
        return _among(column, [value])
    flat = pc.list_flatten(column)
    seen.update(pc.unique(flat).to_pylist())
    # Rows of the chunks' lists are counted anew in each chunk.
    joined = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    mask = np.zeros(len(joined), dtype=bool)
    mask[np.asarray(pc.list_parent_indices(joined))[_among(flat, [value])]] = True
    return mask


def _check(known: Iterable[str], wanted: Sequence[str], what: str) -> None:
    names = sorted(value for value in known if value)
    for pattern in wanted:
        if not any(_fits(name, pattern) for name in names):
            there = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
            raise UsageError(f"no {what} {pattern!r}: there are {there or 'none'}")
