"""What the report of a run costs, and how soon it is seen.

    python benchmarks/report.py OUT [OUT ...]

Prints, for each run target: seconds, CPU seconds and peak memory of ``enacted report``, bytes of
the page, and, in headless Chromium from disk with the network off at 1280 and 390 pixels, the time
to the first contentful paint, to the search through the evidence, and to the last chart drawn.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it runs as a script

from benchmarks.measured import PYTHON, measure  # noqa: E402

from tests.report.browser import CHROMIUM, Browser  # noqa: E402

WIDTHS = (1280, 390)
TIMES = 3
"""Each page is opened so often, and the middle time printed."""

PAINT = "performance.getEntriesByName('first-contentful-paint').map(e => e.startTime)[0] ?? null"


def main() -> None:
    """Measure the reports of the run targets named."""
    parser = argparse.ArgumentParser(description="What the report costs, and how soon it is seen.")
    parser.add_argument("out", type=Path, nargs="+")
    for out in parser.parse_args().out:
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "report.html"
            done = measure([PYTHON, "-m", "enacted", "report", str(out), "--to", str(page)])
            if done.code:
                sys.exit(f"{out}: no report: {done.output}")
            print(
                f"{out}: {done.seconds:.1f} s, {done.cpu:.1f} s of CPU, {done.driver:.0f} MB, "
                f"{page.stat().st_size / 1e6:.2f} MB of page"
            )
            if CHROMIUM is None:
                print("  Chromium is not installed: how soon it is seen is not measured")
                continue
            for width in WIDTHS:
                seen, search, drawn = (_middle(t) for t in zip(*_opened(page, width), strict=True))
                print(
                    f"  {width:4} px: first seen {seen:.2f} s, search {search:.2f} s, all charts "
                    f"{drawn:.2f} s"
                )


def _opened(page: Path, width: int) -> list[tuple[float, float, float]]:
    """Seconds to the first paint, to the search and to the last chart, each time anew."""
    found = []
    for _ in range(TIMES):
        with Browser() as browser:  # a new one: nothing is cached
            started = time.monotonic()
            browser.open(page, width=width)
            browser.wait("document.querySelector('[data-ready]') !== null")
            search = time.monotonic() - started
            browser.wait("document.documentElement.dataset.drawn === 'all'")
            drawn = time.monotonic() - started
            found.append((browser.evaluate(PAINT) / 1000, search, drawn))
    return found


def _middle(values: tuple[float, ...]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    main()
