"""British and American spelling of the words that policy is written in.

Pairs that may mean two things (cheque and check, tyre and tire, storey and story) are left apart.
"""

from __future__ import annotations

import itertools
import re
from functools import cache

from enacted.concepts.titles import words

MAX_SPELLINGS = 64
"""Of one form; it bounds the work for a form of many words that have two spellings each."""

_WORD = re.compile(r"([a-z]+\*?)")
_ISE = re.compile(r"(.{2,})i([sz])((?:e|es|ed|ing|ations?|ational|ers?|able)\*?)")
_OPEN_ISE = re.compile(r"(.*[aeiouy].*)i([sz])((?:a|at|ati|atio|i)?\*)")
_NO_ENDING = words(
    # What stands before an -ise or -ize that is no ending: advise, exercise, crises, prizes.
    """
    adv advert ant appra ar ass bra bru caps chast circumc compr comprom conc cr cru dem desp dev
    disgu downs enterpr exc exerc expert franch gu improv inc ir lia ma merchand no outs overs pa
    parad po pr pra pract prec prem prom ra res rev se superv surm surpr telev treat turquo ups
    """
)


def _pairs(text: str) -> dict[str, list[tuple[re.Pattern[str], str]]]:
    """From lines of a British stem, an American one, and how words of them may end; = for no ``*``.

    By the first two letters.
    """
    made: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for line in text.strip().splitlines():
        british, american, ends = (part.strip("_") for part in line.split())
        is_open = not ends.startswith("=")  # labor* would be laboratories
        end = rf"(?P<end>(?:{ends})\*?|\*)" if is_open else f"(?P<end>{ends[1:]})"
        for one, other in ((british, american), (american, british)):
            made.setdefault(one[:2], []).append((re.compile(one + end), other))
    return made


def _many(stems: str, british: str, american: str, ends: str) -> str:
    """Lines for :func:`_pairs`, of stems that change alike."""
    return "".join(f"\n{stem}{british} {stem}{american} {ends}" for stem in stems.split() or [""])


_PAIRS = _pairs(
    _many("anal catal dial electrol hydrol paral", "yse", "yze", "|s|d|rs?")
    + _many("anal catal dial electrol hydrol paral", "ysing", "yzing", "_")
    + _many("anal catal paral", "ys", "yz", "_")  # for open forms: analys*
    + _many(
        "arm behavi cand clam col endeav fav flav glam harb hon hum neighb od parl",
        "our",
        "or",
        "|s|ed|ing|ers?|able|ably|al|ally|ites?|hoods?|ful|fully|less|ly|y|ists?|ism",
    )
    + _many("rig rum splend tum val vap vig", "our", "or", "|s|ed|ing")
    + _many("savi", "our", "or", "|s")
    + _many("calib cent fib lit met centimet kilomet millimet sab spect theat", "re", "er", "|s")
    + _many("cent", "red", "ered", "|ness")
    + _many("cent", "ring", "ering", "_")
    + _many("def off pret", "ence", "ense", "|s|less")
    + _many("licen", "c", "s", "e|es|ed|ing")
    + _many("practi", "s", "c", "ed|ing")
    + _many("abridg acknowledg judg", "ement", "ment", "|s|al")
    + _many("enrol fulfil instal", "ment", "lment", "|s")
    + _many("distil enrol fulfil instil", "", "l", "|s")
    + _many("skil wil", "ful", "lful", "|ly|ness")
    + _many(
        "cance channe counse dia equa fue funne initia labe leve marsha mode pane peda quarre"
        " riva shove signa spira tota trave tunne unrave",
        "ll",
        "l",
        "ed|ing|ings|ers?|ors?",
    )
    + _many("ana cata dia", "logue", "log", "|s")
    + _many("an leuk", "aem", "em", "ias?|ic")
    + _many("", "anaesth", "anesth", "[a-z]+")
    + _many("", "haem", "hem", "[ao][a-z]+")
    + _many("", "paed", "ped", "iatr[a-z]+|ophil[a-z]+")
    + _many("", "gynaec", "gynec", "[a-z]+")
    + _many("orth encycl", "opaed", "oped", "i[a-z]+")
    + _many("", "oestr", "estr", "adiol|ogen[a-z]*")
    + _many("", "oesoph", "esoph", "[a-z]+")
    + _many("", "foet", "fet", "al|us|uses")
    + _many("", "diarrhoea", "diarrhea", "|l")
    + _many("", "coeliac", "celiac", "_")
    + _many("", "homoeo", "homeo", "[a-z]+")
    + _many("", "caesar", "cesar", "eans?|ians?")
    + _many("", "aetiolog", "etiolog", "[a-z]+")
    + _many("", "archaeo", "archeo", "[a-z]+")
    + """
    ageing aging _
    aluminium aluminum _
    artefact artifact |s
    cosy cozy _
    labour labor =|s|ed|ing|ers?
    learnt learned _
    grey gray |s|er|ing
    jewellery jewelry _
    manoeuvre maneuver |s|d
    manoeuvring maneuvering _
    marvellous marvelous |ly
    mould mold |s|y|ed|ing
    plough plow |s|ed|ing
    programme program |s
    sceptic skeptic |s|al|ally|ism
    woollen woolen |s
    """
)


def spellings(form: str) -> list[str]:
    """``form``, folded, with each of its words in British and in American spelling.

    >>> spellings("person-centred")
    ['person-centred', 'person-centered']
    >>> spellings("personalis*")
    ['personalis*', 'personaliz*']
    """
    pieces = _WORD.split(form)
    choices = [_spelt(piece) if i % 2 else (piece,) for i, piece in enumerate(pieces)]
    chosen = itertools.islice(itertools.product(*choices), MAX_SPELLINGS)
    return list(dict.fromkeys(map("".join, chosen)))


@cache
def _spelt(word: str) -> tuple[str, ...]:
    """``word``, and how else it is spelt."""
    match = _ISE.fullmatch(word) or _OPEN_ISE.fullmatch(word)
    if match is not None and match[1] not in _NO_ENDING and not match[1].endswith("w"):
        return (word, f"{match[1]}i{'z' if match[2] == 's' else 's'}{match[3]}")
    for pattern, other in _PAIRS.get(word[:2], ()):
        if match := pattern.fullmatch(word):
            return (word, other + match["end"])
    return (word,)
