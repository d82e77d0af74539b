"""Drafts to blocks: text with hyphens resolved, boxes, sections, lead-ins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from enacted.extract.hyphens import HYPHENS
from enacted.extract.lines import Line
from enacted.extract.spacing import unspaced
from enacted.types import Block, Box, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from enacted.extract.hyphens import Vocabulary
    from enacted.extract.paragraphs import Draft
    from enacted.extract.tables import Row, Table

    Place = Callable[[Line], Box]

CELL, ROW = " | ", " ¶ "
"""What parts the cells and the rows in the text of a table."""

_ADDRESS = re.compile(r"://|www\.|\w@")
_INTRODUCES = re.compile(
    r"(?:[:…]|:\s*[-–—]|\b(?:to|will|should|must|that|are|include|including))$"
)
_TITLE = 200  # characters of a heading that go into sections


class _Lists:
    """What introduces the items of a list, and of lists within it."""

    def __init__(self) -> None:
        self._lead = -1
        self._levels: list[tuple[float, str, int]] = []  # indent, shape of marker, lead

    def item(self, draft: Draft, number: int, text: str) -> tuple[int, int]:
        """Level and lead-in of an item."""
        shape = draft.marker.shape if draft.marker else ""
        indent, size = draft.indent, draft.lines[0].size
        while len(self._levels) > 1 and indent < self._levels[-1][0] - 0.7 * size:
            self._levels.pop()
        above = self._levels[-1] if self._levels else None
        deeper = above is not None and indent > above[0] + 0.7 * size
        begins = draft.marker is not None and draft.marker.is_first
        if above is None or (deeper and (begins or shape != above[1])):
            self._levels.append((indent, shape, self._lead))
        lead = self._levels[-1][2]
        # What is under an item that ends in a colon is introduced by that item.
        self._lead = number if _INTRODUCES.search(text) else lead
        return len(self._levels), lead

    def other(self, number: int, text: str, *, may_lead: bool) -> None:
        """Take a block that is no item."""
        self._lead = number if may_lead and _INTRODUCES.search(text.rstrip()) else -1
        self._levels.clear()


def finish(drafts: Sequence[Draft], vocabulary: Vocabulary, place: Place) -> list[Block]:
    """Drafts to blocks with text, boxes, sections and lead-ins."""
    blocks: list[Block] = []
    path: list[tuple[int, str]] = []
    lists = _Lists()
    for draft in drafts:
        table = draft.lines[0].table
        if table is not None:
            section = " > ".join(title for _, title in path)
            blocks += _table(table, len(blocks), section, vocabulary, place)
            lists.other(0, "", may_lead=False)
            continue
        text, starts = _joined([unspaced(each, vocabulary) for each in _texts(draft)], vocabulary)
        if not text:
            continue
        number, kind = len(blocks), draft.kind
        if kind is Kind.HEADING:
            while path and path[-1][0] >= draft.level:
                path.pop()
        section = " > ".join(title for _, title in path)
        level, lead_in = (draft.level if kind is Kind.HEADING else 0), -1
        if kind is Kind.LIST_ITEM:
            level, lead_in = lists.item(draft, number, text)
        elif kind in {Kind.PARAGRAPH, Kind.HEADING, Kind.QUOTE}:
            is_heading = kind is Kind.HEADING
            lists.other(number, text, may_lead=not is_heading or text.endswith(":"))
        if kind is Kind.HEADING:
            path.append((draft.level, text[:_TITLE]))
        boxes = tuple(place(line) for line in draft.lines)
        blocks.append(
            Block(number, kind, text, boxes[0].page, boxes, starts, level, section, lead_in)
        )
    return blocks


def _table(
    table: Table, number: int, section: str, vocabulary: Vocabulary, place: Place
) -> Iterator[Block]:
    """A table as one block, and besides, of its rows those that tell something, as one each."""

    def plain(cell: str) -> str:
        return _joined(cell.split("\n"), vocabulary)[0]

    def box(row: Row) -> Box:
        return place(Line(table.page, [], row.x0, row.top, row.x1, row.bottom))

    rows = tuple(tuple(map(plain, row.cells)) for row in table.rows)
    texts = [CELL.join(row) for row in rows]
    starts = []
    at = 0
    for text in texts:
        starts.append(at)
        at += len(text) + len(ROW)
    boxes = tuple(box(row) for row in table.rows)
    yield Block(
        number,
        Kind.TABLE,
        ROW.join(texts),
        table.page,
        boxes,
        tuple(starts),
        section=section,
        header=table.header,
        cells=rows,
    )
    for row in table.rows:
        cells = [plain(cell) for cell in row.full]
        if cells == list(table.header) or not table.tells(row) or sum(map(bool, row.cells)) < 2:
            continue
        text = _told(table.header, cells)
        number += 1
        yield Block(number, Kind.TABLE_ROW, text, table.page, (box(row),), (0,), section=section)


def _told(header: Sequence[str], cells: Sequence[str]) -> str:
    """A row as a sentence: each cell after the name of its column, or of what the row is about."""
    filled = [cell for cell in cells if cell]
    if header and list(header) != list(cells):
        pairs = zip(header, cells, strict=True)
        return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)
    if len(filled) == 2:
        return f"{filled[0].rstrip(':')}: {filled[1]}"
    return "; ".join(filled)


def _texts(draft: Draft) -> list[str]:
    first, *others = (line.text for line in draft.lines)
    return [first[draft.skip :].lstrip(), *others]


def _joined(texts: Iterable[str], vocabulary: Vocabulary) -> tuple[str, tuple[int, ...]]:
    """Lines as one text, and where each begins in it."""
    out = ""
    starts: list[int] = []
    for text in texts:
        if not out or not text:
            starts.append(len(out))
            out += text
            continue
        head, _, tail = out.rpartition(" ")
        if _ADDRESS.search(tail) and (tail[-1] in "/.-_=&?%@#~" or text[0] in "/_=&?%#~"):
            starts.append(len(out))
            out += text
        elif out[-1] in HYPHENS and len(tail) > 1:
            joined = vocabulary.join(tail, text)
            out = f"{head} " if head else ""
            starts.append(len(out) + len(joined) - len(text))
            out += joined
        elif out[-1] in "–—‒−/" and len(tail) > 1:
            starts.append(len(out))
            out += text
        else:
            starts.append(len(out) + 1)
            out += " " + text
    out = out.rstrip()
    return out, tuple(min(start, len(out)) for start in starts)
