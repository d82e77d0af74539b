"""Hand codes: read, matched to sentences, and held against the machine's."""

from __future__ import annotations

from enacted.coding.agreement import Agreement, ClassScore, Scores, evaluate
from enacted.coding.codes import Code, read_codes
from enacted.coding.matching import match

__all__ = ["Agreement", "ClassScore", "Code", "Scores", "evaluate", "match", "read_codes"]
