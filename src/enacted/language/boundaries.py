"""Where sentences end in running text, by rules on characters.

Rules on the text itself, not on tokens: they run at several times the speed of a tokeniser, and
such rules were more accurate on formal English than the general splitters tried.

A stop ends a sentence where white space and the beginning of another follow, save after
abbreviations, initials and enumerators. Closing quotes, brackets and footnote marks belong to the
sentence before. Colons and semicolons never end one.
"""

from __future__ import annotations

import re
from itertools import pairwise

from enacted.language.abbreviations import BEFORE_NUMBER, LABELS, MAYBE, NEVER, STARTERS

MAX_CHARACTERS = 3_000
"""A sentence is no longer than this: what has no stop for so long is a list or a table run
together, and is cut at the best place there is. Some 500 words; those of statutes reach 300."""

_MIN_CUT = MAX_CHARACTERS // 2
_LOOK = 64  # characters that suffice to judge what precedes or follows a stop

_BULLETS = "•▪‣◦●■➢✓"
_CLOSERS = "\"'”’»)\\]›"
_CANDIDATE = re.compile(
    # A set of characters first: the search then skips what cannot begin a match.
    rf"(?P<stop>[.!?…](?<![.!?…][.!?…])[.!?…]*+|[।॥۔؟。！？])"
    # Closing marks, footnote marks, then space. The next sentence begins where that ends.
    rf"(?:(?P<close>[{_CLOSERS}]*)"
    r"(?P<note>(?:\[\d{1,3}\]|\d{1,3}(?:[,–-]\d{1,3})*(?!\d|[.,]\d)|[¹²³⁴-⁹⁰]+|[*†‡§]+)?)"
    rf"(?P<close2>[{_CLOSERS}]*)"
    r"(?P<space>\s++)(?=\S)"
    # No space at all, as often in PDF text ("services.The council") and always in Chinese.
    r"|(?P<glued>(?<=[a-z][a-z][.!?])(?=[A-Z][a-z]+[\s,]|A\s)|(?<=[。！？])[」』”’）]*+(?=\S)))"
)
_BULLET = re.compile(r"(?<!\s)\s++(?=[•▪‣◦●■➢✓\uf020-\uf0ff]\s)")
_LAST_WORD = re.compile(r"[^\s(\[“‘\"'”’«—–/]*\Z")
_NEXT_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\.?")
_OPENERS = re.compile(r"[\"'“‘«‹(\[¿¡*•▪‣◦●■➢✓\uf020-\uf0ff–—-]+\s?")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[ivxIVX]{1,5})[.)]?\)?\Z")
_ITEM = re.compile(
    r"(?:\((?:\d{1,3}|[a-z]|[ivx]{1,5})\)|(?:[a-z]|[ivx]{1,5})\))\s|(?:[a-h]|[ivx]{1,5})\.\s+[A-Z]"
)
_CURRENCY = frozenset("£$€¥")  # "£3 million was spent."
_INITIALS = re.compile(r"(?:[A-Z]\.?-?)?(?:[A-Z]\.){0,4}[A-Z]\Z")
_LISTED = re.compile(r"(?:^|\s)[A-Z],? (?:and|or|&)\Z")  # "options A and B."
_NUMBERED = re.compile(r"[\d(\[#]|[IVXLC]+\b|[A-Za-z]\b")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d\Z")
_HOST = re.compile(r"(?:://|www\.|@)\S*\Z")
_SAFE_CUTS = (
    re.compile(r"[;:•▪]\s+|\s[–—-]\s"),
    re.compile(r",\s+|\)\s+"),
    re.compile(r"\s+"),
)


def boundaries(text: str) -> list[tuple[int, int]]:
    """Half-open offsets of the sentences of ``text``, in order, without white space around them.

    Everything but white space lies in exactly one of them; none is longer than ``MAX_CHARACTERS``.

    >>> text = "Dr. Low agreed. (See p. 3.) So did we."
    >>> [text[start:end] for start, end in boundaries(text)]
    ['Dr. Low agreed.', '(See p. 3.)', 'So did we.']
    """
    starts = [0]
    for match in _CANDIDATE.finditer(text):
        begin = starts[-1]
        if match["glued"] is not None:
            if not _HOST.search(text, max(begin, match.start() - _LOOK), match.start()):
                starts.append(match.end())
        elif _ends(text, match, begin):
            starts.append(match.end())
    if not text.isascii():
        # Bullets that stand within a paragraph.
        starts = sorted({*starts, *(m.end() for m in _BULLET.finditer(text))})
    starts.append(len(text))
    spans: list[tuple[int, int]] = []
    for start, end in pairwise(starts):
        spans.extend(bounded(text, start, end))
    return _with_letters(text, spans)


def bounded(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The text between two offsets as one sentence without the white space around it.

    Cut only where it is longer than ``MAX_CHARACTERS``.
    """
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    spans = []
    while end - start > MAX_CHARACTERS:
        cut = _cut(text, start)
        stop = start + len(text[start:cut].rstrip())
        spans.append((start, stop))
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    if end > start:
        spans.append((start, end))
    return spans


def _ends(text: str, match: re.Match[str], begin: int) -> bool:
    """Whether the stop that ``match`` found ends the sentence that starts at ``begin``."""
    stop = match["stop"]
    if stop[0] in "。！？।॥۔؟":
        return True
    at = match.start()
    after = match.end()
    if at > begin and text[at - 1] in "([" and match["close"]:
        return False  # "[…]", "(!)": what was left out, not an end
    if match["note"][:1].isdigit() and not match["close"] and text[at - 1 : at].isdigit():
        # "by 3.5 The" is a number; "in 2010.3 The" ends with a year and a footnote mark.
        return _YEAR.search(text, max(0, at - 5), at) is not None and _begins(text, after)
    if not _begins(text, after):
        return False
    if stop != "." or match["close"]:
        # "?", "!", "…" and a stop within quotes or brackets: a capital decides. "(i.e.) The"
        return not (match["close"] and _enumerates(text, begin, match.start("space")))
    return not _abbreviates(text, at, after, begin)


def _begins(text: str, at: int) -> bool:
    """Whether what stands at ``at`` can begin a sentence."""
    first = text[at]
    if first.isupper() or first.isdigit():
        return True
    if first in _CURRENCY:
        return text[at + 1 : at + 2].isdigit()
    if _ITEM.match(text, at):
        return True
    opener = _OPENERS.match(text, at)
    if opener:
        at = opener.end()
        if at >= len(text):
            return False
        first = text[at]
        return first.isupper() or first.isdigit() or first in _BULLETS
    return first.isalpha() and not first.islower()  # scripts without case


def _enumerates(text: str, begin: int, end: int) -> bool:
    """Whether all that stands between is an enumerator: "1.", "2.1.", "(a).", "iv."."""
    return end - begin <= 20 and _ENUMERATOR.match(text[begin:end].strip()) is not None


def _abbreviates(text: str, at: int, after: int, begin: int) -> bool:
    """Whether the full stop at ``at`` belongs to an abbreviation, initial or enumerator."""
    if _enumerates(text, begin, at):
        return True
    found = _LAST_WORD.search(text, max(begin, at - _LOOK), at)
    word = found[0] if found else ""
    if not word:
        return False
    lower = word.lower()
    if lower in NEVER and not (lower in {"c", "v"} and word.isupper()):
        # "St. The" and the like do not occur; "ie." before a capital does.
        return True
    if lower in BEFORE_NUMBER and _NUMBERED.match(text, after) and not _sentence_word(text, after):
        return lower != "no" or word != "no" or text[after].isdigit()
    if lower in MAYBE or ("." in word and len(word) <= 8 and word.replace(".", "").isalpha()):
        return not _sentence_word(text, after)
    if text[max(begin, at - len(word) - 1) : at - len(word)] == ":" and word.isdigit():
        return True
    if word.isdigit() and len(word) <= 2:
        # "as follows: 1. Promote": a number after a colon begins an item.
        before = text[max(begin, at - len(word) - 2) : at - len(word)].rstrip()
        return before.endswith((":", ";"))
    if _INITIALS.match(word):
        if len(word) == 1:
            words = text[max(begin, at - _LOOK) : at - 1].split()
            if words and (words[-1].lower() in LABELS or _LISTED.search(" ".join(words[-3:]))):
                return False
            return word != "I" or not _sentence_word(text, after)
        return not _sentence_word(text, after)
    return False


def _sentence_word(text: str, at: int) -> bool:
    """Whether the word at ``at`` mostly has a capital only because a sentence begins."""
    opener = _OPENERS.match(text, at)
    if opener:
        at = opener.end()
    found = _NEXT_WORD.match(text, at)
    if found is None:
        return False
    word = found[0]
    # A lone letter with a stop is an initial: "U.K. A. Smith".
    return (
        word[0].isupper() and not (len(word) == 2 and word[1] == ".") and word.lower() in STARTERS
    )


def _cut(text: str, start: int) -> int:
    """Where to cut a run that is too long: after the last semicolon, comma or space in reach."""
    for pattern in _SAFE_CUTS:
        ends = [m.end() for m in pattern.finditer(text, start + _MIN_CUT, start + MAX_CHARACTERS)]
        if ends:
            return ends[-1]
    return start + MAX_CHARACTERS


def _with_letters(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that hold no letter or digit (" . . .", a lone bullet) joined to the one before."""
    joined: list[tuple[int, int]] = []
    hold = False  # whether the last span holds a letter or digit
    for start, end in spans:
        holds = any(map(str.isalnum, text[start : start + _LOOK]))
        if joined and not (hold and holds) and end - joined[-1][0] <= MAX_CHARACTERS:
            joined[-1] = (joined[-1][0], end)
            hold |= holds
        else:
            joined.append((start, end))
            hold = holds
    return joined
