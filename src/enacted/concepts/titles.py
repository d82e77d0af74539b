"""Titles, bibliography entries and addresses: what a sentence is that no-one speaks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick

from enacted.concepts.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable


def words(text: str) -> frozenset[str]:
    """The words of ``text``, as a set."""
    return frozenset(text.split())


CONNECTORS = words(
    """
    & a and at by for from in into of on or the through to under with
    """
)
"""Small words that may stand within a name."""

SMALL = words(
    """
    a all an and any are as at be been both but by can could did do does each every for from had
    has have he her his how i if in is it its many may more most must no not of on or other
    others our shall she should some such that the their there these they this those to was we
    were what when where while who why will with would you your
    """
)
"""Small words that carry no name, capital or not."""

_IMPERATIVES = words(
    """
    address adopt agree amplify apply assess avoid build carry challenge champion co-create
    co-design co-produce collaborate commission commit complete conduct confer consider
    continue convene coordinate create deliver design develop embed empower enable
    encourage end engage ensure establish evaluate expand explore extend facilitate fight
    find focus foster fund get give hold identify implement improve include increase
    introduce invest invite involve keep launch liaise maintain make map monitor offer
    overhaul pilot prioritise produce promote protect provide publish raise recognise
    reduce remove report require restore review run secure seek set share strengthen
    support tackle take target test train understand undertake update use work write
    """
)
"""Verbs that begin the items of action lists; a title does not begin with them."""

_DEMONSTRATIVES = words("he it she that these they this those we")

_URL = re.compile(
    r"://|www\.|\w@\w|\.(?:gov|org|com|net|co|ac|eu|pdf|html?|aspx)\b|/\S*/|(?:\w+-){3,}\w+"
)
_REFERENCE = re.compile(
    r"\[internet\]|\bdoi(?=[:. ])|\bisbn\b|\bavailable (?:from|at)[: ]|\bretrieved (?:from|on)\b|"
    r"\baccessed\b|: (?:a |an )?(?:systematic|rapid|scoping|literature|evidence) review|"
    r"\bworking paper\b|\bresearch report \d|\b(?:19|20)\d\d; ?\d|\bvol\. ?\d|\bpp\. ?\d|"
    r"\d+\(\d+\)|\bjournal of\b|\bibid\b|\bdownloaded \d|\b10\.\d{4,}/|\bavailable: http|"
    r"\b(?:brussels|cambridge|copenhagen|dublin|edinburgh|geneva|london|new york|oxford|paris|"
    r"washington(?:,? dc)?): \w"
)
# What no mark can do without: most sentences hold none of these, and are spared the search.
_REFERENCE_SIGNS = AhoCorasick(
    [
        *("[internet]", "doi:", "doi ", "doi.", "isbn", "available from", "available at"),
        *("retrieved from", "retrieved on", "accessed", " review", "working paper"),
        *("research report", "vol.", "pp.", "journal of", "ibid", "downloaded ", "10."),
        *("available: ", "brussels: ", "cambridge: ", "copenhagen: ", "dublin: ", "edinburgh: "),
        *("geneva: ", "london: ", "new york: ", "oxford: ", "paris: ", "washington"),
        *(f"{digit}{mark}" for digit in "0123456789" for mark in ";("),
    ]
)
_AUTHORS = re.compile(
    # A surname with initials, or surnames with a year and what a title begins with.
    r"(?:[\[(]?\d{1,3}[\]).]*\s+)?(?:[A-Z][\w'’-]+,? (?:[A-Z]\.? ?){1,3}(?=[,.(&]|and\b|et al)|"
    r"(?:[A-Z][\w'’&-]+[, ]+(?:and |& |et al\.? )?){1,8}\((?:19|20)\d\d[a-z]?\) ?[.,:‘'“\"A-Z])"
)
_NUMBERED_AUTHORS = re.compile(
    r"\[?\d{1,3}[\]).]*\s+(?P<names>(?:[A-Z][\w'’-]+ [A-Z]{1,3}[,.] ?)+)"
)
_YEAR_FIRST = re.compile(
    # Surname, initials, year and a title in quotation marks: "Roe K 1995 “Active participation …”".
    r"(?:\[?\d{1,3}[\]).]*\s+)?[A-Z][\w'’-]+,? [A-Z]{1,3}\.?,? \(?(?:19|20)\d\d\)?[.,:]? [“‘\"]"
)
_STUDY = re.compile(
    # The second half of such a title: "…: a qualitative study of patients' views".
    r": an? (?:[\w-]+ )?(?:case-control|cohort|comparative|cross-sectional|descriptive|ecological|"
    r"feasibility|longitudinal|mixed[ -]methods|observational|pilot|prospective|qualitative|"
    r"quantitative|retrospective) study\b"
)
_NUMBERED_INITIALS = re.compile(r"\[?\d{1,3}[\]).]+\s+[A-Z][\w'’-]+, (?:[A-Z]\.,? ?){1,3}[,&A-Z]")
_ISSUED = re.compile(
    # What a numbered list of sources is cut into: a comma, publisher, month and year, then a title;
    # or a number, publisher, a title in quotation marks, and the year, or a comma in the marks.
    r", [A-Z][^.;]{0,60}?\b(?:19|20)\d\d [A-Z]|"
    r"\[?\d{1,3}[\].)]*\s+[A-Z][^“\"]{0,80}, [“\"][^”\"]+"
    r"(?:,[”\"]|[”\"],? .{0,40}\b(?:19|20)\d\d\b)"
)
_DATED = re.compile(r"\((?:19|20)\d\d[a-z]?\)|\b(?:19|20)\d\d\b")
_ENUMERATED = re.compile(
    r"(?:(?:chapter|section|part|annex|appendix|figure|fig\.|table|box|theme|key theme|standard|"
    r"source|priority)\b[\s\d.:–-]*|\(?\d{1,2}(?:\.\d{1,2})*[.)]?\s+)",
    re.IGNORECASE,
)
_NUMBERED_HEADING = re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z]")
_BULLETED = re.compile(r"\s*(?:[•▪‣◦●■➢✓\uf000-\uf0ff*–-]|o\s)")
_FINITE = re.compile(
    r"(?<![\w'-])(?:is|are|was|were|be|been|being|am|has|have|had|do|does|did|will|would|can|could|"
    r"may|might|shall|should|must|cannot|isn't|aren't|won't|don't|needs? to|needed|remain\w*|"
    r"(?:affect|allow|caus|chang|contain|continu|creat|depend|enabl|ensur|exist|giv|grow|increas|involv|"
    r"lead|matter|play|reduc|tak|vari)(?:e?s)|"
    r"became|become\w*|includ(?:es?|ed)|show\w*|means that|meant|provid(?:es?|ed)|support(?:s|ed)|"
    r"help(?:s|ed)|make|makes|made|wants?|says?|said|found|seeks? to|aims to|requir(?:es?|ed)|"
    r"we|they|it|you|i|there|that|who|which|if|because|to)(?![\w'-])"
)
_FINITE_BUT_TO = re.compile(_FINITE.pattern.replace("because|to)", "because)"))  # "access to care"


_ENTRY_END = re.compile(
    # What follows a title: a place in a journal, or where it was retrieved.
    r"(?:Retrieved|Available|Accessed) (?:from|at|on)\b|"
    r"(?:[A-Z][\w'’-]*|&|and|of|the|in|for)(?: (?:[A-Z][\w'’-]*|&|and|of|the|in|for)){0,7}"
    r"[.,;:]? ?(?:(?:19|20)\d\d[;:,] ?)?\d{1,4} ?\(\d|"
    r"(?:19|20)\d\d; ?\d"
)
_ISSUED_IN = re.compile(
    r"(?:[A-Z][\w'’&-]*[, ]+|(?:and|of|for|the) ){0,8}\((?:19|20)\d\d[a-z]?\)\.?"
)
_TITLE_WORDS = 30
_TITLE_LENGTH = 500  # more is no title, and need not be counted
_LABELLED = re.compile(
    r"(?i:standard|principle|theme|chapter|section|part|annex|appendix|figure|fig\.|table|box) "
    r"\d{1,2}(?:\.\d{1,2})*[.:]? [A-Z]"
)
_CONTENTS = re.compile(r"(?:…|\.{4,}) ?(?:p\.? ?)?\d{1,3}\b")
_LEADER = re.compile(r"\.{6,} ?\d{0,3}\Z")
_SOURCE = re.compile(r"(?:Source|Reference|Adapted from|Taken from)s?: ")
_CITED = re.compile(
    r"(?:[A-Z][\w'’-]+|et al\.?),? \((?:19|20)\d\d[a-z]?\)[.,:]? (?:[‘“'\"](?P<quoted>[^’”\"]*)|"
    r"(?P<plain>(?:A |The |An )?[A-Z][^.;:?!]*))"
)


def in_citation(text: str, start: int, end: int) -> bool:
    """Whether the term stands in a title that follows its author and year: "Roe (2010) ‘…’"."""
    low = max(0, start - 200)
    for match in _CITED.finditer(text, low, end + 200):
        kind = "quoted" if match["quoted"] is not None else "plain"
        if match.start(kind) > start:
            return False
        if end <= match.end(kind):
            # Without quotation marks it may be a sentence: "Roe (2010) Equality is …".
            return kind == "quoted" or not _FINITE.search(fold(match[kind]))
    return False


def in_address(text: str, start: int, end: int) -> bool:
    """Whether the term stands in a web address, an e-mail address or a file name."""
    # A bound on the token bounds the work, whatever the text.
    low = text.rfind(" ", max(0, start - 200), start) + 1 or max(0, start - 200)
    high = text.find(" ", end, end + 200)
    token = text[low : high if high >= 0 else end + 200]
    return len(token) > end - start and _URL.search(token) is not None


@lru_cache(maxsize=8)
def is_reference(text: str) -> bool:
    """Whether the sentence is an entry of a bibliography."""
    folded = fold(text)
    if (_AUTHORS.match(text) and _DATED.search(text)) or _ISSUED.match(text):
        return True
    if _YEAR_FIRST.match(text):
        return True
    if _STUDY.search(folded):
        return True
    if _NUMBERED_INITIALS.match(text):  # "6. Roe, A., Poe, B., et al.: Inequalities in …", no date
        return True
    # "31. Clifford S. Evaluation of …", but not "2. Age UK, which runs …"
    listed = _NUMBERED_AUTHORS.match(text)
    if listed and (listed["names"].count(",") > 1 or not _FINITE.search(folded)):
        return True
    if not _REFERENCE_SIGNS.find_matches_as_indexes(folded):
        return False
    marks = {m[0][:5] for m in _REFERENCE.finditer(folded)}
    return len(marks) >= 2 or (bool(marks) and not _FINITE.search(folded))


def is_entry_part(text: str, neighbours: Iterable[str]) -> bool:
    """Whether the sentence is the title in a bibliography entry that was split at its full stops.

    It has no finite verb, and a sentence beside it is a reference: "Roe, A. (2020)." "Inclusion of
    carers." "Journal of Care 12(3), 4-9."
    """
    return (
        len(text) < _TITLE_LENGTH
        and text.count(" ") < _TITLE_WORDS
        and not _FINITE_BUT_TO.search(fold(text))
        and any(
            is_reference(n) or _ENTRY_END.match(n) or _ISSUED_IN.fullmatch(n)
            for n in neighbours
            if n
        )
    )


@lru_cache(maxsize=8)
def is_title(text: str) -> bool:
    """Whether the sentence is a title, heading, caption or contents line that stands alone.

    Short, with a capital or a number at its head, no full stop and no finite verb; longer with a
    label such as "Standard 4" before it.
    """
    text = text.strip()
    if not text or _BULLETED.match(text):
        return False
    if _SOURCE.match(text):
        return True
    if _LABELLED.match(text) and not _FINITE_BUT_TO.search(fold(text)):
        return True
    if len(_CONTENTS.findall(text)) > 1 or _LEADER.search(text):
        return True
    if _NUMBERED_HEADING.match(text) and text[-1] not in ".;:," and len(text.split()) <= 14:
        return True
    if text[-1] in ".;:,?!" or ";" in text:
        return False
    body = text[m.end() :] if (m := _ENUMERATED.match(text)) else text
    if not body or not body[0].isupper():
        return False
    spoken = body.lower().split()
    folded = fold(body)
    if len(spoken) > 14 or spoken[-1] in CONNECTORS | SMALL:
        return False
    if spoken[0] in _IMPERATIVES or spoken[0] in _DEMONSTRATIVES:
        return False
    if text.isupper():
        return not _FINITE.search(folded) or len(spoken) <= 8
    return not _FINITE.search(folded)
