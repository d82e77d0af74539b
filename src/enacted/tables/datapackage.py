"""``datapackage.json``: a snapshot's tables described for Frictionless readers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from enacted.tables.schema import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


TITLE = "Talk, plan and deed in a corpus of policy documents"


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def describe(folder: Path, schemas: Mapping[str, pa.Schema]) -> dict[str, Any]:
    """Descriptor of the Parquet files in ``folder``, one resource a table, in table order."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "enacted-snapshot",
        "title": TITLE,
        "version": str(SCHEMA_VERSION),
        "resources": [_resource(folder, name, schemas[name]) for name in TABLES if name in schemas],
    }


def _resource(folder: Path, name: str, schema: pa.Schema) -> dict[str, Any]:
    path = folder / f"{name}.parquet"
    return {
        "name": name.replace("_", "-"),
        "title": f"One row is {TABLES[name].row}",
        "path": path.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{checksum(path)}",
        "schema": {
            "fields": [_field(field) for field in schema],
            "primaryKey": list(TABLES[name].key),
        },
    }


def _field(field: pa.Field) -> dict[str, Any]:
    metadata = field.metadata or {}
    described: dict[str, Any] = {
        "name": field.name,
        "type": _type(field.type),
        "description": metadata.get(b"description", b"").decode(),
    }
    if not field.nullable:
        described["constraints"] = {"required": True}
    return described


def _type(type_: pa.DataType) -> str:
    if pa.types.is_boolean(type_):
        return "boolean"
    if pa.types.is_integer(type_):
        return "integer"
    if pa.types.is_floating(type_):
        return "number"
    if pa.types.is_list(type_):
        return "array"
    return "string"
