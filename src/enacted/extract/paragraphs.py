"""Lines in reading order to paragraphs and list items, across columns and pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from enacted.extract.continuity import (
    follows,
    runs_on,
    same_column,
    same_type,
    shouts,
    slants_otherwise,
)
from enacted.extract.endings import ABBREVIATED, ENDS, OPENED, STRONG
from enacted.extract.lists import marker_of, text_x
from enacted.extract.words import BOLD
from enacted.types import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from enacted.extract.lines import Line
    from enacted.extract.lists import Marker
    from enacted.extract.signposts import Sign
    from enacted.extract.style import Style
    from enacted.extract.words import Word

# An entry of a table of contents: dots that lead to a page number.
_LEADERS = re.compile(
    r"(?:(?:\.\s?){4,}|(?:…\s?){2,}|(?:·\s?){4,}|(?:_\s?){6,})[\s.…]*(?:\d{1,4}|[ivxlc]{1,6})?$"
)

_DOTS = ("..", ". .", "…", "··", "· ·", "__", "_ _")
"""One of these is in every such line; they are sooner looked for."""


@dataclass(slots=True)
class Draft:
    """A block in the making.

    Attributes
    ----------
    skip
        Characters of the first line that are no text: the bullet.
    sign
        What the file itself says of a heading.
    """

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    marker: Marker | None = None
    indent: float = 0.0
    text_x: float = 0.0
    level: int = 0
    skip: int = 0
    sign: Sign | None = None


class Builder:
    """Turns lines into drafts, one line after the other."""

    def __init__(self, style: Style, signs: Mapping[int, Sign] | None = None) -> None:
        self.style = style
        self.signs = signs or {}
        self.drafts: list[Draft] = []
        self.current: Draft | None = None

    def add(self, line: Line, following: Line | None = None) -> None:
        """Take the next line in reading order; ``following`` is the one after it."""
        if line.table is not None:
            self._begin(Draft(Kind.TABLE), line)
            return
        sign = self.signs.get(id(line))
        if sign is not None:
            self._add_heading(line, sign)
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

    def _add_heading(self, line: Line, sign: Sign) -> None:
        current = self.current
        if current is not None and current.sign is not None and current.sign == sign:
            current.lines.append(line)
        else:
            self._begin(Draft(Kind.HEADING, sign=sign), line)

    def _is_entry(self, line: Line) -> bool:
        """Whether a line is an entry of a table of contents."""
        text = line.text
        if not any(pair in text for pair in _DOTS):
            return False
        found = _LEADERS.search(text)
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
        near = follows(last, line) and line.bottom - last.bottom < 1.3 * self.style.leading_at(line)
        # A number at the head of a line may be any word of a sentence.
        unfinished = not ENDS.search(last.text) or ABBREVIATED.search(last.text) is not None
        if unfinished and near and same_type(last, line):
            room = last.right - last.x1
            indented = abs(line.x0 - last.x0) > 0.7 * line.size
            may_begin = marker.is_first or marker.is_plain
            return may_begin and (room > 3 * line.size or indented)
        if unfinished and not follows(last, line) and not marker.is_first:
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
        if current.sign is not None or current.kind is Kind.FURNITURE:
            return False
        if not last.words or not same_type(last, line):
            return False
        if last.bold and line.bold and shouts(last) and not line.text.isupper():
            return False
        if slants_otherwise(current, last, line):
            return False
        if not follows(last, line):
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
        own = [b.bottom - a.bottom for a, b in pairwise(current.lines[-3:]) if follows(a, b)]
        if own:
            limit = min(limit, 1.2 * max(own) + 1.0)
        if runs_on(last, line):
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
        if line.text[:1].islower():
            return True
        size = line.size
        here = [each for each in current.lines if same_column(each, line)]
        base = min((each.x0 for each in here[1:]), default=line.left)
        centred = self._is_centred(last, line)
        if line.x0 > base + 0.7 * size and line.x0 > last.x0 + 0.7 * size and not centred:
            return (
                len(here) == 1
                and following is not None
                and follows(line, following)
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
            return not STRONG.search(last.text) or ABBREVIATED.search(last.text) is not None
        width = last.right - last.left
        full = last.x1 > last.left + 0.5 * width
        if not ENDS.search(last.text) or ABBREVIATED.search(last.text):
            alike = line.bold == last.bold or last.words[-1].style == line.words[0].style
            return alike and full
        if OPENED.search(last.text):
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
                and same_type(last, line)
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
