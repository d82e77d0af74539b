"""What documents talk about besides the concepts: topics of their passages, and their years."""

from __future__ import annotations

from enacted.topics.fitting import TopicTables, fit
from enacted.topics.passages import PASSAGES, passages

__all__ = ["PASSAGES", "TopicTables", "fit", "passages"]
