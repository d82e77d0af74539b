from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.concepts.spelling import MAX_SPELLINGS, spellings

PAIRS = """
personalisation personalization
personalised personalized
emphasise emphasize
person-centred person-centered
neighbourhood-centre neighborhood-center
behavioural behavioral
colourful colorful
programme program
ageing aging
counselling counseling
labelled labeled
labour labor
learnt learned
oestrogen estrogen
travellers travelers
defence defense
licence license
practised practiced
analyse analyze
analysing analyzing
analyses analyzes
catalogue catalog
judgement judgment
enrolment enrollment
fulfil fulfill
skilful skillful
paediatric pediatric
haematology hematology
foetal fetal
kilometre kilometer
sceptical skeptical
artefacts artifacts
personalis* personaliz*
tokenis* tokeniz*
analys* analyz*
colour* color*
programme* program*
"""


@pytest.mark.parametrize("pair", PAIRS.strip().splitlines())
def test_both_spellings_stand_for_each_other(pair: str) -> None:
    british, american = pair.split()
    assert american in spellings(british)
    assert british in spellings(american)


@pytest.mark.parametrize(
    "form",
    [
        "this list is mine",
        "exercise",
        "advised",
        "premises",
        "supervise",
        "otherwise",
        "crises",
        "prizes",
        "citizens",
        "laboratory",
        "honorary",
        "sensing",
        "minister*",
        "labor*",
        "practice",
        "estrange",
    ],
)
def test_other_words_are_left_alone(form: str) -> None:
    assert spellings(form) == [form]


def test_several_words_are_spelt_in_every_way() -> None:
    assert spellings("organise a centre") == [
        "organise a centre",
        "organise a center",
        "organize a centre",
        "organize a center",
    ]


@given(st.lists(st.sampled_from(["centre", "labour", "organise", "and", "-"]), max_size=12))
def test_spellings_are_few_and_begin_with_what_is_written(words: list[str]) -> None:
    form = " ".join(words)
    found = spellings(form)
    assert found[0] == form
    assert len(found) == len({*found}) <= MAX_SPELLINGS
