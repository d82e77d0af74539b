"""Commitments beside what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.tables.schema import FOLLOW_THROUGH
from enacted.trends import follow_through
from enacted.trends.follow_through import is_later
from enacted.trends.likeness import subject_of

if TYPE_CHECKING:
    from collections.abc import Sequence

PROMISE = "We will launch a Carers Passport with 40 surgeries in Northtown by March 2014."
DONE = "The Carers Passport was launched in May 2014 with 38 surgeries in Northtown."
OTHER = "The council published a map of cycle lanes and repaired eleven bridges."
TALK = "Everybody deserves to live well in a place that they are proud to call home."


def documents_of(*rows: tuple[str, str, str]) -> pa.Table:
    """Rows of doc_id, series, date."""
    return pa.table(
        {
            "doc_id": pa.array([row[0] for row in rows], pa.string()),
            "series": pa.array([row[1] for row in rows], pa.string()),
            "date": pa.array([row[2] for row in rows], pa.string()),
            "year": pa.array([int(row[2][:4]) if row[2] else None for row in rows], pa.int32()),
            "outcome": pa.array(["ok"] * len(rows), pa.string()),
        }
    )


def sentences_of(rows: Sequence[tuple[str, str, str | None, str | None]], **more: Any) -> pa.Table:
    """Rows of doc_id, text, status, stance."""
    numbers: dict[str, int] = {}
    table = []
    for doc_id, text, status, stance in rows:
        numbers[doc_id] = numbers.get(doc_id, -1) + 1
        table.append(
            {
                "doc_id": doc_id, "sentence": numbers[doc_id], "kind": "paragraph", "section": "",
                "text": text, "status": status, "stance": stance, **more,
            }
        )  # fmt: skip
    return pa.Table.from_pylist(
        table,
        schema=pa.schema(
            [
                ("doc_id", pa.string()), ("sentence", pa.int32()), ("kind", pa.string()),
                ("section", pa.string()), ("text", pa.string()), ("status", pa.string()),
                ("stance", pa.string()),
            ]
        ),
    )  # fmt: skip


def followed(documents: pa.Table, sentences: pa.Table) -> list[dict[str, Any]]:
    def read(doc_ids: Sequence[str]) -> pa.Table:
        return sentences.filter(pc.is_in(sentences["doc_id"], pa.array(doc_ids, pa.string())))

    table = follow_through(documents, read)
    assert table.schema.equals(FOLLOW_THROUGH.schema(), check_metadata=True)
    table.validate(full=True)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


PLAN_THEN_REPORT = documents_of(("plan", "care", "2012"), ("report", "care", "2014-06"))


def test_a_commitment_stands_beside_what_was_done():
    rows = followed(
        PLAN_THEN_REPORT,
        sentences_of(
            [
                ("plan", TALK, "rhetoric", "talk"),
                ("plan", PROMISE, "commitment", "plan"),
                ("report", OTHER, "practice", "deed"),
                ("report", DONE, "practice", "deed"),
            ]
        ),
    )
    assert len(rows) == 1
    assert rows[0] | {
        "doc_id": "plan", "sentence": 1, "rank": 1, "series": "care", "later_doc_id": "report",
        "later_sentence": 1, "later_stance": "deed", "later_status": "practice",
        "shared": ["carers passport", "northtown"], "restated": False, "years_between": 2,
    } == rows[0]  # fmt: skip
    assert 0.2 <= rows[0]["score"] <= rows[0]["likeness"] <= 1


def test_what_was_done_comes_before_the_promise_said_again():
    rows = followed(
        PLAN_THEN_REPORT,
        sentences_of(
            [
                ("plan", PROMISE, "commitment", "plan"),
                ("plan", OTHER, "practice", "deed"),
                ("plan", TALK, "rhetoric", "talk"),
                ("report", PROMISE, "commitment", "plan"),
                ("report", DONE, "practice", "deed"),
            ]
        ),
    )
    assert [(row["later_sentence"], row["restated"]) for row in rows] == [(1, False), (0, True)]


@pytest.mark.parametrize(
    "documents",
    [
        documents_of(("plan", "care", "2014"), ("report", "care", "2012")),
        documents_of(("plan", "care", "2014"), ("report", "care", "2014-06")),
        documents_of(("plan", "care", "2012"), ("report", "roads", "2014")),
        documents_of(("plan", "", "2012"), ("report", "", "2014")),
        documents_of(("plan", "care", "2012"), ("report", "care", "")),
        documents_of(("plan", "care", "2012")),
        documents_of(),
    ],
    ids=["earlier", "same year", "other series", "no series", "no date", "one", "none"],
)
def test_without_a_later_document_of_the_series_there_is_nothing(documents):
    sentences = sentences_of(
        [("plan", PROMISE, "commitment", "plan"), ("report", DONE, "practice", "deed")]
    )
    assert followed(documents, sentences) == []


@pytest.mark.parametrize(
    ("status", "stance", "kind", "found"),
    [
        ("commitment", "plan", "paragraph", True),
        ("commitment", "talk", "paragraph", False),
        ("proposal", "plan", "paragraph", False),
        ("proposal", "plan", "table_row", True),
        ("practice", "deed", "table_row", False),
        (None, None, "paragraph", False),
    ],
)
def test_only_concrete_commitments_and_action_rows_are_followed(status, stance, kind, found):
    sentences = pa.concat_tables(
        [
            sentences_of([("plan", PROMISE, status, stance)], kind=kind),
            sentences_of([("report", DONE, "practice", "deed")]),
        ]
    )
    assert bool(followed(PLAN_THEN_REPORT, sentences)) is found


def test_sentences_that_were_not_coded_are_evidence_too():
    (row,) = followed(
        PLAN_THEN_REPORT,
        sentences_of([("plan", PROMISE, "commitment", "plan"), ("report", DONE, None, None)]),
    )
    assert (row["later_status"], row["later_stance"]) == (None, None)


def test_what_stands_all_over_a_series_is_nobodys_evidence():
    rows = followed(
        PLAN_THEN_REPORT,
        sentences_of(
            [("plan", PROMISE, "commitment", "plan"), *[("report", DONE, "practice", "deed")] * 4]
        ),
    )
    assert rows == []


def test_the_same_evidence_is_told_once_as_it_was_said_first():
    documents = documents_of(
        ("plan", "care", "2012"), ("report", "care", "2014"), ("review", "care", "2015")
    )
    rows = followed(
        documents,
        sentences_of(
            [
                ("plan", PROMISE, "commitment", "plan"),
                ("plan", OTHER, "practice", "deed"),
                ("plan", TALK, "rhetoric", "talk"),
                ("report", DONE, "practice", "deed"),
                ("review", DONE, "practice", "deed"),
            ]
        ),
    )
    assert [row["later_doc_id"] for row in rows] == ["report"]


@pytest.mark.parametrize(
    ("one", "other", "later"),
    [
        ("2013", "2012", True),
        ("2013", "2013", False),
        ("2013-05", "2013", False),
        ("2013", "2013-05", False),
        ("2013-06", "2013-05", True),
        ("2013-06-02", "2013-06-01", True),
        ("2013-06-02", "2013-06", False),
    ],
)
def test_later_is_only_what_is_surely_later(one, other, later):
    assert is_later(one, other) is later


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We will launch a dashboard of 40 FOIA indicators.", ("40", "foia")),
        ("The National Health Service met the Treasury in May 2012.",
         ("national health service", "treasury")),
        ("Next steps: Publish the plan. Continue it.", ()),
        ("a. Continue the “Right to Ask” line, 1,250 calls a year", ("1250", "right to ask")),
        ("Promote The Use Of Very Many Capital Letters Here", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_names_are_what_sentences_name(text, names):
    assert subject_of(text).names == names


def test_terms_are_stems_without_function_words():
    assert subject_of("We have launched the carers’ services.").terms == (
        "launch", "carer", "servic"
    )  # fmt: skip


texts = st.lists(
    st.sampled_from(
        "we will launch the Carers Passport in Northtown with 40 surgeries and FOIA maps".split()  # noqa: SIM905
    ),
    max_size=9,
).map(" ".join)
rows = st.tuples(
    st.sampled_from(["plan", "report"]),
    st.one_of(texts, st.text(max_size=30)),
    *(
        st.sampled_from(values)
        for values in (["commitment", "practice", None], ["plan", "deed", None])
    ),
)


@settings(deadline=None, max_examples=25)
@given(st.lists(rows, max_size=12))
def test_any_text_gives_scores_between_none_and_all(given_rows):
    found = followed(PLAN_THEN_REPORT, sentences_of(given_rows))
    for row in found:
        assert 0.2 <= row["score"] <= 1
        assert row["doc_id"] == "plan"
        assert row["later_doc_id"] == "report"
    by_commitment: dict[int, list[dict[str, Any]]] = {}
    for row in found:
        by_commitment.setdefault(row["sentence"], []).append(row)
    for own in by_commitment.values():
        assert [row["rank"] for row in own] == list(range(1, len(own) + 1))
        assert [row["score"] for row in own] == sorted((r["score"] for r in own), reverse=True)
        assert len(own) <= 3
    assert followed(PLAN_THEN_REPORT, sentences_of(given_rows)) == found
