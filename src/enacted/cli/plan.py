"""``enacted plan``: what a run would do, and why."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from enacted.pipeline import Plan

MOST_NAMES = 10
"""Documents named of each kind; --format json names all."""


def plan(
    corpus: Path,
    /,
    *,
    out: Path,
    manifest: Path | None = None,
    codebook: Path | None = None,
    without: Annotated[list[str] | None, Parameter(negative="")] = None,
    code: Literal["mentions", "all"] = "mentions",
    tier: Literal["fast", "accurate"] | None = None,
    topics: bool = True,
    k: int = 0,
    format_: Annotated[Literal["text", "json"], Parameter(name="--format")] = "text",
) -> int:
    """Say what a run would do and why, without doing it.

    Compares the folder with the newest snapshot in OUT: documents added, changed, moved and
    removed, and the steps that are to be done for how many of them. Files are read to tell them
    apart, but no PDF is opened, and nothing is written. The options are those of `enacted run`.

    Parameters
    ----------
    corpus
        Folder with PDFs; its subfolders are searched too.
    out
        Where the run's tables would go.
    manifest
        CSV or YAML file saying what is known of the documents.
    codebook
        YAML file with the concepts to look for; without it the built-in one.
    without
        Concepts, or terms as concept/term, to leave out of the codebook.
    code
        Say talk, plan or deed of sentences with a mention, or of all sentences.
    tier
        Classifier of sentences with a mention and of table rows.
    topics
        Fit a topic model.
    k
        Number of topics; 0 chooses it from the size of the corpus.
    format_
        text, or json with the names of all documents.
    """
    from enacted.cli.run import overrides
    from enacted.pipeline import plan as plan_run
    from enacted.settings import read_settings

    settings = read_settings(
        **overrides(codebook=codebook, without=without, code=code, tier=tier, topics=topics, k=k)
    )
    planned = plan_run(corpus, out=out, manifest=manifest, settings=settings)
    if format_ == "json":
        values = {**asdict(planned), "counts": planned.changes.counts()}
        sys.stdout.write(json.dumps(values, ensure_ascii=False, indent=2) + "\n")
    else:
        lines = (_shown(line) for line in _lines(planned, corpus, out))
        sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _lines(planned: Plan, corpus: Path, out: Path) -> Iterator[str]:
    yield from (f"note: {note}" for note in planned.notes)
    changes = planned.changes
    yield f"{planned.documents:,} documents: {changes}"
    yield from _names("added", changes.added)
    yield from _names("changed", changes.changed)
    yield from _names("moved", [f"{move.before} → {move.path}" for move in changes.moved])
    yield from _names("removed", changes.removed)
    if planned.unreadable:
        yield f"{planned.unreadable:,} of them are empty, missing or cannot be read"
    if planned.snapshot:
        when = f" of {planned.published}" if planned.published else ""
        yield f"compared with snapshot {planned.snapshot}{when}"
    else:
        yield f"{out} holds no snapshot yet"
    if planned.held:
        yield f"a run is at work there now: {planned.held}"
    if planned.idle:
        yield "nothing to do: a run would leave everything as it is"
        yield f"next: enacted trends {out}"
        return
    yield "a run would do, for so many documents:"
    for step in planned.steps:
        first, *more = (f"{count:>8,} {reason}" for reason, count in step.reasons.items())
        yield f"  {step.step:<10}{first}"
        yield from (f"  {'':<10}{reason}" for reason in more)
    if not planned.steps:
        yield "  no step of any document: all is in the store"
    yield f"  {'topics':<18} {planned.topics}"
    yield f"  {'tables':<18} put together and published anew"
    yield from (f"  {'':<18} {cause}" for cause in planned.because)
    yield f"next: enacted run {corpus} --out {out}, with the same options"


def _shown(line: str) -> str:
    """A line without what a terminal would obey: paths may hold anything."""
    return line if line.isprintable() else "".join(c if c.isprintable() else " " for c in line)


def _names(kind: str, paths: Sequence[str]) -> Iterator[str]:
    for path in paths[:MOST_NAMES]:
        yield f"  {kind:<8} {path}"
    if len(paths) > MOST_NAMES:
        yield f"  {'':<8} … and {len(paths) - MOST_NAMES:,} more"
