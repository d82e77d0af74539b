"""A shallow reading of a sentence: its tokens, their tags, and its main clause.

Nothing here parses; the first finite verb group that no relative or adverbial opener claims is
taken for the main one, and the nouns before it for its subject. That is right often enough to
be evidence, and it is fast.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from enacted.stance.lexicon import SUBJECT_CLASS, TAGS, VERB_CLASS, guess

MAX_CHARACTERS = 2_000
"""Characters of a sentence that are read; what follows cannot change its main clause."""

_TOKEN = re.compile(
    r"[^\W\d_]+(?:['’‐‑-][^\W\d_]+)*"  # words, with inner hyphens and apostrophes
    r"|\d+(?:[.,/:-]\d+)*(?:st|nd|rd|th|s|m|bn|k)?\b"  # numbers, ordinals, fractions of years
    r"|\d+"
    r"|[£$€]|%|[.,;:?!()\[\]\"“”•●■▪►✓\uf0b7–—&*|©@]"
)
_SAME = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "\u00ad": None})
_MARKS = {"£": "£", "$": "£", "€": "£", "%": "%", "–": ",", "—": ",", "[": "(", "]": ")"}
_MARKS |= dict.fromkeys('"“”', '"') | dict.fromkeys("•●■▪►✓\uf0b7*|", "•")

# Bullets (and what stands for them in badly mapped fonts), numbers and letters of items.
_MARKER = re.compile(
    r"^\s*(?:(?:[•●■▪►✓➢○◦·*§¾\uf000-\uf0ff☐☒-]\s*|[üoØ]\s+"
    r"|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s+|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+"
    # "3.5 million adults" begins with no number of a section.
    r"(?!(?:[mb]illion|thousand|per|times|hours?|days?|weeks?|months?|years?|miles|points?)\b)"
    r")\s*){1,3}"
)
_FOOTNOTE = re.compile(r"(?<=[.!?])(?:\s?\[\d{1,3}\]|[\u00b9\u00b2\u00b3\u2070-\u2079]+)\s*$")
_FOOTNOTE_ENDS = frozenset("]\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079")
_SHORT = re.compile(
    r"\b(?P<who>we|i|you|they|he|she|it|there|who|that)'(?P<verb>ll|ve|re|m|d)\b"
    r"|\b(?P<not>do|does|did|is|are|was|were|has|have|had|should|must|could|would)n't\b"
    r"|\b(?:(?P<can>ca)|(?P<will>wo)|(?P<shall>sha))n't\b",
    re.IGNORECASE,
)
_WHOLE = {"ll": "will", "ve": "have", "re": "are", "m": "am", "d": "would"}
# A finite verb group; the order matters, for the first alternative that fits is taken.
_GROUP = re.compile(
    r"(?P<future>[wh][rN]*(?:A[rN]*)?(?:b[rN]*)?[vgVxpn]?)"
    r"|(?P<should>s[rNT]*(?:A[rN]*)?(?:b[rN]*)?[vgVxpn]?)"
    r"|(?P<must>m[rN]*(?:b[rN]*)?[vgVxpn]?)"
    r"|(?P<would>u[rN]*(?:A[rN]*)?(?:[bK][rN]*)?[vgVxpn]?)"
    r"|(?P<can>c[rN]*(?:A[rN]*)?(?:[bK][rN]*)?[vgVxpn]?)"
    r"|(?P<perfect_passive>A[rN]*Kr*[vp])"
    r"|(?P<perfect_progressive>A[rN]*Kr*g)"
    r"|(?P<perfect_be>A[rN]*K)"
    r"|(?P<perfect>A[rN]*[vpxV])"
    r"|(?P<have_to>A[rN]*T(?:[rN]*[Vxb])?)"
    r"|(?P<have>A)"
    r"|(?P<past_perfect>H[rN]*K?r*[vpxV])"
    r"|(?P<had>H)"
    r"|(?P<being_passive>b[rN]*Kr*[vp])"
    r"|(?P<was_being>B[rN]*K?r*[vpg])"
    r"|(?P<was>B)"
    r"|(?P<is_passive>b[rN]*r?[vp])"
    r"|(?P<progressive>b[rN]*g)"
    r"|(?P<is_to>b[rN]*T(?=[bVxv]))"
    r"|(?P<is>b)"
    r"|(?P<did>e[rN]*[Vx]?)"
    r"|(?P<do>d[rN]*[Vx]?)"
    r"|(?P<past>p)"
    r"|(?P<third>z)"
    r"|(?P<third_maybe>(?<=[nUIgr)0Yx])y(?=[DOPTUItqSgrv]))"
    r"|(?P<ours_past>(?<=[WIt])r?v|(?<=[WIt])r[vp])"
    r"|(?P<noun_past>(?<=[nUg)0Yyx])r?v(?=[DOTUS0t]))"
    r"|(?P<bare>(?<=[WtqS])r?[Vx]|(?<=[nUyD])r?V(?=[DOPTtqSgnUxyr]))"
    r"|(?P<opener>S)"
    r"|(?P<stop>[;:.])"
)
_TO_COME = frozenset({"about", "due", "going", "planning", "scheduled", "set"})
_BINDING = _TO_COME | {"need", "needs"}
_BEFORE_NEED = frozenset("nUyWtqI)0Yx")
_WEAK_PAST = re.compile(r"(?<=[nU)yY0x,])r?v")
_LABEL_END = re.compile(r":|(?<=0)\)")
_GOES_WITH_PREPOSITION_WORDS = (
    "work focus help aim move lead report run return start act push press call campaign fight "
    "look play set train share open partner benefit contact plan review test "
)
_GOES_WITH_PREPOSITION = frozenset(_GOES_WITH_PREPOSITION_WORDS.split())

TENSES: dict[str, str] = {
    "perfect_passive": "perfect",
    "perfect_progressive": "perfect",
    "perfect_be": "perfect",
    "perfect": "perfect",
    "past_perfect": "past",
    "had": "past",
    "was_being": "past_passive",
    "was": "was",
    "being_passive": "progressive",
    "is_passive": "present_passive",
    "progressive": "progressive",
    "is_to": "future",
    "have_to": "must",
    "did": "past",
    "past": "past",
    "ours_past": "past",
    "noun_past": "past",
    "third": "present",
    "third_maybe": "present",
    "bare": "present",
    "do": "present",
}
"""Verb group to the tense that it counts for; a group that is missing here counts for itself."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as the cues see it.

    Attributes
    ----------
    text
        What was read of it: typographic apostrophes and hyphens made plain.
    tokens, words
        Tokens as they stand, and in lower case.
    tags
        One character a token.
    tense
        Tense or modality of the main clause; ``imperative``, ``gerund``, ``participle``,
        ``infinitive``, ``past_weak`` or ``verbless`` where it has no finite verb.
    subject
        Headings of ``SUBJECTS`` that fit the subject, in order; ``it``, ``named``, ``other``.
    verb
        Heading of ``VERBS`` for the main verb, or ``be``, ``none`` or ``unknown``.
    groups
        Tense of every finite group, the main one included, in order.
    """

    text: str
    tokens: tuple[str, ...]
    words: tuple[str, ...]
    tags: str
    tense: str
    subject: tuple[str, ...]
    verb: str
    groups: tuple[str, ...]


def strip_marker(text: str) -> str:
    """A list item without its bullet, number or letter.

    >>> strip_marker("(iii) report by May")
    'report by May'
    """
    return _MARKER.sub("", text)


@lru_cache(maxsize=50_000)
def _tag(form: str) -> tuple[str, str]:
    word = form.lower()
    if form == "May":  # the month; as a modal it has a capital at the start of a question alone
        return word, "L"
    tag = TAGS.get(word)
    if tag is None:
        tag = _MARKS.get(form)
        if tag is None:
            tag = guess(word) if word[0].isalnum() else form
        if tag == "n" and "-" in word:
            tail = word.rsplit("-", 1)[1]
            tag = guess(tail) if tail else "n"
        if tag in "nr" and form[0].isupper():
            tag = "U"
    elif tag in "Vxyzvg" and form[0].isupper() and form.isupper() and len(form) > 1:
        tag = "U"
    return word, tag


def read(text: str) -> Reading:
    """Tokens, tags and main clause of a sentence.

    >>> reading = read("In 2016 the council introduced a scheme.")
    >>> reading.tense, reading.subject, reading.verb
    ('past', ('body',), 'act')
    """
    plain = " ".join(text[:MAX_CHARACTERS].translate(_SAME).split())
    if plain[-1:] in _FOOTNOTE_ENDS:
        plain = _FOOTNOTE.sub("", plain)
    spoken = strip_marker(plain)
    if "'" in spoken:
        spoken = _SHORT.sub(_written_out, spoken)
    tokens = tuple(_TOKEN.findall(spoken))
    if not tokens:
        return Reading(plain, (), (), "", "verbless", ("other",), "none", ())
    words, letters = zip(*map(_tag, tokens), strict=True)
    tags = "".join(letters)
    if "as" in words:
        tags = _open_as(words, tags)
    if not _BINDING.isdisjoint(words):
        tags = _bind(words, tags)
    tense, start, end, groups = _main_clause(words, tags)
    return Reading(
        plain,
        tokens,
        words,
        tags,
        tense,
        _subject(words, tags, start) if start >= 0 else ("none",),
        _verb(words, tags, start, end) if start >= 0 else "none",
        groups,
    )


def _written_out(short: re.Match[str]) -> str:
    """Contractions as two words, so that each token has one job: "we have", "do not"."""
    if short["who"]:
        return f"{short['who']} {_WHOLE[short['verb'].lower()]}"
    if short["not"]:
        return f"{short['not']} not"
    return ("can" if short["can"] else "will" if short["will"] else "shall") + " not"


def _bind(words: tuple[str, ...], tags: str) -> str:
    """Tags in which "is going to" and the like bind as "will" does, and "need to" as "have to"."""
    letters = list(tags)
    for place, word in enumerate(words[:-2]):
        if tags[place + 1] != "T" or tags[place + 2] not in "Vxbdr":
            continue
        if word in _TO_COME:
            verb = place - 1
            while verb >= 0 and tags[verb] in "rN":
                verb -= 1
            if verb >= 0 and tags[verb] == "b":
                letters[verb] = "w"
                letters[place] = letters[place + 1] = "r"
        elif word in ("need", "needs") and place and tags[place - 1] in _BEFORE_NEED:
            letters[place] = "A"
    return "".join(letters)


def _open_as(words: tuple[str, ...], tags: str) -> str:
    """Tags in which "as" opens a clause at the start of a sentence alone ("as people age")."""
    letters = list(tags)
    for place, word in enumerate(words):
        if word == "as" and (place or tags[1:2] in ("D", "P", "n", "r")):
            letters[place] = "P"
    return "".join(letters)


def _main_clause(words: tuple[str, ...], tags: str) -> tuple[str, int, int, tuple[str, ...]]:
    """Tense, first and last token of the main verb group (or -1), and all finite groups."""
    found: list[tuple[str, int, int, bool]] = []
    claimed = False
    for match in _GROUP.finditer(tags):
        kind = match.lastgroup or ""
        if kind == "opener":
            claimed = True
        elif kind == "stop":
            claimed = False
        else:
            found.append((TENSES.get(kind, kind), match.start(), match.end(), claimed))
            claimed = False
    groups = tuple(tense for tense, *_ in found)
    before = found[0][1] if found else len(tags)
    for start in _clause_starts(tags, before):
        place = _order_at(words, tags, start)
        # With a finite verb close by it is a noun and the subject of that verb.
        if place >= 0 and (not found or found[0][3] or before > place + 4 or before == start):
            return "imperative", place, place + 1, groups
    for tense, start, end, under in found:
        if not under:
            return tense, start, end, groups
    place = _weak_past(words, tags)
    if place >= 0:
        return "past_weak", place, place + 1, groups
    for start in _clause_starts(tags, before):
        for place in range(start, min(start + 3, len(tags))):
            tag = tags[place]
            if tag in "gv":
                return ("gerund" if tag == "g" else "participle"), place, place + 1, groups
            if tag == "T" and tags[place + 1 : place + 2] in ("V", "x", "b"):
                return "infinitive", place + 1, place + 2, groups
            if tag.isalpha() and tag not in "rC":
                break
    if found:
        tense, start, end, _ = found[0]
        return "under_" + tense, start, end, groups
    return "verbless", -1, -1, groups


def _clause_starts(tags: str, before: int) -> list[int]:
    """Where an order may begin: at the start, after a label with a colon, after a number."""
    marks = _LABEL_END.finditer(tags, 0, min(before, 24))
    return [0, *(mark.end() for mark in marks)][:4]


def _order_at(words: tuple[str, ...], tags: str, start: int) -> int:
    """Place of a base form that opens a clause at ``start`` as a bare imperative, or -1."""
    place = start
    while place < len(tags) and tags[place] in "rC•":
        place += 1
    if words[place : place + 2] == ("do", "not"):
        return place + 2 if tags[place + 2 : place + 3] in ("V", "x", "b") else -1
    if words[place : place + 1] == ("never",):
        place += 1
    if words[place : place + 1] == ("be",):
        return place if tags[place + 1 : place + 2] in tuple("nrvgVxDP") else -1
    if place + 1 >= len(tags) or tags[place] not in "Vx":
        return -1
    following = tags[place + 1]
    if tags[place] == "V":
        return place if following in "DOPTUgtnxyvSCIqrYL0" else -1
    if words[place + 1] == "of":
        return -1
    if following in "PT":  # "support for carers" is no order, "work with carers" is
        return place if words[place] in _GOES_WITH_PREPOSITION else -1
    return place if following in "DOUgtnxyqr" else -1


def _weak_past(words: tuple[str, ...], tags: str) -> int:
    """Place of an -ed form after a noun that may be the past of an active verb, or -1."""
    for match in _WEAK_PAST.finditer(tags):
        place = match.end() - 1
        following = tags[place + 1 : place + 2]
        if following and following in "nUxy":
            # "agreed outcomes" or "analysts agreed outcomes": a plural or a name must come before.
            previous = match.start() - 1
            named = tags[previous] in "UY0," or words[previous].endswith("s")
            if not named and words[previous] not in SUBJECT_CLASS:
                continue
        elif words[place + 1 : place + 2] == ("by",):
            continue
        return place
    return -1


def _subject(words: tuple[str, ...], tags: str, verb: int) -> tuple[str, ...]:
    """Headings that fit the words before the main verb, back to the clause's start."""
    start = max(tags.rfind(mark, 0, verb) for mark in ",;:.") + 1
    if start >= verb:  # an adverbial between commas: look before it
        start = max(0, verb - 8)
    # The head noun stands before the first preposition or relative.
    head = start
    for place in range(start, verb):
        tag = tags[place]
        if tag in "PTSvg" and any(tags[i] in "nUxyWIt" for i in range(start, place)):
            break
        head = place
    classes: list[str] = []
    window = tags[start:verb]
    if "W" in window:
        classes.append("us")
    if head < verb:
        for place in range(head, max(start - 1, head - 3), -1):
            found = SUBJECT_CLASS.get(words[place])
            if found:
                classes.extend(name for name in found if name not in classes)
                break
    if not classes and window[:1] == "I":
        classes.append("it")
    if not classes and "t" in window:
        classes.append("people")
    if not classes and "U" in window:
        classes.append("named")
    return tuple(classes) or ("other",)


def _verb(words: tuple[str, ...], tags: str, start: int, end: int) -> str:
    """What the main verb tells of."""
    for place in range(min(end, len(words)) - 1, start - 1, -1):
        if tags[place] in "bBK":
            return "be"
        if tags[place] in "AH":
            return "have"
        name = VERB_CLASS.get(words[place])
        if name is not None:
            return name
        if tags[place] not in "wshmcurNT":
            return "unknown"
    return "unknown"
