"""Sentences, words and the language of a document."""

from __future__ import annotations

from enacted.language.detection import detect
from enacted.language.splitter import Splitter
from enacted.language.words import count_words

__all__ = ["Splitter", "count_words", "detect"]
