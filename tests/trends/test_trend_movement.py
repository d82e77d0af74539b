"""Slopes and changes by concept and group."""

from __future__ import annotations

import pyarrow as pa
import pytest

from enacted.errors import UsageError
from enacted.settings import TrendSettings
from enacted.trends import (
    MOVEMENTS,
    TALLIES,
    Span,
    movements_as_markdown,
    period_change,
    trend_test,
)

SETTINGS = TrendSettings()
DOCUMENTS = pa.table(
    {
        "doc_id": list("abcdefg"),
        "year": pa.array([2008, 2010, 2011, 2013, 2015, 2016, None], pa.int32()),
        "words": pa.array([100] * 7, pa.int32()),
        "outcome": ["ok"] * 7,
        "doc_type": ["plan", "plan", "report", "plan", "report", "report", "plan"],
    }
)


def tallies_of(rows: dict[str, tuple[int, int, int]]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "doc_id": doc_id, "concept": "equality", "sentences": sum(counts),
                "mentions": sum(counts), "talk": counts[0], "plan": counts[1], "deed": counts[2],
                "finding": 0, "none": 0,
            }
            for doc_id, counts in rows.items()
        ],
        schema=TALLIES,
    )  # fmt: skip


TALLIED = tallies_of(
    {"a": (9, 1, 0), "b": (6, 3, 1), "c": (5, 1, 1), "d": (4, 2, 2), "e": (3, 2, 3),
     "f": (2, 1, 4), "g": (50, 0, 0)}
)  # fmt: skip


def test_shares_that_rise_have_a_slope_above_none():
    table = trend_test(DOCUMENTS, TALLIED, concepts=["equality"], settings=SETTINGS)
    assert table.schema == MOVEMENTS
    talk, plan, deed = table.to_pylist()
    assert [talk["share"], plan["share"], deed["share"]] == ["talk", "plan", "deed"]
    assert deed["documents"] == 6  # the one without a year plays no part
    assert talk["high"] < 0 < deed["low"]
    assert talk["value"] + plan["value"] + deed["value"] == pytest.approx(0, abs=3e-6)
    assert deed["small"]


def test_a_change_stands_beside_the_shares_of_its_periods():
    table = period_change(
        DOCUMENTS, TALLIED, before=Span(2005, 2010), after=Span(2013, 2016),
        concepts=["equality"], settings=SETTINGS,
    )  # fmt: skip
    deed = table.to_pylist()[2]
    assert (deed["before"], deed["after"]) == (0.05, pytest.approx(9 / 23, abs=1e-6))
    assert deed["value"] == pytest.approx(9 / 23 - 0.05, abs=1e-6)
    assert (deed["documents"], deed["moves"]) == (5, "2005-2010 to 2013-2016")


def test_groups_and_what_is_held_constant():
    table = trend_test(
        DOCUMENTS, TALLIED, concepts=["equality"], settings=SETTINGS,
        groupings=["doc_type"], adjust=["doc_type"],
    )  # fmt: skip
    rows = {(row["group"], row["share"]): row for row in table.to_pylist()}
    assert {group for group, _ in rows} == {"all", "plan", "report"}
    assert rows["plan", "deed"]["documents"] == 3
    assert rows["all", "deed"]["adjusted"] == "doc_type"


def test_overlapping_periods_are_refused():
    with pytest.raises(UsageError, match="overlap"):
        period_change(
            DOCUMENTS, TALLIED, before=Span(2005, 2012), after=Span(2012, 2016),
            concepts=["equality"], settings=SETTINGS,
        )  # fmt: skip


@pytest.mark.parametrize("adjust", [["region"], ["doc_type,region"]])
def test_unknown_columns_are_refused(adjust):
    with pytest.raises(UsageError, match="'region'"):
        trend_test(DOCUMENTS, TALLIED, concepts=["equality"], settings=SETTINGS, adjust=adjust)


@pytest.mark.parametrize("rows", [0, 1])
def test_too_little_says_why_and_is_never_a_number(rows):
    table = trend_test(DOCUMENTS.slice(0, rows), TALLIED, concepts=["equality"], settings=SETTINGS)
    assert table.num_rows == 3
    for row in table.to_pylist():
        assert row["value"] is None
        assert row["note"]


def test_no_dates_say_why():
    undated = DOCUMENTS.set_column(1, "year", pa.nulls(7, pa.int32()))
    table = trend_test(undated, TALLIED, concepts=["equality"], settings=SETTINGS)
    assert set(table["note"].to_pylist()) == {"no document with a year has talk, plan or deed"}


def test_one_class_only_is_no_certainty():
    only = tallies_of(dict.fromkeys("abcdef", (3, 0, 0)))
    table = trend_test(DOCUMENTS, only, concepts=["equality"], settings=SETTINGS)
    for row in table.to_pylist():
        assert (row["value"], row["low"]) == (0, None)
        assert "agree fully" in row["note"]


def test_slopes_read_as_points():
    table = trend_test(DOCUMENTS, TALLIED, concepts=["equality"], settings=SETTINGS)
    shown = movements_as_markdown(table).splitlines()
    assert shown[0] == "| concept | share | documents | n | points a year | p | note |"
    assert shown[4].startswith("| equality | deed | 6 | 50 * | +")
    assert len({line.count("|") for line in shown[:5]}) == 1


def test_changes_read_as_points():
    table = period_change(
        DOCUMENTS, TALLIED, before=Span(2005, 2010), after=Span(1990, 1991),
        concepts=["equality"], settings=SETTINGS, groupings=["doc_type"],
    )  # fmt: skip
    shown = movements_as_markdown(table).splitlines()
    assert "| group |" in shown[0]
    assert "| 5 % | – | – | – |" in shown[4]
