from __future__ import annotations

import contextlib
import io
import math
import sys
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from enacted.errors import ExtractionError
from enacted.extract.draw import COLOURS, draw
from enacted.extract.guard import Guard
from enacted.extract.reader import read
from enacted.settings import ExtractSettings, GuardSettings
from enacted.types import Block, Box, Extraction, Kind, Outcome
from tests.drawn import MARGIN, Drawing

SETTINGS = ExtractSettings(tables="off", ocr="off")
PNG = b"\x89PNG\r\n\x1a\n"


def pixels(png: bytes) -> np.ndarray:
    """Rows of pixels, red, green and blue."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def has(picture: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool((picture == colour).all(axis=2).any())


def one(*boxes: Box, kind: Kind = Kind.PARAGRAPH) -> Extraction:
    block = Block(block=7, kind=kind, text="x", page=1, boxes=boxes)
    return Extraction(Outcome.OK, blocks=(block,), pages=1)


def blank(*, size: tuple[float, float] = (600, 800), encrypt: str | None = None) -> bytes:
    drawing = Drawing(size=size, encrypt=encrypt)
    drawing.next_page()
    return drawing.bytes()


@pytest.mark.parametrize("cropped", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("text_turn", [0, 90])
def test_frames_stand_round_the_text_however_the_page_is_turned(
    rotation: int, text_turn: int, *, cropped: bool
):
    drawing = Drawing(size=(600, 620))
    drawing.canvas.setPageRotation(rotation)
    if cropped:
        drawing.canvas.setCropBox((30, 60, 580, 590))
    if text_turn:
        drawing.canvas.translate(600, 0)
        drawing.canvas.rotate(90)
    drawing.canvas.setFont("Helvetica", 18)
    drawing.canvas.drawString(120, 250, "All of this stands in one frame.")
    data = drawing.bytes()
    found = read(data, settings=SETTINGS)
    picture = pixels(draw(data, found, page=1))
    [block] = found.blocks
    [box] = block.boxes
    with contextlib.closing(pdfium.PdfDocument(data)) as document:
        width, height = document[0].get_size()
    scale = 1600 / max(width, height)
    page = picture[: round(height * scale), : round(width * scale)]
    ink = np.asarray((page < 90).all(axis=2))
    inside = np.zeros(ink.shape, dtype=bool)
    left, top, right, bottom = (
        round(side * scale) for side in (box.x0, box.top, box.x1, box.bottom)
    )
    inside[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3] = True
    assert ink[inside].sum() > 1_000
    assert ink[~inside].sum() == 0
    assert has(page, COLOURS[block.kind])


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_colour_and_stands_in_the_legend(kind: Kind):
    picture = pixels(draw(blank(), one(Box(1, 100, 100, 300, 120), kind=kind), page=1))
    assert has(picture[:1600], COLOURS[kind])
    assert has(picture[1600:], COLOURS[kind])
    # The edges of black letters are of any grey.
    others = [colour for other, colour in COLOURS.items() if other not in {kind, Kind.FURNITURE}]
    assert not any(has(picture, colour) for colour in others)


def test_colours_differ():
    assert set(COLOURS) == set(Kind)
    assert len(set(COLOURS.values())) == len(Kind)


def test_a_block_in_two_columns_has_two_frames():
    left = [Box(1, 50, 700 + 12 * n, 250, 710 + 12 * n) for n in range(3)]
    right = [Box(1, 300, 100 + 12 * n, 500, 110 + 12 * n) for n in range(3)]
    picture = pixels(draw(blank(), one(*left, *right), page=1))
    colour = np.array(COLOURS[Kind.PARAGRAPH])
    framed = (picture[:1600] == colour).all(axis=2)
    columns = np.flatnonzero(framed.any(axis=0))
    assert not framed[:, 253 * 2 : 280 * 2].any()  # nothing crosses the gutter
    assert columns.min() < 50 * 2 < 500 * 2 < columns.max()
    rows = np.flatnonzero(framed[:, 100:480].sum(axis=1) > 300)
    assert len(rows) == 4  # top and bottom of one frame, each two pixels thick


def test_only_blocks_of_the_page_are_drawn():
    found = one(Box(2, 100, 100, 300, 120))
    picture = pixels(draw(blank(), found, page=1))
    assert not has(picture, COLOURS[Kind.PARAGRAPH])
    assert (picture[:1600] == 255).all()
    assert (picture[1600:] < 90).all(axis=2).sum() > 200  # the legend says so in words


def test_the_same_every_time():
    drawing = Drawing()
    drawing.text(MARGIN, 60, "A title", size=20)
    drawing.body()
    found = read(drawing.bytes(), settings=SETTINGS)
    assert len({draw(drawing.bytes(), found, page=1) for _ in range(2)}) == 1


@pytest.mark.parametrize(
    ("size", "least", "most"),
    [
        ((10, 10), 1_600 * 1_600, 1_700 * 1_700),
        ((14_400, 14_400), 15_000_000, 17_000_000),
        ((14_400, 12), 500_000, 17_000_000),
        ((3, 14_400), 100_000, 17_000_000),
    ],
)
def test_pages_of_any_size(size: tuple[float, float], least: int, most: int):
    picture = pixels(draw(blank(size=size), one(Box(1, 1, 1, 2, 2)), page=1))
    assert least <= picture.shape[0] * picture.shape[1] <= most
    assert picture.shape[1] >= 480


@settings(max_examples=25)
@given(st.lists(st.tuples(*[st.floats(width=64)] * 4), min_size=1, max_size=3))
def test_boxes_far_off_or_senseless_do_no_harm(sides: list[tuple[float, float, float, float]]):
    found = one(*(Box(1, *four) for four in sides))
    assert draw(blank(size=(60, 60)), found, page=1).startswith(PNG)


def test_a_locked_file():
    data = blank(encrypt="sesame")
    assert draw(data, one(), page=1, password="sesame").startswith(PNG)
    with pytest.raises(ExtractionError, match="PDFium cannot draw page 1"):
        draw(data, one(), page=1)


@pytest.mark.parametrize("page", [2, 0, 99])
def test_a_page_that_is_not_there(page: int):
    with pytest.raises(ExtractionError, match=f"PDFium cannot draw page {page}"):
        draw(blank(), one(), page=page)


def test_a_file_that_is_not_there(tmp_path: Path):
    with pytest.raises(ExtractionError, match="PDFium cannot draw page 1"):
        draw(tmp_path / "none.pdf", one(), page=1)


class TestGuarded:
    """Drawing happens in the reader process, and costs no more than itself."""

    def guard(self, *, wall: int = 30) -> Guard:
        return Guard(
            limits=GuardSettings(wall_seconds=wall, memory_mb=300),
            settings=SETTINGS,
            command=[sys.executable, str(Path(__file__).with_name("misbehaving_worker.py"))],
        )

    def test_the_same_picture_as_here(self, tmp_path: Path):
        drawing = Drawing(encrypt="sesame")
        drawing.body()
        path = tmp_path / "a.pdf"
        path.write_bytes(drawing.bytes())
        with Guard(limits=GuardSettings(), settings=SETTINGS, password="sesame") as guard:
            found = guard.extract_one(path)
            here = draw(path, found, page=1, password="sesame")
            assert guard.draw(path, found, page=1) == here
            assert guard.draw(path.read_bytes(), found, page=1) == here
            with pytest.raises(ExtractionError, match="page 2 cannot be drawn: PDFium cannot"):
                guard.draw(path, found, page=2)
            assert guard.extract_one(path) == found

    @pytest.mark.parametrize(
        ("order", "outcome", "reason"),
        [
            ("crash", Outcome.CRASHED, "the reader crashed (SIGABRT)"),
            ("raise x", Outcome.CRASHED, "the reader failed (KeyError: 'x')"),
            ("swell", Outcome.OUT_OF_MEMORY, "the reader ran out of its 300 MiB of memory"),
            ("hang", Outcome.TIMEOUT, "the reader did not end within 1 seconds"),
            ("picture 47494638", Outcome.CRASHED, "the reader gave an answer that makes no sense"),
            ("killed", Outcome.OUT_OF_MEMORY, "the reader was killed from outside"),
        ],
    )
    def test_a_page_that_does_harm(self, order: str, outcome: Outcome, reason: str):
        with self.guard(wall=1) as guard:
            with pytest.raises(ExtractionError) as caught:
                guard.draw(order.encode(), one(), page=1)
            assert caught.value.outcome is outcome
            assert caught.value.detail.startswith(f"page 1 cannot be drawn: {reason}")
            assert guard.extract_one(b"say after").blocks[0].text.startswith("after")

    def test_what_no_picture_was_asked_for_is_none(self):
        with self.guard() as guard:
            assert guard.draw(b"picture " + PNG.hex().encode(), one(), page=1) == PNG
            found = guard.extract_one(b"picture " + PNG.hex().encode())
        assert found.outcome is Outcome.CRASHED
        assert "gave an answer that makes no sense" in found.detail

    def test_boxes_without_a_number_arrive(self):
        found = one(Box(1, math.nan, 1, math.inf, 2))
        with Guard(limits=GuardSettings(), settings=SETTINGS) as guard:
            assert guard.draw(blank(), found, page=1).startswith(PNG)
