from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.concepts.inflection import noun_forms, verb_forms

NOUNS = """
personal budget: personal budgets
inequality: inequalities
survey: surveys
box: boxes
approach: approaches
stomach: stomachs
business: businesses
illness: illnesses
process: processes
class: classes
status: statuses
analysis: analyses
diagnosis: diagnoses
child: children
grandchild: grandchildren
person: people, persons
older woman: older women
criterion: criteria
human: humans
midwife: midwives
belief: beliefs
code of practice: code of practices, codes of practice
co-delivery: co-deliveries
services:
human rights:
sheep:
"""

VERBS = """
co-produce: co-produces co-produced co-producing
co-deliver: co-delivers co-delivered co-delivering
co-plan: co-plans co-planned co-planning
co-assess: co-assesses co-assessed co-assessing
co-lead: co-leads co-led co-leading
co-develop: co-develops co-developed co-developing
carry: carries carried carrying
play: plays played playing
commit: commits committed committing
resubmit: resubmits resubmitted resubmitting
underpin: underpins underpinned underpinning
fulfil: fulfils fulfilled fulfilling
refer: refers referred referring
target: targets targeted targeting
agree: agrees agreed agreeing
see: sees saw seen seeing
be: is are am was were been being
give: gives gave given giving
set: sets setting
oversee: oversees oversaw overseen overseeing
rewrite: rewrites rewrote rewritten rewriting
understand: understands understood understanding
render: renders rendered rendering
die: dies died dying
panic: panics panicked panicking
age: ages aged ageing aging
label: labels labelled labeled labelling labeling
travel: travels travelled traveled travelling traveling
entail: entails entailed entailing
control: controls controlled controlling
focus: focuses focussed focused focussing focusing
go: goes went gone going
"""


def table(text: str, between: str | None) -> list[tuple[str, list[str]]]:
    lines = (line.split(":") for line in text.strip().splitlines())
    return [(word, [f.strip() for f in forms.split(between) if f.strip()]) for word, forms in lines]


@pytest.mark.parametrize(("noun", "plurals"), table(NOUNS, ","))
def test_nouns_have_their_plurals(noun: str, plurals: list[str]) -> None:
    assert noun_forms(noun) == [noun, *plurals]


@pytest.mark.parametrize(("verb", "forms"), table(VERBS, None))
def test_verbs_have_their_forms(verb: str, forms: list[str]) -> None:
    assert verb_forms(verb) == [verb, *forms]


def test_a_verb_with_a_particle_is_inflected_before_it() -> None:
    assert verb_forms("carry out") == ["carry out", "carries out", "carried out", "carrying out"]
    assert verb_forms("set up") == ["set up", "sets up", "setting up"]
    assert "worked together with" in verb_forms("work together with")


def test_a_phrase_that_begins_with_a_known_verb_is_inflected_there() -> None:
    assert {"takes part in", "took part in", "taken part in"} <= {*verb_forms("take part in")}
    assert {"raises awareness", "raised awareness"} <= {*verb_forms("raise awareness")}
    assert {"has a say", "had a say", "having a say"} <= {*verb_forms("have a say")}
    assert {"is involved in", "were involved in"} <= {*verb_forms("be involved in")}


@given(st.text(max_size=30))
def test_whatever_is_written_comes_first_and_nothing_twice(form: str) -> None:
    for forms in (noun_forms(form), verb_forms(form)):
        assert forms[0] == form
        assert len(forms) == len({*forms})
