from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from enacted.report import shares
from enacted.report.movement import _best, _halves, _said, movement
from enacted.trends import Recount, Span

if TYPE_CHECKING:
    from enacted.tables import Snapshot


def years(*values: int | None) -> pa.Table:
    return pa.table({"year": pa.array(values, pa.int32())})


@pytest.mark.parametrize(
    ("given", "halves"),
    [
        ((2010, 2011, 2012, 2013), (Span(2010, 2011), Span(2012, 2013))),
        ((2010, 2010, 2010, 2013, None), (Span(2010, 2010), Span(2011, 2013))),
        ((2012, 2012), None),
        ((None,), None),
    ],
)
def test_halves_part_the_documents_between_years(given: tuple[int, ...], halves: Any):
    assert _halves(years(*given)) == halves


def slope(value: float, low: float, high: float, note: str = "") -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "documents": 26, "note": note}


def test_a_slope_whose_interval_misses_zero_is_said_with_its_direction():
    rows = {
        "talk": slope(-0.017, -0.029, -0.004),
        "plan": slope(0.01, -0.002, 0.022),
        "deed": slope(0.0135, 0.001, 0.026, "a few documents decide it"),
    }
    assert _said("equality", rows)["text"] == (
        "talk falls by 1.7 points a year (0.4 to 2.9); deed rises by 1.4 points a year "
        "(0.1 to 2.6). 26 documents; a few documents decide it."
    )


def test_where_nothing_moves_it_says_how_much_it_may():
    said = _said("equality", {"deed": slope(0.004, -0.024, 0.033)})["text"]
    assert said.startswith("no movement can be told from chance; the share of deed may fall by 2.4")
    assert "rise by 3.3 points a year" in said


def test_slopes_and_changes_are_those_of_the_trends(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
):
    row = {
        "concept": "equality", "grouping": "all", "group": "all", "share": "deed", "value": 0.02,
        "low": 0.01, "high": 0.03, "p": 0.0001, "documents": 9, "mentions": 90, "small": False,
        "note": "", "before": 0.1, "after": 0.3, "method": "counted", "codes": 0,
    }  # fmt: skip
    asked = []

    def change(_: Recount, before: Span, after: Span) -> pa.Table:
        asked.append((before, after))
        return pa.Table.from_pylist([row])

    group = {**row, "grouping": "publisher"}
    monkeypatch.setattr(Recount, "trend_test", lambda _: pa.Table.from_pylist([row, group]))
    monkeypatch.setattr(Recount, "period_change", change)
    found = movement(snapshot)
    assert found["tests"] == 1
    figure = found["figure"]
    assert figure.rows == (("equality", "deed", 2.0, 1.0, 3.0, 0.0001, 90, 9, False),)
    assert figure.body == (("equality", "deed", "9", "90", "+2.0 (+1.0 to +3.0)", "< .001", ""),)
    assert found["change"]["rows"][0][4:7] == ("10 %", "30 %", "+2.0 (+1.0 to +3.0)")
    assert asked == [(Span(2012, 2012), Span(2013, 2014))]


def test_with_too_few_documents_nothing_is_said(snapshot: Snapshot):
    found = movement(snapshot)
    assert found["figure"] is None or found["said"]
    assert found["tests"] == len(found["figure"].rows if found["figure"] else ())


def trends(*periods: str) -> pa.Table:
    return pa.table({"period": list(periods)})


def test_single_years_are_gathered_where_they_span_ten():
    assert shares._wide(trends("2001", "2010", "all", "unknown"))
    assert not shares._wide(trends("2001", "2009", "all"))
    assert not shares._wide(trends("2000-2004", "2005-2009", "2010-2014"))
    assert not shares._wide(trends("all", "unknown"))


def test_gathered_periods_come_before_single_years(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
):
    asked = []
    of = Recount.of

    def recount(given: Snapshot, *, periods: str | None = None, by: Any = None) -> Recount:
        asked.append(periods)
        return of(given, periods=periods, by=by)

    monkeypatch.setattr(Recount, "of", recount)
    monkeypatch.setattr(shares, "_wide", lambda _: True)
    found = shares.figures(snapshot, ["coproduction"])["coproduction"]
    assert [figure.key for figure in found][:2] == [
        "shares-coproduction-periods-of-5-years",
        "shares-coproduction-year-by-year",
    ]
    assert asked == ["5"]
    assert {row[0] for row in found[0].rows} == {"2010-2014"}


def test_a_corrected_slope_stands_for_the_counted_one():
    counted = {
        "concept": "equality", "grouping": "all", "share": "deed", "method": "counted",
        "codes": 0, "low": 0.01, "note": "",
    }  # fmt: skip
    corrected = {**counted, "method": "corrected", "codes": 120, "low": -0.01}
    (best,) = _best([counted, corrected])
    assert best == {**corrected, "note": "corrected with hand codes of 120 sentences"}
    assert _best([counted, {**corrected, "low": None}]) == [counted]
    assert _best([{**counted, "grouping": "publisher"}]) == []
