"""Trends of a published snapshot in other periods and groups than its tables have."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import pyarrow.parquet as pq

from enacted.settings import TrendSettings
from enacted.tables.parquet import read_of
from enacted.trends.correction import correct, correct_facets, hand_codes
from enacted.trends.counts import tally, tally_facets
from enacted.trends.movement import period_change, trend_test
from enacted.trends.shares import facet_trends, trends

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from enacted.tables import Snapshot
    from enacted.trends.correction import Series
    from enacted.trends.counts import FacetValue
    from enacted.trends.periods import Span


@dataclass(frozen=True, slots=True)
class Recount:
    """What is counted anew from a snapshot's sentences and mentions.

    Attributes
    ----------
    documents
        The table ``documents``.
    concepts
        Concepts of the snapshot, sorted.
    settings
        Those of the run, with what was asked for in their place.
    """

    snapshot: Snapshot
    documents: pa.Table
    concepts: tuple[str, ...]
    settings: TrendSettings

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        *,
        periods: str | None = None,
        by: Sequence[str] | None = None,
        pooled: bool | None = None,
    ) -> Self:
        """Open a snapshot to count it in periods and groups of the caller's choice."""
        given = json.loads(snapshot.runs["settings"][0].as_py()).get("trends", {})
        known = {name: value for name, value in given.items() if name in TrendSettings.model_fields}
        chosen = {
            "periods": periods,
            "by": None if by is None else tuple(by),
            "pooled": pooled,
        }
        asked = {name: value for name, value in chosen.items() if value is not None}
        concepts = sorted(set(snapshot.trends["concept"].to_pylist()))
        settings = TrendSettings.model_validate({**known, **asked})
        return cls(snapshot, snapshot.documents, tuple(concepts), settings)

    def tallies(self) -> pa.Table:
        """Mentions by document, concept and stance."""
        mentions = self._read("mentions", "sentence", "mention", "concept", "sense", "carried_from")
        return tally(self._stances(), mentions, concepts=self.concepts)

    def trends(self, hand: pa.Table | None = None) -> pa.Table:
        """The table ``trends`` in these periods and groups, corrected where there are codes.

        ``hand`` stands in for the table ``codes`` of the snapshot.
        """
        tallies = self.tallies()
        return correct(
            trends(self.documents, tallies, concepts=self.concepts, settings=self.settings),
            self.documents,
            tallies,
            self.snapshot.codes if hand is None else hand,
            read=self._of,
            settings=self.settings,
        )

    def facet_trends(self, hand: pa.Table | None = None) -> pa.Table:
        """The table ``facet_trends`` in these periods and groups, corrected by codes of facets.

        ``hand`` stands in for the table ``codes`` of the snapshot.
        """
        table = self.snapshot.facet_trends.select(["concept", "facet", "value"])
        distinct = table.group_by(["concept", "facet", "value"], use_threads=False).aggregate([])
        values: list[FacetValue] = [
            (row["concept"], row["facet"], row["value"]) for row in distinct.to_pylist()
        ]
        facets = sorted({facet for _, facet, _ in values})
        mentions = self._read(
            "mentions", "sentence", "mention", "concept", "sense", "carried_from", *facets
        )
        stances = self._stances()
        by_value = tally_facets(stances, mentions, values=values)
        return correct_facets(
            facet_trends(self.documents, by_value, values=values, settings=self.settings),
            self.documents,
            tally(stances, mentions, concepts=self.concepts),
            by_value,
            self.snapshot.codes if hand is None else hand,
            read=self._of,
            settings=self.settings,
        )

    def trend_test(self, *, adjust: Sequence[str] = ()) -> pa.Table:
        """By how much shares rise a year, as `enacted.trends.trend_test` gives it."""
        return trend_test(
            self.documents,
            self.tallies(),
            concepts=self.concepts,
            settings=self.settings,
            adjust=adjust,
            coded=self._coded(),
        )

    def period_change(self, before: Span, after: Span, *, adjust: Sequence[str] = ()) -> pa.Table:
        """By how much shares rise between periods, as `enacted.trends.period_change` gives it."""
        return period_change(
            self.documents,
            self.tallies(),
            before=before,
            after=after,
            concepts=self.concepts,
            settings=self.settings,
            adjust=adjust,
            coded=self._coded(),
        )

    def _coded(self) -> list[Series]:
        found = hand_codes(self.snapshot.codes, concepts=self.concepts, read=self._of)
        return [] if found is None else list(found.of_concepts())

    def _stances(self) -> pa.Table:
        return self._read("sentences", "sentence", "stance")

    def _of(self, table: str, columns: Sequence[str], doc_ids: pa.Array) -> pa.Table:
        return read_of(self.snapshot.file(table), columns, doc_ids)

    def _read(self, table: str, *columns: str) -> pa.Table:
        # Only the columns needed: the text of a large corpus may not fit into memory.
        return pq.read_table(
            self.snapshot.file(table), columns=["doc_id", *columns], use_threads=False
        )
