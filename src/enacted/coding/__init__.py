"""Hand codes: read, matched to sentences, and held against the machine's."""

from __future__ import annotations

from enacted.coding.codes import Code, read_codes
from enacted.coding.evaluation import ClassScore, Evaluation, Scores, evaluate
from enacted.coding.figures import Figure
from enacted.coding.matching import match

__all__ = [
    "ClassScore",
    "Code",
    "Evaluation",
    "Figure",
    "Scores",
    "evaluate",
    "match",
    "read_codes",
]
