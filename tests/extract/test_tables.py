from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pytest
from reportlab.lib import colors
from reportlab.platypus import Table as DrawnTable

from enacted.extract.tables import Table, may_hold_table
from enacted.types import BODY_KINDS, Kind
from tests.drawn import Drawing, blocks_of, extraction_of

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def may_hold(drawing: Drawing) -> bool:
    document = pdfium.PdfDocument(drawing.bytes())
    try:
        return may_hold_table(document[0])
    finally:
        document.close()


def test_an_action_plan_becomes_a_table_and_a_row_each_with_headers():
    blocks = blocks_of(drawn_table(PLAN), tables=True)
    (table,) = [block for block in blocks if block.kind is Kind.TABLE]
    assert table.text.split("\n") == [" | ".join(row) for row in PLAN]
    rows = [block for block in blocks if block.kind is Kind.TABLE_ROW]
    assert [row.text for row in rows] == [
        "; ".join(f"{head}: {cell}" for head, cell in zip(PLAN[0], row, strict=True))
        for row in PLAN[1:]
    ]


def test_boxes_of_rows_stand_below_each_other_within_the_table():
    blocks = blocks_of(drawn_table(PLAN), tables=True)
    (table,) = [block for block in blocks if block.kind is Kind.TABLE]
    rows = [block.boxes[0] for block in blocks if block.kind is Kind.TABLE_ROW]
    assert table.boxes[0].top == pytest.approx(250, abs=2)
    assert table.boxes[0].x0 == pytest.approx(72, abs=2)
    tops = [row.top for row in rows]
    assert tops == sorted(set(tops))
    assert all(row.bottom <= table.boxes[0].bottom + 1 for row in rows)


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


def test_engines_say_who_read_the_table():
    assert extraction_of(drawn_table(FIGURES), tables=True).engine == "pdfium+pdfplumber"
    assert extraction_of(drawn_table(FIGURES)).engine == "pdfium"


def test_without_tables_their_words_are_text():
    blocks = blocks_of(drawn_table(PLAN))
    assert not any(block.kind is Kind.TABLE for block in blocks)
    assert "Publish the strategy" in " ".join(block.text for block in blocks)


def test_a_frame_around_text_is_no_table():
    drawing = Drawing()
    drawing.body(times=3)
    drawing.canvas.rect(60, 60, 480, 700)
    drawing.canvas.line(60, 400, 540, 400)
    assert not may_hold(drawing)
    assert not any(block.kind is Kind.TABLE for block in blocks_of(drawing, tables=True))


def test_a_page_of_text_asks_for_no_table_reader():
    drawing = Drawing()
    drawing.body(times=3)
    assert not may_hold(drawing)


@pytest.mark.parametrize(
    "style",
    [
        [("GRID", (0, 0), (-1, -1), 0.7, colors.black)],
        [("BOX", (0, 0), (-1, -1), 1, colors.black), ("INNERGRID", (0, 0), (-1, -1), 0.5, "grey")],
        [("BACKGROUND", (i, j), (i, j), "#dddddd") for i in range(3) for j in range(4)],
    ],
    ids=["grid", "box", "shaded"],
)
def test_rules_and_shaded_cells_suggest_a_table(style: Sequence[tuple[object, ...]]):
    assert may_hold(drawn_table(PLAN, style=style))


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
    boxes = ((0.0, 0.0, 1.0, 1.0),) * 2
    table = Table(1, 0, 0, 1, 2, (headers, ("a", "b", "c")), boxes)
    assert table.is_action_plan is is_plan


def test_a_row_leaves_out_empty_cells_and_missing_headers():
    table = Table(1, 0, 0, 1, 1, (("Action", "", "When"),), ((0, 0, 1, 1),))
    assert table.row_text(("Publish", "online", "")) == "Action: Publish; online"
    assert table.row_text(("", "", "")) == ""
