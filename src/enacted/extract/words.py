"""Words with boxes, sizes and styles: what every engine yields and the layout reads."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

BOLD, ITALIC = 1, 2

DESCENT = 0.22
"""Part of the type size that a word's box reaches under its baseline."""

_BOLD = re.compile(r"bold|black|heavy|semibold|demi|[-,]bd\b", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli", re.IGNORECASE)
UNIT = re.compile(r"(?:^|[\d(.,/-])(?:[kcm]?m|mi|ft|in|yd|CO)$")
"""Units whose raised or lowered digit is no mark of a note."""

# Accents drawn as characters of their own, over the letter before them or, in TeX, after them.
_ACCENTS = {
    "`": "\u0300",
    "´": "\u0301",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "¯": "\u0304",
    "˘": "\u0306",
    "˙": "\u0307",
    "¨": "\u0308",
    "˚": "\u030a",
    "˝": "\u030b",
    "ˇ": "\u030c",
    "¸": "\u0327",
    "˛": "\u0328",
}
ACCENTS = frozenset(_ACCENTS) - {"`"}
_LETTER_ACCENT = re.compile(r"([^\W\d_])([´ˆ˜¯˘˙¨˚˝ˇ¸˛])")

# What Symbol and Wingdings draw has no meaning in Unicode; mostly it is a bullet.
_PRIVATE = re.compile("[\ue000-\uf8ff]")

# Ligatures are two letters to a reader; soft hyphens and zero-width characters are nothing. A soft
# hyphen that PDFium kept stands at a line end, where it is drawn.
_CLEAN = {
    **{ord(c): unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆ"},
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None),
    ord("\x02"): "-",
    0xFFFE: "-",
}


class Word(NamedTuple):
    """A word in the frame in which its page is read.

    ``mark`` says that it is the superscript mark of a note; ``glued`` that no space parts it from
    the word before. The box reaches ``DESCENT`` of the size under the baseline.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    style: int
    mark: bool
    glued: bool = False


class Rule(NamedTuple):
    """A line drawn across a page, in the frame of its words."""

    x0: float
    y: float
    x1: float


@dataclass(slots=True)
class PageWords:
    """Words of a page, in the order in which the file draws them.

    Attributes
    ----------
    width, height
        Of the page as it is read: upright text runs along the width.
    aside
        Words that run in another direction: stamps and labels in margins.
    turn
        Degrees, clockwise, by which the page was turned to make most of its text upright.
    unmapped
        Characters without a meaning in Unicode.
    rules
        Lines across the page that are none of a table found so far.
    """

    page: int
    width: float
    height: float
    words: list[Word]
    aside: list[Word]
    turn: int = 0
    characters: int = 0
    unmapped: int = 0
    rules: tuple[Rule, ...] = ()


def clean(text: str) -> str:
    r"""A word as a reader sees it: ligatures taken apart, invisible characters left out.

    >>> clean("de\ufb01ne\u200b")
    'define'
    """
    if text[-1:] == "\u00ad":
        text = text[:-1] + "-"
    text = text.translate(_CLEAN)
    if not ACCENTS.isdisjoint(text):
        text = _LETTER_ACCENT.sub(_accented, text)
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _PRIVATE.sub("•", text))


def _accented(found: re.Match[str]) -> str:
    return ("i" if found[1] == "ı" else found[1]) + _ACCENTS[found[2]]


def style_of_name(name: str) -> int:
    """What a font's name tells of its weight and slope; a subset's tag is passed over."""
    name = name.rpartition("+")[2]
    return (BOLD if _BOLD.search(name) else 0) | (ITALIC if _ITALIC.search(name) else 0)
