"""The flows in this process, against a test server, and the README's `make demo`."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

import enacted

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("prefect")

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def server() -> Iterator[None]:
    """A Prefect server for this module's flow runs."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.mark.usefixtures("server")
@pytest.mark.timeout(300)
def test_mine_gives_the_same_bytes_as_a_plain_run(small_corpus: Path, tmp_path: Path):
    from enacted.pipeline import run
    from flows.mine import mine

    snapshot = mine(corpus=str(small_corpus), out=str(tmp_path / "flow"))
    plain = run(small_corpus, out=tmp_path / "plain")
    assert Path(snapshot) == enacted.load(tmp_path / "flow").path
    assert Path(snapshot).name == plain.snapshot.name


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
