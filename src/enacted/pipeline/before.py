"""Rows of the snapshot before that a run would make again as they are.

Most documents of a large corpus are those of the night before. Their rows are copied from the
newest snapshot, a few large files, many documents at once, in place of being put together again
from five small files each.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from enacted.pipeline.steps import EXTRACT, MENTIONS, SENTENCES, STANCE
from enacted.tables.datapackage import checksum
from enacted.tables.parquet import read_table
from enacted.tables.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from enacted.pipeline.steps import Keys
    from enacted.tables import Output
    from enacted.tables.needs import Needs

DOCUMENTS = "documents"
COPIED = ("blocks", "sentences", "mentions")
_DECIDING = (EXTRACT, SENTENCES, MENTIONS, STANCE)
_ROWS = 8_192
"""Sentences that are copied at once, but for a document that has more."""


class Before:
    """The newest snapshot's rows by document, asked for in ascending order of ``doc_id``.

    Parameters
    ----------
    folder
        The snapshot.
    made_from
        Steps and keys of what it was made from.
    """

    def __init__(self, folder: Path, made_from: set[tuple[str, bytes]]) -> None:
        self._made_from = made_from
        self.documents = read_table(folder / f"{DOCUMENTS}.parquet")
        doc_ids = self.documents.column("doc_id").to_pylist()
        self._places = {doc_id: place for place, doc_id in enumerate(doc_ids)}
        # Row at which the rows of each document begin; those of the last end with the table.
        self._begin = {
            name: np.concatenate([[0], np.cumsum(self.documents.column(name).to_numpy())])
            for name in COPIED
        }
        self._tables = {name: _Rows(folder / f"{name}.parquet") for name in COPIED}

    @classmethod
    def of(cls, output: Output, needs: Needs, extra: Sequence[str] = ()) -> Before | None:
        """What there is to copy; None where there is nothing, or not all of it is as it was.

        ``extra`` are the further columns that ``documents`` is to have.
        """
        latest = output.latest()
        made_from = needs.read(latest.snapshot) if latest is not None else None
        if latest is None or made_from is None:
            return None
        folder = output.snapshots / latest.snapshot
        if not _sound(folder):
            return None
        before = cls(folder, made_from)
        wanted = [*TABLES[DOCUMENTS].schema().names, *extra]
        if before.documents.column_names != wanted:
            # Other columns: rows of documents are made anew.
            before._made_from = {pair for pair in made_from if pair[0] != DOCUMENTS}
        return before

    def place(self, doc_id: str, keys: Keys) -> int | None:
        """Where a document stood, if its rows of `COPIED` were made from just these entries."""
        made = all(self.made_from(step, getattr(keys, step)) for step in _DECIDING)
        return self._places.get(doc_id) if made else None

    def made_from(self, step: str, key: str) -> bool:
        """Whether the snapshot was made from an entry."""
        return (step, bytes.fromhex(key)) in self._made_from

    def together(self, place: int, count: int) -> int:
        """How many of ``count`` documents from a place on are copied at once: one at least."""
        begin = self._begin["sentences"]
        end = int(np.searchsorted(begin, begin[place] + _ROWS, side="right")) - 1
        return max(1, min(count, end - place))

    def take(self, place: int, count: int) -> dict[str, pa.Table]:
        """Rows of documents that stood one after the other, by table; each document once."""
        return {
            name: rows.take(int(self._begin[name][place]), int(self._begin[name][place + count]))
            for name, rows in self._tables.items()
        }


def _sound(folder: Path) -> bool:
    """Whether the tables have the present schema and the bytes they were published with."""
    try:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        published = {each["path"]: each["sha256"] for each in package["resources"]}
        for name in (DOCUMENTS, *COPIED):
            path, wanted = folder / f"{name}.parquet", TABLES[name].schema()
            found = pq.read_schema(path)
            if name == DOCUMENTS:  # an open table: the corpus has columns of its own besides
                found = pa.schema([*found][: len(wanted)], metadata=found.metadata)
            if not found.equals(wanted) or found.metadata != wanted.metadata:
                return False
            if published[path.name] != checksum(path):
                return False
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return False
    return True


class _Rows:
    """Rows of a table, read once from its beginning to its end."""

    def __init__(self, path: Path) -> None:
        self._file = pq.ParquetFile(path)
        self._pieces = self._read()
        self._piece = self._file.schema_arrow.empty_table()
        self._at = 0

    def take(self, start: int, stop: int) -> pa.Table:
        """Rows from ``start`` to before ``stop``; none before those taken already."""
        found = [self._piece.slice(0, 0)]
        while stop > start:
            end = self._at + self._piece.num_rows
            if start >= end:
                self._piece, self._at = next(self._pieces), end
                continue
            found.append(self._piece.slice(start - self._at, min(stop, end) - start))
            start = min(stop, end)
        return pa.concat_tables(found)

    def _read(self) -> Iterator[pa.Table]:
        # Readers that go on from batch to batch hold more than a row group.
        for number in range(self._file.num_row_groups):
            yield self._file.read_row_group(number)
