"""Reads the markup of the demo sources.

A source begins with a header of ``# key: value`` lines, ended by the first blank line. Below it
each line is ``marker | text``. A blank line ends a paragraph; so does any change of marker.

=====================  ===========================================================================
marker                 what the line is
=====================  ===========================================================================
``status n``           a sentence, coded with its status and concreteness (``commitment 1``);
                       sentences on consecutive lines make one paragraph
``- status n``         a list item under a bullet; ``1. status n`` under a number
``quote status n``     a pull quote
``row status n``       a row of the table: cells divided by ``|``, the first cell coded
``row -``              a row without codes
``cols``               opens a table: a heading and a width in per cent for each column
``endtable``           closes it
``brand``, ``title``,  lines of the title page, which ``page`` ends; ``date`` and ``imprint`` stand
``subtitle``,          at its foot
``date``, ``imprint``
``h1``, ``h2``         headings of two levels
``num``                number of the paragraph that follows
``label``              a short bold line above a table or paragraph
``foot n``             the footnote whose mark ``[^n]`` stands in a sentence above it
``sign``               signature: name, then role
``toc``                a contents list, with this heading
``chart``, ``bar``,    a bar chart: its title, then a label and a value for each bar
``endchart``
``caption``            the caption of the chart above it
``scan``, ``endscan``  what stands between is printed, scanned and put in as the named image
``page``               a new page
=====================  ===========================================================================

A sentence's text is what stands after the bar, without footnote marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

STATUSES = ("rhetoric", "proposal", "commitment", "practice", "finding", "none")
_CODED = re.compile(rf"(?:(-|\d+\.|quote|row) )?({'|'.join(STATUSES)}) ([01])")
_PLAIN = frozenset(
    {
        "brand",
        "title",
        "subtitle",
        "date",
        "imprint",
        "h1",
        "h2",
        "num",
        "label",
        "sign",
        "toc",
        "chart",
        "bar",
        "endchart",
        "caption",
        "cols",
        "endtable",
        "scan",
        "endscan",
        "page",
    },
)
FOOTNOTE_MARK = re.compile(r"\[\^(\d+)\]")


@dataclass(frozen=True)
class Item:
    """One line of a source.

    Attributes
    ----------
    kind
        ``sentence``, ``item``, ``quote``, ``row``, ``foot``, ``break`` or a plain marker.
    text
        What stands after the first bar, footnote marks included.
    lead
        Bullet or number of a list item, number of a footnote; empty elsewhere.
    """

    kind: str
    text: str = ""
    lead: str = ""
    status: str = ""
    concrete: int = 0

    @property
    def cells(self) -> list[str]:
        """The text, divided at bars."""
        return [cell.strip() for cell in self.text.split("|")]

    @property
    def sentence(self) -> str:
        """The coded text: of a row the first cell, of the rest all, without footnote marks."""
        text = self.cells[0] if self.kind == "row" else self.text
        return FOOTNOTE_MARK.sub("", text)


@dataclass(frozen=True)
class Source:
    """A document before it is set in type."""

    name: str
    meta: dict[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()

    def get(self, key: str, default: str = "") -> str:
        """Value of a header line."""
        return self.meta.get(key, default)


def read(path: Path) -> Source:
    """Read one source.

    Raises
    ------
    ValueError
        If a line has no known marker; the message names file and line.
    """
    meta: dict[str, str] = {}
    items: list[Item] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    start = lines.index("") if "" in lines else len(lines)
    for line in lines[:start]:
        key, _, value = line.removeprefix("# ").partition(":")
        meta[key.strip()] = value.strip()
    for number, line in enumerate(lines[start:], start + 1):
        try:
            items.append(_item(line))
        except ValueError as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error
    return Source(path.name, meta, tuple(items))


def _item(line: str) -> Item:
    """One line of the body."""
    if not line.strip():
        return Item("break")
    marker, _, text = line.partition("|")
    marker, text = marker.strip(), text.strip()
    if coded := _CODED.fullmatch(marker):
        lead = coded[1] or ""
        kind = lead if lead in {"quote", "row"} else "item" if lead else "sentence"
        bullet = ("•" if lead == "-" else lead) if kind == "item" else ""
        concrete = int(coded[3])
        if concrete and coded[2] in {"rhetoric", "finding", "none"}:
            raise ValueError(f"{coded[2]} is never concrete")
        return Item(kind, text, bullet, coded[2], concrete)
    if marker == "row -":
        return Item("row", text)
    if marker.startswith("foot "):
        return Item("foot", text, marker.removeprefix("foot "))
    if marker in _PLAIN:
        return Item(marker, text)
    raise ValueError(f"unknown marker {marker!r}")
