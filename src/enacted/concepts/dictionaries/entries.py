"""What every dictionary of words comes down to: patterns, each under a category."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A pattern under a category.

    Attributes
    ----------
    line
        Line in the file, from 1.
    category
        Names of the category, outermost first; at least one.
    pattern
        As it is written there.
    """

    line: int
    category: tuple[str, ...]
    pattern: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in a dictionary that a codebook cannot say, and why."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Noted:
    """How something in a dictionary was read that could have been meant otherwise."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The entries of a dictionary, what of it could not be read as one, and what was doubtful."""

    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...] = ()
    noted: tuple[Noted, ...] = ()
