from __future__ import annotations

import pytest

from enacted.extract.furniture import part_line_numbers
from enacted.extract.lines import Line
from enacted.extract.words import Word
from enacted.types import BODY_KINDS, Kind
from tests.drawn import Drawing, blocks_of


def line_of(text: str, number: int) -> Line:
    words = [
        Word(
            part, 50 + 40 * i, 100 + 14 * number, 85 + 40 * i, 110 + 14 * number, 10, 0, mark=False
        )
        for i, part in enumerate(text.split())
    ]
    return Line(1, words, 0, 100 + 14 * number, 0, 110 + 14 * number).settle()


def test_notes_that_differ_in_their_numbers_are_not_furniture():
    drawing = Drawing()
    for page in range(8):
        drawing.body(times=4)
        drawing.text(
            72, 760, f"{3 * page + 7} Report {page * page + 31}, paragraph {97 - 5 * page}", size=8
        )
        drawing.text(290, 815, str(page + 12), size=8)
        drawing.next_page()
    blocks = blocks_of(drawing)
    assert sum(block.kind is Kind.FOOTNOTE for block in blocks) == 8
    assert sorted(b.text for b in blocks if b.kind is Kind.FURNITURE) == [
        str(n + 12) for n in range(8)
    ]


def test_a_head_with_the_title_of_its_chapter_is_furniture_on_three_pages():
    drawing = Drawing()
    for page in range(9):
        drawing.text(
            72, 40, f"Chapter {page // 3 + 1}: {['Voice', 'Money', 'Time'][page // 3]}", size=9
        )
        drawing.body(times=3)
        drawing.next_page()
    blocks = blocks_of(drawing)
    assert sum(block.kind is Kind.FURNITURE for block in blocks) == 9


def test_what_stands_at_one_place_on_every_page_is_furniture_wherever_it_is():
    drawing = Drawing()
    for _ in range(6):
        drawing.body(times=4)
        drawing.text(470, 420, "Back to contents", size=8)
        drawing.next_page()
    blocks = blocks_of(drawing)
    assert not any("Back to" in block.text for block in blocks if block.kind in BODY_KINDS)


@pytest.mark.parametrize("odd", ["³ cubed", "# hash", "٣ three", "12"])
def test_signs_that_look_like_numbers_do_no_harm(odd: str):
    lines = [line_of(f"{odd} words", n) for n in range(20)]
    assert part_line_numbers(lines) == ([], lines)


def test_numbers_that_count_lines_are_parted_from_them():
    lines = [line_of(f"{n + 95} the people of the county", n) for n in range(20)]
    numbers, rest = part_line_numbers(lines)
    assert [line.text for line in numbers] == [str(n + 95) for n in range(20)]
    assert {line.text for line in rest} == {"the people of the county"}


def test_years_at_the_head_of_lines_count_no_lines():
    lines = [
        line_of(f"{year} was a year like others", n) for n, year in enumerate([2001, 2014] * 9)
    ]
    assert part_line_numbers(lines) == ([], lines)


@pytest.mark.parametrize("leader", ["", " . . . . . . .", " ........"])
def test_contents_are_not_body_with_leaders_or_without(leader: str):
    drawing = Drawing()
    drawing.text(72, 80, "Contents", size=18)
    for n in range(8):
        drawing.text(72, 120 + 16 * n, f"What carers told the board of county {n}{leader}")
        drawing.text(480, 120 + 16 * n, str(3 + 4 * n))
    drawing.next_page()
    drawing.body(times=3)
    blocks = blocks_of(drawing)
    assert not any(block.page == 1 for block in blocks if block.kind in BODY_KINDS)
    assert [block.text for block in blocks if block.kind is Kind.HEADING] == ["Contents"]


def test_a_list_under_that_title_without_page_numbers_is_text():
    drawing = Drawing()
    drawing.text(72, 80, "Contents", size=18)
    drawing.body(top=120, times=3)
    assert any(block.kind in BODY_KINDS for block in blocks_of(drawing))
