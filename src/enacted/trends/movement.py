"""How shares move: their slope over the years, and their change between two periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enacted.errors import UsageError
from enacted.tables.schema import FLAG, INT, SHARE, TEXT
from enacted.trends.cells import cells, check_groupings
from enacted.trends.counts import COUNTS
from enacted.trends.periods import ALL, Periods
from enacted.trends.shares import SHARES, SMALL, document_counts, with_text
from enacted.trends.slope import slope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from enacted.settings import TrendSettings
    from enacted.trends.periods import Span

MOVEMENTS = pa.schema(
    [
        pa.field("concept", TEXT, nullable=False),
        pa.field("grouping", TEXT, nullable=False),
        pa.field("group", TEXT, nullable=False),
        pa.field("share", TEXT, nullable=False),
        pa.field("moves", TEXT, nullable=False),
        pa.field("before", SHARE),
        pa.field("after", SHARE),
        pa.field("value", SHARE),
        pa.field("low", SHARE),
        pa.field("high", SHARE),
        pa.field("p", SHARE),
        pa.field("documents", INT, nullable=False),
        pa.field("mentions", INT, nullable=False),
        pa.field("freedom", SHARE),
        pa.field("adjusted", TEXT, nullable=False),
        pa.field("small", FLAG, nullable=False),
        pa.field("note", TEXT, nullable=False),
    ]
)
"""Schema of what `trend_test` and `period_change` return.

One row a concept, group and share (talk, plan, deed). ``moves`` is ``year`` or the two periods;
``value`` is by how much the share rises, a year or between the periods, with ``low`` and ``high``
and ``p``; ``before`` and ``after`` are the shares of the two periods as they stand, unadjusted.
``documents`` are those with talk, plan or deed: the clusters. ``freedom`` is the degrees of
freedom; ``note`` says why a value or interval is missing.
"""

_YEAR = "year"

_STATED = [COUNTS.index(name) for name in SHARES]


def trend_test(
    documents: pa.Table,
    tallies: pa.Table,
    *,
    concepts: Sequence[str],
    settings: TrendSettings,
    groupings: Sequence[str] | None = None,
    adjust: Sequence[str] = (),
) -> pa.Table:
    """By how much the shares of talk, plan and deed rise a year.

    The model is that of `enacted.trends.slope.slope`: documents are clusters.

    Parameters
    ----------
    documents, tallies, concepts, settings, groupings
        As for `trends`.
    adjust
        Columns of ``documents`` whose values are held constant, such as ``doc_type``.

    Returns
    -------
    pa.Table
        Schema `MOVEMENTS`. Documents without a year play no part; where nothing can be said, the
        values are null and ``note`` says why.

    Raises
    ------
    UsageError
        Where ``documents`` has no column of that name.
    """
    dated = _dated(documents)
    x = np.asarray(dated["year"].to_numpy(), dtype=np.float64)
    model = _Model(dated, x, _YEAR, adjust, settings)
    return pa.Table.from_pylist(list(model.rows(tallies, concepts, groupings)), MOVEMENTS)


def period_change(
    documents: pa.Table,
    tallies: pa.Table,
    *,
    before: Span,
    after: Span,
    concepts: Sequence[str],
    settings: TrendSettings,
    groupings: Sequence[str] | None = None,
    adjust: Sequence[str] = (),
) -> pa.Table:
    """By how much the shares of talk, plan and deed rise from one period to another.

    As `trend_test`, with the period in place of the year; documents of neither play no part.

    Raises
    ------
    UsageError
        Where a year lies in both periods, or ``documents`` has no column of that name.
    """
    if before.first <= after.last and after.first <= before.last:
        raise UsageError(f"the periods {before} and {after} overlap: give two that do not")
    dated = _dated(documents)
    years = np.asarray(dated["year"].to_numpy(), dtype=np.int64)
    later = (years >= after.first) & (years <= after.last)
    either = later | ((years >= before.first) & (years <= before.last))
    x = later[either].astype(np.float64)
    model = _Model(dated.filter(pa.array(either)), x, f"{before} to {after}", adjust, settings)
    return pa.Table.from_pylist(list(model.rows(tallies, concepts, groupings)), MOVEMENTS)


@dataclass(frozen=True, slots=True)
class _Model:
    """What is asked: the documents, what moves, and what is held constant."""

    documents: pa.Table
    x: NDArray[np.float64]
    moves: str
    adjust: Sequence[str]
    settings: TrendSettings

    def rows(
        self, tallies: pa.Table, concepts: Sequence[str], groupings: Sequence[str] | None
    ) -> Iterator[dict[str, Any]]:
        """A row a concept, group and share."""
        names = list(dict.fromkeys(n.strip() for each in self.adjust for n in each.split(",")))
        check_groupings(names, self.documents.column_names)
        held = [
            np.array(pc.fill_null(self.documents[name].cast(TEXT), "").to_pylist(), dtype=object)
            for name in names
        ]
        chosen = self.settings.by if groupings is None else groupings
        found = cells(self.documents, chosen, Periods())
        series = [(concept,) for concept in sorted(set(concepts))]
        counted = document_counts(self.documents["doc_id"], tallies, series)
        for (concept,), counts in zip(series, counted, strict=True):
            for cell, (grouping, group, period) in enumerate(found.names):
                if period != ALL:
                    continue
                own = found.of(cell)
                for place, share in enumerate(SHARES):
                    yield {
                        "concept": concept,
                        "grouping": grouping,
                        "group": group,
                        "share": share,
                        "moves": self.moves,
                        "adjusted": ",".join(names),
                        **self._values(counts[own], place, own, [each[own] for each in held]),
                    }

    def _values(
        self,
        counts: NDArray[np.int64],
        place: int,
        own: NDArray[np.int64],
        held: list[NDArray[Any]],
    ) -> dict[str, Any]:
        stated = counts[:, _STATED]
        pair = np.stack([stated[:, place], stated.sum(axis=1)], axis=1)
        x = self.x[own]
        found = slope(
            pair,
            x,
            adjust=[each.tolist() for each in held],
            confidence=self.settings.confidence,
            moves="year" if self.moves == _YEAR else "period",
        )
        ends: dict[str, float | None] = {}
        if self.moves != _YEAR:
            ends = {"before": _share(pair[x == 0]), "after": _share(pair[x == 1])}
        values = {
            name: None if value is None else round(value, 6)
            for name, value in (
                *ends.items(),
                ("value", found.value),
                ("low", found.low),
                ("high", found.high),
                ("p", found.p),
                ("freedom", found.freedom),
            )
        }
        return {
            **values,
            "documents": found.documents,
            "mentions": found.mentions,
            "small": found.documents < SMALL,
            "note": found.note,
        }


def _dated(documents: pa.Table) -> pa.Table:
    documents = with_text(documents)
    return documents.filter(pc.is_valid(documents["year"]))


def _share(pair: NDArray[np.int64]) -> float | None:
    hits, total = pair.sum(axis=0).tolist()
    return hits / total if total else None
