"""What tables are made of: column types, columns, and what one row is."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

SCHEMA_VERSION = 3
"""Raised whenever a column of any table is added, removed or changes its meaning."""

TEXT = pa.string()
TEXTS = pa.list_(pa.string())
INT = pa.int32()
SHARE = pa.float64()
PROBABILITY = pa.float32()
FLAG = pa.bool_()
BOX = pa.struct(
    [
        pa.field("page", pa.int32(), nullable=False),
        pa.field("x0", pa.float32(), nullable=False),
        pa.field("top", pa.float32(), nullable=False),
        pa.field("x1", pa.float32(), nullable=False),
        pa.field("bottom", pa.float32(), nullable=False),
    ]
)
BOXES = pa.list_(BOX)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its Arrow type, what it says, and whether it may be empty."""

    name: str
    type: pa.DataType
    description: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table: what one row is, its columns, and the columns that identify a row.

    Attributes
    ----------
    open
        Whether further text columns may follow those named here (the manifest's own).
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    open: bool = False

    def schema(self) -> pa.Schema:
        """Arrow schema, with each column's description in its field metadata."""
        return pa.schema(
            [
                pa.field(c.name, c.type, c.nullable, {"description": c.description})
                for c in self.columns
            ],
            {"table": self.name, "row": self.row, "schema_version": str(SCHEMA_VERSION)},
        )


def column(name: str, type_: pa.DataType, description: str, *, nullable: bool = False) -> Column:
    """Write a column in short."""
    return Column(name, type_, description, nullable)
