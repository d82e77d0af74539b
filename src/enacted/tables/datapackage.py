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
        # Not named bytes and hash: Frictionless checks those of text files only, and calls every
        # Parquet file that has them wrong.
        "size": path.stat().st_size,
        "sha256": checksum(path),
        "schema": {
            "fields": [_field(field) for field in schema],
            "primaryKey": list(TABLES[name].key),
            "missingValues": [],  # an empty text says that there is none
        },
    }


def _field(field: pa.Field) -> dict[str, Any]:
    metadata = field.metadata or {}
    described: dict[str, Any] = {
        "name": field.name,
        "type": _type(field),
        "description": metadata.get(b"description", b"").decode(),
    }
    if not field.nullable:
        described["constraints"] = {"required": True}
    return described


def _type(field: pa.Field) -> str:
    """Type as Frictionless names it, and as its Parquet reader, which goes by pandas, finds it."""
    if pa.types.is_list(field.type):
        return "any"  # an array to Frictionless is a list, and its reader gives none
    if pa.types.is_boolean(field.type):
        return "boolean"
    if pa.types.is_integer(field.type):
        return "number" if field.nullable else "integer"  # where some are missing, all are floats
    return "number" if pa.types.is_floating(field.type) else "string"
