"""``enacted export``: tables of the newest snapshot in other formats."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import Annotated, Literal

from cyclopts import Parameter


def export(
    out: Path,
    /,
    *,
    to: Path,
    format_: Annotated[Literal["csv", "xlsx", "jsonl"], Parameter(name="--format")] = "csv",
    table: Annotated[list[str] | None, Parameter(negative="")] = None,
) -> int:
    """Write tables as CSV, JSON lines, or one XLSX workbook.

    Lists become text joined by "; "; JSON lines keep them. No cell is ever run as a formula.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    to
        Folder for the files; those in it with the same names are replaced.
    format_
        csv, jsonl: a file a table. xlsx: a workbook, a sheet a table.
    table
        Only this table; may be given several times. By default all.
    """
    from enacted.cli.console import next_step
    from enacted.tables import load
    from enacted.tables.export import export as write

    for path in write(load(out), to=to, format_=format_, tables=tuple(table or ())):
        sys.stdout.write(f"{path}\n")
    next_step("docs/tables.md says what each column means, docs/recipes.md how to count with them")
    return 0
