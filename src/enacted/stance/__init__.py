"""Status, concreteness and stance of a sentence."""

from __future__ import annotations

from enacted.stance.classifier import Classifier
from enacted.stance.records import Coding, Statement

__all__ = ["Classifier", "Coding", "Statement"]
