"""Lines of keyword in context as plain text, CSV, JSON lines or Parquet."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import pyarrow.parquet as pq

from enacted.report.kwic import LINES
from enacted.report.kwic_columns import CONTROL, PIECE, csv_lines, joined, text_lines
from enacted.tables.formulas import as_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

Format = Literal["text", "csv", "jsonl", "parquet"]

TEXT_WIDTH = 50
"""Characters of context on either side in plain text."""

_KEYWORD = 24
_CONTROL = re.compile(CONTROL)
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
    return f"{last_cells(left, width)}  {first_cells(body, width + _KEYWORD)}  {place}".rstrip()


def first_cells(text: str, width: int) -> str:
    """The first ``width`` cells of a terminal that ``text`` takes, spaces behind."""
    if text.isascii():
        return text[:width].ljust(width)
    from rich.cells import set_cell_size

    return set_cell_size(text, width)


def last_cells(text: str, width: int) -> str:
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
    cells = TEXT_WIDTH if width is None else width
    if format_ == "csv":
        stream.write(f"{','.join(LINES.names)}\n".encode())
    for table in lines:
        count += table.num_rows
        for start in range(0, table.num_rows, PIECE):
            piece = table.slice(start, PIECE)
            if format_ == "csv":
                stream.write(joined(csv_lines(piece)))
            elif format_ == "text" and cells:
                stream.write(joined(text_lines(piece, cells, _KEYWORD, text_line)))
            else:
                rows = piece.to_pylist()
                made = (
                    map(json_line, rows) if format_ == "jsonl" else (text_line(r, 0) for r in rows)
                )
                stream.write("".join(f"{line}\n" for line in made).encode())
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
