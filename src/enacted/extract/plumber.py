"""pdfplumber as the second engine: words of a page that PDFium could not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from enacted.extract.words import PageWords, Word, style_of_name

if TYPE_CHECKING:
    from collections.abc import Iterable


def read_words(page: Any, number: int) -> PageWords:
    """Words of a pdfplumber page; ``number`` counts from 1."""
    found = PageWords(number, float(page.width), float(page.height), [], [])
    words: Iterable[dict[str, Any]] = page.extract_words(
        use_text_flow=True, extra_attrs=["fontname", "size", "upright"]
    )
    for word in words:
        made = Word(
            word["text"],
            float(word["x0"]),
            float(word["top"]),
            float(word["x1"]),
            float(word["bottom"]),
            float(word["size"]),
            style_of_name(str(word["fontname"])),
            mark=False,
        )
        (found.words if word["upright"] else found.aside).append(made)
        found.characters += len(made.text)
        found.unmapped += made.text.count("(cid:")
    return found
