"""What stands on every page and belongs to none: running heads, page numbers, stamps."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.extract.lines import Line
    from enacted.extract.words import PageWords

ZONE = 0.13
"""Part of the page's height, at top and bottom, in which repeated lines are looked for."""

EDGE = 0.075
"""Part in which a lone page number needs no repetition."""

_DIGITS = re.compile(r"\d+")
_ROMAN = r"[ivxlc]{1,6}"
_PAGE_NUMBER = re.compile(
    rf"^[\W_]*(?:page|p\.|pg)?\s*(?:\d{{1,4}}|{_ROMAN})(?:\s*(?:of|/|\|)\s*\d{{1,4}})?[\W_]*$",
    re.IGNORECASE,
)
_NUMBER_AT_END = re.compile(r"^\d{1,6}\s+\S|\S\s+\|?\s*\d{1,6}$")


def find_furniture(
    pages: Sequence[PageWords], lines: Sequence[Sequence[Line]], size: float
) -> set[int]:
    """``id`` of every line that is furniture."""
    places: dict[tuple[str, bool], set[int]] = defaultdict(set)
    masked: list[tuple[Line, tuple[str, bool], float]] = []
    for page, own in zip(pages, lines, strict=True):
        for line in own:
            place = (line.top + line.bottom) / 2 / max(1.0, page.height)
            if ZONE < place < 1 - ZONE or not line.text:
                continue
            key = (_mask(line.text), place < 0.5)
            places[key].add(page.page)
            masked.append((line, key, place))
    often = 2 if len(pages) < 6 else 3
    found = set()
    for line, key, place in masked:
        edge = place < EDGE or place > 1 - EDGE
        if (
            (
                len(places[key]) >= often
                and (key[0] != "#" or edge or len(places[key]) > 0.3 * len(pages))
            )
            or (edge and _PAGE_NUMBER.match(line.text))
            or (
                (place < 0.055 or place > 0.955)
                and (line.size < 0.8 * size or _NUMBER_AT_END.search(line.text))
            )
        ):
            found.add(id(line))
    return found


def _mask(text: str) -> str:
    return " ".join(_DIGITS.sub("#", text.lower()).split())
