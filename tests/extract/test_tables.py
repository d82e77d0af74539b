from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.platypus import Table as DrawnTable

from enacted.extract.grids import find_grids
from enacted.extract.pdfium import read_words
from enacted.extract.reader import read
from enacted.extract.rulings import Ruling, read_rulings
from enacted.extract.tables import Row, Table, carry_headers, find_tables
from enacted.extract.words import PageWords, Word
from enacted.settings import ExtractSettings
from enacted.types import BODY_KINDS, Kind
from tests.drawn import Drawing, blocks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

TABULAR = {Kind.TABLE, Kind.TABLE_ROW}
PLAN = [
    ["Action", "Lead officer", "By when"],
    ["Publish the strategy", "Head of Fairness", "April 2014"],
    ["Train all managers", "Head of People", "June 2014"],
    ["Ask carers each year", "The board", "Every March"],
]
FIGURES = [["Year", "Carers", "Budgets"], ["2012", "310", "24"], ["2013", "355", "41"]]


def drawn_table(
    rows: Sequence[Sequence[str]], *, style: Sequence[tuple[object, ...]] | None = None
) -> Drawing:
    """A page of text with a table in the middle of it."""
    drawing = Drawing()
    drawing.body(top=100)
    ruled = [("GRID", (0, 0), (-1, -1), 0.7, colors.black)] if style is None else style
    table = DrawnTable([list(row) for row in rows], colWidths=150, style=list(ruled))
    _, height = table.wrapOn(drawing.canvas, 450, 500)
    table.drawOn(drawing.canvas, 72, drawing.height - 250 - height)
    drawing.body(top=500)
    return drawing


def tables_of(drawing: Drawing) -> list[Table]:
    document = pdfium.PdfDocument(drawing.bytes())
    try:
        words = read_words(document[0], 1)
        return find_tables(words, read_rulings(document[0], words))[0]
    finally:
        document.close()


def test_an_action_plan_becomes_a_table_and_a_row_each_with_headers():
    blocks = blocks_of(drawn_table(PLAN), tables=True)
    (table,) = [block for block in blocks if block.kind is Kind.TABLE]
    assert table.text.split(" ¶ ") == [" | ".join(row) for row in PLAN]
    assert [table.text[start:].split(" | ")[0] for start in table.starts] == [r[0] for r in PLAN]
    assert len(table.boxes) == len(PLAN)
    assert [list(row) for row in table.cells] == [list(row) for row in PLAN]
    assert list(table.header) == list(PLAN[0])
    rows = [block for block in blocks if block.kind is Kind.TABLE_ROW]
    assert [row.text for row in rows] == [
        "; ".join(f"{head}: {cell}" for head, cell in zip(PLAN[0], row, strict=True))
        for row in PLAN[1:]
    ]


def test_a_form_of_names_and_texts_has_no_header():
    form = (
        ("Lead actors", "Ministry of Housing and\nthe agencies that\nit works with"),
        (
            "Main objective",
            "Publish all grants above\n500 pounds on one page\nthat anyone can open",
        ),
        (
            "Next steps",
            "The page will be extended\nto the grants of all the\ncouncils in the region",
        ),
    )
    blocks = blocks_of(drawn_table(form), tables=True)
    (table,) = [block for block in blocks if block.kind is Kind.TABLE]
    assert table.header == ()
    rows = [block.text for block in blocks if block.kind is Kind.TABLE_ROW]
    expected = (
        "Main objective: Publish all grants above 500 pounds on one page that anyone can open"
    )
    assert expected in rows


def test_boxes_of_rows_stand_below_each_other_within_the_table():
    blocks = blocks_of(drawn_table(PLAN), tables=True)
    (table,) = [block for block in blocks if block.kind is Kind.TABLE]
    rows = [block.boxes[0] for block in blocks if block.kind is Kind.TABLE_ROW]
    assert table.boxes[0].top == pytest.approx(250, abs=2)
    assert table.boxes[0].x0 == pytest.approx(72, abs=2)
    tops = [row.top for row in rows]
    assert tops == sorted(set(tops))
    assert all(row.bottom <= table.boxes[-1].bottom + 1 for row in rows)


def test_words_of_a_table_are_not_in_the_text_around_it():
    blocks = blocks_of(drawn_table(PLAN), tables=True)
    around = " ".join(b.text for b in blocks if b.kind in BODY_KINDS and b.kind != Kind.TABLE_ROW)
    assert "strategy" not in around
    assert around.count("The partnership met") == 2


def test_the_table_stands_between_the_text_above_and_below():
    kinds = [block.kind for block in blocks_of(drawn_table(FIGURES), tables=True)]
    at = kinds.index(Kind.TABLE)
    assert Kind.PARAGRAPH in kinds[:at]
    assert Kind.PARAGRAPH in kinds[at + 1 :]


def test_a_table_of_figures_gives_no_rows_to_mine():
    blocks = blocks_of(drawn_table(FIGURES), tables=True)
    assert [block.kind for block in blocks].count(Kind.TABLE) == 1
    assert not any(block.kind is Kind.TABLE_ROW for block in blocks)


def test_both_engines_find_the_same_table():
    data = drawn_table(PLAN).bytes()
    settings = ExtractSettings(ocr="off")
    one, other = (
        [b.text for b in read(data, settings=settings, engine=engine).blocks if b.kind in TABULAR]
        for engine in ("pdfium", "pdfplumber")
    )
    assert len(one) == len(PLAN)
    assert one == other


def test_without_tables_their_words_are_text():
    blocks = blocks_of(drawn_table(PLAN))
    assert not any(block.kind is Kind.TABLE for block in blocks)
    assert "Publish the strategy" in " ".join(block.text for block in blocks)


def test_a_frame_around_text_is_no_table():
    drawing = Drawing()
    drawing.body(times=3)
    drawing.canvas.rect(60, 60, 480, 700)
    drawing.canvas.line(60, 400, 540, 400)
    assert not any(block.kind is Kind.TABLE for block in blocks_of(drawing, tables=True))


@pytest.mark.parametrize(
    "style",
    [
        [("GRID", (0, 0), (-1, -1), 0.7, colors.black)],
        [("BOX", (0, 0), (-1, -1), 1, colors.black), ("INNERGRID", (0, 0), (-1, -1), 0.5, "grey")],
        [("BACKGROUND", (i, j), (i, j), "#dddddd") for i in range(3) for j in range(4)],
    ],
    ids=["grid", "box", "shaded"],
)
def test_rules_and_shaded_cells_make_a_table(style: Sequence[tuple[object, ...]]):
    (table,) = tables_of(drawn_table(PLAN, style=style))
    assert [row.cells for row in table.rows] == [tuple(row) for row in PLAN]
    assert table.header == tuple(PLAN[0])


@pytest.mark.parametrize(
    ("headers", "is_plan"),
    [
        (("Action", "Owner", "Date"), True),
        (("What we will do: actions", "Who", "When"), True),
        (("Commitment", "Responsibility", "Progress"), True),
        (("Year", "Carers", "Budgets"), False),
        (("Action", "Number", "Share"), False),
        (("Overdue", "Leadership", "Whole"), False),
    ],
)
def test_headers_tell_an_action_plan(headers: tuple[str, ...], *, is_plan: bool):
    rows = tuple(Row(cells, cells, 0, 0, 1, 1) for cells in (headers, ("a", "b", "c")))
    table = Table(1, 0, 0, 1, 2, (0, 1, 2), rows, headers)
    assert table.names_actions is is_plan


def test_a_cell_that_reaches_over_rows_is_told_in_each_of_them():
    rows = [["Aim", "Action", "Lead"], ["Be heard", "Ask", "Ann"], ["", "Answer", "Bob"]]
    style = [("GRID", (0, 0), (-1, -1), 0.7, colors.black), ("SPAN", (0, 1), (0, 2))]
    blocks = blocks_of(drawn_table(rows, style=style), tables=True)
    assert [block.text for block in blocks if block.kind is Kind.TABLE_ROW] == [
        "Aim: Be heard; Action: Ask; Lead: Ann",
        "Aim: Be heard; Action: Answer; Lead: Bob",
    ]


def test_a_table_that_goes_on_over_the_page_keeps_its_header():
    drawing = Drawing()
    for rows in (PLAN, PLAN[1:]):
        table = DrawnTable(
            rows, colWidths=150, style=[("GRID", (0, 0), (-1, -1), 0.7, colors.black)]
        )
        table.wrapOn(drawing.canvas, 450, 500)
        table.drawOn(drawing.canvas, 72, 500)
        drawing.next_page()
    texts = [b.text for b in blocks_of(drawing, tables=True) if b.kind is Kind.TABLE_ROW]
    assert texts[:3] == texts[3:]
    assert texts[0].startswith("Action: Publish the strategy; Lead officer: Head of Fairness")


@pytest.mark.parametrize(("shift", "carried"), [(2.0, True), (40.0, False)])
def test_only_a_table_with_the_same_columns_goes_on(*, shift: float, carried: bool):
    row = Row(("a", "b"), ("a", "b"), 0, 0, 1, 1)
    first = Table(1, 0, 0, 1, 1, (10, 50), (row,), ("Action", "Owner"))
    second = Table(2, 0, 0, 1, 1, (10, 50 + shift), (row,), ("a", "b"))
    assert (carry_headers([first, second])[1].header == first.header) is carried


def test_panels_of_running_text_are_no_table():
    drawing = Drawing()
    for column in range(2):
        for row in range(2):
            x, top = 40 + 260 * column, 100 + 120 * row
            drawing.canvas.rect(x, drawing.height - top - 110, 255, 110)
            lines = [f"People who use services {n} told us what they want" for n in range(8)]
            drawing.lines(x + 4, top + 6, lines)
    assert not tables_of(drawing)


def test_words_cut_by_the_lines_make_no_table():
    grid = rulings_of([0, 50, 100, 150], [0, 20, 40, 60])
    words = [
        Word(f"unbroken{n}", 10 + 30 * n, 6 + 20 * n, 70 + 30 * n, 16 + 20 * n, 10, 0, mark=False)
        for n in range(3)
    ]
    page = PageWords(1, 595, 842, words, [])
    found, rest = find_tables(page, grid)
    assert not found
    assert rest.words == page.words


def rulings_of(xs: Sequence[float], ys: Sequence[float]) -> list[Ruling]:
    across = [Ruling(min(xs), y, max(xs), y) for y in ys]
    return across + [Ruling(x, min(ys), x, max(ys)) for x in xs]


_SIDES = st.lists(st.integers(1, 60), min_size=2, max_size=7).map(
    lambda steps: [float(sum(steps[:n]) * 8) for n in range(1, len(steps) + 1)]
)


@given(_SIDES, _SIDES)
def test_a_full_grid_has_a_cell_between_all_its_lines(xs: list[float], ys: list[float]):
    grids = list(find_grids(rulings_of(xs, ys)))
    if len(xs) < 3 or len(ys) < 3:
        assert not grids
        return
    (cells,) = grids
    assert [tuple(cell) for cell in cells] == [
        (x0, top, x1, bottom) for top, bottom in pairwise(ys) for x0, x1 in pairwise(xs)
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 590), st.integers(0, 830), st.text("abc", min_size=1, max_size=4)),
        max_size=30,
    ),
    _SIDES,
    _SIDES,
)
def test_words_are_in_a_table_or_left_on_the_page(
    places: list[tuple[int, int, str]], xs: list[float], ys: list[float]
):
    words = [Word(t, x, y, x + 5 * len(t), y + 10, 10, 0, mark=False) for x, y, t in places]
    page = PageWords(1, 595, 842, words, [])
    tables, rest = find_tables(page, rulings_of(xs, ys))
    inside = " ".join(cell for table in tables for row in table.rows for cell in row.cells)
    assert sorted(inside.split() + [w.text for w in rest.words]) == sorted(w.text for w in words)
