"""Rows of the table ``documents``: what the manifest says, and what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from enacted.pipeline.steps import VERSIONS
from enacted.tables import make_key
from enacted.tables.schema import DOCUMENTS
from enacted.types import Dated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from enacted.corpus import CorpusFile
    from enacted.pipeline.steps import Keys
    from enacted.types import Extraction

Row = dict[str, object]

READ = (
    "pages", "ocr_pages", "blocks", "sentences", "words", "mentions", "outcome", "detail", "engine",
)  # fmt: skip
"""Columns that are told by a document's reading alone, whatever is known of it otherwise."""

_ROWS = 500
"""Rows made into a table at once: as Python's objects they are ten times as large."""


def row_key(file: CorpusFile, keys: Keys) -> str:
    """Key of all that decides a document's row; ``keys`` are those under which it is held."""
    return make_key(
        DOCUMENTS.name,
        VERSIONS[DOCUMENTS.name],
        keys.entries(),
        file.path,
        file.size,
        file.duplicates,
        file.metadata,
    )


def as_read(
    extraction: Extraction,
    blocks: pa.Table,
    sentences: pa.Table,
    mentions: pa.Table,
    covers: Callable[[str], bool],
) -> Row:
    """Columns `READ`, from the rows of a document in the other tables."""
    words, foreign = _words(sentences, covers)
    said = [extraction.detail, _unmined(words, foreign)]
    return {
        "pages": extraction.pages,
        "ocr_pages": extraction.ocr_pages,
        "blocks": blocks.num_rows,
        "sentences": sentences.num_rows,
        "words": words,
        "mentions": mentions.num_rows,
        "outcome": extraction.outcome.value,
        "detail": "; ".join(filter(None, said)),
        "engine": extraction.engine,
    }


def document_row(file: CorpusFile, described: Mapping[str, str], read: Mapping[str, object]) -> Row:
    """A row: what the manifest says goes before what the document says of itself.

    Parameters
    ----------
    described
        What the step ``describe`` found.
    read
        Columns `READ`, and possibly others, which are left alone.
    """
    given = file.metadata
    dated = (
        given.date
        if given.date.date
        else Dated(described["date"], described["date_precision"], described["date_source"])
    )
    row: Row = {
        "doc_id": file.doc_id,
        "path": file.path,
        "duplicates": list(file.duplicates),
        "sha256": file.sha256,
        "bytes": file.size,
        "title": given.title or described["title"],
        "publisher": given.publisher,
        "country": given.country,
        "doc_type": given.doc_type,
        "series": given.series,
        "language": given.language or described["language"],
        "date": dated.date,
        "date_precision": dated.precision,
        "date_source": dated.source,
        "year": dated.year,
        **{name: read[name] for name in READ},
    }
    unknown = set(DOCUMENTS.schema().names) - set(row)
    if unknown:
        raise KeyError(f"documents: columns never filled: {sorted(unknown)}")
    return {**row, **dict(given.extra)}


class DocumentRows:
    """Gathers the table, row by row or many rows at once; ``extra`` are its further columns."""

    def __init__(self, schema: pa.Schema, extra: Sequence[str]) -> None:
        self._schema = schema
        self._blank: Row = dict.fromkeys(extra, "")
        self._tables = [schema.empty_table()]
        self._rows: list[Row] = []

    def add(self, row: Row) -> None:
        """The next row; further columns that it lacks are empty."""
        self._rows.append({**self._blank, **row})
        if len(self._rows) == _ROWS:
            self._gather()

    def add_table(self, table: pa.Table) -> None:
        """The next rows."""
        self._gather()
        self._tables.append(table)

    def table(self) -> pa.Table:
        """All rows."""
        self._gather()
        return pa.concat_tables(self._tables).combine_chunks()

    def _gather(self) -> None:
        if self._rows:
            self._tables.append(pa.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []


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
