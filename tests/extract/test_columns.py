from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from enacted.extract.columns import reading_order
from enacted.extract.lines import Line
from enacted.extract.words import Word
from tests.drawn import Drawing, blocks_of

TEXT = "the council heard from forty carers what they need"


def line_at(x0: float, top: float, text: str, *, order: int, width: float = 200) -> Line:
    words = [Word(text, x0, top, x0 + width, top + 10, 10, 0, mark=False)]
    return Line(1, words, x0, top, x0 + width, top + 10, order=order).settle()


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def column(name: str, x0: float, tops: range, first: int, *, width: float = 200) -> list[Line]:
    return [
        line_at(x0, top, f"{name}{n}", order=first + n, width=width) for n, top in enumerate(tops)
    ]


def test_columns_are_read_from_left_to_right_whatever_was_drawn_first():
    left, right = column("l", 50, range(100, 200, 12), 50), column("r", 300, range(100, 200, 12), 0)
    assert texts(reading_order([*right, *left], 10)) == texts([*left, *right])


def test_a_line_across_parts_the_columns_above_from_those_below():
    above = column("a", 50, range(100, 148, 12), 0), column("b", 300, range(100, 148, 12), 10)
    below = column("c", 50, range(200, 248, 12), 20), column("d", 300, range(200, 248, 12), 30)
    across = line_at(50, 170, "across", order=40, width=450)
    lines = [*above[0], *above[1], across, *below[0], *below[1]]
    assert texts(reading_order(sorted(lines, key=lambda line: line.order), 10)) == texts(lines)


def test_a_heading_over_one_column_stays_with_it():
    left, right = (
        column("l", 50, range(130, 220, 12), 20),
        column("r", 300, range(130, 220, 12), 40),
    )
    heads = [
        line_at(50, 100, "left", order=60, width=80),
        line_at(300, 100, "right", order=61, width=80),
    ]
    wanted = ["left", *texts(left), "right", *texts(right)]
    assert texts(reading_order([*left, *right, *heads], 10)) == wanted


def test_a_line_drawn_with_characters_parts_no_columns():
    drawing = Drawing()
    for n in range(10):
        drawing.text(72, 100 + 12 * n, f"left{n} {TEXT}", size=8)
    for n in range(10):
        drawing.text(310, 100 + 12 * n, f"right{n} {TEXT}", size=8)
    drawing.text(60, 142, "_" * 80)
    text = " ".join(block.text for block in blocks_of(drawing) if "_" not in block.text)
    order = [word for word in text.split() if word[-1].isdigit()]
    assert order == [f"{side}{n}" for side in ("left", "right") for n in range(10)]


def test_lines_that_the_edge_of_the_page_cuts_are_not_read():
    drawing = Drawing()
    drawing.body()
    drawing.text(-60, 400, "placed from another file and hidden but for these words")
    assert not any("another file" in block.text for block in blocks_of(drawing))


def test_columns_know_their_edges():
    lines = reading_order(
        [*column("l", 50, range(100, 200, 12), 0), line_at(50, 300, "x", order=9, width=30)], 10
    )
    assert {(line.left, line.right) for line in lines} == {(50, 250)}


_LINES = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 800), st.integers(5, 400)), max_size=40
)


@given(_LINES, st.permutations(range(40)))
def test_every_line_is_read_once_and_below_what_it_stands_under(
    places: list[tuple[int, int, int]], order: list[int]
):
    lines = [
        line_at(x, top, string.ascii_letters[n], order=order[n], width=width)
        for n, (x, top, width) in enumerate(places)
    ]
    found = reading_order(lines, 10)
    assert sorted(texts(found)) == sorted(texts(lines))
    place = {line.text: number for number, line in enumerate(found)}
    for a in lines:
        for b in lines:
            overlap = min(a.x1, b.x1) - max(a.x0, b.x0)
            if overlap > 3 and overlap > 0.2 * min(a.x1 - a.x0, b.x1 - b.x0) and a.top + 2 < b.top:
                assert place[a.text] < place[b.text]
