"""What a block is: headings and their levels, captions, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from enacted.extract.paragraphs import STRONG
from enacted.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from enacted.extract.lines import Line
    from enacted.extract.paragraphs import Draft, Style

_CAPTION = re.compile(
    r"^(?:figure|fig\.|table|chart|exhibit|map|graph|photo|diagram|infographic)\s*\d*[\dA-Z]?(?:\.\d+)*\s*(?:[:.–—|-]|$)",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"^(?:source|photo|image|credit)s?\s*:", re.IGNORECASE)
_NOTE_START = re.compile(r"^(?:\d{1,3}|[*†‡§¶]{1,3})(?:\s|$|(?=[A-Z]))")


def footnotes(lines: Sequence[Line], size: float) -> set[int]:
    """``id`` of every line of a footnote: small type at the foot of a column, after a mark."""
    found: set[int] = set()
    columns: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        columns.setdefault((line.page, line.column), []).append(line)
    going = False
    for column in columns.values():
        tail: list[Line] = []
        for line in reversed(column):
            if line.size > 0.93 * size:
                break
            tail.append(line)
        tail.reverse()
        while tail and not (going or _starts_note(tail[0])):
            tail.pop(0)
        if not tail or (len(tail) == len(column) and not going):
            going = going and not column
            continue
        found.update(id(line) for line in tail)
        going = not STRONG.search(tail[-1].text)
    return found


def _starts_note(line: Line) -> bool:
    return bool(line.words) and (line.words[0].mark or bool(_NOTE_START.match(line.text)))


def classify(drafts: Iterable[Draft], style: Style) -> None:
    """Tell headings and captions from paragraphs."""
    for draft in drafts:
        if draft.kind not in {Kind.PARAGRAPH, Kind.LIST_ITEM}:
            continue
        text = " ".join(line.text for line in draft.lines)
        first = draft.lines[0]
        if draft.kind is Kind.LIST_ITEM:
            big = first.size > 1.15 * style.size
            if (
                (big or first.bold)
                and draft.marker[:1].isalnum()
                and len(text.split()) <= 15
                and all(line.bold or big for line in draft.lines)
                and not STRONG.search(text)
            ):
                draft.kind, draft.skip = Kind.HEADING, 0
            continue
        if (_CAPTION.match(text) and len(text) < 300) or (_SOURCE.match(text) and len(text) < 200):
            draft.kind = Kind.CAPTION
        elif _is_heading(draft, text, style):
            draft.kind = Kind.HEADING


def _is_heading(draft: Draft, text: str, style: Style) -> bool:
    words = text.split()
    letters = sum(map(str.isalpha, text))
    if letters < 2 or len(words) > 40:
        return False
    size = max(line.size for line in draft.lines)
    if size > 1.15 * style.size:
        return len(words) <= 25 or not STRONG.search(text)
    bold = all(line.bold for line in draft.lines)
    if bold and len(words) <= 20 and not re.search(r"[.;,]$", text):
        return True
    shouting = text.upper() == text and letters > 3
    return shouting and len(words) <= 15 and not STRONG.search(text) and size > 0.85 * style.size


def heading_levels(drafts: Sequence[Draft]) -> None:
    """Levels by size and weight: the largest type is level 1."""
    looks: Counter[tuple[float, bool]] = Counter()
    for draft in drafts:
        if draft.kind is Kind.HEADING:
            looks[_look(draft)] += 1
    ranks = {look: rank for rank, look in enumerate(sorted(looks, reverse=True), start=1)}
    for draft in drafts:
        if draft.kind is Kind.HEADING:
            draft.level = min(6, ranks[_look(draft)])


def _look(draft: Draft) -> tuple[float, bool]:
    line = draft.lines[0]
    return round(line.size), line.bold
