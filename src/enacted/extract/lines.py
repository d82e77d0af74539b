"""Words to lines: runs of words on one baseline, broken where a column could end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from enacted.extract.words import BOLD, ITALIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from enacted.extract.tables import Table
    from enacted.extract.words import PageWords, Word

GAP = 0.62
"""Gap between words, in type sizes, at which a line may belong to two columns."""


@dataclass(slots=True)
class Line:
    """Words on one baseline.

    Attributes
    ----------
    left, right
        Edges of the column it stands in; its own until columns are known.
    table
        The table whose place it holds.
    """

    page: int
    words: list[Word]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    text: str = ""
    left: float = 0.0
    right: float = 0.0
    column: int = 0
    table: Table | None = None

    def settle(self) -> Line:
        """Compute what follows from the words."""
        sizes: Counter[float] = Counter()
        bold = italic = total = 0
        parts = []
        for word in self.words:
            if word.mark:
                continue
            length = len(word.text)
            sizes[round(word.size * 4) / 4] += length
            total += length
            bold += length * (word.style & BOLD != 0)
            italic += length * (word.style & ITALIC != 0)
            parts.append(word.text)
        if sizes:
            self.size = max(sizes, key=lambda size: (sizes[size], size))
        elif self.words:
            self.size = self.words[0].size
        self.bold = bold > 0.8 * total
        self.italic = italic > 0.8 * total
        self.text = " ".join(parts)
        return self


def fragments(page: PageWords) -> list[Line]:
    """Lines as the file draws them, in its order."""
    found: list[Line] = []
    line: Line | None = None
    seen: dict[tuple[str, int, int], Word] = {}
    for word in page.words:
        if word.x1 < 0 or word.x0 > page.width or word.bottom < 0 or word.top > page.height:
            continue
        if _doubled(word, seen):
            continue
        if line is not None and _goes_on(line, word):
            line.words.append(word)
            line.x1 = max(line.x1, word.x1)
            line.top = min(line.top, word.top)
            line.bottom = max(line.bottom, word.bottom)
            continue
        line = Line(page.page, [word], word.x0, word.top, word.x1, word.bottom)
        found.append(line)
    for each in found:
        each.settle()
    return [each for each in found if each.words]


def _doubled(word: Word, seen: dict[tuple[str, int, int], Word]) -> bool:
    """Whether the word was drawn before at nearly the same place: shadows, bold by overprinting."""
    if len(word.text) < 2:
        return False
    step = max(2.0, word.size / 3)
    x, y = int(word.x0 / step), int(word.top / step)
    for dx in (0, -1, 1):
        for dy in (0, -1, 1):
            other = seen.get((word.text, x + dx, y + dy))
            if other is not None and abs(other.x0 - word.x0) + abs(other.top - word.top) < step:
                return True
    seen[word.text, x, y] = word
    return False


def _goes_on(line: Line, word: Word) -> bool:
    last = line.words[-1]
    size = max(last.size, word.size, 1.0)
    gap = word.x0 - last.x1
    if gap > GAP * size or gap < -0.6 * size:
        return False
    return abs((last.top + last.bottom) - (word.top + word.bottom)) / 2 < 0.5 * size


def join_rows(lines: Sequence[Line]) -> list[Line]:
    """Join what stands on one baseline of one column, sorted from top to bottom."""
    rows: list[Line] = []
    for line in sorted(lines, key=lambda each: (each.top + each.bottom) / 2):
        middle = (line.top + line.bottom) / 2
        home = None
        for row in () if line.table else reversed(rows[-4:]):
            if row.table:
                continue
            # Boxes may be taller than the leading: only the distance of middles tells rows apart.
            if abs((row.top + row.bottom) / 2 - middle) < 0.4 * min(row.size, line.size):
                home = row
                break
        if home is None:
            rows.append(line)
            continue
        home.words = sorted([*home.words, *line.words], key=lambda word: word.x0)
        home.x0, home.x1 = min(home.x0, line.x0), max(home.x1, line.x1)
        home.top, home.bottom = min(home.top, line.top), max(home.bottom, line.bottom)
        home.settle()
    rows.sort(key=lambda row: (row.top + row.bottom) / 2)
    return rows


def body_size(lines: Iterable[Line]) -> float:
    """The type size in which most characters are set."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 10.0
