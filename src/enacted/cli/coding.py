"""``enacted coding``: sentences coded by hand, and what follows from them."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

if TYPE_CHECKING:
    from enacted.pipeline import Imported

coding = App(
    name="coding",
    help="Code a sample by hand, and see how far coders and machine agree.",
)

_Flag = Parameter(negative="")
_Json = Parameter(name="--json", negative="")


@coding.command
def sample(
    out: Path,
    /,
    *,
    n: Annotated[int, Parameter(validator=Number(gte=1, lte=100_000))] = 300,
    by: str | None = None,
    periods: str | None = None,
    seed: int | None = None,
    coders: Annotated[int, Parameter(validator=Number(gte=1, lte=20))] = 2,
    overlap: Annotated[int, Parameter(validator=Number(gte=0, lte=100_000))] = 60,
    show_machine: Annotated[bool, _Flag] = False,
    facets: str | None = None,
) -> int:
    """Draw sentences at random and write sheets to code them in, as XLSX and as CSV.

    With a larger --n a second time, further sentences are drawn and come in sheets of their own.

    Parameters
    ----------
    out
        What `enacted run` was given as --out; the sheets go into its folder coding.
    n
        Sentences to draw.
    by
        What strata are made by, joined by commas: concept, period, stance (the machine's), or a
        column of the manifest. Every stratum gives about as many sentences. concept,period unless
        a sample was drawn otherwise.
    periods
        Years a period has, such as 5, or the first year of each, such as 2000,2008,2014. By
        default as the run had them.
    seed
        Seed of the drawing; 1 unless said otherwise.
    coders
        How many sheets to write. The first has all sentences.
    overlap
        Sentences that every further coder codes too.
    show_machine
        Show how the machine coded each sentence. It draws coders to its side: leave it hidden
        where codes are to measure or correct.
    facets
        Facets of the codebook to code as well, joined by commas, such as level,mode: a column each.
    """
    from enacted.pipeline import draw_sheets

    drawn = draw_sheets(
        out,
        n=n,
        by=None if by is None else [name.strip() for name in by.split(",")],
        seed=seed,
        periods=periods,
        coders=coders,
        overlap=overlap,
        show_machine=show_machine,
        facets=() if facets is None else [name.strip() for name in facets.split(",")],
    )
    each = f"{drawn.fewest}" if drawn.fewest == drawn.most else f"{drawn.fewest} to {drawn.most}"
    lines = [
        f"{drawn.sentences:,} sentences from {drawn.strata:,} strata, {each} of each"
        + ("" if drawn.new == drawn.sentences else f"; {drawn.new:,} of them are new")
        + ("; there are no more" if drawn.sentences < n else ""),
        *(f"  {file}" for file in drawn.files),
        f"next: code them, then enacted coding import {out} SHEET...",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


@coding.command(name="import")
def import_(
    out: Path,
    /,
    *sheets: Path,
    coder: str | None = None,
    as_json: Annotated[bool, _Json] = False,
) -> int:
    """Take the codes of sheets that were filled in, and correct the trends with them.

    Every value is checked. What is wrong is told with sheet, row and column, and left out; the rest
    is taken. Sheets may be imported again: later codes of a coder replace the earlier ones.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    sheets
        XLSX or CSV files that `enacted coding sample` wrote and somebody filled in.
    coder
        Who coded, where a sheet's column coder is empty.
    as_json
        Print the outcome as JSON on standard output.
    """
    from enacted.cli.console import stderr
    from enacted.pipeline import import_sheets

    imported = import_sheets(out, sheets, coder=coder)
    for line in (*imported.unread, *map(str, imported.problems)):
        stderr().print(line, markup=False)
    if as_json:
        values = {**asdict(imported), "snapshot": str(imported.snapshot)}
        sys.stdout.write(json.dumps(values, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(_told(imported, out)) + "\n")
    return 1 if imported.problems or imported.unread else 0


def _told(imported: Imported, out: Path) -> list[str]:
    left = len(imported.problems)
    lines = [
        f"{imported.codes:,} codes taken"
        + (f"; {left:,} rows left out" if left else "")
        + (f"; {imported.empty:,} rows not coded yet" if imported.empty else ""),
        f"{imported.coded:,} of the {imported.drawn:,} sentences drawn have a code",
    ]
    if imported.absent:
        lines.append(f"{imported.absent:,} of them have no code and stand in none of these sheets")
    if imported.gone:
        lines.append(
            f"{imported.gone:,} codes are of sentences that the corpus no longer has: "
            "they are kept, and not used"
        )
    lines += [f"snapshot: {imported.snapshot}", f"next: enacted trends {out}"]
    return lines


@coding.command
def agreement(
    out: Path,
    /,
    *,
    rows: Annotated[int, Parameter(validator=Number(gte=0))] = 20,
    as_json: Annotated[bool, _Json] = False,
) -> int:
    """Say how far coders agree, and list the sentences that they should talk about.

    Percent, Cohen's kappa and Krippendorff's alpha, the last also for talk < plan < deed, each with
    an interval over documents; the confusion of each pair of coders.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    rows
        Sentences to list of those that coders differ in.
    as_json
        Print the figures and all such sentences as JSON on standard output.
    """
    from enacted.cli.console import next_step
    from enacted.coding.agreement import agreement as compare
    from enacted.tables import load

    found = compare(load(out).codes)
    if as_json:
        sys.stdout.write(json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(found.as_markdown(rows=rows) + "\n")
    next_step(
        f"talk about these sentences, correct the sheets, and enacted coding import {out} SHEET...",
        data=as_json,
    )
    return 0


@coding.command
def evaluate(
    out: Path,
    /,
    *,
    as_json: Annotated[bool, _Json] = False,
) -> int:
    """Say how well the machine's codes agree with the hand codes of a corpus.

    Imported codes of a random sample are weighted so that the figures hold for all the sentences
    it was drawn from. Without such codes those of codes.jsonl in the corpus folder are taken as
    they are.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    as_json
        Print the figures as JSON on standard output.
    """
    from enacted.cli.console import next_step
    from enacted.coding import evaluate as evaluate_codes
    from enacted.errors import UsageError
    from enacted.tables import load

    snapshot = load(out)
    if not snapshot.codes.num_rows:
        raise UsageError(
            f"{out}: holds no hand codes: draw sentences with `enacted coding sample {out}`, or "
            "put codes.jsonl into the corpus folder and run again"
        )
    found = evaluate_codes(snapshot.codes, snapshot.sentences)
    text = (
        json.dumps(asdict(found), ensure_ascii=False, indent=2) if as_json else found.as_markdown()
    )
    sys.stdout.write(text + "\n")
    next_step(f"enacted trends {out} shows the shares, corrected where codes suffice", data=as_json)
    return 0
