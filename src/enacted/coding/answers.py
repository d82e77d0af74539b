"""What a coder says of the mentions in a sentence: their sense, and the values of facets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enacted.types import Sense

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SENSES = tuple(sense.value for sense in Sense)

FACET = "facet:"
"""What the columns of facets begin with."""

NO_VALUE = "no value"
"""Said of a facet none of whose values a mention has; an empty cell says that nobody looked."""


_SHOWN = 40


def read_sense(text: str, concepts: Sequence[str]) -> str:
    """Check a sense, and write it as the table ``codes`` has it.

    One word holds for all concepts of the sentence; where they differ each is named, and those left
    out are meant as concepts.

    >>> read_sense("Name", ["equality"])
    'name'
    >>> read_sense("equality: name", ["coproduction", "equality"])
    'coproduction: concept; equality: name'

    Raises
    ------
    ValueError
        With what is wrong, for anything else.
    """
    said = text.casefold()
    if not said or said in SENSES:
        return said
    known = {name.casefold(): name for name in concepts}
    found = dict.fromkeys(concepts, Sense.CONCEPT.value)
    for part in said.rstrip(" ;").split(";"):
        name, _, sense = (each.strip() for each in part.rpartition(":"))
        if name not in known or sense not in SENSES:
            raise ValueError(
                f"{quoted(text)} is no sense: write one of {', '.join(SENSES)}"
                + (f", or as {concepts[0]}: {SENSES[1]}" if len(concepts) > 1 else "")
            )
        found[known[name]] = sense
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    return "; ".join(f"{name}: {found[name]}" for name in sorted(found))


def read_facet(text: str, facet: str, values: Sequence[str]) -> tuple[str, ...]:
    """Check the values of a facet, and write them as the table ``codes`` has them.

    >>> read_facet("Local; regional", "level", ["local", "national", "regional"])
    ('level=local', 'level=regional')
    >>> read_facet("no value", "level", ["local"])
    ('level=',)

    Raises
    ------
    ValueError
        With what is wrong, where a value is none of ``values``.
    """
    if not text:
        return ()
    if text.casefold() == NO_VALUE:
        return (f"{facet}=",)
    known = {value.casefold(): value for value in values}
    parts = [part.strip() for part in text.rstrip(" ;").split(";")]
    for part in parts:
        if part.casefold() not in known:
            raise ValueError(
                f"{quoted(part)} is no value of {facet}: write one of {', '.join(values)}, several "
                f"joined by ';', or {NO_VALUE}"
            )
    return tuple(sorted({f"{facet}={known[part.casefold()]}" for part in parts}))


def quoted(text: str) -> str:
    """The beginning of a text, as a message shows it."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def choices(facets: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Columns of facets with the values that their cells may have."""
    return {f"{FACET}{name}": [*values, NO_VALUE] for name, values in facets.items()}
