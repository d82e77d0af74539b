from __future__ import annotations

import pytest

from enacted.extract.endings import ABBREVIATED, ENDS, OPENED, STRONG


@pytest.mark.parametrize("line", ["kept.", "kept?”", "kept!)", "(kept.)"])
def test_lines_that_close_a_sentence(line: str):
    assert STRONG.search(line)
    assert ENDS.search(line)


@pytest.mark.parametrize("line", ["we will:", "carers;"])
def test_lines_that_close_no_more_than_a_clause(line: str):
    assert ENDS.search(line)
    assert not STRONG.search(line)


@pytest.mark.parametrize("line", ["and", "carers,", "2014", "e.g. carers"])
def test_lines_that_go_on(line: str):
    assert not ENDS.search(line)


@pytest.mark.parametrize(
    "line", ["Report 2015, p.", "pp.", "see Fig.", "e.g.", "by the U.S.", "J."]
)
def test_full_stops_that_end_no_sentence(line: str):
    assert ABBREVIATED.search(line)


@pytest.mark.parametrize("line", ["they were kept.", "in the map.", "a stop.", "use of AP."])
def test_full_stops_that_end_one(line: str):
    assert not ABBREVIATED.search(line)


@pytest.mark.parametrize(
    ("line", "is_open"), [("as (see", True), ("as (seen)", False), ("[1", True)]
)
def test_brackets_that_are_open(line: str, *, is_open: bool):
    assert (OPENED.search(line) is not None) is is_open
