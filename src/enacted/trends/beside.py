"""Commitments beside what became of them, in words that a person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from enacted.errors import UsageError
from enacted.tables.schema import FOLLOW_THROUGH, INT, TEXT
from enacted.trends.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.tables import Snapshot

_SIDE = (("title", TEXT), ("year", INT), ("page", INT), ("text", TEXT))

BESIDE = pa.schema(
    [
        *(FOLLOW_THROUGH.schema().field(name) for name in ("series", "score", "rank")),
        *(pa.field(name, kind) for name, kind in _SIDE),
        *(pa.field(f"later_{name}", kind) for name, kind in _SIDE),
        *(
            FOLLOW_THROUGH.schema().field(name)
            for name in (
                "later_stance", "later_status", "years_between", "restated", "shared", "likeness",
                "doc_id", "sentence", "later_doc_id", "later_sentence",
            )
        ),
    ]
)  # fmt: skip
"""Schema of what `beside` returns: ``follow_through`` with titles, years, pages and texts."""


def beside(snapshot: Snapshot, *, series: Sequence[str] = (), limit: int | None = None) -> pa.Table:
    """Pairs of the table ``follow_through`` with their texts, the highest score first.

    Parameters
    ----------
    series
        Series to show; all where empty.
    limit
        Pairs at the most; all where None.

    Returns
    -------
    pa.Table
        Schema `BESIDE`.

    Raises
    ------
    UsageError
        Where no document is of one of the series.
    """
    documents = snapshot.documents.select(["doc_id", "title", "year", "series"])
    known = sorted(name for name in set(documents["series"].to_pylist()) if name)
    for name in series:
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "no document has a series"
            raise UsageError(f"no series {name!r} in the snapshot: {there}")
    table = snapshot.follow_through
    if series:
        table = table.filter(pc.is_in(table["series"], pa.array(series, TEXT)))
    keys = [("score", "descending"), *((name, "ascending") for name in FOLLOW_THROUGH.key)]
    rows = table.sort_by(keys).slice(0, limit).to_pylist()
    said = _said(snapshot, rows)
    about = {row["doc_id"]: row for row in documents.to_pylist()}
    return pa.Table.from_pylist(
        [
            {
                **row,
                **_side("", row["doc_id"], row["sentence"], about, said),
                **_side("later_", row["later_doc_id"], row["later_sentence"], about, said),
            }
            for row in rows
        ],
        schema=BESIDE,
    )


def beside_as_markdown(pairs: pa.Table) -> str:
    """What `beside` returned as a list that a person reads, a commitment and its evidence each."""
    lines = []
    for number, row in enumerate(pairs.to_pylist(), start=1):
        again = ", said again" if row["restated"] else ""
        years = f"{row['years_between']} year{'' if row['years_between'] == 1 else 's'} later"
        names = f"; both name {', '.join(row['shared'])}" if row["shared"] else ""
        head = f"{escape(row['series'])}: {years}, score {row['score']:.2f}{again}{escape(names)}"
        before = f"{row['year']}, {escape(row['title'])}, p. {row['page']}"
        after = f"{row['later_year']}, {escape(row['later_title'])}, p. {row['later_page']}"
        lines += [
            f"{number}. {head}",
            f"    - {before}: {escape(row['text'])}",
            f"    - {after} ({row['later_stance'] or 'not coded'}): {escape(row['later_text'])}",
        ]
    return "\n".join(lines) + "\n" if lines else ""


def _side(
    prefix: str,
    doc_id: str,
    sentence: int,
    about: dict[str, dict[str, Any]],
    said: dict[tuple[str, int], dict[str, Any]],
) -> dict[str, Any]:
    document, text = about[doc_id], said[doc_id, sentence]
    return {
        f"{prefix}title": document["title"],
        f"{prefix}year": document["year"],
        f"{prefix}page": text["page"],
        f"{prefix}text": text["text"],
    }


def _said(
    snapshot: Snapshot, rows: Sequence[dict[str, Any]]
) -> dict[tuple[str, int], dict[str, Any]]:
    """Page and text of the sentences of some pairs; only their documents are read."""
    wanted = {(row[f"{side}doc_id"], row[f"{side}sentence"]) for row in rows
              for side in ("", "later_")}  # fmt: skip
    if not wanted:
        return {}
    table = pq.read_table(
        snapshot.file("sentences"),
        columns=["doc_id", "sentence", "page", "text"],
        filters=[("doc_id", "in", sorted({doc_id for doc_id, _ in wanted}))],
        use_threads=False,
    )
    return {
        (row["doc_id"], row["sentence"]): row
        for row in table.to_pylist()
        if (row["doc_id"], row["sentence"]) in wanted
    }
