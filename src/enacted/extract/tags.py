"""What a tagged PDF says are headings: structure elements H and H1 to H6, and where they stand.

The tree is asked a page at a time, while the page is open. It costs about a tenth of what reading
the page does, so that reading it ends where it gives nothing.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c

_PATIENCE = 8  # pages without a heading, after which the next ones are not asked
_ELEMENTS = 60  # a page, above which the tree costs more than it is worth
_GRACE = 400  # elements before that counts
_MOST = 1_000  # elements of a page, and objects a hundred times that
_HEADING = re.compile(r"H([1-6]?)(?![A-Za-z])")
_HOLDERS = frozenset(
    {
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "NonStruct",
        "Aside",
        "Story",
        "Article",
        "Workbook",
        "Slide",
        "DocumentFragment",
        "Private",
    }
)
_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_ulong


def _function(name: str, result: Any, *arguments: Any) -> Any:
    """A function of PDFium under a prototype that takes plain integers: half the cost a call."""
    address = ctypes.cast(getattr(pdfium_c, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_tree_of = _function("FPDF_StructTree_GetForPage", _P, _P)
_close = _function("FPDF_StructTree_Close", None, _P)
_roots = _function("FPDF_StructTree_CountChildren", _I, _P)
_root = _function("FPDF_StructTree_GetChildAtIndex", _P, _P, _I)
_type = _function("FPDF_StructElement_GetType", _L, _P, _P, _L)
_children = _function("FPDF_StructElement_CountChildren", _I, _P)
_child = _function("FPDF_StructElement_GetChildAtIndex", _P, _P, _I)
_child_id = _function("FPDF_StructElement_GetChildMarkedContentID", _I, _P, _I)
_objects = _function("FPDFPage_CountObjects", _I, _P)
_object = _function("FPDFPage_GetObject", _P, _P, _I)
_content_id = _function("FPDFPageObj_GetMarkedContentID", _I, _P)
_bounds = _function("FPDFPageObj_GetBounds", _I, _P, _P, _P, _P, _P)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A heading by its tag.

    Attributes
    ----------
    level
        From 1; 0 for a plain ``H``.
    boxes
        x0, top, x1, bottom of what is drawn of it, in the frame of an unturned page.
    """

    page: int
    level: int
    boxes: tuple[tuple[float, float, float, float], ...]


class TagReader:
    """Reads the headings of one document's tags, page by page."""

    def __init__(self, document: Any) -> None:
        self.found: list[Tagged] = []
        self._is_on = bool(pdfium_c.FPDFCatalog_IsTagged(document.raw))
        self._empty = self._elements = self._pages = 0
        self._buffer = ctypes.create_string_buffer(32)

    def read(self, page: Any, number: int) -> None:
        """Take a pypdfium2 page's headings, as long as there is hope of any."""
        if not self._is_on or page.get_rotation():
            return
        handle = ctypes.cast(page.raw, _P).value
        tree = _tree_of(handle)
        if not tree:
            return
        try:
            headings = self._headings(tree)
        finally:
            _close(tree)
        self._pages += 1
        self._empty = 0 if headings else self._empty + 1
        if headings:
            self._place(page, handle, number, headings)
        self._is_on = self._empty < _PATIENCE and self._elements < _GRACE + _ELEMENTS * self._pages

    def _headings(self, tree: int) -> list[tuple[int, set[int]]]:
        """Level and marked-content ids of the headings of a page."""
        found: list[tuple[int, set[int]]] = []
        waiting = [_root(tree, number) for number in reversed(range(_roots(tree)))]
        seen = 0
        while waiting and seen < _MOST:
            element = waiting.pop()
            if not element:
                continue
            seen += 1
            kind = self._kind(element)
            heading = _HEADING.fullmatch(kind)
            if heading:
                ids = self._ids(element)
                if ids:
                    found.append((int(heading[1] or 0), ids))
            elif kind in _HOLDERS:
                count = min(_children(element), _MOST)
                waiting += [_child(element, number) for number in reversed(range(count))]
        self._elements += seen
        return found

    def _kind(self, element: int) -> str:
        size = _type(element, ctypes.addressof(self._buffer), 32)
        return self._buffer.raw[: max(0, min(size, 32) - 2)].decode("utf-16-le", "ignore")

    def _ids(self, element: int) -> set[int]:
        found: set[int] = set()
        waiting = [element]
        for _ in range(100):
            if not waiting:
                break
            element = waiting.pop()
            for number in range(min(_children(element), 100)):
                child = _child(element, number)
                if child:
                    waiting.append(child)
                else:
                    content = _child_id(element, number)
                    if content >= 0:
                        found.add(content)
        return found

    def _place(
        self, page: Any, handle: int | None, number: int, headings: list[tuple[int, set[int]]]
    ) -> None:
        owner = {content: at for at, (_, ids) in enumerate(headings) for content in ids}
        boxes: list[list[tuple[float, float, float, float]]] = [[] for _ in headings]
        left, _, _, top = page.get_bbox()
        sides = [ctypes.c_float() for _ in range(4)]
        pointers = [ctypes.addressof(side) for side in sides]
        for position in range(min(_objects(handle), 100 * _MOST)):
            item = _object(handle, position)
            at = owner.get(_content_id(item))
            if at is not None and _bounds(item, *pointers):
                x0, y0, x1, y1 = (side.value for side in sides)
                boxes[at].append((x0 - left, top - y1, x1 - left, top - y0))
        self.found += [
            Tagged(number, level, tuple(own))
            for (level, _), own in zip(headings, boxes, strict=True)
            if own
        ]
