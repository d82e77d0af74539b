"""``enacted clean``: remove what a run target no longer needs."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import Annotated, Literal

from cyclopts import Parameter


def clean(
    out: Path,
    /,
    *,
    keep_snapshots: int | None = None,
    store: str | None = None,
    dry_run: Annotated[bool, Parameter(negative="")] = False,
    format_: Annotated[Literal["text", "json"], Parameter(name="--format")] = "text",
) -> int:
    """Remove what a run target no longer needs.

    What the steps made of documents that are in none of its snapshots goes, unless a run that was
    killed wants it; so do temporary files. The newest snapshot always stays, and hand codes do.

    Parameters
    ----------
    out
        The run target.
    keep_snapshots
        Keep so many snapshots, the newest, and remove older ones; by default all stay.
    store
        Clean the store there (a folder or s3://BUCKET/PREFIX, as ENACTED_RUN__STORE named it)
        and not the one in the run target; only where no other run target uses it.
    dry_run
        Say what would go, and remove nothing.
    format_
        text, or json.
    """
    from enacted.pipeline import clean as clean_target

    cleaned = clean_target(out, keep_snapshots=keep_snapshots, store=store, dry_run=dry_run)
    if format_ == "json":
        sys.stdout.write(json.dumps(asdict(cleaned), ensure_ascii=False, indent=2) + "\n")
        return 0
    verb = "would go" if dry_run else "removed"
    entries = sum(cleaned.entries.values())
    steps = ", ".join(f"{count:,} {step}" for step, count in cleaned.entries.items())
    did = f"{entries:,} entries {verb}{f' ({steps})' if steps else ''}"
    lines = [
        f"snapshots: {len(cleaned.snapshots):,} {verb}, {len(cleaned.kept):,} stay",
        f"store:     {did}, {cleaned.entries_kept:,} stay",
        *([f"           {cleaned.note}"] if cleaned.note else []),
        f"leftovers of killed runs: {cleaned.leftovers:,} {verb}",
        f"{_size(cleaned.bytes)} {'would be freed' if dry_run else 'freed'}",
    ]
    if len(cleaned.kept) > 1 and keep_snapshots is None:
        lines.append(
            f"next: enacted clean {out} --keep-snapshots 1 removes older snapshots as well, and "
            "what only they need"
        )
    elif dry_run:
        lines.append("next: the same without --dry-run removes it")
    else:
        lines.append(f"next: enacted trends {out}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _size(number: int) -> str:
    if number < 1_000_000:
        return f"{number / 1_000:,.1f} kB"
    return f"{number / 1_000_000:,.1f} MB"
