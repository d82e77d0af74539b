"""Rows of the snapshot before that a run would make again as they are.

Most documents of a large corpus are those of the night before. Their rows are copied from the
newest snapshot, a few large files, in place of being put together again from five small ones each.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from enacted.pipeline.steps import EXTRACT, MENTIONS, SENTENCES, STANCE
from enacted.tables.datapackage import checksum
from enacted.tables.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from enacted.pipeline.steps import Keys
    from enacted.tables import Output
    from enacted.tables.needs import Needs

COPIED = ("blocks", "sentences", "mentions")
_DECIDING = (EXTRACT, SENTENCES, MENTIONS, STANCE)
_ROWS = 16_384


class Before:
    """The newest snapshot's rows by document, asked for in ascending order of ``doc_id``.

    Parameters
    ----------
    folder
        The snapshot.
    made_from
        Steps and keys of the store's entries that it was made from.
    """

    def __init__(self, folder: Path, made_from: set[tuple[str, bytes]]) -> None:
        self._made_from = made_from
        self._tables = {name: _Rows(folder / f"{name}.parquet") for name in COPIED}

    @classmethod
    def of(cls, output: Output, needs: Needs) -> Before | None:
        """What there is to copy; None where there is nothing, or not all of it is as it was."""
        latest = output.latest()
        made_from = needs.read(latest.snapshot) if latest is not None else None
        if latest is None or made_from is None:
            return None
        folder = output.snapshots / latest.snapshot
        return cls(folder, made_from) if _sound(folder) else None

    def holds(self, keys: Keys) -> bool:
        """Whether the rows of a document were made from just these entries."""
        return all(
            (step, bytes.fromhex(getattr(keys, step))) in self._made_from for step in _DECIDING
        )

    def take(self, doc_id: str) -> dict[str, pa.Table]:
        """Rows of a document, by table; each document once."""
        return {name: rows.take(doc_id) for name, rows in self._tables.items()}


def _sound(folder: Path) -> bool:
    """Whether the tables have the present schema and the bytes they were published with."""
    try:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        published = {each["path"]: each["sha256"] for each in package["resources"]}
        for name in COPIED:
            path, wanted = folder / f"{name}.parquet", TABLES[name].schema()
            found = pq.read_schema(path)
            if not found.equals(wanted) or found.metadata != wanted.metadata:
                return False
            if published[path.name] != checksum(path):
                return False
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return False
    return True


class _Rows:
    """Rows of a table that is sorted by ``doc_id``."""

    def __init__(self, path: Path) -> None:
        self._file = pq.ParquetFile(path)
        self._empty = self._file.schema_arrow.empty_table()
        self._pieces = self._read()
        self._next = next(self._pieces, None)

    def take(self, doc_id: str) -> pa.Table:
        found = []
        while self._next is not None and self._next[0] <= doc_id:
            if self._next[0] == doc_id:
                found.append(self._next[1])
            self._next = next(self._pieces, None)
        return pa.concat_tables(found) if found else self._empty

    def _read(self) -> Iterator[tuple[str, pa.Table]]:
        for batch in self._file.iter_batches(batch_size=_ROWS, use_threads=False):
            table = pa.Table.from_batches([batch])
            runs = pc.run_end_encode(batch.column("doc_id"))
            start = 0
            for doc_id, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
                yield doc_id, table.slice(start, end - start)
                start = end
