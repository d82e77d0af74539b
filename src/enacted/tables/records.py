"""Records to Arrow tables and back, by the schemas of :mod:`enacted.tables.schema`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import pyarrow as pa

from enacted.tables.schema import BLOCKS, MENTIONS
from enacted.types import Block, Box, Extraction, Kind, Mention, Outcome, Properties, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_META = b"enacted"

SENTENCE_COLUMNS = (
    "doc_id", "sentence", "block", "kind", "page", "boxes", "section", "lead_in", "text", "words",
    "language",
)  # fmt: skip
"""Columns of ``sentences`` that the language step fills."""


def _boxes(boxes: Iterable[Box]) -> list[dict[str, float]]:
    return [
        {"page": b.page, "x0": b.x0, "top": b.top, "x1": b.x1, "bottom": b.bottom} for b in boxes
    ]


def extraction_to_table(doc_id: str, extraction: Extraction) -> pa.Table:
    """Blocks as rows of ``blocks``; everything said of the document stands in the metadata."""
    blocks = extraction.blocks
    columns = {
        "doc_id": [doc_id] * len(blocks),
        "block": [b.block for b in blocks],
        "kind": [b.kind.value for b in blocks],
        "level": [b.level for b in blocks],
        "section": [b.section for b in blocks],
        "lead_in": [b.lead_in for b in blocks],
        "page": [b.page for b in blocks],
        "boxes": [_boxes(b.boxes) for b in blocks],
        "starts": [list(b.starts) for b in blocks],
        "text": [b.text for b in blocks],
        "header": [list(b.header) for b in blocks],
        "cells": [[list(row) for row in b.cells] for b in blocks],
    }
    schema = BLOCKS.schema()
    said = {
        "outcome": extraction.outcome.value,
        "pages": extraction.pages,
        "detail": extraction.detail,
        "engine": extraction.engine,
        "properties": asdict(extraction.properties),
        "limited": extraction.limited,
        "ocr_pages": extraction.ocr_pages,
    }
    metadata = {**schema.metadata, _META: json.dumps(said, sort_keys=True).encode()}
    return pa.table(columns, schema=schema.with_metadata(metadata))


def extraction_from_table(table: pa.Table, *, with_blocks: bool = True) -> Extraction:
    """The extraction that :func:`extraction_to_table` wrote; its blocks only where wanted."""
    said = json.loads(table.schema.metadata[_META])
    blocks = tuple(
        Block(
            block=row["block"],
            kind=Kind(row["kind"]),
            text=row["text"],
            page=row["page"],
            boxes=tuple(Box(**box) for box in row["boxes"]),
            starts=tuple(row["starts"]),
            level=row["level"],
            section=row["section"],
            lead_in=row["lead_in"],
            header=tuple(row["header"]),
            cells=tuple(map(tuple, row["cells"])),
        )
        for row in (table.to_pylist() if with_blocks else ())
    )
    return Extraction(
        outcome=Outcome(said["outcome"]),
        blocks=blocks,
        pages=said["pages"],
        detail=said["detail"],
        engine=said["engine"],
        properties=Properties(**said["properties"]),
        limited=said["limited"],
        ocr_pages=said["ocr_pages"],
    )


def sentences_to_table(doc_id: str, sentences: Sequence[Sentence], schema: pa.Schema) -> pa.Table:
    """The language step's columns of ``sentences``."""
    return pa.table(
        {
            "doc_id": [doc_id] * len(sentences),
            "sentence": [s.sentence for s in sentences],
            "block": [s.block for s in sentences],
            "kind": [s.kind.value for s in sentences],
            "page": [s.page for s in sentences],
            "boxes": [_boxes(s.boxes) for s in sentences],
            "section": [s.section for s in sentences],
            "lead_in": [s.lead_in for s in sentences],
            "text": [s.text for s in sentences],
            "words": [s.words for s in sentences],
            "language": [s.language for s in sentences],
        },
        schema=schema,
    )


def mentions_to_table(doc_id: str, mentions: Sequence[Mention]) -> pa.Table:
    """Rows of ``mentions``."""
    return pa.table(
        {
            "doc_id": [doc_id] * len(mentions),
            "sentence": [m.sentence for m in mentions],
            "mention": [m.mention for m in mentions],
            "concept": [m.concept for m in mentions],
            "term": [m.term for m in mentions],
            "surface": [m.surface for m in mentions],
            "start": [m.start for m in mentions],
            "end": [m.end for m in mentions],
            "sense": [m.sense.value for m in mentions],
            "p_concept": [m.p_concept for m in mentions],
            "negated": [m.negated for m in mentions],
            "quoted": [m.quoted for m in mentions],
            "modes": [list(m.modes) for m in mentions],
            "level": [m.level for m in mentions],
            "reasons": [list(m.reasons) for m in mentions],
            "equality": [list(m.equality) for m in mentions],
            "exclusion": [m.exclusion for m in mentions],
            "org_level": [m.org_level for m in mentions],
            "contribution": [list(m.contribution) for m in mentions],
            "drivers": [list(m.drivers) for m in mentions],
            "barriers": [list(m.barriers) for m in mentions],
            "outcomes": [list(m.outcomes) for m in mentions],
            "tokenism": [list(m.tokenism) for m in mentions],
            "carried_from": [m.carried_from for m in mentions],
        },
        schema=MENTIONS.schema(),
    )
