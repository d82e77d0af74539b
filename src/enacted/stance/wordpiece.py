"""Words to word pieces: the longest known piece first (Wu et al. 2016), as uncased BERT has it.

Written here because the library that does it brings a client of a model hub along, and nothing that
runs may need a network.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
"""Pieces that every vocabulary begins with, in this order."""

PAD, UNKNOWN, START, END = range(4)

_LONGEST_WORD = 60
_KEPT_WORDS = 100_000
# Accents, and what leaves no mark on paper: soft hyphens, zero-width and private characters.
_UNSEEN = re.compile(
    "[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff\ufffd]"
)
# Any mark that is neither letter, digit nor space stands alone; so does each CJK ideograph.
_WORD = re.compile(
    r"[\u3400-\u9fff]|(?:[^\W_\u3400-\u9fff]|[\u0900-\u0dff\u0e00-\u0eff])+|[^\w\s\x00-\x1f\x7f-\x9f]|_"
)


def split_words(text: str) -> list[str]:
    """Words and marks of a text in lower case, without accents.

    >>> split_words("Café-based (2014).")
    ['cafe', '-', 'based', '(', '2014', ')', '.']
    """
    text = text.lower()
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFD", text))
    return _WORD.findall(text)


class WordPieces:
    """A vocabulary of word pieces.

    Parameters
    ----------
    pieces
        ``MARKS`` first; a piece that goes on within a word begins with ``##``.

    Raises
    ------
    ValueError
        Where the vocabulary does not begin with the marks or names a piece twice.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        if tuple(pieces[: len(MARKS)]) != MARKS:
            raise ValueError("the vocabulary does not begin with its marks")
        self._rows = {piece: row for row, piece in enumerate(pieces)}
        if len(self._rows) != len(pieces):
            raise ValueError("the vocabulary names a piece twice")
        self._longest = max(map(len, pieces))
        self._known: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def pieces(self) -> list[str]:
        """All pieces, in the order of their rows."""
        return list(self._rows)

    def ids(self, text: str, limit: int) -> list[int]:
        """Rows of the pieces of a text, the first ``limit`` of them."""
        found: list[int] = []
        known = self._known
        for word in split_words(text):
            pieces = known.get(word)
            if pieces is None:
                pieces = self._split(word)
                if len(known) < _KEPT_WORDS:
                    known[word] = pieces
            found += pieces
            if len(found) >= limit:
                return found[:limit]
        return found

    def _split(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (UNKNOWN,)
        found = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(min(len(word), start + self._longest), start, -1):
                row = self._rows.get(prefix + word[start:end])
                if row is not None:
                    found.append(row)
                    start = end
                    break
            else:
                return (UNKNOWN,)
        return tuple(found)
