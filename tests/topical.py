"""Run targets with snapshots of made-up sentences and no topics."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa

from enacted.concepts import Codebook
from enacted.tables import Output, Staging
from enacted.tables.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Row = dict[str, object]

_EMPTY: dict[pa.DataType, object] = {
    pa.string(): "", pa.int32(): 0, pa.int64(): 0, pa.float64(): 0.0, pa.bool_(): False,
}  # fmt: skip


def row_of(name: str, **values: object) -> Row:
    """A row of a table, empty but for some values."""
    row: Row = {}
    for column in TABLES[name].columns:
        empty = [] if pa.types.is_list(column.type) else _EMPTY.get(column.type)
        row[column.name] = None if column.nullable else empty
    return {**row, **values}


def sentence(document: int, number: int, text: str, **values: object) -> Row:
    """A sentence; four make a block and a section."""
    place: Row = {
        "doc_id": f"{document:016}", "sentence": number, "block": number // 4,
        "page": 1 + number // 8, "section": f"S{number // 4}", "words": len(text.split()),
        "language": "en", "stance": "deed" if number % 2 else "talk",
    }  # fmt: skip
    return row_of("sentences", text=text, **{**place, **values})


def publish(
    path: Path,
    sentences: Sequence[Sequence[Row]],
    mentions: Sequence[Row] = (),
    *,
    codebook: Path | None = None,
) -> Path:
    """A run target with a snapshot of documents, the sentences of each in a list."""
    output = Output.create(path)
    tables: dict[str, list[Row]] = {
        "documents": [
            row_of("documents", doc_id=f"{n:016}", year=2010 + n % 2, doc_type="plan")
            for n in range(len(sentences))
        ],
        "sentences": [row for own in sentences for row in own],
        "mentions": list(mentions),
        "runs": [
            row_of("runs", inputs="made", settings=json.dumps({"concepts": {}}),
                   codebook=Codebook.read(codebook).digest)
        ],
    }  # fmt: skip
    with Staging(output) as staging:
        for name, spec in TABLES.items():
            staging.write(name, pa.Table.from_pylist(tables.get(name, []), schema=spec.schema()))
        staging.publish(f"made {sum(map(len, sentences))}")
    return path
