"""Names that a person asks for, among those there are: any casing, ``*`` for any characters."""

from __future__ import annotations

from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from enacted.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NAMED = 30
"""Names told at the most where none is the one that was asked for."""

_NEAR = 3


def fits(name: str, pattern: str) -> bool:
    """Whether a name is the one asked for: ``*`` is any characters, ``?`` any one."""
    # Brackets stand in names as they are: "[draft] plan".
    return fnmatchcase(name.casefold(), pattern.casefold().replace("[", "[[]"))


def choose(
    names: Iterable[str], patterns: Sequence[str], what: str, *, place: str = ""
) -> tuple[str, ...]:
    """The names that fit one of the patterns, in their order.

    Raises
    ------
    UsageError
        For a pattern that no name fits.
    """
    known = list(names)
    for pattern in patterns:
        if not any(fits(name, pattern) for name in known):
            raise UsageError(not_there(what, pattern, known, place=place))
    return tuple(name for name in known if any(fits(name, pattern) for pattern in patterns))


def not_there(what: str, asked: str, names: Iterable[str], *, place: str = "") -> str:
    """Words for a name that there is not (in a ``place``): those most like it, then all."""
    known = list(dict.fromkeys(names))
    by_folded = {name.casefold(): name for name in known}
    near = [by_folded[n] for n in get_close_matches(asked.casefold(), by_folded, n=_NEAR)]
    there = ", ".join(known[:_NAMED]) + (", …" if len(known) > _NAMED else "")
    within = f" in {place}" if place else ""
    meant = f"did you mean {' or '.join(near)}? There" if near else "there"
    return f"no {what} {asked!r}{within}: {meant} are {there or 'none'}"
