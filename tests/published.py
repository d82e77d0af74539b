"""Snapshots made of rows, without a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

import enacted
from enacted.tables import TABLES, Output, Staging

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from enacted.tables import Snapshot


def blank(schema: pa.Schema) -> dict[str, object]:
    """A row that says nothing."""
    values: dict[str, object] = {}
    for field in schema:
        if field.nullable:
            values[field.name] = None
        elif pa.types.is_list(field.type):
            values[field.name] = []
        elif pa.types.is_string(field.type):
            values[field.name] = ""
        elif pa.types.is_boolean(field.type):
            values[field.name] = False
        else:
            values[field.name] = 0
    return values


def published(
    out: Path, *, extra: Sequence[str] = (), **tables: Sequence[Mapping[str, object]]
) -> Snapshot:
    """A snapshot with these rows; what they leave out is blank, and so are the other tables."""
    with Staging(Output.create(out)) as staging:
        for name in TABLES:
            columns = extra if name == "documents" else ()
            with staging.writer(name, columns) as writer:
                rows = [{**blank(writer.schema), **row} for row in tables.get(name, ())]
                writer.write(pa.Table.from_pylist(rows, schema=writer.schema))
        staging.publish("inputs")
    return enacted.load(out)


def example(out: Path, *, text: str = "We co-design services.") -> Snapshot:
    """Two documents of three sentences, each with mentions."""
    sentences = [
        {
            "doc_id": doc,
            "sentence": n,
            "block": block,
            "text": told,
            "stance": stance,
            "cues": ["c"],
        }
        for doc in ("a", "b")
        for n, (block, told, stance) in enumerate(
            [(0, "First.", None), (0, text, "talk"), (1, f"{doc} did it.", "deed")]
        )
    ]
    mentions = [
        {"doc_id": doc, "mention": m, "sentence": n, "concept": "coproduction", "sense": "concept"}
        for doc in ("a", "b")
        for m, n in enumerate((1, 1, 2))
    ]
    documents: list[dict[str, object]] = [
        {"doc_id": "a", "path": "a.pdf", "title": "Plan", "year": 2012, "audience": "public"},
        {"doc_id": "b", "path": "b.pdf", "title": "Report", "year": None, "audience": ""},
        {"doc_id": "c", "path": "c.pdf", "title": "Empty"},
    ]
    return published(
        out, extra=["audience"], documents=documents, sentences=sentences, mentions=mentions
    )
