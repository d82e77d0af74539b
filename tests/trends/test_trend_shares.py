"""Concepts by year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.errors import UsageError
from enacted.settings import TrendSettings
from enacted.tables.schema import TRENDS
from enacted.trends import TALLIES, trends

QUICK = TrendSettings(draws=50)
SHARES = ("talk", "plan", "deed")


def documents_of(rows: list[Any], **columns: Any) -> pa.Table:
    doc_ids, years, words, outcomes = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pa.table(
        {
            "doc_id": pa.array(doc_ids, pa.string()),
            "year": pa.array(years, pa.int32()),
            "words": pa.array(words, pa.int32()),
            "outcome": pa.array(outcomes, pa.string()),
            **columns,
        }
    )


def tallies_of(rows: list[Any]) -> pa.Table:
    """Rows of document, concept, talk, plan, deed."""
    return pa.Table.from_pylist(
        [
            {
                "doc_id": doc_id, "concept": concept, "sentences": talk + plan + deed,
                "mentions": talk + plan + deed, "talk": talk, "plan": plan, "deed": deed,
                "finding": 0, "none": 0,
            }
            for doc_id, concept, talk, plan, deed in rows
        ],
        schema=TALLIES,
    )  # fmt: skip


def by_period(
    table: pa.Table, concept: str = "equality", group: str = "all"
) -> dict[str, dict[str, Any]]:
    return {
        row["period"]: row
        for row in table.to_pylist()
        if row["concept"] == concept and row["group"] == group
    }


DOCUMENTS = documents_of(
    [
        ("a", 2010, 1000, "ok"),
        ("b", 2012, 3000, "ok"),
        ("c", 2012, 1000, "partial"),
        ("d", None, 500, "ok"),
        ("e", 2014, 700, "encrypted"),
    ]
)
TALLIED = tallies_of(
    [("a", "equality", 2, 1, 1), ("b", "equality", 3, 0, 0), ("c", "equality", 0, 1, 0)]
)


def test_counts_and_shares_stand_by_year():
    table = trends(DOCUMENTS, TALLIED, concepts=["equality"], settings=QUICK)
    assert table.schema.equals(TRENDS.schema(), check_metadata=True)
    rows = by_period(table)
    assert list(rows) == ["2010", "2011", "2012", "all", "unknown"]
    assert rows["2012"] | {
        "documents": 2, "documents_with": 2, "words": 4000, "mentions": 4, "talk": 3, "plan": 1,
        "deed": 0, "talk_share": 0.75, "plan_share": 0.25, "deed_share": 0.0,
        "per_10k_words": 10.0, "method": "counted", "codes": 0,
    } == rows["2012"]  # fmt: skip
    assert rows["all"]["documents"] == 4
    assert rows["all"]["talk"] == 5
    assert rows["unknown"]["documents"] == 1


def test_a_year_without_documents_has_no_share():
    row = by_period(trends(DOCUMENTS, TALLIED, concepts=["equality"], settings=QUICK))["2011"]
    assert row["documents"] == row["words"] == row["mentions"] == 0
    assert row["per_10k_words"] is None
    assert all(row[f"{name}_{end}"] is None for name in SHARES for end in ("share", "low", "high"))


def test_documents_without_mentions_have_a_rate_but_no_share():
    row = by_period(trends(DOCUMENTS, TALLIED, concepts=["equality"], settings=QUICK))["unknown"]
    assert row["per_10k_words"] == 0
    assert row["talk_share"] is None


def test_one_document_with_mentions_has_a_share_without_interval():
    row = by_period(trends(DOCUMENTS, TALLIED, concepts=["equality"], settings=QUICK))["2010"]
    assert row["talk_share"] == 0.5
    assert row["talk_low"] is None
    assert row["talk_high"] is None


def test_every_concept_has_its_rows():
    table = trends(DOCUMENTS, TALLIED, concepts=["voice", "equality"], settings=QUICK)
    assert by_period(table, "voice")["all"]["mentions"] == 0
    assert table.column("concept").unique().to_pylist() == ["equality", "voice"]


def test_documents_without_text_do_not_stretch_the_years():
    table = trends(DOCUMENTS, TALLIED, concepts=["equality"], settings=QUICK)
    assert "2014" not in by_period(table)


@pytest.mark.parametrize("rows", [[], [("e", 2014, 0, "damaged")]])
def test_no_documents_leave_one_row(rows):
    table = trends(documents_of(rows), tallies_of([]), concepts=["equality"], settings=QUICK)
    (row,) = table.to_pylist()
    assert row["period"] == "all"
    assert row["documents"] == 0


def test_documents_without_a_year_alone():
    table = trends(
        documents_of([("a", None, 10, "ok")]), tallies_of([]), concepts=["equality"], settings=QUICK
    )
    assert list(by_period(table)) == ["all", "unknown"]


def test_groups_add_up():
    grouped = DOCUMENTS.append_column("country", pa.array(["UK", "UK", "PL", "", ""]))
    table = trends(grouped, TALLIED, concepts=["equality"], settings=QUICK, groupings=["country"])
    parts = [by_period(table, group=group) for group in ("UK", "PL", "unknown")]
    assert [part["all"]["mentions"] for part in parts] == [7, 1, 0]
    assert parts[1]["2010"]["documents"] == 0
    alone = trends(DOCUMENTS, TALLIED, concepts=["equality"], settings=QUICK)
    assert by_period(table) == by_period(alone)


def test_an_unknown_column_cannot_group():
    with pytest.raises(UsageError, match=r"cannot group by 'region'.*doc_id, year"):
        trends(DOCUMENTS, TALLIED, concepts=["equality"], settings=QUICK, groupings=["region"])


@st.composite
def corpora(draw):
    count = draw(st.integers(1, 8))
    names = [f"{number:02}" for number in range(count)]
    documents = [
        (name, draw(st.one_of(st.none(), st.integers(2008, 2012))), draw(st.integers(0, 900)), "ok")
        for name in names
    ]
    tallies = [
        (name, concept, *draw(st.tuples(*[st.integers(0, 9)] * 3)))
        for name in names
        for concept in ("equality", "voice")
        if draw(st.booleans())
    ]
    return documents, tallies


@settings(max_examples=40, deadline=None)
@given(corpora(), st.randoms(use_true_random=False))
def test_order_of_documents_does_not_matter(corpus, random):
    documents, tallies = corpus
    one = trends(
        documents_of(documents), tallies_of(tallies), concepts=["voice", "equality"], settings=QUICK
    )
    random.shuffle(documents)
    random.shuffle(tallies)
    other = trends(
        documents_of(documents), tallies_of(tallies), concepts=["equality", "voice"], settings=QUICK
    )
    assert one.equals(other)


@settings(max_examples=40, deadline=None)
@given(corpora())
def test_shares_sum_to_one_within_their_intervals(corpus):
    documents, tallies = corpus
    table = trends(
        documents_of(documents), tallies_of(tallies), concepts=["voice", "equality"], settings=QUICK
    )
    table.validate(full=True)
    for row in table.to_pylist():
        total = sum(row[name] for name in SHARES)
        if not total:
            assert row["talk_share"] is None
            continue
        assert sum(row[f"{name}_share"] for name in SHARES) == pytest.approx(1, abs=2e-6)
        for name in SHARES:
            if row[f"{name}_low"] is not None:
                assert row[f"{name}_low"] <= row[f"{name}_share"] <= row[f"{name}_high"]


@settings(max_examples=40, deadline=None)
@given(corpora(), st.integers(2008, 2012), st.tuples(*[st.integers(0, 9)] * 3))
def test_a_further_document_leaves_other_years_alone(corpus, year, counts):
    documents, tallies = corpus
    before = trends(
        documents_of(documents), tallies_of(tallies), concepts=["equality"], settings=QUICK
    )
    after = trends(
        documents_of([*documents, ("zz", year, 100, "ok")]),
        tallies_of([*tallies, ("zz", "equality", *counts)]),
        concepts=["equality"],
        settings=QUICK,
    )
    later = by_period(after)
    for period, row in by_period(before).items():
        if period not in {str(year), "all"}:
            assert later[period] == row


def test_the_seed_decides_the_intervals():
    rng = np.random.default_rng(3)
    # Many documents, since with few of them it is not the draws that decide.
    documents = [(f"{number:03}", 2010, 100, "ok") for number in range(300)]
    tallies = [(name, "equality", *rng.integers(0, 9, 3).tolist()) for name, *_ in documents]
    table = [
        trends(
            documents_of(documents),
            tallies_of(tallies),
            concepts=["equality"],
            settings=TrendSettings(draws=20, seed=seed),
        )
        for seed in (1, 1, 2)
    ]
    assert table[0].equals(table[1])
    assert not table[0].equals(table[2])
