"""Flow ``extract``: PDFs become Parquet files of blocks. Only wiring and persistence."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import ProcessPoolTaskRunner

from enacted.pipeline import find_files, write_files
from enacted.settings import read_settings

BATCH = 25
"""Files a task: a task costs more than reading a short file."""


@task(name="extract-batch", cache_policy=NO_CACHE, persist_result=False)
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


# Prefect types its runners as invariant in their futures.
@flow(
    name="extract",
    task_runner=ProcessPoolTaskRunner(),  # type: ignore[arg-type]
    persist_result=False,
)
def extract(files: list[str], out: str = "outputs/blocks") -> str:
    """Read PDFs into blocks.

    Parameters
    ----------
    files
        PDFs, or folders of PDFs.
    out
        Folder for one Parquet file a document.

    Returns
    -------
    str
        The folder.
    """
    paths = find_files([Path(file) for file in files])
    batches = [paths[i : i + BATCH] for i in range(0, len(paths), BATCH)]
    futures = [extract_batch.submit(batch, Path(out)) for batch in batches]
    rows = [row for future in as_completed(futures) for row in future.result()]
    rows.sort(key=lambda row: row["file"])
    create_table_artifact(rows, key="extracted", description=f"{len(rows)} files read into {out}")
    return out
