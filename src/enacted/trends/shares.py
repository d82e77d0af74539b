"""Shares of talk, plan and deed by concept or facet, in every period of every group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enacted.tables.schema import FACET_TRENDS, INT, TEXT, TRENDS
from enacted.trends.cells import cells
from enacted.trends.counts import COUNTS, codes
from enacted.trends.intervals import share_intervals
from enacted.trends.periods import Periods
from enacted.types import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from enacted.settings import TrendSettings
    from enacted.tables.schema import TableSpec
    from enacted.trends.cells import Cells
    from enacted.trends.counts import FacetValue

SHARES: tuple[str, ...] = ("talk", "plan", "deed")

SMALL = 10
"""Shares that rest on fewer documents than this are marked small."""

COUNTED = "counted"

FINDING = "finding"

_STATED = [COUNTS.index(name) for name in SHARES]
_FINDING = COUNTS.index(FINDING)
_MENTIONS = COUNTS.index("mentions")

# Documents by series whose cells are held at once.
_CELLS_AT_ONCE = 1_000_000


def trends(
    documents: pa.Table,
    tallies: pa.Table,
    *,
    concepts: Sequence[str],
    settings: TrendSettings,
    groupings: Sequence[str] | None = None,
) -> pa.Table:
    """Shares of talk, plan and deed by concept, period and group.

    Every period from the first to the last has a row in every group, also one without documents:
    its counts are 0 and its shares null. Further rows hold all documents together (``all``) and
    those without a year (``unknown``, only where there are any). The numbers of a row depend on
    its own documents and the settings alone, and not on their order.

    Parameters
    ----------
    documents
        Columns ``doc_id``, ``year``, ``words``, ``outcome``, and those that groups are made by.
        Documents without text are left out.
    tallies
        What `tally` returned for them.
    concepts
        Concepts, each of which gets its rows even if nothing mentions it.
    groupings
        Text columns of ``documents`` (``country``), or several crossed (``doc_type,country``), in
        place of those of the settings.

    Returns
    -------
    pa.Table
        Schema of the table ``trends``, sorted by its key.

    Raises
    ------
    UsageError
        Where ``documents`` has no column of that name, or the groups are far too many.
    """
    series = [(concept,) for concept in sorted(set(concepts))]
    return _table(documents, tallies, TRENDS, series, settings, groupings)


def facet_trends(
    documents: pa.Table,
    tallies: pa.Table,
    *,
    values: Sequence[FacetValue],
    settings: TrendSettings,
    groupings: Sequence[str] | None = None,
) -> pa.Table:
    """Shares of talk, plan and deed by value of a facet, period and group.

    As `trends`, with what `tally_facets` returned. ``values`` are the values that get rows. A
    mention may have several values of a facet or none: they do not add up to the concept's row.
    """
    return _table(documents, tallies, FACET_TRENDS, sorted(set(values)), settings, groupings)


def with_text(documents: pa.Table) -> pa.Table:
    """The documents that have text, by ``doc_id``: those that trends are about."""
    readable = [outcome.value for outcome in Outcome if outcome.has_text]
    kept = pc.is_in(documents["outcome"], value_set=pa.array(readable, TEXT))
    return documents.filter(kept).sort_by("doc_id")


def document_counts(
    doc_ids: pa.ChunkedArray, tallies: pa.Table, series: Sequence[tuple[str, ...]]
) -> list[NDArray[np.int64]]:
    """For each series, shape (documents, `COUNTS`), in the order of the documents.

    A series is a concept, or a concept, facet and value: the columns of ``tallies`` after
    ``doc_id``.
    """
    names = tallies.column_names[1 : 1 + len(series[0])] if series else []
    place = codes(tallies["doc_id"], doc_ids.combine_chunks())
    which = np.zeros(len(place), dtype=np.int64)
    # Position among the series, column by column, as digits of one number.
    wanted = np.zeros(len(series), dtype=np.int64)
    for column, name in enumerate(names):
        known = sorted({each[column] for each in series})
        which = which * (len(known) + 1) + codes(tallies[name], pa.array(known, TEXT)) + 1
        digits = np.array([known.index(each[column]) for each in series], dtype=np.int64)
        wanted = wanted * (len(known) + 1) + digits + 1
    values = np.stack([np.asarray(tallies[name].to_numpy(), np.int64) for name in COUNTS], axis=1)
    order = np.argsort(which, kind="stable")
    low = np.searchsorted(which[order], wanted, side="left")
    high = np.searchsorted(which[order], wanted, side="right")
    counted = []
    for first, last in zip(low, high, strict=True):
        mine = order[first:last]
        mine = mine[place[mine] >= 0]
        counts = np.zeros((len(doc_ids), len(COUNTS)), dtype=np.int64)
        np.add.at(counts, place[mine], values[mine])
        counted.append(counts)
    return counted


def _table(
    documents: pa.Table,
    tallies: pa.Table,
    spec: TableSpec,
    series: Sequence[tuple[str, ...]],
    settings: TrendSettings,
    groupings: Sequence[str] | None,
) -> pa.Table:
    documents = with_text(documents)
    chosen = settings.by if groupings is None else groupings
    found = cells(documents, chosen, Periods.parse(settings.periods))
    words = found.totals(np.asarray(documents["words"].to_numpy(), dtype=np.int64))
    keys = [column.name for column in spec.columns]
    parts = []
    # A few series at once: intervals are found for many cells together, in bounded memory.
    at_once = max(1, _CELLS_AT_ONCE // max(1, len(found.members)))
    for start in range(0, len(series), at_once):
        some = series[start : start + at_once]
        counted = document_counts(documents["doc_id"], tallies, some)
        shares = _share_columns(counted, found, settings)
        for own, counts, of_shares in zip(some, counted, shares, strict=True):
            columns = {
                **{
                    name: [own[place]] * len(found.names)
                    for place, name in enumerate(keys[: len(own)])
                },
                **_cell_columns(counts, words, found),
                **of_shares,
            }
            parts.append(
                pa.table([columns[name] for name in spec.schema().names], schema=spec.schema())
            )
    table = pa.concat_tables(parts) if parts else spec.schema().empty_table()
    return table.sort_by([(name, "ascending") for name in spec.key]).combine_chunks()


def _cell_columns(
    counts: NDArray[np.int64], words: NDArray[np.int64], found: Cells
) -> dict[str, Any]:
    """Columns of the rows of one series but its shares, a row a cell."""
    totals = found.totals(counts)
    with_any = np.stack([counts[:, _MENTIONS] > 0, counts[:, _STATED].any(axis=1)], axis=1)
    documents_with, in_shares = found.totals(with_any.astype(np.int64)).T
    mentions = totals[:, _MENTIONS]
    grouping, group, period = zip(*found.names, strict=True)
    rate = np.round(10_000 * mentions / np.maximum(words, 1), 6)
    return {
        "grouping": list(grouping),
        "group": list(group),
        "period": list(period),
        **{name: totals[:, place].astype(np.int32) for place, name in enumerate(COUNTS)},
        "documents": np.diff(found.bounds).astype(np.int32),
        "documents_with": documents_with.astype(np.int32),
        "documents_in_shares": in_shares.astype(np.int32),
        "words": words,
        "per_10k_words": pa.array(rate, mask=words == 0),
        "small": in_shares < SMALL,
        "method": [COUNTED] * len(words),
        "codes": np.zeros(len(words), dtype=np.int32),
        "codes_to_halve": pa.nulls(len(words), INT),
    }


def _share_columns(
    counted: Sequence[NDArray[np.int64]], found: Cells, settings: TrendSettings
) -> list[dict[str, pa.Array]]:
    """Columns of the shares of some series."""
    columns: list[dict[str, pa.Array]] = [{} for _ in counted]
    for names, of_classes in PARTS:
        parts = [of_classes(counts) for counts in counted]
        own = [
            (number, cell, part[found.of(cell)])
            for number, part in enumerate(parts)
            for cell in np.flatnonzero(found.totals(part).any(axis=1)).tolist()
        ]
        intervals = share_intervals(
            [counts[counts.any(axis=1)] for _, _, counts in own],
            draws=settings.draws,
            confidence=settings.confidence,
            seed=settings.seed,
            columns=len(names),
        )
        values = np.full((len(counted), 3, len(found.names), len(names)), np.nan)
        for (number, cell, counts), ends in zip(own, intervals, strict=True):
            totals = counts.sum(axis=0)
            values[number, 0, cell] = totals[: len(names)] / totals.sum()
            if ends is not None:
                values[number, 1:, cell] = ends
        for mine, of_series in zip(columns, values, strict=True):
            for place, name in enumerate(names):
                for end, figures in zip(("share", "low", "high"), of_series, strict=True):
                    given = figures[:, place]
                    mine[f"{name}_{end}"] = pa.array(np.round(given, 6), mask=np.isnan(given))
    return columns


def statements(counts: NDArray[Any]) -> NDArray[Any]:
    """Findings, and talk, plan and deed together, of counts in the columns `COUNTS`."""
    others = counts[..., _STATED].sum(axis=-1)
    return np.stack([counts[..., _FINDING], others], axis=-1)


def _of_stances(counts: NDArray[Any]) -> NDArray[Any]:
    return counts[..., _STATED]


PARTS: tuple[tuple[tuple[str, ...], Callable[[NDArray[Any]], NDArray[Any]]], ...] = (
    (SHARES, _of_stances),
    ((FINDING,), statements),
)
"""Names of shares, and the counts that they are shares of: the first columns are theirs."""
