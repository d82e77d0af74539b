"""What is looked for: concepts, their terms, and the cues of facets and senses."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enacted.concepts.choice import fits, not_there
from enacted.errors import CodebookError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


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
    unless
        (value, cues) pairs: cues that set the value aside, whatever shows it.
    """

    name: str
    citation: str
    concepts: tuple[str, ...]
    values: tuple[tuple[str, tuple[str, ...]], ...]
    unless: tuple[tuple[str, tuple[str, ...]], ...] = ()


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

    @property
    def facet_values(self) -> tuple[tuple[str, str, str], ...]:
        """Every (concept, facet, value) that a mention can have, sorted."""
        by_cues = {
            (concept.name, facet.name, value)
            for concept in self.concepts
            for facet in self.facets
            if not facet.concepts or concept.name in facet.concepts
            for value, _ in facet.values
        }
        by_term = {
            (concept.name, facet, value)
            for concept in self.concepts
            for term in concept.terms
            for facet, values in term.facets
            for value in values
        }
        return tuple(sorted(by_cues | by_term))

    @classmethod
    def read(cls, path: Path | None = None, *, without: Iterable[str] = ()) -> Codebook:
        """Read a codebook file; the built-in one where ``path`` is ``None``.

        Parameters
        ----------
        without
            What to leave out of it, as :meth:`without` takes it.

        Raises
        ------
        CodebookError
            Names the file, the line and what was expected.
        """
        # Imported here: the reader makes what is defined here.
        from enacted.concepts.codebook_reader import CodebookReader

        if path is None:
            with resources.as_file(resources.files(__package__) / "codebook.yaml") as built_in:
                book = CodebookReader(built_in).codebook()
        else:
            book = CodebookReader(Path(path)).codebook()
        return book.without(without)

    @classmethod
    def of_run(cls, run: Mapping[str, Any], path: Path | None = None) -> Codebook:
        """The book that a run used.

        Parameters
        ----------
        run
            Row of the table ``runs``.
        path
            The book's file, where it is not where it was.

        Raises
        ------
        CodebookError
            Where the file is gone or holds another book by now.
        """
        used = json.loads(run["settings"]).get("concepts", {})
        path = path or (Path(used["codebook"]) if used.get("codebook") else None)
        book = cls.read(path, without=used.get("without", ()))
        if book.digest != run["codebook"]:
            raise CodebookError(
                f"{path or 'the built-in codebook'}: is not the codebook that the run used: name "
                "that one with --codebook, or run again"
            )
        return book

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, as 16 hex digits; comments and layout do not count."""
        content = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def without(self, names: Iterable[str]) -> Codebook:
        """The book without the concepts, or terms of a concept (``concept/term``), named.

        Casing does not matter; ``*`` and ``?`` in a name stand for any characters and any one.

        Raises
        ------
        CodebookError
            For a name that fits nothing, and where nothing would be left.
        """
        concepts = self.concepts
        for name in names:
            concepts = leave_out(concepts, name)
        if not concepts:
            raise CodebookError("nothing is left of the codebook")
        return replace(self, concepts=concepts)

    def only(self, name: str) -> Codebook:
        """The book with the concepts that ``name`` fits and the facets that their mentions have.

        Raises
        ------
        CodebookError
            Where there is no such concept.
        """
        concepts = tuple(c for c in self.concepts if fits(c.name, name))
        if not concepts:
            raise CodebookError(not_there("concept", name, (c.name for c in self.concepts)))
        kept = {c.name for c in concepts}
        facets = tuple(f for f in self.facets if not f.concepts or kept.intersection(f.concepts))
        return replace(self, concepts=concepts, facets=facets)

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
                        "unless": {value: list(cues) for value, cues in f.unless},
                    }
                )
                for f in self.facets
            },
        }


def leave_out(concepts: tuple[Concept, ...], name: str) -> tuple[Concept, ...]:
    """``concepts`` without the concept, or term (``concept/term``), that ``name`` fits.

    Raises
    ------
    CodebookError
        For a name that fits nothing, and where a concept would keep no term.
    """
    concept_name, _, term_name = name.partition("/")
    fitting = [c for c in concepts if fits(c.name, concept_name)]
    if not fitting:
        none = not_there("concept", concept_name, (c.name for c in concepts))
        raise CodebookError(f"nothing to leave out: {none}")
    if not term_name:
        return tuple(c for c in concepts if c not in fitting)
    terms = [t.name for c in fitting for t in c.terms]
    if not any(fits(term, term_name) for term in terms):
        none = not_there("term", term_name, terms, place=repr(concept_name))
        raise CodebookError(f"nothing to leave out: {none}")
    left = []
    for concept in concepts:
        kept = tuple(t for t in concept.terms if not fits(t.name, term_name))
        if concept in fitting and not kept:
            raise CodebookError(f"{name!r} leaves no term of concept {concept.name!r}")
        left.append(replace(concept, terms=kept) if concept in fitting else concept)
    return tuple(left)


def _without_empty(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value}
