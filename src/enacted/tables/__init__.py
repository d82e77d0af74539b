"""Arrow schemas, Parquet files, the store and the snapshots."""

from __future__ import annotations

from enacted.tables.object_store import ObjectStore, open_store
from enacted.tables.output import Latest, Output
from enacted.tables.schema import SCHEMA_VERSION, TABLES, TableSpec
from enacted.tables.snapshot import Snapshot, Staging, load
from enacted.tables.store import Store, make_key

__all__ = [
    "SCHEMA_VERSION",
    "TABLES",
    "Latest",
    "ObjectStore",
    "Output",
    "Snapshot",
    "Staging",
    "Store",
    "TableSpec",
    "load",
    "make_key",
    "open_store",
]
