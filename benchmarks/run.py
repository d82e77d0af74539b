"""The main job on a real corpus: outcomes, years, time and memory of a first and a second run.

usage: python benchmarks/run.py CORPUS

CORPUS holds PDFs and a manifest.csv with the columns file and year. The files are copied under
names that tell nothing, and the manifest's years and titles are kept back, so that the years found
can be held against them. Peak memory is the largest resident set of any one process of the run,
seen every tenth of a second.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import enacted

KEPT_BACK = {"file", "year", "date", "source_path"}


def main(corpus: Path) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, years = prepare(corpus, Path(scratch) / "corpus")
        out = Path(scratch) / "out"
        first, seconds, peak = run(folder, out)
        print(f"documents        {first['documents']}, outcomes {first['outcomes']}")
        print(f"first run        {seconds:.0f} s")
        print(f"peak memory      {peak / 2**20:.0f} MiB in any one process")
        _, again, _ = run(folder, out)
        print(f"second run       {again:.1f} s")
        found = {
            row["path"]: (row["year"], row["date_source"])
            for row in enacted.load(out).documents.to_pylist()
        }
        right = sum(found[name][0] == year for name, year in years.items())
        print(f"years right      {right} of {len(years)} ({right / len(years):.0%})")
        for name, year in years.items():
            if found[name][0] != year:
                print(f"  {name}: {year} by hand, found {found[name]}")


def prepare(corpus: Path, folder: Path) -> tuple[Path, dict[str, int]]:
    """Copy the files under numbers; returns the folder and the years by new name."""
    folder.mkdir()
    with (corpus / "manifest.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = [name for name in rows[0] if name not in KEPT_BACK]
    years = {}
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["file", *columns], extrasaction="ignore")
        writer.writeheader()
        for number, row in enumerate(rows):
            name = f"{number:03d}.pdf"
            shutil.copyfile(corpus / row["file"], folder / name)
            # A title may hold the year too.
            writer.writerow({**row, "file": name, "title": ""})
            years[name] = int(row["year"])
    return folder, years


def run(folder: Path, out: Path) -> tuple[dict[str, object], float, int]:
    """Run once; returns the answer, wall seconds and the peak memory in bytes."""
    command = [sys.executable, "-m", "enacted", "run", str(folder), "--out", str(out), "--json"]
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, *(resident(pid) for pid in family(process.pid)))
        time.sleep(0.1)
    seconds = time.monotonic() - started
    answer: dict[str, object] = json.loads(process.communicate()[0])
    return answer, seconds, peak


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for each in found:
        try:
            text = Path(f"/proc/{each}/task/{each}/children").read_text(encoding="ascii")
        except OSError:
            continue
        found += map(int, text.split())
    return found


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * 4096


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpus"))
