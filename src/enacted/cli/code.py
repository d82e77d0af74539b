"""``enacted code``: sentences in, the same sentences with status, concrete and stance out."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import Annotated, Literal

from enacted.cli.standard_input import OR_STANDARD_INPUT


def code(
    file: Annotated[Path | None, OR_STANDARD_INPUT] = None,
    /,
    *,
    tier: Literal["fast", "accurate"] = "accurate",
    explain: bool = False,
) -> int:
    """Say of each sentence what it does, whether it can be checked, and its stance.

    Reads one JSON object a line with `text` and, where known, `id`, `before`, `after`, `section`,
    `lead_in`, `doc_type` and `kind`; prints the same objects in the same order with `status`,
    `concrete`, `stance`, `probabilities`, `tier` and `agreement` added. Lines that cannot be read
    are named on standard error, the others are done; the exit code is then 1.

    Parameters
    ----------
    file
        JSON lines; standard input where none is named, or where it is -.
    tier
        The classifier: accurate, an encoder and a linear model, or fast, the linear model alone.
        `agreement` says whether fast gives the same codes where accurate was asked.
    explain
        Add `cues`, the named cues that speak for the answer, most first, and `weights`, what
        cues found add to its logit in the linear model, for and against.
    """
    from enacted.cli.console import next_step, stderr
    from enacted.errors import CodesError
    from enacted.stance import load_coder
    from enacted.stance.jsonl import Problem, code_lines

    failed = False
    console = stderr()
    with ExitStack() as stack:
        if file is None or str(file) == "-":
            stream = sys.stdin.buffer
        else:
            try:
                stream = stack.enter_context(file.open("rb"))
            except OSError as error:
                raise CodesError(f"cannot be read ({error.strerror})", path=file) from None
        loaded = load_coder(tier)
        if loaded.note:
            console.print(f"enacted: {loaded.note}", markup=False)
        for answer in code_lines(stream, loaded.coder, explain=explain):
            if isinstance(answer, Problem):
                failed = True
                console.print(f"enacted: line {answer.line}: {answer.message}", markup=False)
            else:
                sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    if not failed:
        next_step("enacted run FOLDER --out OUT codes the sentences of PDFs", data=True)
    return 1 if failed else 0
