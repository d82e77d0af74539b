"""``enacted sql``: a question in SQL over the tables of the newest snapshot."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    import pyarrow as pa

SCREEN = 100
"""Rows that are shown as text."""

_NUMBERS = ("int", "uint", "float", "double", "decimal")


def sql(
    out: Path,
    statement: str,
    /,
    *,
    format_: Annotated[
        Literal["text", "csv", "jsonl", "parquet"], Parameter(name="--format")
    ] = "text",
    to: Path | None = None,
) -> int:
    """Ask in SQL (DuckDB's): every table is a view, and so is `evidence`.

    `evidence` has a row a mention with its sentence and its document. docs/tables.md says what the
    columns mean. Nothing but the snapshot can be reached, and nothing can be changed.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    statement
        For example "SELECT stance, count(*) FROM evidence GROUP BY ALL".
    format_
        text shows the first 100 rows; the others give all.
    to
        File to write instead of standard output.
    """
    from enacted.cli.console import next_step
    from enacted.errors import UsageError
    from enacted.tables import load
    from enacted.tables.export import write_rows

    result = load(out).query(statement)
    if format_ == "text":
        if to is not None:
            raise UsageError("--to is for csv, jsonl and parquet: name one with --format")
        _show(result)
    elif to is not None:
        from enacted.tables.files import asked_for

        with asked_for(to) as temporary, temporary.open("wb") as stream:
            write_rows(result, stream, format_)
    else:
        if format_ == "parquet" and sys.stdout.isatty():
            raise UsageError("parquet is not for a terminal: name a file with --to, or use a pipe")
        write_rows(result, sys.stdout.buffer, format_)
    next_step(
        f'enacted sql {out} "DESCRIBE evidence" names its columns; --format csv --to FILE keeps an '
        "answer",
        data=to is None,
    )
    return 0


def _show(result: pa.Table) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from enacted.report.kwic_output import harmless

    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False)
    for field in result.schema:
        number = str(field.type).startswith(_NUMBERS)
        table.add_column(Text(harmless(field.name)), justify="right" if number else "left")
    for row in result.slice(0, SCREEN).to_pylist():
        told = ("" if value is None else harmless(str(value)) for value in row.values())
        table.add_row(*map(Text, told))
    console.print(table)
    if result.num_rows > SCREEN:
        console.print(f"… {result.num_rows - SCREEN:,} more rows: --format csv gives all")
