"""Facets counted by document and shown over periods."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.settings import TrendSettings
from enacted.tables.schema import FACET_TRENDS
from enacted.trends import FACET_TALLIES, facet_trends, tally_facets

VALUES = (
    ("coproduction", "level", "group"),
    ("coproduction", "level", "individual"),
    ("coproduction", "modes", "deliver"),
    ("coproduction", "modes", "design"),
    ("equality", "modes", "design"),
)
STANCES = ("talk", "plan", "deed", "finding", "none")


def sentences_of(stances: dict[tuple[str, int], str | None]) -> pa.Table:
    return pa.table(
        {
            "doc_id": pa.array([doc for doc, _ in stances], pa.string()),
            "sentence": pa.array([number for _, number in stances], pa.int32()),
            "stance": pa.array(list(stances.values()), pa.string()),
        }
    )


def mentions_of(rows: list[Any]) -> pa.Table:
    """Rows of document, sentence, concept, sense, modes, level."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    return pa.table(
        {
            "doc_id": pa.array(columns[0], pa.string()),
            "sentence": pa.array(columns[1], pa.int32()),
            "concept": pa.array(columns[2], pa.string()),
            "sense": pa.array(columns[3], pa.string()),
            "modes": pa.array(columns[4], pa.list_(pa.string())),
            "level": pa.array(columns[5], pa.string()),
        }
    )


def test_a_mention_counts_in_each_of_its_values():
    mentions = mentions_of(
        [
            ("a", 0, "coproduction", "concept", ["deliver", "design"], "group"),
            ("a", 0, "coproduction", "concept", ["design"], ""),
            ("a", 0, "equality", "concept", ["deliver"], "group"),
        ]
    )
    result = tally_facets(sentences_of({("a", 0): "deed"}), mentions, values=VALUES)
    shown = {(row["concept"], row["facet"], row["value"]): row for row in result.to_pylist()}
    assert {key: row["mentions"] for key, row in shown.items()} == {
        ("coproduction", "level", "group"): 1,
        ("coproduction", "modes", "deliver"): 1,
        ("coproduction", "modes", "design"): 2,
    }
    assert shown["coproduction", "modes", "design"]["deed"] == 2
    assert shown["coproduction", "modes", "design"]["sentences"] == 1


@pytest.mark.parametrize(
    "rows", [[], [("a", 0, "coproduction", "name", ["design"], "group")]], ids=["none", "name"]
)
def test_nothing_to_count_gives_an_empty_table(rows):
    result = tally_facets(sentences_of({}), mentions_of(rows), values=VALUES)
    assert result.schema == FACET_TALLIES
    assert result.num_rows == 0


documents = st.sampled_from(["a", "b", "c"])
mentioned = st.tuples(
    documents,
    st.integers(0, 3),
    st.sampled_from(["coproduction", "equality", "other"]),
    st.sampled_from(["concept", "name"]),
    st.lists(st.sampled_from(["design", "deliver", "assess"]), unique=True),
    st.sampled_from(["", "group", "individual"]),
)


@settings(deadline=None)
@given(
    st.dictionaries(st.tuples(documents, st.integers(0, 3)), st.sampled_from([*STANCES, None])),
    st.lists(mentioned),
)
def test_counts_are_those_of_a_plain_count(stances, rows):
    result = tally_facets(sentences_of(stances), mentions_of(rows), values=VALUES)
    result.validate(full=True)
    expected: Counter[tuple[Any, ...]] = Counter()
    for doc, number, concept, sense, modes, level in rows:
        if sense != "concept":
            continue
        for facet, value in [*(("modes", mode) for mode in modes), ("level", level)]:
            if (concept, facet, value) in VALUES:
                expected[doc, concept, facet, value, "mentions"] += 1
                expected[doc, concept, facet, value, stances.get((doc, number))] += 1
    counted = {
        (row["doc_id"], row["concept"], row["facet"], row["value"], name): row[name]
        for row in result.to_pylist()
        for name in ("mentions", *STANCES)
        if row[name]
    }
    assert counted == {key: count for key, count in expected.items() if key[-1] is not None}


def test_every_value_has_a_row_in_every_period():
    table = pa.table(
        {
            "doc_id": ["a", "b"],
            "year": pa.array([2010, 2012], pa.int32()),
            "words": pa.array([1000, 1000], pa.int32()),
            "outcome": ["ok", "ok"],
        }
    )
    mentions = mentions_of([("a", 0, "coproduction", "concept", ["design"], "group")])
    tallies = tally_facets(sentences_of({("a", 0): "plan"}), mentions, values=VALUES)
    result = facet_trends(table, tallies, values=VALUES, settings=TrendSettings(draws=20))
    assert result.schema.equals(FACET_TRENDS.schema(), check_metadata=True)
    assert result.num_rows == len(VALUES) * 4  # 2010, 2011, 2012, all
    rows = {(r["concept"], r["facet"], r["value"], r["period"]): r for r in result.to_pylist()}
    there = rows["coproduction", "modes", "design", "2010"]
    assert (there["mentions"], there["plan_share"], there["small"]) == (1, 1.0, True)
    absent = rows["coproduction", "modes", "design", "2011"]
    assert (absent["documents"], absent["mentions"], absent["plan_share"]) == (0, 0, None)
    assert rows["equality", "modes", "design", "2012"]["per_10k_words"] == 0
