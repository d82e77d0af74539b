"""Captions and sources of figures and tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from enacted.extract.endings import STRONG
from enacted.extract.headings import text_of
from enacted.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def find_captions(drafts: Iterable[Draft]) -> None:
    """Tell captions and sources of figures and tables from paragraphs."""
    for draft in drafts:
        if draft.kind is not Kind.PARAGRAPH:
            continue
        text = text_of(draft)
        if is_caption(text) or (_SOURCE.match(text) and len(text) < 200):
            draft.kind = Kind.CAPTION


def is_caption(text: str) -> bool:
    """Whether a text names a figure or table by its number."""
    if _CAPTION.match(text) and len(text) < 300:
        return True
    return _NUMBERED_CAPTION.match(text) is not None and len(text) < 200 and not STRONG.search(text)
