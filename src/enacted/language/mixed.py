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
from functools import lru_cache
from itertools import chain, groupby
from typing import TYPE_CHECKING

from enacted.language.detection import FUNCTION_WORDS, detect

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_SAMPLE = 40_000  # characters that decide on the language of a document
_ENOUGH = 20  # words that can tell a language
_SOME = 8  # words of a title: one that is a language's own tells, where the document holds it
_OWN = 0.18  # of words that are the document's function words, from which on it is its language
_OTHER = 0.15  # of words that are function words of another language, for it to be that
_TYPES = 4  # different ones among them; names bring two or three ("de la")
_HELD = 0.05  # of a document's words, from which on it is known to hold a language
_LETTERS = 40  # letters of another script that can tell a language
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-zA-Z]")
_BEYOND = re.compile(r"[\u0370-\u1eff\u2e80-\uffff]")  # letters of other scripts, not punctuation


@dataclass(slots=True)
class _Part:
    """A block, and its language; empty where not known.

    Attributes
    ----------
    own
        Function words of the document's language.
    foreign
        Words in it that are function words of another language and not of the document's.
    """

    text: str
    words: int
    own: int
    foreign: list[str]
    language: str = ""


@lru_cache(maxsize=32)
def _foreign(document: str) -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    """Function words of other languages that the document's lacks: all, and by language."""
    own = FUNCTION_WORDS.get(document, frozenset())
    others = {
        language: words - own for language, words in FUNCTION_WORDS.items() if language != document
    }
    return frozenset(chain.from_iterable(others.values())), others


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
    own_words = FUNCTION_WORDS.get(document, frozenset())
    foreign_words, _ = _foreign(document)
    parts = []
    evidence = False
    for text in texts:
        # Cased as they stand: "OR", "AS" and "DE" are names as often as words.
        words = text.split()
        own = sum(map(own_words.__contains__, words))
        part = _Part(text, len(words), own, [])
        parts.append(part)
        if own > 1 and own >= _OWN * len(words):
            part.language = document
        elif not foreign_words.isdisjoint(words):
            words = _WORD.findall(text)
            part.own = sum(map(own_words.__contains__, words))
            part.foreign = [word for word in words if word in foreign_words]
            evidence = True
        elif not text.isascii() and _BEYOND.search(text):
            evidence = True
    if evidence:
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
                part.language = _held(part, others, document)


def _other(parts: Sequence[_Part], document: str) -> str:
    """Another language that parts are clearly in; empty where there is none."""
    script = _script(parts)
    if script:
        return "" if script == document else script
    words = sum(part.words for part in parts)
    found = [word for part in parts for word in part.foreign]
    if words < _ENOUGH or len(found) < max(_TYPES, _OTHER * words):
        return ""
    _, others = _foreign(document)
    best, times, types = _most(found, others)
    own = sum(part.own for part in parts)
    clear = times >= _OTHER * words and times >= 2 * own + 2 and types >= _TYPES
    return best if clear else ""


def _held(part: _Part, held: Collection[str], document: str) -> str:
    """Of the languages that the document is known to hold the one a part seems to be in."""
    _, others = _foreign(document)
    best, times, types = _most(part.foreign, {each: others.get(each, frozenset()) for each in held})
    if not types:
        return ""
    if not part.own and (times > 1 or part.words < _SOME):
        return best
    return best if times >= 2 * part.own + 2 and types > 1 else ""


def _most(words: Sequence[str], others: Mapping[str, frozenset[str]]) -> tuple[str, int, int]:
    """Language with most of the words, how many, and how many different ones.

    Different ones count from two letters on: "a", "i" and "o" are also items of a list.
    """
    times = Counter(words)
    found = {language: its.intersection(times) for language, its in others.items()}
    counts = {language: sum(times[word] for word in its) for language, its in found.items()}
    best = max(counts, key=lambda language: (counts[language], language), default="")
    return best, counts.get(best, 0), sum(len(word) > 1 for word in found.get(best, ()))


def _script(parts: Sequence[_Part]) -> str:
    """Language of parts in another script than Latin."""
    text = " ".join(part.text for part in parts)
    if text.isascii() or not _BEYOND.search(text):
        return ""
    letters = sum(map(len, _WORD.findall(text)))
    if letters < _LETTERS or len(_LATIN.findall(text)) > 0.5 * letters:
        return ""
    return detect(text * (1 + 60 // letters))
