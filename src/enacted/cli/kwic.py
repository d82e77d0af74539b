"""``enacted kwic``: mentions with the words around them."""

from __future__ import annotations

import re
import sys
from contextlib import ExitStack
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from enacted.report.kwic_output import Format

_Repeated = Parameter(negative="")

SCREEN = 100
"""Lines that a terminal is given where no limit is asked for."""

_ENDINGS: dict[str, Format] = {".csv": "csv", ".jsonl": "jsonl", ".parquet": "parquet"}
_YEARS = re.compile(r"(?P<one>\d{4})|(?P<low>\d{4})?:(?P<high>\d{4})?", re.ASCII)


def kwic(
    out: Path,
    /,
    *,
    concept: Annotated[list[str] | None, _Repeated] = None,
    term: Annotated[list[str] | None, _Repeated] = None,
    stance: Annotated[
        list[Literal["talk", "plan", "deed", "finding", "none"]] | None, _Repeated
    ] = None,
    sense: Literal["concept", "name", "other", "any"] = "concept",
    facet: Annotated[list[str] | None, _Repeated] = None,
    year: str = "",
    publisher: Annotated[list[str] | None, _Repeated] = None,
    type_: Annotated[list[str] | None, Parameter(name="--type", negative="")] = None,
    sort: Literal["document", "left", "right", "year"] = "document",
    format_: Annotated[
        Literal["text", "csv", "jsonl", "parquet"] | None, Parameter(name="--format")
    ] = None,
    to: Path | None = None,
    width: int | None = None,
    limit: int | None = None,
) -> int:
    """Show mentions in their context, with document, year and page: a concordance.

    Options that may be given several times let pass what any of them names; `--facet` lets pass
    what shows all of them. In names of concepts, terms, values of facets, publishers and types
    casing does not matter, and * is any characters. For example
    `enacted kwic outputs/mine --concept coproduction --stance deed --year 2010:2020`.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    concept
        Only mentions of this concept, such as coproduction or "co*"; may be given several times.
    term
        Only this term; may be given several times.
    stance
        Only in sentences of this stance; may be given several times.
    sense
        concept: where the word carries the concept. name: within a name. other: in another sense.
    facet
        Only mentions of a kind, such as mode=design or level=group; may be given several times.
    year
        Year of publication, or years: 2010:2020, 2010: or :2020.
    publisher
        Only documents of this publisher; may be given several times.
    type_
        Only documents of this type; may be given several times.
    sort
        left and right: by the words beside the keyword, the nearest first.
    format_
        text: a table in a terminal, plain lines elsewhere. csv, jsonl and parquet: with the
        document, sentence and mention that each line comes from. By default what the ending of
        --to says, and else text.
    to
        File to write instead of standard output.
    width
        Characters of context on either side: by default what fits in text, and the whole sentence
        in the other formats. In a terminal no more than fits.
    limit
        Lines at the most; 0 for all. By default all, and 100 in a terminal.
    """
    from enacted.cli.console import next_step, stderr
    from enacted.errors import UsageError
    from enacted.report import Query
    from enacted.report import kwic as kwic_lines
    from enacted.report.kwic_output import TEXT_WIDTH, write
    from enacted.tables import load
    from enacted.tables.files import asked_for

    if any(value is not None and value < 0 for value in (width, limit)):
        raise UsageError("--width and --limit are 0 or more")
    query = Query(
        concepts=tuple(concept or ()),
        terms=tuple(term or ()),
        stances=tuple(stance or ()),
        senses=() if sense == "any" else (sense,),
        publishers=tuple(publisher or ()),
        doc_types=tuple(type_ or ()),
        years=_years(year) if year else None,
        facets=tuple(_facet(given) for given in facet or ()),
    )
    format_ = format_ or _ENDINGS.get(to.suffix.lower() if to else "", "text")
    terminal = to is None and sys.stdout.isatty()
    if format_ == "parquet" and terminal:
        raise UsageError("parquet is not for a terminal: name a file with --to, or use a pipe")
    shown = SCREEN if limit is None and terminal else limit or None
    if format_ == "text" and width is None and not terminal:
        width = TEXT_WIDTH
    # One line more than is shown tells whether there are more.
    asked = shown + 1 if shown and terminal else shown
    snapshot = load(out)
    snapshot.require_current()
    lines = kwic_lines(snapshot, query, sort=sort, width=width, limit=asked)
    if format_ == "text" and terminal:
        count = _print_table(lines, width, shown)
    else:
        with ExitStack() as stack:
            stream = sys.stdout.buffer
            if to is not None:
                temporary = stack.enter_context(asked_for(to))
                stream = stack.enter_context(temporary.open("wb"))
            count = write(lines, stream, format_, width=width)
    if not count:
        stderr().print("enacted: no such mention")
        next_step(f"enacted trends {out} says which concepts there are", data=to is None)
    elif to is not None or format_ == "text":
        next_step(
            f"enacted view {out} DOC_ID:MENTION -o place.png draws a place on its page; --format "
            "csv and the report name both",
            data=to is None,
        )
    return 0


def _years(text: str) -> tuple[int | None, int | None]:
    from enacted.errors import UsageError

    match = _YEARS.fullmatch(text.strip())
    if match is None or not (match["one"] or match["low"] or match["high"]):
        raise UsageError(f"--year {text!r}: give 2010, 2010:2020, 2010: or :2020")
    low, high = (int(match[end]) if match[end] else None for end in ("low", "high"))
    if match["one"]:
        return int(match["one"]), int(match["one"])
    if low is not None and high is not None and low > high:
        raise UsageError(f"--year {text!r}: the first year comes first, as in {high}:{low}")
    return low, high


def _facet(text: str) -> tuple[str, str]:
    from enacted.concepts.codebook_file import FACETS
    from enacted.errors import UsageError

    name, _, value = (part.strip() for part in text.partition("="))
    name = name.casefold()
    if not name or not value:
        raise UsageError(f"--facet {text!r}: give a facet and its value, such as mode=design")
    plural = f"{name}s"  # a mention shows "a mode", one of the column modes
    return plural if plural in FACETS else name, value


def _print_table(lines: Iterator[pa.Table], width: int | None, shown: int | None) -> int:
    """Print lines as they come, no more than are shown; returns how many there were."""
    from rich.console import Console

    from enacted.cli.console import stderr
    from enacted.cli.kwic_table import KwicTable

    table = KwicTable(Console(highlight=False), width)
    count = 0
    for piece in lines:
        if not count and piece.num_rows:
            table.print_head()
        left = piece.num_rows if shown is None else max(0, shown - count)
        table.print_rows(piece.slice(0, left).to_pylist())
        count += piece.num_rows
    if shown is not None and count > shown:
        stderr().print(f"enacted: the first {shown}; --limit 0 shows all", markup=False)
    return count
