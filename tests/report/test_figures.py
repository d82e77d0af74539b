from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.report import corpus, facets, shares
from enacted.report.charts import shares_over_time
from enacted.report.figures import most, short, slug, with_interval, without_gaps
from enacted.report.method import SHIPPED
from enacted.tables.schema import DOCUMENTS, TRENDS

if TYPE_CHECKING:
    from enacted.tables import Snapshot


def cell(period: str, method: str, talk: float, n: int, codes: int = 0) -> dict[str, Any]:
    values: dict[str, Any] = {
        field.name: 0 if pa.types.is_integer(field.type) else None for field in TRENDS.schema()
    }
    counts = {"talk": round(talk * n), "plan": n - round(talk * n), "deed": 0}
    return values | counts | {
        "concept": "equality", "period": period, "grouping": "all", "group": "all",
        "method": method, "codes": codes, "small": n < 5, "documents_in_shares": 3,
        "per_10k_words": 2.0, "words": 10_000, "mentions": n,
        "talk_share": talk, "talk_low": talk - 0.1, "talk_high": talk + 0.1,
        "plan_share": 1 - talk, "deed_share": 0.0,
    }  # fmt: skip


@pytest.fixture
def trends() -> pa.Table:
    rows = [
        cell("all", "counted", 0.5, 30), cell("all", "corrected", 0.25, 30, 40),
        cell("unknown", "counted", 0.5, 2), cell("2012", "counted", 0.6, 10),
        cell("2010", "corrected", 0.3, 20, 40), cell("2010", "counted", 0.5, 20),
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=TRENDS.schema())


def test_counted_and_corrected_stand_side_by_side_with_n(trends: pa.Table):
    figure = shares.over_time(trends, "equality")
    assert figure is not None
    rows = [dict(zip(figure.columns, row, strict=True)) for row in figure.rows]
    talk = [(r["period"], r["method"], r["share"], r["n"]) for r in rows if r["stance"] == "talk"]
    assert talk == [
        ("2010", "counted", 0.5, 20), ("2010", "corrected", 0.3, 20),
        ("2012", "counted", 0.6, 10), ("unknown", "counted", 0.5, 2),
    ]  # fmt: skip
    assert "xOffset" in json.dumps(figure.spec)
    assert '["2010", "2011", "2012", "unknown"]' in json.dumps(figure.spec)
    assert [row[0] for row in figure.body][-2:] == ["all", "all"]
    assert figure.body[1][4] == "30 % (20–40)"


def test_the_summary_takes_the_corrected_shares_and_says_so(trends: pa.Table):
    (found,) = shares.summary(trends, ["equality"])
    assert (found["method"], found["codes"]) == ("corrected", 40)
    assert found["shares"][0] == {
        "stance": "talk", "interval": "15 to 35", "percent": "25 %", "width": 25.0,
    }  # fmt: skip


def test_a_concept_without_any_share_has_no_chart(trends: pa.Table):
    assert shares.over_time(trends.slice(0, 0), "equality") is None
    assert shares.over_time(trends, "coproduction") is None
    assert shares.rates(trends.slice(0, 0), ["equality"]) is None
    assert shares.summary(trends, ["coproduction"]) == []


def test_specifications_are_the_same_each_time_and_hold_no_data():
    first, second = (shares_over_time(["2010"], corrected=True) for _ in range(2))
    assert json.dumps(first) == json.dumps(second)
    assert not re.search(r'"(data|datasets|name|params)"', json.dumps(first))


def test_facts_of_a_corpus(snapshot: Snapshot):
    facts = corpus.facts(snapshot.documents)
    assert (facts["documents"], facts["read"], facts["years"]) == (4, 3, (2012, 2014))
    assert [row["path"] for row in facts["troubled"]] == ["broken.pdf"]
    assert corpus.facts(DOCUMENTS.schema().empty_table())["years"] is None
    assert corpus.figures(DOCUMENTS.schema().empty_table()) == []


def test_types_that_are_rare_go_together():
    names = DOCUMENTS.schema()
    blank: dict[str, Any] = {
        field.name: []
        if pa.types.is_list(field.type)
        else 0
        if pa.types.is_integer(field.type)
        else ""
        for field in names
    }
    rows = [
        blank
        | {
            "doc_type": f"type {at % 12}",
            "year": 2000 + at % 3 if at else None,
            "outcome": "ok",
        }
        for at in range(40)
    ]
    figure = corpus.figures(pa.Table.from_pylist(rows, schema=names))[0]
    kinds = {row[1] for row in figure.rows}
    assert len(kinds) == corpus.TYPES + 1
    assert corpus.OTHERS in kinds
    assert sum(int(row[2] or 0) for row in figure.rows) == 40
    assert figure.rows[-1][0] == corpus.UNKNOWN


def test_modes_stand_by_level(snapshot: Snapshot):
    figures = facets.figures(snapshot.mentions, snapshot.facet_trends)
    table = {row[0]: row[1:] for row in figures[0].body}
    assert figures[0].head == ("mode", "individual", "group", "collective", "not shown")
    wanted = sum("design" in row["modes"] for row in snapshot.mentions.to_pylist())
    assert sum(map(int, table["design"])) == wanted > 0


def test_the_figures_of_the_shipped_classifiers_are_those_of_the_documentation():
    page = (Path(__file__).resolve().parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
    lines = {
        "accurate": "**accurate, with one encoder, more codes**",
        "fast": "**fast, taught, more codes**",
    }
    for tier, values in SHIPPED.items():
        (line,) = (each for each in page.splitlines() if lines[tier] in each)
        for _, value in values:
            assert value in line, (tier, value)


@given(st.lists(st.integers(1900, 2100).map(str) | st.just("unknown"), max_size=8))
def test_years_have_no_gaps(periods: list[str]):
    found = without_gaps(periods)
    assert set(periods) <= set(found)
    assert len(found) == len(set(found))
    years = [int(period) for period in found if period != "unknown"]
    assert years == list(range(min(years), max(years) + 1)) if years else True


def test_periods_of_several_years_stay_as_they_are():
    assert without_gaps(["2010-2014", "2005-2009"]) == ["2005-2009", "2010-2014"]


@given(st.text(max_size=40))
def test_a_key_is_a_plain_word(text: str):
    assert re.fullmatch(r"[a-z0-9-]*", slug(text))


def test_small_things():
    assert with_interval(0.5, None, None) == "50 %"
    assert with_interval(None, None, None) == "–"
    assert short("abc def", 5) == "abc…"
    assert most({"a": 1, "b": 2, "c": 2}, 2) == ["b", "c"]
