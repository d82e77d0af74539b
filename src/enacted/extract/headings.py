"""Headings: by size, weight, capitals and numbering."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from enacted.extract.endings import STRONG
from enacted.types import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.extract.paragraphs import Draft
    from enacted.extract.style import Style

LARGE = 1.15  # of the body's size, from which on type is a heading's by its size
_CROWD = 5  # headings of one look in a row, from which on they are the text of a drawing
_OPEN_END = re.compile(r"[.;,]$")
_QUOTED = re.compile(r"^[“‘\"].{30,}[”’\"][^”’\"]{0,60}$")


class Look(NamedTuple):
    """What a heading is set in; of two the greater stands higher."""

    size: float
    bold: bool
    shouts: bool
    italic: bool


def find_headings(drafts: Sequence[Draft], style: Style) -> None:
    """Tell headings from paragraphs and list items."""
    for number, draft in enumerate(drafts):
        following = drafts[number + 1] if number + 1 < len(drafts) else None
        text = text_of(draft)
        if draft.kind is Kind.PARAGRAPH:
            if _is_heading(draft, text, style):
                draft.kind = Kind.HEADING
            elif _is_quote(draft, text, style):
                draft.kind = Kind.QUOTE
        elif draft.kind is Kind.LIST_ITEM and _is_numbered_heading(draft, text, style, following):
            draft.kind, draft.skip = Kind.HEADING, 0
    _join_lines(drafts)
    _spare_crowds(drafts, style)


def text_of(draft: Draft) -> str:
    """Text of a draft, hyphens at line ends as they stand."""
    return " ".join(line.text for line in draft.lines)


def _is_heading(draft: Draft, text: str, style: Style) -> bool:
    words = text.split()
    letters = sum(map(str.isalpha, text))
    if letters < 3 or len(words) > 30 or len(draft.lines) > 5:
        return False
    first = draft.lines[0]
    size = max(line.size for line in draft.lines)
    ended = STRONG.search(text) is not None and not text.endswith("?")
    if size >= LARGE * style.size:
        return not (ended and len(words) > 8) and len(words) <= 25
    if size < 0.85 * style.size:
        return False
    if first.text[:1].islower() or _OPEN_END.search(text):
        return False
    if all(line.bold for line in draft.lines):
        return len(words) <= (16 if len(draft.lines) < 2 else 22) and not ended
    if text.isupper():
        return len(words) <= 12 and not ended and letters > 3
    if all(line.italic for line in draft.lines):
        return len(words) <= 10 and len(draft.lines) == 1 and not text.endswith((":", "?"))
    return False


def _is_quote(draft: Draft, text: str, style: Style) -> bool:
    """Whether a paragraph is set apart as someone's words, or pulled out in large type."""
    if len(text) < 40:
        return False
    if _QUOTED.match(text):
        return True
    large = draft.lines[0].size >= 1.25 * style.size
    return large and len(text.split()) <= 60 and text[0] in '“‘"'


def _is_numbered_heading(draft: Draft, text: str, style: Style, following: Draft | None) -> bool:
    marker = draft.marker
    if marker is None or marker.is_bullet or STRONG.search(text) or _OPEN_END.search(text):
        return False
    large = draft.lines[0].size >= LARGE * style.size
    if not large and not all(line.bold for line in draft.lines):
        return False
    # Items of a list in bold stand together; a heading has text under it.
    alone = following is None or following.marker is None or following.marker.shape != marker.shape
    return len(text.split()) <= 15 and (large or alone)


def _join_lines(drafts: Sequence[Draft]) -> None:
    """Join the lines of one heading that were taken for several."""
    last: Draft | None = None
    for draft in drafts:
        if draft.kind is not Kind.HEADING or not draft.lines:
            last = None
            continue
        if last is not None and _is_one(last, draft):
            last.lines += draft.lines
            draft.lines = []
            continue
        last = draft


def _is_one(a: Draft, b: Draft) -> bool:
    above, below = a.lines[-1], b.lines[0]
    return (
        above.page == below.page
        and look_of(a) == look_of(b)
        and 0 < below.bottom - above.bottom < 1.35 * below.size
        and min(above.x1, below.x1) > max(above.x0, below.x0)
        and (below.text[:1].islower() or above.x1 > above.right - 6 * above.size)
        and b.marker is None
        and b.sign is None
        and len(a.lines) < 4
    )


def _spare_crowds(drafts: Sequence[Draft], style: Style) -> None:
    """Take back headings that head nothing: many of one look in a row are a drawing's labels."""
    kept = [draft for draft in drafts if draft.lines]
    for _, group in itertools.groupby(kept, key=_crowd_key):
        crowd = list(group)
        if crowd[0].kind is not Kind.HEADING or len(crowd) < _CROWD:
            continue
        for draft in crowd:
            if (
                draft.marker is None
                and draft.sign is None
                and draft.lines[0].size < 1.5 * style.size
            ):
                draft.kind = Kind.PARAGRAPH


def _crowd_key(draft: Draft) -> tuple[object, ...]:
    if draft.kind is not Kind.HEADING:
        return (id(draft),)
    look = look_of(draft)
    return (Kind.HEADING, look.size, look.bold, draft.lines[0].page)


def look_of(draft: Draft) -> Look:
    """Type of a heading's first line."""
    line = draft.lines[0]
    shouts = line.text.isupper() and len(line.text) > 3
    return Look(round(line.size * 2) / 2, line.bold, shouts, line.italic)
