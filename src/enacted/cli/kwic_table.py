"""Keyword in context in a terminal: columns that stay the same, however narrow or wide it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from enacted.report.kwic_output import first_cells, harmless, last_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import Console

_KEYWORD = 20
_GAP = "  "
_PLACE = 25
"""Cells of year, page and stance, and of the gaps between all columns."""

_WIDE, _NARROW = 110, 72
"""Cells of a terminal from which titles have more room, and below which places have own lines."""


class KwicTable:
    """Prints lines of keyword in context.

    Parameters
    ----------
    width
        Cells of context on either side at the most; by default, and where more do not fit, as
        many as fit.
    """

    def __init__(self, console: Console, width: int | None) -> None:
        self._console = console
        self._stacked = console.width < _NARROW
        self._title = 20 if console.width >= _WIDE else 10
        beside = len(_GAP) if self._stacked else _PLACE + self._title
        fitting = max(0, (console.width - beside - _KEYWORD) // 2)
        self._left = fitting if width is None else min(width, fitting)
        self._right = _KEYWORD + self._left

    def print_head(self) -> None:
        """Print names of the columns, where there are columns."""
        if not self._stacked:
            context = " " * (self._left + len(_GAP) + self._right)
            names = _GAP.join(("year", "page", "stance ", context, "document"))
            self._print(Text(names, style="dim"))

    def print_rows(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Print a line for each, or two in a narrow terminal."""
        for row in rows:
            year = "" if row["year"] is None else str(row["year"])
            stance, title = row["stance"] or "", harmless(row["title"])
            context = self._context(row)
            if self._stacked:
                place = _GAP.join(filter(None, (year, f"p. {row['page']}", stance, title)))
                self._print(Text(place, style="dim"))
                self._print(context)
            else:
                place = f"{year:<4}{_GAP}{row['page']:>4}{_GAP}{stance:<7}{_GAP}"
                self._print(Text.assemble(place, context, _GAP, self._shortened(title)))

    def _context(self, row: Mapping[str, Any]) -> Text:
        left = last_cells(harmless(row["left"]).strip(), self._left)
        keyword, right = harmless(row["keyword"]), harmless(row["right"])[: self._left]
        context = Text.assemble(left, _GAP, (keyword, "bold"), right)
        context.truncate(self._left + len(_GAP) + self._right, pad=True)
        return context

    def _shortened(self, title: str) -> str:
        fits = first_cells(title, self._title).rstrip()
        return title if fits == title.rstrip() else f"{first_cells(title, self._title - 1)}…"

    def _print(self, line: Text) -> None:
        line.rstrip()
        self._console.print(line, no_wrap=True, crop=True, overflow="ellipsis")
