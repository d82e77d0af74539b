"""Whether two lines in a row may be of one paragraph, by place, type and wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enacted.extract.endings import ENDS, STRONG
from enacted.extract.words import BOLD, ITALIC

if TYPE_CHECKING:
    from enacted.extract.lines import Line
    from enacted.extract.paragraphs import Draft


def same_column(a: Line, b: Line) -> bool:
    """Whether two lines stand in one column of one page."""
    return (a.page, a.column) == (b.page, b.column)


def follows(last: Line, line: Line) -> bool:
    """Whether a line stands under another in the same column of text."""
    if last.page != line.page:
        return False
    if last.column == line.column:
        return True
    overlap = min(last.x1, line.x1) - max(last.x0, line.x0)
    return (
        0 < line.bottom - last.bottom < 2.5 * line.size
        and overlap > 0.5 * min(last.x1 - last.x0, line.x1 - line.x0)
        and abs(last.left - line.left) < 2 * line.size
    )


def runs_on(last: Line, line: Line) -> bool:
    """Whether a sentence plainly goes on from one full line to the next."""
    full = last.x1 > last.right - 0.15 * (last.right - last.left)
    return full and line.text[:1].islower() and not ENDS.search(last.text)


def same_type(last: Line, line: Line) -> bool:
    """Whether size and weight allow two lines to be one paragraph."""
    if not last.words or not line.words:
        return False
    a, b = last.words[-1], line.words[0]
    size = max(a.size, b.size)
    apart = 0.06 * size + 0.2
    if abs(a.size - b.size) > apart and abs(last.size - line.size) > apart:
        # A few small capitals at the head of a line of a sentence may be most of its letters.
        mixed = any(abs(word.size - last.size) <= apart for word in line.words)
        return mixed and not ENDS.search(last.text)
    if last.bold == line.bold or (a.style & BOLD) == (b.style & BOLD):
        return True
    return runs_on(last, line)  # a sentence may begin in bold and go on without


def slants_otherwise(current: Draft, last: Line, line: Line) -> bool:
    """Whether a heading in italics ends between two lines, or one begins after a finished line."""
    if (last.words[-1].style ^ line.words[0].style) & ITALIC == 0:
        return False
    if last.italic and not line.italic:
        return len(current.lines) < 3 and all(each.italic for each in current.lines)
    return line.italic and not last.italic and ENDS.search(last.text) is not None


def shouts(line: Line) -> bool:
    """Whether a line is a heading in capitals, and not an abbreviation at a sentence's end."""
    return line.text.isupper() and len(line.text) > 7 and not STRONG.search(line.text)
