"""Grids of cells that ruling lines make.

As pdfplumber and, before it, Nurminen (2013) find them: lines near each other are one, crossings
are corners, the smallest boxes between corners are cells, and cells that touch are a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from enacted.extract.rulings import Ruling

_SNAP = 3.0  # points within which lines are one, and ends meet
_CORNERS = 5_000  # on a page; with more it is a drawing


class Cell(NamedTuple):
    """A cell, in points from the top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


class _Line(NamedTuple):
    at: float
    start: float
    end: float


def find_grids(rulings: Sequence[Ruling]) -> Iterator[list[Cell]]:
    """Cells of each grid, row by row."""
    across = _merged([_Line(r.top, r.x0, r.x1) for r in rulings if r.top == r.bottom])
    down = _merged([_Line(r.x0, r.top, r.bottom) for r in rulings if r.x0 == r.x1])
    if len(across) < 3 or len(down) < 3:
        return
    crossed_by: list[list[int]] = [[] for _ in across]
    crossing: list[list[int]] = [[] for _ in down]
    corners = 0
    for v, column in enumerate(down):
        for h, row in enumerate(across):
            if (
                column.start - _SNAP <= row.at <= column.end + _SNAP
                and row.start - _SNAP <= column.at <= row.end + _SNAP
            ):
                crossed_by[h].append(v)
                crossing[v].append(h)
                corners += 1
                if corners > _CORNERS:
                    return
    cells = []
    for v, hs in enumerate(crossing):
        for place, h in enumerate(hs):
            cell = _smallest(v, h, hs[place + 1 :], crossed_by, crossing)
            if cell is not None:
                right, low = cell
                cells.append(Cell(down[v].at, across[h].at, down[right].at, across[low].at))
    yield from _touching(cells)


def _smallest(
    v: int, h: int, below: Sequence[int], crossed_by: list[list[int]], crossing: list[list[int]]
) -> tuple[int, int] | None:
    """Right and lower line of the smallest box that has its upper left corner at a crossing."""
    verticals = crossed_by[h]
    to_right = verticals[verticals.index(v) + 1 :]
    for low in below:
        for right in to_right:
            if low in crossing[right]:
                return right, low
    return None


def _merged(lines: list[_Line]) -> list[_Line]:
    """Lines within reach of each other made one, sorted by where they stand."""
    lines.sort()
    groups: list[list[_Line]] = []
    for line in lines:
        if groups and line.at - groups[-1][-1].at <= _SNAP:
            groups[-1].append(line)
        else:
            groups.append([line])
    found = []
    for group in groups:
        at = sum(line.at for line in group) / len(group)
        start = end = None
        for line in sorted(group, key=lambda line: line.start):
            if start is None or end is None:
                start, end = line.start, line.end
            elif line.start <= end + _SNAP:
                end = max(end, line.end)
            else:
                found.append(_Line(at, start, end))
                start, end = line.start, line.end
        if start is not None and end is not None:
            found.append(_Line(at, start, end))
    return sorted(found)


def _touching(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Cells by grid: those that share a corner belong together."""
    into = list(range(len(cells)))

    def home(number: int) -> int:
        while into[number] != number:
            into[number] = into[into[number]]
            number = into[number]
        return number

    seen: dict[tuple[float, float], int] = {}
    for number, cell in enumerate(cells):
        for corner in (
            (cell.x0, cell.top),
            (cell.x1, cell.top),
            (cell.x0, cell.bottom),
            (cell.x1, cell.bottom),
        ):
            other = seen.setdefault(corner, number)
            into[home(number)] = home(other)
    grids: dict[int, list[Cell]] = {}
    for number, cell in enumerate(cells):
        grids.setdefault(home(number), []).append(cell)
    for grid in grids.values():
        yield sorted(grid, key=lambda cell: (cell.top, cell.x0))
