"""Snapshots: published, immutable sets of tables, and the way to read the newest."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyarrow as pa

from enacted.errors import OutputError
from enacted.tables.croissant import describe_croissant
from enacted.tables.datapackage import checksum, describe
from enacted.tables.output import Latest, Output, write_json
from enacted.tables.parquet import TableWriter, read_schema, read_table
from enacted.tables.schema import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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
            Where its file is missing or damaged, or its schema had no such table yet.
        """
        if name not in TABLES:
            raise KeyError(f"no table {name!r}: there are {', '.join(TABLES)}")
        if name not in self._tables:
            path = self.file(name)
            if not path.exists() and self.schema_version < SCHEMA_VERSION:
                raise OutputError(
                    f"{self.path}: its schema {self.schema_version} has no table {name}: run again "
                    f"to have one of schema {SCHEMA_VERSION}"
                )
            try:
                self._tables[name] = read_table(path)
            except (OSError, pa.ArrowException) as error:
                raise OutputError(f"{path}: cannot be read: run again ({error})") from None
        return self._tables[name]

    @property
    def schema_version(self) -> int:
        """Version of the tables' schema; an older one may lack columns and tables.

        Raises
        ------
        OutputError
            Where the table ``runs`` is missing or damaged.
        """
        path = self.file("runs")
        try:
            return int((read_schema(path).metadata or {})[b"schema_version"])
        except (OSError, pa.ArrowException, KeyError, ValueError):
            raise OutputError(f"{path}: cannot be read: run again") from None

    def require_current(self) -> None:
        """See that the tables have all columns of this version.

        Raises
        ------
        OutputError
            Where one was made by an earlier one, or is damaged.
        """
        if self.schema_version != SCHEMA_VERSION:
            raise OutputError(
                f"{self.path}: was made by another version of Enacted (schema "
                f"{self.schema_version}, not {SCHEMA_VERSION}): run again"
            )
        for name, spec in TABLES.items():
            file = self.file(name)
            if not file.is_file():
                continue
            try:
                names = read_schema(file).names
            except (OSError, pa.ArrowException) as error:
                raise OutputError(f"{file}: cannot be read: run again ({error})") from None
            lacking = set(spec.schema().names) - set(names)
            if lacking:
                raise OutputError(
                    f"{file}: was made by an earlier version of Enacted, without the column "
                    f"{min(lacking)}: run again"
                )

    def file(self, name: str) -> Path:
        """Path of a table's Parquet file, for readers such as DuckDB or polars."""
        return self.path / f"{name}.parquet"

    @property
    def documents(self) -> pa.Table:
        """PDFs found, read or not."""
        return self.table("documents")

    @property
    def blocks(self) -> pa.Table:
        """Blocks in reading order."""
        return self.table("blocks")

    @property
    def sentences(self) -> pa.Table:
        """Sentences, with stance."""
        return self.table("sentences")

    @property
    def mentions(self) -> pa.Table:
        """Mentions of concepts."""
        return self.table("mentions")

    @property
    def topics(self) -> pa.Table:
        """Topics."""
        return self.table("topics")

    @property
    def topic_terms(self) -> pa.Table:
        """Terms of topics."""
        return self.table("topic_terms")

    @property
    def passage_topics(self) -> pa.Table:
        """Topics of passages."""
        return self.table("passage_topics")

    @property
    def topic_years(self) -> pa.Table:
        """Topics by year."""
        return self.table("topic_years")

    @property
    def topic_correlations(self) -> pa.Table:
        """Topics that go together."""
        return self.table("topic_correlations")

    @property
    def topic_concepts(self) -> pa.Table:
        """Concepts that topics carry."""
        return self.table("topic_concepts")

    @property
    def topic_structure(self) -> pa.Table:
        """Passages, topics, concepts."""
        return self.table("topic_structure")

    @property
    def topic_grid(self) -> pa.Table:
        """Numbers of topics tried."""
        return self.table("topic_grid")

    @property
    def trends(self) -> pa.Table:
        """Talk, plan and deed over time."""
        return self.table("trends")

    @property
    def facet_trends(self) -> pa.Table:
        """The same by facet."""
        return self.table("facet_trends")

    @property
    def follow_through(self) -> pa.Table:
        """Commitments beside what became of them."""
        return self.table("follow_through")

    @property
    def codes(self) -> pa.Table:
        """Hand codes."""
        return self.table("codes")

    @property
    def runs(self) -> pa.Table:
        """The run that built the snapshot."""
        return self.table("runs")

    def evidence(self) -> pa.Table:
        """Every mention with its sentence and its document (`enacted.tables.joins.evidence`)."""
        from enacted.tables.joins import evidence

        self.require_current()
        return evidence(self)

    def query(self, sql: str) -> pa.Table:
        """What SQL gives over the tables (`enacted.tables.query.query`)."""
        from enacted.tables.query import query

        return query(self, sql)


def load(out: str | os.PathLike[str]) -> Snapshot:
    """Open the newest snapshot of a run target.

    ``latest.json`` is read once, so that all tables are of one snapshot even while a run publishes
    the next one. A snapshot of an older schema is read as it is: ``schema_version`` says which.

    Raises
    ------
    OutputError
        Where ``out`` is no run target, holds no snapshot, or one of a schema that is not known yet.
    """
    output = Output.open(Path(out))
    latest = output.latest()
    if latest is None:
        raise OutputError(f"{output.path}: no run has ended here yet: run again to finish it")
    path = output.snapshots / latest.snapshot
    if not path.is_dir():
        raise OutputError(f"{path}: the newest snapshot is gone: run again")
    if latest.schema > SCHEMA_VERSION:
        raise OutputError(
            f"{path}: was made by a newer version of Enacted (schema {latest.schema}; this one "
            f"reads up to {SCHEMA_VERSION}): install that version"
        )
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

    def publish(
        self, inputs: str, *, before: Callable[[str], object] = lambda _: None
    ) -> tuple[Path, bool]:
        """Give the snapshot its name and make it the newest.

        The name is the digest of all tables but ``runs``: the same content has the same name,
        and is then published once.

        Parameters
        ----------
        before
            Called with the name before the snapshot is the newest.

        Returns
        -------
        tuple
            Path of the snapshot, and whether it is new.
        """
        missing = [name for name in TABLES if name not in self._schemas]
        if missing:
            raise KeyError(f"tables never written: {', '.join(missing)}")
        write_json(self.path / "datapackage.json", describe(self.path, self._schemas))
        write_json(self.path / "croissant.json", describe_croissant(self.path, self._schemas))
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
        before(name)
        self._output.point_to(Latest(name, inputs))
        return target, new


def _flush(path: Path) -> None:
    """Flush a file or folder to disk, so that a pointer never outlives what it points to."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
