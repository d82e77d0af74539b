"""A codebook as it stands in a file: which keys there are and what may stand under them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from enacted.concepts.cues import Cues
from enacted.concepts.terms import variants
from enacted.guide import ONE_VALUE

if TYPE_CHECKING:
    from collections.abc import Callable

BUILT_IN = "built-in"

FacetName = Literal[
    "modes",
    "level",
    "reasons",
    "equality",
    "exclusion",
    "org_level",
    "contribution",
    "drivers",
    "barriers",
    "outcomes",
    "tokenism",
]

FACETS: tuple[str, ...] = get_args(FacetName)
"""Facets that a mention has; each is a column of the table ``mentions``."""

SINGLE = ONE_VALUE | {"exclusion", "org_level"}
"""Those with one value at the most."""

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal would obey instead of showing it."""


def _harmless(text: str) -> str:
    """Control characters have no place in a codebook."""
    if match := CONTROL.search(text):
        raise ValueError(f"holds a control character (U+{ord(match[0]):04X})")
    return text


_Text = Annotated[
    str,
    BeforeValidator(lambda v: " ".join(v.split()) if isinstance(v, str) else v),
    StringConstraints(max_length=5_000),
    AfterValidator(_harmless),
]
_Filled = Annotated[_Text, StringConstraints(min_length=1)]
_Written = Annotated[_Text, StringConstraints(min_length=1, max_length=2_000)]


def _readable(read: Callable[[str], object]) -> AfterValidator:
    """Checks that a form or cue can be read, so that each mistake has a line of its own."""

    def check(value: str) -> str:
        read(value)
        return value

    return AfterValidator(check)


_Noun = Annotated[_Written, _readable(lambda form: variants(nouns=[form]))]
_Verb = Annotated[_Written, _readable(lambda form: variants(verbs=[form]))]
_Phrase = Annotated[_Written, _readable(lambda form: variants(phrases=[form]))]
_Cue = Annotated[_Written, _readable(lambda cue: Cues([cue]))]


_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")


def plain_name(label: str) -> str:
    """A name that a concept may have, made from any words; empty where nothing of them can stay."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9-]+", "_", plain).strip("_-")[:50].rstrip("_-")
    return f"c_{base}" if base[:1].isdigit() else base


def _name(text: str) -> str:
    if _NAME.fullmatch(text):
        return text
    such = f", such as {plain_name(text)!r}" if plain_name(text) else ""
    raise ValueError(
        f"{text[:64]!r} is no name: a name has lower-case letters a to z, digits, _ and -, at most "
        f"64 of them, a letter first{such}"
    )


_Name = Annotated[str, AfterValidator(_name)]
_Values = Annotated[tuple[_Name, ...], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)]

_Languages = Annotated[
    tuple[_Filled, ...], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)
]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class TermEntry(_Entry):
    """A term: a name and at least one form."""

    name: _Filled
    nouns: tuple[_Noun, ...] = ()
    verbs: tuple[_Verb, ...] = ()
    phrases: tuple[_Phrase, ...] = ()
    because: _Text = ""
    facets: dict[FacetName, _Values] = {}

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        """A term given as mere text is a noun that is its own name."""
        return {"name": value, "nouns": [value]} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _formed(self) -> TermEntry:
        if not (self.nouns or self.verbs or self.phrases):
            raise ValueError(f"term {self.name!r} has no forms; give nouns, verbs or phrases")
        return self


class ConceptEntry(_Entry):
    """A concept: a name and at least one term."""

    name: _Name
    label: _Text = ""
    definition: _Text = ""
    citation: _Text = ""
    terms: tuple[TermEntry, ...] = Field(min_length=1)
    names: tuple[_Cue, ...] = ()
    own_sense: tuple[_Cue, ...] = ()
    other_senses: tuple[_Cue, ...] = ()


class FacetEntry(_Entry):
    """A facet: cues for each of its values."""

    citation: _Text = ""
    concepts: tuple[_Name, ...] = ()
    values: dict[_Name, tuple[_Cue, ...]] = Field(min_length=1)
    unless: dict[_Name, tuple[_Cue, ...]] = {}


class CodebookFile(_Entry):
    """The whole file."""

    version: Literal["1"] = "1"
    extends: Literal["built-in"] | None = None
    languages: _Languages | None = Field(None, min_length=1)
    leave_out: tuple[str, ...] = ()
    concepts: tuple[ConceptEntry, ...] = ()
    facets: dict[FacetName, FacetEntry] = {}
