"""What is right by the letter of a codebook, and yet surely not meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from enacted.concepts.codebook import Codebook
from enacted.concepts.codebook_reader import CodebookReader
from enacted.concepts.finder import Finder
from enacted.concepts.folding import as_extracted
from enacted.concepts.terms import spelt_forms, variants
from enacted.types import Kind, Sense, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from enacted.concepts.codebook import Term
    from enacted.errors import CodebookError
    from enacted.types import Mention

_BEFORE, _AFTER = "they spoke of ", " at length there."
_ENDING = "ations"  # stands for any ending of an open term
_NAMED = 3
"""Forms named in one warning."""


@dataclass(frozen=True, slots=True)
class Warned:
    """A doubt about a codebook that can be read.

    Attributes
    ----------
    line
        Line in the file, from 1.
    """

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What there is to say of a codebook file.

    Attributes
    ----------
    codebook
        ``None`` where there are mistakes.
    mistakes, warnings
        By line.
    """

    codebook: Codebook | None
    mistakes: tuple[CodebookError, ...]
    warnings: tuple[Warned, ...]


def check(path: Path) -> Checked:
    """Read a codebook file and try each of its own terms in a plain sentence.

    Warned of are forms that add nothing to their term, letters that no extracted text has, values
    of facets that the book does not know, and terms that are never found, because another stands
    in their place or because a cue takes every use for a name or another sense.
    """
    reader = CodebookReader(path)
    book = reader.attempt()
    if book is None:
        return Checked(None, tuple(reader.mistakes), ())
    warned = [
        *_doubled(book, reader),
        *_odd_letters(book, reader),
        *_unknown_values(book, reader),
        *_never_found(book, reader),
    ]
    return Checked(book, (), tuple(sorted(warned, key=lambda w: w.line)))


def _own_terms(book: Codebook, reader: CodebookReader) -> Iterator[tuple[str, int, Term]]:
    """Terms that stand in the file itself, each with its concept and line."""
    concepts = {concept.name: concept for concept in book.concepts}
    for i, name in enumerate(reader.own):
        for j, term in enumerate(concepts[name].terms):
            yield name, reader.line(("concepts", i, "terms", j)), term


def _doubled(book: Codebook, reader: CodebookReader) -> Iterator[Warned]:
    for _, line, term in _own_terms(book, reader):
        seen: set[str] = set()
        for kind in ("nouns", "verbs", "phrases"):
            for form in getattr(term, kind):
                written = set(variants(**{kind: [form]}))
                if written <= seen:
                    yield Warned(
                        line, f"term {term.name!r}: {form!r} adds nothing to the forms before it"
                    )
                seen |= written


def _odd_letters(book: Codebook, reader: CodebookReader) -> Iterator[Warned]:
    for _, line, term in _own_terms(book, reader):
        for form in (*term.nouns, *term.verbs, *term.phrases):
            plain = as_extracted(form)
            if plain != form:
                yield Warned(
                    line,
                    f"term {term.name!r}: {form!r} holds letters that extracted text does not "
                    f"have; write {plain!r}",
                )


def _unknown_values(book: Codebook, reader: CodebookReader) -> Iterator[Warned]:
    # A term may show values of a facet that the book has no cues for: the built-in ones count then.
    known = {
        facet.name: [value for value, _ in facet.values]
        for facet in (*Codebook.read().facets, *book.facets)
    }
    for _, line, term in _own_terms(book, reader):
        for facet, values in term.facets:
            for value in values:
                if value not in known[facet]:
                    yield Warned(
                        line,
                        f"term {term.name!r}: facet {facet!r} has no value {value!r}; "
                        f"there are {', '.join(known[facet])}",
                    )


def _never_found(book: Codebook, reader: CodebookReader) -> Iterator[Warned]:
    finder = Finder(book)
    for concept, line, term in _own_terms(book, reader):
        forms = spelt_forms(nouns=term.nouns, verbs=term.verbs, phrases=term.phrases)
        found = [
            [m for m in mentions if m.concept == concept]
            for mentions in _tried(finder, [_instance(form) for form in forms])
        ]
        own = [[m for m in mentions if m.term == term.name] for mentions in found]
        lost = [(form, f) for form, f, mine in zip(forms, found, own, strict=True) if not mine]
        if lost:
            others = ", ".join(dict.fromkeys(repr(m.term) for _, f in lost for m in f))
            verb = "is" if len(lost) == 1 else "are"
            named = _named([form for form, _ in lost])
            never = f"{named} {verb}" if len(lost) < len(forms) else "it is"
            why = f": {others} stands in the same place" if others else ""
            yield Warned(line, f"term {term.name!r}: {never} never found{why}")
            continue
        shut = [
            form
            for form, mine in zip(forms, own, strict=True)
            if Sense.CONCEPT not in {m.sense for m in mine}
        ]
        if shut:
            of = "it" if len(shut) == len(forms) else _named(shut)
            yield Warned(
                line,
                f"term {term.name!r}: a cue takes every use of {of} for a name or another sense, "
                "so that it never counts",
            )


def _named(forms: Sequence[str]) -> str:
    """The first of ``forms``, and how many more there are."""
    rest = f" and {len(forms) - _NAMED} more" if len(forms) > _NAMED else ""
    return ", ".join(map(repr, forms[:_NAMED])) + rest


def _instance(form: str) -> str:
    return form.removesuffix("*") + (_ENDING if form.endswith("*") else "")


def _tried(finder: Finder, forms: Sequence[str]) -> list[list[Mention]]:
    """Mentions found in a plain sentence around each form."""
    texts = [f"{_BEFORE}{form}{_AFTER}" for form in forms]
    sentences = [
        Sentence(i, 0, Kind.PARAGRAPH, text, 0, len(text), 1, (), "", "", len(text.split()))
        for i, text in enumerate(texts)
    ]
    found: list[list[Mention]] = [[] for _ in forms]
    for mention in finder.mentions(sentences):
        found[mention.sentence].append(mention)
    return found
