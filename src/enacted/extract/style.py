"""What is usual in a document: size, leading, indents."""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from enacted.extract.endings import ENDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from enacted.extract.lines import Line


@dataclass(frozen=True, slots=True)
class Style:
    """What is usual in a document.

    Attributes
    ----------
    leading
        From baseline to baseline within paragraphs, by type size in half points.
    local
        The same where all lines of a column stand equally wide apart, by page, column and size.
    indents
        Whether paragraphs begin with an indented first line.
    """

    size: float
    leading: Mapping[float, float]
    local: Mapping[tuple[int, int, float], float]
    indents: bool

    def leading_at(self, line: Line) -> float:
        """Usual leading where a line stands."""
        step = round(line.size * 2) / 2
        usual = self.leading.get(step, 1.25 * line.size)
        return max(usual, self.local.get((line.page, line.column, step), 0.0))


def style_of(lines: Sequence[Line], size: float) -> Style:
    """Usual leadings, and whether paragraphs begin with indents."""
    leadings: dict[float, list[float]] = defaultdict(list)
    columns: dict[tuple[int, int, float], list[float]] = defaultdict(list)
    indented = breaks = 0
    for above, line in pairwise(lines):
        if above.page != line.page or above.column != line.column:
            continue
        if abs(line.size - above.size) > 0.3:
            continue
        leading = line.bottom - above.bottom
        if 0.8 * line.size < leading < 2.8 * line.size:
            step = round(line.size * 2) / 2
            leadings[step].append(leading)
            columns[line.page, line.column, step].append(leading)
        short = above.x1 < above.right - 0.15 * (above.right - above.left)
        if short and abs(line.size - size) < 0.6 and ENDS.search(above.text):
            breaks += 1
            indented += 0.7 * size < line.x0 - line.left < 4 * size
    usual = {
        step: statistics.median_low(found) for step, found in leadings.items() if len(found) > 4
    }
    local = {place: min(found) for place, found in columns.items() if _is_even(found)}
    return Style(size, usual, local, breaks > 4 and indented > 0.5 * breaks)


def _is_even(leadings: Sequence[float]) -> bool:
    near = 1.1 * min(leadings)
    return len(leadings) > 4 and sum(each < near for each in leadings) > 0.8 * len(leadings)
