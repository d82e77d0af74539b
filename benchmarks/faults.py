"""kill -9 at random moments, and hostile files among real ones.

    python benchmarks/faults.py kill --rounds 100 --documents 40
    python benchmarks/faults.py kill --rounds 10 --flows   (flow runs, on a server of its own)
    python benchmarks/faults.py hostile ../shared/corpus ../shared/hostile

``kill`` begins each round with a published snapshot and a corpus to which documents were added,
kills the driver or one of its other processes at a random moment, once to three times, and runs
again. The tables must then be byte for byte those of a run that nobody disturbed, no process may be
left over, and a reader that polls throughout must only ever see a whole snapshot, the old or the
new one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pyarrow.compute as pc
from benchmarks.made_corpus import make
from benchmarks.measured import PYTHON, family, mine
from benchmarks.scale import FLOW

import enacted
from enacted.tables import TABLES, Output
from enacted.tables.datapackage import checksum

if TYPE_CHECKING:
    from collections.abc import Iterator

READ = ("documents", "blocks", "sentences", "mentions")


class Reader(threading.Thread):
    """Opens the newest snapshot again and again, and checks every table's checksum."""

    def __init__(self, out: Path) -> None:
        super().__init__(daemon=True)
        self.seen: dict[str, int] = {}
        self.torn: list[str] = []
        self._out = out
        self._ended = threading.Event()

    def run(self) -> None:
        """Poll until stopped."""
        while not self._ended.wait(0.05):
            try:
                path = enacted.load(self._out).path
                package = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
                for resource in package["resources"]:
                    if checksum(path / resource["path"]) != resource["sha256"]:
                        self.torn.append(f"{path.name}: {resource['path']}")
            except Exception as error:  # noqa: BLE001 - whatever a reader trips over counts
                self.torn.append(repr(error))
            else:
                self.seen[path.name] = self.seen.get(path.name, 0) + 1

    def stop(self) -> None:
        """End and wait."""
        self._ended.set()
        self.join()


def tables(out: Path) -> dict[str, str]:
    """Checksum of every table but ``runs``."""
    path = enacted.load(out).path
    return {name: checksum(path / f"{name}.parquet") for name in TABLES if name != "runs"}


def begin(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a run."""
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill(scratch: Path, *, rounds: int, documents: int, seed: int, flows: bool) -> bool:
    """Kill and run again, so many times."""
    chance = random.Random(seed)
    corpus, base, whole = scratch / "corpus", scratch / "base", scratch / "whole"
    make(corpus, documents // 2)
    run(mine(corpus, base))
    make(corpus, documents - documents // 2, first=documents // 2)
    shutil.copytree(base, whole)
    started = time.monotonic()
    run(mine(corpus, whole))
    lasts = time.monotonic() - started
    wanted, names = tables(whole), {newest(base), newest(whole)}
    counts: dict[str, int] = {}
    faults = 0
    for number in range(rounds):
        out = scratch / f"out-{number}"
        shutil.copytree(base, out)
        reader = Reader(out)
        reader.start()
        done = []
        command = [PYTHON, "-c", FLOW, str(corpus), str(out), "threads"] if flows else None
        for _ in range(chance.randint(1, 3)):
            process = begin(command or mine(corpus, out))
            # Not later: a run that goes on from a killed one is sooner at its end.
            time.sleep(chance.uniform(0, 0.8 * lasts))
            done.append(strike(process, chance))
            counts[done[-1]] = counts.get(done[-1], 0) + 1
        run(mine(corpus, out))
        reader.stop()
        same = tables(out) == wanted
        good = same and not reader.torn and set(reader.seen) <= names
        faults += not good
        print(
            f"round {number + 1}: killed {', '.join(done)}; tables "
            f"{'the same' if same else 'DIFFER'}; {sum(reader.seen.values())} reads, "
            f"{len(reader.torn)} torn {reader.torn[:1] or ''}",
            flush=True,
        )
        shutil.rmtree(out)
    print(f"{rounds} rounds, {counts}, an undisturbed run {lasts:.1f} s, faults: {faults}")
    return not faults


def strike(process: subprocess.Popen[bytes], chance: random.Random) -> str:
    """Kill a run's driver or one of its other processes; returns which, once all have ended."""
    members = family(process.pid)
    others = [pid for pid in members if pid != process.pid]
    victim = chance.choice(others) if others and chance.random() < 0.5 else process.pid
    what = "driver" if victim == process.pid else "worker"
    if process.poll() is not None:
        return "nothing, it had ended"
    try:
        os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        what = "nothing, it had ended"
    process.wait()
    end = time.monotonic() + 120
    while left := [pid for pid in members if pid != process.pid and alive(pid)]:
        if time.monotonic() > end:
            raise SystemExit(f"processes left over: {left}")
        time.sleep(0.1)
    return what


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2][1] != "Z"
    except OSError:
        return False


def newest(out: Path) -> str:
    """Name of the newest snapshot."""
    latest = Output.open(out).latest()
    return latest.snapshot if latest else ""


def run(command: list[str]) -> None:
    """Run to the end; 1 says that some documents gave no text."""
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stderr.decode()[-2000:])


@contextmanager
def server(home: Path) -> Iterator[None]:
    """A Prefect server for the flows, in the environment of what is started meanwhile."""
    port = str(random.randint(20_000, 40_000))
    os.environ.update(
        PREFECT_HOME=str(home),
        PREFECT_API_URL=f"http://127.0.0.1:{port}/api",
        PREFECT_SERVER_API_PORT=port,
        PREFECT_SERVER_UI_ENABLED="false",
        PREFECT_SERVER_ANALYTICS_ENABLED="false",
        DO_NOT_TRACK="1",
        ENACTED_TOPICS__ENABLED="false",
    )
    process = begin([PYTHON, "-m", "prefect", "server", "start"])
    try:
        time.sleep(60)
        yield
    finally:
        process.terminate()
        process.wait()


def hostile(scratch: Path, real: Path, bad: Path, *, every: int) -> bool:
    """Whether the rows of real documents are the same with and without hostile files beside."""
    alone, mixed = scratch / "alone", scratch / "mixed"
    for number, file in enumerate(sorted(real.rglob("*.pdf"))[::every]):
        for folder in (alone, mixed):
            folder.mkdir(exist_ok=True)
            shutil.copyfile(file, folder / f"{number:04d}-real.pdf")
    for number, file in enumerate(sorted(bad.rglob("*.pdf"))[::every]):
        shutil.copyfile(file, mixed / f"{number:04d}-hostile.pdf")
    run(mine(alone, scratch / "out-alone"))
    run(mine(mixed, scratch / "out-mixed"))
    first, second = enacted.load(scratch / "out-alone"), enacted.load(scratch / "out-mixed")
    ids = first.documents.column("doc_id")
    good = True
    for name in READ:
        theirs = second.table(name)
        kept = theirs.filter(pc.is_in(theirs.column("doc_id"), ids))
        same = kept.equals(first.table(name))
        good = good and same
        print(f"{name:10} {kept.num_rows:8} rows {'the same' if same else 'DIFFER'}")
    outcomes = second.documents.column("outcome").value_counts().to_pylist()
    print({each["values"]: each["counts"] for each in outcomes})
    return good


def main() -> int:
    """Run one of the benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    which = parser.add_subparsers(dest="which", required=True)
    one = which.add_parser("kill")
    one.add_argument("--rounds", type=int, default=100)
    one.add_argument("--documents", type=int, default=40)
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--flows", action="store_true", help="kill flow runs, on a Prefect server")
    two = which.add_parser("hostile")
    two.add_argument("real", type=Path)
    two.add_argument("hostile", type=Path)
    two.add_argument("--every", type=int, default=1, help="take every so-manieth file of both")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="enacted-faults-") as name:
        scratch = Path(name)
        if asked.which == "hostile":
            good = hostile(scratch, asked.real, asked.hostile, every=asked.every)
        else:
            options = {"rounds": asked.rounds, "documents": asked.documents, "seed": asked.seed}
            if asked.flows:
                with server(scratch / "prefect"):
                    good = kill(scratch, **options, flows=True)
            else:
                good = kill(scratch, **options, flows=False)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
