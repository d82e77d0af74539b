"""What became of the documents since the newest snapshot: added, changed, moved, removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from enacted.tables.parquet import read_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from enacted.corpus import CorpusFile
    from enacted.tables import Output

COLUMNS = ("doc_id", "path", "duplicates", "doc_type")
"""Columns of ``documents`` that a comparison reads."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A document with the same bytes under another path."""

    before: str
    path: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Documents by what became of them, each by its path, sorted.

    There are as many documents as before, and those added, without those removed.

    Attributes
    ----------
    changed
        Same path, other bytes.
    moved
        Same bytes, other path.
    removed
        Paths in the older snapshot.
    unchanged
        How many have the same bytes and path as before.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0

    def counts(self) -> dict[str, int]:
        """How many documents by what became of them."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "moved": len(self.moved),
            "removed": len(self.removed),
            "unchanged": self.unchanged,
        }

    def __str__(self) -> str:
        return ", ".join(f"{count:,} {name}" for name, count in self.counts().items())


def newest_documents(output: Output) -> pa.Table | None:
    """Columns `COLUMNS` of the newest snapshot; None where there is none, or none to be read."""
    latest = output.latest()
    if latest is None:
        return None
    path = output.snapshots / latest.snapshot / "documents.parquet"
    try:
        return read_columns(path, COLUMNS)
    except (OSError, pa.ArrowException):
        return None


def compare(before: pa.Table | None, files: Iterable[CorpusFile]) -> Changes:
    """Changes from a ``documents`` table, or from nothing, to the files of a corpus.

    A document is told by its bytes; of those that cannot be read, by their path.

    Parameters
    ----------
    before
        With the columns `COLUMNS`, at least.
    """
    rows = [] if before is None else before.select(["doc_id", "path", "duplicates"]).to_pylist()
    old = {row["doc_id"]: row["path"] for row in rows}
    files = sorted(files, key=lambda file: file.path)
    new = {file.doc_id for file in files}
    # The old document of each path, where its bytes are gone: what now lies there took its place.
    gone = {
        path: row["doc_id"]
        for row in rows
        if row["doc_id"] not in new
        for path in (row["path"], *row["duplicates"])
    }
    added, changed, moved = [], [], []
    replaced: set[str] = set()
    unchanged = 0
    for file in files:
        if file.doc_id in old:
            if old[file.doc_id] == file.path:
                unchanged += 1
            else:
                moved.append(Moved(old[file.doc_id], file.path))
            continue
        place = _place(file, gone, replaced)
        if place is None:
            added.append(file.path)
        else:
            replaced.add(place)
            changed.append(file.path)
    removed = sorted(path for doc_id, path in old.items() if doc_id not in new | replaced)
    return Changes(tuple(added), tuple(changed), tuple(moved), tuple(removed), unchanged)


def _place(file: CorpusFile, gone: dict[str, str], replaced: set[str]) -> str | None:
    """The old document that a new one took the place of, if one did."""
    paths: Sequence[str] = (file.path, *file.duplicates)
    places = (gone[path] for path in paths if path in gone)
    return next((place for place in places if place not in replaced), None)
