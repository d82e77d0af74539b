"""Tables of a snapshot as CSV, JSON lines or one XLSX workbook, in memory that stays flat."""

from __future__ import annotations

import json
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from enacted.errors import OutputError, UsageError
from enacted.tables.files import replaced
from enacted.tables.formulas import all_as_text
from enacted.tables.schema import TABLES
from enacted.tables.workbook import MOST_ROWS, Sheet, Value, write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from enacted.tables.snapshot import Snapshot

Format = Literal["csv", "xlsx", "jsonl"]

BATCH = 20_000  # rows at a time
_NARROW, _WIDE = 12, 60  # characters of a column's width


def export(
    snapshot: Snapshot, *, to: Path, format_: Format = "csv", tables: Sequence[str] = ()
) -> list[Path]:
    """Write tables into a folder, one file a table; XLSX is one workbook with a sheet a table.

    Lists become text joined by "; ", and what holds lists or boxes in them JSON, but for JSON
    lines, which keep them. Text that a spreadsheet would run stays text: in CSV an apostrophe
    stands before it.

    Parameters
    ----------
    to
        Folder, made if it is not there; files in it are replaced one by one, each as a whole.
    tables
        Names of tables; all where none are named.

    Raises
    ------
    UsageError
        Where no table has a name given.
    OutputError
        Where the folder cannot be written.
    """
    unknown = [name for name in tables if name not in TABLES]
    if unknown:
        raise UsageError(f"no table {unknown[0]!r}: there are {', '.join(TABLES)}")
    # A snapshot of an older version has fewer tables.
    there = [name for name in TABLES if snapshot.file(name).is_file()]
    names = [name for name in TABLES if name in (tables or there)]
    try:
        to.mkdir(parents=True, exist_ok=True)
        if format_ == "xlsx":
            return [_write(to / "enacted.xlsx", snapshot, names, format_)]
        return [_write(to / f"{name}.{format_}", snapshot, [name], format_) for name in names]
    except pa.ArrowException as error:
        raise OutputError(f"{snapshot.path}: cannot be read: run again ({error})") from None
    except OSError as error:
        raise OutputError(f"{to}: cannot be written ({error.strerror or error})") from None


def _write(path: Path, snapshot: Snapshot, names: Sequence[str], format_: Format) -> Path:
    with replaced(path) as temporary:
        if format_ == "xlsx":
            write_workbook(temporary, chain.from_iterable(_sheets(snapshot, n) for n in names))
        else:
            with temporary.open("wb") as stream:
                _WRITERS[format_](_batches(snapshot, names[0]), stream)
    return path


def write_rows(
    table: pa.Table, stream: BinaryIO, format_: Literal["csv", "jsonl", "parquet"]
) -> None:
    """Write one table into a stream, as :func:`export` does; Parquet keeps all as it is."""
    if format_ == "parquet":
        pq.write_table(table, stream, compression="zstd", compression_level=3)
    else:
        _WRITERS[format_](iter([table]), stream)


def _batches(snapshot: Snapshot, name: str) -> Iterator[pa.Table]:
    with pq.ParquetFile(snapshot.file(name)) as file:
        yield file.schema_arrow.empty_table()
        for batch in file.iter_batches(batch_size=BATCH):
            yield pa.Table.from_batches([batch])


def _write_csv(batches: Iterator[pa.Table], stream: BinaryIO) -> None:
    writer: pacsv.CSVWriter | None = None
    stream.write(b"\xef\xbb\xbf")  # spreadsheets take it for UTF-8 only with this mark
    for batch in batches:
        flat = _flat(batch)
        for place, field in enumerate(flat.schema):
            if pa.types.is_string(field.type):
                flat = flat.set_column(place, field, all_as_text(flat.column(place)))
        writer = writer or pacsv.CSVWriter(stream, flat.schema)
        writer.write_table(flat)
    if writer is not None:
        writer.close()


def _write_jsonl(batches: Iterator[pa.Table], stream: BinaryIO) -> None:
    for batch in batches:
        lines = (json.dumps(row, ensure_ascii=False, default=str) for row in batch.to_pylist())
        stream.writelines(f"{line}\n".encode() for line in lines)


_WRITERS = {"csv": _write_csv, "jsonl": _write_jsonl}


def _sheets(snapshot: Snapshot, name: str) -> Iterator[Sheet]:
    """A sheet; several where a table has more rows than a sheet holds."""
    total = pq.read_metadata(snapshot.file(name)).num_rows
    rows = _rows(snapshot, name)
    schema = pq.read_schema(snapshot.file(name))
    widths = [_WIDE if column in _LONG else _NARROW for column in schema.names]
    for number in range(max(1, -(-total // MOST_ROWS))):
        title = name if not number else f"{name} {number + 1}"
        yield Sheet(title, schema.names, islice(rows, MOST_ROWS), widths)


_LONG = frozenset({"text", "title", "section", "label"})


def _rows(snapshot: Snapshot, name: str) -> Iterator[tuple[Value, ...]]:
    for batch in _batches(snapshot, name):
        flat = _flat(batch)
        yield from zip(*(column.to_pylist() for column in flat.columns), strict=True)


def _flat(table: pa.Table) -> pa.Table:
    """A table without lists: text where they stood."""
    for place, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            column = table.column(place)
            if pa.types.is_string(field.type.value_type):
                text = pc.binary_join(column, "; ")
            else:
                text = pa.chunked_array([pa.array(map(_json, column.to_pylist()), pa.string())])
            table = table.set_column(place, field.name, text)
    return table


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
