"""Executors: who carries out the batches of a run.

An executor is a function of the work and the batches that yields their reports, in any order. The
local one below uses processes of this machine; a flow supplies its own. What the batches write does
not depend on who carries them out.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from enacted.errors import EnactedError
from enacted.pipeline.work import Batch, BatchReport

Worker = Callable[[Batch], BatchReport]
Executor = Callable[[Worker, Sequence[Batch]], Iterable[BatchReport]]
"""Carries out ``work`` on every batch and yields the reports."""


def local(workers: int) -> Executor:
    """Executor on ``workers`` processes of this machine; one worker, or one batch, needs none."""

    def execute(work: Worker, batches: Sequence[Batch]) -> Iterator[BatchReport]:
        if workers == 1 or len(batches) == 1:
            yield from map(work, batches)
            return
        # Spawned, not forked: a forked child would inherit locks that threads of the parent hold.
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(min(workers, len(batches)), mp_context=context)
        try:
            for future in as_completed([pool.submit(work, batch) for batch in batches]):
                yield future.result()
        except BrokenProcessPool:
            raise EnactedError(
                "a worker process was killed, most often for lack of memory: run again to go on "
                "where it stopped, with fewer workers (ENACTED_RUN__WORKERS=1) if it comes back"
            ) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    return execute
