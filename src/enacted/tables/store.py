"""The content-addressed store: what a step made of a document, kept under a key of all it read.

A key names everything that decides the bytes (the file's hash, the step's version, the settings the
step reads, the keys of the steps before it), so an entry never goes stale: what is there is right,
what is missing is done. Files are written under a temporary name and renamed; a killed run leaves
whole entries and, at worst, a temporary file.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyarrow as pa

from enacted.errors import StoreError
from enacted.tables.parquet import read_table, write_table

if TYPE_CHECKING:
    from pathlib import Path


def make_key(*parts: object) -> str:
    """SHA-256 over the parts, unambiguous where they join; 64 hex digits.

    >>> make_key("a", "bc") == make_key("ab", "c")
    False
    """
    digest = hashlib.sha256()
    for part in parts:
        raw = str(part).encode()
        digest.update(f"{len(raw)}:".encode())
        digest.update(raw)
    return digest.hexdigest()


class Store:
    """One small Parquet file a document and step, in ``root/step/ab/abcdef….parquet``."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, step: str, key: str) -> Path:
        """Where an entry lies or would lie."""
        return self.root / step / key[:2] / f"{key}.parquet"

    def has(self, step: str, key: str) -> bool:
        """Whether the entry is there."""
        return self.path(step, key).is_file()

    def write(self, step: str, key: str, table: pa.Table) -> None:
        """Keep a table; a second writer of the same key writes the same bytes."""
        path = self.path(step, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_table(path, table)

    def read(self, step: str, key: str) -> pa.Table:
        """Read an entry.

        Raises
        ------
        FileNotFoundError
            Where there is none.
        StoreError
            Where the file was damaged from outside; it is removed, so that it is made again.
        """
        path = self.path(step, key)
        try:
            return read_table(path)
        except FileNotFoundError:
            raise
        except (pa.ArrowException, OSError):
            path.unlink(missing_ok=True)
            raise StoreError(f"{path}: was damaged and is removed: run again") from None
