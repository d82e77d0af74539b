"""Blocks as text, Markdown or JSON lines."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal

from enacted.extract.blocks import CELL, ROW
from enacted.types import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Format = Literal["text", "markdown", "jsonl"]

_LEFT_OUT = frozenset({Kind.FURNITURE})
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


def render(blocks: Iterable[Block], format_: Format, *, path: str | None = None) -> str:
    """Blocks in one of the formats, ending in a line end where there is anything.

    Parameters
    ----------
    format_
        ``text``: one block a paragraph, without furniture. ``markdown``: the same with headings,
        lists, tables and quotes marked. ``jsonl``: every block, one JSON object a line.
    path
        Written into every JSON object, where several files go into one stream.
    """
    match format_:
        case "text":
            return "".join(f"{b.text}\n\n" for b in blocks if b.kind not in _LEFT_OUT)
        case "markdown":
            return _tight(_markdown(b) for b in blocks if b.kind not in _LEFT_OUT)
        case "jsonl":
            return "".join(_json(b, path) for b in blocks)


def _tight(parts: Iterable[tuple[bool, str]]) -> str:
    """Join parts with blank lines between, but for items of one list."""
    out: list[str] = []
    in_list = False
    for is_item, text in parts:
        if out:
            out.append("\n" if in_list and is_item else "\n\n")
        out.append(text)
        in_list = is_item
    return "".join(out) + ("\n" if out else "")


def _markdown(block: Block) -> tuple[bool, str]:
    if block.kind is Kind.TABLE:
        return False, "\n".join(_table(block))
    text = _SPECIAL.sub(r"\\\1", block.text)
    match block.kind:
        case Kind.HEADING:
            return False, f"{'#' * max(1, block.level)} {text}"
        case Kind.LIST_ITEM | Kind.TABLE_ROW:
            return True, f"- {text}"
        case Kind.QUOTE:
            return False, f"> {text}"
        case Kind.FOOTNOTE:
            return False, f"<small>{text}</small>"
        case Kind.CAPTION:
            return False, f"*{text}*"
        case _:
            return False, text


def _table(block: Block) -> Iterator[str]:
    # A table has cells, unless it was made by hand.
    rows = block.cells or [row.split(CELL) for row in block.text.split(ROW)]
    for number, row in enumerate(rows):
        cells = [cell.replace("|", "\\|") for cell in row]
        yield "| " + " | ".join(cells) + " |"
        if number == 0:
            yield "|" + "---|" * len(cells)


def _json(block: Block, path: str | None) -> str:
    values = asdict(block)
    if path is not None:
        values = {"path": path, **values}
    return json.dumps(values, ensure_ascii=False) + "\n"
