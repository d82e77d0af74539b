"""Which language a document is in, by its script and its function words.

Function words are a fifth to a half of any running text and few are shared between languages, so
that a page decides (Ingle 1976; Grefenstette 1995). No model, no data file.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

_MIN_WORDS = 20
_MIN_TYPES = 3  # different function words of more than a letter
_MAX_CHARACTERS = 200_000
_MIN_SHARE = 0.08  # of words that are function words of the language; prose has .2 to .5

_WORDS = {
    "en": "the of and to in is that for it with as was on are by be this which from or have has "
    "were their not they an at will been we",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als "
    "auch es an werden aus er hat dass sie nach wird bei einer",
    "fr": "de la le et les des en un du une que est pour qui dans par sur au plus pas ce ne se "
    "sont avec aux cette ou ces leur être",
    "es": "de la que el en y a los del se las por un para con no una su al lo como más o sus "
    "pero este entre es son ha",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao "
    "das à são pela pelo ou",
    "it": "di e il la che in a per un è del non le si della da i con una sono al dei gli alla "
    "nel più delle dal anche come",
    "nl": "de en van het een in is dat op te zijn met voor niet aan er om ook als bij door naar "
    "uit worden wordt deze over die heeft",
    "da": "og i at det er en til på som af for med den de der et har ikke om fra kan vi også "
    "eller skal være men ved blev",
    "sv": "och i att det som en på är av för med till den har de inte om ett från kan vi också "
    "eller ska vara men vid var",
    "no": "og i å det er en til på som av for med den de har ikke om et fra kan vi også eller "
    "skal være men ved ble",
    "fi": "ja on ei se että oli ovat myös kun tai mutta niin hän joka sekä olla mukaan sen "
    "jotka ole kuin voi tämä",
    "pl": "i w na z do się nie to że jest o od przez dla jak po oraz za a są ich tym ze być lub "
    "które",
    "cs": "a v na se je že z do o s k i za pro by po jako ve od které který jsou byl nebo při "
    "podle",
    "ro": "de și în a la cu din pe care că o pentru nu este un sau mai prin al fi se au ale dintre",
    "hu": "a az és hogy nem is egy ez van meg volt vagy mint de csak már ha el kell azt szerint",
    "tr": "ve bir bu için ile da de olarak olan daha çok en gibi kadar sonra ise ya veya her",
    "cy": "y yr a i o yn ac ar mae ei eu gan wedi am bod fod sydd hyn hefyd neu gyda ein fel",
    "ga": "an na agus a i ar is go le do sé de ag ní ó bhí chun mar atá seo leis sin",
}
FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
"""The commonest function words of languages in Latin script, in lower case."""

_WORD = re.compile(r"[^\W\d_]+")

_SCRIPTS = (
    # Japanese before Chinese: it uses both. First of those that hold enough letters.
    ("ja", re.compile(r"[\u3040-\u30ff]"), 0.1),
    ("zh", re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]"), 0.3),
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"), 0.3),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"), 0.5),
    ("he", re.compile(r"[\u0590-\u05ff]"), 0.5),
    ("hy", re.compile(r"[\u0530-\u058f]"), 0.5),
    ("ka", re.compile(r"[\u10a0-\u10ff]"), 0.5),
    ("th", re.compile(r"[\u0e00-\u0e7f]"), 0.5),
    ("hi", re.compile(r"[\u0900-\u097f]"), 0.5),
    ("bn", re.compile(r"[\u0980-\u09ff]"), 0.5),
    ("pa", re.compile(r"[\u0a00-\u0a7f]"), 0.5),
    ("gu", re.compile(r"[\u0a80-\u0aff]"), 0.5),
    ("ta", re.compile(r"[\u0b80-\u0bff]"), 0.5),
    ("te", re.compile(r"[\u0c00-\u0c7f]"), 0.5),
    ("am", re.compile(r"[\u1200-\u137f]"), 0.5),
)
_BEYOND = re.compile(r"[\u0370-\uffff]+")  # what no letter of Latin script is among
_LEAST_SCRIPT = 0.1  # the smallest share of letters that says anything
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
_URDU = re.compile(r"[\u0679\u0688\u0691\u06ba\u06be\u06c1\u06d2]")
_PERSIAN = re.compile(r"[\u067e\u0686\u0698\u06af\u06cc\u06a9]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_BULGARIAN = re.compile(r"[ыэёЫЭЁ]")  # letters of Russian that Bulgarian lacks


def detect(text: str) -> str:
    """ISO 639-1 code of the language most of ``text`` is in; empty where there is too little of it.

    Some twenty languages in Latin script by their function words; others by script alone, where
    one language stands for the script (Devanagari reads as ``hi``).

    >>> detect("The council will work with the people who use its services and with those who care "
    ...        "for them, and it will report on this every year.")
    'en'
    """
    text = text[:_MAX_CHARACTERS]
    words = _WORD.findall(text.lower())
    letters = sum(map(len, words))
    if letters < 3 * _MIN_WORDS:
        return ""
    by_script = _by_script(text, letters)
    if by_script:
        return by_script
    if len(words) < _MIN_WORDS:
        return ""
    times = Counter(words)
    counts = {
        language: sum(times[word] for word in known.intersection(times))
        for language, known in FUNCTION_WORDS.items()
    }
    best = max(counts, key=lambda language: (counts[language], language))
    # Letters that stand alone are words of Czech or Welsh, and initials in any language.
    own = sum(len(word) > 1 for word in FUNCTION_WORDS[best].intersection(times))
    return best if counts[best] >= _MIN_SHARE * len(words) and own >= _MIN_TYPES else ""


def _by_script(text: str, letters: int) -> str:
    """Language of a text in another script than Latin; empty for Latin."""
    text = "".join(_BEYOND.findall(text))
    if len(text) < _LEAST_SCRIPT * letters:
        return ""
    for language, script, share in _SCRIPTS:
        if len(script.findall(text)) >= share * letters:
            return language
    arabic = len(_ARABIC.findall(text))
    if arabic >= 0.5 * letters:
        if len(_URDU.findall(text)) >= 0.02 * arabic:
            return "ur"
        return "fa" if len(_PERSIAN.findall(text)) >= 0.02 * arabic else "ar"
    cyrillic = len(_CYRILLIC.findall(text))
    if cyrillic >= 0.5 * letters:
        if len(_UKRAINIAN.findall(text)) >= 0.01 * cyrillic:
            return "uk"
        return "ru" if len(_BULGARIAN.findall(text)) >= 0.002 * cyrillic else "bg"
    return ""


LANGUAGES = tuple(
    sorted(chain(FUNCTION_WORDS, (s[0] for s in _SCRIPTS), ("ar", "fa", "ur", "uk", "ru", "bg")))
)
"""Every code that :func:`detect` can return."""
