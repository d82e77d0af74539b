from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.types import BODY_KINDS, Kind
from tests.drawn import MARGIN, Drawing, blocks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.types import Block

FIGURES = [
    ["Kind of support", "2020", "2025", "2030"],
    ["Direct payments", "9,200", "10,750", "12,450"],
    ["Personal budgets", "5,350", "6,200", "7,200"],
    ["Shared lives", "210", "240", "280"],
]
PLAN = [
    ["Action", "Lead", "By when"],
    ["Publish the strategy", "Head of Fairness", "April 2014"],
    ["Train all managers", "Head of People", "June 2014"],
    ["Ask carers each year", "The board", "Every March"],
]


def drawn_cells(
    rows: Sequence[Sequence[str]],
    *,
    lefts: Sequence[float] = (72, 230, 320, 420),
    pitch: float = 18,
    ruled: Sequence[int] = (),
) -> Drawing:
    """Cells between two texts; a line is drawn over the rows whose numbers are given."""
    drawing = Drawing()
    drawing.body(top=100)
    top = 220.0
    for number, row in enumerate(rows):
        if number in ruled:
            drawing.canvas.line(70, drawing.height - top + 4, 520, drawing.height - top + 4)
        height = max(len(cell.split("\n")) for cell in row)
        for left, cell in zip(lefts, row, strict=False):
            drawing.lines(left, top, cell.split("\n"))
        top += 12 * (height - 1) + pitch
    if len(rows) in ruled:
        drawing.canvas.line(70, drawing.height - top + 4, 520, drawing.height - top + 4)
    drawing.body(top=top + 40)
    return drawing


def table_of(blocks: Sequence[Block]) -> list[list[str]]:
    (table,) = [block for block in blocks if block.kind is Kind.TABLE]
    return [list(row) for row in table.cells]


def body_of(blocks: Sequence[Block]) -> str:
    kinds = BODY_KINDS - {Kind.TABLE_ROW}
    return " ".join(block.text for block in blocks if block.kind in kinds)


def test_figures_in_line_make_a_table_and_leave_the_body():
    blocks = blocks_of(drawn_cells(FIGURES), tables=True)
    assert table_of(blocks) == FIGURES
    assert "9,200" not in body_of(blocks)
    assert body_of(blocks).count("The partnership met every month") == 2


def test_without_tables_cells_are_text():
    blocks = blocks_of(drawn_cells(FIGURES), tables=False)
    assert not [block for block in blocks if block.kind is Kind.TABLE]


def test_names_of_columns_are_a_header_and_figures_are_none():
    (named,) = [b for b in blocks_of(drawn_cells(FIGURES), tables=True) if b.kind is Kind.TABLE]
    assert list(named.header) == FIGURES[0]
    (bare,) = [b for b in blocks_of(drawn_cells(FIGURES[1:]), tables=True) if b.kind is Kind.TABLE]
    assert not bare.header


def test_an_action_plan_without_lines_gives_a_row_each_with_headers():
    blocks = blocks_of(drawn_cells(PLAN, lefts=(72, 250, 400)), tables=True)
    rows = [block.text for block in blocks if block.kind is Kind.TABLE_ROW]
    assert rows == [
        "; ".join(f"{head}: {cell}" for head, cell in zip(PLAN[0], row, strict=True))
        for row in PLAN[1:]
    ]


def test_a_cell_of_two_lines_is_one_cell():
    rows = [
        ["Kind", "2020", "2025"],
        ["Early onset\n(under 65)", "500", "550"],
        ["Late onset", "16,150", "18,800"],
    ]
    blocks = blocks_of(drawn_cells(rows, pitch=22), tables=True)
    assert table_of(blocks)[1] == ["Early onset (under 65)", "500", "550"]


def test_figures_drawn_at_one_go_stand_in_columns_of_their_own():
    drawing = Drawing()
    drawing.body(top=100)
    for number, row in enumerate(FIGURES):
        top = 220 + 18 * number
        drawing.text(72, top, row[0])
        drawing.text(230, top, "  ".join(figure.rjust(7) for figure in row[1:]), font="Courier")
    drawing.body(top=340)
    assert table_of(blocks_of(drawing, tables=True)) == FIGURES


def test_dots_that_lead_to_a_figure_are_no_part_of_a_cell():
    rows = [[f"{row[0]} ..........", *row[1:]] for row in FIGURES]
    assert table_of(blocks_of(drawn_cells(rows), tables=True)) == FIGURES


def test_lines_between_rows_part_cells_of_prose():
    rows = [
        ["Aim", "What we will measure"],
        ["People with good\nmental health", "We count the people who say so\nin our yearly survey"],
        [
            "People with a job\nthat they like",
            "We ask all employers in the county\nhow many they hired",
        ],
        [
            "People with a home\nof their own",
            "We take the figures that councils\nsend us every March",
        ],
    ]
    blocks = blocks_of(drawn_cells(rows, lefts=(72, 250), ruled=range(5)), tables=True)
    assert table_of(blocks) == [[cell.replace("\n", " ") for cell in row] for row in rows]
    assert "mental health" not in body_of(blocks)


def test_lines_under_the_header_and_at_both_ends_are_enough():
    rows = [
        ["Data required", "Source", "Cost"],
        ["Share of people who\nmove house", "Census", "None"],
        ["Share of people who\nask for help", "Case files", "Two weeks"],
        ["Share of people who\nstay at home", "Survey", "A month"],
    ]
    drawing = drawn_cells(rows, lefts=(72, 250, 400), pitch=12, ruled=(0, 1, 4))
    assert table_of(blocks_of(drawing, tables=True)) == [
        [cell.replace("\n", " ") for cell in row] for row in rows
    ]


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_of_prose_are_no_table(columns: int):
    prose = """
        The partnership met
        every month and it
        listened to people
        who use the services.
        Carers told the board
        what they needed and
        the board wrote down
        what it had heard.
        Officers from both
        councils then drew up
        a plan with families.
    """
    drawing = Drawing()
    for column in range(columns):
        drawing.lines(60 + 170 * column, 120, [line.strip() for line in prose.strip().split("\n")])
    blocks = blocks_of(drawing, tables=True)
    assert not [block for block in blocks if block.kind is Kind.TABLE]
    assert body_of(blocks).count("listened to people who use the services.") == columns


def test_panels_of_prose_between_lines_are_no_table():
    drawing = Drawing()
    for panel in range(2):
        top = 100 + 200 * panel
        drawing.canvas.line(60, drawing.height - top, 540, drawing.height - top)
        for column in range(2):
            words = ["The board met and it listened to", "what all of the people told it."] * 7
            drawing.lines(64 + 245 * column, top + 10, words)
    drawing.canvas.line(60, drawing.height - 500, 540, drawing.height - 500)
    assert not [b for b in blocks_of(drawing, tables=True) if b.kind is Kind.TABLE]


def test_a_list_of_contents_and_a_numbered_list_are_no_tables():
    contents = Drawing()
    contents.body(top=100)
    for number, name in enumerate(["Foreword", "Our vision", "What we heard", "What we will do"]):
        contents.text(72, 220 + 18 * number, name)
        contents.text(400, 220 + 18 * number, str(3 + 4 * number))
    assert not [b for b in blocks_of(contents, tables=True) if b.kind is Kind.TABLE]
    listed = Drawing()
    listed.body(top=100)
    for number, name in enumerate(["Foreword", "Our vision", "What we heard", "What we will do"]):
        listed.text(72, 220 + 18 * number, f"{number + 1}.")
        listed.text(150, 220 + 18 * number, name)
    assert not [b for b in blocks_of(listed, tables=True) if b.kind is Kind.TABLE]


def test_two_tables_with_a_title_between_are_two():
    drawing = Drawing()
    drawing.body(top=100)
    for place, top in enumerate((220.0, 330.0)):
        drawing.text(MARGIN, top - 20, f"Table {place + 1}")
        for number, row in enumerate(FIGURES):
            for left, cell in zip((72, 230, 320, 420), row, strict=True):
                drawing.text(left, top + 16 * number, cell)
    drawing.body(top=460)
    tables = [b for b in blocks_of(drawing, tables=True) if b.kind is Kind.TABLE]
    assert [[list(row) for row in table.cells] for table in tables] == [FIGURES, FIGURES]


AMOUNT = st.integers(10, 99_999).map("{:,}".format)
NAME = st.sampled_from(["Adur", "Arun", "Crawley", "Mid Sussex", "West of the county", "Total"])


@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(st.tuples(NAME, *[AMOUNT] * width).map(list), min_size=3, max_size=8)
    ),
    st.integers(14, 24),
)
def test_every_table_of_figures_is_read_cell_by_cell(rows: list[list[str]], pitch: int):
    drawing = drawn_cells(rows, lefts=(72, 220, 300, 380, 460), pitch=pitch)
    assert table_of(blocks_of(drawing, tables=True)) == rows
