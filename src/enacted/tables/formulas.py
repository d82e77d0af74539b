"""Text that a spreadsheet would run as a formula, made to stay text."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
PATTERN = r"^[=+\-@\t\r\n]"
"""What such text begins with."""


def as_text(value: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula: after an apostrophe all is text.

    >>> as_text("=1+1"), as_text("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{value}" if value.startswith(_BEGINNINGS) else value


def all_as_text(values: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """The same of a column of text at once; null stays null."""
    runs = pc.match_substring_regex(values, PATTERN)
    return pc.if_else(runs, pc.binary_join_element_wise("'", values, ""), values)


def from_text(cell: str) -> str:
    """The value of a cell that :func:`as_text` may have made."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_BEGINNINGS) else cell
