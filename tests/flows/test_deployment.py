"""The commands of docs/deployment.md, for real: server, deployments, worker, a scheduled run."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import enacted

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("prefect")

ROOT = Path(__file__).resolve().parents[2]
PREFECT = [sys.executable, "-m", "prefect"]


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def ask(environment: dict[str, str], path: str, body: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(
        environment["PREFECT_API_URL"] + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def wait_for(what: str, seconds: float, probe: Any) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = probe()
        if found:
            return found
        time.sleep(1)
    pytest.fail(f"{what} not within {seconds} s")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Environment of a Prefect server of our own on localhost."""
    home = tmp_path_factory.mktemp("prefect")
    port = free_port()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")},
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "DO_NOT_TRACK": "1",
        "NO_COLOR": "1",
    }
    log = (home / "server.log").open("w")
    server = subprocess.Popen(
        [*PREFECT, "server", "start"], env=environment, stdout=log, stderr=log, cwd=home
    )
    try:
        wait_for("a healthy server", 120, lambda: healthy(environment))
        yield environment
    finally:
        stop(server)
        log.close()


def healthy(environment: dict[str, str]) -> bool:
    try:
        return bool(ask(environment, "/health"))
    except OSError:
        return False


def stop(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def prefect(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [*PREFECT, *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.server
@pytest.mark.timeout(600)
def test_a_scheduled_run_completes(
    environment: dict[str, str], tmp_path: Path, small_corpus: Path
) -> None:
    out = tmp_path / "out"
    prefect(environment, "work-pool", "create", "local", "--type", "process")
    prefect(environment, "--no-prompt", "deploy", "--all")
    deployed = {d["name"]: d for d in ask(environment, "/deployments/filter", {})}
    assert set(deployed) == {"nightly", "on-demand", "folder"}
    assert deployed["nightly"]["schedules"][0]["schedule"]["cron"] == "0 2 * * *"
    assert not deployed["on-demand"]["schedules"]
    looks = deployed["folder"]["schedules"][0]
    assert (looks["schedule"]["interval"], looks["active"]) == (300, False)
    # The same deployment, every minute and on a small corpus, so that the test need not wait for
    # the night.
    prefect(
        environment, "--no-prompt", "deploy", "--name", "nightly", "--cron", "* * * * *",
        "--param", f"corpus={small_corpus}", "--param", f"out={out}",
    )  # fmt: skip
    log = (tmp_path / "worker.log").open("w")
    worker = subprocess.Popen(
        [*PREFECT, "worker", "start", "--pool", "local"],
        env=environment, cwd=ROOT, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        run = wait_for("a finished scheduled run", 300, lambda: finished(environment, out))
    finally:
        stop(worker)
        log.close()
    assert run["state"]["type"] == "COMPLETED", (tmp_path / "worker.log").read_text()
    assert run["auto_scheduled"]
    snapshot = enacted.load(out)
    assert set(snapshot.documents.column("outcome").to_pylist()) == {"ok", "damaged"}
    artifacts = {a["key"]: a for a in ask(environment, "/artifacts/filter", {})}
    assert set(artifacts) == {"outcomes", "throughput", "trends"}
    assert "equality" in artifacts["trends"]["data"]
    assert '"damaged"' in artifacts["outcomes"]["data"]


def finished(environment: dict[str, str], out: Path) -> Any:
    """The first run into ``out`` that has ended; one planned before the change may come earlier."""
    body = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}}
    ended = ask(environment, "/flow_runs/filter", body)
    return next((run for run in ended if run["parameters"].get("out") == str(out)), None)
