"""``enacted view``: a picture of the place on the page where a mention stands."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import Annotated

from cyclopts import Parameter


def view(
    out: Path,
    mention: str,
    /,
    *,
    corpus: Path | None = None,
    picture: Annotated[Path, Parameter(name=["--picture", "-o"])],
) -> int:
    """Draw the page on which a mention stands, its sentence tinted and its words framed.

    Parameters
    ----------
    out
        What `enacted run` was given as --out.
    mention
        The mention, as the report names it: DOC_ID:NUMBER, of the table mentions.
    corpus
        Folder that was mined, with the PDFs as they were then; by default the one that the run
        noted in OUT.
    picture
        PNG file to write.
    """
    from enacted.cli.console import next_step
    from enacted.errors import UsageError
    from enacted.report import view as draw
    from enacted.report.place import mined_folder
    from enacted.tables import load
    from enacted.tables.files import asked_for

    if picture.suffix.lower() != ".png":
        raise UsageError(f"{picture}: name a file that ends in .png")
    drawn = draw(load(out), mention, corpus=mined_folder(out, corpus))
    with asked_for(picture) as temporary:
        temporary.write_bytes(drawn)
    sys.stdout.write(f"{picture}\n")
    next_step(f"look at {picture}; enacted report {out} has more mentions to draw")
    return 0
