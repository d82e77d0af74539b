"""Parquet files: written whole or not at all, the same bytes for the same rows."""

from __future__ import annotations

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from enacted.tables.files import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path
    from types import TracebackType

ROW_GROUP = 32_768
"""Rows of a row group: a run holds a few of them, and a reader of one document unpacks one."""

_MAGIC = b"PAR1"

_PIECES = 100
"""Pieces that wait apart: a table of a few rows takes some 20 kB, whatever it holds."""


@contextlib.contextmanager
def giving_back() -> Iterator[None]:
    """Tables are held by jemalloc meanwhile, where pyarrow has it.

    Thousands of small tables pass through a run, and memory is to be flat in their number:
    jemalloc gives back more of what they took than pyarrow's usual allocator.
    """
    before = pa.default_memory_pool()
    with contextlib.suppress(NotImplementedError):
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _open(path: Path | pa.NativeFile, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd", compression_level=3)


def write_table(path: Path, table: pa.Table) -> None:
    """Write one table under a temporary name and rename it, so that no reader sees half a file."""
    with replaced(path) as temporary, _open(temporary, table.schema) as writer:
        writer.write_table(table, row_group_size=ROW_GROUP)


def read_table(path: Path) -> pa.Table:
    """Read one table; its schema metadata comes with it."""
    # One thread: store files are small, and a run reads them from many processes already.
    return pq.ParquetFile(path).read(use_threads=False)


def to_bytes(table: pa.Table) -> bytes:
    """The bytes that :func:`write_table` writes."""
    sink = pa.BufferOutputStream()
    with _open(sink, table.schema) as writer:
        writer.write_table(table, row_group_size=ROW_GROUP)
    raw: bytes = sink.getvalue().to_pybytes()
    return raw


def from_bytes(raw: bytes) -> pa.Table:
    """The table of a file's bytes."""
    return pq.ParquetFile(pa.BufferReader(raw)).read(use_threads=False)


def looks_whole(path: Path) -> bool:
    """Whether a Parquet file is there, and begins and ends as one; what is between is not read."""
    try:
        with path.open("rb") as stream:
            begins = stream.read(4) == _MAGIC
            return begins and stream.seek(-4, os.SEEK_END) > 0 and stream.read() == _MAGIC
    except OSError:
        return False


def read_columns(path: Path, columns: Sequence[str]) -> pa.Table:
    """Read some columns of one table; those that it does not have are left out."""
    return pq.ParquetFile(path).read(columns=list(columns), use_threads=False)


def read_schema(path: Path) -> pa.Schema:
    """Schema of a file, with its metadata."""
    return pq.read_schema(path)


def read_of(path: Path, columns: Sequence[str], doc_ids: pa.Array) -> pa.Table:
    """Read some columns of the rows of some documents; files sorted by ``doc_id`` skip the rest."""
    return pq.read_table(
        path,
        columns=list(columns),
        filters=pc.field("doc_id").isin(doc_ids),
        use_threads=False,
    )


class TableWriter:
    """Writes a table piece by piece, in row groups of a fixed size whatever the pieces are.

    A full row group is packed in a thread while the next is gathered; there is never more than one.
    Rows are cast to the schema; a piece that does not fit it is a mistake in the program and
    raises ``pyarrow.ArrowInvalid`` or ``KeyError``.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.schema = schema
        self.rows = 0
        self._pending: list[pa.Table] = []
        self._pending_rows = 0
        self._writer = _open(path, schema)
        self._thread: ThreadPoolExecutor | None = None
        self._packing: Future[None] | None = None

    def write(self, table: pa.Table) -> None:
        """Add rows; columns are picked and ordered by the schema."""
        piece = table.select(self.schema.names).cast(self.schema)
        self._pending.append(piece)
        self._pending_rows += piece.num_rows
        self.rows += piece.num_rows
        if len(self._pending) >= _PIECES:
            self._pending = [pa.concat_tables(self._pending).combine_chunks()]
        while self._pending_rows >= ROW_GROUP:
            self._wait()
            self._thread = self._thread or ThreadPoolExecutor(1)
            self._packing = self._thread.submit(self._pack, self._take(ROW_GROUP))

    def _take(self, rows: int) -> pa.Table:
        joined = pa.concat_tables(self._pending)
        rest = joined.slice(rows)
        self._pending = [rest] if rest.num_rows else []
        self._pending_rows = rest.num_rows
        return joined.slice(0, rows)

    def _pack(self, rows: pa.Table) -> None:
        self._writer.write_table(rows.combine_chunks(), row_group_size=ROW_GROUP)
        # What was freed in small pieces is given back: else memory grows with the rows written.
        pa.default_memory_pool().release_unused()

    def _wait(self) -> None:
        packing, self._packing = self._packing, None
        if packing is not None:
            packing.result()

    def close(self) -> None:
        """Write what is left and close the file."""
        self._wait()
        if self._pending_rows:
            self._pack(self._take(self._pending_rows))
        elif not self.rows:
            # An empty table still has one (empty) row group, so that every reader finds its schema.
            self._writer.write_table(self.schema.empty_table())
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.close()
        finally:
            if self._thread is not None:
                self._thread.shutdown(wait=True)
        if kind is not None:
            self._writer.close()
