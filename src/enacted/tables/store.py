"""The content-addressed store: what a step made of a document, kept under a key of all it read.

A key names everything that decides the bytes (the file's hash, the step's version, the settings the
step reads, the keys of the steps before it), so an entry never goes stale: what is there is right,
what is missing is done. Files are written under a temporary name and renamed; a killed run leaves
whole entries and, at worst, a temporary file.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from enacted.errors import StoreError
from enacted.tables.parquet import looks_whole, read_schema, read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Found = TypeVar("Found")


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


KEY = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry of the store, with its size in bytes."""

    step: str
    key: str
    size: int


class Store:
    """One small Parquet file a document and step, in ``root/step/ab/abcdef….parquet``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.place: Path | str = root

    def prepare(self) -> None:
        """Make ready for being asked of very many entries; a folder answers fast as it is."""

    def path(self, step: str, key: str) -> Path:
        """Where an entry lies or would lie."""
        return self.root / step / key[:2] / f"{key}.parquet"

    def has(self, step: str, key: str) -> bool:
        """Whether the entry is there."""
        return self.path(step, key).is_file()

    def sound(self, step: str, key: str) -> bool:
        """Whether the entry is there and looks whole; what a run finds damaged it makes again."""
        return looks_whole(self.path(step, key))

    def entries(self) -> Iterator[Stored]:
        """Everything in the store, in no order."""
        for path in self.root.glob("*/*/*.parquet"):
            if KEY.fullmatch(path.stem) and not path.is_symlink():
                yield Stored(path.parent.parent.name, path.stem, path.stat().st_size)

    def leftovers(self) -> Iterator[Path]:
        """Temporary files of writers that were killed, where nobody is writing."""
        yield from self.root.glob("*/*/.*.tmp")

    def remove(self, step: str, key: str) -> None:
        """Remove an entry, if it is there."""
        self.path(step, key).unlink(missing_ok=True)

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
        return self._whole(step, key, read_table)

    def read_schema(self, step: str, key: str) -> pa.Schema:
        """Schema of an entry, with its metadata; raises as :meth:`read` does."""
        return self._whole(step, key, read_schema)

    def _whole(self, step: str, key: str, read: Callable[[Path], Found]) -> Found:
        path = self.path(step, key)
        try:
            return read(path)
        except FileNotFoundError:
            raise
        except (pa.ArrowException, OSError):
            path.unlink(missing_ok=True)
            raise StoreError(f"{path}: was damaged and is removed: run again") from None
