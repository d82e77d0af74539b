"""What the encoder reads of a mention: its sense, and values of facets."""

from __future__ import annotations

from enacted.evidence import COLUMNS

VALUES: tuple[str, ...] = (
    "concept",
    "name",
    *(f"{facet}={value}" for facet, value in COLUMNS),
)
"""Whether it stands in the sense of its concept; if not, whether in a name; facets, if it does."""

OF_FACETS = slice(2, len(VALUES))
"""Those of facets, in the order of ``evidence.COLUMNS``."""
