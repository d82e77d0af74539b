from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.errors import StoreError
from enacted.tables import Store, make_key
from enacted.tables.parquet import ROW_GROUP, TableWriter, giving_back, read_table, write_table


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_keys_differ_where_their_parts_differ(a: list[str], b: list[str]):
    assert (make_key(*a) == make_key(*b)) == (a == b)


def test_an_entry_is_there_after_it_was_written(tmp_path):
    store = Store(tmp_path)
    table = pa.table({"a": [1, 2]})
    assert not store.has("step", "ab12")
    store.write("step", "ab12", table)
    assert store.has("step", "ab12")
    assert store.read("step", "ab12").equals(table)
    assert not store.has("other", "ab12")


def test_nothing_but_the_entry_is_left(tmp_path):
    Store(tmp_path).write("step", "ab12", pa.table({"a": [1]}))
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["ab12.parquet"]


def test_a_damaged_entry_counts_as_missing_afterwards(tmp_path):
    store = Store(tmp_path)
    store.write("step", "ab12", pa.table({"a": [1]}))
    store.path("step", "ab12").write_bytes(b"PAR1 no longer")
    with pytest.raises(StoreError, match="damaged"):
        store.read("step", "ab12")
    assert not store.has("step", "ab12")


def test_a_failed_write_leaves_the_old_entry(tmp_path, monkeypatch):
    store = Store(tmp_path)
    store.write("step", "ab12", pa.table({"a": [1]}))

    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", no_space)
    with pytest.raises(OSError, match="No space"):
        store.write("step", "ab12", pa.table({"a": [2]}))
    monkeypatch.undo()
    assert store.read("step", "ab12").column("a").to_pylist() == [1]
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["ab12.parquet"]


def test_the_same_rows_give_the_same_bytes_however_they_come(tmp_path):
    schema = pa.schema([("n", pa.int32()), ("t", pa.string())])
    rows = [(i, f"row {i % 97}") for i in range(ROW_GROUP + 10)]
    whole = pa.table({"n": [r[0] for r in rows], "t": [r[1] for r in rows]}, schema=schema)

    def write(name: str, pieces: list[pa.Table]) -> bytes:
        with TableWriter(tmp_path / name, schema) as writer:
            for piece in pieces:
                writer.write(piece)
        raw: bytes = (tmp_path / name).read_bytes()
        return raw

    at_once = write("a.parquet", [whole])
    in_pieces = write(
        "b.parquet", [whole.slice(0, 5), whole.slice(5, ROW_GROUP), whole.slice(ROW_GROUP + 5)]
    )
    assert at_once == in_pieces
    assert at_once == write("c.parquet", [whole.slice(at, 7) for at in range(0, len(rows), 7)])
    assert read_table(tmp_path / "b.parquet").equals(whole)


def test_many_small_pieces_do_not_wait_one_by_one(tmp_path):
    schema = pa.schema([("n", pa.int32())])
    with TableWriter(tmp_path / "x.parquet", schema) as writer:
        for n in range(500):
            writer.write(pa.table({"n": [n]}, schema=schema))
            assert len(writer._pending) <= 100
    assert read_table(tmp_path / "x.parquet").column("n").to_pylist() == list(range(500))


def test_the_allocator_of_a_run_is_taken_back():
    before = pa.default_memory_pool().backend_name
    with giving_back():
        assert pa.default_memory_pool().backend_name in {before, "jemalloc"}
    assert pa.default_memory_pool().backend_name == before


def test_an_empty_table_keeps_its_schema(tmp_path):
    schema = pa.schema([pa.field("n", pa.int32(), metadata={"description": "a number"})])
    with TableWriter(tmp_path / "e.parquet", schema):
        pass
    back = read_table(tmp_path / "e.parquet")
    assert back.num_rows == 0
    assert back.schema.field("n").metadata[b"description"] == b"a number"


def test_a_piece_of_another_shape_is_refused(tmp_path):
    with (
        pytest.raises(KeyError),
        TableWriter(tmp_path / "x.parquet", pa.schema([("n", pa.int32())])) as writer,
    ):
        writer.write(pa.table({"m": [1]}))


def test_what_fails_beside_the_writing_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("enacted.tables.parquet.ROW_GROUP", 2)

    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", no_space)
    table = pa.table({"n": pa.array([1, 2, 3], pa.int32())})
    with (
        pytest.raises(OSError, match="No space"),
        TableWriter(tmp_path / "x.parquet", table.schema) as writer,
    ):
        writer.write(table)


def test_write_table_replaces(tmp_path):
    path = tmp_path / "t.parquet"
    write_table(path, pa.table({"a": [1]}))
    write_table(path, pa.table({"a": [2]}))
    assert read_table(path).column("a").to_pylist() == [2]
