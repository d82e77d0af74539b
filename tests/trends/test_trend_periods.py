"""Periods of years."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from enacted.errors import UsageError
from enacted.trends import Periods, Span

YEARS = st.integers(1900, 2099)


@pytest.mark.parametrize(
    ("text", "year", "name"),
    [
        ("1", 2012, "2012"),
        ("5", 2012, "2010-2014"),
        (" 10 ", 2019, "2010-2019"),
        ("2000,2008,2014", 1999, "-1999"),
        ("2000,2008,2014", 2000, "2000-2007"),
        ("2000, 2008, 2014", 2013, "2008-2013"),
        ("2000,2008,2014", 2026, "2014-"),
        ("2000,2001", 2000, "2000"),
        ("2010", 2010, "2010-"),
    ],
)
def test_a_year_has_its_period(text, year, name):
    assert Periods.parse(text).of(year) == name


@pytest.mark.parametrize(
    "text", ["", "0", "five", "2008,2000", "2000,2000", "5,3", "20000", "-5", "2000,", "5.5", "٣"]
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(UsageError, match="give the years a period has"):
        Periods.parse(text)


@given(
    st.one_of(
        st.integers(1, 40).map(str),
        st.sets(YEARS, min_size=1).map(lambda years: ",".join(map(str, sorted(years)))),
    ),
    st.lists(YEARS, min_size=1),
)
def test_every_year_lies_in_one_of_the_periods_between(text, years):
    periods = Periods.parse(text)
    names = periods.between(min(years), max(years))
    assert len(names) == len(set(names))
    of = [periods.of(year) for year in range(min(years), max(years) + 1)]
    assert names == list(dict.fromkeys(of))


@pytest.mark.parametrize(
    ("text", "first", "last", "shown"),
    [
        ("2010", 2010, 2010, "2010"),
        ("2005:2010", 2005, 2010, "2005-2010"),
        (":2010", 1000, 2010, "-2010"),
        ("2005:", 2005, 9999, "2005-"),
    ],
)
def test_spans_are_read(text, first, last, shown):
    span = Span.parse(text)
    assert (span.first, span.last, str(span)) == (first, last, shown)


@pytest.mark.parametrize("text", ["", ":", "2010:2005", "2005-2010", "20:30", "x"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(UsageError, match="years"):
        Span.parse(text)


@given(YEARS, YEARS)
def test_a_span_reads_as_it_was_written(first, last):
    assume(first <= last)
    assert Span.parse(f"{first}:{last}") == Span(first, last)
