"""Enacted: talk, plan and deed in policy documents, and how they move over the years."""

from __future__ import annotations

__version__ = "0.1.0"
