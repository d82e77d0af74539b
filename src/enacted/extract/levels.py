"""Levels of headings: by what the file says of them, by numbering, by type.

Type alone gives the order of looks, larger above smaller; how headings of each look mostly nest
gives the level, so that a size used once between two others costs none. Bookmarks, tags and dotted
numbers say outright how deep a heading is; headings of the same look follow them, and smaller ones
come below.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from enacted.extract.headings import LARGE, Look, look_of, text_of
from enacted.types import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from enacted.extract.paragraphs import Draft

DEEPEST = 6

_STEP = 0.9  # of the size of a level, under which the next level begins
_FRONT = 2  # pages at the front, on which a title in a size of its own may stand
_RARE = 3  # headings of a look, under which it does not push smaller ones down
_SHARE = 0.2  # of a look's headings under a larger look, from which on it stands below that
_AGREED = 0.6  # of a look's headings with a known level, from which on the others have it too
_NUMBERING = re.compile(
    r"(?:(?:chapter|part|section|appendix|annex)\s+)?(\d{1,2}(?:\.\d{1,2})*)\.?\s+\S", re.IGNORECASE
)


@dataclass(slots=True)
class _Heading:
    """A heading with what is known of its place; levels are 0 where unknown."""

    draft: Draft
    look: Look
    number: tuple[str, ...] = ()
    told: int = 0


def set_levels(drafts: Sequence[Draft], size: float) -> None:
    """Set the levels of headings, from 1 to 6.

    Parameters
    ----------
    size
        Type size of the body: of larger type the size alone tells the level.
    """
    headings = _headings([d for d in drafts if d.kind is Kind.HEADING], size)
    if not headings:
        return
    by_type = _by_type(headings)
    _tell_by_number(headings, by_type)
    levels = _by_look(headings, by_type)
    placed = [heading.told or levels[heading.look] for heading in headings]
    rank = {level: number for number, level in enumerate(sorted(set(placed)), start=1)}
    for heading, level in zip(headings, placed, strict=True):
        heading.draft.level = min(DEEPEST, rank[level])


def _headings(drafts: Sequence[Draft], size: float) -> list[_Heading]:
    bands = _bands([(look_of(draft).size, draft.lines[0].page) for draft in drafts])
    found = []
    for draft in drafts:
        own = look_of(draft)
        band = min(bands, key=lambda each: (abs(each - own.size), -each))
        plain = (True, False, False) if band >= LARGE * size else own[1:]
        number = _NUMBERING.match(text_of(draft))
        found.append(
            _Heading(
                draft,
                Look(band, *plain),
                tuple(number[1].split(".")) if number else (),
                draft.sign.level if draft.sign else 0,
            )
        )
    _join_titles(found)
    return found


def _join_titles(headings: Sequence[_Heading]) -> None:
    """Take what is set larger on the first pages than anywhere else for one title."""
    later = [h.look for h in headings if h.draft.lines[0].page > _FRONT]
    if later:
        titles = [h for h in headings if h.look > max(later)]
        largest = max((h.look for h in titles), default=None)
        for heading in titles:
            heading.look = largest or heading.look


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


def _by_type(headings: Sequence[_Heading]) -> dict[Look, int]:
    """Level of each look: one below that of the larger looks that its headings stand under."""
    parents: dict[Look, Counter[Look | None]] = defaultdict(Counter)
    above: list[Look] = []
    for heading in headings:
        while above and above[-1] <= heading.look:
            above.pop()
        parents[heading.look][above[-1] if above else None] += 1
        above.append(heading.look)
    levels: dict[Look | None, int] = {None: 0}
    least = 1
    for look in sorted(parents, reverse=True):
        total = parents[look].total()
        own = [levels[parent] for parent, times in parents[look].items() if times >= _SHARE * total]
        levels[look] = max(least, 1 + max(own))
        if total >= _RARE:
            least = levels[look]
    return {look: level for look, level in levels.items() if look is not None}


def _tell_by_number(headings: Sequence[_Heading], by_type: Mapping[Look, int]) -> None:
    """Let dotted numbers say how deep their headings stand under those with one number."""
    dotted = [heading for heading in headings if len(heading.number) > 1]
    if len(dotted) < 2:
        return
    # Of headings with one number those that dotted ones follow; others number a list.
    parents = _parents(headings)
    least = min(len(heading.number) for heading in dotted)
    roots, depth = (
        (parents, 1) if parents else ([h for h in dotted if len(h.number) == least], least)
    )
    top = _most_common(Counter(h.told or by_type[h.look] for h in roots))
    for heading in (*parents, *dotted):
        heading.told = heading.told or max(1, top + len(heading.number) - depth)


def _parents(headings: Sequence[_Heading]) -> list[_Heading]:
    """Headings with one number of which the next dotted number is a part."""
    found = []
    part = ""  # first number of the next dotted one
    passed: set[Look] = set()  # looks of headings with one number that stand before it
    for heading in reversed(headings):
        if len(heading.number) > 1:
            part = heading.number[0]
            passed.clear()
        elif heading.number:
            if heading.number[0] == part and heading.look not in passed:
                found.append(heading)
            passed.add(heading.look)
    return found[::-1]


def _by_look(headings: Sequence[_Heading], by_type: Mapping[Look, int]) -> dict[Look, int]:
    """Level of each look, in step with the levels that are known."""
    told: dict[Look, Counter[int]] = defaultdict(Counter)
    for heading in headings:
        if heading.told:
            told[heading.look][heading.told] += 1
    levels: dict[Look, int] = {}
    above: Look | None = None  # the smallest look so far of which a level is known
    for look in sorted(by_type, reverse=True):
        known = told.get(look)
        if known:
            level = _most_common(known)
            if known[level] >= _AGREED * known.total():
                levels[look], above = level, look
                continue
            levels[look] = max(known)
            above = look
        elif above is not None:
            levels[look] = levels[above] + max(1, by_type[look] - by_type[above])
        else:
            levels[look] = by_type[look]
    return levels if above is None else _beneath(levels, told)


def _beneath(levels: Mapping[Look, int], told: Mapping[Look, Counter[int]]) -> dict[Look, int]:
    """Levels in which what is larger than all that is known stands no deeper than it."""
    highest = max(told)
    limit = max(1, levels[highest] - 1)
    return {look: min(level, limit) if look > highest else level for look, level in levels.items()}


def _most_common(counts: Counter[int]) -> int:
    return min(counts, key=lambda level: (-counts[level], level))
