"""Talk, plan and deed over the years, with intervals that respect documents as clusters."""

from __future__ import annotations

from enacted.trends.counts import TALLIES, tally
from enacted.trends.markdown import as_markdown
from enacted.trends.periods import trends

__all__ = ["TALLIES", "as_markdown", "tally", "trends"]
