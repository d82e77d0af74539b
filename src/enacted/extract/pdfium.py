"""PDFium's characters as words with boxes, sizes and fonts.

Few calls a page: the text comes in one, and a word costs four: origin and box of its first
character, box and text object of its last. Size, angle and style are asked once a text object.
"""

from __future__ import annotations

import ctypes
import math
import re
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium_c

from enacted.extract.calls import INT, POINTER, function, handle_of
from enacted.extract.words import (
    ACCENTS,
    BOLD,
    DESCENT,
    ITALIC,
    UNIT,
    PageWords,
    Word,
    clean,
    style_of_name,
)

# PDFium writes a mark for a hyphen at a line end and leaves the line break out: a mark ends a word.
_WORD = re.compile(r"[^\s\x00-\x1f\u200b\ufeff\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
_NOTE = re.compile(r"(?<=[^\d\s])(?:\d{1,3}(?:[,;–-]\d{1,3})*|[*†‡§]{1,3})$")
# Fonts without a map to Unicode give their own codes: mostly control characters.
_UNMAPPED = re.compile(r"[\x00\x01\x03-\x08\x0b\x0c\x0e-\x1f\ufffd]")
_MARK_FIRST = re.compile(r"^(?:\d{1,3}|[*†‡§]{1,3})(?=[^\W\d_]|[“\"‘'(\[])")
_NAMED = re.compile(r"[A-Za-z]{4}")
_MARK_SIZE = 0.85  # of the type beside it, under which digits are a note's mark
_UPRIGHT = 4  # degrees within which text counts as running along an axis


_text_object = function("FPDFText_GetTextObject", POINTER, POINTER, INT)
_loose_box = function("FPDFText_GetLooseCharBox", INT, POINTER, INT, POINTER)
_origin = function("FPDFText_GetCharOrigin", INT, POINTER, INT, POINTER, POINTER)
_matrix = function("FPDFText_GetMatrix", INT, POINTER, INT, POINTER)
_font_size = function("FPDFText_GetFontSize", ctypes.c_double, POINTER, INT)
_font_of = function("FPDFTextObj_GetFont", POINTER, POINTER)
_render_mode = function("FPDFTextObj_GetTextRenderMode", INT, POINTER)
_text = function("FPDFText_GetText", INT, POINTER, INT, INT, POINTER)
_index_of = function("FPDFText_GetCharIndexFromTextIndex", INT, POINTER, INT)


class _Look(NamedTuple):
    """What all characters of a text object share."""

    size: float
    angle: int
    style: int


def read_words(page: Any, number: int) -> PageWords:
    """Words of a pypdfium2 page; ``number`` counts from 1."""
    width, height = page.get_size()
    found = PageWords(number, width, height, [], [])
    textpage = pdfium_c.FPDFText_LoadPage(page.raw)
    if not textpage:
        return found
    try:
        _Reader(page, textpage, found).read()
    finally:
        pdfium_c.FPDFText_ClosePage(textpage)
    return found


class _Reader:
    def __init__(self, page: Any, textpage: Any, found: PageWords) -> None:
        self.textpage, self.found = textpage, found
        self.handle = handle_of(textpage)
        self.rotation = page.get_rotation() % 360
        # The box that PDFium itself shows: the crop box within the media box.
        self.shown = page.get_bbox()
        self.looks: dict[int | None, _Look] = {}
        self.fonts: dict[int | None, int] = {}
        self.rect, self.matrix = pdfium_c.FS_RECTF(), (ctypes.c_float * 6)()
        self.matrix_at = ctypes.addressof(self.matrix)
        self.rows: list[tuple[Any, ...]] = []
        self.angles: list[int] = []

    def read(self) -> None:
        count = pdfium_c.FPDFText_CountChars(self.textpage)
        if count <= 0:
            return
        buffer = bytearray(count * 4 + 4)
        at = ctypes.addressof(ctypes.c_char.from_buffer(buffer))
        units = max(0, _text(self.handle, 0, count, at) - 1)
        text = buffer[: units * 2].decode("utf-16-le", "replace")
        self.found.characters = len(text)
        self.found.unmapped = len(_UNMAPPED.findall(text))
        # Character and text indices part where characters take two UTF-16 units, or where PDFium
        # leaves characters out of the text.
        index = None if units == len(text) == count else self._indices(text)
        self._read(text, index)
        if self.rows:
            self._place()

    def _indices(self, text: str) -> list[int]:
        """Character index of every position of the text; -1 where there is none."""
        return [_index_of(self.handle, position) for position in range(len(text))]

    def _read(self, text: str, index: list[int] | None) -> None:
        handle, rect = self.handle, self.rect
        rect_at = ctypes.addressof(rect)
        x, y = ctypes.c_double(), ctypes.c_double()
        x_at, y_at = ctypes.addressof(x), ctypes.addressof(y)
        looks, rows, angles = self.looks, self.rows, self.angles
        previous = -1
        letter = -1.0  # right edge of a letter whose accent was drawn after it
        for match in _WORD.finditer(text):
            first, last = match.span()
            glued = first == previous
            previous = last
            last -= 1
            if index is not None:
                first, last = index[first], index[last]
                if first < 0 or last < first:
                    continue
            token = match.group()
            pointer = _text_object(handle, first)
            look = looks.get(pointer) or self._look(pointer, first)
            size, angle, style = look
            if angle == 0:
                if last != first and (token[-1] in _MARK_ENDS or token[0] in _MARK_ENDS):
                    other = _text_object(handle, last)
                    if other != pointer and self._split(token, first, last, look, glued=glued):
                        continue
                if not (_origin(handle, first, x_at, y_at) and _loose_box(handle, last, rect_at)):
                    continue
                left, right = x.value, rect.right
                low = y.value - DESCENT * size
                high = low + size
            else:
                if not _loose_box(handle, first, rect_at):
                    continue
                left, low, right, high = rect.left, rect.bottom, rect.right, rect.top
                if not _loose_box(handle, last, rect_at):
                    continue
                left, low = min(left, rect.left), min(low, rect.bottom)
                right, high = max(right, rect.right), max(high, rect.top)
            if letter >= 0 and -0.1 < (left - letter) / (size or 1) < 0.1:
                glued = True
            letter = -1.0
            if token[-1] in ACCENTS and last > first and _loose_box(handle, last - 1, rect_at):
                # PDFium takes the accent for the end of a word.
                letter = right = rect.right
            if not token.isascii() or token[-1] == "\x02":
                token = clean(token)
                if not token:
                    continue
            rows.append((token, left, low, right, high, size, style, False, glued))
            angles.append(angle)

    def _look(self, pointer: int | None, index: int) -> _Look:
        scale, angle = 1.0, 0
        if _matrix(self.handle, index, self.matrix_at):
            a, b, c, d, _, _ = self.matrix
            scale = math.hypot(c, d) or 1.0
            if b or a <= 0:
                angle = round(math.degrees(math.atan2(b, a))) % 360
                nearest = round(angle / 90) * 90
                angle = nearest % 360 if abs(angle - nearest) <= _UPRIGHT else angle
        style = 0
        if pointer:
            font = _font_of(pointer)
            if font not in self.fonts:
                self.fonts[font] = _style(font) if font else 0
            style = self.fonts[font]
            # Filled and stroked: bold made of a lighter font.
            if _render_mode(pointer) == pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE:
                style |= BOLD
        look = _Look(round(_font_size(self.handle, index) * scale, 2), angle, style)
        self.looks[pointer] = look
        return look

    def _split(self, token: str, first: int, last: int, look: _Look, *, glued: bool) -> bool:
        """Part a note's mark from the word it was set to; whether there was one."""
        mark_last = _NOTE.search(token)
        mark_first = _MARK_FIRST.match(token)
        end = self._look_at(last)
        if mark_last and end.size < _MARK_SIZE * look.size:
            cut = mark_last.start()
            if UNIT.search(token[:cut]):
                return False
        elif mark_first and look.size < _MARK_SIZE * end.size:
            cut = mark_first.end()
        else:
            return False
        if self._look_at(first + cut).size != end.size:
            return False
        parts = ((token[:cut], first, look), (token[cut:], first + cut, end))
        for part, start, own in parts:
            box = self._span(start, start + len(part) - 1, own)
            if box is None:
                continue
            text = clean(part)
            is_mark = own is (end if mark_last and end.size < look.size else look)
            self.rows.append((text, *box, own.size, own.style, is_mark, glued))
            self.angles.append(own.angle)
            glued = True
        return True

    def _look_at(self, index: int) -> _Look:
        pointer = _text_object(self.handle, index)
        return self.looks.get(pointer) or self._look(pointer, index)

    def _span(self, first: int, last: int, look: _Look) -> tuple[float, ...] | None:
        rect_at, rect = ctypes.addressof(self.rect), self.rect
        if not _loose_box(self.handle, first, rect_at):
            return None
        left = rect.left
        if not _loose_box(self.handle, last, rect_at):
            return None
        x, y = ctypes.c_double(), ctypes.c_double()
        if not _origin(self.handle, first, ctypes.addressof(x), ctypes.addressof(y)):
            return None
        low = y.value - DESCENT * look.size
        return left, low, rect.right, low + look.size

    def _place(self) -> None:
        """Turn the page so that most of its text is upright, and put its origin at the top left."""
        found = self.found
        left, bottom, right, top = self.shown
        if not (self.rotation or any(self.angles)):
            found.words = [
                _word((text, x0 - left, top - y1, x1 - left, top - y0, *rest))
                for text, x0, y0, x1, y1, *rest in self.rows
            ]
            return
        texts, *numbers, sizes, styles, marks, glued = zip(*self.rows, strict=True)
        x0, y0, x1, y1 = (np.array(side) for side in numbers)
        # Angles count against the clock in the file's own frame, before the page is turned.
        seen = (np.array(self.angles) - self.rotation) % 360
        weight = np.bincount(seen, np.array([len(text) for text in texts]), 360)
        best = int(weight.argmax())
        turn = best if best % 90 == 0 and weight[best] >= 0.6 * weight.sum() else 0
        found.turn = turn
        if turn in {90, 270}:
            found.width, found.height = found.height, found.width
        match (self.rotation + turn) % 360:
            case 90:
                sides = (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
            case 180:
                sides = (right - x1, y0 - bottom, right - x0, y1 - bottom)
            case 270:
                sides = (top - y1, right - x1, top - y0, right - x0)
            case _:
                sides = (x0 - left, top - y1, x1 - left, top - y0)
        upright = (seen == turn).tolist()
        rows = zip(
            texts, *(side.tolist() for side in sides), sizes, styles, marks, glued, strict=True
        )
        made = map(_word, rows)
        if all(upright):
            found.words.extend(made)
            return
        for word, is_upright in zip(made, upright, strict=True):
            (found.words if is_upright else found.aside).append(word)


# Without the check of names and number that the class itself makes.
_word = partial(tuple.__new__, Word)

_MARK_ENDS = frozenset("0123456789*†‡§")


def _style(font: int) -> int:
    buffer = ctypes.create_string_buffer(256)
    handle = ctypes.cast(font, pdfium_c.FPDF_FONT)
    pdfium_c.FPDFFont_GetBaseFontName(handle, buffer, 256)
    name = buffer.value.decode("utf-8", "replace")
    flags = pdfium_c.FPDFFont_GetFlags(handle)
    bold = bool(flags & 0x40000)
    if not _NAMED.search(name):
        # The weight is guessed from the width of stems: of use only where the name says nothing.
        bold = bold or pdfium_c.FPDFFont_GetWeight(handle) >= 600
    return style_of_name(name) | (BOLD if bold else 0) | (ITALIC if flags & 0x40 else 0)
