"""What stands on every page and belongs to none: running heads, page numbers, stamps.

Lines near the top and bottom edges are compared over pages with their numbers masked. The same
words at the same height are furniture where their numbers stay as they are or count pages; a
footnote's numbers do neither.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.extract.lines import Line
    from enacted.extract.words import PageWords

_ZONE = 0.13
"""Part of the page's height, at top and bottom, in which repeated lines are looked for."""

_EDGE = 0.075
"""Part in which a lone page number needs no repetition."""

_RIM = 0.055
"""Part in which nothing but furniture stands, if it is small or ends in a number."""

_SAME = 4.0  # points by which the height of a running head may differ
_FIT = 0.6  # share of the numbers at one place that must be constant or count pages
_EVERYWHERE = 0.5  # share of pages from which on a line at one place is no text, wherever it is

_NUMBERED = 12
"""Lines in a row that are counted, from which on they are numbered in the margin."""

_ENTRIES = 5  # of a page of contents, at least
_CONTENTS = re.compile(r"^(?:table\s+of\s+)?contents(?:\s+page)?\s*:?$", re.IGNORECASE)
_ENTRY = re.compile(r"(?:^|[\s.…])(?:[0-9]{1,3}|[ivxl]{1,6})$")

_DIGITS = re.compile(r"[0-9]+")
_ROMAN = r"[ivxlc]{1,6}"
_PAGE_NUMBER = re.compile(
    rf"^[\W_]*(?:page|p\.|pg)?\s*(?:\d{{1,4}}|{_ROMAN})(?:\s*(?:of|/|\|)\s*\d{{1,4}})?[\W_]*$",
    re.IGNORECASE,
)
_NUMBER_AT_END = re.compile(r"^\d{1,6}\s+\S|\S\s+\|?\s*\d{1,6}$")


def find_furniture(
    pages: Sequence[PageWords], lines: Sequence[Sequence[Line]], size: float
) -> set[int]:
    """``id`` of every line that is furniture.

    Parameters
    ----------
    lines
        Lines of each page, in the order of ``pages``.
    size
        Type size of the body.
    """
    found = _everywhere(pages, lines) | _contents(lines)
    masked: dict[tuple[str, bool], list[Line]] = defaultdict(list)
    for page, own in zip(pages, lines, strict=True):
        height = max(1.0, page.height)
        for line in own:
            place = (line.top + line.bottom) / 2 / height
            if _ZONE < place < 1 - _ZONE or not line.text:
                continue
            masked[_mask(line.text), place < 0.5].append(line)
            if _at_edge(line, place, size):
                found.add(id(line))
    for alike in masked.values():
        found.update(id(line) for line in _repeated(alike, len(pages)))
    return found


def part_line_numbers(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Numbers that count the lines of a page in its margin, and the lines without them."""
    numbered = sorted(
        (line for line in lines if re.fullmatch(r"[0-9]{1,5}", line.words[0].text)),
        key=lambda line: line.bottom,
    )
    counts = [int(line.words[0].text) for line in numbered]
    in_step = sum(b == a + 1 for a, b in pairwise(counts))
    if in_step < _NUMBERED or in_step < 0.9 * (len(counts) - 1) or len(counts) < 0.5 * len(lines):
        return [], list(lines)
    numbers, rest = [], []
    own = {id(line) for line in numbered}
    for line in lines:
        if id(line) not in own:
            rest.append(line)
            continue
        numbers.append(replace(line, words=line.words[:1]).settle())
        if len(line.words) > 1:
            rest.append(replace(line, words=line.words[1:]).settle())
    return numbers, rest


def _at_edge(line: Line, place: float, size: float) -> bool:
    if _EDGE <= place <= 1 - _EDGE:
        return False
    if _PAGE_NUMBER.match(line.text):
        return True
    at_rim = not _RIM <= place <= 1 - _RIM
    small = line.size < 0.8 * size
    return at_rim and (small or _NUMBER_AT_END.search(line.text) is not None)


def _repeated(alike: Sequence[Line], pages: int) -> list[Line]:
    """Of lines that differ in their numbers only, those that say on many pages what page it is."""
    often = 2 if pages < 6 else 3
    if len({line.page for line in alike}) < often:
        return []
    level = _level(alike)
    if len({line.page for line in level}) < often:
        return []
    numbers = [tuple(int(n[-9:]) for n in _DIGITS.findall(line.text)) for line in level]
    for column in zip(*numbers, strict=True):
        constant = Counter(column).most_common(1)[0][1]
        paging = Counter(
            number - line.page for number, line in zip(column, level, strict=True)
        ).most_common(1)[0][1]
        if max(constant, paging) < _FIT * len(level):
            return []
    return level


def _level(alike: Sequence[Line]) -> list[Line]:
    """Those at heights at which at least one other page has a line like it."""
    kept = []
    ranked = sorted(alike, key=lambda line: line.bottom)
    for number, line in enumerate(ranked):
        beside = [*ranked[max(0, number - 2) : number], *ranked[number + 1 : number + 3]]
        if any(abs(o.bottom - line.bottom) < _SAME and o.page != line.page for o in beside):
            kept.append(line)
    return kept


def _everywhere(pages: Sequence[PageWords], lines: Sequence[Sequence[Line]]) -> set[int]:
    """Lines with the same words at the same place on many pages: buttons, tabs, watermarks."""
    often = max(4.0, _EVERYWHERE * len(pages))
    places: dict[tuple[str, int, int], list[Line]] = defaultdict(list)
    for own in lines:
        for line in own:
            if len(line.text) < 80:
                places[line.text, round(line.x0 / 3), round(line.bottom / 3)].append(line)
    return {
        id(line)
        for alike in places.values()
        if len({line.page for line in alike}) >= often
        for line in alike
    }


def _contents(lines: Sequence[Sequence[Line]]) -> set[int]:
    """Entries of tables of contents: under that title, lines that mostly end in page numbers."""
    found: set[int] = set()
    going = False
    for own in lines:
        title = next((line for line in own if _CONTENTS.match(line.text)), None)
        if title is None and not going:
            continue
        entries = [line for line in own if title is None or line.top > title.top]
        numbers = sum(_ENTRY.search(line.text) is not None for line in entries)
        going = numbers >= _ENTRIES and numbers >= (0.35 if title else 0.45) * len(entries)
        if going:
            found.update(id(line) for line in entries if line is not title)
    return found


def _mask(text: str) -> str:
    return " ".join(_DIGITS.sub("\0", text.lower()).split())
