"""From a sentence and its surroundings to the tokens that the encoder reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enacted.stance.context import lead_in_of
from enacted.stance.wordpiece import END, START

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.stance.records import Statement
    from enacted.stance.wordpiece import WordPieces

TEXT, BEFORE, AFTER, KIND = 96, 24, 24, 6
"""Tokens at the most of the sentence, its neighbours, and the kind of document."""

LONGEST = TEXT + BEFORE + AFTER + KIND + 5
"""Tokens of a sentence with its surroundings at the most, the marks included."""

_CHARACTERS = 2_000
_NEAR = 400


def tokens_of(statement: Statement, pieces: WordPieces) -> tuple[list[int], list[int]]:
    """Ids and segments of a sentence.

    ``[CLS] text [SEP]`` in segment 0, then ``kind of document [SEP] before [SEP] after [SEP]`` in
    segment 1. What introduces a list item stands for the sentence before it. Of the neighbours, the
    words nearest to the sentence are kept.
    """
    text = pieces.ids(statement.text[:_CHARACTERS], TEXT)
    kind = pieces.ids(statement.doc_type[:_NEAR], KIND)
    before = lead_in_of(statement) or statement.before
    near = pieces.ids(before[-_NEAR:], _NEAR)[-BEFORE:]
    after = pieces.ids(statement.after[:_NEAR], AFTER)
    first = [START, *text, END]
    second = [*kind, END, *near, END, *after, END]
    return first + second, [0] * len(first) + [1] * len(second)


def place_of(text: str, start: int, end: int, pieces: WordPieces) -> tuple[int, int]:
    """First token of a stretch of a sentence, and that after its last, among those it gets.

    Parameters
    ----------
    start, end
        In characters, half-open; at the ends of words. What lies beyond the tokens that are read,
        or has none, stands for the whole sentence.
    """
    text = text[:_CHARACTERS]
    first = len(pieces.ids(text[:start], TEXT))
    last = len(pieces.ids(text[:end], TEXT))
    if first == last:
        return 1, 1 + max(1, len(pieces.ids(text, TEXT)))
    return 1 + first, 1 + last


def buckets(lengths: Sequence[int], size: int, *, ordered: bool = False) -> list[list[int]]:
    """Positions in batches, each at most ``size`` tokens with the padding.

    Parameters
    ----------
    ordered
        Whether the sentences are taken in the order given; else from short to long, ties by
        position.
    """
    order = range(len(lengths))
    batches: list[list[int]] = []
    longest = 0
    for row in order if ordered else sorted(order, key=lengths.__getitem__):
        longest = max(longest, lengths[row])
        if batches and longest * (len(batches[-1]) + 1) <= size:
            batches[-1].append(row)
        else:
            batches.append([row])
            longest = lengths[row]
    return batches
