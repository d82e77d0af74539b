"""Finding the cues that stand around a mention: all lists of cues of a codebook in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation

from enacted.concepts.cues import MENTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.concepts.cues import Cues

REACH = 160
"""Characters between a cue and its mention at the most: the rest of a long sentence is about other
things. It also bounds the work for a mention, whatever the sentence."""

_WORD_END = re.compile(r"\w*")
# The end of a word, or the mark of a footnote behind it: "2029 inclusive8", but not "level 12".
_END = r"(?:(?!\w)|(?<=[^\W\d_])(?=\d{1,3}(?!\w)))"
_CLOSED = re.compile(_END)
_FEW = 20  # spans looked through one by one
_WINDOW = REACH + 60  # so that a cue of several words at the edge stands in it whole


class CueBank:
    """Many lists of cues, looked for in one pass.

    One automaton (Aho and Corasick 1975) finds the cues that are plain words, and the anchors of
    the others; only cues whose anchor stands in a text are then tried.
    """

    def __init__(self) -> None:
        self._lists = 0
        self._literals: dict[str, list[tuple[int, bool]]] = {}
        self._anchors: dict[str, dict[tuple[int, bool], list[str]]] = {}
        self._automaton: AhoCorasick | None = None
        self._entries: list[_Entry] = []

    def add(self, cues: Cues) -> int:
        """Number under which :meth:`present` gives those of ``cues`` that a text may hold."""
        for literal in dict.fromkeys(cues.literals):
            owner = (self._lists, literal.endswith("*"))
            self._literals.setdefault(literal.removesuffix("*"), []).append(owner)
        for anchor, tied, pattern in cues.patterns:
            entries = self._anchors.setdefault(anchor, {})
            entries.setdefault((self._lists, tied), []).append(pattern)
        self._automaton = None
        self._lists += 1
        return self._lists - 1

    def present(self, folded: str) -> Present:
        """Cues that ``folded`` may hold, by the number of their list."""
        if self._automaton is None:
            self._automaton = self._built()
        spans: dict[int, list[tuple[int, int]]] = {}
        tried: dict[int, list[_Gapped]] = {}
        seen: set[int] = set()
        for key, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            owners, gapped = self._entries[key]
            if gapped and key not in seen:
                seen.add(key)
                for cues in gapped:
                    tried.setdefault(cues.number, []).append(cues)
            if owners and not (start and _is_word(folded[start - 1])):
                closed = _CLOSED.match(folded, end) is not None
                for number, is_open in owners:
                    if closed:
                        spans.setdefault(number, []).append((start, end))
                    elif is_open:
                        stop = _WORD_END.match(folded, end).end()  # type: ignore[union-attr]
                        spans.setdefault(number, []).append((start, stop))
        return Present(spans, tried)

    def _built(self) -> AhoCorasick:
        keys = sorted({*self._literals, *self._anchors})
        self._entries = [
            (
                tuple(self._literals.get(key, ())),
                tuple(
                    _Gapped(number, patterns, tied=tied)
                    for (number, tied), patterns in self._anchors.get(key, {}).items()
                ),
            )
            for key in keys
        ]
        return AhoCorasick(
            keys,
            implementation=Implementation.DFA
            if sum(map(len, keys)) < 100_000
            else Implementation.ContiguousNFA,
        )


class _Gapped:
    """Cues of one list with ``~`` or ``...`` that share an anchor; compiled when first tried."""

    __slots__ = ("_compiled", "_from", "_patterns", "number", "tied")

    def __init__(self, number: int, patterns: Sequence[str], *, tied: bool) -> None:
        self.number = number
        self.tied = tied
        self._patterns = patterns
        self._from = all(p.startswith(MENTION) for p in patterns)
        self._compiled: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        if self._compiled is None:
            # Longest first: of two cues that begin alike the longer is the one meant.
            bodies = sorted(set(self._patterns), key=lambda b: (-len(b), b))
            head = "" if self._from else r"(?<!\w)"
            self._compiled = re.compile(rf"{head}(?:{'|'.join(bodies)}){_END}")
        return self._compiled

    def ties(self, context: Context) -> bool:
        """Whether a cue that holds ``~`` matches."""
        if self._from:
            return self.pattern.match(context.tied, context.start) is not None
        return self.pattern.search(context.tied) is not None


_Entry = tuple[tuple[tuple[int, bool], ...], tuple[_Gapped, ...]]


@dataclass(frozen=True, slots=True)
class Present:
    """Cues that a text holds, or may hold, by the number of their list.

    Attributes
    ----------
    spans
        Where cues of plain words stand.
    tried
        Cues still to be tried, for their anchors stand in the text.
    """

    spans: dict[int, list[tuple[int, int]]]
    tried: dict[int, list[_Gapped]]

    def distance(self, number: int, context: Context) -> int | None:
        """Characters from the mention to the nearest cue; ``None`` without any within reach.

        Cues that hold ``~`` are at 0.
        """
        tried = self.tried.get(number, ())
        for cues in tried:
            if cues.tied and cues.ties(context):
                return 0
        nearest = REACH + 1
        start, end = context.start + context.offset, context.end + context.offset
        for begin, stop in self._around(number, start, end):
            nearest = min(nearest, max(begin - end, start - stop, 0))
        for cues in tried:
            if not cues.tied:
                for match in cues.pattern.finditer(context.text):
                    begin, stop = match.span()
                    near = max(begin - context.end, context.start - stop, 0)
                    nearest = min(nearest, near)
        return nearest if nearest <= REACH else None

    def _around(self, number: int, start: int, end: int) -> Sequence[tuple[int, int]]:
        """Spans near ``start:end``; a bound on the work in a text made of nothing but cues."""
        spans = self.spans.get(number, ())
        if len(spans) <= _FEW:
            return spans
        low = bisect_left(spans, start - _WINDOW, key=itemgetter(1))
        return spans[low : bisect_right(spans, end + 2 * _WINDOW, key=itemgetter(1))]

    def touches(self, number: int, context: Context) -> bool:
        """Whether a cue overlaps the mention, or holds it as ``~``."""
        start, end = context.start + context.offset, context.end + context.offset
        if any(b < end and start < e for b, e in self._around(number, start, end)):
            return True
        return any(
            cues.ties(context)
            if cues.tied
            else any(
                m.start() < context.end and context.start < m.end()
                for m in cues.pattern.finditer(context.text)
            )
            for cues in self.tried.get(number, ())
        )


@dataclass(frozen=True, slots=True)
class Context:
    """A mention with the folded text around it.

    Attributes
    ----------
    text
        Some ``REACH`` characters of the sentence on either side, whole words.
    start, end
        Where the mention stands in ``text``.
    tied
        ``text`` with ``~`` in place of the mention.
    offset
        Where ``text`` begins in the sentence.
    """

    text: str
    start: int
    end: int
    tied: str
    offset: int

    @classmethod
    def around(cls, folded: str, start: int, end: int) -> Context:
        """Context of ``folded[start:end]``."""
        low = 0
        if start > _WINDOW:
            low = folded.find(" ", start - _WINDOW, start) + 1 or start
        high = len(folded)
        if high > end + _WINDOW:
            high = folded.rfind(" ", end, end + _WINDOW)
            high = end if high < 0 else high
        before, after = folded[low:start], folded[end:high]
        tied = f"{before.replace(MENTION, ' ')}{MENTION}{after.replace(MENTION, ' ')}"
        return cls(folded[low:high], start - low, end - low, tied, low)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
