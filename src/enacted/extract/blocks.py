"""Drafts to blocks: text with hyphens resolved, boxes, sections, lead-ins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from enacted.extract.hyphens import HYPHENS
from enacted.types import Block, Box, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from enacted.extract.hyphens import Vocabulary
    from enacted.extract.lines import Line
    from enacted.extract.paragraphs import Draft
    from enacted.extract.tables import Table

_ADDRESS = re.compile(r"://|www\.|\w@")


def finish(
    drafts: Sequence[Draft], vocabulary: Vocabulary, place: Callable[[Line], Box]
) -> list[Block]:
    """Drafts to blocks with text, boxes, sections and lead-ins."""
    blocks: list[Block] = []
    path: list[tuple[int, str]] = []
    lead = -1
    for draft in drafts:
        table = draft.lines[0].table
        if table is not None:
            blocks += _table(table, len(blocks), " > ".join(title for _, title in path))
            lead = -1
            continue
        text, starts = _join(draft, vocabulary)
        if not text:
            continue
        number = len(blocks)
        if draft.kind is Kind.HEADING:
            while path and path[-1][0] >= draft.level:
                path.pop()
        section = " > ".join(title for _, title in path)
        lead_in = -1
        if draft.kind is Kind.LIST_ITEM:
            lead_in = lead
        elif draft.kind in {Kind.PARAGRAPH, Kind.HEADING, Kind.QUOTE}:
            lead = (
                number
                if draft.kind is not Kind.HEADING
                and text.rstrip().endswith((":", ":-", ": –", "…", "to"))
                else -1
            )
            if draft.kind is Kind.HEADING and text.rstrip().endswith(":"):
                lead = number
        if draft.kind is Kind.HEADING:
            path.append((draft.level, text[:200]))
        blocks.append(
            Block(
                block=number,
                kind=draft.kind,
                text=text,
                page=draft.lines[0].page,
                boxes=tuple(place(line) for line in draft.lines),
                starts=starts,
                level=draft.level
                if draft.kind is Kind.HEADING
                else int(draft.kind is Kind.LIST_ITEM),
                section=section,
                lead_in=lead_in,
            )
        )
    return blocks


def _table(table: Table, number: int, section: str) -> Iterator[Block]:
    """A table as one block, and the rows of an action plan as one block each besides."""
    box = Box(table.page, *(round(x, 2) for x in (table.x0, table.top, table.x1, table.bottom)))
    yield Block(number, Kind.TABLE, table.text(), table.page, (box,), (0,), section=section)
    if not table.is_action_plan:
        return
    for row, sides in zip(table.rows[1:], table.row_boxes[1:], strict=True):
        text = table.row_text(row)
        if text:
            number += 1
            place = Box(table.page, *(round(side, 2) for side in sides))
            yield Block(number, Kind.TABLE_ROW, text, table.page, (place,), (0,), section=section)


def _join(draft: Draft, vocabulary: Vocabulary) -> tuple[str, tuple[int, ...]]:
    out = ""
    starts = []
    for number, line in enumerate(draft.lines):
        text = line.text[draft.skip :].lstrip() if number == 0 else line.text
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
    out = out.replace("\x02", "-").replace("\ufffe", "-").rstrip()
    return out, tuple(min(start, len(out)) for start in starts)
