"""Snapshots: published, immutable sets of tables, and the way to read the newest."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyarrow as pa

from enacted.errors import OutputError
from enacted.tables.datapackage import checksum, describe
from enacted.tables.output import Latest, Output, write_json
from enacted.tables.parquet import TableWriter, read_schema, read_table
from enacted.tables.schema import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType


class Snapshot:
    """The tables of one published snapshot, each read when first asked for.

    >>> # load("outputs/demo").trends.to_pandas()
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tables: dict[str, pa.Table] = {}

    def __repr__(self) -> str:
        return f"Snapshot({str(self.path)!r})"

    def table(self, name: str) -> pa.Table:
        """A table by its name.

        Raises
        ------
        KeyError
            Where no table has that name.
        OutputError
            Where its file is missing or damaged.
        """
        if name not in TABLES:
            raise KeyError(f"no table {name!r}: there are {', '.join(TABLES)}")
        if name not in self._tables:
            path = self.file(name)
            try:
                self._tables[name] = read_table(path)
            except (OSError, pa.ArrowException) as error:
                raise OutputError(f"{path}: cannot be read: run again ({error})") from None
        return self._tables[name]

    def file(self, name: str) -> Path:
        """Path of a table's Parquet file, for readers such as DuckDB or polars."""
        return self.path / f"{name}.parquet"

    documents = property(lambda self: self.table("documents"), doc="PDFs found, read or not.")
    blocks = property(lambda self: self.table("blocks"), doc="Blocks in reading order.")
    sentences = property(lambda self: self.table("sentences"), doc="Sentences, with stance.")
    mentions = property(lambda self: self.table("mentions"), doc="Mentions of concepts.")
    topics = property(lambda self: self.table("topics"), doc="Topics.")
    topic_terms = property(lambda self: self.table("topic_terms"), doc="Terms of topics.")
    passage_topics = property(lambda self: self.table("passage_topics"), doc="Topics of passages.")
    topic_years = property(lambda self: self.table("topic_years"), doc="Topics by year.")
    topic_correlations = property(
        lambda self: self.table("topic_correlations"), doc="Topics that go together."
    )
    topic_concepts = property(
        lambda self: self.table("topic_concepts"), doc="Concepts that topics carry."
    )
    topic_structure = property(
        lambda self: self.table("topic_structure"), doc="Passages, topics, concepts."
    )
    topic_grid = property(lambda self: self.table("topic_grid"), doc="Numbers of topics tried.")
    trends = property(lambda self: self.table("trends"), doc="Talk, plan and deed over time.")
    facet_trends = property(lambda self: self.table("facet_trends"), doc="The same by facet.")
    follow_through = property(
        lambda self: self.table("follow_through"), doc="Commitments beside what became of them."
    )
    codes = property(lambda self: self.table("codes"), doc="Hand codes.")
    runs = property(lambda self: self.table("runs"), doc="The run that built the snapshot.")


def load(out: str | os.PathLike[str]) -> Snapshot:
    """Open the newest snapshot of a run target.

    ``latest.json`` is read once, so that all tables are of one snapshot even while a run publishes
    the next one.

    Raises
    ------
    OutputError
        Where ``out`` is no run target or holds no snapshot.
    """
    output = Output.open(Path(out))
    latest = output.latest()
    if latest is None:
        raise OutputError(f"{output.path}: no run has ended here yet: run again to finish it")
    path = output.snapshots / latest.snapshot
    if not path.is_dir():
        raise OutputError(f"{path}: the newest snapshot is gone: run again")
    return Snapshot(path)


class Staging:
    """A snapshot in the making, in a folder that no reader looks at.

    Used as a context manager; leaving it without :meth:`publish` removes the folder.
    """

    def __init__(self, output: Output) -> None:
        self._output = output
        self.path = output.snapshots / f".staging-{os.getpid()}"
        self._schemas: dict[str, pa.Schema] = {}

    def __enter__(self) -> Self:
        # The lock is ours, so any staging folder is a dead run's.
        for old in self._output.snapshots.glob(".staging-*"):
            shutil.rmtree(old, ignore_errors=True)
        self.path.mkdir()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def writer(self, name: str, extra: Sequence[str] = ()) -> TableWriter:
        """Writer of a table; ``extra`` are further text columns of an open table."""
        schema = TABLES[name].schema()
        for column in extra:
            field = pa.field(
                column, pa.string(), nullable=False, metadata={"description": "From the manifest."}
            )
            schema = schema.append(field)
        self._schemas[name] = schema
        return TableWriter(self.path / f"{name}.parquet", schema)

    def write(self, name: str, table: pa.Table) -> None:
        """Write a whole table."""
        with self.writer(name) as writer:
            writer.write(table)

    def take(self, name: str, file: Path) -> None:
        """Take a table of another snapshot as it is."""
        target = self.path / f"{name}.parquet"
        try:
            # Published files never change, so two snapshots can share one.
            target.hardlink_to(file)
        except OSError:
            shutil.copyfile(file, target)
        self._schemas[name] = read_schema(target)

    def publish(self, inputs: str) -> tuple[Path, bool]:
        """Give the snapshot its name and make it the newest.

        The name is the digest of all tables but ``runs``: the same content has the same name,
        and is then published once.

        Returns
        -------
        tuple
            Path of the snapshot, and whether it is new.
        """
        missing = [name for name in TABLES if name not in self._schemas]
        if missing:
            raise KeyError(f"tables never written: {', '.join(missing)}")
        write_json(self.path / "datapackage.json", describe(self.path, self._schemas))
        digest = hashlib.sha256(f"schema {SCHEMA_VERSION}\n".encode())
        for name in TABLES:
            if name != "runs":
                digest.update(f"{name} {checksum(self.path / f'{name}.parquet')}\n".encode())
        name = digest.hexdigest()[:16]
        target = self._output.snapshots / name
        new = not target.is_dir()
        if new:
            for file in self.path.iterdir():
                _flush(file)
            self.path.rename(target)
            _flush(self._output.snapshots)
        self._output.point_to(Latest(name, inputs))
        return target, new


def _flush(path: Path) -> None:
    """Flush a file or folder to disk, so that a pointer never outlives what it points to."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
