"""``datapackage.json`` and ``croissant.json``: by the rules of their formats, and read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from tests.published import example

if TYPE_CHECKING:
    from pathlib import Path

    from enacted.tables import Snapshot

PACKAGE: dict[str, Any] = {
    "type": "object",
    "required": ["$schema", "name", "resources"],
    "properties": {
        "$schema": {"const": "https://datapackage.org/profiles/2.0/datapackage.json"},
        "name": {"$ref": "#/$defs/name"},
        "version": {"type": "string"},
        "resources": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/resource"}},
    },
    "$defs": {
        "name": {"type": "string", "pattern": "^[a-z0-9._-]+$"},
        "resource": {
            "type": "object",
            "required": ["name", "path", "schema"],
            "properties": {
                "name": {"$ref": "#/$defs/name"},
                # Beside the descriptor: neither an address nor a way out of the folder.
                "path": {"type": "string", "pattern": r"^[a-z_]+\.parquet$"},
                "format": {"const": "parquet"},
                "mediatype": {"type": "string", "pattern": "^[a-z]+/[a-z.-]+$"},
                "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "size": {"type": "integer", "minimum": 1},
                "schema": {
                    "type": "object",
                    "required": ["fields", "primaryKey"],
                    "properties": {
                        "fields": {"type": "array", "items": {"$ref": "#/$defs/field"}},
                        "primaryKey": {"type": "array", "items": {"type": "string"}},
                        "missingValues": {"type": "array", "items": {"type": "string"}},
                    },
                },
            },
        },
        "field": {
            "type": "object",
            "required": ["name", "type", "description"],
            "properties": {
                "name": {"type": "string", "pattern": "^[a-z0-9_]+$"},
                "type": {"enum": ["string", "number", "integer", "boolean", "array", "any"]},
                "description": {"type": "string", "minLength": 5},
                "constraints": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"required": {"const": True}},
                },
            },
        },
    },
}
"""What Data Package 2.0 asks for, as far as it is used here, and what we promise besides."""

_IDENTIFIED = {"type": "object", "required": ["@id"], "additionalProperties": False,
               "properties": {"@id": {"type": "string"}}}  # fmt: skip
CROISSANT: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "@type", "conformsTo", "name", "distribution", "recordSet"],
    "properties": {
        "@type": {"const": "sc:Dataset"},
        "conformsTo": {"const": "http://mlcommons.org/croissant/1.0"},
        "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
        "distribution": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["@type", "@id", "name", "contentUrl", "encodingFormat", "sha256"],
                "properties": {
                    "@type": {"const": "cr:FileObject"},
                    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                },
            },
        },
        "recordSet": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["@type", "@id", "name", "key", "field"],
                "properties": {
                    "@type": {"const": "cr:RecordSet"},
                    "key": {"type": "array", "minItems": 1, "items": _IDENTIFIED},
                    "field": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["@type", "@id", "name", "dataType", "source"],
                            "properties": {
                                "@type": {"const": "cr:Field"},
                                "dataType": {
                                    "enum": ["sc:Text", "sc:Integer", "sc:Float", "sc:Boolean"]
                                },
                                "repeated": {"const": True},
                                "source": {
                                    "type": "object",
                                    "required": ["fileObject", "extract"],
                                    "properties": {"fileObject": _IDENTIFIED},
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return example(tmp_path / "out")


def read(snapshot: Snapshot, name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((snapshot.path / name).read_text(encoding="utf-8"))
    return told


def test_the_data_package_keeps_the_rules(snapshot: Snapshot):
    told = read(snapshot, "datapackage.json")
    jsonschema.Draft202012Validator(PACKAGE).validate(told)
    names = [resource["name"] for resource in told["resources"]]
    assert len(set(names)) == len(names)
    for resource in told["resources"]:
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert fields == snapshot.table(resource["path"].removesuffix(".parquet")).schema.names
        assert set(resource["schema"]["primaryKey"]) <= set(fields)


def test_croissant_keeps_the_rules(snapshot: Snapshot):
    told = read(snapshot, "croissant.json")
    jsonschema.Draft202012Validator(CROISSANT).validate(told)
    files = {file["@id"] for file in told["distribution"]}
    ids = [*files, *(records["@id"] for records in told["recordSet"])]
    for records in told["recordSet"]:
        own = [field["@id"] for field in records["field"]]
        assert {key["@id"] for key in records["key"]} <= set(own)
        assert {field["source"]["fileObject"]["@id"] for field in records["field"]} <= files
        ids += own
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("schema", "name", "spoil"),
    [
        (PACKAGE, "datapackage.json", lambda told: told.pop("name")),
        (PACKAGE, "datapackage.json", lambda told: told["resources"][0].update(path="../x")),
        (CROISSANT, "croissant.json", lambda told: told.pop("conformsTo")),
        (CROISSANT, "croissant.json", lambda told: told["recordSet"][0]["field"][0].pop("source")),
    ],
)
def test_the_rules_find_what_is_wrong(snapshot: Snapshot, schema: Any, name: str, spoil: Any):
    told = read(snapshot, name)
    spoil(told)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(told)


@pytest.mark.filterwarnings("ignore")  # what other people's packages warn of is not ours
def test_frictionless_finds_the_data_package_valid(snapshot: Snapshot):
    frictionless = pytest.importorskip(
        "frictionless", reason="frictionless is not installed (pip install 'frictionless[parquet]')"
    )
    found = frictionless.validate(str(snapshot.path / "datapackage.json"))
    assert found.valid, found.flatten(["type", "title", "note"])
    assert found.stats["tasks"] == len(read(snapshot, "datapackage.json")["resources"])


@pytest.mark.filterwarnings("ignore")
def test_croissants_reader_reads_every_table(snapshot: Snapshot):
    croissant = pytest.importorskip(
        "mlcroissant", reason="mlcroissant is not installed (pip install 'mlcroissant[parquet]')"
    )
    dataset = croissant.Dataset(str(snapshot.path / "croissant.json"))
    assert not dataset.metadata.issues.errors
    for records in read(snapshot, "croissant.json")["recordSet"]:
        rows = list(dataset.records(records["@id"]))
        assert len(rows) == snapshot.table(records["@id"]).num_rows
