"""XLSX files read: the text of every cell, from files that nobody vouches for.

An archive can unpack to a thousand times its size, and XML can define entities that grow without
end. So parts are unpacked up to a limit only, whatever the archive says of their size, a document
type is refused, and nothing but the parts that hold cells is opened. Formulas are not run: what
the spreadsheet kept of their result is read.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO
from xml.parsers import expat

from enacted.errors import CodesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST_BYTES = 64 * 2**20
"""Of the file, and of each part once unpacked."""

MOST_ROWS = 200_000
MOST_CELLS = 4_000_000
MOST_TEXT = 128 * 2**20
"""Characters of all cells together: a shared text counts wherever it is used."""

_CHUNK = 2**16
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_COLUMNS = 16_384

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
    if stream.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise CodesError(
            "is locked with a password or of the old kind .xls: save it as .xlsx without a "
            "password, or as CSV",
            path=path,
        )
    if stream.seek(0, 2) > MOST_BYTES:
        raise CodesError(
            f"is larger than {MOST_BYTES // 2**20} MiB: no sheet of codes is", path=path
        )
    try:
        with zipfile.ZipFile(stream) as archive:
            return _sheets(archive)
    except _TooLargeError as error:
        raise CodesError(f"{error}: no sheet of codes is", path=path) from None
    except _NotOursError as error:
        raise CodesError(f"{error}: save it anew as .xlsx, or as CSV", path=path) from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ):
        # What zipfile raises for damage, unknown compression and encryption.
        raise CodesError(
            "is no XLSX file, or a damaged one: save it anew as .xlsx, or as CSV", path=path
        ) from None
    except expat.ExpatError as error:
        raise CodesError(
            f"is damaged ({expat.ErrorString(error.code)}): save it anew as .xlsx, or as CSV",
            path=path,
        ) from None


class _TooLargeError(Exception):
    pass


class _NotOursError(Exception):
    pass


def _sheets(archive: zipfile.ZipFile) -> dict[str, Rows]:
    targets: dict[str, str] = {}
    names: list[tuple[str, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = posixpath.join("/xl", attributes.get("Target", ""))
            targets[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            names.append((attributes.get("name", ""), attributes.get("id", "")))

    _parse(archive, "xl/_rels/workbook.xml.rels", start=relation)
    _parse(archive, "xl/workbook.xml", start=sheet)
    shared: list[str] = []
    if "xl/sharedStrings.xml" in archive.NameToInfo:
        reader = _Texts(shared)
        _parse(archive, "xl/sharedStrings.xml", reader.start, reader.end, reader.text)
    room = _Room()
    found: dict[str, Rows] = {}
    for name, identifier in names:
        # Charts and the like are sheets without cells.
        if targets.get(identifier, "").startswith("xl/worksheets/"):
            cells = _Cells(shared, room)
            _parse(archive, targets[identifier], cells.start, cells.end, cells.text)
            found[name] = cells.rows
    return found


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read one part piece by piece; names come without their namespace."""
    if part not in archive.NameToInfo:
        raise _NotOursError(f"has no {part}")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def begin(name: str, attributes: dict[str, str]) -> None:
        start(_local(name), {_local(key): value for key, value in attributes.items()})

    def refuse(*_: object) -> None:
        raise _NotOursError("holds a document type, which no spreadsheet writes")

    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    if end is not None:
        parser.EndElementHandler = lambda name: end(_local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    for piece in _unpacked(archive, part):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _unpacked(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    # The others that zipfile knows unpack a piece whole, however large it becomes.
    if archive.NameToInfo[part].compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _NotOursError("is packed in a way that no spreadsheet uses")
    size = 0
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > MOST_BYTES:
                raise _TooLargeError(f"unpacks to more than {MOST_BYTES // 2**20} MiB")
            yield piece


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


class _Texts:
    """Reads shared strings; what is said of their pronunciation is passed over."""

    def __init__(self, into: list[str]) -> None:
        self._into = into
        self._parts: list[str] = []
        self._inside = False
        self._aside = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        self._aside += name == "rPh"
        self._inside = name == "t" and not self._aside

    def end(self, name: str) -> None:
        self._inside = False
        self._aside -= name == "rPh"
        if name == "si":
            self._into.append(_plain("".join(self._parts)))

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)


class _Room:
    """What may still be read of a workbook."""

    def __init__(self) -> None:
        self.cells = MOST_CELLS
        self.text = MOST_TEXT

    def take(self, text: str) -> None:
        self.cells -= 1
        self.text -= len(text)
        if self.cells < 0 or self.text < 0:
            raise _TooLargeError("holds more cells or text than can be read")


class _Cells:
    """Reads the cells of a sheet."""

    def __init__(self, shared: list[str], room: _Room) -> None:
        self.rows: Rows = []
        self._shared = shared
        self._room = room
        self._row = 0
        self._column = -1
        self._cells: list[str] = []
        self._kind = ""
        self._parts: list[str] = []
        self._inside = False
        self._aside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            given = attributes.get("r", "")
            self._row = int(given) if given.isdecimal() and len(given) < 8 else self._row + 1
            self._column = -1
            self._cells = []
        elif name == "c":
            found = _PLACE.fullmatch(attributes.get("r", ""))
            self._column = _number(found[1]) if found else self._column + 1
            if self._column >= _MOST_COLUMNS:
                raise _TooLargeError("has more columns than a spreadsheet")
            self._kind = attributes.get("t", "n")
            self._parts = []
        self._aside += name == "rPh"
        self._inside = name in {"v", "t"} and not self._aside

    def end(self, name: str) -> None:
        self._inside = False
        self._aside -= name == "rPh"
        if name == "c":
            self._keep()
        elif name == "row" and any(self._cells):
            self.rows.append((self._row, self._cells))
            if len(self.rows) > MOST_ROWS:
                raise _TooLargeError(f"has more than {MOST_ROWS:,} rows")

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def _keep(self) -> None:
        value = "".join(self._parts)
        if not value:
            return
        if self._kind == "s":
            place = int(value) if value.isdecimal() and len(value) < 10 else len(self._shared)
            if place >= len(self._shared):
                raise _NotOursError("names a text that it does not hold")
            value = self._shared[place]
        elif self._kind == "b":
            value = "TRUE" if value == "1" else "FALSE"
        elif self._kind in {"inlineStr", "str"}:
            value = _plain(value)
        for _ in range(self._column + 1 - len(self._cells)):
            self._room.take("")
            self._cells.append("")
        self._room.take(value)
        self._cells[self._column] = value


def _number(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
