"""Cues: words in a sentence that speak for a facet or against a sense.

Syntax of a cue: words; ``{a,b}`` for a or b; ``*`` for any ending of a word; ``...`` for up to six
words between; ``~`` for the mention itself; a hyphen for a hyphen, a space or nothing. Casing never
matters, -ise stands for -ize.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from enacted.concepts.folding import fold
from enacted.concepts.terms import FormError, braces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MENTION = "~"
"""Stands for the mention in a cue."""

_GAP_MARK = "..."
_GAP = r"(?:[^ ]+ ){0,6}?"
_MARKS = r"[^ \w]{0,2}"  # around a gap: "budgets, which they set"
_MAX_HYPHENS = 3  # written out; more are left to a pattern
_MAX_GAPS = 2  # each may try seven lengths: bounded work whatever the text
_ISE_ENDING = re.compile(r"i[sz](?=(?:e[ds]?|ing|ations?|ers?)?\*?\Z)")
_ISE = re.compile(r"i[sz](?=(?:e[ds]?|ing|ations?|ers?)?(?:\\w\*)?\Z)")


class Cues:
    """A list of cues, ready for a :class:`CueBank`.

    Parameters
    ----------
    cues
        As a codebook writes them.

    Raises
    ------
    FormError
        For a cue without a letter, or with faulty braces or too many gaps.

    Attributes
    ----------
    literals
        Every way to write the cues without ``~``, ``...`` and an inner ``*``; a last ``*`` is any
        ending.
    patterns
        (anchor, whether the cue holds ``~``, pattern) of the others; the anchor is a piece of
        text that stands wherever the cue does.
    """

    def __init__(self, cues: Iterable[str]) -> None:
        self.literals: list[str] = []
        self.patterns: list[tuple[str, bool, str]] = []
        for form in dict.fromkeys(form for cue in cues for form in braces(fold(cue))):
            words = form.split()
            _check(form, words)
            apart = {_GAP_MARK, MENTION} & {*words} or "*" in form[:-1]
            if apart or form.count("-") > _MAX_HYPHENS:
                self.patterns.append((_anchor(form), MENTION in words, _pattern(words)))
            else:
                self.literals += _written(form)


def _written(form: str) -> list[str]:
    """Every way to write a cue of plain words: hyphens and -ise as :func:`_pattern` has them."""
    words = []
    for word in form.split():
        body = word.removesuffix("*")
        ending = word[len(body) :]
        match = _ISE_ENDING.search(body + ending)
        spelt = [body] if match is None else _both(body, match.start() + 1)
        words.append(
            [
                joined + ending
                for s in spelt
                for joined in map("".join, itertools.product(*_joints(s)))
            ]
        )
    return [" ".join(chosen) for chosen in itertools.product(*words)]


def _both(word: str, at: int) -> list[str]:
    return [word[:at] + letter + word[at + 1 :] for letter in "sz"]


def _joints(word: str) -> list[tuple[str, ...]]:
    return [("-", "- ", " ", "") if piece == "-" else (piece,) for piece in re.split("(-)", word)]


def _anchor(form: str) -> str:
    """Longest piece of ``form`` that is written in one way only."""
    pieces = (
        piece
        for word in form.split()
        if word not in ("...", MENTION)
        for part in word.removesuffix("*").split("-")
        for piece in re.split("(?<=i)[sz]", part)
    )
    return max(pieces, key=len, default="")


def _check(cue: str, words: Sequence[str]) -> None:
    if not any(map(str.isalpha, cue)):
        raise FormError(f"{cue!r}: a cue needs a letter")
    if words[0] == "..." or words[-1] == "..." or words.count("...") > _MAX_GAPS:
        raise FormError(f"{cue!r}: ... stands between words, at most {_MAX_GAPS} times")
    if any(w != "..." and ("*" in w.removesuffix("*") or w == "*") for w in words):
        raise FormError(f"{cue!r}: * may only stand at the end of a word")
    if any(MENTION in w and w != MENTION for w in words) or words.count(MENTION) > 1:
        raise FormError(f"{cue!r}: ~ stands alone, and once")


def _pattern(words: Sequence[str]) -> str:
    parts = []
    for i, word in enumerate(words):
        if word == "...":
            parts.append(_GAP + _MARKS)
            continue
        body = re.escape(word.removesuffix("*")).replace(r"\-", "(?:- ?| )?")
        body = _ISE.sub("i[sz]", body + (r"\w*" if word.endswith("*") else ""))
        last = i == len(words) - 1
        before_gap = not last and words[i + 1] == _GAP_MARK
        parts.append(body if last else body + (_MARKS + " " if before_gap else " "))
    return "".join(parts)
