"""Commitments beside later sentences of their series that are like them, for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from enacted.report.figures import number, short

if TYPE_CHECKING:
    from enacted.tables import Snapshot

SHOWN, LENGTH = 40, 500
"""Commitments shown, and characters of a sentence, at the most."""


def pairs(snapshot: Snapshot) -> dict[str, Any]:
    """Commitments with the later sentence most like each, those most alike first."""
    table = snapshot.follow_through
    rows = [row for row in table.to_pylist() if row["rank"] == 1]
    rows.sort(key=lambda row: (-row["score"], row["doc_id"], row["sentence"]))
    shown = rows[:SHOWN]
    places = {(row["doc_id"], row["sentence"]) for row in shown}
    places |= {(row["later_doc_id"], row["later_sentence"]) for row in shown}
    sentences = _quoted(snapshot, places)
    return {
        "commitments": len(rows),
        "pairs": table.num_rows,
        "rows": [
            {
                "series": row["series"],
                "score": number(row["score"], 2),
                "years": row["years_between"],
                "restated": row["restated"],
                "stance": row["later_stance"] or "not coded",
                "before": sentences[row["doc_id"], row["sentence"]],
                "after": sentences[row["later_doc_id"], row["later_sentence"]],
            }
            for row in shown
            if (row["doc_id"], row["sentence"]) in sentences
            and (row["later_doc_id"], row["later_sentence"]) in sentences
        ],
    }


def _quoted(snapshot: Snapshot, places: set[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    doc_ids = pa.array(sorted({doc_id for doc_id, _ in places}), pa.string())
    if not len(doc_ids):
        return {}
    sentences = snapshot.sentences.select(["doc_id", "sentence", "page", "text"])
    sentences = sentences.filter(pc.is_in(sentences["doc_id"], doc_ids))
    titles = {
        row["doc_id"]: row
        for row in snapshot.documents.select(["doc_id", "title", "path", "year"]).to_pylist()
    }
    return {
        (row["doc_id"], row["sentence"]): {
            "text": short(row["text"], LENGTH),
            "page": row["page"],
            "title": titles[row["doc_id"]]["title"] or titles[row["doc_id"]]["path"],
            "year": titles[row["doc_id"]]["year"],
        }
        for row in sentences.to_pylist()
        if (row["doc_id"], row["sentence"]) in places
    }
