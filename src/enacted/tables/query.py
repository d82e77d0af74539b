"""SQL over the tables of a snapshot, by DuckDB: each is a view, and nothing else can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.dataset as ds

from enacted.errors import UsageError
from enacted.tables.schema import DOCUMENTS, MENTIONS, SENTENCES, TABLES

if TYPE_CHECKING:
    import pyarrow as pa

    from enacted.tables.snapshot import Snapshot


def query(snapshot: Snapshot, sql: str) -> pa.Table:
    """What a statement gives over the tables of a snapshot and the view ``evidence``.

    ``evidence`` joins every mention to its sentence and its document. Files, the network and
    extensions are out of reach, and nothing of the snapshot can be changed.

    Raises
    ------
    UsageError
        Where DuckDB does not take the statement; says what it said. Where the tables are of
        another schema.
    """
    import duckdb

    snapshot.require_current()
    with duckdb.connect(config={"autoload_known_extensions": "false"}) as connection:
        for name in TABLES:
            file = snapshot.file(name)
            if file.is_file():
                connection.register(name, ds.dataset(file))
        connection.execute(_EVIDENCE)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        try:
            result = connection.sql(sql)
            if result is None:
                raise UsageError("the statement gives no rows: begin it with SELECT or FROM")
            return result.to_arrow_table()
        except duckdb.Error as error:
            raise UsageError(f"SQL: {error}") from None


def _columns(of: str, names: set[str]) -> str:
    return ", ".join(f'{of}."{name}"' for name in sorted(names))


_MENTION = {column.name for column in MENTIONS.columns}
_SENTENCE = {column.name for column in SENTENCES.columns} - _MENTION
_DOCUMENT = {"path", "title", "publisher", "country", "doc_type", "series", "date", "year"}
_EVIDENCE = f"""
    CREATE TEMP VIEW evidence AS
    SELECT m.*, {_columns("s", _SENTENCE)}, {_columns("d", _DOCUMENT)}
    FROM mentions m
    JOIN sentences s USING (doc_id, sentence)
    JOIN documents d USING (doc_id)
"""  # noqa: S608 - names of our own columns

assert not _DOCUMENT & (_MENTION | _SENTENCE), DOCUMENTS  # noqa: S101 - a join has each name once
