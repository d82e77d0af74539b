"""Trends as a table that a person reads."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from enacted.tables.schema import TRENDS
from enacted.trends import as_markdown
from enacted.trends.markdown import escape


def row(**values: Any) -> dict[str, Any]:
    return {
        "concept": "equality", "period": "2012", "grouping": "all", "group": "all",
        "documents": 1200, "documents_with": 2, "words": 10, "sentences": 4, "mentions": 5,
        "talk": 2, "plan": 1, "deed": 1, "finding": 1, "none": 0, "method": "counted", "codes": 0,
        **values,
    }  # fmt: skip


def lines(*rows: dict[str, Any]) -> list[str]:
    return as_markdown(pa.Table.from_pylist(list(rows), schema=TRENDS.schema())).splitlines()


def test_shares_stand_with_intervals_and_counts():
    full = row(talk_share=0.5, talk_low=0.251, talk_high=0.749, plan_share=0.25, deed_share=0.25)
    assert lines(full)[2] == ("| equality | 2012 | 1,200 | 5 | 4 | 50 % (25–75) | 25 % | 25 % |")


def test_no_share_is_a_dash_and_not_zero():
    assert lines(row(talk=0, plan=0, deed=0))[2].endswith("| 0 | – | – | – |")


def test_groups_have_a_column_only_where_there_are_any():
    assert "group" not in lines(row())[0]
    with_groups = lines(row(), row(grouping="country", group="UK"))
    assert "| group |" in with_groups[0]
    assert "country: UK" in with_groups[3]


def test_every_row_has_as_many_cells_as_the_head():
    table = lines(row(concept="a|b", grouping="x\ny", group="<script>"))
    assert len({line.replace("\\|", "").count("|") for line in table}) == 1


def test_names_cannot_mark_anything_up():
    assert escape("<b>|*x*_y_`z`[l](u)\n#&") == (r"\<b\>\|\*x\*\_y\_\`z\`\[l\]\(u\) \#\&")


def test_an_empty_table_has_a_head():
    assert len(lines()) == 2
