from __future__ import annotations

import json
from hashlib import sha256

import pyarrow as pa

from enacted.tables import TABLES
from tests.published import example


def test_it_describes_every_file_and_column(tmp_path):
    snapshot = example(tmp_path / "out")
    told = json.loads((snapshot.path / "croissant.json").read_text(encoding="utf-8"))
    files = {file["name"]: file["sha256"] for file in told["distribution"]}
    assert files == {
        f"{name}.parquet": sha256(snapshot.file(name).read_bytes()).hexdigest() for name in TABLES
    }
    for name, records in zip(TABLES, told["recordSet"], strict=True):
        schema = snapshot.table(name).schema
        plain = [
            field.name
            for field in schema
            if not (pa.types.is_list(field.type) and pa.types.is_nested(field.type.value_type))
        ]
        assert [field["name"] for field in records["field"]] == plain
        assert all(field["description"] for field in records["field"])
        known = {field["@id"] for field in records["field"]}
        assert {key["@id"] for key in records["key"]} <= known
