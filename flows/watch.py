"""Flow ``watch``: looks at a corpus folder, and mines it once something is new and whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State  # noqa: TC002 - Prefect reads the annotations
from prefect.states import Completed

from enacted.errors import LockedError
from enacted.pipeline import look, remember
from flows.executors import Runner  # noqa: TC001 - Prefect reads the annotations
from flows.mine import DEMO_CORPUS, DEMO_OUT, mine, settings_of


@flow(name="watch", persist_result=False)
def watch(
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
    settle: float = 60,
) -> State[Any]:
    """Mine a corpus where it no longer looks as it did after the last run; else end at once.

    Parameters
    ----------
    corpus, out, manifest, codebook, runner, workers, dask, store, limit, log
        As for ``mine``.
    settle
        Seconds that no file may have been written for: one that is still being copied waits for
        the next look.

    Returns
    -------
    State
        Completed; its name says what the look found: Unchanged, Settling, Busy or Mined.
    """
    seen = look(
        Path(corpus),
        out=Path(out),
        manifest=Path(manifest) if manifest else None,
        settings=settings_of(codebook=codebook, workers=workers, store=store),
        settle=settle,
    )
    if seen.state == "unchanged":
        return Completed(name="Unchanged", message=f"{seen.files} files, nothing new")
    if seen.state == "settling":
        return Completed(name="Settling", message=f"a file was written within {settle:.0f} s")
    try:
        snapshot = mine(
            corpus=corpus,
            out=out,
            manifest=manifest,
            codebook=codebook,
            runner=runner,
            workers=workers,
            dask=dask,
            store=store,
            limit=limit,
            log=log,
        )
    except LockedError as error:
        return Completed(name="Busy", message=str(error))
    remember(Path(out), seen)
    return Completed(name="Mined", message=str(snapshot))
