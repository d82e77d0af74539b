"""Lines of keyword in context as plain text, CSV, JSON lines or Parquet."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import pyarrow.parquet as pq

from enacted.report.kwic import LINES
from enacted.tables.formulas import as_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

Format = Literal["text", "csv", "jsonl", "parquet"]

TEXT_WIDTH = 50
"""Characters of context on either side in plain text."""

_KEYWORD = 24
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_CLOSING = frozenset(".,;:!?)]’”")


def harmless(text: str) -> str:
    """``text`` with a space for everything that a terminal obeys instead of showing it."""
    # Asking first is many times faster, and nearly all text is printable.
    return text if text.isprintable() else _CONTROL.sub(" ", text)


def cell(value: Any) -> Any:
    """A value for CSV: text that a spreadsheet would run as a formula gets an apostrophe."""
    if not isinstance(value, str):
        return value
    return harmless(as_text(value))


def text_line(row: Mapping[str, Any], width: int) -> str:
    """A line of text: left context up to the keyword's column, then the rest and the place."""
    left, right = harmless(row["left"]).strip(), harmless(row["right"])
    gap = "" if right[:1] in _CLOSING else "  "
    body = f"{harmless(row['keyword'])}{gap}{right.strip()}"
    year = "" if row["year"] is None else str(row["year"])
    place = f"{year:<4}  p. {row['page']:<4}  {row['stance'] or '':<7}  {harmless(row['title'])}"
    return f"{_end(left, width)}  {_start(body, width + _KEYWORD)}  {place}".rstrip()


def _start(text: str, width: int) -> str:
    """The first ``width`` cells of a terminal that ``text`` takes, spaces behind."""
    if text.isascii():
        return text[:width].ljust(width)
    from rich.cells import set_cell_size

    return set_cell_size(text, width)


def _end(text: str, width: int) -> str:
    """The last ``width`` cells of a terminal that ``text`` takes, spaces in front."""
    if text.isascii():
        return text[max(0, len(text) - width) :].rjust(width)
    from rich.cells import cell_len, set_cell_size

    text = text[max(0, len(text) - width) :]
    while cell_len(text) > width:  # some characters take two cells
        text = text[1:]
    return set_cell_size("", width - cell_len(text)) + text


def write(
    lines: Iterable[pa.Table], stream: BinaryIO, format_: Format, *, width: int | None = None
) -> int:
    """Write lines as they come; returns their number.

    Parameters
    ----------
    width
        Cells of context on either side in plain text.
    """
    if format_ == "parquet":
        return _write_parquet(lines, stream)
    count = 0
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    try:
        table_writer = csv.writer(text, lineterminator="\n")
        if format_ == "csv":
            table_writer.writerow(LINES.names)
        for table in lines:
            count += table.num_rows
            rows = table.to_pylist()
            if format_ == "csv":
                table_writer.writerows([cell(value) for value in row.values()] for row in rows)
            elif format_ == "jsonl":
                text.write("".join(f"{json_line(row)}\n" for row in rows))
            else:
                shown = TEXT_WIDTH if width is None else width
                text.write("".join(f"{text_line(row, shown)}\n" for row in rows))
    finally:
        text.detach()
    return count


def json_line(row: Mapping[str, Any]) -> str:
    """A row as JSON, in which nothing stands that a terminal obeys."""
    # JSON escapes some control characters by itself, but not those that begin commands in 8 bits.
    text = json.dumps(row, ensure_ascii=False)
    if text.isprintable():
        return text
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _write_parquet(lines: Iterable[pa.Table], stream: BinaryIO) -> int:
    count = 0
    with pq.ParquetWriter(stream, LINES, compression="zstd", compression_level=3) as writer:
        for table in lines:
            writer.write_table(table)
            count += table.num_rows
        if not count:
            writer.write_table(LINES.empty_table())
    return count
