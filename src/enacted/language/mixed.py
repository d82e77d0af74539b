"""Which language each block of a document is in: bilingual documents, and quotes of any length.

The document's language stands unless there is clear evidence against it: a run of blocks, long
enough to tell, with hardly any function words of that language and many of another. Headings,
names, tables and lists of places hold few function words of any language, and stay what the
document is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from enacted.language.detection import FUNCTION_WORDS, detect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SAMPLE = 40_000  # characters that decide on the language of a document
_ENOUGH = 20  # words that can tell a language
_SOME = 8  # words that can tell one of which the document is known to hold much
_OWN = 0.1  # of words that are the document's function words, from which on it is its language
_OTHER = 0.15  # of words that are function words of another language, for it to be that
_TYPES = 4  # different ones among them; names bring two or three ("de la")
_HELD = 0.05  # of a document's words, from which on it is known to hold a language
_LETTERS = 40  # letters of another script that can tell a language
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-zA-Z]")


@dataclass(slots=True)
class _Part:
    """A block: its words, as they are cased, and its language; empty where not known."""

    text: str
    words: list[str]
    own: int
    language: str = ""


def document_language(texts: Sequence[str]) -> str:
    """Language that most of a document is in, by texts from all over it; empty if too short."""
    stride = 1 + sum(map(len, texts)) // _SAMPLE
    return detect(" ".join(texts[::stride]))


def languages_of(texts: Sequence[str], *, document: str | None = None) -> list[str]:
    """Language of each of the texts of one document, ISO 639-1.

    Parameters
    ----------
    texts
        The body's blocks in reading order.
    document
        Language of the document; found in ``texts`` where not given.

    Returns
    -------
    list of str
        All empty where the document has too little text to tell its language.
    """
    if document is None:
        document = document_language(texts)
    if not document:
        return [""] * len(texts)
    known = FUNCTION_WORDS.get(document, frozenset())
    parts = []
    is_doubtful = False
    for text in texts:
        # Cased as they stand: "OR", "AS" and "DE" are names as often as words.
        words = text.split()
        own = sum(map(known.__contains__, words))
        if own > 1 and own >= _OWN * len(words):
            parts.append(_Part(text, words, own, document))
            continue
        words = _WORD.findall(text)
        parts.append(_Part(text, words, sum(map(known.__contains__, words))))
        is_doubtful = True
    if is_doubtful:
        _tell(parts, document, sum(map(len, texts)))
    return [part.language or document for part in parts]


def _tell(parts: Sequence[_Part], document: str, length: int) -> None:
    """Find the language of parts that are not clearly in the document's."""
    for part in parts:
        if not part.language:
            part.language = _other([part], document)
    for is_open, group in groupby(parts, key=lambda part: not part.language):
        run = list(group)
        if is_open and len(run) > 1:
            language = _other(run, document)
            for part in run if language else ():
                part.language = language
    held = Counter[str]()
    for part in parts:
        held[part.language] += len(part.text)
    others = {
        language
        for language, size in held.items()
        if language not in {"", document} and size >= _HELD * length
    }
    if others:
        for part in parts:
            if not part.language:
                part.language = _held(part, others)
        _fill(parts, others)


def _other(parts: Sequence[_Part], document: str) -> str:
    """Another language that parts are clearly in; empty where there is none."""
    script = _script(parts)
    if script:
        return "" if script == document else script
    words = [word for part in parts for word in part.words]
    if len(words) < _ENOUGH:
        return ""
    counts, types = _count(words, FUNCTION_WORDS)
    own = sum(part.own for part in parts)
    best = max(counts, key=lambda language: (counts[language], language), default="")
    clear = (
        best not in {"", document}
        and counts[best] >= _OTHER * len(words)
        and counts[best] >= 2 * own + 2
        and types[best] >= _TYPES
    )
    return best if clear else ""


def _held(part: _Part, others: Iterable[str]) -> str:
    """Of the languages that the document is known to hold the one a part seems to be in."""
    if len(part.words) < _SOME:
        return ""
    counts, types = _count(
        part.words, {name: FUNCTION_WORDS.get(name, frozenset()) for name in others}
    )
    best = max(counts, key=lambda language: (counts[language], language), default="")
    if best and counts[best] >= 2 * part.own + 2 and types[best] > 1:
        return best
    return ""


def _fill(parts: Sequence[_Part], others: set[str]) -> None:
    """Give what is between two parts of another language that language."""
    before = ""
    waiting: list[_Part] = []
    for part in parts:
        if not part.language:
            waiting.append(part)
            continue
        if part.language == before and before in others:
            for each in waiting:
                each.language = before
        waiting.clear()
        before = part.language


def _count(
    words: Iterable[str], known: dict[str, frozenset[str]]
) -> tuple[dict[str, int], dict[str, int]]:
    """Function words of each language among words, and how many different ones."""
    times = Counter(words)
    counts, types = {}, {}
    for language, its in known.items():
        found = its.intersection(times)
        if found:
            counts[language] = sum(times[word] for word in found)
            types[language] = sum(len(word) > 1 for word in found)
    return counts, types


def _script(parts: Sequence[_Part]) -> str:
    """Language of parts in another script than Latin."""
    text = " ".join(part.text for part in parts)
    if text.isascii():
        return ""
    letters = sum(map(len, (word for part in parts for word in part.words)))
    if letters < _LETTERS or len(_LATIN.findall(text)) > 0.5 * letters:
        return ""
    return detect(text * (1 + 60 // letters))
