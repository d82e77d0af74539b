"""Dictionaries of quanteda in YAML: keys, keys within keys, and lists of patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from enacted.concepts.dictionaries.entries import Dictionary, Entry, Noted
from enacted.concepts.marked_yaml import Place, parse_marked
from enacted.errors import CodebookError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

OWN = "__"
"""Under this name quanteda writes the patterns of a key that has keys within it as well."""


def read(text: str, path: Path) -> Dictionary:
    """Patterns of a dictionary as ``quanteda::as.yaml`` writes it.

    Raises
    ------
    CodebookError
        For a text that is no such dictionary.
    """
    values, lines = parse_marked(text, path)
    if not isinstance(values, dict):
        raise CodebookError(
            "a quanteda dictionary is a mapping of keys to patterns", path=path, line=1
        )
    if isinstance(values.get("concepts"), list) and any(
        isinstance(value, dict) and "terms" in value for value in values["concepts"]
    ):
        raise CodebookError(
            "is a codebook already: enacted codebook check FILE says whether it can be used",
            path=path,
            line=lines["concepts",],
        )
    noted = [
        Noted(lines[place], f"{' / '.join(map(str, place))!r} has no patterns: it is passed over")
        for place in _empty(values, ())
    ]
    return Dictionary(tuple(_entries(values, (), (), lines, path)), noted=tuple(noted))


def _empty(value: Any, place: Place) -> Iterator[Place]:
    """Places of keys with nothing under them."""
    if isinstance(value, dict) and value:
        for key, child in value.items():
            yield from _empty(child, (*place, key))
    elif place and value in (None, [], {}):
        yield place


def _entries(
    value: Any, category: tuple[str, ...], place: Place, lines: Mapping[Place, int], path: Path
) -> Iterator[Entry]:
    if isinstance(value, dict):
        for key, child in value.items():
            own = category if key == OWN else (*category, key)
            yield from _entries(child, own, (*place, key), lines, path)
    elif isinstance(value, list):
        for i, child in enumerate(value):
            yield from _entries(child, category, (*place, i), lines, path)
    elif value is not None:
        if not category:
            raise CodebookError(
                f"pattern {value!r} stands under no key", path=path, line=lines[place]
            )
        yield Entry(lines[place], category, value)


def write(entries: Iterable[Entry]) -> str:
    """The dictionary as YAML, two levels deep: concept, term."""
    keys: dict[str, dict[str, list[str]]] = {}
    for entry in entries:
        concept, term = entry.category
        keys.setdefault(concept, {}).setdefault(term, []).append(entry.pattern)
    return yaml.safe_dump(keys, allow_unicode=True, sort_keys=False, width=1000)
