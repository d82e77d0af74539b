"""Read a folder of hostile PDFs through a guard: one line a file, with its outcome and time.

    python benchmarks/hostile.py ../shared/hostile --cpu 20

Ends with 1 where a file has no outcome with a reason, or takes longer than its limits allow.
"""

from __future__ import annotations

import argparse
import collections
import sys
import time
from pathlib import Path

from enacted.extract.guard import Guard
from enacted.settings import ExtractSettings, GuardSettings
from enacted.types import Outcome


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cpu", type=int, default=GuardSettings().cpu_seconds)
    parser.add_argument("--wall", type=int, default=GuardSettings().wall_seconds)
    parser.add_argument("--memory", type=int, default=GuardSettings().memory_mb)
    parser.add_argument("--ocr", choices=["auto", "off"], default="auto")
    parser.add_argument("--only", default="", help="part of the file names to read")
    parser.add_argument("--slow", type=float, default=0, help="show ok rows from so many seconds")
    asked = parser.parse_args()

    limits = GuardSettings(cpu_seconds=asked.cpu, wall_seconds=asked.wall, memory_mb=asked.memory)
    paths = sorted(path for path in asked.folder.rglob("*.pdf") if asked.only in path.name)
    counts: collections.Counter[str] = collections.Counter()
    faults = 0
    begun = time.perf_counter()
    with Guard(limits=limits, settings=ExtractSettings(ocr=asked.ocr)) as guard:
        for path in paths:
            start = time.perf_counter()
            found = guard.extract_one(path)
            took = time.perf_counter() - start
            counts[found.outcome] += 1
            unexplained = found.outcome is not Outcome.OK and not found.detail
            # Every document is tried twice at the most, after a process killed by others thrice.
            overdue = took > 3 * (asked.wall + 10)
            faults += unexplained or overdue
            if found.outcome is Outcome.OK and took < asked.slow:
                continue
            words = sum(len(block.text.split()) for block in found.blocks)
            print(
                f"{took:7.2f} s  {found.outcome.value:14}{found.engine:22}"
                f"{found.pages:6} p. {words:8} w.  {path.parent.name}/{path.name}: {found.detail}"
                f"{'  <- NO REASON' if unexplained else ''}{'  <- OVERDUE' if overdue else ''}",
                flush=True,
            )
    print(f"\n{len(paths)} files in {time.perf_counter() - begun:.0f} s")
    for outcome, count in counts.most_common():
        print(f"{count:6} {outcome}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
