from __future__ import annotations

from dataclasses import replace

import pytest

from enacted.stance import Statement
from enacted.stance.cue import Cue, CueTable
from enacted.stance.cues import TABLE, find_cues
from enacted.stance.grammar import read

GOOD = [(cue.name, text) for cue in TABLE.cues for text in cue.good]
BAD = [(cue.name, text) for cue in TABLE.cues for text in cue.bad]


@pytest.mark.parametrize(("name", "text"), GOOD)
def test_cue_is_found_in_its_good_examples(name: str, text: str) -> None:
    assert name in TABLE.find(read(text))


@pytest.mark.parametrize(("name", "text"), BAD)
def test_cue_is_not_found_in_its_bad_examples(name: str, text: str) -> None:
    assert name not in TABLE.find(read(text))


def test_names_are_unique_and_every_cue_has_examples_and_a_line_of_explanation() -> None:
    names = [cue.name for cue in TABLE.cues]
    assert len(names) == len(set(names))
    for cue in TABLE.cues:
        assert cue.good, cue.name
        assert cue.bad, cue.name
        assert cue.says, cue.name
        assert cue.name == cue.name.lower()


def test_phrases_with_alternatives_and_missing_tokens() -> None:
    table = CueTable(
        [
            Cue("aim", "", (), (), phrases=("aim|aims to",)),
            Cue("gap", "", (), (), phrases=("so _|very far",)),
        ]
    )
    assert table.find(read("It aims to help.")) == {"aim"}
    assert table.find(read("so far")) == {"gap"}
    assert table.find(read("so very far")) == {"gap"}
    assert table.find(read("so quite far; the aims, to us")) == set()


def test_needs_never_hide_what_an_expression_would_find() -> None:
    unguarded = CueTable(replace(cue, needs="") for cue in TABLE.cues)
    for cue in TABLE.cues:
        for text in (*cue.good, *cue.bad):
            reading = read(text)
            assert TABLE.find(reading) == unguarded.find(reading), text


@pytest.mark.parametrize(
    ("statement", "cue"),
    [
        (Statement("Fund six posts.", doc_type="Party manifesto 2017"), "type:manifesto"),
        (Statement("Fund six posts.", doc_type="needs assessment"), "type:assessment"),
        (Statement("Fund six posts.", lead_in="Our actions for the year:"), "lead_in:will"),
        (Statement("a personal budget for every carer", lead_in="We will offer:"), "we_will"),
        (Statement("a personal budget for carers", before="We will offer:"), "tense:future"),
        (Statement("• Involve users.", lead_in="We recommend that councils:"), "recommends"),
        (Statement("It ran.", before="We will act."), "before:tense:future"),
        (Statement("It ran.", section="Part 1 > References"), "section:apparatus"),
        (Statement("It ran.", kind="list_item"), "kind:list_item"),
        (Statement("It ran well."), "words:3"),
    ],
)
def test_context_gives_cues(statement: Statement, cue: str) -> None:
    assert cue in find_cues(statement)[1]


def test_unknown_context_gives_no_cue_of_context() -> None:
    cues = find_cues(Statement("It ran well."))[1]
    assert not [
        name
        for name in cues
        if name.startswith(("type:", "before:", "lead_in:", "kind:", "section:"))
    ]


def test_cues_come_once_and_in_the_same_order() -> None:
    statement = Statement("We will publish a report by 2012.", before="We act.", doc_type="plan")
    cues = find_cues(statement)[1]
    assert len(cues) == len(set(cues))
    assert cues == find_cues(statement)[1]
