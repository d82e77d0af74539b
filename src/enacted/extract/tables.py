"""Ruled tables: words sorted into the cells of a grid."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from enacted.extract.grids import Cell, find_grids
from enacted.extract.words import BOLD, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from enacted.extract.rulings import Ruling
    from enacted.extract.words import PageWords, Word

_FILLED = 0.3  # share of cells with text that a table has at least
_CUT = 0.05  # share of words that may lie across the border of a cell
_LONG = 2_500  # characters in a cell, from which on it is a frame around running text
_PANEL = 30  # words a cell on average, from which on a grid of few cells is a set of panels
_SENTENCE = 5  # words a cell, from which on a column tells something
_PROSE = 9  # words that a cell with a sentence has at least
_NAME = 80  # characters of the name of a column at the most
_ACROSS = 0.05  # of the width of the page, from which on a line may be one of a table
_REACH = 8.0  # points by which the columns of a table may shift from page to page

_ACTION = re.compile(
    r"\b(?:actions?|owners?|owned by|leads?|lead officer|by when|deadlines?|due|timescales?"
    r"|timelines?|timeframes?|target dates?|completion|responsib\w+|milestones?|commitments?"
    r"|deliverables?|when|who|recommendations?|progress|status)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\W*\d[\d,.\s]*%?\W*")
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_DEED = re.compile(
    r"^(?:key |our |agreed |planned )?(?:actions?|recommendations?|commitments?|deliverables?"
    r"|what we will do|what will we do)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its place; cells hold their lines joined by line ends, empty where they are.

    Attributes
    ----------
    full
        The cells with those that reach down from rows above filled in.
    bold
        Whether all its words are.
    """

    cells: tuple[str, ...]
    full: tuple[str, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its place, in the frame of the page's words.

    Attributes
    ----------
    edges
        Left edges of the columns.
    header
        Names of the columns, from an earlier page where the table goes on; empty if there are none.
    """

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    edges: tuple[float, ...]
    rows: tuple[Row, ...]
    header: tuple[str, ...] = ()

    @property
    def names_actions(self) -> bool:
        """Whether headers name an action, and an owner or a date; or actions told at length."""
        if sum(bool(_ACTION.search(cell)) for cell in self.header) >= 2:
            return True
        return any(
            _DEED.match(name) and self._words_in(column) >= _SENTENCE
            for column, name in enumerate(self.header)
        )

    def tells(self, row: Row) -> bool:
        """Whether a row says something that can be mined: an action, or text in a cell."""
        return self.names_actions or any(_is_prose(cell) for cell in row.cells)

    def _words_in(self, column: int) -> float:
        told = [row.cells[column].split() for row in self.rows if row.cells[column]]
        return sum(map(len, told)) / max(1, len(told))


def _is_prose(cell: str) -> bool:
    words = cell.split()
    return len(words) >= _PROSE and sum(map(str.isalpha, cell)) > 0.6 * len(cell)


def find_tables(page: PageWords, rulings: Sequence[Ruling]) -> tuple[list[Table], PageWords]:
    """Tables of a page that have a grid, and the page without the words that stand in them."""
    found: list[Table] = []
    taken: set[int] = set()

    def look(chosen: Sequence[Ruling]) -> None:
        centres = None
        for grid in find_grids(chosen):
            centres = _centres(page.words) if centres is None else centres
            made = _fill(page, centres, grid, taken) if len(grid) >= 4 else None
            if made is not None:
                table, words = made
                found.append(table)
                taken.update(words)

    # Lines make a table; shaded boxes do where no lines are, for text is shaded within cells too.
    look([ruling for ruling in rulings if not ruling.shade])
    free = [ruling for ruling in rulings if not any(_is_within(ruling, table) for table in found)]
    if any(ruling.shade for ruling in free):
        look(free)
    rules = tuple(
        Rule(ruling.x0, ruling.top, ruling.x1)
        for ruling in rulings
        if ruling.top == ruling.bottom
        and ruling.x1 - ruling.x0 > _ACROSS * page.width
        and not any(_is_within(ruling, table) for table in found)
    )
    if not found:
        return [], replace(page, rules=rules) if rules else page
    found.sort(key=lambda table: (table.top, table.x0))
    rest = [word for number, word in enumerate(page.words) if number not in taken]
    return found, replace(page, words=rest, rules=rules)


def _centres(words: Sequence[Word]) -> NDArray[np.float64]:
    """Middles of words, across and down: an array of shape (2, words)."""
    sides = np.array([word[1:5] for word in words]).reshape(-1, 4).T
    centres: NDArray[np.float64] = (sides[:2] + sides[2:]) / 2
    return centres


def _is_within(ruling: Ruling, table: Table) -> bool:
    return (
        table.x0 - 1 <= ruling.x0
        and ruling.x1 <= table.x1 + 1
        and table.top - 1 <= ruling.top
        and ruling.bottom <= table.bottom + 1
    )


def _fill(
    page: PageWords, centres: NDArray[np.float64], grid: list[Cell], taken: set[int]
) -> tuple[Table, set[int]] | None:
    sides = np.array(grid)
    left, top = sides[:, :2].min(axis=0).tolist()
    right, bottom = sides[:, 2:].max(axis=0).tolist()
    x, y = centres
    within = np.flatnonzero((left <= x) & (x <= right) & (top <= y) & (y <= bottom))
    x, y = x[within, None], y[within, None]
    x0, upper, x1, lower = sides.T
    held = (x0 <= x) & (x <= x1) & (upper <= y) & (y <= lower)
    inside: dict[int, list[Word]] = defaultdict(list)
    numbers: set[int] = set()
    cut = 0
    first = held.argmax(axis=1) if len(within) else within
    for number, place, is_held in zip(
        within.tolist(), first.tolist(), held.any(axis=1).tolist(), strict=True
    ):
        if is_held and number not in taken:
            word, cell = page.words[number], grid[place]
            inside[place].append(word)
            numbers.add(number)
            cut += word.x0 < cell.x0 - 2 or word.x1 > cell.x1 + 2
    if not _is_table(grid, inside, cut):
        return None
    rows, edges = _rows(grid, inside)
    if len(rows) < 2 or sum(any(row.cells[i] for row in rows) for i in range(len(edges))) < 2:
        return None
    return Table(page.page, left, top, right, bottom, edges, rows, header_of(rows)), numbers


def _is_table(grid: Sequence[Cell], inside: dict[int, list[Word]], cut: int) -> bool:
    words = sum(map(len, inside.values()))
    if len(inside) < max(3, _FILLED * len(grid)) or cut > _CUT * words + 0.5:
        return False
    if max(sum(len(w.text) + 1 for w in own) for own in inside.values()) > _LONG:
        return False
    return len(inside) > 4 or words < _PANEL * len(inside)


def _rows(
    grid: Sequence[Cell], inside: dict[int, list[Word]]
) -> tuple[tuple[Row, ...], tuple[float, ...]]:
    tops = sorted({cell.top for cell in grid})
    lefts = sorted({cell.x0 for cell in grid})
    cells = [[""] * len(lefts) for _ in tops]
    full = [[""] * len(lefts) for _ in tops]
    bottoms = [0.0] * len(tops)
    plain = [0] * len(tops)
    for place, cell in enumerate(grid):
        text = _text(inside.get(place, ()))
        row, column = bisect_left(tops, cell.top), bisect_left(lefts, cell.x0)
        cells[row][column] = text
        plain[row] += sum(not word.style & BOLD for word in inside.get(place, ()))
        bottoms[row] = max(bottoms[row], cell.bottom)
        for below in range(row, bisect_left(tops, cell.bottom - 1)):
            full[below][column] = text
    kept = [i for i in range(len(lefts)) if any(row[i] for row in cells)]
    left, right = lefts[0], max(cell.x1 for cell in grid)
    bottoms = [min(b, tops[i + 1]) if i + 1 < len(tops) else b for i, b in enumerate(bottoms)]
    rows = tuple(
        Row(tuple(own[i] for i in kept), tuple(every[i] for i in kept), left, top, right, bottom)
        for own, every, top, bottom in zip(cells, full, tops, bottoms, strict=True)
        if any(own)
    )
    return rows, tuple(lefts[i] for i in kept)


def _text(words: Iterable[Word]) -> str:
    """Words of a cell, its lines joined by line ends; note marks are no text."""
    lines: list[list[Word]] = []
    for word in sorted((w for w in words if not w.mark), key=lambda w: (w.bottom, w.x0)):
        if lines and abs(lines[-1][-1].bottom - word.bottom) < 0.4 * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return "\n".join(
        " ".join(word.text for word in sorted(line, key=lambda w: w.x0)) for line in lines
    )


def header_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """The first row that names more than one column; titles stand above it."""
    filled = [sum(map(bool, row.cells)) for row in rows]
    for row, count in zip(rows[:3], filled, strict=False):
        if count < 2:
            continue
        names = tuple(" ".join(cell.split()) for cell in row.cells)
        if any(len(name) > _NAME for name in names) or _gives_figures(names):
            return ()
        # In pairs of a name and its text, the first pair is no header, unless it is set apart.
        pairs = 2 * sum(each <= 2 for each in filled) > len(filled)
        named = all(_ACTION.search(name) for name in names if name)
        return () if pairs and not (named or (row.bold and not rows[-1].bold)) else names
    return ()


def _gives_figures(names: Sequence[str]) -> bool:
    """Whether what stands beside the first name are figures, and not years."""
    told = [name for name in names[1:] if name]
    return 2 * sum(bool(_AMOUNT.fullmatch(n)) and not _YEAR.match(n) for n in told) > len(told)


def carry_headers(tables: Sequence[Table]) -> list[Table]:
    """Tables that go on from page to page with the header they have on the first."""
    done: list[Table] = []
    for table in tables:
        last = done[-1] if done else None
        if last is not None and _goes_on(last, table) and not table.names_actions:
            done.append(replace(table, header=last.header))
        else:
            done.append(table)
    return done


def _goes_on(last: Table, table: Table) -> bool:
    return (
        table.page == last.page + 1
        and bool(last.header)
        and len(last.edges) == len(table.edges)
        and all(abs(a - b) < _REACH for a, b in zip(last.edges, table.edges, strict=True))
    )
