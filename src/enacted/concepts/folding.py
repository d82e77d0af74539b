"""Text made comparable, character by character, so that offsets stay what they were."""

from __future__ import annotations

import unicodedata
from functools import reduce

HYPHENS = (
    "\u2010\u2011\u2012\u2013\u2212\u00ad\u2043\ufe63\uff0d\u02d7\u1806\u058a"
    "\u05be\u1400\u2e17\u2e1a\u2e40\u2e5d\u30a0"
)
"""What stands for a hyphen: hyphen, non-breaking hyphen, figure and en dash, minus, soft hyphen and
those of other scripts; an em dash joins no word."""

_SPACES = "\t\n\r\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_FOLDS = (
    *((c, "-") for c in HYPHENS),
    *((c, " ") for c in _SPACES),
    *((c, "'") for c in "\u2018\u2019\u201b\u02bc"),
    *((c, '"') for c in "\u201c\u201d\u201f"),
    # The one character whose lower case is two characters long.
    ("\u0130", "i"),
)


_LIGATURES = {ord(c): unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆ"}


def as_extracted(text: str) -> str:
    """``text`` with the letters that extraction gives: ligatures apart, accents on their letters.

    Superscripts stay as they are, as in "m²".
    """
    return unicodedata.normalize("NFC", text.translate(_LIGATURES))


def fold(text: str) -> str:
    """``text`` in lower case, with one hyphen, one space, one apostrophe and one quotation mark.

    As long as ``text``, so that offsets in one are offsets in the other.

    >>> fold("Co\u2011Production")
    'co-production'
    """
    if text.isascii():
        return text.lower().replace("\n", " ").replace("\t", " ").replace("\r", " ")
    return reduce(lambda folded, pair: folded.replace(*pair), _FOLDS, text).lower()
