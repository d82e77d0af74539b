"""Whether a mention is negated, and whether it stands in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

_BEFORE = 60  # characters looked at on either side
_NEGATION_BEFORE = re.compile(
    r"(?:(?<!\w)(?=[abcfhilnruw])(?:no|not|never|neither|nor|none of|nobody|nothing|nowhere|"
    r"(?<!not )without|lack(?:s|ed|ing)? of|absence of|"
    r"absent|lack(?:s|ed|ing)?|fail(?:s|ed|ing|ure)? to|instead of|rather than|"
    r"cannot|hardly|barely|little|unable to|far from)(?![\w'])|n't\b)"
    # What denies nothing: "not only", "no doubt", "cannot overstate the importance of".
    r"(?! (?:only|just|merely|simply|least|without|doubt|less (?:than|important)|other than|but|"
    r"(?:be )?(?:over-?(?:state|emphasi[sz]e|estimate)|exaggerate|ignore|forget)d?|be in doubt)\b)"
)
_PREFIX = re.compile(r"(?<!\w)(?:non|de|un|dis)-\Z")
_NEGATION_AFTER = re.compile(
    # Of the thing itself; "equality does not lead to" denies something else.
    r"(?:s|es)?['\"”’)]? (?:(?:has|have|had|was|were|is|are)(?: not\b|n't\b)|"
    r"(?:is|was|were|are) (?:absent|lacking|missing|nowhere|rarely|never)\b|"
    r"(?:do|does|did)(?: not|n't) "
    r"(?:begin|exist|go ahead|happen|materiali[sz]e|occur|start|take place)\b|"
    r"(?:has|have|had) yet to\b)"
    # What denies only that it is this or that: "is not optional", "is not a luxury".
    r"(?! (?:only|just|merely|simply|about|an?(?! (?:norm|priority|reality))|the same|the only|"
    r"acceptable|cheap|confined|declining|decreasing|easy|enough|falling|free|going away|"
    r"improving|inevitable|limited|narrowing|negotiable|new|optional|quick|reducing|restricted|"
    r"shrinking|simple|straightforward|sufficient|unique|without)\b)"
)
_BREAK = re.compile(
    r"[,;:.!?()–—]|\b(?:but|however|although|though|which|because|while|whereas|that|if|whether)\b"
)
_WORDS_BETWEEN = 5

_PAIRS = {"“": "”", "‘": "’", "«": "»", "„": "“"}
_MARK = re.compile("[“”„«»\"‘’']")
_QUOTE = re.compile(
    r"[“”„«»\"]|(?<!\w)‘|(?<=[\w.,!?…])’(?!\w)|(?<!\w)'(?=\w)|(?<=[\w.,!?…])'(?!\w)"
)


def negated(folded: str, start: int, end: int) -> bool:
    """Whether a negation governs ``folded[start:end]``.

    A negating word at most five words before it with no break between, or right after it ("was
    not …"): the window of NegEx (Chapman, Bridewell, Hanbury, Cooper and Buchanan 2001). "Not
    only" is none; "de-" and "non-" joined to the term are.
    """
    if folded.startswith("-", start - 1) and _PREFIX.search(folded, max(0, start - 5), start):
        return True
    window = folded[max(0, start - _BEFORE) : start]
    for match in _NEGATION_BEFORE.finditer(window):
        between = window[match.end() :]
        if len(between.split()) <= _WORDS_BETWEEN and not _BREAK.search(between):
            return True
    return _NEGATION_AFTER.match(folded, end) is not None


def quoted(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` lies within quotation marks that the sentence shows.

    A quotation that begins before the sentence or ends after it counts where one of its marks is
    within the sentence.
    """
    quotations = _quotations(text)
    at = bisect_left(quotations, (start,))
    return at > 0 and end <= quotations[at - 1][1]


@lru_cache(maxsize=8)
def _quotations(text: str) -> tuple[tuple[int, int], ...]:
    """Where quotations stand, in order and apart: from their first mark to their last."""
    if not _MARK.search(text):
        return ()
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for match in _QUOTE.finditer(text):
        mark, at = match[0], match.start()
        if mark in "“‘«„" or (mark in "\"'" and _opens(text, at)):
            opened.append((mark, at))
            continue
        while opened:
            begun, since = opened.pop()
            if _PAIRS.get(begun, begun) == mark:
                found.append((since, at))
                break
        else:
            # Closed but never opened here: the quotation began in a sentence before. A straight
            # mark after a digit may be inches.
            inches = mark == '"' and at > 0 and text[at - 1].isdigit()
            if mark not in "’'" and not inches:
                found.append((-1, at))
    found += ((since, len(text)) for mark, since in opened if mark not in "'‘")
    apart: list[tuple[int, int]] = []
    for since, until in sorted(found):
        if apart and since <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(until, apart[-1][1]))
        else:
            apart.append((since, until))
    return tuple(apart)


def _opens(text: str, at: int) -> bool:
    """Whether a straight mark opens: white space or a bracket before it, none after."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return (before.isspace() or before in "([-–—/") and not after.isspace()
