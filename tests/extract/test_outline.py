from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.extract.outline import Bookmark, is_useful, names_heading, read_outline
from enacted.types import Block, Kind
from tests.drawn import Drawing, blocks_of
from tests.made import assemble

if TYPE_CHECKING:
    from collections.abc import Sequence


def headings(blocks: tuple[Block, ...]) -> list[tuple[str, int]]:
    return [(block.text, block.level) for block in blocks if block.kind is Kind.HEADING]


def outlined(
    titles: Sequence[tuple[str, int, float]], shown: Sequence[tuple[str, float]]
) -> Drawing:
    """Pages with a line in body type over body text; bookmarks point to them by (depth, top)."""
    drawing = Drawing()
    for number, (text, top) in enumerate(shown):
        drawing.text(72, top, text)
        drawing.body(top=top + 30, times=2)
        for key, (title, depth, at) in enumerate(titles):
            if key == number:
                drawing.canvas.bookmarkHorizontal(str(key), 0, drawing.height - at)
                drawing.canvas.addOutlineEntry(title, str(key), level=depth)
        drawing.next_page()
    return drawing


def test_a_line_in_body_type_that_a_bookmark_names_is_a_heading_of_its_depth():
    shown = [("2 Our plan", 100), ("What we heard", 100), ("Who we asked", 100), ("Costs", 100)]
    marks = [("2 Our plan", 0), ("2.1 What we heard", 1), ("Who we asked", 1), ("COSTS", 0)]
    drawing = outlined([(title, depth, 100) for title, depth in marks], shown)
    assert headings(blocks_of(drawing)) == [
        ("2 Our plan", 1),
        ("What we heard", 2),
        ("Who we asked", 2),
        ("Costs", 1),
    ]


def test_without_bookmarks_the_same_lines_are_no_headings():
    shown = [("Our plan for the county", 100), ("What we heard", 100), ("Who we asked", 100)]
    assert headings(blocks_of(outlined([], shown))) == []


def test_a_title_over_two_lines_is_one_heading_and_ends_where_the_title_does():
    drawing = Drawing()
    drawing.text(72, 88, "Working with people")
    drawing.text(72, 100, "who use our services")
    drawing.body(top=112)
    for key, title in enumerate(["Working with people who use our services", "Heard", "Asked"]):
        if key:
            drawing.text(72, 88, title)
            drawing.body(top=112)
        drawing.canvas.bookmarkHorizontal(str(key), 0, 760)
        drawing.canvas.addOutlineEntry(title, str(key))
        drawing.next_page()
    found = blocks_of(drawing)
    assert headings(found)[0] == ("Working with people who use our services", 1)
    assert found[1].kind is Kind.PARAGRAPH
    assert len(headings(found)) == 3


def test_of_two_places_with_a_titles_words_the_one_it_points_to_is_the_heading():
    drawing = Drawing()
    for key, title in enumerate(["Our promise", "What we heard", "Who we asked"]):
        drawing.text(72, 80, title)
        end = drawing.body(top=110, times=2)
        drawing.text(72, end + 20, title)
        drawing.body(top=end + 50)
        drawing.canvas.bookmarkHorizontal(str(key), 0, drawing.height - end - 20)
        drawing.canvas.addOutlineEntry(title, str(key))
        drawing.next_page()
    blocks = [block for block in blocks_of(drawing) if block.text == "Our promise"]
    assert [block.kind for block in blocks] == [Kind.PARAGRAPH, Kind.HEADING]


def test_a_sentence_that_a_bookmark_names_is_still_text():
    title = "The board listened to all the carers who came to its meetings in the spring."
    shown = [(title, 100), ("What we heard", 100), ("Who we asked", 100)]
    blocks = blocks_of(outlined([(text, 0, top) for text, top in shown], shown))
    assert headings(blocks) == [("What we heard", 1), ("Who we asked", 1)]


def test_bookmarks_of_another_document_change_nothing():
    shown = [("Our plan", 100), ("What we heard", 100), ("Who we asked", 100)]
    other = [("Quarterly accounts", 0, 100.0), ("Our auditors", 0, 100.0), ("Who we asked", 0, 100)]
    assert headings(blocks_of(outlined(other, shown))) == []


def test_headings_found_by_type_take_the_level_of_bookmarked_ones_of_their_look():
    drawing = Drawing()
    for key in range(4):
        drawing.text(72, 60, f"Chapter of {'abcd'[key]} matters", size=20)
        if key < 3:
            drawing.canvas.bookmarkHorizontal(str(key), 0, 790)
            drawing.canvas.addOutlineEntry(f"Chapter of {'abcd'[key]} matters", str(key))
        drawing.text(72, 100, f"Part {'wxyz'[key]} of it", size=14)
        drawing.body(top=130, times=2)
        drawing.next_page()
    assert [level for _, level in headings(blocks_of(drawing))] == [1, 2] * 4


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Page 7", False),
        ("12", False),
        ("xiv", False),
        ("final report v2.docx", False),
        ("_GoBack", False),
        ("Table 3: What it costs", False),
        ("2.1", False),
        ("Foreword", True),
        ("3. What we will do", True),
        ("Pages of history", True),
    ],
)
def test_titles_that_no_heading_has(title: str, names: bool):
    assert names_heading(title) is names


def marks(titles: list[str], pages: list[int] | None = None) -> list[Bookmark]:
    return [
        Bookmark(title, 1, page)
        for title, page in zip(titles, pages or range(1, len(titles) + 1), strict=True)
    ]


def test_outlines_of_pages_files_and_one_title_are_of_no_use():
    assert not is_useful(marks(["One", "Two"]), 9)
    assert not is_useful(marks([f"Page {n}" for n in range(9)]), 9)
    assert not is_useful(marks(["Heading"] * 9), 9)
    assert not is_useful(marks([f"Leaflet_print{n}" for n in range(1, 10)]), 9)
    assert not is_useful(marks(["Aims", "Means", "Ends"], [0, 0, 1]), 9)
    assert is_useful(marks(["Aims", "Means", "Ends"]), 9)


def with_outline(entries: list[bytes], first: int) -> bytes:
    """A file whose outline items begin as object 6; ``first`` is the first of them, from 0."""
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            b"<< /Length 0 >>\nstream\n\nendstream",
            b"<< /Type /Outlines /First %d 0 R /Last 6 0 R >>" % (6 + first),
            *entries,
            b"<< >>",
        ]
    )


def read(data: bytes) -> list[Bookmark]:
    with contextlib.closing(pdfium.PdfDocument(data)) as document:
        return read_outline(document)


def item(number: int, title: bytes, links: bytes) -> bytes:
    return b"<< /Title (%s) /Parent 5 0 R /Dest [3 0 R /XYZ 0 %d null] %s >>" % (
        title,
        800 - number,
        links,
    )


def test_what_is_read_of_an_entry():
    entries = [
        item(0, b"Aims", b"/Next 7 0 R"),
        item(1, b"Means", b"/Next 8 0 R /First 9 0 R"),
        item(2, b"Ends", b""),
        item(3, b" Staff  and\tcarers ", b""),
    ]
    assert read(with_outline(entries, 0)) == [
        Bookmark("Aims", 1, 1, 800),
        Bookmark("Means", 1, 1, 799),
        Bookmark("Staff and carers", 2, 1, 797),
        Bookmark("Ends", 1, 1, 798),
    ]


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=7, max_size=7),
    st.integers(0, 6),
)
def test_outlines_that_run_in_circles_end(links: list[tuple[int, int]], first: int):
    entries = [
        item(n, b"Aims of %c" % (97 + n), b"/Next %d 0 R /First %d 0 R" % (6 + a, 6 + b))
        for n, (a, b) in enumerate(links)
    ]
    found = read(with_outline(entries, first))
    assert len(found) == len({mark.title for mark in found}) <= 7


def test_thousands_of_entries_and_absurd_depth_are_not_read():
    wide = [item(n, b"Aim %d of it" % n, b"/Next %d 0 R" % (7 + n)) for n in range(3_000)]
    assert read(with_outline(wide, 0)) == []
    deep = [item(n, b"Aim %d of it" % n, b"/First %d 0 R" % (7 + n)) for n in range(500)]
    assert max(mark.depth for mark in read(with_outline(deep, 0))) == 8
