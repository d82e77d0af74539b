"""Status, concreteness and stance of a sentence."""

from __future__ import annotations

from enacted.stance.classifier import Classifier
from enacted.stance.records import Coding, Statement
from enacted.stance.tiers import AccurateClassifier, Coder, Loaded, Tier, load_coder

__all__ = [
    "AccurateClassifier",
    "Classifier",
    "Coder",
    "Coding",
    "Loaded",
    "Statement",
    "Tier",
    "load_coder",
]
