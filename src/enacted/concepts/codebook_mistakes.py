"""Mistakes in the keys and values of a codebook file, in words that say what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enacted.concepts.choice import not_there
from enacted.concepts.codebook_file import (
    FACETS,
    CodebookFile,
    ConceptEntry,
    FacetEntry,
    TermEntry,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from enacted.concepts.marked_yaml import Place

NO_CODEBOOK = (
    "is no codebook, a mapping with the key 'concepts'; enacted codebook new FILE writes one, "
    "enacted codebook import makes one of another tool's dictionary"
)

_IN_A_KEY = "[key]"
"""What pydantic puts at the end of a place to say that the key itself is wrong."""


_SUCH: dict[Place, str] = {("concepts",): "'- name: digital'", ("terms",): "[channel shift]"}


def mistakes(error: ValidationError) -> Iterator[tuple[Place, str]]:
    """Each thing that is wrong: its place, and words for it that name the place."""
    places = [e["loc"] for e in error.errors()]
    for e in error.errors():
        # A list is also called too short where all in it is wrong; that says nothing.
        if e["type"] != "too_short" or not any(p[: len(e["loc"])] == e["loc"] != p for p in places):
            place = tuple(part for part in e["loc"] if part != _IN_A_KEY)
            in_key = place != e["loc"] or e["type"] == "extra_forbidden"
            yield place, f"{_words(place[:-1] if in_key else place)}: {_message(e)}"


def _words(place: Place) -> str:
    """``concepts.1.terms`` as a person counts: ``concepts[2].terms``."""
    words = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in place)
    return words.removeprefix(".") or "codebook"


def _message(error: ErrorDetails) -> str:
    kind, place, given = error["type"], error["loc"], error["input"]
    if kind == "extra_forbidden":
        return not_there("key", str(place[-1]), _keys(place[:-1]))
    if kind == "literal_error":
        if "facets" in place:
            return not_there("facet", str(given), FACETS)
        return f"expected {error['ctx']['expected']}"
    if kind in {"tuple_type", "list_type"}:
        such = f"[{given}]" if _is_short(given) else _SUCH.get(place[-1:], "[…]")
        return f"expected a list, such as {such}"
    if kind in {"too_short", "too_long"} and isinstance(given, str):
        most = error["ctx"].get("max_length")
        return f"longer than {most:,} characters" if kind == "too_long" else "is empty"
    if kind == "model_type" and place[-2:-1] == ("terms",):
        return "expected a term: text, or a mapping with its name and nouns, verbs or phrases"
    words = {
        "missing": "is missing",
        "dict_type": "expected a mapping (key: value)",
        "model_type": "expected a mapping (key: value)",
        "model_attributes_type": "expected a mapping (key: value)",
        "too_short": "needs at least one entry",
        "string_type": "is empty" if given is None else "expected text",
    }
    return words.get(kind) or str(error["msg"]).removeprefix("Value error, ")


def _is_short(given: object) -> bool:
    return isinstance(given, str) and 0 < len(given) <= 40


def _keys(place: Place) -> list[str]:
    """Keys that a mapping may have."""
    entry: type[BaseModel] = CodebookFile
    match place:
        case ("concepts", _):
            entry = ConceptEntry
        case ("concepts", _, "terms", _):
            entry = TermEntry
        case ("facets", _):
            entry = FacetEntry
    return list(entry.model_fields)
