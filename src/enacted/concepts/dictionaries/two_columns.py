"""Dictionaries of two columns in CSV: concept, term."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from enacted.concepts.dictionaries.entries import Dictionary, Entry
from enacted.errors import CodebookError
from enacted.tables.formulas import as_text, from_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CONCEPT = ("concept", "category", "key", "code", "construct")
_TERM = ("term", "word", "pattern", "phrase", "value", "keyword")


def read(text: str, path: Path) -> Dictionary:
    """Terms under their concepts; comma, semicolon or tab between them.

    A first row that names a concept and a term is a header; with one, further columns are passed
    over.

    Raises
    ------
    CodebookError
        For a text without rows of two columns.
    """
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=lambda c: (head.count(c), c == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    entries: list[Entry] = []
    columns: tuple[int, int] | None = None
    width = 2
    try:
        for row in reader:
            cells = [from_text(cell.strip()) for cell in row]
            if not any(cells):
                continue
            if columns is None:
                columns = _header(cells)
                if columns is not None:
                    width = len(cells)
                    continue
                columns = (0, 1)
            if len(cells) != width:
                raise CodebookError(
                    f"expected {width} columns, found {len(cells)}: concept, term; more need a "
                    "header that names these two",
                    path=path,
                    line=reader.line_num,
                )
            concept, term = cells[columns[0]], cells[columns[1]]
            if not concept or not term:
                raise CodebookError("concept or term is empty", path=path, line=reader.line_num)
            entries.append(Entry(reader.line_num, (concept,), term))
    except csv.Error as error:
        raise CodebookError(f"not CSV: {error}", path=path, line=reader.line_num) from None
    return Dictionary(tuple(entries))


def _header(cells: list[str]) -> tuple[int, int] | None:
    names = [cell.lower() for cell in cells]
    concept = next((i for i, name in enumerate(names) if name in _CONCEPT), None)
    term = next((i for i, name in enumerate(names) if name in _TERM), None)
    return None if concept is None or term is None else (concept, term)


def write(entries: Iterable[Entry]) -> str:
    """Rows of concept and term, with a header; the names of terms have no place here."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("concept", "term"))
    writer.writerows((as_text(entry.category[0]), as_text(entry.pattern)) for entry in entries)
    return stream.getvalue()
