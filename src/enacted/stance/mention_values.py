"""What the encoder reads of a mention: its sense, and values of facets."""

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

CONCEPTS: Mapping[str, tuple[str, ...]] = {
    "coproduction": ("modes", "level", "reasons"),
    "personalisation": (),
    "equality": ("reasons", "equality"),
}
"""Concepts that the coding guide has codes for, with the facets that it codes of each."""

VALUES: tuple[str, ...] = (
    "concept",
    "name",
    *(f"{facet}={value}" for facet, values in FACETS.items() for value in values),
)
"""Whether it stands in the sense of its concept; if not, whether in a name; facets, if it does."""
