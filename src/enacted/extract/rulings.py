"""Lines and boxes drawn on a page, from which tables are found."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2.raw as pdfium_c

from enacted.extract.calls import INT, POINTER, function, handle_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from enacted.extract.words import PageWords

_OBJECTS = 6_000
"""Page objects looked at; a page with more is a drawing or a map, not a table."""

_SEGMENTS = 8_000  # of all paths of a page
_CURVED = 120  # points of curves, after which a path is part of a drawing and is read no further
_THIN = 3.0  # points, up to which a box is a line
_SHORT = 6.0  # points, under which a line is none of a table's
_DEEP = 4  # form objects within form objects

_Sides = tuple[float, float, float, float]
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)

_page_objects = function("FPDFPage_CountObjects", INT, POINTER)
_page_object = function("FPDFPage_GetObject", POINTER, POINTER, INT)
_form_objects = function("FPDFFormObj_CountObjects", INT, POINTER)
_form_object = function("FPDFFormObj_GetObject", POINTER, POINTER, ctypes.c_ulong)
_type = function("FPDFPageObj_GetType", INT, POINTER)
_matrix = function("FPDFPageObj_GetMatrix", INT, POINTER, POINTER)
_bounds = function("FPDFPageObj_GetBounds", INT, POINTER, POINTER, POINTER, POINTER, POINTER)
_draw_mode = function("FPDFPath_GetDrawMode", INT, POINTER, POINTER, POINTER)
_count_segments = function("FPDFPath_CountSegments", INT, POINTER)
_segment = function("FPDFPath_GetPathSegment", POINTER, POINTER, INT)
_point = function("FPDFPathSegment_GetPoint", INT, POINTER, POINTER, POINTER)
_segment_type = function("FPDFPathSegment_GetType", INT, POINTER)
_close = function("FPDFPathSegment_GetClose", INT, POINTER)


class Ruling(NamedTuple):
    """A straight line along an axis, in the frame of the page's words.

    ``shade`` says that it is the side of a filled box without a border: of a cell, or of no more
    than a line of text in it.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    shade: bool = False


def read_rulings(page: Any, words: PageWords) -> list[Ruling]:
    """Ruling lines of a pypdfium2 page; sides of boxes are lines too.

    Parameters
    ----------
    words
        The words of the page: the lines are put into the frame in which they are read.
    """
    reader = _Paths()
    boxes = list(reader.boxes(handle_of(page.raw), _page_objects, _page_object, _IDENTITY, 0))
    if reader.too_many:
        return []
    quarter = (page.get_rotation() + words.turn) % 360
    shown = page.get_bbox()
    found = []
    for box, shade in boxes:
        x0, top, x1, bottom = place(box, shown, quarter)
        if bottom - top <= _THIN:
            if x1 - x0 >= _SHORT:
                middle = (top + bottom) / 2
                found.append(Ruling(x0, middle, x1, middle))
        elif x1 - x0 <= _THIN:
            if bottom - top >= _SHORT:
                middle = (x0 + x1) / 2
                found.append(Ruling(middle, top, middle, bottom))
        elif x1 - x0 >= _SHORT and bottom - top >= _SHORT:
            found += [
                Ruling(x0, top, x1, top, shade),
                Ruling(x0, bottom, x1, bottom, shade),
                Ruling(x0, top, x0, bottom, shade),
                Ruling(x1, top, x1, bottom, shade),
            ]
    return found


def place(
    box: tuple[float, ...], shown: tuple[float, ...], quarter: int
) -> tuple[float, float, float, float]:
    """A box of the file's frame on the page as it is read, origin at the top left.

    Parameters
    ----------
    shown
        What is shown of the page, in the file's frame: left, bottom, right, top.
    quarter
        Degrees, clockwise, by which the page is turned.
    """
    x0, y0, x1, y1 = box
    left, bottom, right, top = shown
    match quarter:
        case 90:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        case 180:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        case 270:
            return top - y1, right - x1, top - y0, right - x0
        case _:
            return x0 - left, top - y1, x1 - left, top - y0


class _Paths:
    """Boxes of straight paths on a page and in its forms."""

    def __init__(self) -> None:
        self.floats = (ctypes.c_float * 6)()
        first = ctypes.addressof(self.floats)
        self.at = [first + 4 * number for number in range(4)]
        self.fill, self.stroke = ctypes.c_int(), ctypes.c_int()
        self.fill_at, self.stroke_at = map(ctypes.addressof, (self.fill, self.stroke))
        self.objects = self.segments = 0

    @property
    def too_many(self) -> bool:
        return self.objects > _OBJECTS or self.segments > _SEGMENTS

    def boxes(
        self, owner: int, count_of: Any, object_of: Any, matrix: _Matrix, depth: int
    ) -> Iterator[tuple[_Sides, bool]]:
        """Boxes of lines and rectangles in the frame of the page, and whether they only shade."""
        count = count_of(owner)
        self.objects += max(0, count)
        if self.too_many:
            return
        for number in range(count):
            item = object_of(owner, number)
            kind = _type(item)
            if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
                yield from self._path(item, matrix)
            elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEP:
                inner = _combined(self._matrix_of(item), matrix)
                yield from self.boxes(item, _form_objects, _form_object, inner, depth + 1)

    def _path(self, item: int, matrix: _Matrix) -> Iterator[tuple[_Sides, bool]]:
        segments: int = _count_segments(item)
        if segments <= 5:
            if not _bounds(item, *self.at):
                return
            left, bottom, right, top = self.floats[:4]
            _draw_mode(item, self.fill_at, self.stroke_at)
            yield _box(matrix, left, bottom, right, top), not self.stroke.value
            return
        whole = _combined(self._matrix_of(item), matrix)
        yield from self._strokes(item, segments, whole)

    def _strokes(self, item: int, segments: int, matrix: _Matrix) -> Iterator[tuple[_Sides, bool]]:
        """Straight strokes of a longer path, such as a grid drawn at one go."""
        start = last = (0.0, 0.0)
        curved = 0
        floats, (x_at, y_at) = self.floats, self.at[:2]
        for number in range(min(segments, _SEGMENTS - self.segments + 1)):
            self.segments += 1
            segment = _segment(item, number)
            _point(segment, x_at, y_at)
            point = (floats[0], floats[1])
            kind = _segment_type(segment)
            if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == pdfium_c.FPDF_SEGMENT_BEZIERTO:
                curved += 1
                if curved > _CURVED:
                    return
            elif kind == pdfium_c.FPDF_SEGMENT_LINETO and _along_axis(last, point):
                yield _box(matrix, *last, *point), False
            if _close(segment) and _along_axis(point, start):
                yield _box(matrix, *point, *start), False
            last = point

    def _matrix_of(self, item: int) -> _Matrix:
        if not _matrix(item, self.at[0]):
            return _IDENTITY
        a, b, c, d, e, f = self.floats
        return a, b, c, d, e, f


def _along_axis(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return abs(a[0] - b[0]) < 1 or abs(a[1] - b[1]) < 1


def _combined(inner: _Matrix, outer: _Matrix) -> _Matrix:
    if outer == _IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _box(
    matrix: _Matrix, x0: float, y0: float, x1: float, y1: float
) -> tuple[float, float, float, float]:
    if matrix != _IDENTITY:
        a, b, c, d, e, f = matrix
        x0, y0 = a * x0 + c * y0 + e, b * x0 + d * y0 + f
        x1, y1 = a * x1 + c * y1 + e, b * x1 + d * y1 + f
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
