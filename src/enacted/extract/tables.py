"""Ruled tables: a cheap look for ruling lines, then pdfplumber on the pages that have them."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium_c

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OBJECTS = 4_000
"""Page objects looked at; a page with more is a drawing or a map, not a table."""

_ACTION = re.compile(
    r"\b(?:actions?|owners?|leads?|lead officer|by when|deadlines?|due|timescales?|timelines?"
    r"|target dates?|completion|responsib\w+|milestones?|commitments?|deliverables?|when|who)\b",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its place, in points from the top left corner of the page as it is shown.

    Attributes
    ----------
    rows
        Cells by row, top to bottom; the first row is the header. Empty where a cell is.
    """

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    rows: tuple[tuple[str, ...], ...]
    row_boxes: tuple[tuple[float, float, float, float], ...]

    @property
    def is_action_plan(self) -> bool:
        """Whether at least two headers name an action, an owner or a date."""
        return sum(bool(_ACTION.search(cell)) for cell in self.rows[0]) >= 2

    def text(self) -> str:
        """Rows on one line each, cells parted by `` | ``."""
        return "\n".join(" | ".join(row) for row in self.rows)

    def row_text(self, row: Sequence[str]) -> str:
        """A row as a sentence: each cell after its header."""
        pairs = [
            f"{header}: {cell}" if header else cell
            for header, cell in zip(self.rows[0], row, strict=True)
            if cell
        ]
        return "; ".join(pairs)


def may_hold_table(page: Any) -> bool:
    """Whether a pypdfium2 page has ruling lines as a table has: asked of PDFium, cheaply."""
    raw = page.raw
    count = pdfium_c.FPDFPage_CountObjects(raw)
    if count > _OBJECTS:
        return False
    sides = [ctypes.c_float() for _ in range(4)]
    across: set[int] = set()
    down: set[int] = set()
    cells: dict[int, int] = {}
    for number in range(count):
        item = pdfium_c.FPDFPage_GetObject(raw, number)
        if pdfium_c.FPDFPageObj_GetType(item) != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium_c.FPDFPageObj_GetBounds(item, *sides):
            continue
        left, bottom, right, top = (side.value for side in sides)
        width, height = right - left, top - bottom
        if height < 3 and width > 30:
            across.add(round(top / 3))
        elif width < 3 and height > 8:
            down.add(round(left / 3))
        elif width > 20 and 8 < height < 400:
            row = round(bottom / 3)
            cells[row] = cells.get(row, 0) + 1
    ruled = len(across) >= 3 and len(down) >= 2
    boxed = sum(times >= 2 for times in cells.values()) >= 2
    one_path = len(across) + len(down) == 0 and bool(cells) and _has_grid(raw, count)
    return ruled or boxed or one_path


def _has_grid(raw: Any, count: int) -> bool:
    """Whether one path draws a whole grid: many segments in one object."""
    for number in range(count):
        item = pdfium_c.FPDFPage_GetObject(raw, number)
        if pdfium_c.FPDFPageObj_GetType(item) != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        segments = pdfium_c.FPDFPath_CountSegments(item)
        if 12 <= segments <= 400 and pdfium_c.FPDFPage_CountObjects(raw) < 400:
            return True
    return False


def read_tables(page: Any, number: int) -> Iterator[Table]:
    """Tables of a pdfplumber page with at least two rows and two columns that hold text."""
    if len(page.chars) > 20_000 or len(page.edges) > 5_000:
        return
    for found in page.find_tables():
        rows = [tuple(_clean(cell) for cell in row) for row in found.extract()]
        boxes = [row.bbox for row in found.rows]
        kept = [(row, box) for row, box in zip(rows, boxes, strict=True) if any(row)]
        columns = [i for i in range(len(rows[0]) if rows else 0) if any(row[i] for row in rows)]
        filled = sum(bool(cell) for row, _ in kept for cell in row)
        if len(kept) < 2 or len(columns) < 2 or filled < 0.3 * len(kept) * len(columns):
            continue
        # A page's frame with running text in it is no table.
        if any(len(cell) > 2_500 for row, _ in kept for cell in row):
            continue
        x0, top, x1, bottom = (float(side) for side in found.bbox)
        yield Table(
            number,
            x0,
            top,
            x1,
            bottom,
            tuple(tuple(row[i] for i in columns) for row, _ in kept),
            tuple((float(b[0]), float(b[1]), float(b[2]), float(b[3])) for _, b in kept),
        )


def _clean(cell: str | None) -> str:
    return _SPACES.sub(" ", cell or "").strip()
