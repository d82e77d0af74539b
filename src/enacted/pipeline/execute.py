"""Executors: who carries out the batches of a run.

An executor is a function of the work and the batches that yields their reports, in any order. Those
below use processes of this machine and the workers of a Dask cluster; a flow supplies its own. What
the batches write does not depend on who carries them out.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from enacted.errors import UsageError, WorkerError
from enacted.pipeline.work import Batch, BatchReport

if TYPE_CHECKING:
    from concurrent.futures import Future
    from typing import Self

Item = TypeVar("Item")
Worker = Callable[[Batch], BatchReport]
Executor = Callable[[Worker, Sequence[Batch]], Iterable[BatchReport]]
"""Carries out ``work`` on every batch and yields the reports."""

AHEAD = 3
"""Batches that wait for each worker: enough that none idles, few enough to cost no memory."""


class Promise(Protocol):
    """What all kinds of futures have in common."""

    def add_done_callback(self, fn: Callable[[Any], None], /) -> object:
        """Call ``fn`` with this future once it is done."""

    def result(self) -> Any:
        """What came of it."""


def windowed(
    submit: Callable[[Item], Promise], items: Iterable[Item], *, workers: int
) -> Iterator[Any]:
    """Submit items a few ahead of the workers, and yield what comes of them as it comes.

    However many items there are, few are in the hands of a pool, a server or a scheduler.
    """
    done: SimpleQueue[Promise] = SimpleQueue()
    waiting = iter(items)
    # Some kinds of work are dropped when nobody holds their future.
    held: dict[int, Promise] = {}

    def tell(future: Promise, _: object) -> None:
        done.put(future)

    def hand_out(count: int) -> None:
        for item in islice(waiting, count):
            future = submit(item)
            held[id(future)] = future
            future.add_done_callback(partial(tell, future))

    hand_out((1 + AHEAD) * workers)
    while held:
        future = done.get()
        del held[id(future)]
        result = future.result()
        hand_out(1)
        yield result


class WorkerProcesses:
    """Worker processes of this machine; a context manager that ends them.

    One that is killed takes the batches in hand with it, which is told by
    :class:`~enacted.errors.WorkerError`; those given later are carried out by fresh ones. May be
    called from many threads.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, work: Worker, batch: Batch) -> Future[BatchReport]:
        """Begin a batch."""
        with self._lock:
            if self._pool is None:
                # Spawned, not forked: a forked child would inherit locks of the parent's threads.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(
                    self.workers, mp_context=context, initializer=_end_with_parent
                )
            try:
                return self._pool.submit(work, batch)
            except BrokenProcessPool:
                self._pool = None
        return self.submit(work, batch)

    def carry_out(self, work: Worker, batch: Batch) -> BatchReport:
        """Do a batch and wait for it.

        Raises
        ------
        WorkerError
            Where its process was killed; the store keeps what it had done.
        """
        try:
            return self.submit(work, batch).result()
        except BrokenProcessPool:
            raise WorkerError(_KILLED) from None


def local(workers: int) -> Executor:
    """Executor on ``workers`` processes of this machine; one worker, or one batch, needs none."""

    def execute(work: Worker, batches: Sequence[Batch]) -> Iterator[BatchReport]:
        if workers == 1 or len(batches) == 1:
            yield from map(work, batches)
            return
        with WorkerProcesses(min(workers, len(batches))) as processes:
            try:
                yield from windowed(
                    lambda batch: processes.submit(work, batch), batches, workers=processes.workers
                )
            except BrokenProcessPool:
                raise WorkerError(_KILLED) from None

    return execute


def dask(address: str) -> Executor:
    """Executor on the workers of a Dask cluster, whose scheduler has this address.

    The workers must see the corpus and the store under the same names as the driver, and have the
    same versions installed, which each batch checks. A worker that is lost costs its batches a
    second try elsewhere.

    Raises
    ------
    UsageError
        From the executor, where Dask is not installed or nobody answers.
    """

    def execute(work: Worker, batches: Sequence[Batch]) -> Iterator[BatchReport]:
        try:
            from distributed import Client, KilledWorker
        except ImportError:
            raise UsageError(
                f"{address}: Dask is not installed: pip install 'enacted[dask]'"
            ) from None
        try:
            client = Client(address, timeout=_ANSWER, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"{address}: no Dask scheduler answers there ({_line(error)}): "
                "start one with `dask scheduler`, or check the address"
            ) from None
        with client:
            workers = max(1, sum(client.nthreads().values()))
            try:
                yield from windowed(
                    lambda batch: client.submit(work, batch, pure=False), batches, workers=workers
                )
            except KilledWorker as error:
                raise WorkerError(f"{address}: a batch cost several workers: {_line(error)}") from (
                    None
                )

    return execute


def _end_with_parent() -> None:
    """End this worker process as soon as the one that started it has ended, however it did.

    A pool's workers wait on a pipe that they hold open themselves: of a parent that is killed they
    would never hear.
    """
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


_ANSWER = 30
"""Seconds for a scheduler to answer."""

_KILLED = (
    "a worker process was killed, most often for lack of memory: run again to go on where it "
    "stopped, with fewer workers (ENACTED_RUN__WORKERS=1) if it comes back"
)


def _line(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0][:200] if lines else type(error).__name__
