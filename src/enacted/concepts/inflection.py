"""Plurals of nouns and forms of verbs, by rule and by a table of what no rule gives.

Written out here for want of a library that starts fast: those there are load a lexicon of tens of
thousands of words to answer for the few in a codebook. Where a word has two forms in use, both are
given; one too many finds nothing, one too few loses mentions.
"""

from __future__ import annotations

import re
from functools import cache

from enacted.concepts.titles import words

_LAST_WORD = re.compile(r"(.*?)([^\W_]*)", re.DOTALL)


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """From lines of a word and its forms."""
    lines = (line.split() for line in text.strip().splitlines())
    return {word: tuple(forms) for word, *forms in lines}


_PLURALS = _table(
    """
    child children
    man men
    woman women
    person people persons
    foot feet
    goose geese
    tooth teeth
    mouse mice
    ox oxen
    criterion criteria
    phenomenon phenomena
    curriculum curricula curriculums
    datum data
    forum forums fora
    medium media mediums
    memorandum memoranda memorandums
    millennium millennia millenniums
    referendum referendums referenda
    spectrum spectra spectrums
    stratum strata
    symposium symposia symposiums
    alumnus alumni
    focus focuses foci
    nucleus nuclei
    radius radii
    stimulus stimuli
    syllabus syllabuses syllabi
    appendix appendices appendixes
    index indices indexes
    matrix matrices matrixes
    vertex vertices
    bureau bureaux bureaus
    plateau plateaux plateaus
    quiz quizzes
    bias biases
    canvas canvases
    gas gases
    lens lenses
    alias aliases
    calf calves
    elf elves
    half halves
    knife knives
    leaf leaves
    life lives
    loaf loaves
    self selves
    shelf shelves
    thief thieves
    wife wives
    wolf wolves
    aircraft aircraft
    series series
    sheep sheep
    species species
    epoch epochs
    monarch monarchs
    stomach stomachs
    tech techs
    cargo cargoes cargos
    echo echoes
    embargo embargoes
    hero heroes
    potato potatoes
    tomato tomatoes
    veto vetoes
    volcano volcanoes
    """
)
_OWN_PLURALS = {plural for plurals in _PLURALS.values() for plural in plurals}
_COMPOUND_ENDS = ("child", "person", "wife", "life", "foot", "tooth", "shelf", "half")
"""Plurals of these hold at the end of a longer word: grandchildren, salespeople, midwives."""

_NOT_MAN = words("german human norman ottoman roman shaman talisman")
_HEAD = re.compile(r"(.*?[^\W_])([- ](?:at|by|for|from|in|of|on|to|under|with|without)[- ].*)")


def noun_forms(form: str) -> list[str]:
    """``form`` and its plurals.

    The last word has the plural, and the word before a preposition: "codes of practice". A last
    word in -ss, -us or -sis is singular; any other in -s is taken to be plural as it stands.

    >>> noun_forms("co-delivery"), noun_forms("illness"), noun_forms("public services")
    (['co-delivery', 'co-deliveries'], ['illness', 'illnesses'], ['public services'])
    """
    if form.endswith("*"):
        return [form]
    head, last = _parts(form)
    found = [form, *(head + plural for plural in _plurals(last))]
    if match := _HEAD.fullmatch(form):
        head, last = _parts(match[1])
        found += [head + plural + match[2] for plural in _plurals(last)]
    return list(dict.fromkeys(found))


@cache
def _plurals(word: str) -> tuple[str, ...]:
    if word in _PLURALS:
        return _PLURALS[word]
    if word in _OWN_PLURALS:
        return ()
    for end in _COMPOUND_ENDS:
        if word.endswith(end):
            return tuple(word.removesuffix(end) + plural for plural in _PLURALS[end])
    if word.endswith("man") and word not in _NOT_MAN:
        return (word[:-2] + "en",)
    if word.endswith(("sis", "axis")):
        return (word[:-2] + "es",)
    if word.endswith("s") and not word.endswith(("ss", "us")):
        return ()
    return (_with_s(word),)


def _with_s(word: str) -> str:
    """With the -s of a plural or of the third person."""
    if re.search(r"(?:[^aeiou]|qu)y\Z", word):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


_VERBS = _table(
    # The past, and the participle where it is another; the rest follows rules.
    """
    arise arose arisen
    awake awoke awoken
    be was were been
    bear bore borne
    beat beat beaten
    become became become
    begin began begun
    bend bent
    bid bid
    bind bound
    bite bit bitten
    blow blew blown
    break broke broken
    bring brought
    broadcast broadcast broadcasted
    build built
    burn burnt burned
    buy bought
    cast cast
    catch caught
    choose chose chosen
    come came come
    cost cost
    cut cut
    deal dealt
    dig dug
    do did done
    draw drew drawn
    dream dreamt dreamed
    drink drank drunk
    drive drove driven
    eat ate eaten
    fall fell fallen
    feed fed
    feel felt
    fight fought
    find found
    flee fled
    fly flew flown
    forbid forbade forbidden
    forecast forecast forecasted
    forget forgot forgotten
    forgive forgave forgiven
    freeze froze frozen
    get got gotten
    give gave given
    go went gone
    grow grew grown
    hang hung hanged
    have had
    hear heard
    hide hid hidden
    hit hit
    hold held
    hurt hurt
    input input inputted
    keep kept
    know knew known
    lay laid
    lead led
    lean leant leaned
    leap leapt leaped
    learn learnt learned
    leave left
    lend lent
    let let
    light lit lighted
    lose lost
    make made
    mean meant
    meet met
    offset offset
    pay paid
    prove proved proven
    put put
    quit quit
    read read
    rid rid
    ride rode ridden
    ring rang rung
    rise rose risen
    run ran run
    say said
    see saw seen
    seek sought
    sell sold
    send sent
    set set
    shake shook shaken
    shed shed
    shine shone
    shoot shot
    show showed shown
    shrink shrank shrunk
    shut shut
    sing sang sung
    sink sank sunk
    sit sat
    sleep slept
    slide slid
    speak spoke spoken
    speed sped speeded
    spell spelt spelled
    spend spent
    split split
    spoil spoilt spoiled
    spread spread
    spring sprang sprung
    stand stood
    steal stole stolen
    stick stuck
    strike struck
    strive strove striven
    swear swore sworn
    sweep swept
    swim swam swum
    swing swung
    take took taken
    teach taught
    tear tore torn
    tell told
    think thought
    throw threw thrown
    undergo underwent undergone
    wake woke woken
    wear wore worn
    weave wove woven
    win won
    wind wound
    write wrote written
    """
)
_PREFIXES = ("fore", "mis", "off", "out", "over", "pre", "re", "un", "under", "up", "with")
_THIRD = _table(
    """
    be is are am
    do does
    echo echoes
    go goes
    have has
    quiz quizzes
    undergo undergoes
    veto vetoes
    """
)

_DOUBLED = words(
    # The last syllable is stressed, or doubled for all that.
    """
    abet abhor acquit admit allot annul begin commit compel concur confer control debug defer deter
    dispel distil embed emit enrol equip excel expel extol fit forbid forget format fulfil handicap
    impel incur infer input instil kidnap occur omit outfit overlap patrol permit prefer program
    propel rebel rebut recur refer regret remap remit repel replan retrofit submit transfer transmit
    underpin unplug unwrap upset worship
    """
)
_EITHER = words("benefit bias dial focus fuel initial kidnap trial worship")
"""One consonant or two: both are written."""

_KEEPS_E = words("age binge cue queue singe")  # ageing and aging

_KNOWN = _DOUBLED | _VERBS.keys()

_CLOSED = re.compile(r"(?:[^aeiou]|qu)*[aeiou][bdfgklmnprtvz]")  # plan, map: one short syllable
_UNSTRESSED_L = re.compile(r".*[aeiouy].*[^aeiou][aeiou]l")  # label, model, but not entail
_WITH_OBJECT = words("change deliver engage involve offer promote provide raise share support use")
_PARTICLE = re.compile(
    r"(.*?[^\W_])((?:[- ](?:about|across|against|ahead|along|apart|around|aside|at|away|back|by|"
    r"down|for|forward|from|in|into|of|off|on|out|over|through|to|together|towards?|up|upon|with))+)"
)


def verb_forms(form: str) -> list[str]:
    """``form`` and its -s, past and -ing forms.

    The last word is inflected, or the one before prepositions and particles ("carried out"), or the
    first where it is a verb of the tables here ("took part", "raised awareness").

    >>> verb_forms("co-produce")
    ['co-produce', 'co-produces', 'co-produced', 'co-producing']
    >>> verb_forms("set up")
    ['set up', 'sets up', 'setting up']
    """
    match = _PARTICLE.fullmatch(form)
    verb, after = (match[1], match[2]) if match else (form, "")
    first, space, rest = verb.partition(" ")
    if first in _VERBS or first in _WITH_OBJECT:
        verb, after = first, space + rest + after
    head, last = _parts(verb)
    return list(dict.fromkeys([form, *(head + f + after for f in _inflected(last))]))


@cache
def _inflected(verb: str) -> tuple[str, ...]:
    if not verb:
        return ()
    third = _THIRD.get(verb) or (_with_s(verb),)
    prefix = next((p for p in _PREFIXES if verb.startswith(p) and verb[len(p) :] in _KNOWN), "")
    irregular = _VERBS.get(verb) or tuple(prefix + f for f in _VERBS.get(verb[len(prefix) :], ()))
    stems = _stems(verb, verb.removeprefix(prefix))
    past = irregular or tuple(f"{s}d" if s.endswith("e") else f"{s}ed" for s in stems)
    if not irregular and re.search(r"[^aeiou]y\Z", verb):
        past = (verb[:-1] + "ied",)
    return (*third, *past, *(ing for s in stems for ing in _ing(s)))


def _stems(verb: str, base: str) -> tuple[str, ...]:
    """What -ed and -ing are put to: plan gives plann, label both labell and label."""
    last = verb[-1]
    if verb.endswith("ic"):
        return (verb + "k",)
    if verb in _EITHER:
        return (verb + last, verb)
    if verb in _DOUBLED or base in _DOUBLED or _CLOSED.fullmatch(base):
        return (verb + last,)
    if _UNSTRESSED_L.fullmatch(verb) and not verb.endswith("parallel"):
        return (verb + last, verb)
    return (verb,)


def _ing(stem: str) -> tuple[str, ...]:
    if stem.endswith("ie"):
        return (stem[:-2] + "ying",)
    if stem == "be" or stem.endswith(("ee", "oe", "ye")):
        return (stem + "ing",)
    if stem in _KEEPS_E:
        return (stem + "ing", stem[:-1] + "ing")
    return (stem[:-1] + "ing",) if stem.endswith("e") else (stem + "ing",)


def _parts(form: str) -> tuple[str, str]:
    """What stands before the last word, and that word."""
    match = _LAST_WORD.fullmatch(form)
    return (match[1], match[2]) if match else ("", form)
