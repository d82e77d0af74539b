"""``enacted report``: the newest snapshot as one HTML page."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations


def report(out: Path, /, *, to: Path | None = None) -> int:
    """Write one HTML page that opens offline in any browser.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    to
        File to write; by default report.html in that folder.
    """
    from enacted.cli.console import next_step
    from enacted.report import report as write_report
    from enacted.tables import load

    path = write_report(load(out), to=to or out / "report.html")
    sys.stdout.write(f"{path}\n")
    next_step(f"open {path} in a browser; it needs no network")
    return 0
