"""A codebook for people to read, in Markdown."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING, Any

from enacted.concepts.codebook import Codebook
from enacted.concepts.terms import spelt_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from enacted.concepts.codebook import Concept, Facet, Term

_WIDTH = 100
_SPELT = 12
"""Forms of a phrase that are spelt out; with more it is shown as it is written, with braces."""
_SENSES = (
    ("names", "Counts as a name"),
    ("other_senses", "Counts as another sense"),
    ("own_sense", "Counts as the concept all the same"),
)


def as_markdown(book: Codebook, *, cues: bool = True) -> str:
    """Concepts with definition, source and terms, each with its reason and its written forms.

    Parameters
    ----------
    cues
        Whether the cues of senses and facets follow as well.
    """
    lines: list[str] = []
    for concept in book.concepts:
        lines += [*_concept(concept, cues=cues), ""]
    if cues:
        for facet in book.facets:
            lines += [*_facet(facet), ""]
    return "\n".join(lines).rstrip() + "\n"


def as_values(book: Codebook) -> dict[str, Any]:
    """The book as plain values, with its digest and with every way to write each term."""
    values = book.to_dict()
    for entry, concept in zip(values["concepts"], book.concepts, strict=True):
        for term_entry, term in zip(entry["terms"], concept.terms, strict=True):
            term_entry["variants"] = list(term.variants)
    return {"digest": book.digest, **values}


def _concept(concept: Concept, *, cues: bool) -> Iterator[str]:
    yield f"## {concept.label} (`{concept.name}`)"
    yield ""
    if concept.definition:
        yield from _wrapped(concept.definition)
        yield ""
    if concept.citation:
        yield from _wrapped(f"Sources: {concept.citation}.")
        yield ""
    for term in concept.terms:
        yield from _term(term)
    if cues:
        for key, title in _SENSES:
            written = getattr(concept, key)
            if written:
                yield ""
                yield from _wrapped(f"{title}: {_codes(written)}.")


def _term(term: Term) -> Iterator[str]:
    because = f": {term.because.rstrip('.')}." if term.because else ""
    yield from _wrapped(f"- **{term.name}**{because}", "  ")
    spelt = spelt_forms(nouns=term.nouns, verbs=term.verbs)
    as_written = []
    for phrase in term.phrases:
        forms = spelt_forms(phrases=[phrase])
        if len(forms) > _SPELT:
            as_written.append(phrase)
        else:
            spelt += [form for form in forms if form not in spelt]
    groups = [f"*{', '.join(map(_shown, spelt))}*"] if spelt else []
    groups += [_codes(as_written)] if as_written else []
    yield from _wrapped(f"  {'; '.join(groups)}", "  ")
    if term.facets:
        shown = "; ".join(f"{facet} {', '.join(values)}" for facet, values in term.facets)
        yield from _wrapped(f"  Shows {shown}.", "  ")


def _shown(form: str) -> str:
    """A form as it stands in a list: … for any ending, in quotation marks where it has a comma."""
    open_form = form.replace("*", "…")
    return f"“{open_form}”" if "," in open_form else open_form


def _facet(facet: Facet) -> Iterator[str]:
    yield f"## Facet `{facet.name}`"
    yield ""
    of = f"Of mentions of {', '.join(facet.concepts)}." if facet.concepts else "Of all mentions."
    source = f" Source: {facet.citation}." if facet.citation else ""
    yield from _wrapped(of + source)
    yield ""
    for value, written in facet.values:
        aside = dict(facet.unless).get(value)
        unless = f"; unless {_codes(aside)}" if aside else ""
        yield from _wrapped(f"- **{value}**: {_codes(written)}{unless}", "  ")


def _codes(written: Iterable[str]) -> str:
    return ", ".join(f"`{cue}`" for cue in written)


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def terms_page() -> str:
    """The terms of the built-in book; `docs/terms.md` is made from it."""
    book = Codebook.read()
    terms = sum(len(concept.terms) for concept in book.concepts)
    ways = sum(len(term.variants) for concept in book.concepts for term in concept.terms)
    head = (
        f"The {terms} terms of the [built-in codebook](codebook.md), each with the reason why it "
        "is there and, in italics, the forms it is found in: inflected, and in both spellings. A "
        "phrase with many forms stands as the book has it: `{a,b}` is a or b. "
        "Besides, every hyphen may be any hyphen, a space or nothing, and every space a hyphen; "
        f"that makes {ways:,} ways to write them, in any casing. `enacted codebook show` prints "
        "this, and the cues of senses and facets with it."
    )
    made = "This page is made from the code (`python -m enacted.concepts.codebook_page`)."
    return (
        "\n".join(
            ["# Terms", "", *_wrapped(head), "", made, "", as_markdown(book, cues=False)]
        ).rstrip("\n")
        + "\n"
    )


if __name__ == "__main__":
    sys.stdout.write(terms_page())
