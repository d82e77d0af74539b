"""Cleaning a run target: what no snapshot and no unfinished run needs goes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from enacted.errors import OutputError, UsageError
from enacted.pipeline.causes import recorded
from enacted.pipeline.steps import ORDER
from enacted.tables import Output, open_store
from enacted.tables.lock import locked
from enacted.tables.needs import UNFINISHED, Needs
from enacted.tables.store import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from enacted.tables import Store
    from enacted.tables.store import Stored


_DOOMED = ".removed-"
"""Snapshots get this name before they are deleted, so that none is ever there in part."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was freed, or would be.

    Attributes
    ----------
    snapshots
        Names of the snapshots that went, oldest first.
    kept
        Names of those that stay, newest first.
    entries
        Number of store entries that went, by step.
    entries_kept
        Store entries that stay.
    leftovers
        Temporary files and folders of runs that were killed.
    bytes
        Size of all that went.
    note
        Why the store was left alone; else empty.
    """

    snapshots: tuple[str, ...]
    kept: tuple[str, ...]
    entries: dict[str, int]
    entries_kept: int
    leftovers: int
    bytes: int
    note: str = ""


def clean(
    out: Path,
    *,
    keep_snapshots: int | None = None,
    store: str | None = None,
    dry_run: bool = False,
) -> Cleaned:
    """Remove what is no longer needed from a run target.

    Store entries go that no snapshot was made from which stays, and that no run wants which was
    killed. Codes and samples of hand coding are left alone. Interrupted, it can be called again.

    Parameters
    ----------
    keep_snapshots
        How many snapshots stay, the newest first; all where it is None.
    store
        Folder or address of the store that ``ENACTED_RUN__STORE`` named, where no other run target
        uses it; by default the one in the run target is cleaned.
    dry_run
        Say what would go, and remove nothing.

    Raises
    ------
    UsageError
        Where there is no run target, nothing would stay, or a run is writing there.
    """
    if keep_snapshots is not None and keep_snapshots < 1:
        raise UsageError(f"--keep-snapshots {keep_snapshots}: the newest stays: give 1 or more")
    output = Output.open(out)
    place = open_store(store) if store else output.store
    with locked(output.path):
        snapshots = _newest_first(output)
        kept, old = snapshots[:keep_snapshots], snapshots[len(snapshots[:keep_snapshots]) :]
        freed = sum(map(_size, old))
        needs = Needs.of(output)
        if not dry_run:
            _remove_snapshots(output, old, needs)
        leftovers = _leftovers(output, place)
        freed += sum(map(_size, leftovers))
        if not dry_run:
            for path in leftovers:
                _remove(path)
        needed, note = _needed(needs, [path.name for path in kept])
        elsewhere = "" if store else _elsewhere(kept)
        entries: dict[str, int] = {}
        entries_kept = 0
        for stored in () if note else place.entries():
            if _stays(stored, needed):
                entries_kept += 1
                continue
            entries[stored.step] = entries.get(stored.step, 0) + 1
            freed += stored.size
            if not dry_run:
                place.remove(stored.step, stored.key)
    return Cleaned(
        snapshots=tuple(path.name for path in reversed(old)),
        kept=tuple(path.name for path in kept),
        entries=dict(sorted(entries.items())),
        entries_kept=entries_kept,
        leftovers=len(leftovers),
        bytes=freed,
        note=note or elsewhere,
    )


def _elsewhere(kept: Sequence[Path]) -> str:
    """Why a store outside the run target was left alone, where there is one."""
    known = recorded(kept[0]) if kept else None
    place = known.settings.get("run", {}).get("store") if known else None
    if not place:
        return ""
    return f"{place} was left alone: clean it with --store where no other run target uses it"


def _newest_first(output: Output) -> list[Path]:
    """Published snapshots: the one that is read, then the others by when their run ended."""
    latest = output.latest()
    newest = latest.snapshot if latest is not None else ""
    found = [p for p in output.snapshots.iterdir() if p.is_dir() and not p.name.startswith(".")]

    def age(path: Path) -> tuple[bool, str, str]:
        known = recorded(path)
        return path.name == newest, known.finished if known else "", path.name

    return sorted(found, key=age, reverse=True)


def _remove_snapshots(output: Output, old: Sequence[Path], needs: Needs) -> None:
    for path in old:
        doomed = output.snapshots / f"{_DOOMED}{path.name}"
        path.rename(doomed)
        needs.remove(path.name)
        _remove(doomed)


def _leftovers(output: Output, store: Store) -> list[Path]:
    """What killed runs left behind; the lock is ours, so nobody is at work on it."""
    return [
        *output.snapshots.glob(".staging-*"),
        *output.snapshots.glob(f"{_DOOMED}*"),
        *output.path.glob(".*.tmp"),
        *output.path.glob("needs/.*.tmp"),
        *store.leftovers(),
    ]


def _needed(needs: Needs, kept: Iterable[str]) -> tuple[set[tuple[str, bytes]], str]:
    """Entries of the store that are needed, and why that cannot be told, if it cannot."""
    needed: set[tuple[str, bytes]] = set()
    for name in (*kept, *([UNFINISHED] if needs.has(UNFINISHED) else [])):
        entries = needs.read(name)
        if entries is None:
            return set(), (
                f"the store was left alone: it is not known what {name} was made from; "
                "run again, or keep fewer snapshots"
            )
        needed |= entries
    return needed, ""


def _stays(stored: Stored, needed: set[tuple[str, bytes]]) -> bool:
    if stored.step not in ORDER or not KEY.fullmatch(stored.key):
        return True  # needs name what is made of single documents, and only that
    return (stored.step, bytes.fromhex(stored.key)) in needed


def _remove(path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be removed ({error.strerror}): check its permissions and clean again"
        ) from None


def _size(path: Path) -> int:
    """Bytes that go with a file or folder; files that another snapshot shares do not."""
    files = path.rglob("*") if path.is_dir() and not path.is_symlink() else [path]
    infos = [file.lstat() for file in files if not file.is_dir()]
    return sum(info.st_size for info in infos if info.st_nlink == 1)
