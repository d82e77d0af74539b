from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.errors import ExtractionError
from enacted.extract.ocr import Recognised
from enacted.extract.reader import Engine, read
from enacted.settings import ExtractSettings
from enacted.types import Extraction, Kind, Outcome
from tests.drawn import Drawing, blocks_of, extraction_of
from tests.made import damaged_pdf, text_pdf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SETTINGS = ExtractSettings(tables="off", ocr="off")
LINES = ["Equality plan", "We will offer every carer a personal budget by April 2014."]


def texts(extraction: Extraction) -> list[str]:
    return [block.text for block in extraction.blocks]


def numbered(pages: int) -> Drawing:
    drawing = Drawing()
    for number in range(1, pages + 1):
        drawing.text(72, 300, f"This is what the plan has to say on sheet {'x' * number}.")
        drawing.next_page()
    return drawing


def picture(*, words: str = "") -> Drawing:
    """A page that one image covers."""
    drawing = Drawing()
    drawing.canvas.drawInlineImage(_image(), 0, 0, 595, 842)
    if words:
        drawing.text(72, 300, words)
    return drawing


def _image() -> Any:
    from PIL import Image

    return Image.new("L", (20, 30), 200)


# What comes back


@pytest.mark.parametrize("engine", ["auto", "pdfium", "pdfplumber"])
def test_bytes_and_files_are_read_alike(tmp_path: Path, engine: Engine):
    path = tmp_path / "plan.pdf"
    path.write_bytes(text_pdf(LINES, title="The plan"))
    from_file = read(path, settings=SETTINGS, engine=engine)
    assert from_file == read(path.read_bytes(), settings=SETTINGS, engine=engine)
    assert (from_file.outcome, from_file.pages, from_file.detail) == (Outcome.OK, 1, "")
    assert from_file.engine == ("pdfplumber" if engine == "pdfplumber" else "pdfium")
    assert from_file.properties.title == "The plan"
    assert texts(from_file) == LINES
    assert [block.kind for block in from_file.blocks] == [Kind.HEADING, Kind.PARAGRAPH]


def test_the_two_engines_agree_on_boxes():
    data = text_pdf(LINES)
    by_pdfium, by_plumber = (
        read(data, settings=SETTINGS, engine=engine).blocks for engine in ("pdfium", "pdfplumber")
    )
    for one, other in zip(by_pdfium, by_plumber, strict=True):
        assert one.boxes[0].x0 == pytest.approx(other.boxes[0].x0, abs=3)
        assert one.boxes[0].x1 == pytest.approx(other.boxes[0].x1, abs=3)
        assert one.boxes[0].top == pytest.approx(other.boxes[0].top, abs=4)


def test_properties_come_as_they_stand_in_the_file():
    drawing = Drawing()
    drawing.canvas.setTitle("A  plan\nfor all")
    drawing.canvas.setAuthor("Pellmoor Council")
    drawing.body()
    properties = extraction_of(drawing).properties
    assert (properties.title, properties.author) == ("A plan for all", "Pellmoor Council")
    assert properties.created.startswith("D:")


# Pages


@pytest.mark.parametrize(
    ("asked", "pages"),
    [(None, [1, 2, 3, 4]), ([2], [2]), ([3, 1, 3], [1, 3]), ([4, 5, 99], [4]), ([0, -1], [])],
)
def test_pages_that_are_asked_for(asked: list[int] | None, pages: list[int]):
    found = read(numbered(4).bytes(), settings=SETTINGS, pages=asked)
    assert sorted({block.page for block in found.blocks}) == pages
    assert found.pages == 4
    assert found.outcome is (Outcome.OK if pages else Outcome.NO_TEXT)


def test_a_limit_of_pages_makes_the_outcome_partial_and_says_so():
    settings = ExtractSettings(tables="off", ocr="off", max_pages=2)
    found = read(numbered(4).bytes(), settings=settings)
    assert {block.page for block in found.blocks} == {1, 2}
    assert found.outcome is Outcome.PARTIAL
    assert "first 2 of 4 pages" in found.detail
    assert "max_pages" in found.detail


def test_an_empty_page_among_others_is_passed_over():
    drawing = Drawing()
    drawing.body()
    drawing.next_page()
    drawing.canvas.rect(10, 10, 20, 20)
    drawing.next_page()
    drawing.body()
    found = extraction_of(drawing)
    assert (found.outcome, found.pages) == (Outcome.OK, 3)
    assert {block.page for block in found.blocks} == {1, 3}


# Files that give no text


def test_a_file_that_is_not_there(tmp_path: Path):
    found = read(tmp_path / "nowhere.pdf", settings=SETTINGS)
    assert (found.outcome, found.detail) == (Outcome.MISSING, "the file is not there")


def test_a_folder_is_unreadable(tmp_path: Path):
    found = read(tmp_path, settings=SETTINGS)
    assert found.outcome is Outcome.UNREADABLE
    assert "directory" in found.detail


@pytest.mark.parametrize(
    ("data", "outcome", "said"),
    [
        (b"", Outcome.EMPTY, "no bytes"),
        (b"<html>404</html>", Outcome.NOT_PDF, "not a PDF"),
        (b"\x89PNG\r\n" * 500, Outcome.NOT_PDF, "not a PDF"),
        (damaged_pdf(), Outcome.DAMAGED, "damaged"),
        (b"%PDF-1.4\n", Outcome.DAMAGED, "damaged"),
    ],
    ids=["empty", "html", "png", "garbage", "head only"],
)
def test_files_that_are_no_good(data: bytes, outcome: Outcome, said: str):
    found = read(data, settings=SETTINGS)
    assert (found.outcome, found.blocks, found.engine, found.pages) == (outcome, (), "", 0)
    assert said in found.detail
    assert "\n" not in found.detail


def test_a_page_without_text_has_an_outcome():
    drawing = Drawing()
    drawing.canvas.rect(10, 10, 20, 20)
    found = extraction_of(drawing)
    assert (found.outcome, found.blocks, found.pages) == (Outcome.NO_TEXT, (), 1)
    assert found.detail


@pytest.mark.parametrize("engine", ["auto", "pdfium", "pdfplumber"])
@pytest.mark.parametrize("password", [None, "wrong"])
def test_a_locked_file_without_its_password(password: str | None, engine: Engine):
    drawing = Drawing(encrypt="s3cret")
    drawing.body()
    found = read(drawing.bytes(), settings=SETTINGS, password=password, engine=engine)
    assert (found.outcome, found.blocks) == (Outcome.ENCRYPTED, ())
    assert found.detail == (
        "the password does not fit" if password else "the file needs a password"
    )


@pytest.mark.parametrize("engine", ["auto", "pdfplumber"])
def test_a_locked_file_with_its_password(engine: Engine):
    drawing = Drawing(encrypt="s3cret")
    drawing.body()
    found = read(drawing.bytes(), settings=SETTINGS, password="s3cret", engine=engine)
    assert found.outcome is Outcome.OK
    assert texts(found)[0].startswith("The partnership met")


@given(st.binary(max_size=300), st.integers(0, 2_000))
def test_whatever_the_bytes_there_is_an_outcome(noise: bytes, place: int):
    good = text_pdf(LINES)
    cut = place % len(good)
    found = read(good[:cut] + noise + good[cut + len(noise) :], settings=SETTINGS)
    assert found.outcome.has_text == bool(found.blocks)
    assert found.outcome is Outcome.OK or found.detail


# Pages that are only an image


class Seer:
    """An OCR reader that sees the same words on every page."""

    def __init__(self, words: Sequence[str] = (), error: ExtractionError | None = None) -> None:
        self.words, self.error = words, error
        self.asked: list[tuple[int, str]] = []

    def __call__(self, pdfium_page: Any, /, *, dpi: int, language: str) -> Sequence[Recognised]:
        self.asked.append((dpi, language))
        if self.error is not None:
            raise self.error
        return [
            Recognised(word, 72 + 60 * number, 300, 125 + 60 * number, 310, (1, 1, 1))
            for number, word in enumerate(self.words)
        ]


@pytest.mark.parametrize(
    ("switch", "said"), [("off", "OCR is off (setting extract.ocr"), ("auto", "install tesseract-")]
)
def test_a_picture_without_ocr_says_what_would_help(switch: Literal["off", "auto"], said: str):
    found = read(picture().bytes(), settings=ExtractSettings(ocr=switch))
    assert found.outcome is Outcome.NO_TEXT
    assert found.detail.startswith("page 1 is only an image: ")
    assert said in found.detail


def test_a_picture_is_read_by_ocr():
    seer = Seer(["Carers", "wrote", "the", "plan."])
    settings = ExtractSettings(ocr_dpi=150, ocr_language="eng+cym")
    found = read(picture().bytes(), settings=settings, ocr=seer)
    assert seer.asked == [(150, "eng+cym")]
    assert (found.outcome, found.engine) == (Outcome.OK, "tesseract")
    assert texts(found) == ["Carers wrote the plan."]


def test_a_page_with_text_over_its_picture_is_not_sent_to_ocr():
    seer = Seer(["unused"])
    found = read(
        picture(words="These words were written over the picture.").bytes(),
        settings=ExtractSettings(),
        ocr=seer,
    )
    assert not seer.asked
    assert texts(found) == ["These words were written over the picture."]


@pytest.mark.parametrize(("outcome", "limited"), [("timeout", True), ("unreadable", False)])
def test_a_page_that_ocr_cannot_read_is_named(outcome: str, *, limited: bool):
    drawing = picture()
    drawing.next_page()
    drawing.body()
    seer = Seer(error=ExtractionError(Outcome(outcome), "Tesseract took too long"))
    found = read(drawing.bytes(), settings=ExtractSettings(), ocr=seer)
    assert (found.outcome, found.limited) == (Outcome.PARTIAL, limited)
    assert found.detail == "page 1 failed: Tesseract took too long"
    assert found.blocks


def test_a_rotated_page_has_boxes_within_it():
    drawing = Drawing(size=(842, 595))
    drawing.canvas.translate(595, 0)
    drawing.canvas.rotate(90)
    drawing.canvas.setPageRotation(90)
    drawing.canvas.drawString(72, 300, "A page that was turned before it was bound.")
    (block,) = blocks_of(drawing)
    (box,) = block.boxes
    assert 0 <= box.x0 < box.x1 <= 842
    assert 0 <= box.top < box.bottom <= 595
    assert box.x1 - box.x0 > 100
    assert box.bottom - box.top < 20
