from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.extract.pdfium import read_words
from enacted.extract.words import BOLD, ITALIC, PageWords, clean, style_of_name
from tests.drawn import HEIGHT, WIDTH, Drawing

if TYPE_CHECKING:
    from enacted.extract.words import Word


def words_of(drawing: Drawing, *, page: int = 0) -> PageWords:
    document = pdfium.PdfDocument(drawing.bytes())
    try:
        return read_words(document[page], page + 1)
    finally:
        document.close()


def texts(words: list[Word]) -> list[str]:
    return [word.text for word in words]


def test_words_have_boxes_in_points_from_the_top_left():
    drawing = Drawing()
    drawing.text(100, 200, "Equal voices", size=20)
    page = words_of(drawing)
    first, second = page.words
    assert page.page == 1
    assert (page.width, page.height) == pytest.approx((WIDTH, HEIGHT), abs=0.01)
    assert texts(page.words) == ["Equal", "voices"]
    assert first.x0 == pytest.approx(100, abs=2)
    assert 190 < first.top < 206
    assert 214 < first.bottom < 225
    assert first.x1 < second.x0
    assert first.size == pytest.approx(20, abs=0.1)


def test_size_is_scaled_by_the_text_matrix():
    drawing = Drawing()
    text = drawing.canvas.beginText()
    text.setFont("Helvetica", 1)
    text.setTextTransform(14, 0, 0, 14, 100, 500)
    text.textOut("scaled")
    drawing.canvas.drawText(text)
    (word,) = words_of(drawing).words
    assert word.size == pytest.approx(14, abs=0.1)


def test_styles_come_from_the_font():
    drawing = Drawing()
    for top, font in ((100, "Helvetica"), (120, "Helvetica-Bold"), (140, "Helvetica-Oblique")):
        drawing.text(72, top, "word", font=font)
    assert [word.style for word in words_of(drawing).words] == [0, BOLD, ITALIC]


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("Arial", 0),
        ("ABCDEF+Arial-BoldMT", BOLD),
        ("Calibri,BoldItalic", BOLD | ITALIC),
        ("BOLDXX+Garamond", 0),
        ("Frutiger-Black", BOLD),
        ("Times-Oblique", ITALIC),
    ],
)
def test_style_of_a_font_name(name: str, style: int):
    assert style_of_name(name) == style


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_rotated_page_gives_boxes_as_a_reader_sees_them(rotation: int):
    drawing = Drawing(size=(400, 600))  # as it is shown; reportlab turns the media box
    canvas = drawing.canvas
    match rotation:
        case 90:
            canvas.translate(600, 0)
            canvas.rotate(90)
        case 180:
            canvas.translate(400, 600)
            canvas.rotate(180)
        case 270:
            canvas.translate(0, 400)
            canvas.rotate(270)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(50, 500, "turned")
    canvas.setPageRotation(rotation)
    page = words_of(drawing)
    (word,) = page.words
    assert (page.width, page.height, page.turn) == (400, 600, 0)
    assert word.x0 == pytest.approx(50, abs=2)
    assert word.bottom == pytest.approx(102, abs=3)
    assert word.bottom - word.top < word.x1 - word.x0


def test_a_page_whose_text_runs_sideways_is_turned():
    drawing = Drawing(size=(400, 600))
    canvas = drawing.canvas
    canvas.translate(400, 0)
    canvas.rotate(90)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(50, 300, "all of it runs up the page")
    page = words_of(drawing)
    assert page.turn in {90, 270}
    assert (page.width, page.height) == (600, 400)
    assert texts(page.words)[:2] == ["all", "of"]
    assert page.words[0].x1 < page.words[1].x0
    assert page.words[0].top == pytest.approx(page.words[1].top, abs=0.5)


def test_text_up_the_margin_stands_aside():
    drawing = Drawing()
    drawing.body()
    drawing.canvas.rotate(90)
    drawing.canvas.drawString(200, -20, "Draft stamp")
    page = words_of(drawing)
    assert texts(page.aside) == ["Draft", "stamp"]
    assert "stamp" not in texts(page.words)


def test_superscript_numbers_are_marks_and_years_are_not():
    drawing = Drawing()
    drawing.text(72, 100, "agreed", size=10)
    drawing.text(103.5, 97, "12", size=6)
    drawing.text(72, 130, "In 2014 covid19 wards", size=10)
    words = words_of(drawing).words
    assert [(word.text, word.mark) for word in words[:2]] == [("agreed", False), ("12", True)]
    assert texts(words[2:]) == ["In", "2014", "covid19", "wards"]
    assert not any(word.mark for word in words[2:])


def test_a_small_opening_number_before_large_text_is_a_mark():
    drawing = Drawing()
    drawing.text(72, 97, "3", size=5)
    drawing.text(74.9, 97, "Source of the figures", size=9)
    words = words_of(drawing).words
    assert (words[0].text, words[0].mark) == ("3", True)
    assert words[1].text == "Source"


def test_a_page_without_text_has_no_words():
    drawing = Drawing()
    drawing.canvas.rect(10, 10, 50, 50)
    page = words_of(drawing)
    assert (page.words, page.aside, page.characters, page.unmapped) == ([], [], 0, 0)


def test_a_page_moved_by_its_crop_box_starts_at_nought():
    drawing = Drawing(size=(400, 600))
    drawing.canvas.setCropBox((50, 0, 400, 550))
    drawing.text(100, 100, "cropped")
    (word,) = words_of(drawing).words
    assert word.x0 == pytest.approx(50, abs=2)
    assert word.top == pytest.approx(50, abs=4)


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("e\ufb03cient", "efficient"),
        ("\ufb02ow", "flow"),
        ("zero\u200bwidth", "zerowidth"),
        ("co\u00adproduction", "coproduction"),
        ("co\u00ad", "co-"),
        ("co\x02", "co-"),
        ("co\ufffe", "co-"),
        ("Havas\u02c7", "Havaš"),
        ("plain", "plain"),
        ("½", "½"),
    ],
)
def test_a_word_is_read_as_a_reader_sees_it(drawn: str, read: str):
    assert clean(drawn) == read


@given(st.text(st.characters(codec="utf-8"), max_size=12))
def test_cleaning_twice_changes_nothing_more(text: str):
    assert clean(clean(text)) == clean(text)
