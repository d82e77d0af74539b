"""A codebook file made into a codebook, with every mistake in it and the line where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from enacted.concepts.codebook import Codebook, Concept, Facet, Term, leave_out
from enacted.concepts.codebook_file import BUILT_IN, CodebookFile
from enacted.concepts.codebook_mistakes import NO_CODEBOOK, mistakes
from enacted.concepts.marked_yaml import Place, read_marked
from enacted.concepts.terms import variants
from enacted.errors import CodebookError
from enacted.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from enacted.concepts.codebook_file import ConceptEntry, FacetEntry

MAX_VARIANTS = 200_000
"""Ways of writing all terms of a codebook together."""

_SHOWN = 5
"""Mistakes named in the message of one error; :attr:`CodebookReader.mistakes` holds all."""


class CodebookReader:
    """Reads one codebook file.

    Parameters
    ----------
    path
        YAML file.

    Attributes
    ----------
    mistakes
        What was wrong in the file last read, by line. Of a file that is no YAML there is but one;
        of a file with unknown keys or forms that cannot be read, those come first, and the rest
        once they are mended.
    lines
        Line (from 1) of every value, by its place in the file.
    own
        Names of the concepts that stand in the file, in its order.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mistakes: list[CodebookError] = []
        self.lines: dict[Place, int] = {}
        self.own: tuple[str, ...] = ()

    def codebook(self) -> Codebook:
        """The checked codebook.

        Raises
        ------
        CodebookError
            Names the file, the line and what was expected, of the first mistakes by line.
        """
        book = self.attempt()
        if book is None:
            first, *more = self.mistakes
            said = [first.message, *(f"line {m.line}: {m.message}" for m in more[: _SHOWN - 1])]
            if len(more) >= _SHOWN:
                said.append(f"and {len(more) + 1 - _SHOWN} more: enacted codebook check lists them")
            raise CodebookError("; ".join(said), path=self.path, line=first.line)
        return book

    def attempt(self) -> Codebook | None:
        """The checked codebook, or ``None`` where there are :attr:`mistakes`."""
        self.mistakes = []
        try:
            book = self._read()
        except CodebookError as error:
            self.mistakes.append(error)
        self.mistakes.sort(key=lambda mistake: mistake.line or 0)
        return None if self.mistakes else book

    def _read(self) -> Codebook:
        values, self.lines = read_marked(self.path)
        if not isinstance(values, dict) or not CodebookFile.model_fields.keys() & values.keys():
            raise self._error(NO_CODEBOOK, ())
        try:
            file = CodebookFile.model_validate(values)
        except ValidationError as error:
            for place, message in mistakes(error):
                self._note(message, place)
            return Codebook((), ())
        base = Codebook.read() if file.extends == BUILT_IN else None
        if base is None and file.leave_out:
            self._note("leave_out needs 'extends: built-in'", ("leave_out",))
        self.own = tuple(entry.name for entry in file.concepts)
        inherited = self._left(base, file.leave_out) if base is not None else ()
        concepts = (
            *(c for c in inherited if c.name not in self.own),
            *self._concepts(file.concepts),
        )
        if not concepts:
            self._note("no concept; a codebook needs at least one", ())
        self._check_apart(concepts)
        facets = self._facets(file.facets.items(), concepts)
        if base is not None:
            given = {f.name for f in facets}
            facets = (*(f for f in base.facets if f.name not in given), *facets)
        self._check_languages(file.languages or ())
        languages = file.languages or (base.languages if base is not None else ("en",))
        return Codebook(concepts, facets, languages)

    def _check_languages(self, languages: Iterable[str]) -> None:
        for i, language in enumerate(languages):
            if language not in LANGUAGES:
                self._note(
                    f"{language!r} is no language that we can tell; "
                    f"those are {', '.join(LANGUAGES)}",
                    ("languages", i),
                )

    def _concepts(self, entries: Iterable[ConceptEntry]) -> tuple[Concept, ...]:
        concepts: dict[str, Concept] = {}
        total = 0
        for i, entry in enumerate(entries):
            if entry.name in concepts:
                self._note(f"concept {entry.name!r} stands twice", ("concepts", i, "name"))
            terms: dict[str, Term] = {}
            for j, t in enumerate(entry.terms):
                place = ("concepts", i, "terms", j)
                if t.name in terms:
                    self._note(f"term {t.name!r} stands twice", place)
                written = variants(nouns=t.nouns, verbs=t.verbs, phrases=t.phrases)
                total += len(written)
                if total > MAX_VARIANTS:
                    # Nothing more is made of such a file: that would be the harm.
                    raise self._error(f"more than {MAX_VARIANTS:,} ways to write terms", place)
                terms[t.name] = Term(
                    t.name,
                    t.nouns,
                    t.verbs,
                    t.phrases,
                    tuple(written),
                    t.because,
                    tuple(sorted(t.facets.items())),
                )
            concepts[entry.name] = Concept(
                entry.name,
                entry.label or entry.name,
                entry.definition,
                entry.citation,
                tuple(terms.values()),
                entry.names,
                entry.other_senses,
                entry.own_sense,
            )
        return tuple(concepts.values())

    def _left(self, base: Codebook, names: Iterable[str]) -> tuple[Concept, ...]:
        concepts = base.concepts
        for i, name in enumerate(names):
            try:
                concepts = leave_out(concepts, name)
            except CodebookError as error:
                self._note(f"leave_out: {error.message}", ("leave_out", i))
        return concepts

    def _check_apart(self, concepts: Iterable[Concept]) -> None:
        """No way to write a term may count as two terms."""
        positions = {name: i for i, name in enumerate(self.own)}
        owner: dict[str, tuple[str, str]] = {}
        for concept in concepts:
            # -1 for what the file inherits: those never clash among themselves.
            at = positions.get(concept.name, -1)
            for j, term in enumerate(concept.terms):
                own = (concept.name, term.name)
                clash = next((v for v in term.variants if owner.setdefault(v, own) != own), None)
                if clash is not None:
                    other_concept, other_term = owner[clash]
                    self._note(
                        f"{clash!r} is a form of term {other_term!r} of concept {other_concept!r} "
                        f"and of term {term.name!r} of concept {concept.name!r}; one must go",
                        ("concepts", at, "terms", j),
                    )

    def _facets(
        self, entries: Iterable[tuple[str, FacetEntry]], concepts: Iterable[Concept]
    ) -> tuple[Facet, ...]:
        known = {c.name for c in concepts}
        facets = []
        for name, entry in entries:
            for i, concept in enumerate(entry.concepts):
                if concept not in known:
                    self._note(f"no concept {concept!r}", ("facets", name, "concepts", i))
            for value in entry.unless:
                if value not in entry.values:
                    self._note(
                        f"{value!r} has no cues under values, so that none can be set aside; "
                        f"there are {', '.join(entry.values)}",
                        ("facets", name, "unless", value),
                    )
            shown, aside = tuple(entry.values.items()), tuple(entry.unless.items())
            facets.append(Facet(name, entry.citation, entry.concepts, shown, aside))
        return tuple(facets)

    def _note(self, message: str, place: Place) -> None:
        self.mistakes.append(self._error(message, place))

    def _error(self, message: str, place: Place) -> CodebookError:
        # What stands in the file may stand in the message, and that in a terminal.
        shown = "".join(c if c.isprintable() else "\ufffd" for c in message)
        return CodebookError(shown, path=self.path, line=self.line(place))

    def line(self, place: Place) -> int:
        """Line of the innermost value on the way to ``place`` that stands in the file."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return 1
