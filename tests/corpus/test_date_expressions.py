from __future__ import annotations

import calendar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.corpus.date_expressions import (
    find_dates,
    iso,
    numeric_day,
    precision_of,
    read_date,
    read_pdf_date,
)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("15 March 2012", ["2012-03-15"]),
        ("15th March, 2012", ["2012-03-15"]),
        ("the 3rd of May 2012", ["2012-05-03"]),
        ("March 15, 2012", ["2012-03-15"]),
        ("Sept. 3rd, 2012", ["2012-09-03"]),
        ("3 Sep 2012", ["2012-09-03"]),
        ("3-Sep-2012", ["2012-09-03"]),
        ("2012-03-15", ["2012-03-15"]),
        ("2012-03-15T10:00", ["2012-03-15"]),
        ("2012/03/15", ["2012-03-15"]),
        ("15/03/2012", ["2012-03-15"]),
        ("15.3.2012", ["2012-03-15"]),
        ("3/15/2012", ["2012-03-15"]),
        ("4/5/2012", ["2012"]),
        ("26.09.24", ["2024-09-26"]),
        ("03/2012", ["2012-03"]),
        ("March 2012", ["2012-03"]),
        ("MARCH, 2012", ["2012-03"]),
        ("March/April 2012", ["2012-04"]),
        ("March–April 2012", ["2012-04"]),
        ("mars 2012", ["2012-03"]),
        ("15. Oktober 2012", ["2012-10-15"]),
        ("3 de mayo de 2012", ["2012-05-03"]),
        ("Mawrth 2012", ["2012-03"]),
        ("31 June 2012", ["2012-06"]),
        ("in 2012, and 2013.", ["2012", "2013"]),
        ("(2012)", ["2012"]),
        ("©2012", ["2012"]),
        ("COM(2012) 205", ["2012"]),
        ("2012-2015", ["2012..2015"]),
        ("2012 – 2015", ["2012..2015"]),
        ("2012–15", ["2012..2015"]),
        ("2012/13", ["2012..2013"]),
        ("2012 to 2015", ["2012..2015"]),
        ("1999-2002", ["1999..2002"]),
        ("March 2012 to June 2013", ["2012-03", "2013-06"]),
    ],
)
def test_found(text, dates) -> None:
    found = [e.date + (f"..{e.last_year}" if e.last_year else "") for e in find_dates(text)]
    assert found == dates


@pytest.mark.parametrize(
    "text",
    [
        "£2012",
        "2,012 people",
        "2012.5",
        "2012%",
        "A2012",
        "2012a",
        "12012",
        "tel. 020 2012 3456",
        "978-1-2012-345",
        "1.2012",
        "12.13.14",
        "may be",
        "March",
        "15 March",
        "1812",
        "2100",
        "20 12",
    ],
)
def test_not_found(text) -> None:
    assert list(find_dates(text)) == []


@given(
    st.text(st.sampled_from("0123456789 /-–.,()MayMarch2012stofQ'\n"), max_size=40),
)
def test_found_dates_are_real_in_order_and_within_bounds(text) -> None:
    end = 0
    for found in find_dates(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        year, month, day = (*map(int, found.date.split("-")), 0, 0)[:3]
        assert found.date == iso(year, month, day) != ""
        assert 1900 <= year <= 2099
        assert found.last_year == 0 or year < found.last_year <= year + 50


@given(st.dates(), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d %b %Y", "%-d.%B %Y"]))
def test_dates_written_are_read_again(day, form) -> None:
    expected = day.isoformat() if 1900 <= day.year <= 2099 else ""
    assert read_date(day.strftime(form)) == expected


@given(st.integers(1900, 2099), st.integers(1, 12))
def test_months_written_are_read_again(year, month) -> None:
    for name in (calendar.month_name[month], calendar.month_abbr[month]):
        assert read_date(f"{name} {year}") == f"{year}-{month:02}"
    assert read_date(f"{year}-{month:02}") == f"{year}-{month:02}"


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("D:20120315103000+01'00'", "2012-03-15"),
        ("D:20120315", "2012-03-15"),
        ("D:2012", "2012"),
        ("20120315", "2012-03-15"),
        ("2012-03-15T10:30:00Z", "2012-03-15"),
        ("Thu 15 March 2012", "2012-03-15"),
        ("D:20120231", "2012-02"),
        ("D:20129931", "2012"),
        ("D:00000000", ""),
        ("D:99991231", ""),
        ("", ""),
        ("soon", ""),
    ],
)
def test_pdf_dates(value, date) -> None:
    assert read_pdf_date(value) == date


def test_parts() -> None:
    assert [iso(2012), iso(2012, 3), iso(2012, 3, 5)] == ["2012", "2012-03", "2012-03-05"]
    assert [iso(1899), iso(2100), iso(2012, 13), iso(2012, 2, 30), iso(2012, 1, -1)] == [""] * 5
    assert [precision_of(d) for d in ("2012-03-05", "2012-03", "2012", "")] == [
        "day",
        "month",
        "year",
        "none",
    ]
    assert numeric_day(13, 13, 2012) == ""
