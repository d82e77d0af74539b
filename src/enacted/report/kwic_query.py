"""Which mentions are wanted, and the search for them in the tables of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from enacted.concepts import Codebook
from enacted.concepts.choice import choose, fits, not_there
from enacted.concepts.codebook_file import FACETS
from enacted.errors import CodebookError, UsageError
from enacted.tables.schema import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from enacted.tables import Snapshot

DOCUMENT_COLUMNS = ("path", "title", "publisher", "doc_type", "year")
MENTION_COLUMNS = ("sentence", "mention", "concept", "term", "sense")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which mentions are wanted; an empty field lets all pass.

    Attributes
    ----------
    stances, senses
        Values, as they stand in the tables.
    concepts, terms, publishers, doc_types
        Values in any casing; ``*`` stands for any characters.
    years
        First and last year, both included; ``None`` leaves an end open.
    facets
        (facet, value) pairs, of the columns `FACETS`, values as terms; all of them must hold.
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
            kept &= _among(table[column], choose(_values(table[column]), patterns, column))
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
    concepts = choose(_values(trends["concept"]), query.concepts, "concept")
    facets = _facet_values(snapshot, query)
    file = pq.ParquetFile(
        snapshot.file("mentions"), read_dictionary=["doc_id", "concept", "term", "sense"]
    )
    columns = ["doc_id", *MENTION_COLUMNS, "start", "end"]
    terms: set[str] = set()
    pieces: list[pa.Table] = []
    keys: list[NDArray[np.int64]] = []
    for group in range(file.num_row_groups):
        names = dict.fromkeys(name for name, _ in facets)
        table = file.read_row_group(group, [*columns, *names, "carried_from"])
        table = table.filter(pc.less(table["carried_from"], 0))
        terms.update(_values(table["term"]))
        if concepts:
            table = table.filter(pa.array(_among(table["concept"], concepts)))
        kept = np.ones(table.num_rows, dtype=bool)
        if query.senses:
            kept &= _among(table["sense"], query.senses)
        if query.terms:
            kept &= _alike(table["term"], query.terms)
        for name, values in facets:
            kept &= _shows(table[name], values)
        key = sentence_keys(table, doc_ids)
        kept &= key >= 0
        keys.append(key[kept])
        pieces.append(table.select(columns[1:]).filter(pa.array(kept)))
    _check_terms(snapshot, query.terms, terms)
    table, key = pa.concat_tables(pieces).unify_dictionaries(), np.concatenate(keys)
    order = np.lexsort((np.asarray(table["mention"]), key))
    return table.take(pa.array(order)), key[order]


def _facet_values(snapshot: Snapshot, query: Query) -> list[tuple[str, tuple[str, ...]]]:
    """Facets that are asked for, each with the values of the codebook that may be shown."""
    found = []
    for name, value in query.facets:
        if name not in FACETS:
            raise UsageError(not_there("facet", name, FACETS))
        known = pq.read_table(
            snapshot.file("facet_trends"), columns=["value"], filters=[("facet", "=", name)]
        )
        found.append((name, choose(_values(known["value"]), [value], name)))
    return found


def _check_terms(snapshot: Snapshot, patterns: Sequence[str], found: Iterable[str]) -> None:
    """See that every term asked for was found, or stands in the codebook at least."""
    missing = [p for p in patterns if not any(fits(term, p) for term in found)]
    if not missing:
        return
    try:
        run = pq.read_table(snapshot.file("runs")).to_pylist()[0]
        book = [term.name for c in Codebook.of_run(run).concepts for term in c.terms]
    except OSError:
        book = []  # what was found is all that is known
    except CodebookError as error:
        told = not_there("term", missing[0], sorted(found))
        raise UsageError(f"{told}; the run's codebook cannot be asked: {error}") from None
    choose(sorted({*found, *book}), missing, "term")


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


def _values(column: pa.ChunkedArray) -> list[str]:
    """Values there are, sorted; the empty one stands for none."""
    return sorted(value for value in pc.unique(column.cast(TEXT)).to_pylist() if value)


def _alike(column: pa.ChunkedArray, patterns: Sequence[str]) -> NDArray[np.bool_]:
    """Which values fit one of the patterns."""
    return _among(column, [v for v in _values(column) if any(fits(v, p) for p in patterns)])


def _shows(column: pa.ChunkedArray, values: Sequence[str]) -> NDArray[np.bool_]:
    """Which mentions show one of the values of a facet."""
    if not pa.types.is_list(column.type):
        return _among(column, values)
    flat = pc.list_flatten(column)
    # Rows of the chunks' lists are counted anew in each chunk.
    joined = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    mask = np.zeros(len(joined), dtype=bool)
    mask[np.asarray(pc.list_parent_indices(joined))[_among(flat, values)]] = True
    return mask
