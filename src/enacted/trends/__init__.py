"""Talk, plan and deed over the years, with intervals that respect documents as clusters."""

from __future__ import annotations

from enacted.trends.beside import BESIDE, beside, beside_as_markdown
from enacted.trends.counts import FACET_TALLIES, TALLIES, tally, tally_facets
from enacted.trends.follow_through import follow_through
from enacted.trends.markdown import as_markdown, movements_as_markdown
from enacted.trends.movement import MOVEMENTS, period_change, trend_test
from enacted.trends.periods import Periods, Span
from enacted.trends.recount import Recount
from enacted.trends.shares import facet_trends, trends

__all__ = [
    "BESIDE",
    "FACET_TALLIES",
    "MOVEMENTS",
    "TALLIES",
    "Periods",
    "Recount",
    "Span",
    "as_markdown",
    "beside",
    "beside_as_markdown",
    "facet_trends",
    "follow_through",
    "movements_as_markdown",
    "period_change",
    "tally",
    "tally_facets",
    "trend_test",
    "trends",
]
