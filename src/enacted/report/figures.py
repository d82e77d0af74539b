"""A chart with the data it shows and the table that says the same in words and numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, its data and its table.

    Attributes
    ----------
    key
        Name within the page, of small letters, digits and hyphens: its anchor, and the name of
        what is downloaded.
    note
        What one sees, for whoever cannot see it.
    columns, rows
        The data of the chart, one tuple a mark or more; what is downloaded as CSV.
    head, body
        The table beside the chart, ready for reading.
    spec
        Vega-Lite specification without data.
    """

    key: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    spec: dict[str, Any]

    def data(self) -> dict[str, Any]:
        """What the page's script needs of it."""
        return {"columns": self.columns, "rows": self.rows, "spec": self.spec}


def slug(*parts: str) -> str:
    """Name of a figure made of words; other letters than those of ASCII become their code."""
    text = "-".join(parts).lower()
    return "".join(
        c if c.isascii() and c.isalnum() else "-" if c in " -_" else f"u{ord(c):x}" for c in text
    )


def rounded(value: float | None, digits: int = 4) -> float | None:
    """A figure as it goes into a page; None where there is none."""
    return None if value is None or not math.isfinite(value) else round(value, digits)


def percent(value: float | None) -> str:
    """A share in per cent, without decimals."""
    return "–" if value is None else f"{100 * value:.0f} %"


def with_interval(share: float | None, low: float | None, high: float | None) -> str:
    """A share with its interval, in per cent: ``40 % (31–52)``."""
    if share is None or low is None or high is None:
        return percent(share)
    return f"{percent(share)} ({100 * low:.0f}–{100 * high:.0f})"


def number(value: float | None, digits: int = 0) -> str:
    """A number with a comma at thousands."""
    return "–" if value is None else f"{value:,.{digits}f}"


def short(text: str, length: int) -> str:
    """A name cut to a length, with an ellipsis where it was longer."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def without_gaps(periods: Iterable[str]) -> list[str]:
    """Periods in order, with the years between the first and the last that are not among them.

    Periods of several years stay as they are; what is no year comes last.

    >>> without_gaps(["2012", "2010", "unknown"])
    ['2010', '2011', '2012', 'unknown']
    """
    found = sorted(set(periods))
    years = [int(period) for period in found if period.isdecimal() and len(period) == 4]
    if not years or any("-" in period for period in found):
        return found
    between = [str(year) for year in range(years[0], years[-1] + 1)]
    return between + [period for period in found if period not in set(between)]


def most(counts: dict[str, int], limit: int) -> list[str]:
    """The names with the highest counts, highest first, then by name."""
    return sorted(counts, key=lambda name: (-counts[name], name))[:limit]
