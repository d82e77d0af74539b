"""Sentences, words and the language of a document."""

from __future__ import annotations

from enacted.language.detection import LANGUAGES, detect
from enacted.language.mixed import document_language, languages_of
from enacted.language.splitter import Splitter
from enacted.language.words import count_words

__all__ = [
    "LANGUAGES",
    "Splitter",
    "count_words",
    "detect",
    "document_language",
    "languages_of",
]
