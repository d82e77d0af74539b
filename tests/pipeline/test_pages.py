from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.errors import UsageError
from enacted.pipeline.pages import PageRanges

PAGE = st.integers(1, 60)
RANGES = st.lists(
    st.one_of(
        st.tuples(PAGE, st.none()),
        st.tuples(PAGE, st.integers(0, 40)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    ),
    min_size=1,
    max_size=6,
)


def written(first: int, last: int | None) -> str:
    if last is None:
        return f"{first}-"
    return str(first) if first == last else f"{first}-{last}"


def test_pages_and_ranges():
    ranges = PageRanges.parse("3, 5-9,12-")
    assert ranges.numbers(14) == (3, 5, 6, 7, 8, 9, 12, 13, 14)
    assert ranges.numbers(6) == (3, 5, 6)
    assert 12 in ranges
    assert 900 in ranges
    assert 4 not in ranges


@given(RANGES, PAGE)
def test_what_is_written_is_what_is_read(ranges: list[tuple[int, int | None]], limit: int):
    parsed = PageRanges.parse(",".join(written(*each) for each in ranges))
    assert parsed.ranges == tuple(ranges)
    assert parsed.numbers(limit) == tuple(n for n in range(1, limit + 1) if n in parsed)


@pytest.mark.parametrize(
    "text",
    ["", "0", "x", "3,", ",3", "3--5", "-3", "3-x", "1 2", "\u0663", "1" * 30, "0-4", "1,,2"],
)
def test_what_is_no_range_is_named(text: str):
    with pytest.raises(UsageError, match="no page range: write pages from 1 as in 3,5-9,12-") as e:
        PageRanges.parse(text)
    assert repr(text) in str(e.value)


def test_a_range_that_runs_backwards_is_turned_in_the_message():
    with pytest.raises(UsageError, match="'9-5' runs backwards: write 5-9"):
        PageRanges.parse("1,9-5")


@given(st.text(max_size=12))
def test_whatever_is_written_is_read_or_refused(text: str):
    try:
        ranges = PageRanges.parse(text)
    except UsageError:
        return
    assert all(page in ranges for page in ranges.numbers(20))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1-4", ""),
        ("1-", ""),
        ("5", "page 5 is beyond the end: the file has 4 pages"),
        ("3-9", "pages 5-9 are beyond the end: the file has 4 pages"),
        ("4-5", "page 5 is beyond the end: the file has 4 pages"),
        ("2,6,8-9,12-", "pages 6, 8-9, 12 are beyond the end: the file has 4 pages"),
        ("4-,7-", "page 7 is beyond the end: the file has 4 pages"),
    ],
)
def test_pages_beyond_the_end_are_named(text: str, said: str):
    assert PageRanges.parse(text).beyond(4) == said


def test_many_pages_beyond_the_end_are_cut_short():
    said = PageRanges.parse(",".join(map(str, range(2, 40)))).beyond(1)
    assert said.startswith("pages 2, 3, 4, 5, 6, 7, 8, 9 … are beyond")
    assert said.endswith("has 1 page")
