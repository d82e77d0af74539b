from __future__ import annotations

import string
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.extract.hyphens import HYPHENS, Vocabulary
from enacted.extract.layout import lay_out
from enacted.extract.lists import marker_of
from enacted.extract.tables import Row, Table
from enacted.extract.words import PageWords, Word
from enacted.types import BODY_KINDS, Block, Kind
from tests.drawn import Drawing, blocks_of

LEFT = [
    "The council met in March and heard",
    "from forty carers who told it what",
    "they needed from the service over",
    "the next two years of the plan and",
]
RIGHT = [
    "which of its promises had been kept",
    "by the officers in charge of them.",
    "A second meeting was held in June",
    "with the same people in the room.",
]


def body(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks if block.kind in BODY_KINDS]


def of_kind(blocks: tuple[Block, ...], kind: Kind) -> list[str]:
    return [block.text for block in blocks if block.kind is kind]


# Reading order


def test_two_columns_are_read_one_after_the_other_and_a_paragraph_crosses_them():
    drawing = Drawing()
    drawing.lines(72, 100, LEFT)
    drawing.lines(320, 100, RIGHT)
    (block,) = blocks_of(drawing)
    assert block.kind is Kind.PARAGRAPH
    assert block.text == " ".join(LEFT + RIGHT)
    assert len(block.boxes) == 8
    assert [box.x0 < 200 for box in block.boxes] == [True] * 4 + [False] * 4


def test_columns_drawn_row_by_row_are_still_columns():
    columns = [
        [f"{name}{row} words of this one column" for row in "abcdefgh"]
        for name in ("first", "second", "third")
    ]
    drawing = Drawing()
    for row in range(8):
        for number, column in enumerate(columns):
            drawing.text(50 + 170 * number, 100 + 12 * row, column[row], size=9)
    text = " ".join(body(blocks_of(drawing)))
    assert text.split() == " ".join(line for column in columns for line in column).split()


def test_a_heading_across_both_columns_comes_before_them():
    drawing = Drawing()
    drawing.lines(320, 140, RIGHT)
    drawing.lines(72, 140, LEFT)
    drawing.text(72, 100, "What people told the council about the promises it made", size=18)
    blocks = blocks_of(drawing)
    assert blocks[0].kind is Kind.HEADING
    assert [block.text for block in blocks[1:]] == [" ".join(LEFT + RIGHT)]


def test_a_paragraph_goes_on_over_the_page():
    drawing = Drawing()
    drawing.lines(72, 700, LEFT)
    drawing.next_page()
    drawing.lines(72, 72, RIGHT)
    (block,) = blocks_of(drawing)
    assert block.text == " ".join(LEFT + RIGHT)
    assert {box.page for box in block.boxes} == {1, 2}
    assert block.page == 1


def test_text_drawn_twice_for_a_shadow_is_read_once():
    drawing = Drawing()
    for shift in (0.0, 0.7):
        drawing.lines(72 + shift, 100 + shift, LEFT + RIGHT)
    assert body(blocks_of(drawing)) == [" ".join(LEFT + RIGHT)]


def test_words_that_repeat_on_the_page_are_kept():
    drawing = Drawing()
    drawing.lines(72, 100, ["carers and carers and carers and carers met."] * 3)
    assert " ".join(body(blocks_of(drawing))).split().count("carers") == 12


# Paragraphs


def test_a_wider_gap_parts_paragraphs():
    drawing = Drawing()
    end = drawing.lines(72, 100, [*LEFT[:3], "its first year."])
    drawing.lines(72, end + 12, RIGHT)
    assert len(body(blocks_of(drawing))) == 2


def test_an_indent_parts_paragraphs():
    drawing = Drawing()
    top = 100.0
    for _ in range(8):
        drawing.text(84, top, "The people of the county were asked what they")
        top = drawing.lines(72, top + 12, [LEFT[0] + " of the people", "and was glad of it."])
    assert len(body(blocks_of(drawing))) == 8


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        # The document writes the word whole elsewhere, or with its hyphen, or never.
        (["A personal budget is a govern-", "ment promise. The government kept it."], "government"),
        (["The service is user-", "led, as user-led services are."], "is user-led,"),
        (["The plan was co-", "produced with carers in the county."], "co-produced"),
        (["The board discussed confiden-", "tiality at length with carers."], "confidentiality"),
        (["The budget of 2014-", "15 was higher by far."], "2014-15"),
        (
            ["See https://example.org/a-", "b/c for the whole of the plan."],
            "https://example.org/a-b/c",
        ),
    ],
)
def test_hyphens_at_line_ends(lines: list[str], read: str):
    drawing = Drawing()
    drawing.lines(72, 100, lines)
    (text,) = body(blocks_of(drawing))
    assert read in text
    assert HYPHENS[-1] not in text
    assert "\x02" not in text


# Furniture and footnotes


def test_running_heads_and_page_numbers_are_furniture():
    drawing = Drawing()
    for page in range(1, 7):
        drawing.text(72, 40, f"Equality Strategy 2012 to 2016, page {page}", size=8)
        drawing.body(times=3)
        drawing.text(290, 800, str(page))
        drawing.next_page()
    blocks = blocks_of(drawing)
    assert len(of_kind(blocks, Kind.FURNITURE)) == 12
    assert not any("Strategy" in text or text.isdigit() for text in body(blocks))


def test_a_line_in_the_margin_that_is_never_repeated_is_body():
    drawing = Drawing()
    drawing.body(top=75, times=2)
    drawing.next_page()
    drawing.lines(72, 75, LEFT + RIGHT)
    assert not of_kind(blocks_of(drawing), Kind.FURNITURE)


def test_contents_with_dotted_leaders_are_not_body():
    drawing = Drawing()
    drawing.text(72, 80, "Contents", size=18)
    drawing.lines(
        72, 120, [f"Part {n} of the plan {'.' * 60} {n * 3}" for n in range(1, 6)], leading=16
    )
    drawing.next_page()
    drawing.body()
    assert not any("...." in text for text in body(blocks_of(drawing)))


def test_footnotes_stand_apart_and_their_marks_leave_the_text():
    drawing = Drawing()
    end = drawing.body(times=4)
    drawing.text(72, end, "The rate rose by half")
    width = drawing.canvas.stringWidth("The rate rose by half", "Helvetica", 10)
    drawing.text(72 + width, end - 3, "3", size=6)
    drawing.text(72 + width + 4, end, " after the plan was agreed in March.")
    drawing.text(72, 760, "3", size=5)
    drawing.text(76, 760, "Ministry of Fairness, Report of the year 2013, page 14.", size=8)
    blocks = blocks_of(drawing)
    assert any("The rate rose by half after the plan" in text for text in body(blocks))
    (note,) = of_kind(blocks, Kind.FOOTNOTE)
    assert "Ministry of Fairness" in note
    assert not any("Ministry" in text for text in body(blocks))


def test_captions_and_sources_are_no_body():
    drawing = Drawing()
    end = drawing.body()
    drawing.text(72, end + 20, "Figure 3: People who hold a personal budget")
    drawing.text(72, end + 60, "Source: Pellmoor Council, 2014")
    drawing.body(top=end + 100)
    assert len(of_kind(blocks_of(drawing), Kind.CAPTION)) == 2


# Lists and headings


@pytest.mark.parametrize("bullet", ["•", "-", "–", "o"])
def test_bullets_make_items_that_know_their_lead_in(bullet: str):
    drawing = Drawing()
    top = drawing.body()
    drawing.text(72, top, "By the end of the year 2014 we will:")
    for number in range(3):
        top += 14
        drawing.text(84, top, bullet)
        drawing.text(98, top, f"Offer {number + 2} hundred carers a personal budget, and ask them")
        top += 12
        drawing.text(98, top, "each year how it has gone for them")
    blocks = blocks_of(drawing)
    items = [block for block in blocks if block.kind is Kind.LIST_ITEM]
    assert len(items) == 3
    assert all(item.text.startswith("Offer ") and item.text.endswith("for them") for item in items)
    assert all(blocks[item.lead_in].text.endswith("we will:") for item in items)
    assert all(item.level == 1 for item in items)


def test_numbered_items_keep_their_numbers():
    drawing = Drawing()
    top = drawing.body()
    drawing.text(72, top, "The council has agreed to do these things:")
    for number in range(1, 5):
        top += 14
        drawing.text(84, top, f"{number}. Publish the figures of every service it pays for.")
    items = of_kind(blocks_of(drawing), Kind.LIST_ITEM)
    assert [item[:2] for item in items] == ["1.", "2.", "3.", "4."]


def test_a_number_at_the_head_of_a_line_of_a_paragraph_begins_no_item():
    drawing = Drawing()
    drawing.body()
    drawing.lines(
        72,
        400,
        [
            "The council gave personal budgets to all of the carers in its area since the year",
            "2. and 3. of the plan had both been met by it in the spring of that same good year",
            "and went on to the next one of its many aims without a rest.",
        ],
    )
    assert not of_kind(blocks_of(drawing), Kind.LIST_ITEM)


def test_headings_have_levels_by_size_and_make_sections():
    drawing = Drawing()
    top = 80.0
    for size, text in ((20, "Our plan"), (14, "Carers"), (14, "Young people"), (20, "Money")):
        drawing.text(72, top, text, size=size, font="Helvetica-Bold")
        top = drawing.body(top=top + 30) + 20
    blocks = blocks_of(drawing)
    headings = [(block.text, block.level) for block in blocks if block.kind is Kind.HEADING]
    assert headings == [("Our plan", 1), ("Carers", 2), ("Young people", 2), ("Money", 1)]
    sections = [block.section for block in blocks if block.kind is Kind.PARAGRAPH]
    assert sections == ["Our plan", "Our plan > Carers", "Our plan > Young people", "Money"]


def test_a_bold_line_over_a_paragraph_is_a_heading_and_a_bold_word_in_it_is_not():
    drawing = Drawing()
    drawing.text(72, 100, "Who took part", font="Helvetica-Bold")
    drawing.body(top=120)
    drawing.text(72, 220, "Carers", font="Helvetica-Bold")
    width = drawing.canvas.stringWidth("Carers ", "Helvetica-Bold", 10)
    drawing.text(72 + width, 220, "were asked first of all what they thought of the plan we made.")
    blocks = blocks_of(drawing)
    assert of_kind(blocks, Kind.HEADING) == ["Who took part"]
    assert body(blocks)[-1].startswith("Carers were asked")


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("• Offer a budget", "•"),
        ("\uf0b7 Offer a budget", "•"),
        ("- offer a budget", "•"),
        ("o Offer a budget", "•"),
        ("(a) Offer a budget", "(a)"),
        ("3. Offer a budget", "3."),
        ("iv) Offer a budget", "iv)"),
    ],
)
def test_markers_of_items(line: str, label: str):
    marker = marker_of(line)
    assert marker is not None
    assert marker.label == label


@pytest.mark.parametrize(
    "line", ["Offer a budget", "-15 degrees", "o'clock", "3.5 million", "2014 was", "A budget", "I"]
)
def test_no_marker(line: str):
    assert marker_of(line) is None


# Tables, empty pages


def page_of(lines: dict[float, str]) -> PageWords:
    page = PageWords(1, 595, 842, [], [])
    for top, text in lines.items():
        x = 72.0
        for word in text.split():
            page.words.append(Word(word, x, top, x + 30, top + 10, 10, 0, mark=False))
            x += 33
    return page


def test_a_table_holds_its_place_in_the_order_of_blocks():
    page = page_of({100: "Before the table", 300: "After the table"})
    rows = (
        Row(("Action", "Owner"), ("Action", "Owner"), 60, 180, 300, 200),
        Row(("Publish", "Board"), ("Publish", "Board"), 60, 200, 300, 220),
    )
    table = Table(1, 60, 180, 300, 220, (60, 180), rows, ("Action", "Owner"))
    blocks = lay_out([page], [table])
    assert [block.kind for block in blocks] == [
        Kind.PARAGRAPH,
        Kind.TABLE,
        Kind.TABLE_ROW,
        Kind.PARAGRAPH,
    ]
    assert blocks[1].text == "Action | Owner ¶ Publish | Board"
    assert blocks[2].text == "Action: Publish; Owner: Board"
    assert blocks[2].boxes[0].top == 200


def test_no_pages_and_empty_pages_have_no_blocks():
    assert lay_out([], []) == []
    assert lay_out([PageWords(1, 595, 842, [], [])], []) == []


# What holds of any page

_TEXTS = st.text(string.ascii_letters, min_size=1, max_size=9)


@st.composite
def pages_of_words(draw: st.DrawFn) -> list[PageWords]:
    """Words anywhere on one to three pages, each with a text of its own."""
    pages = []
    serial = 0
    for number in range(1, draw(st.integers(1, 3)) + 1):
        words = []
        for _ in range(draw(st.integers(0, 25))):
            text = f"{draw(_TEXTS)}q{serial}q"
            serial += 1
            size = draw(st.sampled_from([6.0, 8.0, 10.0, 10.0, 14.0, 24.0]))
            width = len(text) * size / 2
            x0 = draw(st.integers(0, int(590 - width)))  # what the page's edge cuts is not read
            top = draw(st.integers(0, 800))
            style = draw(st.integers(0, 3))
            words.append(Word(text, x0, top, x0 + width, top + size, size, style, mark=False))
        pages.append(PageWords(number, 595, 842, words, []))
    return pages


@given(pages_of_words())
def test_layout_loses_and_doubles_no_word(pages: list[PageWords]):
    blocks = lay_out(pages, [])
    wanted = Counter(word.text for page in pages for word in page.words)
    assert Counter(word for block in blocks for word in block.text.split()) == wanted


@given(pages_of_words())
def test_blocks_are_numbered_and_every_line_has_a_box_and_a_start(pages: list[PageWords]):
    blocks = lay_out(pages, [])
    assert [block.block for block in blocks] == list(range(len(blocks)))
    for block in blocks:
        assert block.text.strip() == block.text != ""
        assert len(block.starts) == len(block.boxes) > 0
        assert block.starts[0] == 0
        assert list(block.starts) == sorted(block.starts)
        assert block.starts[-1] < len(block.text)
        assert block.page == block.boxes[0].page
        assert -1 <= block.lead_in < block.block
        assert all(box.x0 <= box.x1 and box.top <= box.bottom for box in block.boxes)
        assert (block.level > 0) == (block.kind in {Kind.HEADING, Kind.LIST_ITEM})


@given(pages_of_words())
def test_layout_is_the_same_every_time(pages: list[PageWords]):
    assert lay_out(pages, []) == lay_out(pages, [])


_PART = st.text(string.ascii_letters, min_size=1, max_size=8)


@given(_PART, _PART, st.sampled_from(HYPHENS), st.lists(_PART, max_size=5))
def test_joining_a_broken_word_keeps_all_its_letters(
    head: str, tail: str, hyphen: str, words: list[str]
):
    joined = Vocabulary(words).join(head + hyphen, tail)
    assert joined.replace("-", "") == head + tail
