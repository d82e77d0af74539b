"""The store on an object store: the same entries under the same names, ``s3://BUCKET/PREFIX/…``.

An object is put whole or not at all, so no temporary names are needed. Who may read and write, and
at which endpoint, is settled where every program on the machine finds it: ``AWS_ACCESS_KEY_ID``,
``AWS_SECRET_ACCESS_KEY``, ``AWS_ENDPOINT_URL``, or the files of ``~/.aws``.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from enacted.errors import OutputError, StoreError, UnreachableError
from enacted.tables.parquet import from_bytes, to_bytes
from enacted.tables.store import Store, Stored

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_SCHEME = "s3://"
_ENTRY = ".parquet"


def open_store(place: Path | str) -> Store:
    """The store in a folder or at an address.

    Raises
    ------
    OutputError
        For an address other than ``s3://BUCKET`` or ``s3://BUCKET/PREFIX``.
    """
    if isinstance(place, str) and "://" in place:
        return ObjectStore(place)
    return Store(Path(place))


class ObjectStore(Store):
    """Entries as objects, ``address/step/ab/abcdef….parquet``.

    Raises
    ------
    OutputError
        Where the address is not understood.
    UnreachableError
        From any method, where the object store refuses or does not answer.
    """

    def __init__(self, address: str) -> None:
        bucket, _, prefix = address.removeprefix(_SCHEME).rstrip("/").partition("/")
        if not address.startswith(_SCHEME) or not bucket or "@" in address:
            raise OutputError(
                f"{address}: is no address of an object store: write s3://BUCKET/PREFIX, and keep "
                "keys in the environment"
            )
        self.place = f"{_SCHEME}{bucket}/{prefix}".rstrip("/")
        self._root = f"{bucket}/{prefix}".rstrip("/")
        self._known: set[bytes] = set()
        self._files = _file_system()

    def prepare(self) -> None:
        """List once what is there: asking for each entry of a large corpus would take hours."""
        self._known.update(_name(stored.step, stored.key) for stored in self.entries())

    def has(self, step: str, key: str) -> bool:
        """Whether the entry is there."""
        if _name(step, key) in self._known:
            return True
        with self._answering():
            return bool(self._files.exists(self._object(step, key)))

    def sound(self, step: str, key: str) -> bool:
        """Whether the entry is there; an object is put whole, so it is not looked into."""
        return self.has(step, key)

    def entries(self) -> Iterator[Stored]:
        """Everything in the store, in no order."""
        with self._answering():
            found = self._files.find(self._root, detail=True)
        for name, info in found.items():
            path = PurePosixPath(name)
            if path.suffix == _ENTRY:
                yield Stored(path.parent.parent.name, path.stem, int(info["size"]))

    def leftovers(self) -> Iterator[Path]:
        """Nothing: what is not put whole leaves nothing."""
        yield from ()

    def remove(self, step: str, key: str) -> None:
        """Remove an entry, if it is there."""
        self._known.discard(_name(step, key))
        if self.has(step, key):
            with self._answering():
                self._files.rm_file(self._object(step, key))

    def write(self, step: str, key: str, table: pa.Table) -> None:
        """Keep a table; a second writer of the same key writes the same bytes."""
        with self._answering():
            self._files.pipe_file(self._object(step, key), to_bytes(table))

    def read(self, step: str, key: str) -> pa.Table:
        """Read an entry.

        Raises
        ------
        FileNotFoundError
            Where there is none.
        StoreError
            Where the object was damaged from outside; it is removed, so that it is made again.
        """
        name = self._object(step, key)
        with self._answering():
            raw = self._files.cat_file(name)
        try:
            return from_bytes(raw)
        except (pa.ArrowException, OSError):
            with self._answering():
                self._files.rm_file(name)
            self._known.discard(_name(step, key))
            raise StoreError(f"{_SCHEME}{name}: was damaged and is removed: run again") from None

    def read_schema(self, step: str, key: str) -> pa.Schema:
        """Schema of an entry, with its metadata; raises as :meth:`read` does."""
        return self.read(step, key).schema

    def _object(self, step: str, key: str) -> str:
        return f"{self._root}/{step}/{key[:2]}/{key}{_ENTRY}"

    @contextmanager
    def _answering(self) -> Generator[None]:
        """Say in one line what an object store that fails means."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except FileNotFoundError:
            raise
        except (OSError, BotoCoreError, ClientError) as error:
            said = (str(error).splitlines() or [type(error).__name__])[0][:200]
            raise UnreachableError(
                f"{self.place}: the object store refuses or does not answer ({said}): check the "
                "bucket, AWS_ENDPOINT_URL and the keys"
            ) from None


def _name(step: str, key: str) -> bytes:
    return step.encode() + b"/" + key.encode()


def _file_system() -> Any:
    try:
        import s3fs
    except ImportError:
        raise OutputError("s3:// is not supported yet: pip install 'enacted[s3]'") from None
    # What other machines put there must be seen, and a listing that is kept would hide it.
    return s3fs.S3FileSystem(use_listings_cache=False)
