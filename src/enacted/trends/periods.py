"""Periods: years, spans of some years, or spans that begin where the user says."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from enacted.errors import UsageError

ALL = "all"
UNKNOWN = "unknown"

_FIRST, _LAST = 1000, 9999
_WIDEST = 1000
_YEARS = re.compile(r"(?P<one>\d{4})|(?P<low>\d{4})?\s*:\s*(?P<high>\d{4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Periods:
    """How years are gathered to periods.

    Attributes
    ----------
    width
        Years a period has; periods begin at multiples of it, whatever years the corpus has.
    edges
        First years of the periods, rising, instead of a width. The last one is open, and years
        before the first are a period of their own.
    """

    width: int = 1
    edges: tuple[int, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``5`` as periods of five years and ``2000,2008,2014`` as periods that begin there.

        Raises
        ------
        UsageError
            For anything else.
        """
        wrong = UsageError(
            f"periods {text!r}: give the years a period has, such as 5, or the first year of each, "
            "rising, such as 2000,2008,2014"
        )
        parts = [part.strip() for part in text.split(",")]
        if not all(re.fullmatch(r"\d{1,4}", part, re.ASCII) for part in parts):
            raise wrong
        years = [int(part) for part in parts]
        if len(years) == 1 and 1 <= years[0] < _WIDEST:
            return cls(width=years[0])
        if years[0] < _FIRST or any(a >= b for a, b in pairwise(years)):
            raise wrong
        return cls(edges=tuple(years))

    def of(self, year: int) -> str:
        """Name of the period that holds a year: ``2012``, ``2010-2014``, ``2014-``, ``-1999``.

        >>> Periods(width=5).of(2012)
        '2010-2014'
        """
        if self.edges:
            place = bisect_right(self.edges, year)
            if not place:
                return f"-{self.edges[0] - 1}"
            first = self.edges[place - 1]
            return _span(first, self.edges[place] - 1) if place < len(self.edges) else f"{first}-"
        first = year - year % self.width
        return _span(first, first + self.width - 1)

    def between(self, first: int, last: int) -> list[str]:
        """Names of all periods from the one of ``first`` to the one of ``last``, in order."""
        if self.edges:
            starts = [first, *(year for year in self.edges if first < year <= last)]
        else:
            starts = list(range(first - first % self.width, last + 1, self.width))
        return [self.of(max(year, first)) for year in starts]


@dataclass(frozen=True, slots=True)
class Span:
    """Years from ``first`` to ``last``, both included."""

    first: int
    last: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2010``, ``2005:2010``, ``2005:`` or ``:2010``.

        Raises
        ------
        UsageError
            For anything else, and for years that fall.
        """
        match = _YEARS.fullmatch(text.strip())
        if match is None or not (match["one"] or match["low"] or match["high"]):
            raise UsageError(f"years {text!r}: give 2010, 2005:2010, 2005: or :2010")
        low, high = match["one"] or match["low"], match["one"] or match["high"]
        span = cls(int(low) if low else _FIRST, int(high) if high else _LAST)
        if span.first > span.last:
            raise UsageError(f"years {text!r}: the first is after the last")
        return span

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        first = "" if self.first == _FIRST else self.first
        last = "" if self.last == _LAST else self.last
        return f"{first}-{last}"


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
