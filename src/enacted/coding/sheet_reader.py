"""Filled-in sheets read and checked, cell by cell, against the sample that was drawn."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from enacted.coding.answers import FACET, quoted, read_facet, read_sense
from enacted.coding.codes import NEVER_CONCRETE, Code
from enacted.coding.matching import fold
from enacted.coding.sheet import identifier
from enacted.coding.workbook_reader import MOST_BYTES, MOST_ROWS, Rows, read_workbook
from enacted.errors import CodesError
from enacted.tables.workbook import MOST_CHARACTERS, letters
from enacted.types import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

_NEEDED = ("id", "text", "status", "concrete")
_YES = frozenset({"yes", "y", "true", "1", "1.0"})
_NO = frozenset({"no", "n", "false", "0", "0.0"})
_LONGEST_NOTE = 2_000
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was left out, and why.

    Attributes
    ----------
    row
        As the spreadsheet numbers it.
    column
        Letter and name of the column; empty where it is the row as a whole.
    """

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.sheet}, row {self.row}{column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a sample says of a sentence."""

    doc_id: str
    page: int
    text: str
    stratum: str
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetCodes:
    """What a filled-in sheet holds.

    Attributes
    ----------
    codes
        Codes that can be taken as they are.
    empty
        Rows without a status: not coded yet.
    problems
        Rows that were left out.
    ids
        Rows of the sample that the sheet has, coded or not.
    """

    codes: tuple[Code, ...]
    empty: int
    problems: tuple[Problem, ...]
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    values: Mapping[str, str]
    columns: Mapping[str, str]
    """Letter and name of each column."""


def read_sheet(
    path: Path,
    sample: pa.Table,
    *,
    coder: str | None = None,
    facets: Mapping[str, Sequence[str]] | None = None,
) -> SheetCodes:
    """Read a sheet; a mistake costs its row and no other.

    Parameters
    ----------
    path
        XLSX or CSV file (separated by commas, semicolons or tabs) with the columns ``id``,
        ``text``, ``status`` and ``concrete``, in any order, and any others.
    sample
        The sample it was made from (`enacted.coding.sample.SAMPLE`).
    coder
        Who coded it, where the column ``coder`` does not say.
    facets
        Values of the facets that may be coded.

    Raises
    ------
    CodesError
        Where the file cannot be read at all, or lacks a column.
    """
    drawn = {
        identifier(row["doc_id"], row["sentence"]): Drawn(
            row["doc_id"],
            row["page"],
            row["text"],
            row["stratum"],
            tuple(row["concepts"].split(", ")),
        )
        for row in sample.select(
            ["doc_id", "sentence", "page", "text", "stratum", "concepts"]
        ).to_pylist()
    }
    reader = _Reader(path.name, drawn, coder or path.stem, facets or {})
    for row in _rows(path):
        reader.take(row)
    return reader.done()


class _Reader:
    """Checks row after row."""

    def __init__(
        self,
        sheet: str,
        drawn: Mapping[str, Drawn],
        coder: str,
        facets: Mapping[str, Sequence[str]],
    ) -> None:
        self._sheet = sheet
        self._facets = {
            f"{FACET}{name}".casefold(): (name, values) for name, values in facets.items()
        }
        self._drawn = drawn
        self._coder = coder
        self._codes: dict[tuple[str, str], tuple[int, Code]] = {}
        self._twice: set[tuple[str, str]] = set()
        self._problems: list[Problem] = []
        self._ids: set[str] = set()
        self._empty = 0
        self._strange: dict[str, tuple[str, Sequence[str]]] = {}

    def take(self, row: _Row) -> None:
        name = row.values["id"]
        drawn = self._drawn.get(name)
        if drawn is None:
            if row.values["status"] or name:
                self._wrong(row, "id", f"{quoted(name)} is no row of the sample: do not change ids")
            return
        if fold(row.values["text"].lstrip("'")) != fold(drawn.text[:MOST_CHARACTERS].lstrip("'")):
            self._wrong(row, "text", "is not the text that was drawn: code it as it stood")
            return
        self._ids.add(name)
        self._look_for_strange_facets(row)
        if not row.values["status"] and not row.values["concrete"]:
            self._empty += 1
            return
        code = self._code(row, drawn)
        if code is not None:
            self._keep(row, name, code)

    def _code(self, row: _Row, drawn: Drawn) -> Code | None:
        said = row.values["status"].casefold()
        if said not in set(Status):
            wrong = f"{quoted(row.values['status'])} is no status" if said else "is empty"
            self._wrong(row, "status", f"{wrong}: write one of {', '.join(Status)}")
            return None
        status = Status(said)
        answer = row.values["concrete"].casefold()
        if answer not in _YES | _NO | {""}:
            given = quoted(row.values["concrete"])
            self._wrong(row, "concrete", f"{given} is neither yes nor no")
            return None
        if answer in _YES and status in NEVER_CONCRETE:
            self._wrong(
                row, "concrete", f"is yes, but {said} is never concrete: change one of them"
            )
            return None
        if not answer and status not in NEVER_CONCRETE:
            self._wrong(row, "concrete", f"is empty: say yes or no of a {said}")
            return None
        of_mentions = self._of_mentions(row, drawn)
        if of_mentions is None:
            return None
        sense, facets = of_mentions
        return Code(
            path="",
            doc_id=drawn.doc_id,
            page=drawn.page,
            text=drawn.text,
            status=status,
            concrete=answer in _YES,
            coder=(row.values.get("coder") or self._coder)[:_LONGEST_NAME],
            note=row.values.get("note", "")[:_LONGEST_NOTE],
            stratum=drawn.stratum,
            sense=sense,
            facets=facets,
        )

    def _look_for_strange_facets(self, row: _Row) -> None:
        for column in row.columns:
            if column.startswith(FACET) and column not in self._facets | self._strange:
                self._strange[column] = ("", ())
                self._problems.append(
                    Problem(
                        self._sheet,
                        row.number,
                        row.columns[column],
                        "the codebook has no such facet: the column is left out",
                    )
                )

    def _of_mentions(self, row: _Row, drawn: Drawn) -> tuple[str, tuple[str, ...]] | None:
        """Sense and facets; None where one of them is wrong."""
        column = "sense"
        facets: list[str] = []
        try:
            sense = read_sense(row.values.get(column, ""), drawn.concepts)
            for column, (name, values) in self._facets.items():
                facets += read_facet(row.values.get(column, ""), name, values)
        except ValueError as error:
            self._wrong(row, column, str(error))
            return None
        return sense, tuple(sorted(facets))

    def _keep(self, row: _Row, name: str, code: Code) -> None:
        key = (name, code.coder)
        first, other = self._codes.setdefault(key, (row.number, code))
        if first != row.number and replace(other, note="") != replace(code, note=""):
            self._wrong(row, "", f"codes the same sentence as row {first} otherwise: drop one")
            self._twice.add(key)

    def _wrong(self, row: _Row, column: str, message: str) -> None:
        self._problems.append(
            Problem(self._sheet, row.number, row.columns.get(column, ""), message)
        )

    def done(self) -> SheetCodes:
        for key in self._twice:
            # Nobody can say which of the two is meant.
            del self._codes[key]
        codes = tuple(code for _, code in self._codes.values())
        return SheetCodes(codes, self._empty, tuple(self._problems), frozenset(self._ids))


def _rows(path: Path) -> Iterator[_Row]:
    """Rows under the first line that names the columns."""
    sheets = read_workbook(path) if path.suffix.lower() == ".xlsx" else {"": _read_csv(path)}
    missing: list[str] = []
    for rows in sheets.values():
        if not rows:
            continue
        header = [cell.strip().casefold() for cell in rows[0][1]]
        lacking = [name for name in _NEEDED if name not in header]
        if not lacking:
            yield from _named(header, rows[1:])
            return
        missing = missing or lacking
    raise CodesError(
        f"has no column {', '.join(missing or _NEEDED)}: keep the first row of the sheet as it was",
        path=path,
    )


def _named(header: Sequence[str], rows: Rows) -> Iterator[_Row]:
    columns = {name: f"{letters(place)} ({name})" for place, name in enumerate(header)}
    for number, cells in rows:
        # Half of a surrogate pair can stand in a file, but in no table.
        texts = (" ".join(cell.encode("utf-8", "replace").decode().split()) for cell in cells)
        values = dict.fromkeys(_NEEDED, "") | dict(zip(header, texts, strict=False))
        yield _Row(number, values, columns)


def _read_csv(path: Path) -> Rows:
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise CodesError(f"cannot be read ({error.strerror})", path=path) from None
    if len(content) > MOST_BYTES:
        raise CodesError(
            f"is larger than {MOST_BYTES // 2**20} MiB: no sheet of codes is", path=path
        )
    if content.startswith(b"PK"):
        raise CodesError("is no CSV file: name it .xlsx if it is one", path=path)
    text = _decoded(content, path)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows: Rows = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
            if any(cells):
                rows.append((number, cells))
            if number > MOST_ROWS:
                raise CodesError(f"has more than {MOST_ROWS:,} rows", path=path)
    except csv.Error as error:
        raise CodesError(f"is no CSV file ({error}): save it anew", path=path) from None
    return rows


def _decoded(content: bytes, path: Path) -> str:
    """Text of a CSV file as spreadsheets write it: UTF-8, UTF-16, or Western European."""
    encodings = (
        ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    )
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CodesError("is not UTF-8: save it as CSV UTF-8", path=path)
