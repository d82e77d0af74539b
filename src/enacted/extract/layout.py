"""Words of all pages, and the tables among them, to blocks in reading order."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from enacted.extract.aligned import find_aligned
from enacted.extract.blocks import finish
from enacted.extract.captions import find_captions
from enacted.extract.columns import reading_order
from enacted.extract.footnotes import find_footnotes
from enacted.extract.furniture import find_furniture, part_line_numbers
from enacted.extract.headings import find_headings
from enacted.extract.hyphens import Vocabulary
from enacted.extract.labels import find_labels
from enacted.extract.levels import set_levels
from enacted.extract.lines import Line, body_size, lines_of
from enacted.extract.paragraphs import Builder, Draft
from enacted.extract.signposts import read_signs
from enacted.extract.style import style_of
from enacted.extract.tables import carry_headers
from enacted.types import Block, Box, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from enacted.extract.outline import Bookmark
    from enacted.extract.signposts import Sign
    from enacted.extract.tables import Table
    from enacted.extract.tags import Tagged
    from enacted.extract.words import PageWords, Word


def lay_out(
    pages: Sequence[PageWords],
    tables: Sequence[Table],
    *,
    outline: Sequence[Bookmark] = (),
    tagged: Sequence[Tagged] = (),
    aligned: bool = True,
) -> list[Block]:
    """Blocks of a document.

    Parameters
    ----------
    pages
        In their order; each at most once.
    tables
        Their words are no longer among those of their pages.
    outline, tagged
        What the file says of its headings.
    aligned
        Whether to look for tables without a grid besides.
    """
    counted = [part_line_numbers(lines_of(page)) for page in pages]
    drawn = [lines for _, lines in counted]
    size = body_size(line for own in drawn for line in own)
    _pass_over_weight(drawn)
    furniture = find_furniture(pages, drawn, size)
    aside = [line for numbers, _ in counted for line in numbers]
    bodies: list[list[Line]] = []
    every = list(tables)
    for page, own in zip(pages, drawn, strict=True):
        aside += [line for line in own if id(line) in furniture or _is_rule(line)]
        aside += _stamps(page)
        body = [line for line in own if not (id(line) in furniture or _is_rule(line))]
        if aligned:
            found, body = find_aligned(page, body)
            every += found
        bodies.append(body)
    every.sort(key=lambda table: (table.page, table.top, table.x0))
    by_page: dict[int, list[Table]] = {}
    for table in carry_headers(every):
        by_page.setdefault(table.page, []).append(table)
    ordered: list[Line] = []
    for page, body in zip(pages, bodies, strict=True):
        stand_ins = [_stand_in(table) for table in by_page.get(page.page, ())]
        ordered += reading_order([*body, *stand_ins], size)
    heights = {page.page: page.height for page in pages}
    size = body_size(ordered) if ordered else size
    frames = {page.page: page for page in pages}
    signs = read_signs(ordered, frames, outline, tagged, size)
    drafts = _drafts(ordered, size, heights, signs)
    drafts += [Draft(Kind.FURNITURE, [line]) for line in aside]
    # Within a page: the body, then footnotes, then furniture. The sort is stable.
    drafts.sort(key=lambda draft: (draft.lines[0].page, _RANK.get(draft.kind, 0)))
    set_levels(drafts, size)
    vocabulary = Vocabulary(line.text for line in ordered if line.table is None)
    return finish(drafts, vocabulary, lambda line: _place(line, frames[line.page]))


_RANK = {Kind.FOOTNOTE: 1, Kind.FURNITURE: 2}


def _drafts(
    ordered: Sequence[Line], size: float, heights: dict[int, float], signs: Mapping[int, Sign]
) -> list[Draft]:
    notes = find_footnotes([line for line in ordered if line.table is None], size, heights)
    style = style_of([line for line in ordered if id(line) not in notes], size)
    body, foot = Builder(style, signs), Builder(style)
    _feed(foot, [line for line in ordered if id(line) in notes])
    _feed(body, [line for line in ordered if id(line) not in notes])
    for draft in foot.drafts:
        draft.kind, draft.skip = Kind.FOOTNOTE, 0
    find_captions(body.drafts)
    find_headings(body.drafts, style)
    body.drafts = [draft for draft in body.drafts if draft.lines]
    find_labels(body.drafts)
    return body.drafts + foot.drafts


def _pass_over_weight(drawn: Sequence[Sequence[Line]]) -> None:
    """Take bold type for plain where most of a document is set in it."""
    lines = [line for own in drawn for line in own]
    total = sum(len(line.text) for line in lines)
    if sum(len(line.text) for line in lines if line.bold) > 0.6 * total:
        for line in lines:
            line.bold = False


def _is_rule(line: Line) -> bool:
    """Whether a line is drawn with characters: it would stand between columns like text."""
    return len(line.text) > 3 and not any(map(str.isalnum, line.text))


def _stamps(page: PageWords) -> list[Line]:
    """Words in margins that run in another direction, as far as they were drawn together."""
    lines: list[Line] = []
    for word in page.aside:
        if lines and _touch(lines[-1].words[-1], word):
            lines[-1].words.append(word)
        else:
            lines.append(Line(page.page, [word], word.x0, word.top, word.x1, word.bottom))
    for line in lines:
        line.top = min(word.top for word in line.words)
        line.bottom = max(word.bottom for word in line.words)
        line.settle()
    return lines


def _touch(a: Word, b: Word) -> bool:
    across = max(a.x0, b.x0) - min(a.x1, b.x1)
    along = max(a.top, b.top) - min(a.bottom, b.bottom)
    return max(across, along) < a.size


def _feed(builder: Builder, lines: Sequence[Line]) -> None:
    for line, following in zip_longest(lines, lines[1:]):
        builder.add(line, following)


def _stand_in(table: Table) -> Line:
    """A line that holds a table's place in the reading order."""
    return Line(
        table.page, [], table.x0, table.top, table.x1, table.bottom, text="table", table=table
    )


def _place(line: Line, page: PageWords) -> Box:
    """Box of a line on the page as a reader sees it, whichever way its text runs."""
    x0, top, x1, bottom = line.x0, line.top, line.x1, line.bottom
    match page.turn:
        case 90:
            x0, top, x1, bottom = top, page.width - x1, bottom, page.width - x0
        case 180:
            x0, top, x1, bottom = (
                page.width - x1,
                page.height - bottom,
                page.width - x0,
                page.height - top,
            )
        case 270:
            x0, top, x1, bottom = page.height - bottom, x0, page.height - top, x1
    return Box(line.page, round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
