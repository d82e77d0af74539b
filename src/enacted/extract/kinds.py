"""What a block is besides running text: captions and footnotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from enacted.extract.headings import text_of
from enacted.extract.paragraphs import STRONG
from enacted.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from enacted.extract.lines import Line
    from enacted.extract.paragraphs import Draft

_CAPTION = re.compile(
    r"^(?:figure|fig\.|table|chart|exhibit|map|graph|photo|diagram|infographic)\s*"
    r"\d*[\dA-Z]?(?:\.\d+)*\s*(?:[:.–—|-]|$)",
    re.IGNORECASE,
)
_NUMBERED_CAPTION = re.compile(
    r"^(?:Figure|Table|Chart|Map|Graph)\s+\d+(?:\.\d+)*[A-Za-z]?\s+[A-Z]"
)
_SOURCE = re.compile(r"^(?:source|photo|image|credit)s?\s*:", re.IGNORECASE)
_NOTE_START = re.compile(r"^(?:\d{1,3}|[*†‡§¶]{1,3})(?:\s|$|(?=[A-Z]))")


def find_captions(drafts: Iterable[Draft]) -> None:
    """Tell captions and sources of figures and tables from paragraphs."""
    for draft in drafts:
        if draft.kind is not Kind.PARAGRAPH:
            continue
        text = text_of(draft)
        if (
            (_CAPTION.match(text) and len(text) < 300)
            or (_NUMBERED_CAPTION.match(text) and len(text) < 200 and not STRONG.search(text))
            or (_SOURCE.match(text) and len(text) < 200)
        ):
            draft.kind = Kind.CAPTION


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
