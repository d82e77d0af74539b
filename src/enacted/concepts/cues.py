"""Cues: words in a sentence that speak for a facet or against a sense.

Syntax of a cue: words; ``{a,b}`` for a or b; ``*`` for any ending of a word; ``...`` for up to six
words between; ``~`` for the mention itself; a hyphen for a hyphen, a space or nothing. Casing never
matters, -ise stands for -ize.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from enacted.concepts.folding import fold
from enacted.concepts.terms import FormError, braces

if TYPE_CHECKING:
    from collections.abc import Iterable

MENTION = "~"
"""Stands for the mention in a cue."""

REACH = 160
"""Characters between a cue and its mention at the most: the rest of a long sentence is about other
things. It also bounds the work for a mention, whatever the sentence."""

_WINDOW = REACH + 60  # so that a cue of several words at the edge stands in it whole
_GAP = r"(?:[^ ]+ ){0,6}?"
_MAX_GAPS = 2  # each may try seven lengths: bounded work whatever the text
_ISE = re.compile(r"i[sz](?=(?:e[ds]?|ing|ations?|ers?)?(?:\\w\*)?\Z)")


class Cues:
    """Cues compiled for searching.

    Parameters
    ----------
    cues
        As a codebook writes them.

    Raises
    ------
    FormError
        For a cue without a letter, or with faulty braces or too many gaps.
    """

    def __init__(self, cues: Iterable[str]) -> None:
        written = {form: None for cue in cues for form in braces(fold(cue))}
        self._free = _compiled(form for form in written if MENTION not in form.split())
        self._tied = _compiled(form for form in written if MENTION in form.split())

    def distance(self, context: Context) -> int | None:
        """Characters from the mention to the nearest cue; ``None`` without any within reach.

        Cues that hold ``~`` are at 0.
        """
        if self._tied and self._tied.search(context.tied):
            return 0
        if self._free is None:
            return None
        start, end = context.start, context.end
        distances = (
            max(m.start() - end, start - m.end(), 0) for m in self._free.finditer(context.text)
        )
        return min((d for d in distances if d <= REACH), default=None)

    def touches(self, context: Context) -> bool:
        """Whether a cue overlaps the mention, or holds it as ``~``."""
        if self._tied and self._tied.search(context.tied):
            return True
        return self._free is not None and any(
            m.start() < context.end and context.start < m.end()
            for m in self._free.finditer(context.text)
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
    """

    text: str
    start: int
    end: int
    tied: str

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
        return cls(folded[low:high], start - low, end - low, tied)


def _compiled(forms: Iterable[str]) -> re.Pattern[str] | None:
    # Longest first: of two cues that begin alike the longer is the one meant.
    bodies = sorted({_pattern(form) for form in forms}, key=lambda b: (-len(b), b))
    return re.compile(rf"(?<!\w)(?:{'|'.join(bodies)})(?!\w)") if bodies else None


def _pattern(cue: str) -> str:
    words = cue.split()
    if not any(map(str.isalpha, cue)):
        raise FormError(f"{cue!r}: a cue needs a letter")
    if words[0] == "..." or words[-1] == "..." or words.count("...") > _MAX_GAPS:
        raise FormError(f"{cue!r}: ... stands between words, at most {_MAX_GAPS} times")
    if any(w != "..." and ("*" in w.removesuffix("*") or w == "*") for w in words):
        raise FormError(f"{cue!r}: * may only stand at the end of a word")
    if any(MENTION in w and w != MENTION for w in words) or words.count(MENTION) > 1:
        raise FormError(f"{cue!r}: ~ stands alone, and once")
    parts = []
    for i, word in enumerate(words):
        if word == "...":
            parts.append(_GAP)
            continue
        body = re.escape(word.removesuffix("*")).replace(r"\-", "(?:- ?| )?")
        body = _ISE.sub("i[sz]", body + (r"\w*" if word.endswith("*") else ""))
        parts.append(body if i == len(words) - 1 else body + " ")
    return "".join(parts)
