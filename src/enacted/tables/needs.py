"""Which entries of the store each snapshot was made from, so that the others can be cleaned away.

::

    OUT/needs/
      ID.parquet           what the snapshot ID was made from
      unfinished.parquet   what the run needs that is at work, or was killed

What is named besides the store's steps stands for rows made of several entries, and lets a run know
them again. A snapshot is read without its needs; they are written before it is made the newest, and
replaced where the same tables are made from other entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from enacted.tables.parquet import looks_whole, read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from enacted.tables.output import Output

UNFINISHED = "unfinished"

_SCHEMA = pa.schema(
    [
        pa.field("step", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("key", pa.binary(32), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class Needs:
    """The folder ``needs`` of a run target."""

    path: Path

    @classmethod
    def of(cls, output: Output) -> Needs:
        """The needs of a run target."""
        return cls(output.path / "needs")

    def has(self, name: str) -> bool:
        """Whether it is known what a snapshot was made from."""
        return looks_whole(self._file(name))

    def names(self) -> list[str]:
        """Snapshots whose needs are known, and ``unfinished`` where a run was left so."""
        return sorted(path.stem for path in self.path.glob("*.parquet"))

    def write(self, name: str, entries: Iterable[tuple[str, str]]) -> None:
        """Note steps and keys, in place of those noted before."""
        self.path.mkdir(exist_ok=True)
        ordered = sorted(entries)
        columns = {
            "step": [step for step, _ in ordered],
            "key": [bytes.fromhex(key) for _, key in ordered],
        }
        write_table(self._file(name), pa.table(columns, schema=_SCHEMA))

    def copy(self, name: str, other: str) -> None:
        """Let a snapshot made of the same entries need the same."""
        if self.has(name) and name != other:
            write_table(self._file(other), read_table(self._file(name)))

    def remove(self, name: str) -> None:
        """Forget a snapshot's needs."""
        self._file(name).unlink(missing_ok=True)

    def read(self, name: str) -> set[tuple[str, bytes]] | None:
        """Steps and keys, the latter as bytes; None where they are not known, or are damaged."""
        try:
            table = read_table(self._file(name)).select(_SCHEMA.names).cast(_SCHEMA)
        except (OSError, KeyError, pa.ArrowException):
            return None
        columns = (column.to_pylist() for column in table.columns)
        return set(zip(*columns, strict=True))

    def _file(self, name: str) -> Path:
        return self.path / f"{name}.parquet"
