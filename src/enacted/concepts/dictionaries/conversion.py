"""From the patterns of a dictionary to the terms of a codebook, and back."""

from __future__ import annotations

import itertools
import re
import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from enacted.concepts.choice import choose
from enacted.concepts.codebook_file import CONTROL, plain_name
from enacted.concepts.codebook_reader import MAX_VARIANTS
from enacted.concepts.dictionaries.entries import Entry, LeftOut
from enacted.concepts.folding import as_extracted, fold
from enacted.concepts.terms import FormError, braces, spelt_forms, variants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from enacted.concepts.codebook import Codebook

MAX_CONCEPTS = 500
"""Concepts of an imported codebook at the most."""

_ANY = ",".join([*string.ascii_lowercase, *string.digits])


def to_values(
    entries: Iterable[Entry], *, only: Sequence[str] = ()
) -> tuple[dict[str, Any], list[LeftOut]]:
    """A codebook, as plain values, of the patterns that a codebook can say.

    The outermost name of a category is the concept, the others the term; a pattern right under a
    concept is a term of its own, with those that share a way of writing with it.

    Parameters
    ----------
    only
        Outermost names to take, in any casing, with ``*`` for any characters; all where empty.

    Raises
    ------
    FormError
        Where there are too many.
    UsageError
        For a name in ``only`` that there is not.
    """
    builder = _Builder()
    entries = [Entry(e.line, _category(e.category), e.pattern) for e in entries]
    tops = list(dict.fromkeys(entry.category[0] for entry in entries))
    if only:
        tops = list(choose(tops, only, "category"))
    if len(tops) > MAX_CONCEPTS:
        raise FormError(f"more than {MAX_CONCEPTS} categories; take fewer (--only)")
    wanted = frozenset(tops)
    for entry in entries:
        if entry.category[0] in wanted:
            try:
                builder.add(entry)
            except FormError as error:
                builder.left_out.append(LeftOut(entry.line, str(error)))
            if len(builder.owners) > MAX_VARIANTS:
                raise FormError(
                    f"more than {MAX_VARIANTS:,} ways to write terms, at line {entry.line}; "
                    "take fewer categories (--only)"
                )
    return {"concepts": builder.concepts()}, builder.left_out


@dataclass(slots=True)
class _Term:
    """A term in the making: its phrases, and all ways to write them."""

    phrases: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)


class _Builder:
    """Takes entries one by one, and gives each way to write a term to one term only."""

    def __init__(self) -> None:
        self.left_out: list[LeftOut] = []
        self.owners: dict[str, tuple[str, str]] = {}
        self._labels: dict[str, str] = {}
        self._terms: dict[str, dict[str, _Term]] = {}

    def concepts(self) -> list[dict[str, Any]]:
        """The concepts, in the form of a codebook file."""
        return [
            {
                "name": self._labels[label],
                "label": label,
                "terms": [{"name": t, "phrases": own.phrases} for t, own in terms.items()],
            }
            for label, terms in self._terms.items()
        ]

    def add(self, entry: Entry) -> None:
        """Take an entry in, or note why not.

        Raises
        ------
        FormError
            For a pattern that is no form.
        """
        label, *within = entry.category
        if label not in self._labels:
            self._labels[label] = _name(label, set(self._labels.values()))
        form = _form(entry.pattern)
        plain = braces(fold(form))
        # What is found already needs no second phrase: "codesign" after "co-design".
        new = any(p not in self.owners for p in plain)
        written = variants(phrases=[form]) if new else plain
        concept, name = self._labels[label], " / ".join(within)
        taken = list(dict.fromkeys(self.owners[w] for w in written if w in self.owners))
        others = [o for o in taken if o[0] != concept or (name and o[1] != name)]
        if others:
            there = " / ".join(others[0])
            self.left_out.append(
                LeftOut(entry.line, f"{entry.pattern!r} stands under {there!r} already")
            )
        elif new:
            terms = self._terms.setdefault(label, {})
            if taken and not name:
                name = self._joined(terms, [t for _, t in taken])
            name = name or " ".join(entry.pattern.split())
            own = terms.setdefault(name, _Term())
            own.phrases.append(form)
            own.written += (w for w in written if w not in self.owners)
            self.owners.update(dict.fromkeys(written, (concept, name)))

    def _joined(self, terms: dict[str, _Term], names: Sequence[str]) -> str:
        """Make one term of several, under the name of the first."""
        first, *others = names
        for name in others:
            other = terms.pop(name)
            terms[first].phrases += other.phrases
            terms[first].written += other.written
            concept, _ = self.owners[other.written[0]]
            self.owners.update(dict.fromkeys(other.written, (concept, first)))
        return first


def _category(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names as a codebook may have them; inner ones without a character to show are passed over."""
    top, *within = (" ".join(CONTROL.sub(" ", name).split()) for name in names)
    return (top, *filter(None, within))


def _form(pattern: str) -> str:
    """A glob as a form; ``?`` stands for each letter and digit."""
    form = " ".join(as_extracted(pattern).split())
    if "{" in form or "}" in form:
        raise FormError(f"{pattern!r}: braces stand for alternatives in a codebook")
    if CONTROL.search(form):
        raise FormError(f"{pattern!r}: holds a control character")
    if form.count("?") > 2:
        raise FormError(f"{pattern!r}: ? may stand twice at the most; write the words out")
    if "*" in form.removesuffix("*") or re.search(r"(?<!\w)\w{0,2}\*\Z", form):
        raise FormError(
            f"{pattern!r}: * may only stand at the end, behind three letters or more; "
            "write the words out"
        )
    return form.replace("?", f"{{{_ANY}}}")


def _name(label: str, taken: set[str]) -> str:
    """A name for the concept of a label."""
    base = plain_name(label) or "concept"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def to_entries(book: Codebook) -> Iterator[Entry]:
    """Every term under its concept, in the ways to write it, for tools that take words as written.

    Inflected, in both spellings, with every hyphen as hyphen, space and nothing.
    """
    for concept in book.concepts:
        for term in concept.terms:
            category = (concept.name, term.name)
            forms = spelt_forms(nouns=term.nouns, verbs=term.verbs, phrases=term.phrases)
            written = dict.fromkeys(w for form in forms for w in _joints(form))
            yield from (Entry(0, category, pattern) for pattern in written)


def _joints(form: str) -> Iterator[str]:
    """``form`` with each hyphen as a hyphen, a space and nothing; a single space as a hyphen."""
    parts = form.split("-")
    for joints in itertools.product(("-", " ", ""), repeat=len(parts) - 1):
        yield "".join(itertools.chain(*zip(parts, joints, strict=False), parts[-1:]))
    if form.count(" ") == 1 and len(parts) == 1:
        yield form.replace(" ", "-")
