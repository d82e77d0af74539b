"""Lines in reading order to paragraphs and list items, across columns and pages."""

from __future__ import annotations

import itertools
import re
import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from enacted.extract.words import BOLD
from enacted.types import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.extract.lines import Line

BULLET = re.compile(
    r"^(?:([•‣▪▫●○◦■□◆◇▶►➢➤✓✔❖⮚·∙⁃*\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf02d\uf0a8\uf06e\uf071]|[–—-](?=\s)|o(?=\s+[A-Z]))\s*"
    r"|(\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,5})\)|(?:\d{1,2}|[a-z]|[ivx]{1,4})\.)(?=\s))\s*"
)
_LEADERS = re.compile(r"(?:\.\s?){5,}|…{2,}|(?:_\s?){6,}|(?:·\s?){5,}")
ENDS = re.compile(r"[.!?:;][\"'”’)\]]*$")
STRONG = re.compile(r"[.!?][\"'”’)\]]*$")


@dataclass(slots=True)
class Draft:
    """A block in the making."""

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    marker: str = ""
    indent: float = 0.0
    text_x: float = 0.0
    level: int = 0
    skip: int = 0
    """Characters of the first line that are not text: the bullet."""


@dataclass(frozen=True, slots=True)
class Style:
    """What is usual in a document."""

    size: float
    leading: float
    indents: bool


def style_of(lines: Sequence[Line], size: float) -> Style:
    """Leading of the body, as a multiple of its size, and whether paragraphs begin with indents."""
    leadings = []
    indented = 0
    breaks = 0
    for above, line in itertools.pairwise(lines):
        if above.page != line.page or above.column != line.column:
            continue
        if abs(line.size - size) > 0.6 or abs(above.size - size) > 0.6:
            continue
        leadings.append(line.bottom - above.bottom)
        full = above.x1 < above.right - 0.15 * (above.right - above.left)
        if full and ENDS.search(above.text):
            breaks += 1
            indented += 0.7 * size < line.x0 - line.left < 4 * size
    usual = statistics.median_low(leadings) if leadings else 1.2 * size
    return Style(size, min(usual, 2 * size), breaks > 4 and indented > 0.5 * breaks)


class Builder:
    """Turns lines into drafts, one line after the other."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.drafts: list[Draft] = []
        self.current: Draft | None = None

    def add(self, line: Line) -> None:
        """Take the next line in reading order."""
        if _LEADERS.search(line.text):
            self._begin(Draft(Kind.FURNITURE), line)
            return
        if line.table is not None:
            self._begin(Draft(Kind.TABLE), line)
            return
        current = self.current
        marker = BULLET.match(line.text)
        if marker is not None and self._is_item(line, marker):
            draft = Draft(Kind.LIST_ITEM, marker=marker.group().strip(), indent=line.x0)
            # A bullet is no text; a number or letter is, for the text may refer to it.
            draft.skip = marker.end() if marker.group(1) else 0
            draft.text_x = self._text_x(line, marker.end())
            self._begin(draft, line)
        elif (
            current is not None
            and current.kind is not Kind.FURNITURE
            and self._continues(current, line)
        ):
            current.lines.append(line)
        else:
            self._begin(Draft(Kind.PARAGRAPH), line)

    def _begin(self, draft: Draft, line: Line) -> None:
        draft.lines.append(line)
        self.drafts.append(draft)
        self.current = draft

    def _text_x(self, line: Line, end: int) -> float:
        at = 0
        for word in line.words:
            if word.mark:
                continue
            if at >= end:
                return word.x0
            at += len(word.text) + 1
        return line.x0 + 1.5 * line.size

    def _is_item(self, line: Line, marker: re.Match[str]) -> bool:
        if marker.group(1):
            return True
        label = marker.group(2)
        current = self.current
        # A number or letter begins an item only where a list is going on, or begins with the first.
        first = label.strip("().").lower() in {"1", "a", "i"}
        if (
            current is not None
            and current.lines
            and current.lines[-1].page == line.page
            and current.lines[-1].column == line.column
        ):
            last = current.lines[-1]
            if (
                not ENDS.search(last.text)
                and line.bottom - last.bottom < 1.3 * self.style.leading
                and current.kind is Kind.PARAGRAPH
                and not first
            ):
                return False
        recent = [d for d in self.drafts[-4:] if d.kind is Kind.LIST_ITEM and d.marker[:1] != "•"]
        return first or bool(recent) or not line.bold

    def _continues(self, current: Draft, line: Line) -> bool:
        last = current.lines[-1]
        if not last.words or not line.words:
            return False
        a, b = last.words[-1], line.words[0]
        size = max(a.size, b.size)
        if (
            abs(a.size - b.size) > 0.06 * size + 0.2
            and abs(last.size - line.size) > 0.06 * size + 0.2
        ):
            return False
        if (
            last.bold != line.bold
            and (last.bold or line.bold)
            and (a.style & BOLD) != (b.style & BOLD)
        ):
            return False
        if (last.page, last.column) != (line.page, line.column):
            return self._crosses(current, last, line)
        leading = line.bottom - last.bottom
        usual = self.style.leading * max(1.0, size / self.style.size)
        if leading > 1.28 * usual + 1.5 or leading < -0.5 * size:
            return False
        if current.kind is Kind.LIST_ITEM:
            hang = min(current.text_x, current.indent + 0.6 * size)
            if line.x0 >= hang - 0.35 * size or line.text[:1].islower():
                return True
            # Items whose first line alone is indented go on at the margin, where the line is full.
            return not self._ended(last, line) and not STRONG.search(last.text)
        base = min(
            (
                each.x0
                for each in current.lines[1:]
                if (each.page, each.column) == (line.page, line.column)
            ),
            default=line.left,
        )
        centred = abs((last.x0 + last.x1) - (line.x0 + line.x1)) < 0.6 * size
        if line.x0 > base + 0.7 * size and line.x0 > last.x0 + 0.7 * size and not centred:
            return False
        if line.text[:1].islower():
            return True
        return centred or not self._ended(last, line)

    def _ended(self, last: Line, line: Line) -> bool:
        """Whether the next line's first word would have fitted: the break is then a paragraph's."""
        first = line.words[0]
        room = last.right - last.x1
        need = (first.x1 - first.x0) + 0.3 * last.size
        if room < need + 0.6 * last.size:
            return False
        return bool(ENDS.search(last.text)) or room > need + 0.2 * (last.right - last.left)

    def _crosses(self, current: Draft, last: Line, line: Line) -> bool:
        """Whether a paragraph goes on in the next column or on the next page."""
        if last.bold and last.size > 1.05 * self.style.size:
            return False
        if line.text[:1].islower():
            return True
        if not ENDS.search(last.text):
            return not line.bold and last.x1 > last.left + 0.5 * (last.right - last.left)
        if self.style.indents and current.kind is Kind.PARAGRAPH:
            return (
                line.x0 - line.left < 0.5 * line.size
                and not self._ended(last, line)
                and last.x1 > last.right - 0.12 * (last.right - last.left)
            )
        return False
