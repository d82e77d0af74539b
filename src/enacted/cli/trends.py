"""``enacted trends``: talk, plan and deed by concept and year, in the terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import Annotated

from cyclopts import Parameter


def trends(
    out: Path,
    /,
    *,
    concept: str | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Show talk, plan and deed by concept and year.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    concept
        Show this concept only.
    as_json
        Print the rows of the table as JSON lines on standard output.
    """
    import pyarrow.compute as pc

    from enacted.errors import UsageError
    from enacted.tables import load
    from enacted.trends import as_markdown

    table = load(out).trends
    if concept is not None:
        known = table.column("concept").unique().to_pylist()
        if concept not in known:
            raise UsageError(f"no concept {concept!r} in {out}: there are {', '.join(known)}")
        table = table.filter(pc.equal(table.column("concept"), concept))
    if as_json:
        for row in table.to_pylist():
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        return 0
    sys.stdout.write(as_markdown(table) + "\n")
    return 0
