"""The flows in this process, against a test server, and the README's `make demo`."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

import enacted
from enacted.errors import UsageError
from enacted.tables.lock import locked
from tests.conftest import make_small_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.executors import Runner

pytest.importorskip("prefect")

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def server() -> Iterator[None]:
    """A Prefect server for this module's flow runs."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A corpus, and the name of the snapshot that a run without Prefect makes of it."""
    from enacted.pipeline import run

    folder = tmp_path_factory.mktemp("plain")
    corpus = make_small_corpus(folder)
    return corpus, run(corpus, out=folder / "out").snapshot.name


@pytest.mark.usefixtures("server")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("runner", ["threads", "processes"])
def test_mine_gives_the_same_bytes_as_a_plain_run(
    plain: tuple[Path, str], tmp_path: Path, runner: Runner
):
    from prefect.artifacts import Artifact

    from flows.mine import mine

    corpus, name = plain
    snapshot = mine(corpus=str(corpus), out=str(tmp_path / "out"), runner=runner, workers=2)
    assert Path(snapshot) == enacted.load(tmp_path / "out").path
    assert Path(snapshot).name == name
    throughput = str(getattr(Artifact.get("throughput"), "data", None))
    assert '"documents": 3' in throughput
    assert '"pages": 2' in throughput


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Address of a Dask scheduler with one worker."""
    pytest.importorskip("prefect_dask", reason="prefect-dask is not installed")
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield str(cluster.scheduler_address)


@pytest.mark.usefixtures("server")
@pytest.mark.timeout(300)
def test_mine_on_dask_gives_the_same_bytes_as_a_plain_run(
    plain: tuple[Path, str], tmp_path: Path, scheduler: str
):
    from flows.mine import mine

    corpus, name = plain
    snapshot = mine(corpus=str(corpus), out=str(tmp_path / "out"), dask=scheduler)
    assert Path(snapshot).name == name


@pytest.mark.usefixtures("server")
@pytest.mark.timeout(300)
def test_what_cannot_be_sent_to_dask_is_refused(scheduler: str):
    from prefect import flow

    from enacted.pipeline import run_batch
    from flows.executors import executor

    lock: Any = threading.Lock()

    @flow(name="unsendable", persist_result=False)
    def unsendable() -> None:
        list(executor(runner="threads", workers=1, dask=scheduler)(run_batch, [lock]))

    with pytest.raises(UsageError, match="cannot be sent to Dask workers"):
        unsendable()


@pytest.mark.usefixtures("server")
def test_a_limit_that_nobody_declared_fails_the_run(small_corpus: Path, tmp_path: Path):
    from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError

    from flows.mine import mine

    with pytest.raises(ConcurrencySlotAcquisitionError, match="nowhere"):
        mine(corpus=str(small_corpus), out=str(tmp_path / "out"), limit="nowhere")


@pytest.mark.usefixtures("server")
@pytest.mark.timeout(300)
def test_watch_mines_what_is_new_and_whole(small_corpus: Path, tmp_path: Path):
    from flows.watch import watch

    def states(settle: float) -> str:
        state = watch(
            corpus=str(small_corpus), out=str(tmp_path / "out"), settle=settle, return_state=True
        )
        assert state.type.value == "COMPLETED"
        return str(state.name)

    assert states(settle=600) == "Settling"
    assert not (tmp_path / "out").exists()
    assert states(settle=0) == "Mined"
    assert states(settle=600) == "Unchanged"
    (small_corpus / "report.pdf").unlink()
    with locked(tmp_path / "out"):
        assert states(settle=0) == "Busy"
    assert states(settle=0) == "Mined"
    assert enacted.load(tmp_path / "out").documents.num_rows == 2


@pytest.mark.usefixtures("server")
@pytest.mark.timeout(300)
def test_extract_writes_blocks_and_names_what_failed(small_corpus: Path, tmp_path: Path):
    from prefect.artifacts import Artifact

    from flows.extract import extract

    out = Path(extract(files=[str(small_corpus)], out=str(tmp_path / "blocks")))
    names = sorted(path.name.split(".")[0] for path in out.glob("*.parquet"))
    assert names == ["plan", "report"]
    texts = pq.read_table(next(out.glob("plan.*"))).column("text").to_pylist()
    assert "Equality Action Plan" in texts
    artifact = Artifact.get("extracted")
    assert '"damaged"' in str(getattr(artifact, "data", None))


@pytest.mark.usefixtures("server")
def test_the_automation_waits_for_three_heartbeats():
    from prefect.automations import Automation

    from flows.unresponsive import NAME, automation, main

    trigger: Any = automation(30).trigger
    assert trigger.within.total_seconds() == 90
    main()
    made: Any = Automation.read(name=NAME)
    assert made.trigger.within.total_seconds() == 540
    assert made.enabled


@pytest.mark.usefixtures("server")
def test_a_wrong_corpus_fails_the_run_with_a_clear_line(tmp_path: Path):
    from enacted.errors import CorpusError
    from flows.mine import mine

    with pytest.raises(CorpusError, match="nowhere"):
        mine(corpus=str(tmp_path / "nowhere"), out=str(tmp_path / "out"))


@pytest.mark.skipif(
    not (ROOT / ".venv" / ".ready").exists(), reason="the environment was not made by make"
)
@pytest.mark.timeout(600)
def test_make_demo(tmp_path: Path):
    done = subprocess.run(
        ["make", "demo"],
        cwd=ROOT,
        env={**os.environ, "PREFECT_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for concept in ("coproduction", "personalisation", "equality"):
        assert f"| {concept} | all |" in done.stdout
    assert "snapshot: outputs/demo/snapshots/" in done.stdout
    assert "**Stance**: accuracy" in done.stdout
    outcomes = enacted.load(ROOT / "outputs" / "demo").documents.column("outcome").to_pylist()
    assert sorted(set(outcomes)) == ["damaged", "ok"]
