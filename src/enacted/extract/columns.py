"""Reading order: a page is cut into bands and columns by the white space that runs through it."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from enacted.extract.lines import Line, join_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

_DEEP = 12


def reading_order(lines: Sequence[Line], size: float) -> list[Line]:
    """Lines in the order in which they are read, each knowing the edges of its column.

    Parameters
    ----------
    lines
        All lines of a page.
    size
        Type size of the body, by which white space is judged.
    """
    ordered: list[Line] = []
    for number, column in enumerate(_cut([line for line in lines if line.text.strip()], size, 0)):
        rows = join_rows(column)
        left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
        for row in rows:
            row.left, row.right, row.column = left, right, number
            ordered.append(row)
    return ordered


def _cut(lines: list[Line], size: float, depth: int) -> list[list[Line]]:
    if len(lines) < 2 or depth > _DEEP:
        return [lines] if lines else []
    gutters = _gutters(lines, size)
    if gutters:
        return [column for part in _split(lines, gutters) for column in _cut(part, size, depth + 1)]
    bands = _bands(lines, size)
    if len(bands) > 1:
        return [column for band in bands for column in _cut(band, size, depth + 1)]
    return [lines]


def _gutters(lines: Sequence[Line], size: float) -> list[float]:
    """Middles of the white strips that run from top to bottom between columns of text."""
    spans = sorted((line.x0, line.x1) for line in lines)
    gaps = []
    end = spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 - end >= 0.7 * size:
            gaps.append((end, x0))
        end = max(end, x1)
    found = []
    for left, right in gaps:
        middle = (left + right) / 2
        before = [line for line in lines if line.x1 <= middle]
        after = [line for line in lines if line.x0 >= middle]
        if _is_column(before, after, size) and right - left >= 0.7 * size:
            found.append(middle)
    return found


def _is_column(before: Sequence[Line], after: Sequence[Line], size: float) -> bool:
    """Whether text stands side by side, rather than bullets before their items."""
    if min(len(before), len(after)) < 2:
        return False
    if all(len(line.text) <= 4 for line in before):
        return False
    top = max(min(line.top for line in before), min(line.top for line in after))
    bottom = min(max(line.bottom for line in before), max(line.bottom for line in after))
    if bottom - top < 1.5 * size:
        return False
    # Rows that stand beside each other one by one, short on the left, are a list of pairs.
    width = max(line.x1 for line in before) - min(line.x0 for line in before)
    return width > 4 * size


def _split(lines: Sequence[Line], gutters: Sequence[float]) -> list[list[Line]]:
    parts: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for line in lines:
        middle = (line.x0 + line.x1) / 2
        parts[sum(middle > gutter for gutter in gutters)].append(line)
    return parts


def _bands(lines: list[Line], size: float) -> list[list[Line]]:
    """Bands from top to bottom, so that each either has a gutter of its own or needs none.

    A gutter that only a part of the lines cross (titles, wide tables) still parts the text above,
    between and below them; of several gutters the one is taken that parts most lines.
    """
    best, most = [lines], 0
    for a, b in _strips(lines, size):
        bands, parted = _part(lines, a, b, size)
        if parted > most and len(bands) > 1:
            best, most = bands, parted
    return best


def _strips(lines: Sequence[Line], size: float) -> list[tuple[float, float]]:
    """Strips that fewer lines cross than run beside them, those crossed by fewest first."""
    left = min(line.x0 for line in lines)
    step = max(1.0, size / 5)
    bins = int((max(line.x1 for line in lines) - left) / step) + 2
    change = [0] * (bins + 1)
    for line in lines:
        change[int((line.x0 - left) / step)] += 1
        change[int((line.x1 - left) / step) + 1] -= 1
    cover = list(accumulate(change))[:bins]
    found = set()
    for part in (0.05, 0.15, 0.3, 0.5, 0.7):
        limit = part * max(cover)
        start = None
        for i, value in enumerate([*cover, limit + 1]):
            if value <= limit:
                start = i if start is None else start
            elif start is not None:
                if start > 0 and i < bins and (i - start) * step >= 0.7 * size:
                    inner = cover[start:i]
                    low = min(inner)
                    run = _widest([j for j, each in enumerate(inner, start) if each == low])
                    found.add((low, left + run[0] * step, left + (run[1] + 1) * step))
                start = None
    return [(a, b) for _, a, b in sorted(found)][:8]


def _widest(numbers: Sequence[int]) -> tuple[int, int]:
    best = current = (numbers[0], numbers[0])
    for number in numbers[1:]:
        current = (current[0], number) if number == current[1] + 1 else (number, number)
        if current[1] - current[0] > best[1] - best[0]:
            best = current
    return best


def _part(lines: Sequence[Line], a: float, b: float, size: float) -> tuple[list[list[Line]], int]:
    """Bands that a gutter makes, and how many lines stand in those that it parts."""
    parted = 0
    middle = (a + b) / 2
    crossing = sorted((line for line in lines if line.x0 < middle < line.x1), key=_height)
    cuts = [_height(line) for line in crossing]
    segments: list[list[Line]] = [[] for _ in range(len(cuts) + 1)]
    for line in lines:
        if not line.x0 < middle < line.x1:
            segments[bisect_right(cuts, _height(line))].append(line)
    bands: list[list[Line]] = []
    plain: list[Line] = []
    for number, segment in enumerate(segments):
        before = [line for line in segment if line.x1 <= middle]
        after = [line for line in segment if line.x0 >= middle]
        if _is_column(before, after, size):
            if plain:
                bands.append(plain)
                plain = []
            bands.append(segment)
            parted += len(segment)
        else:
            plain += segment
        if number < len(crossing):
            plain.append(crossing[number])
    if plain:
        bands.append(plain)
    return bands, parted


def _height(line: Line) -> float:
    return (line.top + line.bottom) / 2
