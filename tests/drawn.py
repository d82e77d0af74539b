"""PDFs drawn with reportlab: words where a test wants them, in the order it draws them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from enacted.extract.reader import read
from enacted.settings import ExtractSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.types import Block, Extraction

WIDTH, HEIGHT = A4
MARGIN = 72.0
BODY = """
    The partnership met every month and listened to people who use the services of the county.
    Carers told the board what they needed and the board wrote down what it had heard from them.
    Officers from both councils then drew up a plan together with the families who had come along.
"""


class Drawing:
    """A canvas whose heights are counted from the top, as Enacted's boxes are."""

    def __init__(self, *, size: tuple[float, float] = A4, encrypt: str | None = None) -> None:
        self._stream = io.BytesIO()
        self.height = size[1]
        self.canvas = Canvas(self._stream, pagesize=size, invariant=1, encrypt=encrypt)
        self.canvas.setPageCompression(0)

    def text(
        self, x: float, top: float, text: str, *, size: float = 10, font: str = "Helvetica"
    ) -> None:
        """A line of text whose baseline is ``top`` + 0.75 ``size`` below the page's top."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - top - 0.75 * size, text)

    def lines(
        self,
        x: float,
        top: float,
        lines: Sequence[str],
        *,
        size: float = 10,
        leading: float = 12,
        font: str = "Helvetica",
    ) -> float:
        """Lines below each other; the top of the line that would follow."""
        for line in lines:
            self.text(x, top, line, size=size, font=font)
            top += leading
        return top

    def body(self, x: float = MARGIN, top: float = 120, *, times: int = 1) -> float:
        """Paragraphs in 10 point, so that the size of the body is plain."""
        for _ in range(times):
            top = self.lines(x, top, [line.strip() for line in BODY.strip().split("\n")]) + 10
        return top

    def next_page(self) -> None:
        """End the page."""
        self.canvas.showPage()

    def bytes(self) -> bytes:
        """The file; nothing can be drawn after it."""
        if not self._stream.getbuffer().nbytes:
            self.canvas.save()
        return self._stream.getvalue()


def blocks_of(drawing: Drawing, *, tables: bool = False) -> tuple[Block, ...]:
    """What Enacted reads from a drawing."""
    return extraction_of(drawing, tables=tables).blocks


def extraction_of(drawing: Drawing, *, tables: bool = False) -> Extraction:
    """What Enacted reads from a drawing, with its outcome."""
    settings = ExtractSettings(tables="auto" if tables else "off", ocr="off")
    return read(drawing.bytes(), settings=settings)
