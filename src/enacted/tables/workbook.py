"""XLSX files written: text and figures, with drop-down lists, the same bytes for the same rows.

No cell is a formula: text is written as text, with the quote prefix set, so that no program takes
it for one, not even once it has been edited (ECMA-376, part 1, 18.8.45).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

MOST_CHARACTERS = 32_000
"""Of a cell; spreadsheets take 32,767."""

MOST_ROWS = 1_048_575
"""Of a sheet, under its header."""

Value = str | float | bool | None

# What XML 1.0 cannot carry.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEVER = datetime(1980, 1, 1)  # noqa: DTZ001 - the file notes a time without a zone


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: a header row and the rows under it.

    Attributes
    ----------
    rows
        Taken one by one as they are written.
    widths
        Width of each column, in characters.
    choices
        Values that the cells of a column may have: a drop-down list. Together at most 255
        characters a column, none with a comma; or where they stand, as ``=lists!$A$2:$A$9``.
    free
        Those of these columns in which other values, too, may be written once a warning is passed.
    entry
        Further columns that are to be filled in, and coloured so.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int]
    choices: Mapping[str, Sequence[str] | str] = field(default_factory=dict)
    free: Sequence[str] = ()
    entry: Sequence[str] = ()


def letters(column: int) -> str:
    """Name of a column, from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    from xlsxwriter.utility import xl_col_to_name

    name: str = xl_col_to_name(column)
    return name


def write_workbook(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write an XLSX file row by row, in memory that does not grow with the rows."""
    from xlsxwriter import Workbook

    with Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"created": _NEVER})
        look = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#BBBBBB"}
        head = book.add_format({**look, "bold": True, "bg_color": "#D9E2EC"})
        plain = book.add_format({**look, "quote_prefix": True})
        to_fill = book.add_format({**look, "quote_prefix": True, "bg_color": "#FFF8DC"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for column, width in enumerate(sheet.widths):
                page.set_column(column, column, width)
            for column, name in enumerate(sheet.header):
                page.write_string(0, column, name, head)
            formats = [
                to_fill if name in sheet.choices or name in sheet.entry else plain
                for name in sheet.header
            ]
            last = 0
            for last, row in enumerate(sheet.rows, start=1):
                for column, (value, format_) in enumerate(zip(row, formats, strict=True)):
                    _write(page, last, column, value, format_)
            for name, values in sheet.choices.items() if last else ():
                column = list(sheet.header).index(name)
                source = values if isinstance(values, str) else list(values)
                rule = {"validate": "list", "source": source, "error_title": name[:32]}
                rule["error_message"] = "Choose from the list."
                if name in sheet.free:
                    rule["error_message"] = "It is not in the list. Keep it?"
                    rule["error_type"] = "warning"
                page.data_validation(1, column, last, column, rule)


def _write(page: Any, row: int, column: int, value: Value, format_: Any) -> None:
    match value:
        case None | "":
            page.write_blank(row, column, None, format_)
        case bool():
            page.write_boolean(row, column, value, format_)
        case int() | float():
            page.write_number(row, column, value, format_)
        case _:
            text = _UNPRINTABLE.sub("\ufffd", value[:MOST_CHARACTERS])
            page.write_string(row, column, text, format_)
