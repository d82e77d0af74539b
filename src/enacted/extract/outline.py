"""A PDF's bookmarks: titles, depth and the place each points to."""

from __future__ import annotations

import ctypes
import re
import statistics
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium_c

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENTRIES = 2_000  # that are read; a document with more is an index, not an outline
_DEPTH = 8
_LONGEST = 1_000  # bytes of a title, in UTF-16
_FEWEST = 3  # entries that make an outline
_RUBBISH = re.compile(
    r"^\W*(?:(?:page|seite|slide|sheet)?\W*\d+|[ivxlc]+|_\w+|untitled\S*|.*\.(?:pdf|docx?|indd|pptx?|xlsx?|qxd))\W*$",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"^(?:table|figure|fig|chart|graph|map|box|image)\W*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline.

    Attributes
    ----------
    depth
        From 1.
    page
        Page it points to, from 1; 0 where it points to none.
    y
        Height on that page in points above its origin, as the file counts; -1 where not given.
    """

    title: str
    depth: int
    page: int
    y: float = -1.0


def read_outline(document: Any) -> list[Bookmark]:
    """Bookmarks of a pypdfium2 document in their order; none where they are of no use.

    Loops end at the first entry seen before, and what stands deeper than eight is left out.
    """
    found: list[Bookmark] = []
    raw = document.raw
    seen: set[int] = set()
    # What is still to be read: the next entry and its depth, the deepest last.
    waiting = [(pdfium_c.FPDFBookmark_GetFirstChild(raw, None), 1)]
    while waiting and len(seen) < _ENTRIES:
        mark, depth = waiting.pop()
        address = ctypes.cast(mark, ctypes.c_void_p).value
        if address is None or address in seen:
            continue
        seen.add(address)
        waiting.append((pdfium_c.FPDFBookmark_GetNextSibling(raw, mark), depth))
        if depth < _DEPTH:
            waiting.append((pdfium_c.FPDFBookmark_GetFirstChild(raw, mark), depth + 1))
        title = _title(mark)
        if title:
            found.append(Bookmark(title, depth, *_target(raw, mark)))
    return found if is_useful(found, len(document)) else []


def is_useful(outline: Sequence[Bookmark], pages: int) -> bool:
    """Whether bookmarks name headings: not pages, files or the frames of a drawing program."""
    if len(outline) < _FEWEST or len(outline) >= _ENTRIES:
        return False
    named = [mark for mark in outline if mark.page and names_heading(mark.title)]
    if len(named) < max(_FEWEST, 0.5 * len(outline)):
        return False
    most = Counter(mark.title.casefold() for mark in named).most_common(1)[0][1]
    if most > max(2, 0.3 * len(named)):
        return False
    # Programs that make a bookmark of every page: each page once, in their order.
    each = [mark.page for mark in named]
    return not (pages > 4 and each == list(range(1, pages + 1)) and _are_alike(named))


def names_heading(title: str) -> bool:
    """Whether a title can be a heading's.

    >>> [names_heading(each) for each in ("Page 12", "report_v3.indd", "2.1 What we heard")]
    [False, False, True]
    """
    return not (_RUBBISH.match(title) or _CAPTION.match(title)) and any(map(str.isalpha, title))


def _are_alike(named: Sequence[Bookmark]) -> bool:
    """Whether titles share their beginning, as those of pages of one file do."""
    starts = Counter(mark.title[:6] for mark in named)
    return (
        starts.most_common(1)[0][1] > 0.5 * len(named)
        or statistics.mean(len(mark.title) for mark in named) < 6
    )


def _title(mark: Any) -> str:
    size = pdfium_c.FPDFBookmark_GetTitle(mark, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium_c.FPDFBookmark_GetTitle(mark, buffer, size)
    text = buffer.raw[: min(size, _LONGEST) & ~1].decode("utf-16-le", "ignore")
    return " ".join(text.replace("\x00", " ").split())


def _target(raw: Any, mark: Any) -> tuple[int, float]:
    place = pdfium_c.FPDFBookmark_GetDest(raw, mark)
    if not place:
        action = pdfium_c.FPDFBookmark_GetAction(mark)
        if not action or pdfium_c.FPDFAction_GetType(action) != pdfium_c.PDFACTION_GOTO:
            return 0, -1.0
        place = pdfium_c.FPDFAction_GetDest(raw, action)
        if not place:
            return 0, -1.0
    page = pdfium_c.FPDFDest_GetDestPageIndex(raw, place) + 1
    given = [ctypes.c_int() for _ in range(3)]
    at = [ctypes.c_float() for _ in range(3)]
    if pdfium_c.FPDFDest_GetLocationInPage(place, *given, *at) and given[1].value:
        return page, at[1].value
    return page, -1.0
