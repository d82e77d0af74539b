"""The sense of mentions, from the rules and the encoder together."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.evidence import COLUMNS, Evidence
from enacted.stance import Statement
from enacted.stance.coded import Coded
from enacted.stance.mention_values import VALUES
from enacted.stance.reader import Reader, Weights, carried, readable
from enacted.stance.reader_training import fit_reader, pairs_of
from enacted.stance.tokens import TEXT, place_of, tokens_of
from enacted.stance.wordpiece import MARKS, WordPieces
from enacted.types import Mention, Sense

PIECES = WordPieces([*MARKS, "we", "will", "co", "-", "produce", "##d", "care", "it", "and"])
READER = Reader(Weights(1.0, 2.0, -1.0), -1.0)
MENTION = Mention(0, 0, "coproduction", "co-production", "co-produce", 8, 18, Sense.CONCEPT)


def logits(**values: float) -> np.ndarray:
    row = np.full(len(VALUES), -9.0)
    for name, value in values.items():
        row[VALUES.index(name.replace("__", "="))] = value
    return row


def test_a_stretch_is_found_among_the_tokens():
    text = "We will co-produce care"
    ids, _ = tokens_of(Statement(text), PIECES)
    start, end = place_of(text, 8, 18, PIECES)
    assert ids[start:end] == PIECES.ids("co-produce", 9)


@given(st.lists(st.sampled_from(["we", "will", "co-produce", "care", "unknown"]), min_size=1))
def test_every_word_of_a_sentence_has_its_own_tokens(words: list[str]):
    text = " ".join(words)
    ids, _ = tokens_of(Statement(text), PIECES)
    at = 0
    for word in words:
        start, end = place_of(text, at, at + len(word), PIECES)
        assert 1 <= start < end <= TEXT + 1
        if end <= TEXT and start == 1 + len(PIECES.ids(text[:at], 10_000)):
            assert ids[start:end] == PIECES.ids(word, 99)
        at += len(word) + 1


def test_what_lies_beyond_the_tokens_stands_for_the_sentence():
    text = "care " * 200 + "co-produce"
    assert place_of(text, 1000, 1010, PIECES) == (1, TEXT + 1)
    assert place_of("", 0, 0, PIECES) == (1, 2)


def test_the_two_are_weighed():
    sure = READER.read(MENTION, logits(concept=0.0))
    assert (sure.sense, sure.p_concept) == (Sense.CONCEPT, 0.7311)
    outvoted = READER.read(MENTION, logits(concept=-5.0))
    assert (outvoted.sense, outvoted.p_concept) == (Sense.OTHER, 0.018)
    assert READER.read(MENTION, logits(concept=-5.0, name=2.0)).sense is Sense.NAME
    named = replace(MENTION, sense=Sense.NAME)
    assert READER.read(named, logits(concept=0.5)).sense is Sense.NAME
    assert READER.read(named, logits(concept=5.0)).sense is Sense.CONCEPT


def test_where_the_encoder_does_not_help_the_rules_have_the_sense():
    rules = replace(READER, overrules=False)
    doubted = rules.read(replace(MENTION, modes=("deliver",)), logits(concept=-5.0))
    assert (doubted.sense, doubted.p_concept) == (Sense.CONCEPT, 0.018)
    assert doubted.modes == ("deliver",)  # facets are read elsewhere
    other = rules.read(replace(MENTION, sense=Sense.OTHER), logits(concept=9.0))
    assert (other.sense, other.p_concept) == (Sense.OTHER, 0.9997)
    assert Reader.of_json(rules.as_json()) == rules


WEIGHED = replace(
    READER,
    facets={"modes": (1.0, 2.0, 3.0, -2.0), "level": (0.0, 1.0, 0.0, 0.0)},
)


def evidence(
    *cues: tuple[str, str],
    words: float = 0.0,
    facets: tuple[str, ...] = ("modes", "level"),
    by_term: dict[str, tuple[str, ...]] | None = None,
) -> Evidence:
    told = np.array([column in cues for column in COLUMNS])
    return Evidence(facets, np.full(len(COLUMNS), words), told, by_term or {})


def test_facets_are_those_that_all_show_together():
    said = logits(concept=9.0, modes__design=0.6, modes__assess=5.0, level__group=1.0)
    mention = replace(MENTION, modes=("deliver",), level="individual", reasons=("normative",))
    # Design comes to 2 × 0.6 + 3 - 2, assess to 2 × 5 - 2.
    read = WEIGHED.read(mention, said, evidence(("modes", "design")))
    assert (read.modes, read.level) == (("assess", "design"), "group")
    assert read.reasons == ("normative",)  # not among those that are read anew
    doubted = WEIGHED.read(mention, said, evidence(words=-20.0))
    assert (doubted.modes, doubted.level) == ((), "group")
    own = evidence(words=-20.0, by_term={"modes": ("commission",), "level": ("collective",)})
    read = WEIGHED.read(mention, said, own)
    assert (read.modes, read.level) == (("commission",), "collective")


def test_facets_stay_where_nothing_speaks_or_nothing_weighs():
    said = logits(concept=9.0, modes__assess=9.0)
    mention = replace(MENTION, modes=("deliver",))
    assert WEIGHED.read(mention, said).modes == ("deliver",)
    assert READER.read(mention, said, evidence()).modes == ("deliver",)
    outside = WEIGHED.read(mention, logits(concept=-9.0, modes__assess=9.0), evidence())
    assert (outside.sense, outside.modes) == (Sense.OTHER, ())


def test_a_facet_without_weights_is_shown_by_its_cues():
    told = evidence(("reasons", "normative"), facets=("reasons",))
    said = logits(concept=9.0, reasons__instrumental=9.0)
    assert WEIGHED.read(MENTION, said, told).reasons == ("normative",)


def test_weights_of_facets_are_written_and_read():
    assert Reader.of_json(WEIGHED.as_json()) == WEIGHED
    assert Reader.of_json(READER.as_json()).facets == {}


def test_a_description_of_before_decides_the_sense():
    described = json.loads(READER.as_json())
    assert described.pop("overrules") is True
    assert Reader.of_json(json.dumps(described)) == READER


def test_outside_its_concept_a_mention_has_no_facets():
    full = replace(MENTION, modes=("design",), level="group", drivers=("law",), negated=True)
    outside = READER.read(full, logits(concept=-9.0))
    assert outside == replace(MENTION, sense=Sense.OTHER, p_concept=outside.p_concept, negated=True)
    item = replace(full, mention=1, start=0, end=0, surface="", carried_from=0)
    assert carried(item, outside).sense is Sense.OTHER
    assert carried(item, outside).modes == ()
    assert carried(item, full).modes == ("design",)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, True), ({"concept": "mine"}, False), ({"start": 0, "end": 0, "surface": ""}, False)],
)
def test_of_what_has_no_codes_the_rules_decide(changes: dict[str, object], expected: bool):
    assert readable(replace(MENTION, **changes)) is expected  # type: ignore[arg-type]


def test_it_is_written_and_read():
    assert Reader.of_json(READER.as_json()) == READER


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("sense"),
        lambda d: d.update(values=["concept"]),
        lambda d: d.update(sense=[1, 2, 3, float("nan")]),
        lambda d: d.update(sense=[1, 2]),
        lambda d: d.update(overrules="no"),
        lambda d: d.update(of_facets={"modes": [1, 2, 3]}),
        lambda d: d.update(of_facets={"modes": [1, 2, 3, float("inf")]}),
        lambda d: d.update(of_facets={"moods": [1, 2, 3, 4]}),
        lambda d: d.update(of_facets=[1]),
    ],
)
def test_a_description_that_does_not_fit_is_refused(spoil):
    described = json.loads(READER.as_json())
    spoil(described)
    with pytest.raises((KeyError, ValueError, TypeError)):
        Reader.of_json(json.dumps(described))


def coded(sense: str) -> Coded:
    return Coded(Statement("x"), "d", 0, {"coproduction": sense})


def test_fitting_finds_whom_to_believe():
    draws = np.random.default_rng(2)
    pairs = []
    for _ in range(400):
        truth = draws.random() < 0.5
        row = draws.normal(size=len(VALUES))
        row[0] += 4 if truth else -4
        told = replace(MENTION, sense=Sense.CONCEPT if draws.random() < 0.5 else Sense.OTHER)
        pairs += pairs_of(coded("concept" if truth else "no"), [told], row[None])
    parts = [i % 3 for i in range(len(pairs))]
    reader = fit_reader(pairs, parts)
    assert reader.sense.encoder > 0.5
    assert abs(reader.sense.rules) < 2
    right = [
        (reader.read(MENTION, logits(concept=pair.read)).sense is Sense.CONCEPT) == pair.coded
        for pair in pairs
    ]
    assert np.mean(right) > 0.95
    assert fit_reader(pairs, parts) == reader
    assert reader.overrules


def test_a_sense_that_the_rules_know_is_left_to_them():
    draws = np.random.default_rng(3)
    pairs = []
    for _ in range(200):
        truth = draws.random() < 0.5
        told = replace(MENTION, sense=Sense.CONCEPT if truth else Sense.OTHER)
        noise = draws.normal(size=(1, len(VALUES)))
        pairs += pairs_of(coded("concept" if truth else "no"), [told], noise)
    reader = fit_reader(pairs, [i % 3 for i in range(len(pairs))])
    assert not reader.overrules
    assert [pair.answer(reader) for pair in pairs] == [pair.coded for pair in pairs]


def test_a_concept_whose_sense_is_not_coded_gives_no_pair():
    other = replace(MENTION, concept="equality")
    assert pairs_of(coded("concept"), [other], np.zeros((1, len(VALUES)))) == []
