"""Agreement between coders."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.coding.agreement import agreement, coincidences, krippendorff
from enacted.errors import UsageError
from enacted.tables.schema import CODES
from enacted.types import Status, stance_of

NONE = 0
# Krippendorff's worked example: four coders, twelve units, missing codes (2011, "Computing
# Krippendorff's alpha-reliability", C): nominal .743, ordinal .815.
EXAMPLE = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
)


def alpha(codes: np.ndarray, *, ordinal: bool) -> float:
    counts = np.stack([(codes == value).sum(axis=0) for value in range(1, 6)], axis=1)
    paired = counts[counts.sum(axis=1) > 1].astype(float)
    return float(krippendorff(coincidences(paired).sum(axis=0), ordinal=ordinal))


def test_alpha_of_the_worked_example():
    assert alpha(EXAMPLE, ordinal=False) == pytest.approx(0.743, abs=5e-4)
    assert alpha(EXAMPLE, ordinal=True) == pytest.approx(0.815, abs=5e-4)


def test_alpha_of_one_class_is_not_defined():
    assert np.isnan(alpha(np.ones((2, 5), dtype=int), ordinal=False))


def table(rows: list[tuple[str, int, str, Status, bool]]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "doc_id": doc_id, "sentence": sentence, "text": f"Sentence {sentence}.",
                "coder": coder, "status": status.value, "concrete": concrete,
                "stance": stance_of(status, concrete=concrete).value, "note": "", "stratum": "",
            }
            for doc_id, sentence, coder, status, concrete in rows
        ],
        schema=CODES.schema(),
    )  # fmt: skip


TALK, DEED, PLAN = (Status.RHETORIC, False), (Status.PRACTICE, True), (Status.COMMITMENT, True)


def two_coders() -> pa.Table:
    answers = [(TALK, TALK), (DEED, DEED), (PLAN, DEED), (TALK, TALK)]
    rows = []
    for number, pair in enumerate(answers):
        doc_id = "ab"[number % 2]
        rows += [(doc_id, number, c, *code) for c, code in zip(("X", "Y"), pair, strict=True)]
    return table([*rows, ("a", 9, "X", *DEED)])


def test_two_coders():
    found = agreement(two_coders())
    assert found.coders == {"X": 5, "Y": 4}
    assert found.sentences == 4
    (pair,) = found.pairs
    assert pair.coders == ("X", "Y")
    assert pair.same["status"].value == 0.75
    # Chance: rhetoric 2·2, commitment 1·0, practice 1·2 of 16.
    assert pair.kappa["status"].value == pytest.approx((0.75 - 6 / 16) / (1 - 6 / 16), abs=1e-6)
    assert pair.confusion[2] == (0, 0, 0, 1, 0, 0)
    assert [each.of for each in found.reliability] == [
        "status", "concrete", "stance", "talk < plan < deed",
    ]  # fmt: skip
    (row,) = found.disputed
    assert (row.doc_id, row.sentence) == ("a", 2)
    assert row.codes == {"X": ("commitment", True, ""), "Y": ("practice", True, "")}
    json.dumps(asdict(found), allow_nan=False)


def test_plan_against_deed_weighs_less_than_talk_against_deed():
    near = agreement(two_coders()).reliability[3].alpha.value
    rows = two_coders().to_pylist()
    for row in rows:
        if row["sentence"] == 2 and row["coder"] == "X":
            row |= {"status": "rhetoric", "concrete": False, "stance": "talk"}
    far = agreement(pa.Table.from_pylist(rows, schema=CODES.schema())).reliability[3].alpha.value
    assert near is not None
    assert far is not None
    assert near > far


def test_one_coder_is_not_enough():
    with pytest.raises(UsageError, match=r"no sentence has codes of two coders.*codes of X"):
        agreement(table([("a", 1, "X", *TALK)]))


def test_codes_without_a_sentence_are_left_alone():
    lost = two_coders().to_pylist()
    for row in lost:
        row["sentence"] = None
    with pytest.raises(UsageError):
        agreement(pa.Table.from_pylist(lost, schema=CODES.schema()))


def test_markdown_names_what_to_discuss():
    text = agreement(two_coders()).as_markdown()
    assert "| status | 4 | 0." in text
    assert "**To discuss**: 1 sentences" in text
    assert "- Sentence 2. (a, sentence 2)\n  - X: commitment, concrete\n  - Y: practice" in text
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("| ")]
    assert all(len({line.count("|") for line in block}) == 1 for block in tables)


def test_markdown_is_as_it_was():
    golden = Path(__file__).with_name("golden") / "agreement.md"
    assert agreement(two_coders()).as_markdown() == golden.read_text(encoding="utf-8")


answers = st.sampled_from([TALK, DEED, PLAN, (Status.FINDING, False), (Status.NONE, False)])


@settings(max_examples=40)
@given(st.lists(st.tuples(answers, answers, answers), min_size=2, max_size=12))
def test_figures_are_at_most_one_and_equal_codes_agree(rows):
    codes = table(
        [
            ("abc"[number % 3], number, coder, *code)
            for number, triple in enumerate(rows)
            for coder, code in zip("XYZ", triple, strict=True)
        ]
    )
    found = agreement(codes, draws=20)
    json.dumps(asdict(found), allow_nan=False)
    for each in found.reliability:
        assert each.alpha.value is None or each.alpha.value <= 1
    same = all(len(set(triple)) == 1 for triple in rows)
    assert same == (not found.disputed)
    if same and len(rows) > 1 and len(set(rows)) > 1:
        assert found.reliability[0].alpha.value in {1.0, None}
