"""Hand codes held against the machine's."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.coding import evaluate
from enacted.tables.schema import CODES
from enacted.types import Status, stance_of

Answer = tuple[Status, bool]


def codes_of(rows: list[tuple[int | None, Answer]]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "doc_id": "d", "sentence": sentence, "text": "t", "coder": "A",
                "status": status.value, "concrete": concrete,
                "stance": stance_of(status, concrete=concrete).value,
            }
            for sentence, (status, concrete) in rows
        ],
        schema=CODES.schema(),
    )  # fmt: skip


def sentences_of(rows: list[tuple[int, Answer | None]]) -> pa.Table:
    table: list[dict[str, Any]] = [
        {
            "doc_id": "d", "sentence": sentence,
            "status": answer and answer[0].value, "concrete": answer and answer[1],
            "stance": answer and stance_of(answer[0], concrete=answer[1]).value,
        }
        for sentence, answer in rows
    ]  # fmt: skip
    schema = pa.schema(
        {
            "doc_id": pa.string(), "sentence": pa.int32(), "status": pa.string(),
            "concrete": pa.bool_(), "stance": pa.string(),
        }
    )  # fmt: skip
    return pa.Table.from_pylist(table, schema=schema)


DEED, PLAN = (Status.PRACTICE, True), (Status.COMMITMENT, True)
VAGUE, TALK = (Status.PRACTICE, False), (Status.RHETORIC, False)


def test_scores_by_hand():
    agreement = evaluate(
        codes_of([(0, DEED), (1, DEED), (2, PLAN), (3, TALK), (None, TALK), (4, TALK)]),
        sentences_of([(0, DEED), (1, VAGUE), (2, DEED), (3, TALK), (4, None), (9, DEED)]),
    )
    assert (agreement.coded, agreement.matched, agreement.compared) == (6, 5, 4)
    assert agreement.status.accuracy.value == 0.75
    assert agreement.stance.accuracy.value == 0.5
    practice = agreement.status.classes[3]
    assert (practice.name, practice.hand, practice.machine) == ("practice", 2, 3)
    assert practice.precision.value == pytest.approx(2 / 3, abs=1e-6)
    assert practice.recall.value == 1
    assert practice.f1.value == 0.8
    # Practice .8, rhetoric 1, commitment 0; the others were not used.
    assert agreement.status.macro_f1.value == 0.6
    # Talk 1 of 1 by hand, 2 by machine: 2/3; deed 1/2; plan 0.
    assert agreement.stance.macro_f1.value == pytest.approx((2 / 3 + 0.5 + 0) / 3, abs=1e-6)
    assert agreement.concrete.f1.value == pytest.approx(4 / 5)
    assert agreement.stance.confusion[2] == (1, 0, 1, 0, 0)
    # Chance: status 2·3 practice, 1·0 commitment and 1·1 rhetoric of 16.
    assert agreement.status.kappa.value == pytest.approx((0.75 - 7 / 16) / (1 - 7 / 16), abs=1e-6)


def test_nothing_to_compare_has_counts_and_no_scores():
    agreement = evaluate(codes_of([(None, DEED)]), sentences_of([]))
    assert (agreement.coded, agreement.matched, agreement.compared) == (1, 0, 0)
    assert agreement.status.accuracy.value is None
    assert agreement.status.macro_f1.value is None
    assert agreement.concrete.precision.value is None
    assert "accuracy –" in agreement.as_markdown()


def test_no_codes():
    assert evaluate(codes_of([]), sentences_of([(0, DEED)])).coded == 0


def test_two_coders_of_a_sentence_count_twice():
    assert evaluate(codes_of([(0, DEED), (0, TALK)]), sentences_of([(0, DEED)])).compared == 2


def test_markdown_is_a_table_of_whole_rows():
    text = evaluate(codes_of([(0, DEED)]), sentences_of([(0, PLAN)])).as_markdown()
    blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert [len(block) for block in blocks] == [7, 8]
    for block in blocks:
        assert len({line.count("|") for line in block}) == 1
    assert "| deed | 0 | 1 | 0 | 0 | 0 | – | 0.00 | 0.00 |" in text
    assert "1 hand codes; 1 matched to a sentence; 1 of these coded" in text


answers = st.tuples(st.sampled_from(list(Status)), st.booleans())


@settings(deadline=None)
@given(st.lists(st.tuples(answers, answers)))
def test_scores_are_those_of_scikit_learn(pairs):
    from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

    agreement = evaluate(
        codes_of([(number, hand) for number, (hand, _) in enumerate(pairs)]),
        sentences_of([(number, machine) for number, (_, machine) in enumerate(pairs)]),
        draws=2,
    )
    json.dumps(asdict(agreement), allow_nan=False)
    if not pairs:
        return
    hand = [one[0].value for one, _ in pairs]
    machine = [other[0].value for _, other in pairs]
    assert agreement.status.accuracy.value == pytest.approx(accuracy_score(hand, machine), abs=1e-6)
    assert agreement.status.macro_f1.value == pytest.approx(
        f1_score(hand, machine, average="macro", zero_division=0), abs=1e-6
    )
    if len({*hand, *machine}) > 1:
        assert agreement.status.kappa.value == pytest.approx(
            cohen_kappa_score(hand, machine), abs=1e-6
        )
    else:
        assert agreement.status.kappa.value is None
