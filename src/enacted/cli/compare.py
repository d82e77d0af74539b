"""``enacted compare``: two snapshots side by side."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations


def compare(out_a: Path, out_b: Path, /, *, to: Path | None = None) -> int:
    """Put two runs side by side: two corpora, or one before and after a change of codebook.

    Prints Markdown: what was read, mentions, shares, and, of documents that are in both, which
    mentions are new, gone or coded otherwise.

    Parameters
    ----------
    out_a
        What `enacted run` was given as --out.
    out_b
        The other one; or a snapshot, as a folder below snapshots/ of either, such as the one
        before a change.
    to
        File to write instead: .html for a page, else Markdown.
    """
    from enacted.cli.console import next_step
    from enacted.report import compare as put_side_by_side
    from enacted.report.comparison import opened
    from enacted.tables.files import asked_for

    found = put_side_by_side(opened(out_a), opened(out_b))
    if to is None:
        sys.stdout.write(found.as_markdown())
        next_step(f"enacted compare {out_a} {out_b} --to comparison.html makes a page of it")
        return 0
    page = found.as_html() if to.suffix.lower() in {".html", ".htm"} else found.as_markdown()
    with asked_for(to) as temporary:
        temporary.write_bytes(page.encode("utf-8", "replace"))
    sys.stdout.write(f"{to}\n")
    next_step(f"open {to}")
    return 0
