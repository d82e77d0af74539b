from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.extract.render import Format, render
from enacted.types import Block, Box, Kind

BLOCKS = (
    Block(0, Kind.HEADING, "Our plan", 1, level=2),
    Block(1, Kind.PARAGRAPH, "We will:", 1, (Box(1, 72, 100, 200, 110),), (0,), section="Our plan"),
    Block(2, Kind.LIST_ITEM, "ask carers", 1, level=1, lead_in=1),
    Block(3, Kind.LIST_ITEM, "answer them", 1, level=1, lead_in=1),
    Block(4, Kind.TABLE, "Action | Owner ¶ Publish | Board", 2),
    Block(5, Kind.TABLE_ROW, "Action: Publish; Owner: Board", 2),
    Block(6, Kind.QUOTE, "It worked.", 2),
    Block(7, Kind.FOOTNOTE, "1 Report, page 4.", 2),
    Block(8, Kind.CAPTION, "Figure 1: Budgets", 2),
    Block(9, Kind.FURNITURE, "Page 2", 2),
)

_LINES = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), min_size=1)
_BLOCKS = st.builds(
    Block,
    block=st.integers(0, 99),
    kind=st.sampled_from(Kind),
    text=_LINES,
    page=st.integers(1, 9),
    level=st.integers(0, 6),
)


def test_text_has_a_paragraph_a_block_and_no_furniture():
    assert render(BLOCKS, "text").split("\n\n") == [*(b.text for b in BLOCKS[:-1]), ""]


def test_markdown():
    assert render(BLOCKS, "markdown") == (
        "## Our plan\n\nWe will:\n\n- ask carers\n- answer them\n\n"
        "| Action | Owner |\n|---|---|\n| Publish | Board |\n\n"
        "- Action: Publish; Owner: Board\n\n> It worked.\n\n"
        "<small>1 Report, page 4.</small>\n\n*Figure 1: Budgets*\n"
    )


def test_markdown_takes_no_text_for_its_own_marks():
    block = Block(0, Kind.PARAGRAPH, "a *b* <c> [d] #1 e_f | g`h \\", 1)
    assert render([block], "markdown") == "a \\*b\\* \\<c\\> \\[d\\] \\#1 e\\_f \\| g\\`h \\\\\n"


def test_every_json_line_is_a_block_with_all_its_fields():
    lines = [json.loads(line) for line in render(BLOCKS, "jsonl").splitlines()]
    assert [line["block"] for line in lines] == list(range(10))
    assert lines[1]["boxes"] == [{"page": 1, "x0": 72, "top": 100, "x1": 200, "bottom": 110}]
    assert lines[1]["section"] == "Our plan"
    assert lines[2]["lead_in"] == 1
    assert lines[9]["kind"] == "furniture"
    assert "path" not in lines[0]


def test_json_lines_name_the_file_where_one_is_given():
    (line,) = render(BLOCKS[:1], "jsonl", path="a/b.pdf").splitlines()
    assert next(iter(json.loads(line))) == "path"
    assert json.loads(line)["path"] == "a/b.pdf"


@pytest.mark.parametrize("form", ["text", "markdown", "jsonl"])
def test_no_blocks_make_no_text(form: Format):
    assert not render([], form)


@given(st.lists(_BLOCKS, max_size=8), st.sampled_from(["text", "markdown", "jsonl"]))
def test_whatever_is_written_ends_in_a_line_end(blocks: list[Block], form: Format):
    text = render(blocks, form)
    assert text.endswith("\n") or not text
    assert bool(text) == any(form == "jsonl" or b.kind is not Kind.FURNITURE for b in blocks)


@given(st.lists(_BLOCKS, max_size=8))
def test_json_has_a_line_a_block_that_parses_to_its_text(blocks: list[Block]):
    lines = render(blocks, "jsonl").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line)["text"] for line in lines] == [block.text for block in blocks]
