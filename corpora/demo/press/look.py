"""Typefaces, page sizes and paragraph styles of the demo documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4, landscape, letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

if TYPE_CHECKING:
    from corpora.demo.press.markup import Source

FACES = {
    "times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "vera": ("Vera", "VeraBd", "VeraIt"),
}
PAGES: dict[str, tuple[float, float]] = {
    "a4": A4,
    "letter": letter,
    "a4-landscape": landscape(A4),
}


def register_fonts() -> None:
    """Make the typefaces that come with reportlab known to it."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in FACES["vera"]:
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))


@dataclass(frozen=True)
class Look:
    """How one document looks, as its header says.

    Attributes
    ----------
    heads
        Running heads: ``centre``, ``footer`` or ``mirror`` (left and right pages differ).
    first
        Printed number of the title page, on which it is not shown.
    """

    faces: tuple[str, str, str]
    size: float
    page: tuple[float, float]
    columns: int
    justify: bool
    colour: Any
    cover: str
    heads: str
    running: str
    imprint: str
    first: int

    @classmethod
    def of(cls, source: Source) -> Look:
        """Read the look from a source's header."""
        return cls(
            faces=FACES[source.get("font", "times")],
            size=float(source.get("size", "10.5")),
            page=PAGES[source.get("page", "a4")],
            columns=int(source.get("columns", "1")),
            justify=source.get("justify") == "yes",
            colour=HexColor(source.get("colour", "#000000")),
            cover=source.get("cover", "rule"),
            heads=source.get("heads", "centre"),
            running=source.get("running head"),
            imprint=source.get("imprint line"),
            first=int(source.get("first number", "1")),
        )

    @property
    def margin(self) -> float:
        """White space left and right of the text, in points."""
        return 54.0 if self.columns == 2 else 80.0

    def styles(self) -> dict[str, Any]:
        """Paragraph styles by name."""
        roman, bold, italic = self.faces
        size, lead = self.size, self.size * 1.42
        body = ParagraphStyle(
            "body",
            fontName=roman,
            fontSize=size,
            leading=lead,
            spaceAfter=size * 0.7,
            alignment=TA_JUSTIFY if self.justify else TA_LEFT,
            allowWidows=0,
            allowOrphans=0,
            embeddedHyphenation=1 if self.columns == 2 and self.justify else 0,
        )

        def like(name: str, **changes: Any) -> Any:
            return ParagraphStyle(name, **{"parent": body, "embeddedHyphenation": 0} | changes)

        def cover(name: str, points: float, **changes: Any) -> Any:
            sizes = {"fontSize": points, "leading": points * 1.25}
            return like(name, **flat | sizes | {"textColor": ink} | changes)

        flat = {"alignment": TA_LEFT, "allowWidows": 1, "allowOrphans": 1}
        head = {"fontName": bold, "keepWithNext": 1, "alignment": TA_LEFT}
        small = {"fontSize": size * 0.82, "leading": size * 1.05}
        ink = HexColor("#ffffff" if self.cover == "block" else "#000000")
        title = ink if self.cover == "block" else self.colour
        big = 28.0 if self.columns == 1 else 26.0
        return {
            "body": body,
            "item": like(
                "item",
                leftIndent=18,
                bulletIndent=3,
                bulletFontName=roman,
                bulletFontSize=size,
                spaceAfter=size * 0.3,
                alignment=TA_LEFT,
            ),
            "num": ParagraphStyle(
                "num",
                parent=body,
                leftIndent=24,
                bulletIndent=0,
                bulletFontName=roman,
                bulletFontSize=size,
            ),
            "h1": like(
                "h1",
                fontSize=size * 1.55,
                leading=size * 1.9,
                spaceBefore=size * 1.1,
                textColor=self.colour,
                **head,
            ),
            "h2": like(
                "h2",
                fontSize=size * 1.14,
                leading=size * 1.45,
                spaceBefore=size * 0.5,
                spaceAfter=size * 0.35,
                **head,
            ),
            "label": like("label", spaceBefore=size * 0.4, spaceAfter=size * 0.35, **head),
            "foot": like("foot", spaceAfter=1, **small, **flat),
            "cell": like(
                "cell",
                **flat | {"spaceAfter": 0, "fontSize": size * 0.92, "leading": size * 1.15},
            ),
            "colhead": like("colhead", fontName=bold, textColor=HexColor("#ffffff"), spaceAfter=0),
            "quote": like(
                "quote",
                fontName=italic,
                fontSize=size * 1.45,
                leading=size * 1.85,
                textColor=self.colour,
                leftIndent=18,
                rightIndent=18,
                spaceBefore=size,
                spaceAfter=size * 1.4,
                **flat,
            ),
            "sign": like("sign", fontName=bold, spaceBefore=size * 0.8, spaceAfter=0, **flat),
            "role": like("role", fontName=italic, **flat),
            "caption": like("caption", **flat | small | {"fontName": italic}),
            "brand": cover("brand", 13, fontName=bold),
            "title": cover("title", big, fontName=bold, textColor=title, spaceAfter=12),
            "subtitle": cover("subtitle", 15),
            "date": like("date", **flat | {"fontSize": 12, "leading": 16}),
            "imprint": like("imprint", **flat | small),
        }
