"""Which lines are headings by what the file itself says: its bookmarks and its tags."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from enacted.extract.captions import is_caption
from enacted.extract.endings import STRONG
from enacted.extract.lists import marker_of
from enacted.extract.outline import names_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from enacted.extract.lines import Line
    from enacted.extract.outline import Bookmark
    from enacted.extract.tags import Tagged
    from enacted.extract.words import PageWords

_LINES = 5  # of a heading at most
_WORDS = 25
_CUT = 12  # letters from which on a title that lacks its end is known
_MATCHED = 0.5  # of an outline's titles, under which it is of another document
_REFUSED = 0.34  # of the tags, from which on they were given without care
_ONE_LEVEL = 0.85  # of many tags at one level, from which on it tells nothing
_NUMBER = re.compile(
    r"^\s*(?:(?:chapter|part|section|appendix|annex)\s+)?[\dIVX]+(?:\.\d+)*[.):]?\s+(?=\S)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[\W_]+")
_LEADERS = re.compile(r"(?:\.\s?){4,}|…")


class Sign(NamedTuple):
    """What the file says of a line: of which heading it is, from 0, and of what level.

    ``level`` is 0 where only that it is a heading is known.
    """

    heading: int
    level: int


def read_signs(
    ordered: Sequence[Line],
    pages: Mapping[int, PageWords],
    outline: Sequence[Bookmark],
    tagged: Sequence[Tagged],
    size: float,
) -> dict[int, Sign]:
    """Signs by the ``id`` of the lines that have one.

    Parameters
    ----------
    ordered
        Lines of the body in reading order.
    size
        Type size of the body.
    """
    if not (outline or tagged):
        return {}
    by_page: dict[int, list[Line]] = defaultdict(list)
    for line in ordered:
        if line.table is None:
            by_page[line.page].append(line)
    found = _by_title(by_page, pages, outline) or _by_tag(by_page, tagged, size)
    levels = _levels(found)
    return {
        id(line): Sign(number, levels.get(group.level, 0))
        for number, group in enumerate(found)
        for line in group.lines
    }


@dataclass(frozen=True, slots=True)
class _Group:
    lines: tuple[Line, ...]
    level: int


def _levels(found: Sequence[_Group]) -> dict[int, int]:
    """Levels that are used, counted from 1 without gaps."""
    return {
        level: number for number, level in enumerate(sorted({g.level for g in found if g.level}), 1)
    }


def _by_title(
    by_page: Mapping[int, Sequence[Line]],
    pages: Mapping[int, PageWords],
    outline: Sequence[Bookmark],
) -> list[_Group]:
    """Lines that say what a bookmark says that points to their page."""
    texts: dict[int, _Texts] = {}
    wanted = [mark for mark in outline if mark.page in by_page and names_heading(mark.title)]
    taken: set[int] = set()
    found = []
    for mark in wanted:
        lines = by_page[mark.page]
        if mark.page not in texts:
            texts[mark.page] = _Texts(lines)
        spans = [
            (start, end)
            for start, end in texts[mark.page].spans(mark.title)
            if may_head(lines[start:end])
        ]
        if spans:
            height = pages[mark.page].height - mark.y if mark.y >= 0 else -1.0
            start, end = min(spans, key=lambda span: _fit(lines, span, height))
            group = tuple(lines[start:end])
            if taken.isdisjoint(map(id, group)):
                taken.update(map(id, group))
                found.append(_Group(group, mark.depth))
    return found if len(found) >= max(2, _MATCHED * len(wanted)) else []


def _fit(lines: Sequence[Line], span: tuple[int, int], height: float) -> tuple[float, float, int]:
    """What is best of the places where a title stands: near the target, large, early."""
    first = lines[span[0]]
    far = abs(first.top - height) if height >= 0 else 0.0
    return (round(far / 72), -first.size, span[0])


class _Texts:
    """Letters of the lines of a page, by their first: a title is compared with few of them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._plain = [_letters(line.text) for line in lines]
        self._bare = [_without_number(line.text) for line in lines]
        self._starts: dict[str, list[int]] = defaultdict(list)
        for start, texts in enumerate(zip(self._plain, self._bare, strict=True)):
            for first in {text[:1] for text in texts}:
                self._starts[first].append(start)

    def spans(self, title: str) -> Iterable[tuple[int, int]]:
        """Runs of lines, as (first, one after the last), that have the title's letters.

        Each is compared as it stands, and without the number that only one of both has.
        """
        whole, bare = _letters(title), _without_number(title)
        for start in sorted({*self._starts[whole[:1]], *self._starts[bare[:1]]}):
            end = self._end(whole, self._plain[start], start)
            if not end and bare and not self._bare[start]:
                end = self._end(bare, self._plain[start], start)
            elif not end and self._bare[start] and not bare:
                end = self._end(whole, self._bare[start], start)
            if end:
                yield start, end

    def _end(self, wanted: str, text: str, start: int) -> int:
        """Where what is wanted ends that begins with a line's text; 0 if it does not."""
        if not text:
            return 0
        end = start + 1
        for following in self._plain[end : start + _LINES]:
            if len(text) >= len(wanted) or not wanted.startswith(text + following):
                break
            text += following
            end += 1
        shorter, longer = sorted((text, wanted), key=len)
        if text == wanted:
            return end
        is_cut = len(shorter) >= _CUT and 3 * len(shorter) > 2 * len(longer)
        return end if is_cut and longer.startswith(shorter) else 0


def _without_number(text: str) -> str:
    """Letters of a text after its number; empty where it has none."""
    number = _NUMBER.match(text)
    return _letters(text[number.end() :]) if number else ""


def _letters(text: str) -> str:
    return _PLAIN.sub("", text).casefold()


def may_head(lines: Sequence[Line]) -> bool:
    """Whether lines can be a heading: what reads as text is text, whatever a file says of it."""
    text = " ".join(line.text for line in lines)
    words = text.split()
    if len(lines) > _LINES or len(words) > _WORDS or sum(map(str.isalpha, text)) < 3:
        return False
    if is_caption(text) or _is_item(lines[0].text):
        return False
    if text[:1].islower() or _LEADERS.search(text) or text.endswith((",", ";")):
        return False
    return not (STRONG.search(text) and not text.endswith("?") and len(words) > 8)


def _is_item(text: str) -> bool:
    marker = marker_of(text)
    return marker is not None and marker.is_bullet and not marker.is_plain


def _by_tag(
    by_page: Mapping[int, Sequence[Line]], tagged: Sequence[Tagged], size: float
) -> list[_Group]:
    """Lines within the boxes of what is tagged as a heading."""
    groups = []
    refused = 0
    taken: set[int] = set()
    for tag in tagged:
        lines = [
            line
            for line in by_page.get(tag.page, ())
            if id(line) not in taken and _covered(line, tag.boxes)
        ]
        if not lines:
            continue
        if not may_head(lines) or _is_plain_item(lines, size):
            refused += 1
            continue
        taken.update(map(id, lines))
        groups.append(_Group(tuple(lines), tag.level))
    if len(groups) < 2 or refused > _REFUSED * len(groups):
        return []
    times = Counter(group.level for group in groups)
    if len(groups) > 12 and max(times.values()) > _ONE_LEVEL * len(groups):
        return [_Group(group.lines, 0) for group in groups]
    return groups


def _is_plain_item(lines: Sequence[Line], size: float) -> bool:
    """Whether lines in the type of the body are an item of a list or lead into one."""
    first = lines[0]
    if first.size > 1.05 * size or first.bold or first.italic or first.text.isupper():
        return False
    return marker_of(first.text) is not None or lines[-1].text.endswith(":")


def _covered(line: Line, boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    """Whether boxes hold most of a line's width at its middle."""
    middle = (line.top + line.bottom) / 2
    width = sum(
        max(0.0, min(line.x1, x1) - max(line.x0, x0))
        for x0, top, x1, bottom in boxes
        if top <= middle <= bottom
    )
    return width > 0.7 * (line.x1 - line.x0)
