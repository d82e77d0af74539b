"""A place where a term stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found: which, and where in the sentence."""

    concept: int
    term: int
    start: int
    end: int
