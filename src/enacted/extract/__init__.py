"""PDF to blocks: headings, paragraphs, list items, tables, footnotes in reading order.

:func:`enacted.extract.reader.read` works in this process; :class:`~enacted.extract.guard.Guard`
reads in a process that may die of what it reads.
"""

from __future__ import annotations

from enacted.extract.guard import Guard

__all__ = ["Guard"]
