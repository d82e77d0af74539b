"""Tables to what people read: a page, keywords in context, places on pages, comparisons."""

from __future__ import annotations

from enacted.report.comparison import Comparison, compare
from enacted.report.kwic import kwic
from enacted.report.kwic_query import Query
from enacted.report.page import report
from enacted.report.place import view

__all__ = ["Comparison", "Query", "compare", "kwic", "report", "view"]
