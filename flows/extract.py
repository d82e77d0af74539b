"""Flow ``extract``: PDFs become Parquet files of blocks. Only wiring and persistence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import exponential_backoff

from enacted.pipeline import find_files, windowed, write_files
from enacted.settings import read_settings
from flows.executors import is_infrastructure

BATCH = 25
"""Files a task: a task costs more than reading a short file."""


@task(
    name="extract-batch",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=3,
    retry_delay_seconds=exponential_backoff(backoff_factor=10),
    retry_jitter_factor=0.5,
    retry_condition_fn=is_infrastructure,
)
def extract_batch(files: list[Path], out: Path) -> list[dict[str, str]]:
    """Read one batch of files and write their blocks; returns a row a file."""
    return [
        {
            "file": str(read.path),
            "outcome": read.extraction.outcome.value,
            "blocks": str(read.written or ""),
            "detail": read.extraction.detail,
        }
        for read in write_files(files, out=out, settings=read_settings())
    ]


@flow(name="extract", persist_result=False)
def extract(files: list[str], out: str = "outputs/blocks", workers: int | None = None) -> str:
    """Read PDFs into blocks.

    Parameters
    ----------
    files
        PDFs, or folders of PDFs.
    out
        Folder for one Parquet file a document.
    workers
        Batches at work at once; the cores of the machine by default.

    Returns
    -------
    str
        The folder.
    """
    paths = find_files([Path(file) for file in files])
    batches = [paths[i : i + BATCH] for i in range(0, len(paths), BATCH)]
    count = workers or read_settings().run.workers
    # Each batch is read in a guarded process of its own; the threads only wait and write.
    threads: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=count)
    with threads as runner:
        rows = [
            row
            for done in windowed(
                lambda batch: runner.submit(extract_batch, {"files": batch, "out": Path(out)}),
                batches,
                workers=count,
            )
            for row in done
        ]
    rows.sort(key=lambda row: row["file"])
    create_table_artifact(rows, key="extracted", description=f"{len(rows)} files read into {out}")
    return out
