"""From a sentence to the features of the linear model: cues and word n-grams."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from enacted.stance.cues import find_cues

if TYPE_CHECKING:
    from enacted.stance.grammar import Reading
    from enacted.stance.records import Statement

MAX_WORDS = 120
"""Words of a sentence that make n-grams."""


@dataclass(frozen=True, slots=True)
class Features:
    """Names of the features of one sentence, each once and in a fixed order.

    Attributes
    ----------
    cues
        Named cues.
    words
        Words, with marks for the ends; numbers by their shape.
    phrases
        Runs of two and of three words.
    """

    cues: list[str]
    words: list[str]
    phrases: list[str]


def words_of(reading: Reading) -> list[str]:
    """Words of a sentence between marks of its ends; numbers become their shape.

    >>> from enacted.stance.grammar import read
    >>> words_of(read("It began in 2012."))
    ['<s>', 'it', 'began', 'in', '<year>', '.', '</s>']
    """
    words = reading.words[:MAX_WORDS]
    return ["<s>", *(_shape(w) if w[0].isdigit() else w for w in words), "</s>"]


def _shape(word: str) -> str:
    if len(word) == 4 and word[:2] in ("19", "20") and word.isdigit():
        return "<year>"
    return "<number>"


def features_of(statement: Statement, neighbours: dict[str, Reading] | None = None) -> Features:
    """Cues, words and n-grams of a sentence."""
    reading, cues = find_cues(statement, neighbours)
    words = words_of(reading)
    pairs = list(map(" ".join, itertools.pairwise(words)))
    triples = map(" ".join, zip(pairs, words[2:], strict=False))
    return Features(cues, list(dict.fromkeys(words)), list(dict.fromkeys((*pairs, *triples))))
