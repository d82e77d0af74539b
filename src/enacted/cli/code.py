"""``enacted code``: sentences in, the same sentences with status, concrete and stance out."""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

from enacted.cli.standard_input import OR_STANDARD_INPUT

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    `concrete`, `stance`, `probabilities`, `tier`, `agreement` and `cues` (those that speak for the
    answer, most first) added. Lines that cannot be read are named on standard error, the others
    are done; the exit code is then 1.

    Parameters
    ----------
    file
        JSON lines; standard input where none is named, or where it is -.
    tier
        The classifier: accurate, an encoder and a linear model, or fast, the linear model alone.
        `agreement` says whether fast gives the same codes where accurate was asked.
    explain
        Add `weights`, what the cues found add to the answer's logit in the linear model, for and
        against.
    """
    from enacted.cli.console import next_step, stderr
    from enacted.errors import UsageError
    from enacted.stance import load_coder
    from enacted.stance.jsonl import Problem, code_lines
    from enacted.stance.lines import lines_of

    failed = False
    console = stderr()
    lines: Iterable[bytes]
    if file is not None and str(file) != "-":
        name, lines = str(file), lines_of(file)
    elif sys.stdin is None:
        raise UsageError("standard input is closed: name a file")
    else:
        name, lines = "standard input", sys.stdin.buffer
    # Escapes of JSON can be written in any encoding, and hold the halves of characters.
    bare = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    loaded = load_coder(tier)
    if loaded.note:
        console.print(f"enacted: {loaded.note}", markup=False)
    for answer in code_lines(lines, loaded.coder, explain=explain):
        if isinstance(answer, Problem):
            failed = True
            console.print(f"enacted: {name}, line {answer.line}: {answer.message}", markup=False)
            continue
        shown = json.dumps(answer, ensure_ascii=bare)
        if not bare and not _is_writable(shown):
            shown = json.dumps(answer)
        sys.stdout.write(shown + "\n")
    if not failed:
        next_step("enacted run FOLDER --out OUT codes the sentences of PDFs", data=True)
    return 1 if failed else 0


def _is_writable(text: str) -> bool:
    """Whether a text can be written as UTF-8: halves of characters cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
