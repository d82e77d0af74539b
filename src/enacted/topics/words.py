"""Words of a passage, and which of them count as one."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# Words hold letters only, joined by hyphens or apostrophes; whatever else parts words for good is
# one further token, so that no phrase reaches across it.
_TOKEN = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011'’][^\W\d_]+)*|[^\w\s'’\-\u2010\u2011]+|[\d_]+|\n")
_POSSESSIVE = re.compile(r"['’]s?$")
_CONTRACTION = re.compile(r"['’](?:d|ll|m|re|t|ve)$")
_JOINTS = re.compile(r"[-\u2010\u2011'’]")
BREAK = "\n"
"""Token that parts words: no phrase reaches across it."""

# Plural in form only, or with a meaning of its own.
_NO_PLURAL = frozenset(
    ("customs", "does", "goods", "has", "its", "means", "minutes", "news", "rights", "works")
)

_GRAMMAR = """
    a about above across after afterwards again against all almost alone along already also
    although always am among amongst an and another any anyone anything anyway anywhere are aren't
    around as at be became because become becomes been before beforehand behind being below beside
    besides between beyond both but by can can't cannot could couldn't did didn't do does doesn't
    doing don't done down due during each eg either else elsewhere enough especially etc even ever
    every everyone everything everywhere except few first for former from further furthermore get
    gets getting give given gives giving go goes going got had hadn't has hasn't have haven't having
    he hence her here hers herself him himself his how however i ie if in indeed instead into is
    isn't it its itself just keep kept last later latter least less like likely made mainly make
    makes making many may me means meanwhile might mine more moreover most mostly much must my
    myself namely near nearly neither never nevertheless next no nobody none nor not nothing now
    of off often on once one ones only onto or other others otherwise our ours ourselves out over
    own particular particularly per perhaps please put quite rather re really regarding said same
    say says second see seem seemed seems several shall she should shouldn't since so some somehow
    someone something sometimes somewhere still such take taken takes taking than that the their
    theirs them themselves then there therefore these they thing things third this those though
    three through throughout thus to together too toward towards two under unless unlike until up
    upon us use used uses using usually various very via was wasn't way ways we well went were
    weren't what whatever when whenever where whereas whereby wherever whether which while who
    whole whom whose why will with within without won't would wouldn't yet you your yours yourself
    yourselves co th st nd rd mr mrs ms dr pp ibid www http https com org uk html
    pdf ii iii iv vi vii viii ix xi xii january february march april june july august september
    october november december page pages para paras figure table chapter appendix annex
"""
STOP_WORDS = frozenset(_GRAMMAR.split())
"""English words that say nothing of what a text is about: grammar, months, parts of a report."""


def tokens(text: str) -> list[str]:
    """Words and breaks of a text, in lower case, in order.

    >>> tokens("Co-production, in 2012.")
    ['co-production', ',', 'in', '2012', '.']
    """
    return _TOKEN.findall(unicodedata.normalize("NFC", text).lower())


def amid(text: str) -> Iterator[tuple[str, bool]]:
    """Words that follow a word, in lower case, and whether they have a capital.

    >>> list(amid("The council met. Northfield in May"))
    [('council', False), ('met', False), ('in', False), ('may', True)]
    """
    after = False
    for match in _TOKEN.finditer(unicodedata.normalize("NFC", text)):
        token = match.group()
        word = any(map(str.isalpha, token))
        if word and after:
            yield token.lower(), token[0].isupper()
        after = word


def is_word(token: str) -> bool:
    """Whether a token is a word and not a break."""
    return any(map(str.isalpha, token))


def fold(word: str) -> str:
    """A word without possessive, hyphens and apostrophes: "co-production's" → "coproduction".

    Contractions ("we'll") fold to nothing: they are words of grammar, and would be taken for
    others.
    """
    if _CONTRACTION.search(word):
        return ""
    return _JOINTS.sub("", _POSSESSIVE.sub("", word))


def parts(word: str) -> list[str]:
    """Parts of a word between its hyphens, without the possessive."""
    return [part for part in _JOINTS.split(_POSSESSIVE.sub("", word)) if part]


def singulars(words: Collection[str]) -> dict[str, str]:
    """Plain plurals among folded words, each with its singular where that is among them too.

    >>> singulars({"service", "services", "policies", "policy", "news", "new", "bus"})
    {'policies': 'policy', 'services': 'service'}
    """
    found = ((word, singular(word)) for word in sorted(words))
    return {word: one for word, one in found if one is not None and one in words}


def singular(word: str) -> str | None:
    """What a folded word would be the plain plural of, if it looks like one."""
    if len(word) <= 3 or word[-1] != "s" or word[-2] in "siu" or word in _NO_PLURAL:
        return None
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1]
