"""Run a command and measure it with all its processes: wall and CPU time, peak memory by role."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
PYTHON = sys.executable


@dataclass(frozen=True, slots=True)
class Measured:
    """What a command took.

    Attributes
    ----------
    cpu
        CPU seconds of the process and of all its descendants that it waited for.
    driver, worker
        Peak resident memory in MiB of the process, and of the largest of its descendants.
    """

    seconds: float
    cpu: float
    driver: float
    worker: float
    code: int
    output: str


def measure(command: list[str], **environment: str) -> Measured:
    """Run a command to its end, looking at its processes all the while."""
    started = time.monotonic()
    answer = tempfile.TemporaryFile()  # noqa: SIM115 - a pipe could fill, and nobody reads it yet
    process = subprocess.Popen(
        command,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    driver = worker = 0
    while True:
        for pid in family(process.pid):
            held = resident(pid)
            driver, worker = (
                (max(driver, held), worker) if pid == process.pid else (driver, max(worker, held))
            )
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        time.sleep(0.2)
    process.returncode = os.waitstatus_to_exitcode(status)
    answer.seek(0)
    output = answer.read().decode()
    answer.close()
    return Measured(
        time.monotonic() - started,
        usage.ru_utime + usage.ru_stime,
        driver / 2**20,
        worker / 2**20,
        process.returncode,
        output,
    )


def mine(corpus: Path, out: Path, *more: str) -> list[str]:
    """The command of a run without topics."""
    return [
        *(PYTHON, "-m", "enacted", "run", str(corpus), "--out", str(out)),
        *("--no-topics", "--json", *more),
    ]


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for each in found:
        try:
            tasks = list(Path(f"/proc/{each}/task").iterdir())
            for task in tasks:
                found += map(int, (task / "children").read_text(encoding="ascii").split())
        except OSError:
            continue
    return found


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE
    except (OSError, IndexError):
        return 0
