"""PDFium's characters as words with boxes, sizes and fonts.

Few calls a page: the text comes in one, and a word costs four: the boxes of its first and last
character, its size and its text object. Everything that hangs on the text object is asked once.
"""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

BOLD, ITALIC = 1, 2

# PDFium writes a mark for a hyphen at a line end and leaves the line break out: a mark ends a word.
_WORD = re.compile(r"[^\s\x00-\x1f\u200b\ufeff\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
# Fonts without a map to Unicode give their own codes: mostly control characters.
_UNMAPPED = re.compile(r"[\x00\x01\x03-\x08\x0b\x0c\x0e-\x1f\ufffd]")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|[-,]bd\b", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli", re.IGNORECASE)
_NOTE = re.compile(r"(?<=[^\d\s])\d{1,3}(?:,\d{1,3})*$")
_MARK_FIRST = re.compile(r"^\d{1,3}(?=[^\W\d_“\"‘'(])")
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\xad": "",
        "\u200b": "",
        "\u200c": "",
        "\u200d": "",
        "\u2060": "",
    }
)
_HYPHEN_MARKS = "\x02\ufffe"


class Word(NamedTuple):
    """A word in the frame in which its page is read."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    style: int
    mark: bool
    """A superscript note mark."""


@dataclass(slots=True)
class PageWords:
    """Words of a page, in the order in which the file draws them.

    Attributes
    ----------
    width, height
        Of the page as it is read: upright text runs along the width.
    turn
        Degrees, clockwise, by which the page was turned to make most of its text upright.
    aside
        Words that run in another direction: stamps and labels in margins.
    unmapped
        Characters without a meaning in Unicode.
    """

    page: int
    width: float
    height: float
    words: list[Word]
    aside: list[Word]
    turn: int = 0
    characters: int = 0
    unmapped: int = 0


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
        self.page, self.textpage, self.found = page, textpage, found
        self.rect, self.matrix = pdfium_c.FS_RECTF(), pdfium_c.FS_MATRIX()
        self.fonts: dict[int, int] = {}
        self.last_object = 0
        self.scale, self.angle, self.style = 1.0, 0, 0
        self.rotation = page.get_rotation()
        self.crop = page.get_bbox()  # unlike the crop box, inherited where the page has none

    def read(self) -> None:
        count = pdfium_c.FPDFText_CountChars(self.textpage)
        if count <= 0:
            return
        buffer = (ctypes.c_ushort * (count * 2 + 2))()
        units = max(0, pdfium_c.FPDFText_GetText(self.textpage, 0, count, buffer) - 1)
        text = bytes(memoryview(buffer).cast("B")[: units * 2]).decode("utf-16-le", "replace")
        self.found.characters = len(text)
        self.found.unmapped = len(_UNMAPPED.findall(text))
        # Character and text indices part where characters take two UTF-16 units, or where PDFium
        # leaves characters out of the text.
        same = units == len(text) == count
        by_angle: dict[int, list[Word]] = {}
        for match in _WORD.finditer(text):
            token = match.group()
            first, last = match.start(), match.end() - 1
            if not same:
                first, last = self._index(text, first), self._index(text, last)
                if first < 0 or last < 0:
                    continue
            word = self._word(token, first, last)
            if word is not None:
                by_angle.setdefault(self.angle, []).extend(word)
        self._set_upright(by_angle)

    def _index(self, text: str, position: int) -> int:
        unit = len(text[:position].encode("utf-16-le")) // 2
        return int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self.textpage, unit))

    def _box(self, index: int) -> tuple[float, float, float, float] | None:
        if not pdfium_c.FPDFText_GetLooseCharBox(self.textpage, index, self.rect):
            return None
        r = self.rect
        return r.left, r.bottom, r.right, r.top

    def _word(self, token: str, first: int, last: int) -> list[Word] | None:
        a = self._box(first)
        b = a if last == first else self._box(last)
        if a is None or b is None:
            return None
        self._look_at(first)
        size = pdfium_c.FPDFText_GetFontSize(self.textpage, first) * self.scale
        text = token.translate(_LIGATURES)
        if not text:
            return None
        note = None
        if token[-1].isdigit() and last > first:
            note = self._trailing_note(token, first, last)
        elif token[0].isdigit() and last > first and _MARK_FIRST.match(token):
            note = self._leading_note(token, first, last)
        if note is None:
            return [self._make(text, a, b, size, mark=False)]
        cut, at_end = note
        left, right = token[:cut].translate(_LIGATURES), token[cut:].translate(_LIGATURES)
        middle = self._box(first + cut - 1), self._box(first + cut)
        if middle[0] is None or middle[1] is None or not left or not right:
            return [self._make(text, a, b, size, mark=False)]
        small = pdfium_c.FPDFText_GetFontSize(self.textpage, last) * self.scale
        return [
            self._make(left, a, middle[0], size, mark=not at_end),
            self._make(right, middle[1], b, small, mark=at_end),
        ]

    def _trailing_note(self, token: str, first: int, last: int) -> tuple[int, bool] | None:
        match = _NOTE.search(token)
        if match is None:
            return None
        ask = pdfium_c.FPDFText_GetFontSize
        small = ask(self.textpage, last)
        if small >= 0.85 * ask(self.textpage, first):
            return None
        return match.start(), True

    def _leading_note(self, token: str, first: int, last: int) -> tuple[int, bool] | None:
        match = _MARK_FIRST.match(token)
        ask = pdfium_c.FPDFText_GetFontSize
        if match is None or ask(self.textpage, first) >= 0.85 * ask(self.textpage, last):
            return None
        return match.end(), False

    def _look_at(self, index: int) -> None:
        """Take scale, angle and style from the text object of a character, once an object."""
        pointer = pdfium_c.FPDFText_GetTextObject(self.textpage, index)
        address = ctypes.cast(pointer, ctypes.c_void_p).value or 0
        if address == self.last_object and address:
            return
        self.last_object = address
        self.scale, self.angle = 1.0, 0
        if pdfium_c.FPDFText_GetMatrix(self.textpage, index, self.matrix):
            m = self.matrix
            self.scale = math.hypot(m.c, m.d) or 1.0
            self.angle = round(math.degrees(math.atan2(m.b, m.a)) / 15) * 15 % 360
        if address:
            font = pdfium_c.FPDFTextObj_GetFont(pointer)
            key = ctypes.cast(font, ctypes.c_void_p).value or 0
            if key not in self.fonts:
                self.fonts[key] = _style(font) if key else 0
            self.style = self.fonts[key]

    def _make(self, text: str, a: Any, b: Any, size: float, *, mark: bool) -> Word:
        return Word(
            text,
            min(a[0], b[0]),
            min(a[1], b[1]),
            max(a[2], b[2]),
            max(a[3], b[3]),
            size,
            self.style,
            mark,
        )

    def _set_upright(self, by_angle: dict[int, list[Word]]) -> None:
        """Turn the page so that most of its text is upright."""
        if not by_angle:
            return
        weight = {angle: sum(len(w.text) for w in words) for angle, words in by_angle.items()}
        shown = self.rotation % 360
        # Angles are counted against the clock in the file's own frame, page rotation with it.
        seen = {angle: (angle - shown) % 360 for angle in by_angle}
        best = max(weight, key=lambda angle: (weight[angle], -seen[angle]))
        turn = seen[best] if seen[best] % 90 == 0 else 0
        if weight[best] < 0.6 * sum(weight.values()):
            turn = 0
        self.found.turn = turn
        frame = _Frame(self.crop, (shown + turn) % 360)
        if turn in {90, 270}:
            self.found.width, self.found.height = self.found.height, self.found.width
        for angle, words in by_angle.items():
            into = self.found.words if seen[angle] == turn else self.found.aside
            into.extend(frame.place(w) for w in words)


class _Frame:
    """From the file's coordinates to a page as it is read, origin at the top left."""

    def __init__(self, crop: tuple[float, float, float, float], rotation: int) -> None:
        self.crop, self.rotation = crop, rotation

    def place(self, w: Word) -> Word:
        left, bottom, right, top = self.crop
        x0, y0, x1, y1 = w.x0, w.top, w.x1, w.bottom  # bottom-up here
        match self.rotation:
            case 90:
                box = (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
            case 180:
                box = (right - x1, y0 - bottom, right - x0, y1 - bottom)
            case 270:
                box = (top - y1, right - x1, top - y0, right - x0)
            case _:
                box = (x0 - left, top - y1, x1 - left, top - y0)
        return w._replace(x0=box[0], top=box[1], x1=box[2], bottom=box[3])


def _style(font: Any) -> int:
    buffer = ctypes.create_string_buffer(256)
    pdfium_c.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.value.decode("utf-8", "replace")
    flags = pdfium_c.FPDFFont_GetFlags(font)
    bold = bool(flags & 0x40000) or pdfium_c.FPDFFont_GetWeight(font) >= 600
    return style_of_name(name) | (BOLD if bold else 0) | (ITALIC if flags & 0x40 else 0)


def style_of_name(name: str) -> int:
    """What a font's name tells of its weight and slope; a subset's tag is passed over."""
    name = name.rpartition("+")[2]
    return (BOLD if _BOLD.search(name) else 0) | (ITALIC if _ITALIC.search(name) else 0)
