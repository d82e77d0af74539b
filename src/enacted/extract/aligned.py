"""Tables without a grid: cells that stand in line, with lines between the rows or with none.

A grid of ruling lines is read from words (``tables``). Many tables have fewer lines: one under the
header and one at each end, one between rows, or none at all.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from enacted.extract.banded import banded_rows
from enacted.extract.gutters import FEWEST, column_of, columns_of, levels_of
from enacted.extract.tables import Row, Table, header_of
from enacted.extract.unruled import unruled_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from enacted.extract.gutters import Span
    from enacted.extract.lines import Line
    from enacted.extract.words import PageWords

_MANY = 1_500  # lines on a page, from which on it is a drawing
_LEADER = re.compile(r"[\s.]*\.{4,}[\s.]*")


def find_aligned(page: PageWords, lines: Sequence[Line]) -> tuple[list[Table], list[Line]]:
    """Tables of a page that have no grid, and the lines that stand in none.

    Parameters
    ----------
    page
        For its number, and for the lines drawn across it.
    lines
        Lines of the body, each a piece of text without a wide gap in it.
    """
    levels = levels_of(lines) if len(lines) <= _MANY else []
    if sum(len(level) > 1 for level in levels) < FEWEST:
        return [], list(lines)
    found = list(banded_rows(levels, page.rules))
    taken = {id(line) for _, rows in found for row in rows for line in row}
    free = [[line for line in level if id(line) not in taken] for level in levels]
    found += unruled_rows([level for level in free if level])
    taken = {id(line) for _, rows in found for row in rows for line in row}
    tables = [_table(page.page, rows, columns) for columns, rows in found]
    return tables, [line for line in lines if id(line) not in taken]


def _table(page: int, rows: Sequence[Sequence[Line]], columns: list[Span]) -> Table:
    columns = _narrowed(rows, columns)
    cells = tuple(_row(row, columns) for row in rows)
    return Table(
        page,
        min(row.x0 for row in cells),
        min(row.top for row in cells),
        max(row.x1 for row in cells),
        max(row.bottom for row in cells),
        tuple(column.x0 for column in columns),
        cells,
        header_of(cells),
    )


def _row(lines: Sequence[Line], columns: Sequence[Span]) -> Row:
    texts: list[list[str]] = [[] for _ in columns]
    for line in sorted(lines, key=lambda line: (line.bottom, line.x0)):
        for column, text in _pieces(line, columns):
            texts[column].append(text)
    cells = tuple("\n".join(filter(None, own)) for own in texts)
    return Row(
        cells,
        cells,
        min(line.x0 for line in lines),
        min(line.top for line in lines),
        max(line.x1 for line in lines),
        max(line.bottom for line in lines),
        all(line.bold for line in lines),
    )


def _pieces(line: Line, columns: Sequence[Span]) -> Iterator[tuple[int, str]]:
    """Text of a line by column: figures of several may stand too near for lines of their own."""
    inside = [n for n, column in enumerate(columns) if line.x0 < column.x1 and column.x0 < line.x1]
    if len(inside) < 2 or all(
        any(columns[n].x0 - 1 < word.x0 and word.x1 < columns[n].x1 + 1 for n in inside)
        for word in line.words
    ):
        for column, words in groupby(line.words, key=lambda word: column_of(word, columns)):
            text = " ".join(word.text for word in words if not word.mark)
            yield column, _LEADER.sub(" ", text).strip()
    else:
        yield column_of(line, columns), _LEADER.sub(" ", line.text).strip()


def _narrowed(rows: Sequence[Sequence[Line]], columns: list[Span]) -> list[Span]:
    """Columns as the words of the rows part them, where those of the lines hold several."""
    below = [word for row in rows[1:] for line in row for word in line.words]
    narrow = columns_of(below)
    fewest = [
        len({n for n, row in enumerate(rows[1:]) if _any_in(row, column)}) for column in narrow
    ]
    if len(narrow) <= len(columns) or min(fewest) < FEWEST - 1:
        return columns
    return narrow


def _any_in(row: Sequence[Line], column: Span) -> bool:
    return any(column.x0 <= word.x0 and word.x1 <= column.x1 for line in row for word in line.words)
