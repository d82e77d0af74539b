"""From a term as a codebook writes it to every way in which a text may write it.

Syntax of a form
    ``{a,b}`` stands for a or b; a part of a word may be so written (``co-{design,deliver}``). A
    hyphen stands for any hyphen, a space or nothing; a space for a space or a hyphen. ``*`` at the
    end stands for any ending of the last word. Casing never matters; British and American spelling
    stand for each other.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from enacted.concepts.folding import fold
from enacted.concepts.inflection import noun_forms, verb_forms
from enacted.concepts.spelling import spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MAX_VARIANTS = 5_000
"""Ways of writing one form; more is a mistake in its braces."""

_BRACES = re.compile(r"\{([^{}]*)\}")
_HYPHEN = ("-", " ", "", "- ", " -")
_SPACE = (" ", "-")


class FormError(ValueError):
    """A form that cannot be read; says why."""


def braces(form: str) -> list[str]:
    """Every form that the braces of ``form`` stand for, in the order written.

    >>> braces("{user,citizen} involvement")
    ['user involvement', 'citizen involvement']

    Raises
    ------
    FormError
        For braces within braces, unpaired ones, or too many forms.
    """
    parts = _BRACES.split(form)
    if any(c in part for part in parts for c in "{}"):
        raise FormError(f"{form!r}: braces must be paired and not stand within one another")
    choices = [
        [c.lstrip() for c in part.split(",")] if i % 2 else [part] for i, part in enumerate(parts)
    ]
    count = 1
    for choice in choices:
        count *= len(choice)
        if count > MAX_VARIANTS:
            raise FormError(f"{form!r}: the braces stand for more than {MAX_VARIANTS:,} forms")
    return [" ".join("".join(chosen).split()) for chosen in itertools.product(*choices)]


def joints(form: str) -> Iterator[str]:
    """``form`` with every hyphen and space written in every way that it stands for."""
    pieces = re.split(r"([- ])", form)
    ways = [
        (_HYPHEN if piece == "-" else _SPACE) if i % 2 else (piece,)
        for i, piece in enumerate(pieces)
    ]
    for chosen in itertools.product(*ways):
        yield "".join(chosen)


def variants(
    *, nouns: Iterable[str] = (), verbs: Iterable[str] = (), phrases: Iterable[str] = ()
) -> list[str]:
    """Every folded way to write the forms, in a fixed order; a last ``*`` is kept.

    Raises
    ------
    FormError
        For a form without a letter, with faulty braces, or with too many variants.
    """
    found: dict[str, None] = {}
    for kind, forms in ((noun_forms, nouns), (verb_forms, verbs), (None, phrases)):
        for form in forms:
            own: dict[str, None] = {}
            for spelt in _spelt(kind, form):
                if 5 ** spelt.count("-") * 2 ** spelt.count(" ") > MAX_VARIANTS:
                    raise FormError(f"{form!r}: more hyphens or words than a term has")
                own.update(dict.fromkeys(joints(spelt)))
            if len(own) > MAX_VARIANTS:
                raise FormError(f"{form!r}: more than {MAX_VARIANTS:,} ways to write it")
            found.update(own)
    return list(found)


def spelt_forms(
    *, nouns: Iterable[str] = (), verbs: Iterable[str] = (), phrases: Iterable[str] = ()
) -> list[str]:
    """The forms inflected and in both spellings, each once, hyphens and spaces as they are written.

    What :func:`variants` gives, for people to read.

    >>> spelt_forms(verbs=["co-organise"])[:3]
    ['co-organise', 'co-organize', 'co-organises']
    """
    kinds = ((noun_forms, nouns), (verb_forms, verbs), (None, phrases))
    return list(
        dict.fromkeys(s for kind, forms in kinds for form in forms for s in _spelt(kind, form))
    )


def _spelt(kind: Callable[[str], list[str]] | None, written: str) -> Iterator[str]:
    """Every form that ``written`` stands for, but for how its parts are joined."""
    for form in braces(fold(written)):
        _check(form, written)
        for inflected in kind(form) if kind else (form,):
            yield from spellings(inflected)


def _check(form: str, written: str) -> None:
    body = form.removesuffix("*")
    if "*" in body:
        raise FormError(f"{written!r}: * may only stand at the end")
    if not any(map(str.isalpha, body)):
        raise FormError(f"{written!r}: a form needs a letter")
    if not body[0].isalnum() or not body[-1].isalnum():
        raise FormError(f"{written!r}: a form begins and ends with a letter or digit")
    if form != body and len(body.split()[-1]) < 3:
        raise FormError(f"{written!r}: at least three letters must stand before *")
    if len(body) < 2:
        raise FormError(f"{written!r}: a form needs at least two characters")
