from __future__ import annotations

import pytest
from reportlab.lib import colors
from reportlab.platypus import Table as DrawnTable

from enacted.types import BODY_KINDS, Block, Kind
from tests.drawn import MARGIN, Drawing, blocks_of

FULL = "The council met in March and heard from all of the forty carers who told it"


def body(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks if block.kind in BODY_KINDS]


def test_a_heading_in_bold_capitals_is_parted_from_the_text_it_runs_into():
    drawing = Drawing()
    drawing.body(top=300, times=3)
    drawing.text(MARGIN, 100, "SUMMARY:", font="Helvetica-Bold")
    width = drawing.canvas.stringWidth("SUMMARY: ", "Helvetica-Bold", 10)
    drawing.text(MARGIN + width, 100, "This is the plan of the council for the years to come.")
    first, second, *_ = blocks_of(drawing)
    assert (first.kind, first.text) == (Kind.HEADING, "SUMMARY:")
    assert second.text == "This is the plan of the council for the years to come."


def test_a_sentence_that_begins_in_bold_goes_on_without():
    drawing = Drawing()
    drawing.body(top=300, times=3)
    drawing.text(MARGIN, 100, FULL[:68], font="Helvetica-Bold")
    drawing.text(MARGIN, 112, "what they needed, and why, and from whom of all the officers.")
    assert body(blocks_of(drawing))[0].endswith("of all the officers.")


def test_widely_spaced_lines_are_one_paragraph():
    drawing = Drawing()
    drawing.lines(MARGIN, 100, [FULL] * 8 + ["what they needed."], leading=25)
    assert len(body(blocks_of(drawing))) == 1


def test_a_dash_within_a_sentence_begins_no_item():
    drawing = Drawing()
    drawing.lines(
        MARGIN,
        100,
        [FULL, "- and so did the board - what they needed from the services it runs,", "and why."],
    )
    (block,) = blocks_of(drawing)
    assert block.kind is Kind.PARAGRAPH


def test_a_page_reference_at_the_head_of_a_line_begins_no_item():
    drawing = Drawing()
    top = drawing.body()
    drawing.lines(
        MARGIN,
        top,
        [
            "The board of the county council has said so before (Report of 2015, p.",
            "45) and will say so again.",
        ],
    )
    assert not any(block.kind is Kind.LIST_ITEM for block in blocks_of(drawing))


@pytest.mark.parametrize("marks", [("(a)", "(i)"), ("•", "-"), ("1.", "•")])
def test_lists_within_lists_have_levels_and_lead_ins_of_their_own(marks: tuple[str, str]):
    outer, inner = marks
    drawing = Drawing()
    top = drawing.body()
    rows = [
        (0, "", "The council and its partners will do these things by the year 2016:"),
        (1, outer, "offer budgets to all carers, who may spend them on:"),
        (2, inner, "breaks from care of their own choice in the county;"),
        (2, inner.replace("(i)", "(ii)"), "courses that help them to find work close to home;"),
        (
            1,
            outer.replace("(a)", "(b)").replace("1.", "2."),
            "publish what was spent each year of the plan.",
        ),
    ]
    for depth, mark, text in rows:
        if mark:
            drawing.text(MARGIN + 24 * depth, top, mark)
        drawing.text(MARGIN + 24 * depth + (16 if mark else 0), top, text)
        top += 16
    blocks = blocks_of(drawing)
    items = [block for block in blocks if block.kind is Kind.LIST_ITEM]
    assert [item.level for item in items] == [1, 2, 2, 1]
    leads = [blocks[item.lead_in].text for item in items]
    assert [lead[-5:] for lead in leads] == ["2016:", "m on:", "m on:", "2016:"]


def test_entries_with_hanging_indents_are_parted():
    drawing = Drawing()
    top = drawing.body()
    for n in range(4):
        drawing.text(
            MARGIN,
            top,
            f"Author{n} A (2012) A long study of what carers want from the services they get,",
        )
        drawing.text(
            MARGIN + 24, top + 12, "and of what they get from those services, in seven counties of"
        )
        drawing.text(MARGIN + 24, top + 24, "the north. Northfield: Fair Press of the North")
        top += 36
    entries = [text for text in body(blocks_of(drawing)) if text.startswith("Author")]
    assert len(entries) == 4


def test_a_table_within_a_paragraph_does_not_break_it():
    drawing = Drawing()
    top = drawing.body(times=2)
    drawing.text(MARGIN, top, FULL)
    table = DrawnTable(
        [["Year", "Carers"], ["2012", "310"], ["2013", "355"]],
        colWidths=120,
        style=[("GRID", (0, 0), (-1, -1), 0.7, colors.black)],
    )
    _, height = table.wrapOn(drawing.canvas, 450, 500)
    table.drawOn(drawing.canvas, MARGIN, drawing.height - top - 30 - height)
    drawing.text(MARGIN, top + height + 50, "what they needed from the services of the county.")
    blocks = blocks_of(drawing, tables=True)
    assert f"{FULL} what they needed from the services of the county." in body(blocks)
    assert any(block.kind is Kind.TABLE for block in blocks)


def test_a_heading_in_italics_is_parted_from_its_text():
    drawing = Drawing()
    drawing.body(top=300, times=3)
    drawing.text(MARGIN, 100, "Who was asked", font="Helvetica-Oblique")
    drawing.lines(MARGIN, 112, [FULL, "what they needed from it."])
    first, second, *_ = blocks_of(drawing)
    assert (first.kind, first.text) == (Kind.HEADING, "Who was asked")
    assert second.text.startswith("The council met")


def test_dots_that_trail_off_are_text_and_those_that_lead_to_a_page_are_not():
    drawing = Drawing()
    drawing.body(times=2)
    drawing.text(MARGIN, 400, "There is much more that carers told the board of the county........")
    drawing.text(MARGIN, 440, "What carers told the board ........................... 12")
    kinds = {block.text[:10]: block.kind for block in blocks_of(drawing)}
    assert kinds["There is m"] is Kind.PARAGRAPH
    assert kinds["What carer"] is Kind.FURNITURE
