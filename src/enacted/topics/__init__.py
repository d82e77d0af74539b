"""What documents talk about besides the concepts: topics of their passages, and their years."""

from __future__ import annotations

from enacted.topics.evidence import EVIDENCE
from enacted.topics.fitted import FittedTopics
from enacted.topics.fitting import SPECS, Corpus, TopicTables, fit
from enacted.topics.passages import PASSAGES, passages

__all__ = [
    "EVIDENCE",
    "PASSAGES",
    "SPECS",
    "Corpus",
    "FittedTopics",
    "TopicTables",
    "fit",
    "passages",
]
