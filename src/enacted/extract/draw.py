"""A page as a picture with its blocks drawn over it, so that a person can see what was read.

Opens the file once more, in this process: files that may do harm belong behind the guard, whose
method :meth:`~enacted.extract.guard.Guard.draw` calls this in its reader process.
"""

from __future__ import annotations

import contextlib
import io
import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from enacted.errors import ExtractionError
from enacted.types import Box, Kind, Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from enacted.types import Block, Extraction

COLOURS: dict[Kind, tuple[int, int, int]] = {
    Kind.HEADING: (204, 20, 30),
    Kind.PARAGRAPH: (20, 95, 190),
    Kind.LIST_ITEM: (10, 130, 50),
    Kind.QUOTE: (130, 60, 180),
    Kind.TABLE: (235, 120, 0),
    Kind.TABLE_ROW: (140, 85, 20),
    Kind.FOOTNOTE: (0, 140, 150),
    Kind.CAPTION: (215, 40, 140),
    Kind.FURNITURE: (110, 110, 110),
}
"""Red, green and blue of each kind of block."""

_AROUND, _PLACE = (255, 205, 40), (204, 20, 30)
"""Red, green and blue of what surrounds a place, and of the place."""

_LONG = 1_600  # pixels of a page's longer side, or more where its type would be too small to read
_SCALE = 1.5  # pixels a point at the least, but
_PIXELS = 16_000_000  # of a page at the most
_NARROWEST = 480  # pixels; the legend needs them
_GAP = 2.5  # heights of a line, within which the next one stands in the same column
_TINT = 46  # opacity of the colour over a line, of 255
_TAG, _TEXT = 15, 17  # pixels of type
_MARGIN = 10
_FAR = 10**6  # pixels; beyond it numbers say nothing


def draw(
    source: Path | bytes, extraction: Extraction, *, page: int, password: str | None = None
) -> bytes:
    """Draw what was read on a page.

    Each block has a frame in the colour of its kind, one a column where it runs over several, and
    the number that it has in reading order; a line's box is tinted. A strip below the page tells
    the kinds with the number of blocks of each.

    Parameters
    ----------
    extraction
        What :func:`enacted.extract.reader.read` gave for the same file.
    page
        Number of the page, from 1.

    Returns
    -------
    bytes
        A PNG file.

    Raises
    ------
    ExtractionError
        Where PDFium cannot draw the page.
    """
    picture, scale = _picture(source, page, password)
    blocks = [block for block in extraction.blocks if any(b.page == page for b in block.boxes)]
    picture = _with_blocks(picture, blocks, page, scale)
    legend = _legend(blocks, f"page {page} of {extraction.pages}", max(_NARROWEST, picture.width))
    whole = Image.new("RGB", (legend.width, picture.height + legend.height), "white")
    whole.paste(picture, (0, 0))
    whole.paste(legend, (0, picture.height))
    stream = io.BytesIO()
    whole.save(stream, "PNG")
    return stream.getvalue()


def mark(
    source: Path | bytes, extraction: Extraction, *, page: int, password: str | None = None
) -> bytes:
    """Draw a page with the first block of ``extraction`` tinted and the second one framed.

    Parameters
    ----------
    extraction
        What surrounds a place (a sentence), then the place itself (words of it), which may be
        missing; on other pages they are not drawn.
    page
        Number of the page, from 1.

    Returns
    -------
    bytes
        A PNG file.

    Raises
    ------
    ExtractionError
        Where PDFium cannot draw the page.
    """
    picture, scale = _picture(source, page, password)
    layer = Image.new("RGBA", picture.size)
    pencil = ImageDraw.Draw(layer)
    for position, block in enumerate(extraction.blocks[:2]):
        for box in (b for b in block.boxes if b.page == page):
            left, top, right, bottom = _pixels(box, scale)
            if position == 0:
                pencil.rectangle((left, top, right, bottom), fill=(*_AROUND, 2 * _TINT))
            else:
                frame = (left - 3, top - 3, right + 3, bottom + 3)
                pencil.rectangle(frame, outline=(*_PLACE, 255), width=3)
    picture = Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def _picture(source: Path | bytes, number: int, password: str | None) -> tuple[Image.Image, float]:
    """The page as a reader sees it, and its pixels a point."""
    try:
        with (
            contextlib.closing(pdfium.PdfDocument(source, password=password)) as document,
            contextlib.closing(document[number - 1]) as page,
        ):
            width, height = (max(1.0, side) for side in page.get_size())
            scale = max(_SCALE, _LONG / max(width, height))
            scale = min(scale, math.sqrt(_PIXELS / (width * height)))
            bitmap: Any = page.render(scale=scale)
            with contextlib.closing(bitmap):
                return bitmap.to_pil().convert("RGB"), scale
    except (pdfium.PdfiumError, IndexError, OSError):
        raise ExtractionError(Outcome.DAMAGED, f"PDFium cannot draw page {number}") from None


def _with_blocks(picture: Image.Image, blocks: list[Block], page: int, scale: float) -> Image.Image:
    layer = Image.new("RGBA", picture.size)
    pencil = ImageDraw.Draw(layer)
    font = ImageFont.load_default(_TAG)
    tags = []
    for block in blocks:
        colour = COLOURS[block.kind]
        for run in _runs(block, page):
            boxes = [_pixels(box, scale) for box in run]
            for box in boxes:
                pencil.rectangle(box, fill=(*colour, _TINT))
            lefts, tops, rights, bottoms = zip(*boxes, strict=True)
            frame = (min(lefts) - 2, min(tops) - 2, max(rights) + 2, max(bottoms) + 2)
            pencil.rectangle(frame, outline=(*colour, 255), width=2)
            tags.append((frame, str(block.block), colour))
    for frame, number, colour in tags:  # over all frames
        width, height = font.getlength(number) + 4, _TAG + 2
        left = max(0, frame[0] - width if frame[0] >= width else frame[0])
        top = max(0, frame[1])
        pencil.rectangle((left, top, left + width, top + height), fill=(*colour, 255))
        pencil.text((left + 2, top), number, fill="white", font=font)
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def _runs(block: Block, page: int) -> list[list[Box]]:
    """Boxes of a block on a page, those of each column together."""
    runs: list[list[Box]] = []
    for box in block.boxes:
        if box.page != page:
            continue
        if runs and _near(runs[-1][-1], box):
            runs[-1].append(box)
        else:
            runs.append([box])
    return runs


def _near(last: Box, box: Box) -> bool:
    """Whether a line stands beside the one before, whichever way lines run on the page."""
    across = max(0.0, box.x0 - last.x1, last.x0 - box.x1)
    down = max(0.0, box.top - last.bottom, last.top - box.bottom)
    thickness = min(box.bottom - box.top, box.x1 - box.x0)
    return math.hypot(across, down) <= _GAP * thickness


def _pixels(box: Box, scale: float) -> tuple[int, int, int, int]:
    """Sides of a box in whole pixels, in their right order, wherever a file puts its text."""
    x0, top, x1, bottom = (
        round(max(-_FAR, min(_FAR, side * scale))) if math.isfinite(side) else 0
        for side in (box.x0, box.top, box.x1, box.bottom)
    )
    return min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom)


def _legend(blocks: list[Block], page: str, width: int) -> Image.Image:
    """A strip with the page and the kinds on it, broken into lines where it is too long."""
    font = ImageFont.load_default(_TEXT)
    entries: list[tuple[str, tuple[int, int, int] | None]] = [(page, None)]
    counts = Counter(block.kind for block in blocks)
    entries += [(f"{kind.value} {counts[kind]}", COLOURS[kind]) for kind in Kind if counts[kind]]
    if not blocks:
        entries.append(("no text was read on this page", None))
    line = _TEXT + _MARGIN
    places = []
    x, y = _MARGIN, _MARGIN
    for text, colour in entries:
        needed = round(font.getlength(text)) + (line if colour else 0) + 2 * _MARGIN
        if x > _MARGIN and x + needed > width:
            x, y = _MARGIN, y + line
        places.append((x, y, text, colour))
        x += needed
    strip = Image.new("RGB", (width, y + line), "white")
    pencil = ImageDraw.Draw(strip)
    pencil.line((0, 0, width, 0), fill="black")
    for x, y, text, colour in places:
        if colour:
            pencil.rectangle((x, y + 1, x + _TEXT, y + 1 + _TEXT), fill=colour)
        pencil.text((x + (line if colour else 0), y), text, fill="black", font=font)
    return strip
