"""``enacted topics``: fit topics to what a run made, and look at them."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

# Stability under which a topic hangs on how the model was started.
_LOOSE = 0.4


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

    A topic is a group of words that are used together; a passage of about 200 words is a mixture
    of topics. Where a model has been fitted before, it is kept and the passages are scored with
    it, so that added documents do not move the old ones; --refit, or another number of topics,
    fits anew, and topics that agree with earlier ones keep their numbers.

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
        Refits on resampled documents for the intervals of shares by year; 0 gives none and is
        fast.
    adjust
        Also give shares by year as if every year had the same mix of documents: --adjust
        publisher --adjust doc_type.
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
    if table.num_rows:
        sys.stdout.write("\n" + "\n".join(_legend(table, result.snapshot.topic_years)) + "\n")
    if result.chart is not None and result.snapshot.topic_grid.num_rows:
        sys.stdout.write(f"chart of the numbers tried: {result.chart}\n")
    sys.stdout.write(f"snapshot: {result.snapshot.path}\n")
    for text in _next(out, table):
        next_step(text)
    return 0


def _number(k: str | None) -> int | None:
    """Number of topics; None where it is left to the model or the grid."""
    from enacted.errors import UsageError

    if k is None or k == "auto":
        return None
    if not k.isdecimal() or not 1 <= int(k) <= 500:
        raise UsageError(f"--k {k}: a number from 1 to 500, or auto")
    return int(k)


def _legend(table: pa.Table, years: pa.Table) -> Iterator[str]:
    """What the columns mean, and which topics to be careful with."""
    yield (
        "share: part of all words. coherence: how much the ten most probable terms keep together "
        "(NPMI, up to 1)."
    )
    yield (
        "stability: overlap of these terms with the nearest topic of a model with another start, "
        "up to 1. label: terms frequent in the topic and rare in others."
    )
    loose = [row["topic"] for row in table.to_pylist() if row["stability"] < _LOOSE]
    if loose:
        yield (
            f"stability under {_LOOSE}, which another analyst's model may not find: "
            f"{', '.join(map(str, loose))}"
        )
    unstable = sorted({row["topic"] for row in years.to_pylist() if row["unstable"]})
    if unstable:
        yield f"shares by year not to be read, as refits differ: {', '.join(map(str, unstable))}"


def _next(out: Path, table: pa.Table) -> Iterator[str]:
    """What to do with topics: read them before they are counted."""
    if not table.num_rows:
        yield f"enacted trends {shlex.quote(str(out))} needs no topics"
        return
    topic = max(table.to_pylist(), key=lambda row: row["share"])["topic"]
    statement = "SELECT concept, doc_id, page, text FROM topic_structure WHERE topic ="
    yield (
        f'enacted sql {shlex.quote(str(out))} "{statement} {topic}" gives passages of a topic: '
        "read them before you name it"
    )
    yield f"enacted report {shlex.quote(str(out))} shows them, and topics over the years"


def _page(table: pa.Table) -> str:
    """Topics in Markdown, the largest first."""
    lines = [
        "| topic | share | coherence | stability | label | most probable terms |",
        "| ---: | ---: | ---: | ---: | --- | --- |",
    ]
    for row in sorted(table.to_pylist(), key=lambda row: (-row["share"], row["topic"])):
        label = f"{row['concept']}: {row['label']}" if row["concept"] else row["label"]
        words = ", ".join(row["top_probability"]).replace("|", "\\|")
        lines.append(
            f"| {row['topic']} | {row['share']:.3f} | {row['coherence']:.2f} | "
            f"{row['stability']:.2f} | {label.replace('|', chr(92) + '|')} | {words} |"
        )
    return "\n".join(lines) + "\n"
