"""Whether a mention is negated, and whether it stands in quotation marks."""

from __future__ import annotations

import re

_BEFORE = 60  # characters looked at on either side
_NEGATION_BEFORE = re.compile(
    r"(?<!\w)(?=[abcfhilnruw])(?:no|not|never|neither|nor|without|lack(?:s|ed|ing)? of|absence of|"
    r"absent|lack(?:s|ed|ing)?|fail(?:s|ed|ing|ure)? to|instead of|rather than|"
    r"cannot|hardly|barely|little|unable to|far from)(?![\w'])"
    r"(?! (?:only|just|merely|simply|least)\b)|n't\b"
)
_PREFIX = re.compile(r"(?<!\w)(?:non|de|un|dis)-\Z")
_NEGATION_AFTER = re.compile(
    # Of the thing itself; "equality does not lead to" denies something else.
    r"(?:s|es)?['\"”’)]? (?:(?:has|have|had|was|were|is|are)(?: not\b|n't\b)|"
    r"(?:is|was|were|are) (?:absent|lacking|missing|rarely|never)\b)"
    r"(?! (?:only|just|merely|simply)\b)"
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
    if not _MARK.search(text) or not _QUOTE.search(text):
        return False
    opened: list[tuple[str, int]] = []
    for match in _QUOTE.finditer(text):
        mark, at = match[0], match.start()
        opens = mark in "“‘«„" or (mark in "\"'" and _opens(text, at))
        if opens:
            opened.append((mark, at))
            continue
        while opened:
            begun, since = opened.pop()
            if _PAIRS.get(begun, begun) == mark:
                if since < start and end <= at:
                    return True
                break
        else:
            # Closed but never opened here: the quotation began in a sentence before.
            if mark not in "’'" and end <= at:
                return True
    return any(mark not in "'‘" and since < start for mark, since in opened)


def _opens(text: str, at: int) -> bool:
    """Whether a straight mark opens: white space or a bracket before it, none after."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return (before.isspace() or before in "([-–—/") and not after.isspace()
