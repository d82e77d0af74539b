"""Reading sentences from JSON lines that anyone may have written."""

from __future__ import annotations

import gzip
import json
import math
import zlib
from typing import TYPE_CHECKING, Any

from enacted.errors import CodesError
from enacted.stance.records import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

FIELDS = ("before", "after", "section", "lead_in", "doc_type", "kind")
"""Fields that are read beside ``text``; each may be missing, null or empty."""

_MAX_LINE = 10_000_000
_GZIP = b"\x1f\x8b"


def lines_of(path: Path) -> Iterator[bytes]:
    """Lines of a file, unpacked where it is gzipped, whatever its name.

    Raises
    ------
    CodesError
        Where it cannot be read, is cut short, or is UTF-16.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            if b"\0" in start[:2] or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise CodesError("is UTF-16; save it as UTF-8", path=path)
            yield from _unpacked(file) if start.startswith(_GZIP) else file
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise CodesError("is gzipped, but damaged or cut short; copy it again", path=path) from None
    except OSError as error:
        raise CodesError(f"cannot be read ({error.strerror})", path=path) from None


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    with gzip.open(file, "rb") as unpacked:
        yield from unpacked


def row_of(line: bytes | str) -> dict[str, Any]:
    """The JSON object of a line.

    Raises
    ------
    CodesError
        Where it holds none; says why, and the way out.
    """
    if len(line) > _MAX_LINE:
        raise CodesError(f"a line of {len(line)} characters is no sentence; split the text")
    try:
        text = line.decode("utf-8-sig") if isinstance(line, bytes) else line
    except UnicodeDecodeError as error:
        raise CodesError(f"not UTF-8 ({error.reason}); save the file as UTF-8") from None
    try:
        row = json.loads(text, parse_constant=_no_number, parse_float=_finite, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise CodesError(f"no JSON ({error}); give one object a line") from None
    if not isinstance(row, dict):
        raise CodesError(f"a JSON {kind_of(row)}, not an object; give {{'text': ...}}")
    return row


def statement_of(row: dict[str, Any]) -> Statement:
    """The sentence of an object, with what it says of its surroundings.

    Halves of characters, which JSON can write and no file can hold, are read as U+FFFD.

    Raises
    ------
    CodesError
        Where a field is missing or of another type; says which, and the way out.
    """
    if "text" not in row:
        raise CodesError("no field 'text'; give the sentence in 'text'")
    values = {}
    for name in ("text", *FIELDS):
        value = row.get(name)
        if value is None and name != "text":
            value = ""
        values[name] = string_of(value, name)
    return Statement(**values)


def read_unlabelled(path: Path) -> list[Statement]:
    """Uncoded sentences, one JSON object a line, gzipped or not; without repeats.

    Raises
    ------
    CodesError
        Where a line is not of that form; names it.
    """
    statements: dict[str, Statement] = {}
    for number, line in enumerate(lines_of(path), start=1):
        if not line.strip():
            continue
        try:
            statement = statement_of(row_of(line))
        except CodesError as error:
            raise CodesError(error.message, path=path, line=number) from None
        statements.setdefault(statement.text, statement)
    return list(statements.values())


def string_of(value: object, name: str) -> str:
    """A value that is to be a string.

    Raises
    ------
    CodesError
        Where it is none; names the field.
    """
    if not isinstance(value, str):
        raise CodesError(f"field '{name}' is a JSON {kind_of(value)}; give a string")
    if value.isascii():
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def kind_of(value: object) -> str:
    """JSON's name for a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else "string"


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("a number that is too large")
    return value


def _whole(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:
        raise ValueError(f"a number of {len(digits)} digits") from None
