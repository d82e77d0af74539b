"""Flow ``mine``: a corpus folder becomes a published snapshot.

Only wiring and persistence: the batches of :mod:`enacted.pipeline` become Prefect tasks, and the
outcome becomes artifacts. A task is a batch of documents, never one; nothing of Prefect's result
cache is used, since the store knows what is done.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import ProcessPoolTaskRunner

from enacted.pipeline import Batch, BatchReport, RunResult
from enacted.pipeline import run as run_pipeline
from enacted.settings import read_settings
from enacted.tables import load
from enacted.trends import as_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DEMO_CORPUS = "corpora/demo"
DEMO_OUT = "outputs/demo"


@task(name="mine-batch", cache_policy=NO_CACHE, persist_result=False)
def mine_batch(work: Callable[[Batch], BatchReport], batch: Batch) -> BatchReport:
    """Do what is missing for one batch of documents."""
    return work(batch)


def submit_batches(
    work: Callable[[Batch], BatchReport], batches: Sequence[Batch]
) -> Iterator[BatchReport]:
    """Executor that hands each batch to the flow's task runner."""
    for future in as_completed([mine_batch.submit(work, batch) for batch in batches]):
        yield future.result()


class FlowReporter:
    """Writes what a run tells into the flow run's log."""

    def __init__(self) -> None:
        self._logger = get_run_logger()

    def phase(self, name: str, total: int) -> None:
        """A phase of ``total`` steps begins."""
        self._logger.info("%s: %d", name, total)

    def advance(self, steps: int) -> None:
        """Task states already show what is done."""

    def note(self, text: str) -> None:
        """Something a person should read."""
        self._logger.warning("%s", text)


# Prefect types its runners as invariant in their futures.
@flow(
    name="mine",
    task_runner=ProcessPoolTaskRunner(),  # type: ignore[arg-type]
    persist_result=False,
)
def mine(
    corpus: str = DEMO_CORPUS,
    out: str = DEMO_OUT,
    manifest: str | None = None,
    codebook: str | None = None,
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

    Returns
    -------
    str
        Path of the snapshot.
    """
    overrides = {"concepts": {"codebook": codebook}} if codebook else {}
    result = run_pipeline(
        Path(corpus),
        out=Path(out),
        manifest=Path(manifest) if manifest else None,
        settings=read_settings(**overrides),
        executor=submit_batches,
        reporter=FlowReporter(),
    )
    publish(result, Path(out))
    return str(result.snapshot)


def publish(result: RunResult, out: Path) -> None:
    """Publish the run's outcomes as a table artifact and the trends as a markdown artifact."""
    rows: list[dict[str, object]] = [
        {"outcome": name, "documents": count, "path": "", "detail": ""}
        for name, count in result.outcomes.items()
    ]
    rows += [
        {"outcome": f.outcome, "documents": 1, "path": f.path, "detail": f.detail}
        for f in result.failures
    ]
    did = f"{result.worked} of {result.documents} documents worked on, {result.seconds:.0f} s"
    create_table_artifact(rows, key="outcomes", description=did)
    create_markdown_artifact(as_markdown(load(out).trends), key="trends", description=did)
    get_run_logger().info("snapshot %s: %s", result.snapshot, did)
