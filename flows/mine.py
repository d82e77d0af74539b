"""Flow ``mine``: a corpus folder becomes a published snapshot.

Only wiring and persistence: the batches of :mod:`enacted.pipeline` become Prefect tasks (see
:mod:`flows.executors`), and the outcome becomes artifacts.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pyarrow.compute as pc
from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from enacted.pipeline import JsonLines, Lines
from enacted.pipeline import run as run_pipeline
from enacted.settings import read_settings
from enacted.tables import load
from enacted.trends import as_markdown
from flows.executors import Runner, executor

if TYPE_CHECKING:
    from enacted.pipeline import RunResult
    from enacted.settings import Settings

DEMO_CORPUS = "corpora/demo"
DEMO_OUT = "outputs/demo"


def reporter(log: str) -> Lines | JsonLines:
    """Whoever writes what a run tells into the flow run's log, as lines or as JSON lines."""
    logger = get_run_logger()
    return JsonLines(logger.info) if log == "json" else Lines(logger.info, logger.warning)


@flow(name="mine", persist_result=False)
def mine(
    corpus: str = DEMO_CORPUS,
    out: str = DEMO_OUT,
    manifest: str | None = None,
    codebook: str | None = None,
    runner: Runner = "threads",
    workers: int | None = None,
    dask: str | None = None,
    store: str | None = None,
    limit: str | None = None,
    log: Literal["text", "json"] = "text",
) -> str:
    """Mine a corpus and publish its snapshot.

    Parameters
    ----------
    corpus
        Folder with PDFs.
    out
        Run target; the same one every time, so that only what is new is done.
    manifest
        CSV or YAML file saying what is known of the documents; by default the folder's own.
    codebook
        YAML file with the concepts; by default the built-in one.
    runner
        What tasks are: threads, each with a worker process at its side, or processes.
    workers
        Batches at work at once; the cores of the machine by default.
    dask
        Address of a Dask scheduler (tcp://host:8786) whose workers carry out the tasks.
    store
        Folder or s3://BUCKET/PREFIX where the work a document is kept; by default in ``out``.
    limit
        Name of a Prefect concurrency limit, of which each batch takes a slot.
    log
        Lines of the flow run's log: text, or json, an object a line.

    Returns
    -------
    str
        Path of the snapshot.
    """
    settings = settings_of(codebook=codebook, workers=workers, store=store)
    result = run_pipeline(
        Path(corpus),
        out=Path(out),
        manifest=Path(manifest) if manifest else None,
        settings=settings,
        executor=executor(runner=runner, workers=settings.run.workers, dask=dask, limit=limit),
        reporter=reporter(log),
    )
    publish(result, Path(out))
    return str(result.snapshot)


def settings_of(*, codebook: str | None, workers: int | None, store: str | None) -> Settings:
    """Settings from the environment, with a deployment's parameters on top."""
    run = {"workers": workers, "store": store}
    overrides = {"run": {name: value for name, value in run.items() if value is not None}}
    return read_settings(**overrides, **({"concepts": {"codebook": codebook}} if codebook else {}))


def publish(result: RunResult, out: Path) -> None:
    """Publish outcomes and throughput as table artifacts, and the trends as a markdown artifact."""
    rows: list[dict[str, object]] = [
        {"outcome": name, "documents": count, "path": "", "detail": ""}
        for name, count in result.outcomes.items()
    ]
    rows += [
        {"outcome": f.outcome, "documents": 1, "path": f.path, "detail": f.detail}
        for f in result.failures
    ]
    worked = f"{result.worked} of {result.documents} documents worked on"
    did = f"{result.changes}; {worked}, {result.seconds:.0f} s"
    snapshot = load(out)
    throughput = {
        "documents": result.documents,
        "pages": pc.sum(snapshot.documents.column("pages")).as_py() or 0,
        "worked on": result.worked,
        "seconds": round(result.seconds, 1),
        "worked on a second": round(result.worked / max(result.seconds, 0.001), 2),
    }
    create_table_artifact(rows, key="outcomes", description=did)
    create_table_artifact([throughput], key="throughput", description=did)
    create_markdown_artifact(as_markdown(snapshot.trends), key="trends", description=did)
    get_run_logger().info("snapshot %s: %s", result.snapshot, did)
