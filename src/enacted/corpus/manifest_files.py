"""Rows of named fields out of a CSV, TSV or YAML file, with the line of each.

YAML is read as a stream of events and only the two shapes of a manifest are taken: nothing is
constructed, nested or expanded, so that no file can make the reader do more than its size.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from enacted.errors import ManifestError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAX_BYTES = 64 * 2**20
_DELIMITERS = ",;\t"
_FILE_NAMES = frozenset({"file", "path", "filename", "file_name", "file name"})
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Header:
    """A column's name as the file writes it; ``position`` counts from 1."""

    name: str
    position: int
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """Values by column name, as the file writes them; ``line`` is where the row begins."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's columns and rows."""

    header: tuple[Header, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = field(default=())


def read_rows(path: Path) -> Table:
    """Read ``path`` by its suffix: ``.csv``, ``.tsv``, ``.yaml`` or ``.yml``.

    Raises
    ------
    ManifestError
        Where the file cannot be read as such a table.
    """
    suffix = path.suffix.lower()
    if suffix not in {".csv", ".tsv", ".yaml", ".yml"}:
        raise ManifestError(
            f"a manifest is .csv, .tsv, .yaml or .yml, not {suffix or 'without suffix'}", path=path
        )
    text, notes = _decode(path)
    header, rows = _csv(text, path) if suffix in {".csv", ".tsv"} else _yaml(text, path)
    return Table(tuple(header), tuple(rows), notes)


def _decode(path: Path) -> tuple[str, tuple[str, ...]]:
    try:
        if not path.is_file():
            raise ManifestError("no such file; check the path or leave it out", path=path)
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise ManifestError(
                f"{size} bytes is too large for a manifest (at most {_MAX_BYTES}); is it the right "
                "file?",
                path=path,
            )
        data = path.read_bytes()
    except OSError as error:
        raise ManifestError(
            f"cannot be read ({error.strerror}); check its permissions", path=path
        ) from None
    notes: tuple[str, ...] = ()
    try:
        # Spreadsheet programs save "Unicode text" as UTF-16; its mark at the start tells.
        utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise ManifestError(
                "is neither UTF-8 nor Windows-1252 text; save it as UTF-8", path=path, line=line
            ) from None
        note = "not UTF-8, read as Windows-1252; save it as UTF-8 if letters look wrong"
        notes = (f"{path.name}, line {line}: {note}",)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ManifestError(
            "holds a NUL byte, so it is no text; save it as UTF-8", path=path, line=line
        )
    return text, notes


def _csv(text: str, path: Path) -> tuple[list[Header], list[Row]]:
    skip = 0
    # "sep=;" is a line that Excel puts first and reads back.
    if mark := re.match(r"\"?sep=([,;\t])\"?[ \t]*\r?\n", text, re.IGNORECASE):
        text, skip = text[mark.end() :], 1
        delimiter = mark[1]
    else:
        delimiter = _delimiter(text)
    records = _records(text, delimiter, path, skip)
    line, cells = next(records, (1, []))
    while cells and not cells[-1].strip():
        cells.pop()
    header = [Header(name, n, line) for n, name in enumerate(cells, start=1)]
    if len({column.name for column in header}) < len(header):
        twice = next(c for n, c in enumerate(cells) if c in cells[:n])
        raise ManifestError(f"two columns are named {twice!r}; rename one", path=path, line=line)
    rows = []
    for line, cells in records:
        if any(cell.strip() for cell in cells[len(header) :]):
            raise ManifestError(
                f"{len(cells)} cells, but {len(header)} columns; put quotation marks round a "
                f"value that holds {delimiter!r}",
                path=path,
                line=line,
            )
        values = {c.name: cells[n] if n < len(cells) else "" for n, c in enumerate(header)}
        rows.append(Row(line, values))
    return header, rows


def _delimiter(text: str) -> str:
    """The separator under which the first line has a column of paths; else a comma."""
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    for delimiter in _DELIMITERS:
        try:
            cells = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            continue
        if any(cell.strip().lower() in _FILE_NAMES for cell in cells):
            return delimiter
    return max(_DELIMITERS, key=lambda d: (first.count(d), d == ","))


def _records(text: str, delimiter: str, path: Path, skip: int) -> Iterator[tuple[int, list[str]]]:
    """Records that are not blank, each with the line on which it begins."""
    # Strict, since a quotation mark left open would swallow all rows that follow.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begin = 1
    while True:
        begin = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ManifestError(
                f"not a CSV row ({error}); is a quotation mark missing or too many?",
                path=path,
                line=begin + skip,
            ) from None
        if any(cell.strip() for cell in cells):
            yield begin + skip, cells


def _yaml(text: str, path: Path) -> tuple[list[Header], list[Row]]:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events = yaml.parse(text, Loader=loader)
    columns: dict[str, Header] = {}
    rows: list[Row] = []
    try:
        for line, pairs in _mappings(events, path):
            values: dict[str, str] = {}
            for key, value, at in pairs:
                if key in values:
                    raise ManifestError(f"{key!r} is given twice; keep one", path=path, line=at)
                values[key] = value
                columns.setdefault(key, Header(key, len(columns) + 1, at))
            if values:
                rows.append(Row(line, values))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise ManifestError(
            f"not YAML: {' '.join(str(problem).split())}; check indentation and quotation marks",
            path=path,
            line=mark.line + 1 if mark else None,
        ) from None
    return list(columns.values()), rows


def _mappings(
    events: Iterator[Any], path: Path
) -> Iterator[tuple[int, list[tuple[str, str, int]]]]:
    """Each document's (key, value, line) out of a YAML event stream."""
    shape = "a manifest in YAML is a list of mappings, or a mapping 'documents:' of such a list"

    def fail(event: Any, message: str) -> ManifestError:
        return ManifestError(message, path=path, line=event.start_mark.line + 1)

    def follow() -> Any:
        event = next(events)
        if kind(event) == "Alias" or getattr(event, "anchor", None):
            raise fail(event, "anchors and aliases are not read; write the values out")
        return event

    def kind(event: Any) -> str:
        return type(event).__name__.removesuffix("Event")

    def scalar(event: Any, what: str) -> str:
        if kind(event) != "Scalar":
            raise fail(event, f"{what} is a list or a mapping; {shape}, with plain values")
        plain = event.implicit[0] and event.value in _NULLS
        return "" if plain else str(event.value)

    next(events)  # stream start
    event = next(events)
    if kind(event) == "StreamEnd":
        return
    event = follow()
    wrapped = kind(event) == "MappingStart"
    if wrapped:
        event = follow()
        if kind(event) != "Scalar" or event.value != "documents":
            raise fail(event, shape)
        event = follow()
    if kind(event) != "SequenceStart":
        raise fail(event, shape)
    while kind(event := follow()) != "SequenceEnd":
        if kind(event) != "MappingStart":
            raise fail(event, shape)
        line = event.start_mark.line + 1
        pairs = []
        while kind(event := follow()) != "MappingEnd":
            at = event.start_mark.line + 1
            key = scalar(event, "a key")
            pairs.append((key, scalar(follow(), f"the value of {key!r}"), at))
        yield line, pairs
    if wrapped and kind(event := follow()) != "MappingEnd":
        raise fail(event, f"{shape}, and nothing besides")
    next(events)  # document end
    event = next(events)
    if kind(event) != "StreamEnd":
        raise fail(event, "a second YAML document begins here; keep one")
