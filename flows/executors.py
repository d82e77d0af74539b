"""Who carries out the batches of a flow run: Prefect tasks in threads, in processes, or on Dask.

A task is a batch of documents, never one; nothing of Prefect's result cache is used, since the
store knows what is done.
"""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.concurrency.sync import concurrency
from prefect.task_runners import ProcessPoolTaskRunner, ThreadPoolTaskRunner
from prefect.tasks import exponential_backoff

from enacted.errors import UnreachableError, UsageError, WorkerError
from enacted.pipeline import Batch, BatchReport, Executor, WorkerProcesses, windowed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from prefect.client.schemas.objects import State, TaskRun
    from prefect.task_runners import TaskRunner
    from prefect.tasks import Task

    from enacted.pipeline.execute import Worker

Runner = Literal["threads", "processes"]

INFRASTRUCTURE = (WorkerError, UnreachableError, OSError)
"""What may go better a minute later. What is wrong with a document never fails a task."""


def is_infrastructure(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a task failed for a lost worker, a disk or a network."""
    try:
        state.result()
    except INFRASTRUCTURE:
        return True
    except Exception:  # noqa: BLE001 - all others stay failed
        return False
    return False


@task(
    name="mine-batch",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=3,
    retry_delay_seconds=exponential_backoff(backoff_factor=10),
    retry_jitter_factor=0.5,
    retry_condition_fn=is_infrastructure,
)
def mine_batch(work: Worker, batch: Batch, limit: str | None = None) -> BatchReport:
    """Do what is missing for one batch of documents.

    With ``limit``, one slot of the concurrency limit of that name is held meanwhile; one that
    nobody declared is an error, since it would not hold.
    """
    with concurrency(limit, strict=True) if limit else nullcontext():
        return work(batch)


def executor(
    *, runner: Runner, workers: int, dask: str | None = None, limit: str | None = None
) -> Executor:
    """Executor that makes each batch a task of the flow run it is called in.

    Parameters
    ----------
    runner
        ``threads``: tasks are threads of the flow's process, each of which hands its batch to a
        worker process. ``processes``: tasks are processes.
    workers
        Batches at work at once; on Dask, as many as the cluster has threads.
    dask
        Address of a Dask scheduler, whose workers carry out the tasks.
    """

    def execute(work: Worker, batches: Sequence[Batch]) -> Iterator[BatchReport]:
        with ExitStack() as stack:
            count, do = workers, work
            chosen: TaskRunner[Any]
            if dask:
                chosen = dask_runner(dask)
            elif runner == "threads":
                # PDFium and spaCy are not made for threads: only the waiting is done in them.
                processes = stack.enter_context(WorkerProcesses(workers))
                do = partial(processes.carry_out, work)
                chosen = ThreadPoolTaskRunner(max_workers=workers)
            else:
                chosen = ProcessPoolTaskRunner(max_workers=workers)
            started: Any = stack.enter_context(chosen)
            if dask:
                count = max(1, sum(started.client.nthreads().values()))

            def submit(batch: Batch) -> Any:
                parameters = {"work": do, "batch": batch, "limit": limit}
                try:
                    return started.submit(mine_batch, parameters)
                except TypeError as error:
                    if not dask or "serialize" not in str(error):
                        raise
                    raise UsageError(f"{dask}: a batch cannot be sent to Dask workers") from error

            try:
                yield from windowed(submit, batches, workers=count)
            except BrokenProcessPool:
                raise WorkerError(
                    "a task process was killed: run again to go on where it stopped"
                ) from None
            except RuntimeError as error:
                if not dask or "deserialization" not in str(error):
                    raise
                raise UsageError(
                    f"{dask}: the workers cannot load the task: start them in the project's "
                    "folder, with the same versions installed"
                ) from error

    return execute


def dask_runner(address: str) -> TaskRunner[Any]:
    """Task runner on a Dask cluster.

    Raises
    ------
    UsageError
        Where prefect-dask is not installed.
    """
    try:
        from prefect_dask import DaskTaskRunner
    except ImportError:
        raise UsageError(f"{address}: pip install 'enacted[flows,dask]' for Dask") from None
    runner: TaskRunner[Any] = DaskTaskRunner(address=address)
    return runner
