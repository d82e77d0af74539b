"""Codebooks, and the mentions of their concepts with sense and facets."""

from __future__ import annotations

from enacted.concepts.apart import Passage, evidence_apart, mentions_apart
from enacted.concepts.codebook import Codebook
from enacted.concepts.facet_model import FacetModel
from enacted.concepts.finder import Finder

__all__ = ["Codebook", "FacetModel", "Finder", "Passage", "evidence_apart", "mentions_apart"]
