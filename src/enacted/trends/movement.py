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
from enacted.trends.corrected_slope import corrected_slope
from enacted.trends.correction import CORRECTED, LEAST_CODES, sample_of, within
from enacted.trends.counts import COUNTS, STANCES
from enacted.trends.periods import ALL, Periods
from enacted.trends.prediction_powered import corrected_shares
from enacted.trends.shares import COUNTED, SHARES, SMALL, document_counts, with_text
from enacted.trends.slope import Estimate, slope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from enacted.settings import TrendSettings
    from enacted.trends.correction import Series
    from enacted.trends.hand_codes import Coded
    from enacted.trends.periods import Span
    from enacted.trends.prediction_powered import Sample

MOVEMENTS = pa.schema(
    [
        pa.field("concept", TEXT, nullable=False),
        pa.field("grouping", TEXT, nullable=False),
        pa.field("group", TEXT, nullable=False),
        pa.field("share", TEXT, nullable=False),
        pa.field("moves", TEXT, nullable=False),
        pa.field("method", TEXT, nullable=False),
        pa.field("before", SHARE),
        pa.field("after", SHARE),
        pa.field("value", SHARE),
        pa.field("low", SHARE),
        pa.field("high", SHARE),
        pa.field("p", SHARE),
        pa.field("documents", INT, nullable=False),
        pa.field("mentions", INT, nullable=False),
        pa.field("freedom", SHARE),
        pa.field("codes", INT, nullable=False),
        pa.field("adjusted", TEXT, nullable=False),
        pa.field("small", FLAG, nullable=False),
        pa.field("note", TEXT, nullable=False),
    ]
)
"""Schema of what `trend_test` and `period_change` return.

One row a concept, group, share (talk, plan, deed) and method: ``counted``, and ``corrected`` where
there are hand codes of `enacted.trends.correction.LEAST_CODES` sentences, of each period for a
change. ``moves`` is ``year`` or the two periods; ``codes`` are the coded sentences. ``value`` is by
how much the share rises, a year or between the periods, with ``low`` and ``high`` and ``p``;
``before`` and ``after`` are the shares of the two periods as they stand, unadjusted. ``documents``
are those with talk, plan or deed: the clusters. ``freedom`` is the degrees of freedom; ``note``
says why a value or interval is missing.
"""

_YEAR = "year"

_STATED = [COUNTS.index(name) for name in SHARES]
_BY_STANCE = [COUNTS.index(name) for name in STANCES]


def trend_test(
    documents: pa.Table,
    tallies: pa.Table,
    *,
    concepts: Sequence[str],
    settings: TrendSettings,
    groupings: Sequence[str] | None = None,
    adjust: Sequence[str] = (),
    coded: Iterable[Series] = (),
) -> pa.Table:
    """By how much the shares of talk, plan and deed rise a year.

    The model is that of `enacted.trends.slope.slope`: documents are clusters; with hand codes that
    of `enacted.trends.corrected_slope.corrected_slope`, too.

    Parameters
    ----------
    documents, tallies, concepts, settings, groupings
        As for `trends`.
    coded
        From `enacted.trends.hand_codes.HandCodes.of_concepts`.
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
    model = _Model(dated, x, _YEAR, adjust, settings, dict(coded))
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
    coded: Iterable[Series] = (),
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
    chosen = dated.filter(pa.array(either))
    model = _Model(chosen, x, f"{before} to {after}", adjust, settings, dict(coded))
    return pa.Table.from_pylist(list(model.rows(tallies, concepts, groupings)), MOVEMENTS)


@dataclass(frozen=True, slots=True)
class _Model:
    """What is asked: the documents, what moves, and what is held constant."""

    documents: pa.Table
    x: NDArray[np.float64]
    moves: str
    adjust: Sequence[str]
    settings: TrendSettings
    coded: Mapping[tuple[str, ...], Coded]

    def rows(
        self, tallies: pa.Table, concepts: Sequence[str], groupings: Sequence[str] | None
    ) -> Iterator[dict[str, Any]]:
        """A row a concept, group, share and method."""
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
        doc_ids = self.documents["doc_id"]
        for (concept,), counts in zip(series, counted, strict=True):
            coded = self.coded.get((concept,))
            sample = None if coded is None else sample_of(coded, doc_ids)
            for cell, (grouping, group, period) in enumerate(found.names):
                if period != ALL:
                    continue
                own = found.of(cell)
                adjust = [each[own].tolist() for each in held]
                named = {"concept": concept, "grouping": grouping, "group": group}
                named |= {"moves": self.moves, "adjusted": ",".join(names)}
                corrected = self._corrected(counts[own], sample, own, adjust)
                for place, share in enumerate(SHARES):
                    values = self._counted(counts[own], place, own, adjust)
                    yield {**named, "share": share, "method": COUNTED, "codes": 0, **values}
                    if corrected is not None:
                        yield {**named, "share": share, "method": CORRECTED, **corrected[place]}

    def _counted(
        self,
        counts: NDArray[np.int64],
        place: int,
        own: NDArray[np.int64],
        adjust: list[list[str]],
    ) -> dict[str, Any]:
        stated = counts[:, _STATED]
        pair = np.stack([stated[:, place], stated.sum(axis=1)], axis=1)
        x = self.x[own]
        found = slope(
            pair,
            x,
            adjust=adjust,
            confidence=self.settings.confidence,
            moves="year" if self.moves == _YEAR else "period",
        )
        ends: dict[str, float | None] = {}
        if self.moves != _YEAR:
            ends = {"before": _share(pair[x == 0]), "after": _share(pair[x == 1])}
        return _figures(found, ends)

    def _corrected(
        self,
        counts: NDArray[np.int64],
        sample: Sample | None,
        own: NDArray[np.int64],
        adjust: list[list[str]],
    ) -> list[dict[str, Any]] | None:
        """Values of each share; None where there are too few codes."""
        if sample is None:
            return None
        by_class = counts[:, _BY_STANCE].astype(np.float64)
        by_class = np.concatenate([by_class, np.zeros((len(own), 1))], axis=1)
        x = self.x[own]
        mine = within(sample, own, len(self.x))
        if self.moves == _YEAR:
            enough = len(mine) >= LEAST_CODES
        else:
            coded = x[mine.document]
            enough = min((coded == 0).sum(), (coded == 1).sum()) >= LEAST_CODES
        if not enough:
            return None
        used = by_class.any(axis=1)
        keep = np.flatnonzero(used)
        found = corrected_slope(
            by_class[used],
            x[used],
            within(mine, keep, len(own)),
            adjust=[[each[place] for place in keep] for each in adjust],
            confidence=self.settings.confidence,
        )
        if isinstance(found, str):
            stated = by_class[:, : len(SHARES)].sum(axis=1)
            documents, mentions = int((stated > 0).sum()), int(stated.sum())
            nothing = Estimate(None, None, None, None, documents, mentions, None, found)
            return [{**_figures(nothing, {}), "codes": len(mine)} for _ in SHARES]
        ends: list[dict[str, float | None]] = [{} for _ in SHARES]
        if self.moves != _YEAR:
            for name, time in (("before", 0), ("after", 1)):
                there = np.flatnonzero(used & (x == time))
                shares = corrected_shares(
                    by_class[there],
                    within(mine, there, len(own)),
                    confidence=self.settings.confidence,
                    tuning=found.tuning,
                )
                for place, each in enumerate(ends):
                    each[name] = None if shares is None else float(shares.share[place])
        return [
            {**_figures(estimate, each), "codes": len(mine)}
            for estimate, each in zip(found.shares, ends, strict=True)
        ]


def _figures(found: Estimate, ends: Mapping[str, float | None]) -> dict[str, Any]:
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
