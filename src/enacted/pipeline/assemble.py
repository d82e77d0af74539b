"""From the store to the tables of a snapshot: streams, in the order of ``doc_id``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from enacted.errors import StoreError
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
from enacted.tables.schema import DOCUMENTS
from enacted.tables.schema import MENTIONS as MENTIONS_SPEC
from enacted.trends import FACET_TALLIES, TALLIES, tally, tally_facets
from enacted.types import Dated, Extraction, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from enacted.corpus import Corpus, CorpusFile
    from enacted.pipeline.before import Before
    from enacted.pipeline.progress import Reporter
    from enacted.pipeline.steps import Keys
    from enacted.tables import Staging, Store


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the corpus with the keys of its steps; None where it cannot be read at all."""

    file: CorpusFile
    keys: Keys | None


def used_entries(entries: Iterable[Entry], store: Store) -> list[tuple[str, str]]:
    """Step and key of everything in the store that the documents' tables are made from."""
    held = (entry.keys.held(store) for entry in entries if entry.keys is not None)
    return [pair for keys in held if keys is not None for pair in keys.entries()]


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
    """What the store holds of one document."""

    blocks: pa.Table
    described: dict[str, str]
    sentences: pa.Table
    mentions: pa.Table
    extraction: Extraction


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
    totals = {"sentences": 0, "mentions": 0}
    reporter.phase("assembling tables", len(entries))
    with (
        staging.writer("documents", corpus.extra) as documents,
        staging.writer("blocks") as blocks,
        staging.writer("sentences") as sentences,
        staging.writer("mentions") as mentions,
    ):
        found = [documents.schema.empty_table()]
        rows: list[dict[str, object]] = []
        for entry in entries:
            parts = _read_or_remake(entry, store, remake, before)
            blocks.write(parts.blocks)
            sentences.write(parts.sentences)
            mentions.write(parts.mentions)
            rows.append({**dict.fromkeys(corpus.extra, ""), **_document(entry.file, parts, covers)})
            if len(rows) == _ROWS:
                found.append(pa.Table.from_pylist(rows, schema=documents.schema))
                rows = []
            counts.add(parts.sentences, parts.mentions)
            totals["sentences"] += parts.sentences.num_rows
            totals["mentions"] += parts.mentions.num_rows
            reporter.advance(1)
        found.append(pa.Table.from_pylist(rows, schema=documents.schema))
        table = pa.concat_tables(found).combine_chunks()
        documents.write(table)
    return Assembled(table, *counts.tables(), **totals)


_ROWS = 500
"""Rows of documents made into a table at once: as Python's objects they are ten times as large."""


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


def _read_or_remake(
    entry: Entry, store: Store, remake: Callable[[Entry], None], before: Before | None
) -> _Parts:
    for _ in VERSIONS:
        try:
            return _read(entry, store, before)
        except StoreError:
            remake(entry)
    return _read(entry, store, before)


def _read(entry: Entry, store: Store, before: Before | None) -> _Parts:
    file = entry.file
    if entry.keys is None:
        outcome = file.outcome or Outcome.UNREADABLE
        blocks = extraction_to_table(file.doc_id, Extraction(outcome, detail=file.detail))
        return _without_text(blocks)
    keys = entry.keys.held(store) or entry.keys
    described = store.read(DESCRIBE, keys.describe).to_pylist()[0]
    if before is not None and before.holds(keys):
        # What the store is asked for comes first: it may be damaged, and rows are taken only once.
        extraction = extraction_from_table(
            store.read_schema(EXTRACT, keys.extract).empty_table(), with_blocks=False
        )
        return _Parts(described=described, extraction=extraction, **before.take(file.doc_id))
    sentences = store.read(SENTENCES, keys.sentences)
    sentences = _with_codes(sentences, store.read(STANCE, keys.stance))
    blocks = store.read(EXTRACT, keys.extract)
    return _Parts(
        blocks=blocks,
        described=described,
        sentences=sentences,
        mentions=store.read(MENTIONS, keys.mentions),
        extraction=extraction_from_table(blocks, with_blocks=False),
    )


def _without_text(blocks: pa.Table) -> _Parts:
    return _Parts(
        blocks=blocks,
        described=_UNDESCRIBED,
        sentences=pa.schema([*LANGUAGE_SCHEMA, *STANCE_SCHEMA]).empty_table(),
        mentions=MENTIONS_SPEC.schema().empty_table(),
        extraction=extraction_from_table(blocks, with_blocks=False),
    )


def _document(file: CorpusFile, parts: _Parts, covers: Callable[[str], bool]) -> dict[str, object]:
    given, found = file.metadata, parts.described
    dated = (
        given.date
        if given.date.date
        else Dated(found["date"], found["date_precision"], found["date_source"])
    )
    words, foreign = _words(parts.sentences, covers)
    said = [parts.extraction.detail, _unmined(words, foreign)]
    row = {
        "doc_id": file.doc_id,
        "path": file.path,
        "duplicates": list(file.duplicates),
        "sha256": file.sha256,
        "bytes": file.size,
        "title": given.title or found["title"],
        "publisher": given.publisher,
        "country": given.country,
        "doc_type": given.doc_type,
        "series": given.series,
        "language": given.language or found["language"],
        "date": dated.date,
        "date_precision": dated.precision,
        "date_source": dated.source,
        "year": dated.year,
        "pages": parts.extraction.pages,
        "blocks": parts.blocks.num_rows,
        "sentences": parts.sentences.num_rows,
        "words": words,
        "mentions": parts.mentions.num_rows,
        "outcome": parts.extraction.outcome.value,
        "detail": "; ".join(filter(None, said)),
        "engine": parts.extraction.engine,
    }
    unknown = set(DOCUMENTS.schema().names) - set(row)
    if unknown:
        raise KeyError(f"documents: columns never filled: {sorted(unknown)}")
    return {**row, **dict(given.extra)}


def _covered(sentences: pa.Table, covers: Callable[[str], bool]) -> pa.ChunkedArray:
    languages = sentences.column("language")
    known = [language for language in languages.unique().to_pylist() if covers(language)]
    return pc.is_in(languages, pa.array(known, languages.type))


def _words(sentences: pa.Table, covers: Callable[[str], bool]) -> tuple[int, list[tuple[str, int]]]:
    """Words in languages that the codebook covers, and of each other language, most first."""
    languages = sentences.column("language").unique().to_pylist()
    if len(languages) == 1:  # nearly always, and counting by language costs a millisecond
        counted = [{"language": languages[0], "words_sum": pc.sum(sentences["words"]).as_py()}]
    else:
        counted = sentences.group_by("language").aggregate([("words", "sum")]).to_pylist()
    words = sum(row["words_sum"] for row in counted if covers(row["language"]))
    others = [(r["language"], r["words_sum"]) for r in counted if not covers(r["language"])]
    return words, sorted(others, key=lambda each: (-each[1], each[0]))


def _unmined(words: int, foreign: Sequence[tuple[str, int]]) -> str:
    """What is said of text in languages that the codebook does not cover."""
    if not foreign:
        return ""
    names = ", ".join(language for language, _ in foreign)
    count = sum(number for _, number in foreign)
    part = "the text is" if not words else f"{count:,} of {words + count:,} words are"
    return f"{part} in a language that the codebook does not cover ({names}): not mined"
