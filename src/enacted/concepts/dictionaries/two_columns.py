"""Dictionaries of two columns in CSV: concept, term."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from enacted.concepts.dictionaries.entries import Dictionary, Entry, Noted
from enacted.errors import CodebookError
from enacted.tables.formulas import as_text, from_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_CONCEPT = frozenset([
    "category", "class", "code", "concept", "construct", "dictionary", "dimension", "domain",
    "group", "key", "label", "name", "tag", "theme", "topic",
])  # fmt: skip
_TERM = frozenset([
    "entry", "expression", "form", "keyword", "pattern", "phrase", "string", "synonym", "term",
    "text", "token", "value", "word",
])  # fmt: skip
_BESIDE = frozenset(["id", "key", "name", "search"])
"""Words that a header may have beside those: "concept name", "search term", "key word"."""

_MARKS = ("\t", ";", ",")
"""What stands between columns; of equals the first, as commas stand within terms, too."""

_SHOWN = 60
"""Characters of a row that are shown as it should be written."""

_Row = tuple[int, list[str]]
"""Line on which a row begins, and its cells."""


def read(text: str, path: Path) -> Dictionary:
    """Terms under their concepts; comma, semicolon or tab between them.

    A first row of words for a concept and for a term ("Category", "search terms") is a header;
    with one, further columns are passed over. What was made of a row that could be either is noted.

    Raises
    ------
    CodebookError
        For a text without rows of two columns.
    """
    mark = _mark(text)
    rows = list(_rows(text, mark, path))
    columns = _header(rows[0][1]) if rows else None
    width = len(rows[0][1]) if columns else 2
    at_concept, at_term = columns or (0, 1)
    entries = []
    for line, cells in rows[1:] if columns else rows:
        # A spreadsheet may end rows with empty cells.
        if any(cells[width:]) or len(cells) <= max(at_concept, at_term):
            raise CodebookError(_misshapen(cells, width, mark), path=path, line=line)
        if not cells[at_concept] or not cells[at_term]:
            raise CodebookError("concept or term is empty", path=path, line=line)
        entries.append(Entry(line, (cells[at_concept],), cells[at_term]))
    return Dictionary(tuple(entries), noted=tuple(_doubts(rows, columns, entries)))


def _mark(text: str) -> str:
    """The mark that gives most rows as many columns as the first row has, two at least."""

    def alike(mark: str) -> int:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True)
        try:
            widths = [len(row) for row in reader if any(row)]
        except csv.Error:
            return 0
        return widths.count(widths[0]) if widths and widths[0] > 1 else 0

    best = max(_MARKS, key=alike)
    return best if alike(best) else ","


def _rows(text: str, mark: str, path: Path) -> Iterator[_Row]:
    """Rows with anything in them."""
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=mark, strict=True, skipinitialspace=True)
    begins = 1
    try:
        for row in reader:
            cells = [from_text(cell.strip()) for cell in row]
            if any(cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise CodebookError(
            f"not CSV: {error}: quotes stand around whole cells, and a quote within them is "
            "written twice",
            path=path,
            line=begins,
        ) from None


def _header(cells: list[str]) -> tuple[int, int] | None:
    """Columns of concept and term, where cells are words for the one and for the other."""
    concepts = [i for i, cell in enumerate(cells) if _is_word_for(_CONCEPT, cell)]
    terms = [i for i, cell in enumerate(cells) if _is_word_for(_TERM, cell)]
    if not concepts or not terms:
        return None
    # Of several, the one that says so most plainly: "code, label, concept".
    return (
        min(concepts, key=lambda i: "concept" not in cells[i].casefold()),
        min(terms, key=lambda i: "term" not in cells[i].casefold()),
    )


def _is_word_for(kind: frozenset[str], cell: str) -> bool:
    """Whether a cell is such a word, in the singular or plural, alone or beside `_BESIDE`."""
    plain = cell.casefold().replace("(s)", "s").replace("(es)", "es")
    words = [_singular(word) for word in re.findall(r"[^\W\d_]+", plain)]
    return any(w in kind for w in words) and all(w in kind | _BESIDE for w in words)


def _singular(word: str) -> str:
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("s", "")):
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    return word


def _misshapen(cells: list[str], width: int, mark: str) -> str:
    found = f"expected {width} columns, found {len(cells)}"
    if len(cells) < width:
        return f"{found}: concept, term, with a comma, a semicolon or a tab between them"
    written = f'{cells[0]}{mark}"{f"{mark} ".join(cells[1:])}"'
    such = f", as in {written}" if mark != "\t" and len(written) <= _SHOWN else ""
    return (
        f"{found}: a term with {'a tab' if mark == _MARKS[0] else repr(mark)} in it stands in "
        f"quotes{such}; more columns need a header that names concept and term"
    )


def _doubts(
    rows: list[_Row], columns: tuple[int, int] | None, entries: list[Entry]
) -> Iterator[Noted]:
    """What was made of a first row that might have been meant otherwise."""
    if not entries:
        return
    line, cells = rows[0]
    if columns is not None:
        concept, term = (cells[i] for i in columns)
        if (_singular(concept.casefold()), _singular(term.casefold())) != ("concept", "term"):
            yield Noted(line, f"read as a header: concepts from {concept!r}, terms from {term!r}")
        return
    named = any(_is_word_for(_CONCEPT | _TERM, cell) for cell in cells)
    first, *others = Counter(entry.category for entry in entries).values()
    if named or (first == 1 and others and min(others) > 1):
        yield Noted(
            line,
            f"read as a term, {cells[1]!r} under {cells[0]!r}; if it is a header, call the "
            "columns concept and term",
        )


def write(entries: Iterable[Entry]) -> str:
    """Rows of concept and term, with a header; the names of terms have no place here."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("concept", "term"))
    writer.writerows((as_text(entry.category[0]), as_text(entry.pattern)) for entry in entries)
    return stream.getvalue()
