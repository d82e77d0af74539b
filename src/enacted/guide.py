"""What the coding guide codes of mentions, and so can be learned from coded sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FACETS: Mapping[str, tuple[str, ...]] = {
    "modes": ("commission", "design", "deliver", "assess"),
    "level": ("individual", "group", "collective"),
    "reasons": ("instrumental", "normative"),
    "equality": ("opportunity", "access", "outcome", "treatment", "difference", "voice"),
}
"""Facets that the coding guide has codes for, with their values."""

ONE_VALUE = frozenset({"level"})
"""Those of which a mention has one value at the most."""

CONCEPTS: Mapping[str, tuple[str, ...]] = {
    "coproduction": ("modes", "level", "reasons"),
    "personalisation": (),
    "equality": ("reasons", "equality"),
}
"""Concepts that the coding guide has codes for, with the facets that it codes of each."""
