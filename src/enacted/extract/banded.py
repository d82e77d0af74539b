"""Tables whose rows are parted by lines across, or whose header is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enacted.extract.gutters import (
    FEWEST,
    NAME,
    SAME,
    WORDS,
    begin_anew,
    column_of,
    columns_of,
    crosses,
    levels_of,
    parted,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from enacted.extract.gutters import Rows, Span
    from enacted.extract.lines import Line
    from enacted.extract.words import Rule

_LONG = 60  # words a cell on average, from which on lines part panels of prose
_PANEL = 120  # the same of one row


def banded_rows(levels: Sequence[Sequence[Line]], rules: Sequence[Rule]) -> Iterator[Rows]:
    """Columns and rows of each table with lines across and none down.

    Parameters
    ----------
    levels
        Lines of a page by baseline.
    """
    taken: set[int] = set()
    for stack in _stacks(rules):
        bands = _bands(levels, stack, taken)
        found = _rows_of_bands(bands) if len(bands) > 1 else None
        if found is not None:
            taken.update(id(line) for row in found[1] for line in row)
            yield found


def _stacks(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Lines of equal reach, three or more, one under the other."""
    stacks: list[list[Rule]] = []
    for rule in _joined(rules):
        for stack in stacks:
            last = stack[-1]
            if abs(last.x0 - rule.x0) < SAME and abs(last.x1 - rule.x1) < SAME:
                if rule.y - last.y > 2 * SAME:  # of a double line, one
                    stack.append(rule)
                break
        else:
            stacks.append([rule])
    return [stack for stack in stacks if len(stack) >= FEWEST]


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Lines that go on in one another, as those drawn cell by cell do, for one."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.y), rule.x0)):
        last = joined[-1] if joined else None
        if last is not None and abs(last.y - rule.y) < 1 and rule.x0 < last.x1 + 2 * SAME:
            joined[-1] = last._replace(x1=max(last.x1, rule.x1))
        else:
            joined.append(rule)
    return sorted(joined, key=lambda rule: rule.y)


def _bands(
    levels: Sequence[Sequence[Line]], stack: Sequence[Rule], taken: set[int]
) -> list[list[Line]]:
    """Lines between each two rules, as far as each of these holds cells side by side."""
    bands: list[list[Line]] = [[] for _ in stack[1:]]
    place = 0
    left, right = stack[0].x0 - SAME, stack[0].x1 + SAME
    for level in levels:
        middle = (level[0].top + level[0].bottom) / 2
        while place + 1 < len(stack) and middle > stack[place + 1].y:
            place += 1
        if place + 1 == len(stack):
            break
        if middle > stack[place].y:
            bands[place] += [
                line
                for line in level
                if line.x0 >= left and line.x1 <= right and id(line) not in taken
            ]
    best: list[list[Line]] = []
    run: list[list[Line]] = []
    for band in [*bands, []]:
        width = len(columns_of(band))
        if width > 1 and sum(len(line.words) for line in band) <= _PANEL * width:
            run.append(band)
            continue
        if len(run) > len(best):
            best = run
        run = []
    return best


def _rows_of_bands(
    bands: Sequence[Sequence[Line]],
) -> Rows | None:
    body = bands[1:] if len(bands) > 2 else bands  # names of columns may reach over several
    columns = columns_of(line for band in body for line in band)
    if len(columns) < 2:
        return None
    if _is_above(bands, columns):
        bands = bands[1:]
    rows = [list(band) for band in bands]
    if len(bands) == 2:
        if _words_a_cell(rows[:1], columns) > NAME:
            return None
        rows = [rows[0], *parted(levels_of(rows[1]), columns)]
    if len(rows) < FEWEST or _words_a_cell(rows, columns) > _LONG:
        return None
    return (columns, rows) if begin_anew(rows, columns) else None


def _is_above(bands: Sequence[Sequence[Line]], columns: Sequence[Span]) -> bool:
    """Whether the first band is text above a table: it crosses columns, or names follow it."""
    first, second = bands[:2]
    if any(len(line.words) > WORDS and crosses(line, columns) for line in first):
        return True
    return (
        _words_a_cell([first], columns) > NAME
        and _words_a_cell([second], columns) <= WORDS
        and len(levels_of(first)) > len(levels_of(second)) + 1
    )


def _words_a_cell(rows: Sequence[Sequence[Line]], columns: Sequence[Span]) -> float:
    cells = {(number, column_of(line, columns)) for number, row in enumerate(rows) for line in row}
    return sum(len(line.words) for row in rows for line in row) / len(cells)
