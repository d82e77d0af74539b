"""Lines in reading order to paragraphs and list items, across columns and pages."""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from enacted.extract.lists import marker_of, text_x
from enacted.extract.words import BOLD, ITALIC
from enacted.types import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from enacted.extract.lines import Line
    from enacted.extract.lists import Marker
    from enacted.extract.words import Word

# An entry of a table of contents: dots that lead to a page number.
_LEADERS = re.compile(
    r"(?:(?:\.\s?){4,}|(?:…\s?){2,}|(?:·\s?){4,}|(?:_\s?){6,})[\s.…]*(?:\d{1,4}|[ivxlc]{1,6})?$"
)
ENDS = re.compile(r"[.!?:;][\"'”’)\]]*$")
STRONG = re.compile(r"[.!?][\"'”’)\]]*$")
# Full stops that end no sentence, as often as not.
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|pp?|[Nn]os?|[Ff]igs?|vol|e\.g|i\.e|et al|[Ss]ecs?|vs|approx|cf|Dr|Mrs?|Ms|St)"
    r"|[A-Z]\.[A-Z])\.$"
)
_OPENED = re.compile(r"[(\[][^)\]]*$")


@dataclass(slots=True)
class Draft:
    """A block in the making.

    Attributes
    ----------
    skip
        Characters of the first line that are no text: the bullet.
    """

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    marker: Marker | None = None
    indent: float = 0.0
    text_x: float = 0.0
    level: int = 0
    skip: int = 0


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


class Builder:
    """Turns lines into drafts, one line after the other."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.drafts: list[Draft] = []
        self.current: Draft | None = None

    def add(self, line: Line, following: Line | None = None) -> None:
        """Take the next line in reading order; ``following`` is the one after it."""
        if line.table is not None:
            self._begin(Draft(Kind.TABLE), line)
            return
        if self._is_entry(line):
            self._begin(Draft(Kind.FURNITURE), line)
            return
        run_in = _run_in(line)
        if run_in:
            self._begin(Draft(Kind.HEADING), _part(line, line.words[:run_in]))
            line = _part(line, line.words[run_in:])
        current = self.current
        marker = marker_of(line.text)
        if run_in:
            self._begin(Draft(Kind.PARAGRAPH), line)
        elif marker is not None and self._is_item(line, marker):
            draft = Draft(Kind.LIST_ITEM, marker=marker, indent=line.x0)
            # A bullet is no text; a number or letter is, for the text may refer to it.
            draft.skip = marker.length if marker.is_bullet else 0
            draft.text_x = text_x(line, marker.length)
            self._begin(draft, line)
        elif current is not None and self._continues(current, line, following):
            current.lines.append(line)
        else:
            waiting = self._interrupted(line)
            if waiting is None:
                self._begin(Draft(Kind.PARAGRAPH), line)
            else:
                waiting.lines.append(line)
                self.current = waiting

    def _is_entry(self, line: Line) -> bool:
        """Whether a line is an entry of a table of contents."""
        found = _LEADERS.search(line.text)
        if found is None:
            return False
        # Without a page number, which may stand apart, a few dots may say that text goes on: it is
        # then an entry only among such.
        return (
            line.text[-1] not in "….·_"
            or len(found.group()) > 12
            or (self.current is not None and self.current.kind is Kind.FURNITURE)
        )

    def _begin(self, draft: Draft, line: Line) -> None:
        draft.lines.append(line)
        self.drafts.append(draft)
        self.current = draft

    def _is_item(self, line: Line, marker: Marker) -> bool:
        if marker.is_bullet and not marker.is_plain:
            return True
        current = self.current
        last = current.lines[-1] if current and current.lines else None
        if last is None or last.table is not None:
            return True
        if current is not None and current.marker and current.marker.shape == marker.shape:
            return True
        near = _follows(last, line) and line.bottom - last.bottom < 1.3 * self.style.leading_at(
            line
        )
        # A number at the head of a line may be any word of a sentence.
        unfinished = not ENDS.search(last.text) or _ABBREVIATED.search(last.text) is not None
        if unfinished and near and _same_type(last, line):
            room = last.right - last.x1
            indented = abs(line.x0 - last.x0) > 0.7 * line.size
            may_begin = marker.is_first or marker.is_plain
            return may_begin and (room > 3 * line.size or indented)
        if unfinished and not _follows(last, line) and not marker.is_first:
            return self._is_going_on(marker)
        if marker.is_bullet or marker.is_first or self._is_going_on(marker):
            return True
        return not line.bold

    def _is_going_on(self, marker: Marker) -> bool:
        return any(
            d.marker is not None and d.marker.shape == marker.shape for d in self.drafts[-8:]
        )

    def _continues(self, current: Draft, line: Line, following: Line | None) -> bool:
        last = current.lines[-1]
        if not last.words or current.kind is Kind.FURNITURE or not _same_type(last, line):
            return False
        if last.bold and line.bold and _shouts(last) and not line.text.isupper():
            return False
        if _slants_otherwise(current, last, line):
            return False
        if not _follows(last, line):
            return self._crosses(current, last, line)
        if not self._is_near(current, last, line):
            return False
        if current.kind is Kind.LIST_ITEM:
            return self._continues_item(current, last, line)
        return self._continues_paragraph(current, last, line, following)

    def _is_near(self, current: Draft, last: Line, line: Line) -> bool:
        """Whether a line stands as near to the one above as lines of a paragraph do."""
        leading = line.bottom - last.bottom
        size = max(last.size, line.size)
        limit = 1.28 * self.style.leading_at(line) + 1.5
        own = [b.bottom - a.bottom for a, b in pairwise(current.lines[-3:]) if _follows(a, b)]
        if own:
            limit = min(limit, 1.2 * max(own) + 1.0)
        if _runs_on(last, line):
            limit = max(limit, 2.0 * size)
        return -0.3 * size < leading <= limit

    def _continues_item(self, current: Draft, last: Line, line: Line) -> bool:
        size = line.size
        at_margin = len(current.lines) > 1 and last.x0 < current.indent - 0.5 * size
        if self.style.indents and at_margin and abs(line.x0 - current.indent) < 0.5 * size:
            return line.text[:1].islower()
        if self.style.indents and line.x0 < current.indent - 0.5 * size:
            # Items whose first line alone is indented, as of every paragraph, go on at the margin.
            return line.x0 - line.left < 0.5 * size or line.text[:1].islower()
        hang = min(current.text_x, current.indent + 0.6 * size)
        if line.x0 >= hang - 0.35 * size:
            back = len(current.lines) > 1 and line.x0 > current.text_x + 0.7 * size
            return not (back and STRONG.search(last.text) and self._ended(last, line))
        if line.text[:1].islower():
            return True
        if line.x0 < current.indent - 0.5 * size:
            return not self._ended(last, line) and not STRONG.search(last.text)
        return not self._ended(last, line) and (
            not STRONG.search(last.text) or len(current.lines) > 1
        )

    def _continues_paragraph(
        self, current: Draft, last: Line, line: Line, following: Line | None
    ) -> bool:
        size = line.size
        here = [each for each in current.lines if _same_column(each, line)]
        base = min((each.x0 for each in here[1:]), default=line.left)
        centred = self._is_centred(last, line)
        if line.text[:1].islower():
            return True
        if line.x0 > base + 0.7 * size and line.x0 > last.x0 + 0.7 * size and not centred:
            return (
                len(here) == 1
                and following is not None
                and _follows(line, following)
                and abs(following.x0 - line.x0) < 0.3 * size
                and not self._ended(last, line)
            )
        first = current.lines[0]
        if (
            len(here) > 1
            and here[1].x0 > here[0].x0 + 0.7 * size
            and abs(line.x0 - first.x0) < 0.3 * size
            and line.x0 < last.x0 - 0.7 * size
        ):
            return False  # entries with hanging indents: a list of works, a glossary
        return centred or not self._ended(last, line)

    def _is_centred(self, last: Line, line: Line) -> bool:
        """Whether two lines have one middle, and not by the chance of an indent."""
        if self.style.indents and line.x0 - line.left < 2.5 * line.size:
            return False
        return abs((last.x0 + last.x1) - (line.x0 + line.x1)) < 0.6 * line.size

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
            return not STRONG.search(last.text) or _ABBREVIATED.search(last.text) is not None
        width = last.right - last.left
        full = last.x1 > last.left + 0.5 * width
        if not ENDS.search(last.text) or _ABBREVIATED.search(last.text):
            alike = line.bold == last.bold or last.words[-1].style == line.words[0].style
            return alike and full
        if _OPENED.search(last.text):
            return True
        if self.style.indents and _follows_style(current):
            return (
                line.x0 - line.left < 0.5 * line.size
                and not self._ended(last, line)
                and last.x1 > last.right - 0.12 * width
            )
        return False

    def _interrupted(self, line: Line) -> Draft | None:
        """The paragraph that a table or a picture broke, where a line carries it on."""
        if not line.text[:1].islower() and not self.style.indents:
            return None
        passed = 0
        for draft in reversed(self.drafts[-12:]):
            last = draft.lines[-1]
            if last.page < line.page - 1:
                return None
            is_body = (
                draft.kind in {Kind.PARAGRAPH, Kind.LIST_ITEM}
                and _same_type(last, line)
                and abs(last.size - self.style.size) < 0.6
                and not last.bold
            )
            if not is_body:
                passed += 1
                continue
            open_ = not ENDS.search(last.text) and len(last.text) > 30
            goes_on = line.text[:1].islower() or (
                line.x0 - line.left < 0.5 * line.size
                and last.x1 > last.right - 0.12 * (last.right - last.left)
            )
            return draft if open_ and goes_on and passed else None
        return None


def _same_column(a: Line, b: Line) -> bool:
    return (a.page, a.column) == (b.page, b.column)


def _follows(last: Line, line: Line) -> bool:
    """Whether a line stands under another in the same column of text."""
    if last.page != line.page:
        return False
    if last.column == line.column:
        return True
    overlap = min(last.x1, line.x1) - max(last.x0, line.x0)
    return (
        0 < line.bottom - last.bottom < 2.5 * line.size
        and overlap > 0.5 * min(last.x1 - last.x0, line.x1 - line.x0)
        and abs(last.left - line.left) < 2 * line.size
    )


def _runs_on(last: Line, line: Line) -> bool:
    """Whether a sentence plainly goes on from one full line to the next."""
    full = last.x1 > last.right - 0.15 * (last.right - last.left)
    return full and line.text[:1].islower() and not ENDS.search(last.text)


def _same_type(last: Line, line: Line) -> bool:
    """Whether size and weight allow two lines to be one paragraph."""
    if not last.words or not line.words:
        return False
    a, b = last.words[-1], line.words[0]
    size = max(a.size, b.size)
    apart = 0.06 * size + 0.2
    if abs(a.size - b.size) > apart and abs(last.size - line.size) > apart:
        # A few small capitals at the head of a line of a sentence may be most of its letters.
        mixed = any(abs(word.size - last.size) <= apart for word in line.words)
        return mixed and not ENDS.search(last.text)
    if last.bold == line.bold or (a.style & BOLD) == (b.style & BOLD):
        return True
    return _runs_on(last, line)  # a sentence may begin in bold and go on without


def _slants_otherwise(current: Draft, last: Line, line: Line) -> bool:
    """Whether a heading in italics ends between two lines, or one begins after a finished line."""
    if (last.words[-1].style ^ line.words[0].style) & ITALIC == 0:
        return False
    if last.italic and not line.italic:
        return len(current.lines) < 3 and all(each.italic for each in current.lines)
    return line.italic and not last.italic and ENDS.search(last.text) is not None


def _shouts(line: Line) -> bool:
    return line.text.isupper() and len(line.text) > 7 and not STRONG.search(line.text)


def _run_in(line: Line) -> int:
    """Words of a heading in bold capitals at the head of a line of text; 0 if there is none."""
    count = 0
    for word in line.words:
        if not word.style & BOLD or not (word.text.isupper() or word.text in "&-–—"):
            break
        count += 1
    if not 0 < count < len(line.words):
        return 0
    head = " ".join(word.text for word in line.words[:count])
    return count if head[-1] in ":." and sum(map(str.isalpha, head)) > 3 else 0


def _part(line: Line, words: list[Word]) -> Line:
    return replace(line, words=words).settle()


def _follows_style(current: Draft) -> bool:
    return current.kind is Kind.PARAGRAPH or current.marker is not None
