"""Words broken at line ends: joined or kept hyphenated, as the document itself writes them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HYPHENS = "-\u2010\u2011\x02\ufffe"
_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑’'][^\W\d_]+)*")
_LAST = re.compile(r"[^\W\d_]+$")
_PREFIXES = """
    all anti co community cross decision evidence ex five four full half high inter long low mid
    multi non one over part peer people person post pre second self semi short six socio ten third
    three two under user vice well year
"""
_KEPT = frozenset(_PREFIXES.split())
_COMPOUNDS = frozenset({"co", "self", "user", "peer", "person", "people", "community", "well"})


def _words(text: str) -> list[str]:
    return [w.lower().replace("‐", "-").replace("‑", "-") for w in _WORD.findall(text)]


class Vocabulary:
    """Words of a document as they stand inside lines, and how it breaks them at line ends."""

    def __init__(self, lines: Iterable[str]) -> None:
        tokens: Counter[str] = Counter()
        broken = []
        last = ""
        whole = []
        for line in lines:
            if not last and line[-1:] not in HYPHENS:
                whole.append(line)
                continue
            # Neither half of a broken word says how words are written.
            found = _words(line)
            if last and found:
                broken.append((last, found.pop(0)))
            last = ""
            if line[-1:] in HYPHENS and found:
                last = found.pop().rpartition("-")[2]
            tokens.update(found)
        tokens.update(" ".join(whole).split())
        self._words: Counter[str] = Counter()
        for token, times in tokens.items():
            for word in _words(token):
                self._words[word] += times
        for word, times in list(self._words.items()):
            if "-" in word:
                for part in word.split("-"):
                    self._words[part] += times
        decided = [d for d in (self._decide(*pair) for pair in broken) if d is not None]
        # A document that sets whole words only breaks them where a hyphen stands anyway.
        self._keeps = bool(decided) and sum(decided) > 0.5 * len(decided)

    def _decide(self, head: str, tail: str) -> bool | None:
        """Whether the hyphen between two parts stays; None where the document does not tell."""
        whole, parted = self._words[head + tail], self._words[f"{head}-{tail}"]
        if whole != parted:
            return parted > whole
        if len(head) > 2 and len(tail) > 2 and self._words[head] and self._words[tail]:
            return True
        if not self._words[head] and not self._words[tail]:
            # Neither half is a word of the document: one word was broken, unless it begins as
            # compounds of this field do.
            return None if head in _COMPOUNDS else False
        return None

    def knows(self, word: str) -> bool:
        """Whether the document writes a word inside a line."""
        return word.lower() in self._words

    def join(self, first: str, second: str) -> str:
        """``first`` (ending in a hyphen) and ``second`` as one word."""
        stem = first[:-1]
        match, following = _LAST.search(stem), _WORD.match(second)
        if not match or not following or second[:1].isupper() or stem[-1:].isdigit():
            return f"{stem}-{second}"
        head = match.group().lower()
        tail = following.group().lower()
        kept = self._decide(head, tail)
        if kept is None:
            kept = self._keeps or head in _KEPT or stem[: match.start()].endswith("-")
        return f"{stem}-{second}" if kept else stem + second
