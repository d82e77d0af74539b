"""Tables to what people read: one HTML page, and keywords in context."""

from __future__ import annotations

from enacted.report.kwic import kwic
from enacted.report.kwic_query import Query
from enacted.report.page import report

__all__ = ["Query", "kwic", "report"]
