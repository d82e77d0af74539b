"""``enacted codebook``: read, check, begin, import and export codebooks."""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import Annotated, Literal

from cyclopts import App, Parameter

codebook = App(name="codebook", help="Read, check, begin, import and export codebooks.")

_Flag = Parameter(negative="")
_Repeated = Parameter(negative="")
_Json = Parameter(name="--json", negative="")

_NAMED = 20
"""Lines of a dictionary that are named when left out."""


@codebook.command
def show(
    file: Path | None = None,
    /,
    *,
    book: Annotated[Path | None, Parameter(name="--codebook")] = None,
    concept: str | None = None,
    as_json: Annotated[bool, _Json] = False,
) -> int:
    """Print a codebook: concepts, terms with their reasons and forms, cues of senses and facets.

    For example `enacted codebook show mine.yaml --concept digital`.

    Parameters
    ----------
    file
        YAML file; without it the built-in codebook.
    book
        The same as the file.
    concept
        Show this concept only, in any casing, * being any characters.
    as_json
        Print it as JSON, with every way in which each term may be written.
    """
    from enacted.cli.console import next_step
    from enacted.concepts import Codebook
    from enacted.concepts.codebook_page import as_markdown, as_values

    book = _one_of(file, book)
    read = Codebook.read(book)
    if concept is not None:
        read = read.only(concept)
    if as_json:
        sys.stdout.write(json.dumps(as_values(read), ensure_ascii=False, indent=2) + "\n")
    else:
        name = f"Codebook {book}" if book else "The built-in codebook"
        mined = f"Text is mined in: {', '.join(read.languages)}; other languages are marked only."
        sys.stdout.write(f"# {name}, digest {read.digest}\n\n{mined}\n\n{as_markdown(read)}")
    next_step("enacted codebook new mine.yaml begins one of your own", data=as_json)
    return 0


def _one_of(file: Path | None, book: Path | None) -> Path | None:
    """The file of a codebook, that may be named by itself or behind --codebook."""
    from enacted.errors import UsageError

    if file is not None and book is not None and file != book:
        raise UsageError(f"one codebook at a time: {file} or {book}")
    return file or book


@codebook.command
def check(file: Path, /) -> int:
    """Say whether a codebook can be used, and what in it is hardly meant.

    Mistakes are named on standard error with their line; the exit code is then 2. Warnings leave
    it at 0: forms that add nothing, terms that are never found, values that no facet has. For
    example `enacted codebook check mine.yaml`.

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
        f"languages: {', '.join(checked.codebook.languages)}\n"
        f"next: enacted run FOLDER --out OUT --codebook {file}\n"
    )
    return DONE


@codebook.command
def new(
    file: Path,
    /,
    *,
    full: Annotated[bool, _Flag] = False,
    force: Annotated[bool, _Flag] = False,
) -> int:
    """Write a codebook to begin with: one concept of five lines, and notes on all else.

    For example `enacted codebook new mine.yaml`.

    Parameters
    ----------
    file
        YAML file to write.
    full
        Write a copy of the built-in codebook instead, to change at will.
    force
        Write over a file that is there.
    """
    from enacted.concepts.codebook_writer import write_template

    write_template(file, full=full, force=force)
    sys.stdout.write(f"{file}\nnext: enacted codebook check {file}\n")
    return 0


@codebook.command(name="import")
def import_(
    source: Path,
    /,
    *,
    to: Path,
    format_: Annotated[
        Literal["quanteda", "liwc", "csv"] | None, Parameter(name="--format")
    ] = None,
    only: Annotated[list[str] | None, _Repeated] = None,
    encoding: Literal["utf-8", "latin-1", "cp1252", "utf-16"] = "utf-8",
    force: Annotated[bool, _Flag] = False,
) -> int:
    """Make a codebook of a dictionary of quanteda, of LIWC, or of two columns: concept, term.

    What a codebook cannot say is named on standard error with its line, the rest is taken; the exit
    code is then 1. For example `enacted codebook import words.dic --to mine.yaml --only "soc*"`.

    Parameters
    ----------
    source
        Dictionary: quanteda's YAML, LIWC's .dic, or CSV.
    to
        Codebook file to write.
    format_
        Format of the dictionary; by default what the ending of its name says.
    only
        Take this category only, in any casing, * being any characters. May be given several times.
    encoding
        Encoding of the dictionary.
    force
        Write over a file that is there.
    """
    from enacted.cli import DONE, WITH_FAILURES
    from enacted.cli.console import stderr
    from enacted.concepts.dictionaries import import_dictionary

    imported = import_dictionary(
        source,
        to=to,
        format_=format_,
        only=only or (),
        encoding="utf-8-sig" if encoding == "utf-8" else encoding,
        force=force,
    )
    console = stderr()
    for noted in imported.noted[:_NAMED]:
        console.print(f"enacted: {source}, line {noted.line}: {noted.message}", markup=False)
    for left in imported.left_out[:_NAMED]:
        console.print(
            f"enacted: {source}, line {left.line}: left out: {left.message}", markup=False
        )
    if len(imported.left_out) > _NAMED:
        console.print(f"enacted: {source}: {len(imported.left_out) - _NAMED} more left out")
    concepts = imported.codebook.concepts
    sys.stdout.write(
        f"{to}\nconcepts: {', '.join(c.name for c in concepts)}\n"
        f"terms: {sum(len(c.terms) for c in concepts)}\n"
        f"next: enacted codebook check {to}\n"
    )
    return WITH_FAILURES if imported.left_out else DONE


@codebook.command
def export(
    file: Path | None = None,
    /,
    *,
    format_: Annotated[Literal["quanteda", "liwc", "csv"], Parameter(name="--format")],
    book: Annotated[Path | None, Parameter(name="--codebook")] = None,
    to: Path | None = None,
    force: Annotated[bool, _Flag] = False,
) -> int:
    """Write the terms of a codebook, in all their forms, as a dictionary for another tool.

    Cues of senses and facets, reasons and sources have no place in such dictionaries. For example
    `enacted codebook export mine.yaml --format quanteda --to mine.yml`.

    Parameters
    ----------
    file
        YAML file; without it the built-in codebook.
    format_
        quanteda: YAML, concepts with their terms as keys. liwc: .dic, a category for each concept
        and one for each term within it. csv: two columns, concept and term.
    book
        The same as the file.
    to
        File to write instead of standard output.
    force
        Write over a file that is there.
    """
    from enacted.cli.console import next_step
    from enacted.concepts import Codebook
    from enacted.concepts.codebook_writer import write_text
    from enacted.concepts.dictionaries import export_codebook

    text = export_codebook(Codebook.read(_one_of(file, book)), format_=format_)
    if to is None:
        sys.stdout.write(text)
    else:
        write_text(to, text, force=force)
        sys.stdout.write(f"{to}\n")
    next_step(
        "load it with quanteda's dictionary(), with LIWC, or in a spreadsheet", data=to is None
    )
    return 0
