"""What the encoder reads of a mention: its sense, and values of facets."""

from __future__ import annotations

from enacted.guide import FACETS

VALUES: tuple[str, ...] = (
    "concept",
    "name",
    *(f"{facet}={value}" for facet, values in FACETS.items() for value in values),
)
"""Whether it stands in the sense of its concept; if not, whether in a name; facets, if it does."""
