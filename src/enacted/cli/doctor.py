"""``enacted doctor``: what is there, what is missing, and what to do about it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

from cyclopts import Parameter


def doctor(*, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False) -> int:
    """Say what is there and what is missing for a run.

    Looks at the packages, PDFium, Tesseract with its languages, the models, optional parts, the
    temporary folder and the machine, and reads a page to see that reading works. The exit code is
    0 where a run can work, and 1 where something that it needs is missing.

    Parameters
    ----------
    as_json
        Print the findings as JSON on standard output.
    """
    from enacted.cli.console import next_step
    from enacted.errors import EnactedError

    try:
        from enacted.pipeline.doctor import examine, healthy
        from enacted.settings import read_settings
    except ImportError as error:
        raise EnactedError(
            f"a package is missing or damaged ({error}): install Enacted again, with the versions "
            "in constraints.txt"
        ) from None
    findings = list(examine(read_settings()))
    works = healthy(findings)
    if as_json:
        told = {"works": works, "findings": [asdict(finding) for finding in findings]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return 0 if works else 1
    widest = max(len(finding.part) for finding in findings)
    for finding in findings:
        remedy = f" → {finding.remedy}" if finding.remedy else ""
        line = f"{finding.state.value:<6}  {finding.part:<{widest}}  {finding.found}{remedy}"
        sys.stdout.write(line + "\n")
    wrong = sum(finding.state.value == "wrong" for finding in findings)
    sys.stdout.write(
        "\nA run can work.\n" if works else f"\nA run cannot work: {wrong} of these are wrong.\n"
    )
    next_step(
        "enacted run FOLDER --out OUT"
        if works
        else "do what stands behind the arrows, then enacted doctor"
    )
    return 0 if works else 1
