"""Headings and their levels: by size, weight, capitals and numbering."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from enacted.extract.endings import STRONG
from enacted.types import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.extract.paragraphs import Draft
    from enacted.extract.style import Style

_LARGE = 1.15  # of the body's size, from which on type is a heading's by its size
_STEP = 0.9  # of the size of a level, under which the next level begins
_FRONT = 2  # pages at the front, on which a title in a size of its own may stand
_CROWD = 5  # headings of one look in a row, from which on they are the text of a drawing
_OPEN_END = re.compile(r"[.;,]$")
_NUMBERING = re.compile(
    r"(?:(?:chapter|part|section|appendix|annex)\s+)?(\d{1,2}(?:\.\d{1,2})*)\.?\s+\S", re.IGNORECASE
)
_QUOTED = re.compile(r"^[“‘\"].{30,}[”’\"][^”’\"]{0,60}$")


class _Look(NamedTuple):
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
    if size >= _LARGE * style.size:
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
    large = draft.lines[0].size >= _LARGE * style.size
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
        and _look(a) == _look(b)
        and 0 < below.bottom - above.bottom < 1.35 * below.size
        and min(above.x1, below.x1) > max(above.x0, below.x0)
        and (below.text[:1].islower() or above.x1 > above.right - 6 * above.size)
        and b.marker is None
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
            if draft.marker is None and draft.lines[0].size < 1.5 * style.size:
                draft.kind = Kind.PARAGRAPH


def _crowd_key(draft: Draft) -> tuple[object, ...]:
    if draft.kind is not Kind.HEADING:
        return (id(draft),)
    look = _look(draft)
    return (Kind.HEADING, look.size, look.bold, draft.lines[0].page)


def set_levels(drafts: Sequence[Draft], size: float) -> None:
    """Levels from 1: larger type stands higher, then bold, then capitals, then shorter numbers.

    Parameters
    ----------
    size
        Type size of the body: of larger type the size alone tells the level.
    """
    headings = [draft for draft in drafts if draft.kind is Kind.HEADING]
    if not headings:
        return
    bands = _bands([(_look(draft).size, draft.lines[0].page) for draft in headings])
    large = _LARGE * size

    def place(draft: Draft) -> _Look:
        own = _look(draft)
        band = min(bands, key=lambda each: (abs(each - own.size), -each))
        return _Look(band, True, False, False) if band >= large else _Look(band, *own[1:])

    looks = [place(draft) for draft in headings]
    rank = {look: number for number, look in enumerate(sorted(set(looks), reverse=True), start=1)}
    depths = []
    shallowest: dict[_Look, int] = {}
    for draft, look in zip(headings, looks, strict=True):
        found = _NUMBERING.match(text_of(draft))
        depth = found[1].count(".") + 1 if found else 0
        depths.append(depth)
        if depth:
            shallowest[look] = min(depth, shallowest.get(look, depth))
    for draft, look, depth in zip(headings, looks, depths, strict=True):
        deeper = depth - shallowest[look] if depth else 0
        draft.level = min(6, rank[look] + deeper)


def _bands(placed: Sequence[tuple[float, int]]) -> list[float]:
    """Sizes that make a level, largest first: used more than once, or on the first pages."""
    times = Counter(size for size, _ in placed)
    early = {size for size, page in placed if page <= _FRONT}
    sizes = sorted((s for s in times if times[s] > 1 or s in early), reverse=True)
    bands: list[float] = []
    for size in sizes or sorted(times, reverse=True):
        if not bands or size < _STEP * bands[-1]:
            bands.append(size)
    return bands


def _look(draft: Draft) -> _Look:
    line = draft.lines[0]
    shouts = line.text.isupper() and len(line.text) > 3
    return _Look(round(line.size * 2) / 2, line.bold, shouts, line.italic)
