"""``enacted run``: a folder of PDFs becomes a published snapshot."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from enacted.pipeline import RunResult


def run(
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
    workers: int | None = None,
    dask: str | None = None,
    log: Literal["text", "json"] = "text",
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Read a folder of policy PDFs and publish its tables.

    Only what is new or changed is done; a run that was stopped goes on where it was. Documents that
    cannot be read are rows with an outcome, never an end to the run.

    Parameters
    ----------
    corpus
        Folder with PDFs; its subfolders are searched too.
    out
        Where the tables go: a new or empty folder, or one that an earlier run made.
    manifest
        CSV or YAML file saying what is known of the documents (file, title, year, publisher …).
        Without it, manifest.csv or manifest.yaml in the folder, if there is one.
    codebook
        YAML file with the concepts to look for; without it the built-in one.
    without
        Concepts, or terms as concept/term, to leave out of the codebook; * is any characters:
        --without "coproduction/*involvement". `enacted codebook show` lists them.
    code
        Say talk, plan or deed of sentences with a mention, or of all sentences.
    tier
        Classifier of sentences with a mention and of table rows: accurate, unless the environment
        says otherwise. The rest is left to fast.
    topics
        Fit a topic model.
    k
        Number of topics; 0 chooses it from the size of the corpus.
    workers
        Processes at work at once; by default as many as there are cores.
    dask
        Address of a Dask scheduler, as tcp://host:8786, whose workers do the work instead.
    log
        What is told on standard error while it works: text, with bars on a terminal, or json, an
        object a line.
    as_json
        Print the outcome as JSON on standard output.
    """
    from enacted.cli.console import reporting
    from enacted.pipeline import dask as on_dask
    from enacted.pipeline import run as run_pipeline
    from enacted.settings import read_settings

    values = overrides(codebook=codebook, without=without, code=code, tier=tier, topics=topics, k=k)
    if workers is not None:
        values["run"] = {"workers": workers}
    settings = read_settings(**values)
    with reporting(log) as reporter:
        result = run_pipeline(
            corpus,
            out=out,
            manifest=manifest,
            settings=settings,
            executor=on_dask(dask) if dask else None,
            reporter=reporter,
        )
    _print(result, out, as_json=as_json)
    return 1 if result.failures else 0


def overrides(
    *,
    codebook: Path | None,
    without: list[str] | None,
    code: str,
    tier: str | None,
    topics: bool,
    k: int,
) -> dict[str, dict[str, object]]:
    """Settings that options of `run` and `plan` stand for."""
    concepts = {"codebook": codebook, "without": without}
    values: dict[str, dict[str, object]] = {
        "stance": {"code": code},
        "topics": {"k": k, "enabled": topics},
        "concepts": {key: value for key, value in concepts.items() if value is not None},
    }
    if tier is not None:
        values["stance"]["tier"] = tier
    return values


def _print(result: RunResult, out: Path, *, as_json: bool) -> None:
    if as_json:
        values = {**asdict(result), "snapshot": str(result.snapshot)}
        sys.stdout.write(json.dumps(values, ensure_ascii=False, indent=2) + "\n")
        return
    from enacted.pipeline.progress import printable

    outcomes = ", ".join(f"{count} {name}" for name, count in result.outcomes.items())
    did = f"{result.worked} worked on" if result.worked else "nothing had changed"
    lines = [
        f"{result.documents} documents ({outcomes}); {did}; {result.seconds:.1f} s",
        *(
            f"  {printable(f'{f.path}: {f.outcome}: {f.detail}')}"
            for f in result.failures
            if not result.worked  # a run that reads tells of them as it goes
        ),
        f"since the snapshot before: {result.changes}",
        f"snapshot: {result.snapshot}",
        f"next: enacted trends {out}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
