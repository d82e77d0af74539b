"""XLSX files read: the text of every cell, from files that nobody vouches for.

openpyxl reads them row by row, and defusedxml keeps it from expanding entities. An archive can
unpack to a thousand times its size: what it says it unpacks to is looked at first, and zipfile
unpacks no more than that. Formulas are not run: what the spreadsheet kept of their result is read.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from enacted.errors import CodesError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MOST_BYTES = 64 * 2**20
"""Of the file, and of all its parts once unpacked."""

MOST_ROWS = 200_000
MOST_CELLS = 4_000_000
MOST_TEXT = 128 * 2**20
"""Characters of all cells together: a shared text counts wherever it is used."""

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_COLUMNS = 16_384
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Rows = list[tuple[int, list[str]]]
"""Row numbers, from 1, with the cells of the row from its first column on."""


def read_workbook(path: Path) -> dict[str, Rows]:
    """Rows of each sheet that hold any text, by the name of the sheet, in the workbook's order.

    Raises
    ------
    CodesError
        Where it is no XLSX file, is damaged, or is larger than any sheet of codes can be.
    """
    try:
        with path.open("rb") as stream:
            return _read(stream, path)
    except OSError as error:
        raise CodesError(f"cannot be read ({error.strerror})", path=path) from None


def _read(stream: BinaryIO, path: Path) -> dict[str, Rows]:
    from openpyxl import load_workbook
    from openpyxl.xml import DEFUSEDXML

    assert DEFUSEDXML  # noqa: S101 - it is among the dependencies
    if stream.read(8) == _OLD:
        raise CodesError(
            "is locked with a password or of the old kind .xls: save it as .xlsx without a "
            "password, or as CSV",
            path=path,
        )
    try:
        _check(stream)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl passes over
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            room = _Room()
            found = {}
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what the file says of them need not be so
                found[str(sheet.title)] = _rows(sheet.iter_rows(values_only=True), room)
            return found
    except _TooLargeError as error:
        raise CodesError(f"{error}: no sheet of codes is", path=path) from None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - openpyxl raises anything on broken files
        raise CodesError(
            "is no XLSX file, or a damaged one: save it anew as .xlsx, or as CSV", path=path
        ) from None


class _TooLargeError(Exception):
    pass


def _check(stream: BinaryIO) -> None:
    """Refuse an archive that is large, or will be once it is unpacked."""
    size = stream.seek(0, 2)
    with zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
    # The other ways of packing, which no spreadsheet uses, are unpacked whole, however large.
    if any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts):
        raise ValueError
    if max(size, sum(part.file_size for part in parts)) > MOST_BYTES:
        raise _TooLargeError(f"holds more than {MOST_BYTES // 2**20} MiB")


class _Room:
    """What may still be read of a workbook."""

    def __init__(self) -> None:
        self.cells = MOST_CELLS
        self.text = MOST_TEXT

    def take(self, cells: list[str]) -> None:
        self.cells -= 1 + len(cells)
        self.text -= sum(map(len, cells))
        if self.cells < 0 or self.text < 0 or len(cells) > _MOST_COLUMNS:
            raise _TooLargeError("holds more cells or text than can be read")


def _rows(rows: Iterable[tuple[object, ...]], room: _Room) -> Rows:
    kept: Rows = []
    for number, row in enumerate(rows, start=1):
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        room.take(cells)
        if cells:
            kept.append((number, cells))
            if len(kept) > MOST_ROWS:
                raise _TooLargeError(f"has more than {MOST_ROWS:,} rows")
    return kept


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
