"""Where the columns and rows of a table without a grid stand.

What tells such a table from columns of prose is that its rows stand on common baselines, that no
text crosses the gutters between its columns, and that its cells begin anew where prose goes on in
the middle of a sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from enacted.extract.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from enacted.extract.words import Word

FEWEST = 3  # rows of a table
GUTTER = 0.6  # type sizes between columns at the least
TIGHT = 0.6  # type sizes of white between the lines of a cell at the most
SAME = 3.0  # points by which sides that are one may differ
NAME = 10  # words of the cell that names a row
WORDS = 5  # words on a line of any other cell

_LEVEL = 0.35  # type sizes within which lines stand on one baseline
_GOES_ON = 0.25  # share of cells that may begin with a small letter
_FILLED = 0.6  # share of the cells that have text

FIGURE = re.compile(
    r"[<>≤≥~c]?\s?[£$€¥+–−-]?\s?\d[\d,. ]*\s?(?:%|pp|k|m|bn|million|billion|per cent)?\*?"
    r"|n/?a|nil|yes|no|tbc|[–—✓✔✗×•-]",
    re.IGNORECASE,
)
_BULLETS = "•▪●■◦"

Rows = tuple[list["Span"], list[list[Line]]]
"""The columns of a table, and the lines of each row."""


class Span(NamedTuple):
    """A column: its left and right side, and the size of its type."""

    x0: float
    x1: float
    size: float


def levels_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines on one baseline, from left to right, from the top of the page down."""
    levels: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.bottom):
        if levels and line.bottom - levels[-1][0].bottom < _LEVEL * line.size:
            levels[-1].append(line)
        else:
            levels.append([line])
    for level in levels:
        level.sort(key=lambda line: line.x0)
    return levels


def columns_of(parts: Iterable[Line | Word | Span]) -> list[Span]:
    """Where text stands, as far as a gutter parts it; columns found before may be parts too."""
    every: list[Line | Word | Span] = []
    for part in parts:
        every += parts_of(part) if isinstance(part, Line) else [part]
    columns: list[Span] = []
    for part in sorted(every, key=_left):
        last = columns[-1] if columns else None
        if last is not None and part.x0 < last.x1 + GUTTER * part.size:
            columns[-1] = Span(last.x0, max(last.x1, part.x1), max(last.size, part.size))
        else:
            columns.append(Span(part.x0, part.x1, part.size))
    return columns


def parts_of(line: Line) -> Sequence[Line | Word]:
    """A line, or its figures: they stand near each other, and yet in columns of their own."""
    return line.words if all(FIGURE.fullmatch(word.text) for word in line.words) else [line]


def _left(part: Line | Word | Span) -> float:
    return part.x0


def column_of(part: Line | Word | Span, columns: Sequence[Span]) -> int:
    """The column in which most of a part stands."""
    shared = [min(part.x1, column.x1) - max(part.x0, column.x0) for column in columns]
    return shared.index(max(shared))


def crosses(line: Line, columns: Sequence[Span]) -> bool:
    """Whether a line stands in several columns."""
    return any(
        sum(part.x0 < column.x1 and column.x0 < part.x1 for column in columns) > 1
        for part in parts_of(line)
    )


def begin_anew(rows: Sequence[Sequence[Line]], columns: Sequence[Span]) -> bool:
    """Whether cells begin as cells do, and enough of them are filled."""
    first: dict[tuple[int, int], str] = {}
    for number, row in enumerate(rows):
        for line in row:
            for part in parts_of(line):
                first.setdefault((number, column_of(part, columns)), part.text[:1])
    small = sum(letter.islower() or letter in _BULLETS for letter in first.values())
    return len(first) >= _FILLED * len(rows) * len(columns) and small <= _GOES_ON * len(first)


def parted(levels: Sequence[list[Line]], columns: Sequence[Span]) -> list[list[Line]]:
    """Rows: each begins where the first column begins anew and another has text beside it."""
    rows: list[list[Line]] = []
    for level in levels:
        first = level[0]
        begins = column_of(first, columns) == 0 and not first.text[:1].islower() and len(level) > 1
        if begins or not rows or _is_apart(level, rows[-1]):
            rows.append(list(level))
        else:
            rows[-1] += level
    return rows


def _is_apart(level: Sequence[Line], row: Sequence[Line]) -> bool:
    return white_between(row, level) > TIGHT * max(line.size for line in level)


def white_between(above: Sequence[Line], below: Sequence[Line]) -> float:
    """Points of white from the lowest of some lines to the highest of others."""
    return min(line.top for line in below) - max(line.bottom for line in above)
