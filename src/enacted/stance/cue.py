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
    unstopped
        The same, for what no text can show that ends in a full stop: of most it need not be tried.
    tags
        Regular expression over the tags (see ``lexicon``).
    needs
        Words in lower case or letters of tags, apart by spaces: where the sentence has none of
        them, the expressions are not tried, which is what keeps sixty of them fast.
    needs_part
        Whether a word of ``needs`` may also be part of one with hyphens or apostrophes.

    Several expressions in a tuple are alternatives. Each is sought by itself: where it begins with
    a set of characters, ``re`` skips to the next of them, which it cannot do for a choice of all.
    """

    name: str
    says: str
    good: tuple[str, ...]
    bad: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    text: str = ""
    raw: str | tuple[str, ...] = ""
    tail: str = ""
    unstopped: str = ""
    tags: str = ""
    needs: str = ""
    needs_part: bool = False


def _expand(phrase: str) -> Iterator[tuple[str, ...]]:
    slots = [slot.split("|") for slot in phrase.split()]
    for choice in itertools.product(*slots):
        yield tuple(word for word in choice if word != "_")


_TAIL = 80
_NONE: frozenset[str] = frozenset()
_JOINTS = re.compile("[-']")


@dataclass(frozen=True, slots=True)
class _Pattern:
    name: str
    search: Callable[[str], object]
    needs: frozenset[str]
    part: bool


class CueTable:
    """Cues made ready: one dictionary for all phrases, one compiled pattern for each expression."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self.cues = tuple(cues)
        phrases: dict[str, set[str]] = {}
        self._patterns: dict[str, list[_Pattern]] = {
            field: [] for field in ("text", "raw", "tail", "unstopped", "tags")
        }
        for cue in self.cues:
            for phrase in cue.phrases:
                for tokens in _expand(phrase):
                    phrases.setdefault(" ".join(tokens), set()).add(cue.name)
            needs = frozenset(cue.needs.split())
            for field, patterns in self._patterns.items():
                written = getattr(cue, field)
                for expression in (written,) if isinstance(written, str) else written:
                    if expression:
                        search = re.compile(expression).search
                        patterns.append(_Pattern(cue.name, search, needs, cue.needs_part))
        self._phrases = {key: frozenset(names) for key, names in phrases.items()}
        sizes: dict[str, set[int]] = {}
        for key in self._phrases:
            first, *others = key.split(" ")
            sizes.setdefault(first, set()).add(1 + len(others))
        self._sizes = {first: tuple(sorted(found)) for first, found in sizes.items()}

    def find(self, reading: Reading) -> set[str]:
        """Names of the cues that a sentence shows."""
        found: set[str] = set()
        words = reading.words
        for place, word in enumerate(words):
            for size in self._sizes.get(word, ()):
                found |= self._phrases.get(" ".join(words[place : place + size]), _NONE)
        present = {*words, *reading.tags}
        parts = [part for word in words if not word.isalpha() for part in _JOINTS.split(word)]
        wide = {*present, *parts} if parts else present
        tail = reading.text[-_TAIL:]
        views = [
            ("text", reading.text.lower()),
            ("raw", reading.text),
            ("tail", tail),
            ("tags", reading.tags),
        ]
        if not tail.rstrip().endswith("."):
            views.append(("unstopped", tail))
        for field, view in views:
            for pattern in self._patterns[field]:
                needs = pattern.needs
                if needs and needs.isdisjoint(wide if pattern.part else present):
                    continue
                if pattern.search(view):
                    found.add(pattern.name)
        return found
