"""Words to lines: what stands on one baseline and belongs together.

The order in which a file draws its words tells most: words drawn one after the other on one
baseline, without a wide gap, are a piece of a line. Pieces on one baseline that touch are then
joined, whenever they were drawn (links, bold words).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from enacted.extract.words import BOLD, ITALIC, UNIT, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from enacted.extract.tables import Table
    from enacted.extract.words import PageWords

_GAP = 1.6  # type sizes between words drawn one after the other, from which on a line is parted
_TOUCH = 0.7  # type sizes between pieces drawn apart, up to which they are one line
_TAB = 6.0  # type sizes between a number or bullet and the text that it stands before
_DOUBLED = 0.3  # type sizes by which the two prints of a word lie apart at the most
_RISE = 0.45  # type sizes by which words of one line may differ in height
_RAISED = 0.62  # the same for marks and indices, which are smaller
_INDEX = 0.8  # of the size beside it, under which type is that of a mark or an index
_MARKER = re.compile(
    r"[•‣▪▫●○◦■□◆◇▶►➢➤✓✔❖·∙⁃*–—o-]|[\ue000-\uf8ff]+|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.):]?"
    r"|(?:\d{1,2}\.){1,4}\d{0,2}"
)
_MARK = re.compile(r"\d{1,3}(?:[,–-]\d{1,3})*|[*†‡§]{1,3}|[ivxl]{1,7}")


@dataclass(slots=True)
class Line:
    """Words on one baseline.

    Attributes
    ----------
    left, right
        Edges of the column it stands in; its own until columns are known.
    column
        Number of the column on its page, in reading order.
    order
        When the file drew it, from 0 on its page.
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
    order: int = 0
    table: Table | None = field(default=None, repr=False)

    def settle(self) -> Line:
        """Compute what follows from the words; note marks are no part of the text."""
        words = [word for word in self.words if not word.mark] or self.words
        first = words[0]
        self.x0 = min([word.x0 for word in self.words])
        self.x1 = max([word.x1 for word in self.words])
        if len({(word.size, word.style) for word in words}) == 1:
            self.size = first.size
            self.bold, self.italic = bool(first.style & BOLD), bool(first.style & ITALIC)
        else:
            sizes: Counter[float] = Counter()
            bold = italic = total = 0
            for word in words:
                length = len(word.text)
                sizes[word.size] += length
                total += length
                bold += length * (word.style & BOLD != 0)
                italic += length * (word.style & ITALIC != 0)
            self.size = max(sizes, key=lambda size: (sizes[size], size))
            self.bold, self.italic = bold > 0.8 * total, italic > 0.8 * total
        self.text = _text(words) if not words[0].mark else ""
        return self

    def settle_alike(self) -> Line:
        """The same where edges are known, and all words are of one type and stand apart."""
        first = self.words[0]
        self.size = first.size
        self.bold, self.italic = bool(first.style & BOLD), bool(first.style & ITALIC)
        self.text = " ".join([word.text for word in self.words])
        return self


def _text(words: Sequence[Word]) -> str:
    if True not in [word.glued for word in words]:
        return " ".join([word.text for word in words])
    parts = []
    for number, word in enumerate(words):
        if number and not (word.glued and word.x0 - words[number - 1].x1 < 0.15 * word.size):
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def lines_of(page: PageWords) -> list[Line]:
    """Lines of a page, in the order in which the file draws them."""
    words = _visible(page.words)
    if not words:
        return []
    x0, top, x1, bottom, size, style, mark, glued = (
        np.array(column) for column in itertools.islice(zip(*words, strict=True), 1, None)
    )
    starts = _starts(x0, x1, bottom, size)
    # What is placed from another file may leave the page, and is mostly hidden.
    away = (x0 < -1) | (x1 > page.width + 1) | (bottom < 0) | (top > page.height)
    kept = ~np.logical_or.reduceat(away, starts)
    uneven = np.concatenate(([False], (np.diff(size) != 0) | (np.diff(style) != 0)))
    uneven[starts] = False
    mixed = np.logical_or.reduceat(uneven | mark | glued, starts)
    ends = np.append(starts[1:], len(words))
    lines = []
    for order, (a, b, left, upper, right, lower, is_kept, is_mixed) in enumerate(
        zip(
            starts.tolist(),
            ends.tolist(),
            np.minimum.reduceat(x0, starts).tolist(),
            np.minimum.reduceat(top, starts).tolist(),
            np.maximum.reduceat(x1, starts).tolist(),
            np.maximum.reduceat(bottom, starts).tolist(),
            kept.tolist(),
            mixed.tolist(),
            strict=True,
        )
    ):
        if is_kept:
            line = Line(page.page, words[a:b], left, upper, right, lower, order=order)
            lines.append(line.settle() if is_mixed else line.settle_alike())
    return [line for line in _joined(lines) if line.words]


def _visible(words: list[Word]) -> list[Word]:
    """Words to be seen, each once: shadows and bold type are made by printing twice."""
    twice = _candidates(words)
    if not twice:
        return words
    seen: dict[str, list[Word]] = {}
    kept = []
    for number, word in enumerate(words):
        if number in twice:
            others = seen.setdefault(word.text, [])
            if _is_doubled(word, others):
                continue
            others.append(word)
        kept.append(word)
    return kept


def _candidates(words: list[Word]) -> set[int]:
    """Numbers of words that have another of the same text near the same left edge."""
    numbers: dict[str, int] = {}
    same = np.array([numbers.setdefault(word.text, len(numbers)) for word in words])
    x0 = np.array([word.x0 for word in words])
    order = np.lexsort((x0, same))
    reach = _DOUBLED * max((word.size for word in words), default=0.0)
    near = (same[order[1:]] == same[order[:-1]]) & (np.diff(x0[order]) < max(1.0, reach))
    at = np.flatnonzero(near)
    return {*order[at].tolist(), *order[at + 1].tolist()}


def _is_doubled(word: Word, others: Sequence[Word]) -> bool:
    reach = max(1.0, _DOUBLED * word.size)
    x0, top = word.x0, word.top
    for other in others:
        if (
            -reach < other.top - top < reach
            and -reach < other.x0 - x0 < reach
            and other.size > 0.8 * word.size
        ):
            return True
    return False


def _starts(
    x0: NDArray[np.float64],
    x1: NDArray[np.float64],
    bottom: NDArray[np.float64],
    size: NDArray[np.float64],
) -> NDArray[np.intp]:
    """First word of each run of words drawn one after the other on one baseline."""
    larger = np.maximum(np.maximum(size[1:], size[:-1]), 1.0)
    gap = x0[1:] - x1[:-1]
    apart = (gap > _GAP * larger) | (gap < -0.6 * larger)
    is_index = np.minimum(size[1:], size[:-1]) < _INDEX * larger
    apart |= np.abs(np.diff(bottom)) > np.where(is_index, _RAISED, _RISE) * larger
    return np.concatenate(([0], np.flatnonzero(apart) + 1))


def _joined(lines: list[Line]) -> list[Line]:
    """Join pieces on one baseline that touch, and numbers and bullets with their text."""
    if len(lines) < 2:
        return lines
    base = np.array([line.bottom for line in lines])
    order = np.lexsort((np.array([line.x0 for line in lines]), base))
    into = list(range(len(lines)))

    def home(number: int) -> int:
        while into[number] != number:
            number = into[number]
        return number

    ranked = order.tolist()
    for place, i in enumerate(ranked):
        a = lines[i]
        best, nearest = -1, float("inf")
        # Pieces to the right, on nearly the same baseline, stand near in the ranking.
        for step in (-1, 1):
            at = place + step
            while 0 <= at < len(ranked):
                j = ranked[at]
                b = lines[j]
                if abs(b.bottom - a.bottom) > _RAISED * max(a.size, b.size, 6.0):
                    break
                at += step
                gap = b.x0 - a.x1
                if b.x0 <= a.x0 or gap < -0.5 * a.size or gap >= nearest:
                    continue
                best, nearest = j, gap
        if best >= 0 and _belong(a, lines[best], nearest):
            into[home(best)] = home(i)
    groups: dict[int, list[Line]] = {}
    for i, line in enumerate(lines):
        groups.setdefault(home(i), []).append(line)
    return [_merged(group) for group in groups.values()]


def _belong(a: Line, b: Line, gap: float) -> bool:
    size = max(a.size, b.size)
    lower, upper = sorted((a.size, b.size))
    rise = abs(a.bottom - b.bottom)
    if rise > 0.12 * size + 0.5:
        # A mark or an index: smaller, and right beside.
        smaller = a if a.size < b.size else b
        small = smaller.text or smaller.words[0].text  # a line of marks alone has no text
        near = 0.5 if _MARK.fullmatch(small) else 0.25
        return lower < 0.85 * upper and gap < near * upper and len(small) < 8
    if lower < 0.6 * upper and gap > 0.3 * upper:
        return False
    if gap < _TOUCH * size:
        return True
    return len(a.words) == 1 and gap < _TAB * size and bool(_MARKER.fullmatch(a.text))


def _merged(group: list[Line]) -> Line:
    if len(group) == 1:
        line = group[0]
    else:
        first = min(group, key=lambda line: line.order)
        words = sorted((w for line in group for w in line.words), key=lambda w: w.x0)
        line = Line(
            first.page,
            words,
            min(each.x0 for each in group),
            min(each.top for each in group),
            max(each.x1 for each in group),
            max(each.bottom for each in group),
            order=first.order,
        ).settle()
    return _mark_notes(line)


def _mark_notes(line: Line) -> Line:
    """Find raised small digits that stand as words of their own: marks of notes."""
    if len(line.words) < 2:
        return line
    changed = False
    for number, word in enumerate(line.words):
        if (
            not word.mark
            and word.size < 0.8 * line.size
            and _MARK.fullmatch(word.text)
            and _base(line) - word.bottom > 0.1 * line.size
        ):
            is_unit = number > 0 and UNIT.search(line.words[number - 1].text) is not None
            line.words[number] = word._replace(mark=not is_unit, glued=is_unit)
            changed = True
    return line.settle() if changed else line


def _base(line: Line) -> float:
    return max(word.bottom for word in line.words if word.size == line.size)


def body_size(lines: Iterable[Line]) -> float:
    """The type size in which most characters are set."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 10.0
