"""Tables without lines: short pieces of text side by side, row after row."""

from __future__ import annotations

import re
from itertools import pairwise, zip_longest
from statistics import median
from typing import TYPE_CHECKING

from enacted.extract.gutters import (
    FEWEST,
    FIGURE,
    GUTTER,
    NAME,
    SAME,
    TIGHT,
    WORDS,
    begin_anew,
    column_of,
    columns_of,
    crosses,
    parted,
    parts_of,
    white_between,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from enacted.extract.gutters import Rows, Span
    from enacted.extract.lines import Line

_HEAD = 3  # lines of the names of columns
_PITCH = 2.6  # type sizes of white between rows at the most
_CLOSE = 0.25  # type sizes of white between a label and what stands half beside it
_WHITER = 1.8  # times the white between rows that ends a table before a line of its own
_MEAN = 4.0  # words on a line of a cell, in the mean
_GOES_ON = 0.35  # share of lines that may begin with a small letter
_FIGURES = 0.6  # share of figures in the second of two columns

_COUNT = re.compile(r"\d{1,3}")
_MARKER = re.compile(r"\W|\(?[\da-z]{1,3}[.)]|\(?[ivx]+[.)]", re.IGNORECASE)


def unruled_rows(levels: Sequence[list[Line]]) -> Iterator[Rows]:
    """Columns and rows of each table that has no lines.

    Parameters
    ----------
    levels
        Lines of a page by baseline, without those of other tables.
    """
    lines = [line for level in levels for line in level]
    for region in _regions(levels):
        if not _goes_on(region, lines):
            # Names of columns may be too wide, or too near each other, to leave gutters.
            tries = (_rows_of_region(region[head:]) for head in range(_HEAD + 1))
            found = next(filter(None, tries), None)
            if found is not None:
                yield found


def _regions(levels: Sequence[list[Line]]) -> list[list[list[Line]]]:
    """Runs of levels whose lines stand in columns that nothing crosses."""
    regions: list[list[list[Line]]] = []
    region: list[list[Line]] = []
    columns: list[Span] = []
    above: list[Line] = []
    for level, following in zip_longest(levels, levels[1:]):
        if region and not _fits(level, region, columns, following):
            regions.append(region)
            region, columns = [], []
        if region or _is_core(level):
            if not region and above and _begins_cell(above, level):
                region.append(above)
                columns = columns_of(above)
            region.append(level)
            columns = columns_of([*columns, *level])
        above = level
    regions.append(region)
    return [kept for kept in map(_trimmed, regions) if sum(map(_is_core, kept)) >= FEWEST]


def _goes_on(region: Sequence[Sequence[Line]], lines: Sequence[Line]) -> bool:
    """Whether the text of a column runs on above or below, as it does in columns of prose."""
    own = [line for level in region for line in level]
    inside = set(map(id, own))
    top, bottom = min(line.top for line in own), max(line.bottom for line in own)
    for line in lines:
        reach = TIGHT * line.size
        beside = line.bottom < top - reach or line.top > bottom + reach
        if not beside and id(line) not in inside and len(line.words) > WORDS - 1:
            near = (
                other
                for other in own
                if abs(other.x0 - line.x0) < SAME
                and max(line.top - other.bottom, other.top - line.bottom) < reach
            )
            if any(near):
                return True
    return False


def _is_core(level: Sequence[Line]) -> bool:
    """Whether short pieces stand side by side."""
    return (
        len(level) > 1
        and len(level[0].words) <= NAME
        and all(len(line.words) <= WORDS for line in level[1:])
    )


def _fits(
    level: Sequence[Line],
    region: Sequence[Sequence[Line]],
    columns: Sequence[Span],
    following: Sequence[Line] | None,
) -> bool:
    """Whether a level goes on with a region: near enough, in its columns, and of short pieces."""
    size = max(line.size for line in level)
    white = white_between(region[-1], level)
    if white > _PITCH * size:
        return False
    is_label = following is not None and white_between(level, following) < _CLOSE * size
    if len(level) == 1 and len(region) > 1 and not is_label:
        usual = median(white_between(a, b) for a, b in pairwise(region))
        if white > TIGHT * size and white > _WHITER * usual:
            return False
    if any(crosses(line, columns) for line in level):
        return False
    return _is_core(level) or (len(level) == 1 and len(level[0].words) <= NAME)


def _trimmed(region: list[list[Line]]) -> list[list[Line]]:
    """A region without what follows its last row, but for lines that end a cell of it."""
    cores = [number for number, level in enumerate(region) if _is_core(level)]
    if not cores:
        return []
    end = cores[-1] + 1
    while end < len(region) and _ends_cell(region[end][0], region[end - 1]):
        end += 1
    return region[:end]


def _begins_cell(above: Sequence[Line], level: Sequence[Line]) -> bool:
    return (
        len(above) == 1
        and level[0].text[:1].islower()
        and abs(above[0].x0 - level[0].x0) < GUTTER * above[0].size
        and above[0].x1 < level[1].x0
        and white_between(above, level) < TIGHT * above[0].size
    )


def _ends_cell(line: Line, last: Sequence[Line]) -> bool:
    return white_between(last, [line]) < TIGHT * line.size and not line.text[:1].isupper()


def _rows_of_region(
    region: Sequence[list[Line]],
) -> Rows | None:
    columns = columns_of(line for level in region for line in level)
    if len(columns) < 2:
        return None
    rows = parted(region, columns)
    lines = [line for row in rows for line in row]
    if len(rows) < FEWEST or sum(len(line.words) for line in lines) > _MEAN * len(lines):
        return None
    small = sum(part.text[:1].islower() for line in lines for part in parts_of(line))
    if small > _GOES_ON * len(lines) or not begin_anew(rows, columns):
        return None
    return (columns, rows) if len(columns) > 2 or _tells_figures(rows, columns) else None


def _tells_figures(rows: Sequence[Sequence[Line]], columns: Sequence[Span]) -> bool:
    """Whether of two columns the second gives figures for what the first names.

    A list of contents does so too; it is none, and numbers or bullets before text are none.
    """
    second = [line.text for row in rows for line in row if column_of(line, columns) == 1]
    first = [line.text for row in rows for line in row if column_of(line, columns) == 0]
    if sum(bool(FIGURE.fullmatch(text)) for text in second) < _FIGURES * len(second):
        return False
    if sum(bool(_MARKER.fullmatch(text)) for text in first) > len(first) / 2:
        return False
    pages = [int(text) for text in second if _COUNT.fullmatch(text)]
    return len(pages) < _FIGURES * len(second) or pages != sorted(pages)
