"""The manifest: a table of what is known of each document, written by the keeper of the corpus.

This module turns rows of named fields into checked entries; `manifest_files` reads the files.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from enacted.corpus.date_expressions import FIRST_YEAR, LAST_YEAR, precision_of, read_date
from enacted.corpus.manifest_files import read_rows
from enacted.corpus.records import Metadata
from enacted.errors import ManifestError
from enacted.types import Dated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from enacted.corpus.manifest_files import Header, Row

_FIELDS = {
    "file": "file",
    "path": "file",
    "filename": "file",
    "file_name": "file",
    "title": "title",
    "publisher": "publisher",
    "country": "country",
    "doc_type": "doc_type",
    "type": "doc_type",
    "series": "series",
    "language": "language",
    "date": "date",
    "year": "year",
}

# Columns of the table `documents` that no manifest fills (a test holds this against the schema).
RESERVED = frozenset(
    {
        "doc_id",
        "duplicates",
        "sha256",
        "bytes",
        "date_precision",
        "date_source",
        "pages",
        "ocr_pages",
        "blocks",
        "sentences",
        "words",
        "mentions",
        "outcome",
        "detail",
        "engine",
    }
)

_MAX_COLUMNS = 200
_MAX_VALUE = 10_000
_YEAR = re.compile(r"(\d{4})(?:\.0)?")
_CONTROL = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says of one file.

    Attributes
    ----------
    line
        Where it begins in the manifest, from 1.
    file
        Relative path with ``/``, as the manifest gives it, without ``.`` parts.
    """

    line: int
    file: str
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as read and checked.

    Attributes
    ----------
    columns
        Names of the columns beyond those Enacted knows, in the file's order.
    """

    path: Path
    entries: tuple[Entry, ...]
    columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_manifest(path: Path) -> Manifest:
    """Read a CSV, TSV or YAML manifest.

    Raises
    ------
    ManifestError
        With file, line and way out, where the file cannot be read or says something that can be
        taken two ways.
    """
    table = read_rows(path)
    notes = list(table.notes)
    names = _names(table.header, path, notes)
    columns = tuple(name for name in names.values() if name not in _FIELDS.values())
    entries: list[Entry] = []
    lines: dict[str, int] = {}
    for row in table.rows:
        entry = _entry(row, names, columns, path)
        key = unicodedata.normalize("NFC", entry.file)
        if key in lines:
            raise ManifestError(
                f"{shown(entry.file)} has a row already on line {lines[key]}; keep one of them",
                path=path,
                line=row.line,
            )
        lines[key] = row.line
        entries.append(entry)
    return Manifest(path, tuple(entries), columns, tuple(notes))


def shown(text: str, width: int = 120) -> str:
    """A value of the user's as a message shows it: in quotes, on one line, cut to ``width``."""
    text = " ".join(text.translate(_CONTROL).split())
    return f"'{text if len(text) <= width else text[: width - 1] + '…'}'"


def _names(header: Sequence[Header], path: Path, notes: list[str]) -> dict[str, str]:
    """Field or clean column name for each name in the file."""
    if len(header) > _MAX_COLUMNS:
        raise ManifestError(
            f"{len(header)} columns; at most {_MAX_COLUMNS} can be kept, remove some",
            path=path,
            line=header[0].line,
        )
    names: dict[str, str] = {}
    taken: dict[str, str] = {}
    for column in header:
        name = _clean(column.name)
        if not name:
            raise ManifestError(
                f"column {column.position} has no name; name it or remove it",
                path=path,
                line=column.line,
            )
        name = _FIELDS.get(name, name)
        if name in RESERVED:
            # Real manifests carry page counts and checksums; they are kept, but never in place
            # of what Enacted measures itself.
            notes.append(
                f"{path.name}: column {shown(column.name)} is kept as manifest_{name}, since the "
                f"documents table has a column {name} of its own"
            )
            name = f"manifest_{name}"
        if name in taken:
            raise ManifestError(
                f"columns {shown(taken[name])} and {shown(column.name)} both mean {name}; "
                "remove or rename one",
                path=path,
                line=column.line,
            )
        taken[name] = column.name
        names[column.name] = name
    if "file" not in taken:
        found = ", ".join(shown(c.name, 30) for c in header[:8]) or "none"
        raise ManifestError(
            f"no column 'file' (columns found: {found}); name the column that holds the paths "
            "of the PDFs 'file'",
            path=path,
            line=header[0].line if header else 1,
        )
    return names


def _clean(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60].rstrip("_")
    return f"column_{plain}" if plain[:1].isdigit() else plain


def _entry(row: Row, names: dict[str, str], columns: tuple[str, ...], path: Path) -> Entry:
    values: dict[str, str] = {}
    for raw_name, raw in row.values.items():
        if len(raw) > _MAX_VALUE:
            raise ManifestError(
                f"the value of {shown(raw_name)} is {len(raw)} characters long (at most "
                f"{_MAX_VALUE}); is a quotation mark missing?",
                path=path,
                line=row.line,
            )
        name = names[raw_name]
        # A path keeps its spaces: they are part of the name on disk.
        values[name] = raw.strip() if name == "file" else " ".join(raw.translate(_CONTROL).split())
    return Entry(
        row.line,
        _file(values.get("file", ""), path, row.line),
        Metadata(
            title=values.get("title", ""),
            publisher=values.get("publisher", ""),
            country=values.get("country", ""),
            doc_type=values.get("doc_type", ""),
            series=values.get("series", ""),
            language=values.get("language", ""),
            date=_date(values.get("date", ""), values.get("year", ""), path, row.line),
            extra=tuple((name, values.get(name, "")) for name in columns),
        ),
    )


def _file(value: str, path: Path, line: int) -> str:
    if not value:
        raise ManifestError(
            "the row names no file; fill in the column 'file' or remove the row",
            path=path,
            line=line,
        )
    windows = PureWindowsPath(value)
    if value.startswith(("/", "\\")) or windows.drive:
        raise ManifestError(
            f"{shown(value)} is an absolute path; give it relative to the corpus folder",
            path=path,
            line=line,
        )
    if ".." in windows.parts or value.startswith("~/"):
        raise ManifestError(
            f"{shown(value)} leaves the corpus folder; put the file into the folder and give its "
            "path there",
            path=path,
            line=line,
        )
    clean = PurePosixPath(value).as_posix()
    if clean == ".":
        raise ManifestError(f"{shown(value)} names no file", path=path, line=line)
    return clean


def _date(date: str, year: str, path: Path, line: int) -> Dated:
    number = 0
    if year:
        match = _YEAR.fullmatch(year)
        number = int(match[1]) if match else 0
        if not FIRST_YEAR <= number <= LAST_YEAR:
            raise ManifestError(
                f"year {shown(year)} is no year from {FIRST_YEAR} to {LAST_YEAR}; write four "
                "digits or leave it empty",
                path=path,
                line=line,
            )
    if not date:
        return Dated(str(number), "year", "manifest") if number else Dated()
    value = read_date(date)
    if not value:
        raise ManifestError(
            f"date {shown(date)} is no date or can be read two ways; write it 2012, 2012-03 or "
            "2012-03-15",
            path=path,
            line=line,
        )
    if number and int(value[:4]) != number:
        raise ManifestError(
            f"date {shown(date)} does not lie in year {number}; correct one of them",
            path=path,
            line=line,
        )
    return Dated(value, precision_of(value), "manifest")
