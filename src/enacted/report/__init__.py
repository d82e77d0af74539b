"""Tables to one HTML page."""

from __future__ import annotations

from enacted.report.page import report

__all__ = ["report"]
