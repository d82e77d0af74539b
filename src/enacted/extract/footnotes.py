"""Footnotes: small type at the foot of a page or column, after the mark of a note."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from enacted.extract.endings import STRONG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.extract.lines import Line

_SMALL = 0.93  # of the body's size, up to which type is that of notes
_HEIGHT = 0.3  # of the page, above which no footnote begins
_START = re.compile(
    r"^(?:(?:\d{1,3}|[*†‡§¶]{1,3})(?:\s+|(?=[A-Z]))|[ivxl]{1,7}\s+(?=[A-Z‘“]))(?=.*[^\W\d_]{2})"
)


def find_footnotes(lines: Sequence[Line], size: float, heights: dict[int, float]) -> set[int]:
    """``id`` of every line of a footnote.

    Parameters
    ----------
    lines
        In reading order, each knowing its column.
    size
        Type size of the body.
    heights
        Height of each page, in points.
    """
    found: set[int] = set()
    columns: dict[tuple[int, int], list[Line]] = {}
    lowest: dict[int, float] = {}
    for line in lines:
        columns.setdefault((line.page, line.column), []).append(line)
        if line.size > _SMALL * size and len(line.text) > 20:
            lowest[line.page] = min(lowest.get(line.page, line.top), line.top)
    going = False
    for (page, _), column in columns.items():
        tail = _tail(column, size)
        # Under body text of the same page: an appendix in small type has none.
        begins = max(lowest.get(page, float("inf")), _HEIGHT * heights[page])
        while tail and not (going or _starts(tail[0], begins)):
            tail.pop(0)
        if not tail or (going and tail[0].top < begins and not _starts(tail[0], 0)):
            going = False
            continue
        found.update(id(line) for line in tail)
        going = not STRONG.search(tail[-1].text) and tail[-1].x1 > tail[-1].right - 3 * size
    return found


def _tail(column: Sequence[Line], size: float) -> list[Line]:
    tail: list[Line] = []
    for line in reversed(column):
        if line.size > _SMALL * size:
            break
        tail.append(line)
    tail.reverse()
    return tail


def _starts(line: Line, begins: float) -> bool:
    if not line.words or line.top < begins:
        return False
    has_letters = any(map(str.isalpha, line.text))
    return (line.words[0].mark and has_letters) or _START.match(line.text) is not None
