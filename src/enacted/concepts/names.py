"""Names around a term: runs of capitals, and names that a document abbreviates.

A name is recognised by how the document itself writes it; a gazetteer would know yesterday's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from enacted.concepts.folding import fold
from enacted.concepts.titles import CONNECTORS, SMALL, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = re.compile(r"[^\W_][\w'’+\u2010\u2011-]*|&|[^\w\s]")
_JOINTS = "-'’+\u2010\u2011"  # within a word
_HEADS = words(
    """
    act acts agency alliance assembly association audit authority award bill board bureau
    campaign center centre charter code college commission commissioner committee consortium
    convention coordinator council data declaration department directive director directorate
    division duty executive expert forum foundation framework fund gateway group groups guidance
    guide guidelines handbook hub index initiative inquiry institute journal law lead league
    library manager manifesto matrix minister ministry module monitor network office officer
    panel partnership plan policy profile program programme project regulation regulations
    report review schedule scheme secretary section service standard standards strategy
    subcommittee summit survey taskforce team tool toolkit treaty tribunal trust unit week
    working year
    """
)
"""Nouns that name a body, law, document, scheme or post."""

_LINKS = words("& and for in of on the")
_PAIRS = words("& and")

_REACH = 500
"""Characters around a term that are looked at; a longer name is none."""

# A heading of every report, run into its first sentence.
_RUN_IN = re.compile(
    r"(?:Background|Conclusions?|Executive [Ss]ummary|Foreword|Introduction|Summary) (?=[A-Z])"
)
_CO = re.compile(r"C[oO] (?=[a-z])")
_TERM_OF_CO = ("creation", "design", "delivery", "production")
_FIRM = re.compile(r"(?:&|\b[A-Z][\w'’-]*,? and) \Z")
_PROCESS = re.compile(r"(?:ation|ction|design|delivery|ment|ance)s?\Z")

_LAW = re.compile(
    # The words before the brackets are few, so that no text makes the search long.
    r"(?<!\w)(?:[A-Z][\w'’-]{1,40},? (?:(?:and|of|for|the|in|etc\.?) ){0,2}){1,8}"
    r"\([^()]{1,60}\) (?:Act|Bill|Code|Directive|Measure|Order|Regulations?|Rules|Scheme)\b"
)

_SCHEMES = words(
    """
    act award initiative program programme project scheme toolkit
    """
)
"""Such nouns that follow a name in lower case: "the Youth Inclusion programme"."""

_LISTED_HEADS = _SCHEMES | words(
    "board committee department group network office plan policy strategy team unit"
)
"""Such nouns that follow a list in lower case: "the Equality, Diversity and Inclusion team"."""


_LISTED = re.compile(
    # Nouns with commas between them, and what they name.
    r"(?<!\w)(?:[A-Z][\w'’-]{1,40}(?: [A-Z][\w'’-]{1,40}){0,2}, ){1,4}"
    r"[A-Z][\w'’-]{1,40},? (?:and|&) (?:(?:and|of|for|&|[A-Z][\w'’-]{1,40}) ){1,5}"
    rf"(?:{'|'.join(sorted(_LISTED_HEADS | {head.capitalize() for head in _HEADS}))})(?!\w)"
)

_DOINGS = words("development engagement inclusion involvement participation")
"""What people do, not what they found: "Public Involvement and Engagement (PIE)" is no name."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of capitalised words around a term.

    Attributes
    ----------
    start, end
        Where it stands in the text.
    words
        Its capitalised words that carry meaning.
    headed
        Whether one of them names a body, law, document, scheme or post.
    follows
        Whether one of them follows the term ("Inclusion Health"; what stands before is more
        often a kind, as in "Gender Equality").
    """

    start: int
    end: int
    words: int
    headed: bool
    follows: bool


def capital_run(text: str, start: int, end: int) -> Run | None:
    """Run of capitals that holds ``text[start:end]``; ``None`` where that itself has none."""
    label = _RUN_IN.match(text)
    if label and label.end() <= start:
        cut = label.end()
        run = capital_run(text[cut:], start - cut, end - cut)
        return run and replace(run, start=run.start + cut, end=run.end + cut)
    surface = text[start:end]
    if surface.islower() and not (start and text[start - 1] in _JOINTS):
        return None
    # "Health inequalities in Wales …": the capital is the sentence's.
    at_head = not any(map(str.isalpha, text[max(0, start - _REACH) : start]))
    if at_head and " " in surface and surface[1:].islower():
        return None
    base = 0
    if len(text) > 2 * _REACH:  # a bound on the work in a text made of nothing but capitals
        base = text.rfind(" ", 0, max(0, start - _REACH)) + 1
        text = text[base : end + _REACH]
        start, end = start - base, end - base
    tokens = _tokens(text)
    first = next((i for i, (_, b, _) in enumerate(tokens) if b > start), len(tokens))
    last = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i][0] < end), -1)
    if last < first or not any(_capital(tokens[i][2]) for i in range(first, last + 1)):
        return None
    low, high = _spread(tokens, first, -1), _spread(tokens, last, 1)
    while low < first and tokens[low][2].lower() in SMALL:
        low += 1
    inside = [t[2] for t in tokens[low : high + 1]]
    content = [t for t in inside if _capital(t) and t.lower() not in SMALL]
    # "Youth Inclusion programme": the noun that follows may be in lower case.
    after = tokens[high + 1][2].lower() if high + 1 < len(tokens) else ""
    headed = after in _SCHEMES or any(
        t.lower() in _HEADS
        for i, t in enumerate(inside, low)
        if not first <= i <= last and _capital(t)
    )
    after_term = tokens[last + 1 : high + 1]
    follows = any(
        _capital(t[2]) and t[2].lower() not in SMALL and _joined(after_term[:i], at_head=at_head)
        for i, t in enumerate(after_term)
    )
    return Run(base + tokens[low][0], base + tokens[high][1], len(content), headed, follows)


def _joined(between: Sequence[tuple[int, int, str]], *, at_head: bool) -> bool:
    """Whether two words with these between them may be parts of one short name.

    At the head of a sentence a capital says little: "Equality in Wales is …".
    """
    links = _PAIRS if at_head else _LINKS
    return all(t[2].lower() in links for t in between)


def in_law(text: str, start: int, end: int) -> bool:
    """Whether the term stands in a law with brackets in its name: "Equal Pay (Wales) Act"."""
    around = _LAW.finditer(text, max(0, start - _REACH), end + _REACH)
    return any(m.start() <= start and end <= m.end() for m in around)


def in_listed_name(text: str, start: int, end: int) -> bool:
    """Whether the term is one of the nouns in a name: "the Equality, Diversity and Care Board"."""
    low, high = max(0, start - _REACH), end + _REACH
    if text.find(", ", low, high) < 0:
        return False
    around = _LISTED.finditer(text, low, high)
    return any(m.start() <= start and end <= m.end() for m in around)


def is_other_co(text: str, start: int, end: int) -> bool:
    """Whether "co" is a word of its own in a term: "CO monitors", "Smith & Co produce"."""
    if not _CO.match(text, start, end):
        return False
    if text[start + 1] == "O":
        return not text.startswith(_TERM_OF_CO, start + 3, end)
    before = text[max(0, start - 60) : start]
    return _FIRM.search(before) is not None and not _PROCESS.search(text[start:end])


@lru_cache(maxsize=8)
def _tokens(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((m.start(), m.end(), m[0]) for m in _TOKEN.finditer(text))


def _capital(word: str) -> bool:
    return word[0].isupper()


def _spread(tokens: Sequence[tuple[int, int, str]], at: int, step: int) -> int:
    """Farthest token of the run from ``at`` in the direction of ``step``."""
    reach = at
    i = at + step
    gap = 0
    while 0 <= i < len(tokens) and gap <= 2:
        word = tokens[i][2]
        if _capital(word) or (step > 0 and gap == 0 and re.fullmatch(r"(?:19|20)\d\d", word)):
            reach, gap = i, 0
        elif word.lower() in CONNECTORS:
            gap += 1
        else:
            break
        i += step
    return reach


def defined_names(text: str) -> list[str]:
    """Folded names that the text itself abbreviates: "Health Equity Audit (HEA)".

    The capitals of the abbreviation are the initials of the words before it, small words left out
    or not (after Schwartz and Hearst 2003).
    """
    found = []
    for match in re.finditer(r"\(([A-Z][A-Za-z]*[A-Z])s?\)", text):
        letters = [c for c in match[1] if c.isupper()]
        before = list(
            re.finditer(r"[^\W\d_][\w'’-]*", text[max(0, match.start() - 160) : match.start()])
        )
        at = len(before)
        for letter in reversed(letters):
            at -= 1
            while at >= 0 and before[at][0][0] != letter and before[at][0].lower() in CONNECTORS:
                at -= 1
            if at < 0 or before[at][0][0].upper() != letter:
                break
        else:
            headed = before[-1][0].lower() not in _DOINGS
            if headed and sum(1 for w in before[at:] if w[0][0].isupper()) >= 2:
                base = max(0, match.start() - 160)
                found.append(fold(text[base + before[at].start() : match.start()].strip()))
    return found
