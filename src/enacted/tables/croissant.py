"""``croissant.json``: a snapshot's tables described for machine learning (MLCommons Croissant 1.0).

The format is that of Akhtar et al. 2024; what a column says comes from the schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from enacted.tables.datapackage import TITLE, checksum
from enacted.tables.schema import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "dct": "http://purl.org/dc/terms/",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "samplingRate": "cr:samplingRate",
}


def describe_croissant(folder: Path, schemas: Mapping[str, pa.Schema]) -> dict[str, Any]:
    """Descriptor of the Parquet files in ``folder``: a file and a record set for each table.

    Columns of boxes and of cells are left out: Croissant has no type for lists in lists.
    """
    names = [name for name in TABLES if name in schemas]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "enacted-snapshot",
        "description": TITLE,
        "version": f"{SCHEMA_VERSION}.0.0",
        "distribution": [_file(folder / f"{name}.parquet") for name in names],
        "recordSet": [_records(name, schemas[name]) for name in names],
    }


def _file(path: Path) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": path.name,
        "name": path.name,
        "contentUrl": path.name,
        "contentSize": f"{path.stat().st_size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": checksum(path),
    }


def _records(name: str, schema: pa.Schema) -> dict[str, Any]:
    spec = TABLES[name]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"One record is {spec.row}.",
        "key": [{"@id": f"{name}/{column}"} for column in spec.key],
        "field": [_field(name, field) for field in schema if _type(field.type)],
    }


def _field(table: str, field: pa.Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table}/{field.name}",
        "name": field.name,
        "description": (field.metadata or {}).get(b"description", b"").decode(),
        "dataType": _type(field.type),
        "source": {
            "fileObject": {"@id": f"{table}.parquet"},
            "extract": {"column": field.name},
        },
    }
    if pa.types.is_list(field.type):
        described["repeated"] = True
    return described


def _type(type_: pa.DataType) -> str:
    if pa.types.is_list(type_):
        inner = type_.value_type
        return "" if pa.types.is_nested(inner) else _type(inner)
    if pa.types.is_boolean(type_):
        return "sc:Boolean"
    if pa.types.is_integer(type_):
        return "sc:Integer"
    return "sc:Float" if pa.types.is_floating(type_) else "sc:Text"
