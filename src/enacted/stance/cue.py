"""What a cue is, and how a table of them is made ready to be looked for."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from enacted.stance.grammar import Reading


@dataclass(frozen=True, slots=True)
class Cue:
    """A named piece of evidence that stands in the sentence itself.

    A cue is found where any of its phrases or patterns is.

    Attributes
    ----------
    name
        Lower case with underscores; part of the model file, so a change calls for training.
    says
        What it is evidence of, in one line.
    good, bad
        Sentences in which it must, and must not, be found; the tests read them.
    phrases
        Up to four tokens in lower case each; ``|`` between alternatives of one token, ``_`` for a
        token that may be missing ("aims|aim to", "in _|the order to").
    text
        Regular expression over the text in lower case.
    raw
        Regular expression over the text as it stands, for cues of capitals.
    tail
        Regular expression over the last 80 characters of the text as it stands.
    tags
        Regular expression over the tags (see ``lexicon``).
    needs
        Words in lower case or letters of tags, apart by spaces: where the sentence has none of
        them, the expressions are not tried, which is what keeps sixty of them fast.
    """

    name: str
    says: str
    good: tuple[str, ...]
    bad: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    text: str = ""
    raw: str = ""
    tail: str = ""
    tags: str = ""
    needs: str = ""


def _expand(phrase: str) -> Iterator[tuple[str, ...]]:
    slots = [slot.split("|") for slot in phrase.split()]
    for choice in itertools.product(*slots):
        yield tuple(word for word in choice if word != "_")


_TAIL = 80
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class _Pattern:
    name: str
    search: Callable[[str], object]
    needs: frozenset[str]


class CueTable:
    """Cues made ready: one dictionary for all phrases, one compiled pattern for each expression."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self.cues = tuple(cues)
        self._phrases: dict[str, set[str]] = {}
        self._patterns: dict[str, list[_Pattern]] = {"text": [], "raw": [], "tail": [], "tags": []}
        for cue in self.cues:
            for phrase in cue.phrases:
                for tokens in _expand(phrase):
                    self._phrases.setdefault(" ".join(tokens), set()).add(cue.name)
            needs = frozenset(cue.needs.split())
            for field, patterns in self._patterns.items():
                expression = getattr(cue, field)
                if expression:
                    patterns.append(_Pattern(cue.name, re.compile(expression).search, needs))
        self._keys = {
            size: frozenset(key for key in self._phrases if key.count(" ") == size - 1)
            for size in range(1, _LONGEST + 1)
        }

    def find(self, reading: Reading) -> set[str]:
        """Names of the cues that a sentence shows."""
        found: set[str] = set()
        words = reading.words
        for size, keys in self._keys.items():
            runs = map(" ".join, zip(*(words[i:] for i in range(size)), strict=False))
            for key in keys.intersection(words if size == 1 else runs):
                found |= self._phrases[key]
        present = {*words, *reading.tags}
        views = {
            "text": reading.text.lower(),
            "raw": reading.text,
            "tail": reading.text[-_TAIL:],
            "tags": reading.tags,
        }
        for field, view in views.items():
            for pattern in self._patterns[field]:
                if pattern.needs and pattern.needs.isdisjoint(present):
                    continue
                if pattern.search(view):
                    found.add(pattern.name)
        return found
