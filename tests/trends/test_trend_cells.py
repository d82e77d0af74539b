"""Which documents stand in which period and group."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.errors import UsageError
from enacted.trends import Periods
from enacted.trends.cells import cells


def documents_of(rows: list[tuple[int | None, str, str]]) -> pa.Table:
    years, countries, types = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "year": pa.array(years, pa.int32()),
            "country": pa.array(countries, pa.string()),
            "doc_type": pa.array(types, pa.string()),
        }
    )


def test_crossed_groups_have_every_combination():
    documents = documents_of([(2010, "UK", "plan"), (2011, "PL", "report")])
    found = cells(documents, ["country,doc_type"], Periods())
    groups = {group for grouping, group, _ in found.names if grouping != "all"}
    assert groups == {"UK × plan", "UK × report", "PL × plan", "PL × report"}
    empty = found.names.index(("country,doc_type", "UK × report", "2010"))
    assert len(found.of(empty)) == 0


def test_a_grouping_named_twice_counts_once():
    documents = documents_of([(2010, "UK", "plan")])
    found = cells(documents, ["country", "country"], Periods())
    assert len(found.names) == len(set(found.names))


def test_missing_values_are_a_group_of_their_own():
    found = cells(documents_of([(2010, "", "plan"), (2010, " ", "plan")]), ["country"], Periods())
    assert ("country", "unknown", "2010") in found.names


def test_too_many_groups_are_refused(monkeypatch):
    monkeypatch.setattr("enacted.trends.cells.MOST_CELLS", 5)
    documents = documents_of([(2010, "UK", "plan"), (2011, "PL", "report")])
    with pytest.raises(UsageError, match=r"4 groups in 2 periods.*cross fewer columns"):
        cells(documents, ["country,doc_type"], Periods())


@pytest.mark.parametrize("grouping", ["region", "country,region", ""])
def test_unknown_columns_are_refused(grouping):
    with pytest.raises(UsageError, match="the documents have no such column"):
        cells(documents_of([]), [grouping], Periods())


rows = st.tuples(
    st.one_of(st.none(), st.integers(2000, 2020)),
    st.sampled_from(["UK", "PL", ""]),
    st.sampled_from(["plan", "report"]),
)


@given(st.lists(rows), st.integers(1, 7))
def test_cells_hold_what_a_plain_count_says(given_rows, width):
    periods = Periods(width=width)
    found = cells(documents_of(given_rows), ["country", "doc_type,country"], periods)
    expected: Counter[tuple[str, str, str]] = Counter()
    for year, country, kind in given_rows:
        name = "unknown" if year is None else periods.of(year)
        place = country or "unknown"
        for group in (
            ("all", "all"),
            ("country", place),
            ("doc_type,country", f"{kind} × {place}"),
        ):
            expected[*group, name] += 1
            expected[*group, "all"] += 1
    ones = np.ones((len(given_rows), 1), dtype=np.int64)
    counted = dict(zip(found.names, found.totals(ones)[:, 0].tolist(), strict=True))
    assert len(counted) == len(found.names)
    assert {name: count for name, count in counted.items() if count} == expected
