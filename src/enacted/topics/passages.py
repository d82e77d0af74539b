"""Sentences gathered into passages long enough to have a topic."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from enacted.tables.schema import INT, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PASSAGES = pa.schema(
    [
        pa.field("doc_id", TEXT, nullable=False),
        pa.field("passage", INT, nullable=False),
        pa.field("first_sentence", INT, nullable=False),
        pa.field("last_sentence", INT, nullable=False),
        pa.field("page", INT, nullable=False),
        pa.field("words", INT, nullable=False),
        pa.field("text", TEXT, nullable=False),
    ]
)
"""Schema of what `passages` returns."""

# A topic model needs some hundred words to see words together, and few enough that they
# are about one thing.
_ENOUGH = 200
# A block that alone is longer than this is cut between sentences.
_TOO_LONG = 400
# A section shorter than this goes with what follows.
_TOO_SHORT = 60


class _Sentence(NamedTuple):
    number: int
    page: int
    words: int
    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Consecutive sentences of one block."""

    section: str
    sentences: tuple[_Sentence, ...]
    words: int


def passages(sentences: pa.Table) -> pa.Table:
    """Gather the sentences of one document into passages of about 200 words.

    A passage holds whole blocks of one section. Two exceptions: a block of more than 400 words
    is cut between sentences, and a section of fewer than 60 words goes with what follows it or,
    at the end of the document, with what stands before it.

    Parameters
    ----------
    sentences
        Columns ``doc_id``, ``sentence``, ``block``, ``page``, ``section``, ``words`` and
        ``text``, in reading order. Several documents one after the other are kept apart.

    Returns
    -------
    pa.Table
        Schema `PASSAGES`: ``passage`` counts from 0 in each document, ``page`` is where the
        passage begins, ``text`` has a line a block.
    """
    columns: dict[str, list[object]] = {name: [] for name in PASSAGES.names}
    rows = zip(
        *(
            sentences[name].to_pylist()
            for name in ("doc_id", "section", "block", "sentence", "page", "words", "text")
        ),
        strict=True,
    )
    for doc_id, own in groupby(rows, key=itemgetter(0)):
        for number, passage in enumerate(_gathered(_pieces(own))):
            stretch = [sentence for piece in passage for sentence in piece.sentences]
            for name, value in (
                ("doc_id", doc_id),
                ("passage", number),
                ("first_sentence", stretch[0].number),
                ("last_sentence", stretch[-1].number),
                ("page", stretch[0].page),
                ("words", _words(passage)),
                ("text", "\n".join(_text(piece) for piece in passage)),
            ):
                columns[name].append(value)
    return pa.table(columns, schema=PASSAGES)


def _pieces(rows: Iterable[Sequence[Any]]) -> Iterator[_Piece]:
    """Blocks of one document, those that are too long cut into even parts."""
    for (section, _), block in groupby(rows, key=itemgetter(1, 2)):
        sentences = tuple(_Sentence(*row[3:]) for row in block)
        words = sum(sentence.words for sentence in sentences)
        if words <= _TOO_LONG:
            yield _Piece(section, sentences, words)
            continue
        parts = round(words / _ENOUGH)
        before = 0
        part: list[_Sentence] = []
        part_number = 0
        for sentence in sentences:
            # A sentence belongs to the part in which its middle falls.
            number = min(parts - 1, int((before + sentence.words / 2) * parts / words))
            if part and number != part_number:
                yield _Piece(section, tuple(part), sum(each.words for each in part))
                part = []
            part_number = number
            part.append(sentence)
            before += sentence.words
        yield _Piece(section, tuple(part), sum(each.words for each in part))


def _gathered(pieces: Iterable[_Piece]) -> list[list[_Piece]]:
    """Pieces of one document in passages."""
    done: list[list[_Piece]] = []
    for _, section in groupby(pieces, key=lambda piece: piece.section):
        # What an earlier section left over because it was too short opens this one.
        passage = done.pop() if done and _words(done[-1]) < _TOO_SHORT else []
        opened = len(done)
        for piece in section:
            # Closed where that comes nearer to the wanted length than going on.
            if _words(passage) >= _TOO_SHORT and _words(passage) + piece.words / 2 > _ENOUGH:
                done.append(passage)
                passage = []
            passage.append(piece)
        if _words(passage) < _TOO_SHORT and len(done) > opened:
            done[-1].extend(passage)
        else:
            done.append(passage)
    if len(done) > 1 and _words(done[-1]) < _TOO_SHORT:
        rest = done.pop()
        done[-1].extend(rest)
    return done


def _words(passage: Sequence[_Piece]) -> int:
    return sum(piece.words for piece in passage)


def _text(piece: _Piece) -> str:
    return " ".join(sentence.text for sentence in piece.sentences)
