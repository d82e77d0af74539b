"""``enacted kwic``: mentions with the words around them."""

from __future__ import annotations

import re
import sys
from contextlib import ExitStack
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa
    from rich.console import Console

_Repeated = Parameter(negative="")

SCREEN = 100
"""Lines that a terminal is given where no limit is asked for."""

_KEYWORD = 20
_WIDE = 110
_REST = 25  # year, page, stance and the gaps between columns
_FACETS = {"mode": "modes", "reason": "reasons"}
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
        Literal["text", "csv", "jsonl", "parquet"], Parameter(name="--format")
    ] = "text",
    to: Path | None = None,
    width: int | None = None,
    limit: int | None = None,
) -> int:
    """Show mentions in their context, with document, year and page: a concordance.

    Options that may be given several times let pass what any of them names; `--facet` lets pass
    what shows all of them. In names of terms, publishers and types, * is any characters.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    concept
        Only mentions of this concept; may be given several times.
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
        document, sentence and mention that each line comes from.
    to
        File to write instead of standard output.
    width
        Characters of context on either side: by default what fits in text, and the whole sentence
        in the other formats.
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
    low, high = match["one"] or match["low"], match["one"] or match["high"]
    return int(low) if low else None, int(high) if high else None


def _facet(text: str) -> tuple[str, str]:
    from enacted.errors import UsageError

    name, mark, value = text.partition("=")
    if not mark or not value:
        raise UsageError(f"--facet {text!r}: give a facet and its value, such as mode=design")
    return _FACETS.get(name, name), value


def _print_table(lines: Iterator[pa.Table], width: int | None, shown: int | None) -> int:
    """Print lines as they come, in columns that stay the same; returns how many there were."""
    from rich.console import Console

    from enacted.cli.console import stderr

    console = Console()
    title = 20 if console.width >= _WIDE else 10
    if width is None:
        width = max(8, (console.width - _REST - _KEYWORD - title) // 2)
    count = 0
    for piece in lines:
        left = piece.num_rows if shown is None else shown - count
        _print_rows(piece.slice(0, max(0, left)).to_pylist(), width, title, console, head=not count)
        count += piece.num_rows
    if shown is not None and count > shown:
        stderr().print(f"enacted: the first {shown}; --limit 0 shows all", markup=False)
    return count


def _print_rows(
    rows: list[Mapping[str, Any]], width: int, title: int, console: Console, *, head: bool
) -> None:
    from rich.table import Table
    from rich.text import Text

    from enacted.report.kwic_output import harmless

    table = Table(box=None, show_header=head, header_style="dim", pad_edge=False)
    table.add_column("year", min_width=4)
    table.add_column("page", min_width=4, justify="right")
    table.add_column("stance", min_width=7)
    table.add_column("", width=width, justify="right", no_wrap=True, overflow="crop")
    table.add_column("", width=width + _KEYWORD, no_wrap=True, overflow="crop")
    table.add_column("document", width=title, no_wrap=True, overflow="ellipsis")
    for row in rows:
        table.add_row(
            "" if row["year"] is None else str(row["year"]),
            str(row["page"]),
            row["stance"] or "",
            Text(harmless(row["left"])[-width:].strip() if width else ""),
            Text.assemble((harmless(row["keyword"]), "bold"), harmless(row["right"])[:width]),
            Text(harmless(row["title"])),
        )
    console.print(table)
