"""Executors: what comes out does not depend on who carries the batches out."""

from __future__ import annotations

import os
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.errors import UsageError, WorkerError
from enacted.pipeline import Batch, BatchReport, WorkerProcesses, dask, run, run_batch, windowed
from enacted.pipeline.execute import AHEAD
from enacted.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

SETTINGS = read_settings(run={"workers": 1, "batch": 1}, topics={"enabled": False})


def batch(number: int) -> Batch:
    return Batch(number, (), "nowhere", SETTINGS, ())


def report(given: Batch) -> BatchReport:
    return BatchReport(given.number, (), 0.0)


def die(_: Batch) -> BatchReport:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@given(count=st.integers(0, 60), workers=st.integers(1, 4), seed=st.randoms(use_true_random=False))
def test_few_batches_wait_and_every_report_comes(count, workers, seed):
    handed_out: list[tuple[Batch, Future[BatchReport]]] = []
    most = 0

    def submit(one: Batch) -> Future[BatchReport]:
        future: Future[BatchReport] = Future()
        handed_out.append((one, future))
        nonlocal most
        most = max(most, len(handed_out))
        return future

    def finish_one() -> None:
        one, future = handed_out.pop(seed.randrange(len(handed_out)))
        future.set_result(report(one))

    # A pool whose work is done as soon as it has as much in hand as it may have.
    def submit_then_finish(one: Batch) -> Future[BatchReport]:
        future = submit(one)
        if len(handed_out) == (1 + AHEAD) * workers or one.number == count - 1:
            while handed_out and (one.number == count - 1 or len(handed_out) > 1):
                finish_one()
        return future

    reports = windowed(submit_then_finish, map(batch, range(count)), workers=workers)
    numbers = [each.number for each in reports]
    assert sorted(numbers) == list(range(count))
    assert most <= (1 + AHEAD) * workers


def test_a_failed_batch_ends_the_run():
    def submit(one: Batch) -> Future[BatchReport]:
        future: Future[BatchReport] = Future()
        future.set_exception(OSError("No space left on device"))
        return future

    with pytest.raises(OSError, match="No space"):
        list(windowed(submit, [batch(0)], workers=1))


def test_a_killed_worker_is_told_and_replaced():
    with WorkerProcesses(1) as processes:
        with pytest.raises(WorkerError, match="run again"):
            processes.carry_out(die, batch(1))
        assert processes.carry_out(report, batch(2)).number == 2


def test_threads_of_one_process_give_the_same_bytes(small_corpus: Path, tmp_path: Path):
    def threads(
        work: Callable[[Batch], BatchReport], batches: Sequence[Batch]
    ) -> Iterator[BatchReport]:
        with ThreadPoolExecutor(3) as pool:
            yield from pool.map(work, batches)

    alone = run(small_corpus, out=tmp_path / "a", settings=SETTINGS)
    many = run(small_corpus, out=tmp_path / "b", settings=SETTINGS, executor=threads)
    # A snapshot's name is the digest of its tables.
    assert many.snapshot.name == alone.snapshot.name


def test_a_worker_made_of_something_else_refuses(small_corpus: Path, tmp_path: Path):
    def elsewhere(
        work: Callable[[Batch], BatchReport], batches: Sequence[Batch]
    ) -> Iterator[BatchReport]:
        for one in batches:
            other = tuple(
                (name, "0.1" if name == "spacy" else version) for name, version in one.makings
            )
            yield work(replace(one, makings=other))

    with pytest.raises(WorkerError, match=r"spacy .* in place of 0\.1"):
        run(small_corpus, out=tmp_path / "out", settings=SETTINGS, executor=elsewhere)
    assert not list((tmp_path / "out" / "store").rglob("*.parquet"))


def test_a_worker_that_lives_on_reads_an_edited_codebook(small_corpus: Path, tmp_path: Path):
    book = tmp_path / "book.yaml"
    text = (
        "concepts:\n  - name: care\n    label: Care\n    definition: Care.\n"
        "    terms:\n      - name: care\n        nouns: [WORD]\n        because: It is.\n"
    )
    settings = read_settings(
        run={"workers": 1}, topics={"enabled": False}, concepts={"codebook": book}
    )
    found = []
    for word in ("carer", "dementia"):
        book.write_text(text.replace("WORD", word), encoding="utf-8")
        snapshot = run(small_corpus, out=tmp_path / "out", settings=settings).snapshot
        found.append(pq.read_table(snapshot / "mentions.parquet")["surface"].to_pylist())
    assert found == [["carer", "carers"], ["dementia"]]


class TestDask:
    @pytest.fixture
    def cluster(self) -> Iterator[str]:
        """One worker process with two threads, on loopback."""
        distributed = pytest.importorskip("distributed", reason="Dask is not installed")
        with distributed.LocalCluster(
            n_workers=1,
            threads_per_worker=2,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
        ) as cluster:
            yield cluster.scheduler_address

    def test_a_cluster_gives_the_same_bytes(self, cluster: str, small_corpus: Path, tmp_path: Path):
        alone = run(small_corpus, out=tmp_path / "a", settings=SETTINGS)
        spread = run(small_corpus, out=tmp_path / "b", settings=SETTINGS, executor=dask(cluster))
        assert spread.worked == 3
        assert spread.snapshot.name == alone.snapshot.name

    def test_nobody_answers(self, monkeypatch: pytest.MonkeyPatch):
        pytest.importorskip("distributed", reason="Dask is not installed")
        monkeypatch.setattr("enacted.pipeline.execute._ANSWER", 1)
        with pytest.raises(UsageError, match="no Dask scheduler answers"):
            list(dask("tcp://127.0.0.1:1")(run_batch, [batch(0)]))
