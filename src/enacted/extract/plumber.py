"""pdfplumber as the second engine: words and ruling lines where PDFium finds nothing."""

from __future__ import annotations

import io
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from enacted.extract.rulings import Ruling
from enacted.extract.words import PageWords, Word, clean, style_of_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_EDGES = 6_000
"""Edges of a page's drawings; a page with more is a map, not a table."""


@contextmanager
def opened(source: Path | bytes, password: str | None) -> Iterator[Any]:
    """A pdfplumber document; raises whatever pdfminer makes of a file that it cannot read."""
    import pdfplumber

    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    document = pdfplumber.open(stream, password=password or "")
    try:
        yield document
    finally:
        # Closing walks the pages once more, and trips over what it tripped over before.
        with suppress(Exception):
            document.close()


def read_words(page: Any, number: int) -> PageWords:
    """Words of a pdfplumber page; ``number`` counts from 1."""
    left, above = float(page.bbox[0]), float(page.bbox[1])
    found = PageWords(number, float(page.width), float(page.height), [], [])
    words: Iterable[dict[str, Any]] = page.extract_words(
        use_text_flow=True, extra_attrs=["fontname", "size", "upright"]
    )
    for word in words:
        text = clean(word["text"])
        if not text:
            continue
        made = Word(
            text,
            float(word["x0"]) - left,
            float(word["top"]) - above,
            float(word["x1"]) - left,
            float(word["bottom"]) - above,
            float(word["size"]),
            style_of_name(str(word["fontname"])),
            mark=False,
        )
        (found.words if word["upright"] else found.aside).append(made)
        found.characters += len(made.text)
        found.unmapped += made.text.count("(cid:")
    return found


def read_rulings(page: Any) -> list[Ruling]:
    """Ruling lines of a pdfplumber page; sides of boxes are lines too."""
    edges = page.edges
    if len(edges) > _EDGES:
        return []
    left, above = float(page.bbox[0]), float(page.bbox[1])
    found = []
    for edge in edges:
        x0, top, x1, bottom = (float(edge[side]) for side in ("x0", "top", "x1", "bottom"))
        found.append(Ruling(x0 - left, top - above, x1 - left, bottom - above))
    return found
