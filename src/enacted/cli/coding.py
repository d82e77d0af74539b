"""``enacted coding``: hand codes against the machine's."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import Annotated

from cyclopts import App, Parameter

coding = App(name="coding", help="Compare hand codes with the machine's.")


@coding.command
def evaluate(
    out: Path,
    /,
    *,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Say how well the machine's codes agree with the hand codes of a corpus.

    Hand codes are read from codes.jsonl in the corpus folder when the corpus is run.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    as_json
        Print the figures as JSON on standard output.
    """
    from enacted.coding import evaluate as evaluate_codes
    from enacted.errors import UsageError
    from enacted.tables import load

    snapshot = load(out)
    if not snapshot.codes.num_rows:
        raise UsageError(
            f"{out}: holds no hand codes: put codes.jsonl into the corpus folder and run again"
        )
    agreement = evaluate_codes(snapshot.codes, snapshot.sentences)
    text = (
        json.dumps(asdict(agreement), ensure_ascii=False, indent=2)
        if as_json
        else agreement.as_markdown()
    )
    sys.stdout.write(text + "\n")
    return 0
