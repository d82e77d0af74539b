from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.stance import Classifier, Coding, Statement
from enacted.stance.classifier import BUILT_IN
from enacted.types import Stance, Status, stance_of

SHARED = Path(__file__).resolve().parents[2] / "../shared"
CLASSIFIER = Classifier.load()
STATUSES = [str(status) for status in Status]
STANCES = ["talk", "plan", "deed"]


def code(text: str, **context: str) -> Coding:
    (coding,) = CLASSIFIER.code([Statement(text, **context)])
    return coding


def check_coherence(coding: Coding) -> None:
    assert coding.stance is stance_of(coding.status, concrete=coding.concrete)
    assert list(coding.probabilities) == [*STATUSES, "concrete", *STANCES]
    assert sum(coding.probabilities[name] for name in STATUSES) == pytest.approx(1, abs=0.0005)
    assert all(
        0 <= value <= 1 and value == round(value, 4) for value in coding.probabilities.values()
    )
    assert coding.probabilities[coding.status] == max(
        coding.probabilities[name] for name in STATUSES
    )
    outside = coding.probabilities["finding"] + coding.probabilities["none"]
    assert sum(coding.probabilities[name] for name in STANCES) + outside == pytest.approx(
        1, abs=0.0005
    )
    if coding.status in {Status.RHETORIC, Status.FINDING, Status.NONE}:
        assert not coding.concrete
    assert len(set(coding.cues)) == len(coding.cues)
    assert coding.tier == "fast"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Co-production is at the heart of everything we do.", "rhetoric"),
        ("We are committed to equality.", "rhetoric"),
        ("Our vision is that everyone has choice and control.", "rhetoric"),
        ("Commissioners should involve service users in tendering.", "proposal"),
        ("Local authorities should consult carers before changing the service.", "proposal"),
        ("We will offer every carer a personal budget by 2012.", "commitment"),
        ("The Board will work with users to promote equality.", "commitment"),
        ("In 2016 forty carers co-designed the new pathway.", "practice"),
        ("The council has introduced direct payments.", "practice"),
        ("In 2014 the trust launched a training programme for 40 staff.", "practice"),
        ("12% of disabled people use direct payments.", "finding"),
        ("Respondents said co-production was often tokenistic.", "finding"),
        ("Inequalities widened in the decade.", "finding"),
        ("Equality and diversity 14", "none"),
        ("Smith, J. (2010) Equality in care, London: Sage.", "none"),
        ("What does equality mean to you?", "none"),
    ],
)
def test_plain_cases_are_coded_as_the_guide_has_them(text: str, status: str) -> None:
    assert code(text).status == status


def test_concrete_acts_are_plans_and_deeds_and_vague_ones_talk() -> None:
    assert code("We will publish a new strategy for carers by March 2014.").stance is Stance.PLAN
    assert (
        code("In 2014 the trust launched a training programme for 40 staff.").stance is Stance.DEED
    )
    assert code("We will promote equality.").stance is Stance.TALK


def test_an_item_takes_the_force_of_its_lead_in() -> None:
    item = "a new fund for 40 community groups"
    assert (
        code(item, lead_in="By 2015 we will introduce:", kind="list_item").status
        is Status.COMMITMENT
    )
    assert (
        code(item, lead_in="Commissioners should establish:", kind="list_item").status
        is Status.PROPOSAL
    )
    assert code(item, lead_in="Last year we set up:", kind="list_item").status is Status.PRACTICE


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_empty_text_is_none_for_sure(text: str) -> None:
    coding = code(text)
    assert coding.status is Status.NONE
    assert coding.probabilities["none"] == 1
    check_coherence(coding)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "we will " * 12_500,
        "(" * 100_000,
        "1 " * 50_000,
        "A. " * 30_000,
        "Aa " * 30_000,
        "• " * 50_000,
        "我们将在二〇一二年前为每位照顾者提供个人预算。",
        "سنقدم لكل مقدم رعاية ميزانية شخصية",
        "Мы введём личные бюджеты к 2014 году.",
        "\x00\ufffe\ud83d",
        "👩‍👩‍👧‍👦" * 500,
    ],
)
def test_strange_text_ends_in_a_coherent_code(text: str) -> None:
    coding = code(
        text, before=text, after=text, section=text, lead_in=text, doc_type=text, kind=text
    )
    check_coherence(coding)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300), before=st.text(max_size=80), lead_in=st.text(max_size=80))
def test_any_text_is_coded_coherently(text: str, before: str, lead_in: str) -> None:
    check_coherence(code(text, before=before, lead_in=lead_in))


def test_a_sentence_is_coded_the_same_alone_and_in_company_of_others() -> None:
    texts = [
        "We will act.",
        "It was launched in May.",
        "",
        "Equality 14",
        "Carers said it was good.",
    ] * 150
    statements = [Statement(text, before=before) for before, text in itertools.pairwise(texts)]
    together = CLASSIFIER.code(statements)
    assert len(together) == len(statements)
    for statement, coding in list(zip(statements, together, strict=True))[::101]:
        assert CLASSIFIER.code([statement]) == [coding]


def test_no_statements_give_no_codes() -> None:
    assert CLASSIFIER.code([]) == []


def test_cues_speak_for_the_answer() -> None:
    assert "deadline" in code("We will publish a new strategy by March 2014.").cues
    assert "committed_to" in code("We are committed to equality.").cues


def test_digest_is_of_the_file() -> None:
    import hashlib

    assert CLASSIFIER.digest == hashlib.sha256(BUILT_IN.read_bytes()).hexdigest()[:16]


def test_the_built_in_model_is_small() -> None:
    assert BUILT_IN.stat().st_size < 1_000_000


@pytest.mark.shared
def test_the_built_in_model_fits_what_it_was_trained_on() -> None:
    path = SHARED / "gold" / "dev.jsonl"
    if not path.exists():
        pytest.skip("no coded sentences beside the checkout")
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in itertools.islice(file, 600)]
    names = ("text", "before", "after", "doc_type")
    codings = CLASSIFIER.code([Statement(**{name: row[name] for name in names}) for row in rows])
    right = sum(row["status"] == coding.status for row, coding in zip(rows, codings, strict=True))
    # Trained on them: far less would mean that model and features have come apart.
    assert right > 0.75 * len(rows)
