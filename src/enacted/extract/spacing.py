"""Letter-spaced words: "P LE D G E" is one word to a reader, and in the file five."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.extract.hyphens import Vocabulary

_RUN = re.compile(r"(?<!\S)(?:[^\W\d_]{1,3} ){3,}[^\W\d_]{1,3}(?!\S)")
_WORDS_OF_ONE = frozenset("aio")  # the last in verse and in other languages
_VOWELS = frozenset("AEIOUY")
_LONGEST = 40  # pieces; what is longer is a table of letters


def unspaced(text: str, vocabulary: Vocabulary) -> str:
    """A line of text with the letter-spaced words in it closed up.

    Pieces are joined where the document writes the word in one elsewhere; where it does not, only
    single capitals that read like a word, which letters in the order of the alphabet do not.
    """
    return _RUN.sub(lambda found: _closed(found[0], vocabulary), text)


def _closed(run: str, vocabulary: Vocabulary) -> str:
    pieces = run.split(" ")
    single = sum(len(piece) == 1 and piece.lower() not in _WORDS_OF_ONE for piece in pieces)
    if 2 * single < len(pieces) or len(pieces) > _LONGEST:
        return run
    words = _segmented(pieces, vocabulary)
    if words is not None:
        return " ".join(words)
    return "".join(pieces) if _reads_as_word(pieces) else run


def _segmented(pieces: Sequence[str], vocabulary: Vocabulary) -> list[str] | None:
    """The fewest words of the document that the pieces make, cut between pieces only."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(pieces) + 1):
        found: list[str] | None = None
        for start in range(end):
            before = best[start]
            word = "".join(pieces[start:end])
            if before is None or (found is not None and len(found) <= len(before) + 1):
                continue
            if start == end - 1:
                is_word = len(word) > 1 or word in {"A", "a", "I"}
            else:
                is_word = len(word) > 2 and vocabulary.knows(word)
            if is_word:
                found = [*before, word]
        best.append(found)
    words = best[-1]
    # All pieces left as they are is no find.
    return words if words is not None and len(words) <= len(pieces) // 2 else None


def _reads_as_word(pieces: Sequence[str]) -> bool:
    if len(pieces) < 5 or any(len(piece) > 1 or not piece.isupper() for piece in pieces):
        return False
    steps = [ord(b) - ord(a) for a, b in pairwise(pieces)]
    in_order = sum(step in {0, 1} for step in steps) > len(steps) // 2
    return not in_order and len(set(pieces)) > 2 and not _VOWELS.isdisjoint(pieces)
