"""What a run costs as the corpus grows, and beside pdfplumber.

    python benchmarks/scale.py real ../shared/corpus          CPU time against pdfplumber's
    python benchmarks/scale.py flat --documents 5000 500      documents a second, memory, no change
    python benchmarks/scale.py dask --documents 500           two workers against one
    python benchmarks/scale.py flow --documents 2000          the Prefect flow against a plain run

Everything is without topics. Made corpora lie in a temporary folder and are removed; ``flat --keep
FOLDER`` keeps them, and takes what it measured there before as it stands: a long measurement can be
taken in parts. Memory is the largest resident set of the driver, and of the largest of its other
processes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.made_corpus import make
from benchmarks.measured import PYTHON, Measured, measure, mine

if TYPE_CHECKING:
    from collections.abc import Callable

PLUMBER = """
import sys, pdfplumber
pages = 0
for path in sys.argv[1:]:
    try:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_text()
                page.close()
                pages += 1
    except Exception as error:
        print(path, type(error).__name__, file=sys.stderr)
print(pages)
"""

FLOW = """
import sys
from flows.mine import mine
mine(corpus=sys.argv[1], out=sys.argv[2], runner=sys.argv[3])
"""

CLUSTER = """
import os, sys, time
from distributed import Client, LocalCluster

def pin(core):
    for thread in os.listdir("/proc/self/task"):
        os.sched_setaffinity(int(thread), {core})

if __name__ == "__main__":
    with LocalCluster(n_workers=int(sys.argv[1]), threads_per_worker=1, host="127.0.0.1",
                      dashboard_address=None) as cluster:
        from enacted.pipeline import dask, run
        from enacted.settings import read_settings
        from pathlib import Path
        # A core for each worker and the readers that it starts: one is not helped by two cores.
        with Client(cluster.scheduler_address, set_as_default=False) as client:
            workers = sorted(client.scheduler_info()["workers"])
            for core, worker in zip(sorted(os.sched_getaffinity(0)), workers):
                client.run(pin, core, workers=[worker])
        settings = read_settings(topics={"enabled": False})
        execute = dask(cluster.scheduler_address)
        began = time.monotonic()
        run(Path(sys.argv[2]), out=Path(sys.argv[3]), settings=settings, executor=execute)
        print(time.monotonic() - began)
"""


def real(corpus: Path, scratch: Path, *, every: int) -> bool:
    """CPU time of the whole pipeline without topics against ``pdfplumber.extract_text`` alone."""
    files = sorted(corpus.rglob("*.pdf"))[::every]
    folder = scratch / "real"
    folder.mkdir()
    for file in files:
        shutil.copyfile(file, folder / file.name)
    ours = checked(measure(mine(folder, scratch / "out")))
    theirs = measure([PYTHON, "-c", PLUMBER, *map(str, sorted(folder.iterdir()))])
    ratio = ours.cpu / theirs.cpu
    print(f"{len(files)} files, {theirs.output.strip()} pages")
    print(f"pdfplumber.extract_text  {theirs.cpu:8.1f} s CPU")
    print(f"pipeline without topics  {ours.cpu:8.1f} s CPU  {told(ours)}")
    return held("CPU time, ratio", ratio, most=0.30)


def flat(scratch: Path, sizes: list[int]) -> bool:
    """Documents a second and memory at two sizes, a run with nothing to do, and one document."""
    large, small = max(sizes), min(sizes)
    corpus, out = scratch / f"made-{large}", scratch / f"out-{large}"
    first = kept(scratch, f"{small} documents", lambda: grown(scratch, small))
    last = kept(scratch, f"{large} documents", lambda: grown(scratch, large))
    unchanged = kept(scratch, "no change", lambda: measure(mine(corpus, out)))

    def one_more() -> Measured:
        make(corpus, 1, first=large)
        return measure(mine(corpus, out))

    one = kept(scratch, "one more", one_more)
    rate = (large / last.seconds) / (small / first.seconds)
    by_cpu = (large / last.cpu) / (small / first.cpu)
    print(f"documents a CPU second, ratio    {by_cpu:6.2f}")
    return all(
        [
            held("documents a second, ratio", rate, least=0.9),
            held("driver memory, ratio", last.driver / first.driver, most=1.2),
            held("worker memory, ratio", last.worker / first.worker, most=1.2),
            held(f"no change, s ({unchanged.cpu:.1f} CPU)", unchanged.seconds, most=15),
            held(f"one more, s ({one.cpu:.1f} CPU)", one.seconds, most=20),
        ]
    )


def grown(scratch: Path, size: int) -> Measured:
    """A first run over a made corpus of that many documents."""
    corpus = scratch / f"made-{size}"
    make(corpus, size)
    return measure(mine(corpus, scratch / f"out-{size}"))


def kept(scratch: Path, name: str, take: Callable[[], Measured]) -> Measured:
    """A measurement, from the folder where it was taken there before."""
    file = scratch / f"{name}.json"
    if file.is_file():
        seen = Measured(**json.loads(file.read_text(encoding="utf-8")))
    else:
        seen = checked(take())
        file.write_text(json.dumps(asdict(seen)), encoding="utf-8")
    print(f"{name:16} {told(seen)}", flush=True)
    return seen


def on_dask(scratch: Path, documents: int) -> bool:
    """Seconds on two Dask workers against one; each has one thread and one core."""
    corpus = scratch / "made"
    make(corpus, documents)
    script = scratch / "cluster.py"
    script.write_text(CLUSTER)
    took = {}
    for workers in (1, 2):
        out = scratch / f"out-{workers}"
        done = checked(measure([PYTHON, str(script), str(workers), str(corpus), str(out)]))
        took[workers] = float(done.output)
        print(f"{workers} worker(s): {took[workers]:.1f} s, {done.cpu:.1f} s CPU")
    return held("two Dask workers, times one", took[1] / took[2], least=1.7)


def flow(scratch: Path, documents: int, runner: str) -> bool:
    """Seconds of the flow, with a server of its own, against a plain run."""
    corpus = scratch / "made"
    make(corpus, documents)
    plain = checked(measure(mine(corpus, scratch / "plain")))
    quiet = {"PREFECT_HOME": str(scratch / "prefect"), "ENACTED_TOPICS__ENABLED": "false"}
    command = [PYTHON, "-c", FLOW, str(corpus)]
    flowing = checked(measure([*command, str(scratch / "flow"), runner], **quiet))
    idle = checked(measure([*command, str(scratch / "flow"), runner], **quiet))
    print(f"plain run {plain.seconds:.1f} s  {told(plain)}")
    print(f"flow      {flowing.seconds:.1f} s  {told(flowing)}")
    print(f"flow with nothing to do, server and all: {idle.seconds:.1f} s, {idle.cpu:.1f} s CPU")
    # A server runs already where flows are scheduled: starting one is no cost of the flow.
    extra = (flowing.cpu - idle.cpu) / plain.cpu - 1
    return held("overhead of the flow, CPU", extra, most=0.10)


def checked(measured: Measured) -> Measured:
    """The same, where the command ended well."""
    if measured.code not in {0, 1}:
        raise SystemExit(f"a run ended with {measured.code}: {measured.output}")
    return measured


def told(measured: Measured) -> str:
    """Time and memory in words."""
    return (
        f"[{measured.seconds:.1f} s, {measured.cpu:.1f} s CPU; driver {measured.driver:.0f} MiB, "
        f"largest worker {measured.worker:.0f} MiB]"
    )


def held(name: str, value: float, *, least: float = 0, most: float = float("inf")) -> bool:
    """Print a figure beside its bound."""
    good = least <= value <= most
    bound = f">= {least}" if least else f"<= {most}"
    print(f"{name:32} {value:6.2f}  ({bound}: {'held' if good else 'NOT HELD'})", flush=True)
    return good


def main() -> int:
    """Run one of the benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    which = parser.add_subparsers(dest="which", required=True)
    one = which.add_parser("real")
    one.add_argument("corpus", type=Path)
    one.add_argument("--every", type=int, default=1, help="take every so-manieth file")
    sizes = which.add_parser("flat")
    sizes.add_argument("--documents", type=int, nargs=2, default=[5000, 500])
    sizes.add_argument("--keep", type=Path, help="folder that keeps corpora and figures")
    which.add_parser("dask").add_argument("--documents", type=int, default=500)
    two = which.add_parser("flow")
    two.add_argument("--documents", type=int, default=2000)
    two.add_argument("--runner", choices=["threads", "processes"], default="threads")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="enacted-scale-") as name:
        scratch = Path(name)
        if asked.which == "real":
            good = real(asked.corpus, scratch, every=asked.every)
        elif asked.which == "flat":
            if asked.keep:
                asked.keep.mkdir(parents=True, exist_ok=True)
            good = flat(asked.keep or scratch, asked.documents)
        elif asked.which == "dask":
            good = on_dask(scratch, asked.documents)
        else:
            good = flow(scratch, asked.documents, asked.runner)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
