"""What is looked for: concepts, their terms, and the cues of facets and senses."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from enacted.concepts.codebook_file import BUILT_IN, CodebookFile
from enacted.concepts.cues import Cues
from enacted.concepts.marked_yaml import Place, read_marked
from enacted.concepts.terms import FormError, variants
from enacted.errors import CodebookError
from enacted.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from enacted.concepts.codebook_file import ConceptEntry, FacetEntry

MAX_VARIANTS = 200_000
"""Ways of writing all terms of a codebook together."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term and all that counts as it.

    Attributes
    ----------
    variants
        Every folded way to write it; a last ``*`` stands for any ending.
    because
        Why it is in the book.
    facets
        Values that the term itself shows: (facet, values) pairs.
    """

    name: str
    nouns: tuple[str, ...]
    verbs: tuple[str, ...]
    phrases: tuple[str, ...]
    variants: tuple[str, ...]
    because: str
    facets: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of the codebook.

    Attributes
    ----------
    names
        Cues for names that hold a term ("Equality Act").
    other_senses
        Cues for uses of a term in another sense ("inclusion criteria").
    own_sense
        Cues that set aside ``other_senses``.
    """

    name: str
    label: str
    definition: str
    citation: str
    terms: tuple[Term, ...]
    names: tuple[str, ...]
    other_senses: tuple[str, ...]
    own_sense: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: for each value the cues that show it.

    Attributes
    ----------
    concepts
        Concepts whose mentions have it; all of them where empty.
    values
        (value, cues) pairs, in the order in which values win a draw.
    """

    name: str
    citation: str
    concepts: tuple[str, ...]
    values: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Codebook:
    """A checked codebook; :meth:`read` makes it."""

    concepts: tuple[Concept, ...]
    facets: tuple[Facet, ...]
    languages: tuple[str, ...] = ("en",)
    """Languages of the terms and cues, ISO 639-1; text in others is marked, not mined."""

    def covers(self, language: str) -> bool:
        """Whether text in a language is mined; text too short to tell (empty) is."""
        return not language or language in self.languages

    @classmethod
    def read(cls, path: Path | None = None) -> Codebook:
        """Read a codebook file; the built-in one where ``path`` is ``None``.

        Raises
        ------
        CodebookError
            Names the file, the line and what was expected.
        """
        if path is None:
            with resources.as_file(resources.files(__package__) / "codebook.yaml") as built_in:
                return _Reader(built_in).codebook()
        return _Reader(Path(path)).codebook()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, as 16 hex digits; comments and layout do not count."""
        content = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def to_dict(self) -> dict[str, Any]:
        """The book as plain values, in the form of a codebook file."""
        return {
            "languages": list(self.languages),
            "concepts": [
                _without_empty(
                    {
                        "name": c.name,
                        "label": c.label,
                        "definition": c.definition,
                        "citation": c.citation,
                        "terms": [
                            _without_empty(
                                {
                                    "name": t.name,
                                    "nouns": list(t.nouns),
                                    "verbs": list(t.verbs),
                                    "phrases": list(t.phrases),
                                    "because": t.because,
                                    "facets": {f: list(values) for f, values in t.facets},
                                }
                            )
                            for t in c.terms
                        ],
                        "names": list(c.names),
                        "own_sense": list(c.own_sense),
                        "other_senses": list(c.other_senses),
                    }
                )
                for c in self.concepts
            ],
            "facets": {
                f.name: _without_empty(
                    {
                        "citation": f.citation,
                        "concepts": list(f.concepts),
                        "values": {value: list(cues) for value, cues in f.values},
                    }
                )
                for f in self.facets
            },
        }


def _without_empty(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value}


class _Reader:
    """Reads one file; keeps its path and lines for what it has to say of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Place, int] = {}
        self.positions: dict[str, int] = {}

    def codebook(self) -> Codebook:
        values, self.lines = read_marked(self.path)
        if not isinstance(values, dict):
            raise self._error("a codebook is a mapping with a key 'concepts'", ())
        try:
            file = CodebookFile.model_validate(values)
        except ValidationError as error:
            raise self._invalid(error) from None
        base = Codebook.read() if file.extends == BUILT_IN else None
        if base is None and file.leave_out:
            raise self._error("leave_out needs 'extends: built-in'", ("leave_out",))
        concepts = self._concepts(file.concepts)
        if base is not None:
            own = {c.name for c in concepts}
            kept = self._left(base, file.leave_out)
            concepts = (*(c for c in kept if c.name not in own), *concepts)
        if not concepts:
            raise self._error("no concept; a codebook needs at least one", ())
        self._check_apart(concepts)
        facets = self._facets(list(file.facets.items()), concepts)
        if base is not None:
            own = {f.name for f in facets}
            facets = (*(f for f in base.facets if f.name not in own), *facets)
        self._check_languages(file.languages or ())
        languages = file.languages or (base.languages if base is not None else ("en",))
        return Codebook(concepts, facets, languages)

    def _check_languages(self, languages: Sequence[str]) -> None:
        for i, language in enumerate(languages):
            if language not in LANGUAGES:
                raise self._error(
                    f"{language!r} is no language that we can tell; "
                    f"those are {', '.join(LANGUAGES)}",
                    ("languages", i),
                )

    def _concepts(self, entries: Iterable[ConceptEntry]) -> tuple[Concept, ...]:
        concepts: list[Concept] = []
        total = 0
        for i, entry in enumerate(entries):
            place: Place = ("concepts", i)
            if entry.name in self.positions:
                raise self._error(f"concept {entry.name!r} stands twice", (*place, "name"))
            self.positions[entry.name] = i
            terms: list[Term] = []
            for j, t in enumerate(entry.terms):
                where = (*place, "terms", j)
                if any(t.name == other.name for other in terms):
                    raise self._error(f"term {t.name!r} stands twice", where)
                try:
                    written = variants(nouns=t.nouns, verbs=t.verbs, phrases=t.phrases)
                except FormError as error:
                    raise self._error(str(error), where) from None
                total += len(written)
                if total > MAX_VARIANTS:
                    raise self._error(f"more than {MAX_VARIANTS:,} ways to write terms", where)
                terms.append(
                    Term(
                        t.name,
                        t.nouns,
                        t.verbs,
                        t.phrases,
                        tuple(written),
                        t.because,
                        tuple(sorted(t.facets.items())),
                    )
                )
            self._check_cues(entry.names, (*place, "names"))
            self._check_cues(entry.own_sense, (*place, "own_sense"))
            self._check_cues(entry.other_senses, (*place, "other_senses"))
            concepts.append(
                Concept(
                    entry.name,
                    entry.label or entry.name,
                    entry.definition,
                    entry.citation,
                    tuple(terms),
                    entry.names,
                    entry.other_senses,
                    entry.own_sense,
                )
            )
        return tuple(concepts)

    def _left(self, base: Codebook, leave_out: Iterable[str]) -> list[Concept]:
        """Concepts of ``base`` without the concepts or terms (``concept/term``) named."""
        concepts = {c.name: c for c in base.concepts}
        for i, name in enumerate(leave_out):
            concept, _, term = name.partition("/")
            place: Place = ("leave_out", i)
            if concept not in concepts:
                raise self._error(f"leave_out: no concept {concept!r} in the built-in book", place)
            if not term:
                del concepts[concept]
                continue
            old = concepts[concept]
            kept = tuple(t for t in old.terms if t.name != term)
            if len(kept) == len(old.terms):
                raise self._error(f"leave_out: concept {concept!r} has no term {term!r}", place)
            if not kept:
                raise self._error(f"leave_out: nothing is left of concept {concept!r}", place)
            concepts[concept] = replace(old, terms=kept)
        return list(concepts.values())

    def _check_apart(self, concepts: Iterable[Concept]) -> None:
        """No way to write a term may count as two terms."""
        owner: dict[str, tuple[str, str]] = {}
        for concept in concepts:
            # -1 for what the file inherits: those never clash among themselves.
            at = self.positions.get(concept.name, -1)
            for j, term in enumerate(concept.terms):
                for variant in term.variants:
                    other = owner.setdefault(variant, (concept.name, term.name))
                    if other != (concept.name, term.name):
                        raise self._error(
                            f"{variant!r} is a form of term {other[1]!r} of concept {other[0]!r} "
                            f"and of term {term.name!r} of concept {concept.name!r}; one must go",
                            ("concepts", at, "terms", j),
                        )

    def _facets(
        self, entries: Iterable[tuple[str, FacetEntry]], concepts: Iterable[Concept]
    ) -> tuple[Facet, ...]:
        known = {c.name for c in concepts}
        facets = []
        for name, entry in entries:
            place: Place = ("facets", name)
            for i, concept in enumerate(entry.concepts):
                if concept not in known:
                    raise self._error(f"no concept {concept!r}", (*place, "concepts", i))
            for value, cues in entry.values.items():
                self._check_cues(cues, (*place, "values", value))
            facets.append(Facet(name, entry.citation, entry.concepts, tuple(entry.values.items())))
        return tuple(facets)

    def _check_cues(self, cues: Iterable[str], place: Place) -> None:
        for i, cue in enumerate(cues):
            try:
                Cues([cue])
            except FormError as error:
                raise self._error(str(error), (*place, i)) from None

    def _invalid(self, error: ValidationError) -> CodebookError:
        """What pydantic found, with the line of each mistake; the first leads."""
        places = [e["loc"] for e in error.errors()]
        found = sorted(
            (
                (self._line(e["loc"]), _place(e["loc"]), _message(e))
                for e in error.errors()
                # A list is also called too short where all in it is wrong; that says nothing.
                if e["type"] != "too_short"
                or not any(p[: len(e["loc"])] == e["loc"] != p for p in places)
            ),
            key=lambda f: f[0],
        )
        line, place, message = found[0]
        more = "".join(f"; line {a}: {b}: {c}" for a, b, c in found[1:5])
        rest = f"; and {len(found) - 5} more" if len(found) > 5 else ""
        return CodebookError(f"{place}: {message}{more}{rest}", path=self.path, line=line)

    def _line(self, place: Place) -> int:
        """Line of the innermost value on the way to ``place`` that stands in the file."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return 1

    def _error(self, message: str, place: Place) -> CodebookError:
        return CodebookError(message, path=self.path, line=self._line(place))


def _place(place: Place) -> str:
    """``concepts.1.terms`` as a person counts: ``concepts[2].terms``."""
    words = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in place)
    return words.removeprefix(".") or "the file"


def _message(error: Any) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        return "unknown key; see docs/codebook.md for those there are"
    if kind == "missing":
        return "is missing"
    if kind in {"tuple_type", "list_type"}:
        return "expected a list"
    if kind in {"dict_type", "model_type", "model_attributes_type"}:
        return "expected a mapping (key: value)"
    if kind == "too_short":
        return "needs at least one entry"
    if kind == "string_type":
        return "expected text"
    return str(error["msg"]).removeprefix("Value error, ")
