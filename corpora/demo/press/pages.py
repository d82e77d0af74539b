"""Sets a source in type: blocks into columns and pages, with heads, footnotes and contents.

A document is set several times over, until the pages on which footnotes, headings and sentences
fall stay where they were: footnotes shorten the columns in which their marks stand, and a contents
list needs the pages of headings that come after it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from corpora.demo.press.blocks import story
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    PageTemplate,
    Paragraph,
)

if TYPE_CHECKING:
    from pathlib import Path

    from corpora.demo.press.look import Look
    from corpora.demo.press.markup import Source

rl_config.useA85 = 0  # images as they are, not a quarter larger
MOST_PAGES = 30
MOST_ROUNDS = 8
GUTTER = 20.0


@dataclass
class Record:
    """Where things fell when the document was last set.

    Attributes
    ----------
    places
        Page, and column from 0, of each label: ``s12`` sentence, ``n1`` footnote, ``h3`` heading.
    scans
        Image that fills a page.
    """

    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    scans: dict[int, str] = field(default_factory=dict)
    headings: list[tuple[str, int, str]] = field(default_factory=list)


class _Canvas(Canvas):  # type: ignore[misc]
    """A canvas that notes where labels are drawn and bears the date it is told."""

    def __init__(self, *args: Any, record: Record, date: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.setDateFormatter(lambda *_: f"{date}Z")
        self.setNamedCB("mark", self.mark)

    def mark(self, _canvas: Any, _kind: str, label: str) -> None:
        """Note the page and column of a label; called by reportlab's ``onDraw``."""
        column = int(self._doctemplate.frame.id)
        self.record.places.setdefault(label, (self.getPageNumber(), column))

    def scan(self, name: str) -> None:
        """Note that this page is to be filled with a scanned image."""
        self.record.scans[self.getPageNumber()] = name


class _Setter:
    """Sets one document; keeps what one round tells the next."""

    def __init__(self, source: Source, look: Look, folder: Path) -> None:
        self.source, self.look, self.folder = source, look, folder
        self.styles = look.styles()
        self.known = Record()
        self.notes = {
            f"n{item.lead}": Paragraph(
                f"<super>{item.lead}</super> {item.text}",
                self.styles["foot"],
            )
            for item in source.items
            if item.kind == "foot"
        }

    def frames(self, page: int) -> list[Any]:
        """Columns of a page, shortened by the footnotes that stand in them."""
        look = self.look
        width, height = look.page
        if page == 1:
            return [Frame(look.margin, 96, width - 2 * look.margin, height - 260, id="0")]
        each = (width - 2 * look.margin - (look.columns - 1) * GUTTER) / look.columns
        made = []
        for column in range(look.columns):
            bottom = 64 + self._notes_height(page, column, each)
            left = look.margin + column * (each + GUTTER)
            pads = dict.fromkeys(("leftPadding", "rightPadding", "topPadding", "bottomPadding"), 0)
            made.append(Frame(left, bottom, each, height - 66 - bottom, id=str(column), **pads))
        return made

    def _notes_here(self, page: int, column: int) -> list[Any]:
        places = self.known.places
        return [note for name, note in self.notes.items() if places.get(name) == (page, column)]

    def _notes_height(self, page: int, column: int, width: float) -> float:
        here = self._notes_here(page, column)
        return sum(float(note.wrap(width, 400)[1]) + 1 for note in here) + (14 if here else 0)

    def furniture(self, canvas: Any, document: Any) -> None:
        """Draw what stands on every page, or the scan that fills it."""
        page = canvas.getPageNumber()
        if page in self.known.scans:
            image = self.folder / self.known.scans[page]
            canvas.drawImage(ImageReader(str(image)), 0, 0, *self.look.page)
            return
        canvas.saveState()
        if page == 1:
            self._cover(canvas)
        else:
            self._heads(canvas, page)
            for frame in document.pageTemplate.frames:
                self._draw_notes(canvas, frame, page)
        canvas.restoreState()

    def _draw_notes(self, canvas: Any, frame: Any, page: int) -> None:
        here = self._notes_here(page, int(frame.id))
        if not here:
            return
        left, width = frame._x1, frame._width  # noqa: SLF001
        top = 64 + self._notes_height(page, int(frame.id), width) - 8
        canvas.setLineWidth(0.5)
        canvas.line(left, top, left + 72, top)
        for note in here:
            top -= note.wrap(width, 400)[1] + 1
            note.drawOn(canvas, left, top - 3)

    def _cover(self, canvas: Any) -> None:
        look = self.look
        width, height = look.page
        canvas.setFillColor(look.colour)
        if look.cover == "band":
            canvas.rect(0, height - 96, width, 96, stroke=0, fill=1)
            canvas.rect(0, 0, width, 18, stroke=0, fill=1)
        elif look.cover == "block":
            canvas.rect(0, height * 0.44, width, height * 0.56, stroke=0, fill=1)
        elif look.cover == "stripe":
            canvas.rect(0, 0, 36, height, stroke=0, fill=1)
        elif look.cover == "rule":
            canvas.rect(look.margin, height - 120, width - 2 * look.margin, 2, stroke=0, fill=1)
        foot = [item for item in self.source.items if item.kind in {"date", "imprint"}]
        base = 60.0
        for item in reversed(foot):
            text = Paragraph(item.text, self.styles[item.kind])
            tall = text.wrap(width - 2 * look.margin - 12, 200)[1]
            text.drawOn(canvas, look.margin + 6, base)
            base += tall + 8

    def _heads(self, canvas: Any, page: int) -> None:
        look = self.look
        width, height = look.page
        number = str(page - 1 + look.first)
        roman, bold, _ = look.faces
        canvas.setFont(roman, 8.5)
        left, right = look.margin, width - look.margin
        if look.heads == "centre":
            canvas.drawCentredString(width / 2, height - 42, look.running)
            canvas.drawCentredString(width / 2, 34, number)
        elif look.heads == "footer":
            canvas.setLineWidth(0.6)
            canvas.setStrokeColor(look.colour)
            canvas.line(left, 48, right, 48)
            canvas.drawString(left, 36, look.running)
            canvas.drawRightString(right, 36, f"Page {number}")
            if look.imprint:
                canvas.drawString(left, 25, look.imprint)
        else:
            canvas.setLineWidth(0.4)
            canvas.line(left, height - 48, right, height - 48)
            even = page % 2 == 0
            canvas.setFont(bold, 8.5)
            (canvas.drawString if even else canvas.drawRightString)(
                left if even else right,
                height - 42,
                number,
            )
            canvas.setFont(roman, 8.5)
            gap = stringWidth(number, bold, 8.5) + 12
            if even:
                canvas.drawString(left + gap, height - 42, look.running)
            else:
                canvas.drawRightString(right - gap, height - 42, look.running)

    def once(self) -> tuple[bytes, Record]:
        """Set the document with what is known from the round before."""
        record, out = Record(), io.BytesIO()
        title, author, date = (part.strip() for part in self.source.get("metadata").split("|"))
        template = BaseDocTemplate(
            out,
            pagesize=self.look.page,
            title=title,
            author=author,
            creator="",
            subject="",
            invariant=1,
        )
        template.addPageTemplates(
            [
                PageTemplate(
                    id=f"p{page}",
                    frames=self.frames(page),
                    onPage=self.furniture,
                    autoNextPageTemplate=f"p{page + 1}",
                )
                for page in range(1, MOST_PAGES + 1)
            ],
        )
        contents = [
            (text, level, self.known.places.get(name, (0, 0))[0] - 1 + self.look.first)
            for name, level, text in self.known.headings
        ]
        blocks = story(self.source, self.look, self.styles, contents, record.headings)
        template.build(blocks, canvasmaker=partial(_Canvas, record=record, date=date))
        return out.getvalue(), record


def set_document(source: Source, look: Look, folder: Path) -> tuple[bytes, dict[int, int]]:
    """Set a document in type.

    Returns
    -------
    tuple
        The PDF, and the page on which each coded item begins, by the item's index.

    Raises
    ------
    RuntimeError
        If the pages do not settle.
    """
    setter = _Setter(source, look, folder)
    for _ in range(MOST_ROUNDS):
        pdf, record = setter.once()
        if record == setter.known:
            pages = {int(k[1:]): v[0] for k, v in record.places.items() if k[0] == "s"}
            return pdf, pages
        setter.known = record
    raise RuntimeError(f"{source.name}: pages do not settle in {MOST_ROUNDS} rounds")
