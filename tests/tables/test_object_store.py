"""The store on an S3 server of our own, on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from enacted.errors import OutputError, StoreError, UnreachableError
from enacted.pipeline import run
from enacted.settings import Settings, read_settings
from enacted.tables import ObjectStore, Store, open_store
from enacted.tables.parquet import to_bytes, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "ab12" * 16


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    pytest.importorskip("s3fs", reason="s3fs is not installed")
    server_module = pytest.importorskip("moto.server", reason="moto's server is not installed")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def files(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The server's files, with a bucket for this test; the environment leads to it."""
    import s3fs

    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem(use_listings_cache=False)
    if not files.exists("bucket"):
        files.mkdir("bucket")
    yield files
    if files.exists("bucket/store"):
        files.rm("bucket/store", recursive=True)
    s3fs.S3FileSystem.clear_instance_cache()


def test_an_entry_is_there_after_it_was_written(files: Any):
    store = open_store("s3://bucket/store/")
    table = pa.table({"a": [1, 2]})
    assert not store.has("step", KEY)
    with pytest.raises(FileNotFoundError):
        store.read("step", KEY)
    store.write("step", KEY, table)
    assert store.has("step", KEY)
    assert open_store("s3://bucket/store").read("step", KEY).equals(table)
    assert not store.has("other", KEY)
    assert files.find("bucket/store") == [f"bucket/store/step/ab/{KEY}.parquet"]


def test_the_bytes_are_those_of_a_folder(files: Any, tmp_path: Path):
    table = pa.table({"a": ["x", None]}, schema=pa.schema([pa.field("a", pa.string())]))
    Store(tmp_path).write("step", KEY, table)
    open_store("s3://bucket/store").write("step", KEY, table)
    here = Store(tmp_path).path("step", KEY).read_bytes()
    assert here == files.cat_file(f"bucket/store/step/ab/{KEY}.parquet")


def test_one_listing_stands_for_many_questions(files: Any, monkeypatch: pytest.MonkeyPatch):
    open_store("s3://bucket/store").write("step", KEY, pa.table({"a": [1]}))
    files.pipe_file("bucket/store/step/ab/notes.txt", b"something else")
    store = open_store("s3://bucket/store")
    store.prepare()
    with monkeypatch.context() as patched:
        patched.setattr("s3fs.S3FileSystem.exists", lambda *_a, **_k: pytest.fail("asked"))
        assert store.has("step", KEY)


def test_what_another_machine_wrote_since_is_seen(files: Any):
    store = open_store("s3://bucket/store")
    store.prepare()
    open_store("s3://bucket/store").write("step", KEY, pa.table({"a": [1]}))
    assert store.has("step", KEY)


def test_entries_are_listed_and_removed(files: Any):
    store = open_store("s3://bucket/store")
    store.write("step", KEY, pa.table({"a": [1]}))
    files.pipe_file("bucket/store/notes.txt", b"something else")
    assert [(each.step, each.key) for each in store.entries()] == [("step", KEY)]
    assert store.sound("step", KEY)
    assert not list(store.leftovers())
    for _ in range(2):
        store.remove("step", KEY)
        assert not store.sound("step", KEY)


def test_a_damaged_entry_counts_as_missing_afterwards(files: Any):
    store = open_store("s3://bucket/store")
    store.write("step", KEY, pa.table({"a": [1]}))
    store.prepare()
    files.pipe_file(f"bucket/store/step/ab/{KEY}.parquet", b"PAR1 no longer")
    with pytest.raises(StoreError, match="damaged"):
        store.read("step", KEY)
    assert not store.has("step", KEY)


@pytest.mark.parametrize(
    "address", ["gs://bucket", "s3://", "s3:///prefix", "s3://user:word@bucket/x", "http://host/b"]
)
def test_other_addresses_are_refused(address: str):
    with pytest.raises(OutputError, match="write s3://BUCKET/PREFIX"):
        open_store(address)


def test_a_missing_bucket_is_told_in_one_line(files: Any):
    store = open_store("s3://no-such-bucket/store")
    assert isinstance(store, ObjectStore)
    with pytest.raises((UnreachableError, FileNotFoundError)) as caught:
        store.write("step", KEY, pa.table({"a": [1]}))
    assert "\n" not in str(caught.value)


def test_a_run_keeps_its_work_there_and_gives_the_same_bytes(
    files: Any, small_corpus: Path, tmp_path: Path
):
    def settings(store: str) -> Settings:
        return read_settings(run={"workers": 1, "store": store}, topics={"enabled": False})

    here = run(small_corpus, out=tmp_path / "a", settings=settings(""))
    there = run(small_corpus, out=tmp_path / "b", settings=settings("s3://bucket/store"))
    assert there.snapshot.name == here.snapshot.name
    kept = {path.name for path in (tmp_path / "a" / "store").rglob("*.parquet")}
    assert {name.rpartition("/")[2] for name in files.find("bucket/store")} == kept
    assert not list((tmp_path / "b" / "store").rglob("*.parquet"))
    # Another run target finds it all done.
    again = run(small_corpus, out=tmp_path / "c", settings=settings("s3://bucket/store"))
    assert (again.worked, again.snapshot.name) == (0, here.snapshot.name)


def test_a_folder_stays_a_folder(tmp_path: Path):
    store = open_store(str(tmp_path / "store"))
    assert type(store) is Store
    store.prepare()
    assert store.place == tmp_path / "store"


def test_bytes_are_what_a_file_holds(tmp_path: Path):
    table = pa.table({"n": list(range(1000))})
    write_table(tmp_path / "t.parquet", table)
    assert to_bytes(table) == (tmp_path / "t.parquet").read_bytes()
