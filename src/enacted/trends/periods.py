"""Concepts by year: how much of what is said of them is talk, plan and deed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enacted.errors import UsageError
from enacted.tables.schema import TEXT, TRENDS
from enacted.trends.counts import COUNTS, codes
from enacted.trends.intervals import share_intervals
from enacted.types import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from enacted.settings import TrendSettings

ALL = "all"
UNKNOWN = "unknown"
SHARES: tuple[str, ...] = ("talk", "plan", "deed")


def trends(
    documents: pa.Table,
    tallies: pa.Table,
    *,
    concepts: Sequence[str],
    settings: TrendSettings,
    groupings: Sequence[str] = (),
) -> pa.Table:
    """Shares of talk, plan and deed by concept and year.

    Every year from the first to the last has a row, also one without documents: its counts are 0
    and its shares null. Further rows hold all documents together (``all``) and those without a
    year (``unknown``, only where there are any). A row depends on its own documents and the
    settings alone, and not on their order.

    Parameters
    ----------
    documents
        Columns ``doc_id``, ``year``, ``words``, ``outcome``, and those named in ``groupings``.
        Documents without text are left out.
    tallies
        What `tally` returned for them.
    concepts
        Concepts, each of which gets its rows even if nothing mentions it.
    groupings
        Text columns of ``documents`` (``country``, ``doc_type``); each value gets rows.

    Returns
    -------
    pa.Table
        Schema of the table ``trends``, sorted by its key.

    Raises
    ------
    UsageError
        Where ``documents`` has no column of that name.
    """
    for name in groupings:
        if name not in documents.column_names:
            raise UsageError(
                f"cannot group by {name!r}: the documents have no such column; "
                f"they have {', '.join(documents.column_names)}"
            )
    readable = [outcome.value for outcome in Outcome if outcome.has_text]
    documents = documents.filter(
        pc.is_in(documents["outcome"], value_set=pa.array(readable, TEXT))
    ).sort_by("doc_id")
    words = np.asarray(documents["words"].to_numpy(), dtype=np.int64)
    cells = list(_cells(documents, groupings))
    rows: list[dict[str, Any]] = []
    for concept in sorted(set(concepts)):
        counts = _counts(documents["doc_id"], tallies, concept)
        rows.extend(
            {
                "concept": concept,
                "grouping": grouping,
                "group": group,
                "period": period,
                **_row(
                    counts[members],
                    words[members],
                    settings,
                    seed=(concept, grouping, group, period),
                ),
            }
            for grouping, group, period, members in cells
        )
    rows.sort(key=lambda row: tuple(row[name] for name in TRENDS.key))
    return pa.Table.from_pylist(rows, schema=TRENDS.schema())


def _cells(
    documents: pa.Table, groupings: Sequence[str]
) -> Iterator[tuple[str, str, str, NDArray[np.int64]]]:
    """Grouping, group, period and the rows of ``documents`` in it, for every row of the result."""
    years = np.asarray(pc.fill_null(documents["year"], -1).to_numpy(), dtype=np.int64)
    known = years[years >= 0]
    span = range(known.min(), known.max() + 1) if len(known) else range(0)
    for grouping in (ALL, *groupings):
        if grouping == ALL:
            groups = np.full(len(years), ALL, dtype=object)
        else:
            values = pc.fill_null(documents[grouping].cast(TEXT), "")
            groups = np.array([value or UNKNOWN for value in values.to_pylist()], dtype=object)
        for group in sorted(set(groups)) or [ALL]:
            members = np.flatnonzero(groups == group)
            yield grouping, group, ALL, members
            for year in span:
                yield grouping, group, str(year), members[years[members] == year]
            if (undated := members[years[members] < 0]).size:
                yield grouping, group, UNKNOWN, undated


def _counts(doc_ids: pa.ChunkedArray, tallies: pa.Table, concept: str) -> NDArray[np.int64]:
    """Shape (documents, `COUNTS`): the tallies of one concept, in the order of the documents."""
    mine = tallies.filter(pc.equal(tallies["concept"], concept))
    place = codes(mine["doc_id"], doc_ids.combine_chunks())
    counts = np.zeros((len(doc_ids), len(COUNTS)), dtype=np.int64)
    for column, name in enumerate(COUNTS):
        values = np.asarray(mine[name].to_numpy(), dtype=np.int64)
        np.add.at(counts[:, column], place[place >= 0], values[place >= 0])
    return counts


def _row(
    counts: NDArray[np.int64],
    words: NDArray[np.int64],
    settings: TrendSettings,
    *,
    seed: tuple[str, ...],
) -> dict[str, Any]:
    totals = dict(zip(COUNTS, counts.sum(axis=0).tolist(), strict=True))
    all_words = int(words.sum())
    mentions = totals["mentions"]
    row: dict[str, Any] = {
        **totals,
        "documents": len(counts),
        "documents_with": int((counts[:, COUNTS.index("mentions")] > 0).sum()),
        "words": all_words,
        "per_10k_words": round(10_000 * mentions / all_words, 6) if all_words else None,
        "method": "counted",
        "codes": 0,
    }
    stated = counts[:, [COUNTS.index(name) for name in SHARES]]
    stated = stated[stated.sum(axis=1) > 0]
    if len(stated):
        row |= _shares(stated, settings, seed)
    return row


def _shares(
    stated: NDArray[np.int64], settings: TrendSettings, seed: tuple[str, ...]
) -> dict[str, float]:
    """Shares of talk, plan and deed with their intervals, as columns of a row."""
    digest = hashlib.sha256(json.dumps([settings.seed, *seed]).encode()).digest()
    ends = share_intervals(
        stated,
        draws=settings.draws,
        confidence=settings.confidence,
        rng=np.random.default_rng(int.from_bytes(digest[:16], "big")),
    )
    share = stated.sum(axis=0) / stated.sum()
    row = {f"{name}_share": round(float(share[i]), 6) for i, name in enumerate(SHARES)}
    if ends is not None:
        for i, name in enumerate(SHARES):
            row[f"{name}_low"] = round(float(ends[0, i]), 6)
            row[f"{name}_high"] = round(float(ends[1, i]), 6)
    return row
