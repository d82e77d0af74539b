"""``enacted follow``: commitments beside later sentences of their series."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import Annotated, Literal

from cyclopts import Parameter


def follow(
    out: Path,
    /,
    *,
    series: Annotated[list[str] | None, Parameter(negative="")] = None,
    limit: int = 30,
    format_: Annotated[Literal["markdown", "csv", "json"], Parameter(name="--format")] = "markdown",
) -> int:
    """Show concrete commitments beside later sentences that tell what became of them.

    Documents follow each other where the manifest gives them one series (a plan, its progress
    report, its evaluation) and dates. The pairs with the highest score come first; read both
    sides: a high score means that both speak of one matter, not that the promise was kept. Run
    with --code all, or only sentences with a mention are known to be commitments.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    series
        Only this series; may be given several times.
    limit
        Pairs at the most; 0 for all.
    format_
        markdown: what a person reads. csv, json (a line a pair): with the document and sentence
        of both sides.
    """
    from enacted.cli.console import next_step, stderr
    from enacted.cli.rows import write_rows
    from enacted.errors import UsageError
    from enacted.report.kwic_output import harmless
    from enacted.tables import load
    from enacted.trends import beside, beside_as_markdown

    if limit < 0:
        raise UsageError("--limit is 0 or more")
    snapshot = load(out)
    pairs = beside(snapshot, series=series or (), limit=limit or None)
    if not pairs.num_rows:
        stderr().print(
            "enacted: no commitment has a later sentence beside it: documents need a series and "
            "a date in the manifest, and a run with --code all knows more commitments"
        )
    if format_ == "markdown":
        lines = beside_as_markdown(pairs).splitlines()
        sys.stdout.write("".join(f"{harmless(line)}\n" for line in lines))
    else:
        write_rows(pairs, format_)
    next_step(f"enacted report {out} has them with the evidence", data=format_ != "markdown")
    return 0
