"""Turns the lines of a source into the blocks that reportlab sets."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from corpora.demo.press.markup import FOOTNOTE_MARK, Item, Source
from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpora.demo.press.look import Look

HYPHENATION = Path(__file__).parents[1] / "sources" / "hyphenation.txt"


@cache
def _breaks() -> dict[str, list[int]]:
    """Where the words of the list may be broken, as offsets."""
    breaks = {}
    for line in HYPHENATION.read_text(encoding="utf-8").split():
        parts = line.split("-")
        breaks["".join(parts)] = [sum(map(len, parts[:n])) for n in range(1, len(parts))]
    return breaks


def hyphenate(word: str) -> Iterator[tuple[str, str]]:
    """Break a word where the list allows, rightmost break first.

    At hyphens that a word has, reportlab breaks it by itself.
    """
    for offset in reversed(_breaks().get(word.lower(), [])):
        yield word[:offset], word[offset:]


class _Leader(Flowable):  # type: ignore[misc]
    """A line of a contents list: heading, dots, page."""

    def __init__(self, text: str, page: int, level: int, look: Look) -> None:
        super().__init__()
        self.line, self.page, self.indent, self.look = text, page, (level - 1) * 16, look

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Take the full width and one line."""
        self.width, self.height = width, self.look.size * 1.6
        return self.width, self.height

    def draw(self) -> None:
        """Fill the space between heading and page with dots."""
        face = self.look.faces[0 if self.indent else 1]
        size, canvas = self.look.size, self.canv
        end = self.width - 24
        start = self.indent + canvas.stringWidth(self.line, face, size) + 4
        dots = "." * int((end - start) / canvas.stringWidth(".", face, size))
        canvas.setFont(face, size)
        canvas.drawString(self.indent, 3, self.line)
        canvas.drawRightString(end, 3, dots)
        canvas.drawRightString(self.width, 3, str(self.page))


class _Mark(Flowable):  # type: ignore[misc]
    """Nothing to see: notes that labels fall on this page, and that a scan fills it."""

    def __init__(self, labels: list[str], scan: str) -> None:
        super().__init__()
        self.labels, self.scan = labels, scan
        self.width, self.height = 1.0, 1.0

    def draw(self) -> None:
        """Tell the canvas."""
        self.canv.scan(self.scan)
        for label in self.labels:
            self.canv.mark(self.canv, "", label)


def rich(item: Item, index: int) -> str:
    """Text of a coded item as reportlab reads it, with the mark of where it begins."""
    text = escape(item.cells[0] if item.kind == "row" else item.text)
    noted = FOOTNOTE_MARK.sub(r'<super>\1</super><onDraw name="mark" label="n\1"/>', text)
    return f'<onDraw name="mark" label="s{index}"/>{noted}'


def story(
    source: Source,
    look: Look,
    styles: dict[str, Any],
    contents: list[tuple[str, int, int]],
    headings: list[tuple[str, int, str]],
) -> list[Any]:
    """Blocks of a document in order.

    Parameters
    ----------
    contents
        Heading, level and printed page for the contents list, as far as known.
    headings
        Filled with name, level and text of each heading.
    """
    if styles["body"].embeddedHyphenation:
        for name in ("body", "num"):
            styles[name].hyphenationLang = hyphenate
    made: list[Any] = []
    items = list(enumerate(source.items))
    number, hanging = "", False
    while items:
        index, item = items[0]
        kind = item.kind
        run = 1
        match kind:
            case "sentence":
                run = next((n for n, (_, i) in enumerate(items) if i.kind != kind), len(items))
                # a footnote's text may stand between two sentences of a paragraph
                run = _through_notes(items, run)
                group = [(i, it) for i, it in items[:run] if it.kind == kind]
                text = " ".join(rich(it, i) for i, it in group)
                style = styles["num" if hanging else "body"]
                made.append(Paragraph(text, style, bulletText=number or None))
                if group[-1][1].text.endswith(":"):
                    made[-1].keepWithNext = 1
                number = ""
            case "item":
                made.append(Paragraph(rich(item, index), styles["item"], bulletText=item.lead))
                if len(items) > 1 and items[1][1].kind != "item":
                    made.append(Spacer(1, look.size * 0.5))
            case "quote":
                made.append(Paragraph(rich(item, index), styles["quote"]))
            case "h1" | "h2":
                name, hanging = f"h{index}", False
                headings.append((name, int(kind[1]), item.text))
                mark = f'<onDraw name="mark" label="{name}"/>'
                made.append(Paragraph(mark + escape(item.text), styles[kind]))
            case "num":
                number, hanging = item.text, True
            case "label" | "brand" | "title" | "subtitle":
                hanging = False
                made.extend(Paragraph(escape(cell), styles[kind]) for cell in item.cells)
                if kind == "brand":
                    made.append(Spacer(1, 90 if look.page[0] < look.page[1] else 40))
            case "sign":
                name, role = item.cells
                made.append(Paragraph(escape(name), styles["sign"]))
                made.append(Paragraph(escape(role), styles["role"]))
            case "toc":
                made.append(Paragraph(escape(item.text), styles["h1"]))
                made.extend(_Leader(text, page, level, look) for text, level, page in contents)
            case "cols":
                run = next(n for n, (_, i) in enumerate(items) if i.kind == "endtable")
                made.append(_table(items[:run], look, styles))
                made.append(Spacer(1, look.size))
            case "chart":
                run = next(n for n, (_, i) in enumerate(items) if i.kind == "endchart")
                caption = Paragraph(items[run + 1][1].text, styles["caption"])
                made.append(KeepTogether([_chart(items[:run], look), caption]))
                run += 2
            case "scan":
                run = next(n for n, (_, i) in enumerate(items) if i.kind == "endscan")
                labels = [f"s{i}" for i, it in items[:run] if it.status]
                made += [PageBreak(), _Mark(labels, item.text), PageBreak()]
            case "page":
                made.append(PageBreak())
            case _:  # breaks, footnotes, closing marks; the foot of the title page
                pass
        items = items[run:]
    return made


def _through_notes(items: list[tuple[int, Item]], run: int) -> int:
    """Length of a paragraph that goes on after a footnote's text."""
    for kind, group in groupby(items[run:], key=lambda pair: pair[1].kind):
        if kind not in {"foot", "sentence"}:
            break
        run += len(list(group))
    return run


def _table(items: list[tuple[int, Item]], look: Look, styles: dict[str, Any]) -> Any:
    """A ruled table with a coloured head row that repeats on the next page."""
    heads = [cell.rsplit(" ", 1) for cell in items[0][1].cells]
    space = (look.page[0] - 2 * look.margin) / 100
    rows = [[Paragraph(escape(text), styles["colhead"]) for text, _ in heads]]
    for index, item in items[1:]:
        first = rich(item, index) if item.status else escape(item.cells[0])
        texts = [first, *(escape(cell) for cell in item.cells[1:])]
        rows.append([Paragraph(text, styles["cell"]) for text in texts])
    return Table(
        rows,
        colWidths=[float(width) * space for _, width in heads],
        repeatRows=1,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.6, HexColor("#555555")),
            ("BACKGROUND", (0, 0), (-1, 0), look.colour),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ],
    )


def _chart(items: list[tuple[int, Item]], look: Look) -> Any:
    """A plain bar chart with its values over the bars."""
    wide, tall, base = 230.0, 150.0, 24.0
    bars = [(item.cells[0], float(item.cells[1])) for _, item in items[1:]]
    step, most = wide / len(bars), max(value for _, value in bars)
    roman, bold, _ = look.faces
    drawing = Drawing(wide, tall + 22)
    drawing.add(String(0, tall + 8, items[0][1].text, fontName=bold, fontSize=9))
    for n, (label, value) in enumerate(bars):
        high = value / most * (tall - base - 16)
        left = n * step
        drawing.add(
            Rect(left + 6, base, step - 12, high, fillColor=look.colour, strokeColor=None),
        )
        middle = {"textAnchor": "middle", "fontName": roman, "fontSize": 8}
        drawing.add(String(left + step / 2, base + high + 4, f"{value:g}", **middle))
        drawing.add(String(left + step / 2, base - 12, label, **middle))
    return drawing
