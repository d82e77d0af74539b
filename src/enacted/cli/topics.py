"""``enacted topics``: fit topics to what a run made, and look at them."""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    import pyarrow as pa


def topics(
    out: Path,
    /,
    *,
    k: str | None = None,
    refit: Annotated[bool, Parameter(negative="")] = False,
    seeded: bool | None = None,
    refits: int | None = None,
    adjust: Annotated[
        list[Literal["publisher", "country", "doc_type", "series"]] | None, Parameter(negative="")
    ] = None,
    codebook: Path | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Fit topics to the newest snapshot, publish one with them, and show them.

    Where a model has been fitted before, it is kept and the passages are scored with it, so that
    added documents do not move the old ones; --refit, or another number of topics, fits anew, and
    topics that agree with earlier ones keep their numbers.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    k
        Number of topics, or auto: try a grid of numbers and take the recommended one; the table
        `topic_grid` and the chart `topic_grid.svg` in OUT show why. Without it the fitted model
        is kept, and auto where there is none.
    refit
        Fit anew although there is a model.
    seeded
        Let each concept of the codebook open a topic, beside the free ones.
    refits
        Refits on resampled documents for the intervals of shares by year.
    adjust
        Adjust shares by year for the mix of documents: --adjust publisher --adjust doc_type.
    codebook
        The codebook of the run, where its file is not where it was.
    as_json
        Print the rows of the table as JSON lines on standard output.
    """
    from enacted.cli.console import ProgressReporter, next_step
    from enacted.pipeline import topics as fit_topics
    from enacted.settings import read_settings

    overrides: dict[str, object] = {"refits": refits, "seeded": seeded, "k": _number(k)}
    overrides["adjust"] = tuple(adjust) if adjust else None
    given = {name: value for name, value in overrides.items() if value is not None}
    if refit:
        given["refit"] = True
    settings = read_settings(topics=given)
    auto = True if k == "auto" or (refit and not settings.topics.k) else None
    with ProgressReporter() as reporter:
        result = fit_topics(out, auto=auto, codebook=codebook, settings=settings, reporter=reporter)
    table = result.snapshot.topics
    if as_json:
        for row in table.to_pylist():
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        next_step(f"enacted report {out}", data=True)
        return 0
    sys.stdout.write(_page(table))
    if result.chart is not None and result.snapshot.topic_grid.num_rows:
        sys.stdout.write(f"\nchart of the numbers tried: {result.chart}\n")
    sys.stdout.write(f"snapshot: {result.snapshot.path}\n")
    next_step(f"enacted report {out} shows passages of each topic, and topics over the years")
    return 0


def _number(k: str | None) -> int | None:
    """Number of topics; None where it is left to the model or the grid."""
    from enacted.errors import UsageError

    if k is None or k == "auto":
        return None
    if not k.isdecimal() or not 1 <= int(k) <= 500:
        raise UsageError(f"--k {k}: a number from 1 to 500, or auto")
    return int(k)


def _page(table: pa.Table) -> str:
    """Topics in Markdown."""
    lines = [
        "| topic | share | coherence | stability | label | most probable terms |",
        "| ---: | ---: | ---: | ---: | --- | --- |",
    ]
    for row in table.to_pylist():
        label = f"{row['concept']}: {row['label']}" if row["concept"] else row["label"]
        words = ", ".join(row["top_probability"]).replace("|", "\\|")
        lines.append(
            f"| {row['topic']} | {row['share']:.3f} | {row['coherence']:.2f} | "
            f"{row['stability']:.2f} | {label.replace('|', chr(92) + '|')} | {words} |"
        )
    return "\n".join(lines) + "\n"
