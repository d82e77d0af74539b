"""From the store to the tables of a snapshot: streams, in the order of ``doc_id``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from enacted.errors import StoreError
from enacted.pipeline.before import DOCUMENTS
from enacted.pipeline.document_rows import DocumentRows, as_read, document_row, row_key
from enacted.pipeline.steps import (
    DESCRIBE,
    EXTRACT,
    MENTIONS,
    SENTENCES,
    STANCE,
    VERSIONS,
)
from enacted.pipeline.work import LANGUAGE_SCHEMA, STANCE_SCHEMA
from enacted.tables.records import extraction_from_table, extraction_to_table
from enacted.tables.schema import MENTIONS as MENTIONS_SPEC
from enacted.trends import FACET_TALLIES, TALLIES, tally, tally_facets
from enacted.types import Extraction, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from enacted.corpus import Corpus, CorpusFile
    from enacted.pipeline.before import Before
    from enacted.pipeline.document_rows import Row
    from enacted.pipeline.progress import Reporter
    from enacted.pipeline.steps import Keys
    from enacted.tables import Staging, Store

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the corpus with the keys of its steps; None where it cannot be read at all."""

    file: CorpusFile
    keys: Keys | None


def used_entries(entries: Iterable[Entry], store: Store) -> list[tuple[str, str]]:
    """Step and key of everything that the documents' tables are made from.

    Besides entries of the store there is one, under ``documents``, for the row of each document.
    """
    found = []
    for entry in entries:
        keys = entry.keys.held(store) if entry.keys is not None else None
        if keys is not None:
            found += [*keys.entries(), (DOCUMENTS, row_key(entry.file, keys))]
    return found


def wanted_entries(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """Step and key of everything that a run may make of the documents."""
    kept = [entry.keys for entry in entries if entry.keys is not None]
    limited = [keys.limited for keys in kept if keys.limited is not None]
    return [pair for keys in (*kept, *limited) for pair in keys.entries()]


@dataclass(frozen=True, slots=True)
class Assembled:
    """What the later floors need of the documents; small in the number of sentences.

    Attributes
    ----------
    documents
        The ``documents`` table.
    tallies, facet_tallies
        Counts a document and concept, as :func:`enacted.trends.tally` gives them, and a document,
        concept and value of a facet, as :func:`enacted.trends.tally_facets` does.
    """

    documents: pa.Table
    tallies: pa.Table
    facet_tallies: pa.Table
    sentences: int
    mentions: int


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the store holds of one document; ``tables`` are its blocks, sentences and mentions."""

    described: Mapping[str, str]
    extraction: Extraction
    tables: dict[str, pa.Table]


_UNDESCRIBED = {
    "title": "",
    "date": "",
    "date_precision": "none",
    "date_source": "none",
    "language": "",
}


def assemble(
    entries: Sequence[Entry],
    corpus: Corpus,
    store: Store,
    staging: Staging,
    *,
    concepts: Sequence[str],
    facet_values: Sequence[tuple[str, str, str]],
    covers: Callable[[str], bool],
    remake: Callable[[Entry], None],
    reporter: Reporter,
    before: Before | None = None,
) -> Assembled:
    """Write ``documents``, ``blocks``, ``sentences`` and ``mentions``.

    Parameters
    ----------
    entries
        All documents, sorted by ``doc_id``.
    concepts
        Names of the concepts, in the codebook's order.
    facet_values
        Concept, facet and value that are counted apart.
    covers
        Whether the codebook covers a language.
    remake
        Does a document's missing steps again, where the store is found damaged.
    before
        Rows of the snapshot before, copied where they would be made again as they are.
    """
    counts = _Counts(concepts, facet_values)
    reporter.phase("assembling tables", len(entries))
    with (
        staging.writer("documents", corpus.extra) as documents,
        staging.writer("blocks") as blocks,
        staging.writer("sentences") as sentences,
        staging.writer("mentions") as mentions,
    ):
        rows = DocumentRows(documents.schema, corpus.extra)
        for stretch, place in _stretches(entries, store, before):
            if before is not None and place is not None:
                made = before.take(place, len(stretch))
                known = before.documents.slice(place, len(stretch))
                _know_again(stretch, known, before, store, remake, rows)
            else:
                parts = _read_or_remake(stretch[0], store, remake)
                made = parts.tables
                read = as_read(parts.extraction, **made, covers=covers)
                rows.add(document_row(stretch[0].file, parts.described, read))
            blocks.write(made["blocks"])
            sentences.write(made["sentences"])
            mentions.write(made["mentions"])
            counts.add(made["sentences"], made["mentions"])
            reporter.advance(len(stretch))
        table = rows.table()
        documents.write(table)
    return Assembled(table, *counts.tables(), sentences.rows, mentions.rows)


class _Counts:
    """Counts mentions of documents as they pass, many documents at once."""

    _AT_ONCE = 20_000
    """Sentences: counting document by document would cost more than reading them."""

    def __init__(
        self, concepts: Sequence[str], facet_values: Sequence[tuple[str, str, str]]
    ) -> None:
        self._concepts = concepts
        self._values = facet_values
        self._sentences: list[pa.Table] = []
        self._mentions: list[pa.Table] = []
        self._pending = 0
        self._tallies: list[pa.Table] = [TALLIES.empty_table()]
        self._facets: list[pa.Table] = [FACET_TALLIES.empty_table()]

    def add(self, sentences: pa.Table, mentions: pa.Table) -> None:
        """Take in a document."""
        if not mentions.num_rows:
            return
        self._sentences.append(sentences.select(["doc_id", "sentence", "stance"]))
        self._mentions.append(mentions)
        self._pending += sentences.num_rows
        if self._pending >= self._AT_ONCE:
            self._count()

    def tables(self) -> tuple[pa.Table, pa.Table]:
        """All that was counted, by concept and by facet."""
        self._count()
        return pa.concat_tables(self._tallies), pa.concat_tables(self._facets)

    def _count(self) -> None:
        if self._mentions:
            sentences, mentions = (
                pa.concat_tables(self._sentences),
                pa.concat_tables(self._mentions),
            )
            self._tallies.append(tally(sentences, mentions, concepts=self._concepts))
            self._facets.append(tally_facets(sentences, mentions, values=self._values))
        self._sentences, self._mentions, self._pending = [], [], 0


def sentence_tables(
    entries: Sequence[Entry], store: Store, covers: Callable[[str], bool] | None = None
) -> Callable[[], Iterator[pa.Table]]:
    """A function that reads the sentences of every document with text, one after the other.

    With ``covers``, those in a language that the codebook does not cover are left out.
    """

    def read() -> Iterator[pa.Table]:
        for entry in entries:
            keys = None if entry.keys is None else entry.keys.held(store)
            if keys is not None:
                table = store.read(SENTENCES, keys.sentences)
                yield table.filter(_covered(table, covers)) if covers else table

    return read


def coded_sentences(entries: Sequence[Entry], store: Store) -> Callable[[Sequence[str]], pa.Table]:
    """A function that reads the sentences of some documents with text, with their codes."""
    keys = {entry.file.doc_id: entry.keys.held(store) for entry in entries if entry.keys}

    def read(doc_ids: Sequence[str]) -> pa.Table:
        tables = []
        for doc_id in doc_ids:
            held = keys[doc_id]
            if held is not None:
                table = store.read(SENTENCES, held.sentences)
                tables.append(_with_codes(table, store.read(STANCE, held.stance)))
        return pa.concat_tables(tables)

    return read


def _with_codes(sentences: pa.Table, stance: pa.Table) -> pa.Table:
    for field in STANCE_SCHEMA:
        sentences = sentences.append_column(field, stance.column(field.name))
    return sentences


def _stretches(
    entries: Sequence[Entry], store: Store, before: Before | None
) -> Iterator[tuple[Sequence[Entry], int | None]]:
    """Documents that stood one after the other before, with where; all others one by one."""

    def place_of(entry: Entry) -> int | None:
        if before is None or entry.keys is None:
            return None
        return before.place(entry.file.doc_id, entry.keys.held(store) or entry.keys)

    places = [place_of(entry) for entry in entries]
    start = 0
    while start < len(entries):
        place, count = places[start], 1
        if before is not None and place is not None:
            most = before.together(place, len(entries) - start)
            while count < most and places[start + count] == place + count:
                count += 1
        yield entries[start : start + count], place
        start += count


def _know_again(
    entries: Sequence[Entry],
    known: pa.Table,
    before: Before,
    store: Store,
    remake: Callable[[Entry], None],
    rows: DocumentRows,
) -> None:
    """Add the rows of documents that were read before, and may be described otherwise now."""
    kept = [
        entry.keys is not None
        and before.made_from(DOCUMENTS, row_key(entry.file, entry.keys.held(store) or entry.keys))
        for entry in entries
    ]
    if all(kept):
        rows.add_table(known)
        return
    for entry, row, as_it_was in zip(entries, known.to_pylist(), kept, strict=True):
        rows.add(row if as_it_was else _describe_anew(entry, row, store, remake))


def _describe_anew(
    entry: Entry, row: Mapping[str, object], store: Store, remake: Callable[[Entry], None]
) -> Row:
    def described() -> Mapping[str, str]:
        assert entry.keys is not None  # noqa: S101 - it was read
        keys = entry.keys.held(store) or entry.keys
        found: dict[str, str] = store.read(DESCRIBE, keys.describe).to_pylist()[0]
        return found

    return document_row(entry.file, _whole(entry, described, remake), row)


def _read_or_remake(entry: Entry, store: Store, remake: Callable[[Entry], None]) -> _Parts:
    return _whole(entry, lambda: _read(entry, store), remake)


def _whole(entry: Entry, read: Callable[[], Found], remake: Callable[[Entry], None]) -> Found:
    """What is read of a document; where the store is found damaged, it is made again."""
    for _ in VERSIONS:
        try:
            return read()
        except StoreError:
            remake(entry)
    return read()


def _read(entry: Entry, store: Store) -> _Parts:
    file = entry.file
    if entry.keys is None:
        outcome = file.outcome or Outcome.UNREADABLE
        return _without_text(
            extraction_to_table(file.doc_id, Extraction(outcome, detail=file.detail))
        )
    keys = entry.keys.held(store) or entry.keys
    sentences = store.read(SENTENCES, keys.sentences)
    blocks = store.read(EXTRACT, keys.extract)
    return _Parts(
        described=store.read(DESCRIBE, keys.describe).to_pylist()[0],
        extraction=extraction_from_table(blocks, with_blocks=False),
        tables={
            "blocks": blocks,
            "sentences": _with_codes(sentences, store.read(STANCE, keys.stance)),
            "mentions": store.read(MENTIONS, keys.mentions),
        },
    )


def _without_text(blocks: pa.Table) -> _Parts:
    return _Parts(
        described=_UNDESCRIBED,
        extraction=extraction_from_table(blocks, with_blocks=False),
        tables={
            "blocks": blocks,
            "sentences": pa.schema([*LANGUAGE_SCHEMA, *STANCE_SCHEMA]).empty_table(),
            "mentions": MENTIONS_SPEC.schema().empty_table(),
        },
    )


def _covered(sentences: pa.Table, covers: Callable[[str], bool]) -> pa.ChunkedArray:
    languages = sentences.column("language")
    known = [language for language in languages.unique().to_pylist() if covers(language)]
    return pc.is_in(languages, pa.array(known, languages.type))
