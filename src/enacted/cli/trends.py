"""``enacted trends``: talk, plan and deed by concept, period and group, in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    import pyarrow as pa

    from enacted.trends import Span

_Repeated = Parameter(negative="")


def trends(
    out: Path,
    /,
    *,
    concept: Annotated[list[str] | None, _Repeated] = None,
    periods: Annotated[str | None, Parameter(name=["--periods", "--period"])] = None,
    by: Annotated[list[str] | None, _Repeated] = None,
    facets: Annotated[bool, Parameter(negative="")] = False,
    pooled: Annotated[bool, Parameter(negative="")] = False,
    test: Annotated[bool, Parameter(negative="")] = False,
    change: str | None = None,
    adjust: Annotated[list[str] | None, _Repeated] = None,
    format_: Annotated[Literal["markdown", "csv", "json"], Parameter(name="--format")] = "markdown",
) -> int:
    """Show talk, plan and deed by concept, period and group, or how their shares move.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    concept
        Show this concept only, in any casing, * being any characters. May be given several times.
    periods
        Years a period has, such as 5, or the first year of each, such as 2000,2008,2014. By
        default as the run had them: single years, unless its settings said otherwise.
    by
        Column of the manifest whose values are groups, such as publisher; several crossed as
        doc_type,country. May be given several times. By default as the run had them.
    facets
        Show each value of each facet instead of whole concepts.
    pooled
        Show besides corrected shares of periods that borrow strength from each other's hand codes:
        nearer to the truth by and large, but a period unlike the others is pulled towards them.
    test
        Show by how much each share rises a year, with interval; documents are the clusters.
    change
        Show by how much each share rises between two periods, such as 2005:2010,2015:2020.
    adjust
        Column of the manifest to hold constant in --test and --change, such as doc_type or
        publisher. May be given several times.
    format_
        markdown: what a person reads, without periods that have no document. csv, json (a line a
        row): every row and column of the table.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from enacted.concepts.choice import choose
    from enacted.errors import UsageError
    from enacted.tables import load
    from enacted.trends import Recount
    from enacted.trends.correction import uncorrected

    if facets and (test or change):
        raise UsageError("--facets shows shares: leave it out with --test or --change")
    if test and change:
        raise UsageError("--test and --change are two questions: ask one at a time")
    if adjust and not (test or change):
        raise UsageError("--adjust is for --test and --change")
    if pooled and (test or change):
        raise UsageError("--pooled shows shares: leave it out with --test or --change")
    snapshot = load(out)
    snapshot.require_current()
    if periods is None and by is None and not (pooled or test or change):
        table = snapshot.facet_trends if facets else snapshot.trends
    else:
        recount = Recount.of(snapshot, periods=periods, by=by, pooled=pooled or None)
        if change:
            table = recount.period_change(*_spans(change), adjust=adjust or ())
        elif test:
            table = recount.trend_test(adjust=adjust or ())
        else:
            table = recount.facet_trends() if facets else recount.trends()
    if concept:
        # A concept may show no facet, and is known all the same.
        known = snapshot.trends.column("concept").unique().to_pylist()
        chosen = choose(known, concept, "concept", place=str(out))
        table = table.filter(pc.is_in(table.column("concept"), pa.array(chosen)))
    if facets and not table.num_rows and format_ == "markdown":
        sys.stdout.write(f"{_NO_FACETS}\n")
        return 0
    _print(table, format_)
    shares = not (facets or test or change)
    if format_ == "markdown" and shares and (note := uncorrected(table, snapshot.codes)):
        sys.stdout.write(f"{note}\n")
    _next(
        out,
        corrected="corrected" in table["method"].to_pylist() if shares else False,
        data=format_ != "markdown",
        shares=shares,
    )
    return 0


_NO_FACETS = (
    "no mention shows a facet: concepts have the facets that the codebook names them for"
    " (enacted codebook show)"
)


def _next(out: Path, *, corrected: bool, shares: bool, data: bool) -> None:
    from enacted.cli.console import next_step

    if shares and not corrected:
        next_step(
            f"enacted report {out} shows the evidence; enacted coding sample {out} corrects the "
            "shares by hand",
            data=data,
        )
    else:
        next_step(f"enacted report {out} shows charts and the evidence", data=data)


def _spans(text: str) -> tuple[Span, Span]:
    from enacted.errors import UsageError
    from enacted.trends import Span

    parts = text.split(",")
    if len(parts) != 2:
        raise UsageError(f"--change {text!r}: give two periods, such as 2005:2010,2015:2020")
    return Span.parse(parts[0]), Span.parse(parts[1])


def _print(table: pa.Table, format_: Literal["markdown", "csv", "json"]) -> None:
    from enacted.cli.rows import write_rows
    from enacted.trends import as_markdown, movements_as_markdown

    if format_ == "markdown":
        shown = movements_as_markdown if "moves" in table.column_names else as_markdown
        sys.stdout.write(shown(table) + "\n")
    else:
        write_rows(table, format_)
