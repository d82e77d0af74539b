"""Trends as a table that a person reads."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from enacted.tables.schema import FACET_TRENDS, TRENDS
from enacted.trends import as_markdown
from enacted.trends.markdown import escape


def row(**values: Any) -> dict[str, Any]:
    return {
        "concept": "equality", "period": "2012", "grouping": "all", "group": "all",
        "documents": 1200, "documents_with": 2, "words": 10, "sentences": 4, "mentions": 5,
        "talk": 2, "plan": 1, "deed": 1, "finding": 1, "none": 0, "small": False,
        "documents_in_shares": 11, "method": "counted", "codes": 0,
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
    assert escape("<b>|*x*_y_`z`[l](u)\n#&") == r"\<b\>\|\*x\*\_y\_\`z\`\[l\](u) #\&"
    assert escape("IE-MAN24 (draft)") == "IE-MAN24 (draft)"


def test_an_empty_table_has_a_head():
    assert len(lines()) == 2


def test_few_documents_are_starred_and_said():
    table = lines(row(small=True))
    assert "| 4 * |" in table[2]
    assert table[-1] == r"\* talk, plan and deed in fewer than 10 documents: read with care."


def test_nothing_is_starred_where_there_is_no_share():
    assert "*" not in "".join(lines(row(small=True, talk=0, plan=0, deed=0)))


def test_facets_have_a_column_and_values_without_mention_no_row():
    rows = [
        row(facet="modes", value="design"),
        row(facet="modes", value="deliver", documents_with=0, mentions=0, talk=0, plan=0, deed=0),
    ]
    table = as_markdown(pa.Table.from_pylist(rows, schema=FACET_TRENDS.schema())).splitlines()
    assert "modes: design" in table[2]
    assert len(table) == 3
