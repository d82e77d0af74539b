"""``enacted codebook``: read, check, begin, import and export codebooks."""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import Annotated

from cyclopts import App, Parameter

codebook = App(name="codebook", help="Read, check, begin, import and export codebooks.")

_Flag = Parameter(negative="")
_Json = Parameter(name="--json", negative="")


@codebook.command
def show(
    *,
    book: Annotated[Path | None, Parameter(name="--codebook")] = None,
    concept: str | None = None,
    as_json: Annotated[bool, _Json] = False,
) -> int:
    """Print a codebook: concepts, terms with their reasons and forms, cues of senses and facets.

    Parameters
    ----------
    book
        YAML file; without it the built-in codebook.
    concept
        Show this concept only.
    as_json
        Print it as JSON, with every way in which each term may be written.
    """
    from enacted.concepts import Codebook
    from enacted.concepts.codebook_page import as_markdown, as_values

    read = Codebook.read(book)
    if concept is not None:
        read = read.only(concept)
    if as_json:
        sys.stdout.write(json.dumps(as_values(read), ensure_ascii=False, indent=2) + "\n")
    else:
        name = f"Codebook {book}" if book else "The built-in codebook"
        sys.stdout.write(f"# {name}, digest {read.digest}\n\n{as_markdown(read)}")
    return 0


@codebook.command
def check(file: Path, /) -> int:
    """Say whether a codebook can be used, and what in it is hardly meant.

    Mistakes are named on standard error with their line; the exit code is then 2. Warnings leave
    it at 0: forms that add nothing, terms that are never found, values that no facet has.

    Parameters
    ----------
    file
        YAML file.
    """
    from enacted.cli import DONE, WRONG_USE
    from enacted.cli.console import stderr
    from enacted.concepts.codebook_check import check as check_book

    checked = check_book(file)
    console = stderr()
    for mistake in checked.mistakes:
        console.print(f"enacted: {mistake}", markup=False)
    for warned in checked.warnings:
        console.print(f"{file}, line {warned.line}: warning: {warned.message}", markup=False)
    if checked.codebook is None:
        return WRONG_USE
    concepts = checked.codebook.concepts
    terms = [term for c in concepts for term in c.terms]
    ways = sum(len(term.variants) for term in terms)
    reasoned = sum(1 for term in terms if term.because)
    sys.stdout.write(
        f"{file}: can be used (digest {checked.codebook.digest})\n"
        f"concepts: {', '.join(c.name for c in concepts)}\n"
        f"terms: {len(terms)}, {reasoned} with a reason; {ways:,} ways to write them\n"
    )
    return DONE


@codebook.command
def new(file: Path, /, *, force: Annotated[bool, _Flag] = False) -> int:
    """Write a codebook to begin with: one concept of five lines, and notes on all else.

    Parameters
    ----------
    file
        YAML file to write.
    force
        Write over a file that is there.
    """
    from enacted.concepts.codebook_writer import write_template

    write_template(file, force=force)
    sys.stdout.write(f"{file}\nnext: enacted codebook check {file}\n")
    return 0
