"""Trends corrected with hand codes: a twin of every row that has codes enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enacted.tables.schema import FACET_TRENDS, TRENDS
from enacted.trends.cells import cells
from enacted.trends.counts import COUNTS, STANCES
from enacted.trends.hand_codes import CLASSES, HandCodes
from enacted.trends.periods import ALL, UNKNOWN, Periods
from enacted.trends.pooled import pooled_shares
from enacted.trends.prediction_powered import Sample, corrected_shares
from enacted.trends.shares import COUNTED, FINDING, SHARES, document_counts, with_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from enacted.settings import TrendSettings
    from enacted.trends.hand_codes import Coded
    from enacted.trends.prediction_powered import Corrected

    Read = Callable[[str, Sequence[str], pa.Array], pa.Table]
    Series = tuple[tuple[str, ...], Coded]
    _Part = tuple[NDArray[np.float64], Sample]

CORRECTED = "corrected"
POOLED = "pooled"

LEAST_CODES = 30
"""Coded sentences that a row needs to be corrected; with fewer, intervals are not to be trusted."""

_LEAST_DOCUMENTS = 2
"""Documents that these are of, where the row has more than one."""

_BY_STANCE = [COUNTS.index(name) for name in STANCES]

# Findings, and talk, plan and deed, of `CLASSES`; the rest is outside.
_STATEMENTS = np.zeros((len(CLASSES), 3))
_STATEMENTS[:, 2] = 1
for _name, _place in ((FINDING, 0), *((_name, 1) for _name in SHARES)):
    _STATEMENTS[CLASSES.index(_name)] = np.eye(3)[_place]


def correct(
    counted: pa.Table,
    documents: pa.Table,
    tallies: pa.Table,
    hand: pa.Table,
    *,
    read: Read,
    settings: TrendSettings,
) -> pa.Table:
    """`with_corrected`, with what it needs of the sentences that have hand codes.

    Parameters
    ----------
    hand
        The table ``codes``.
    read
        Reads columns of the table ``sentences`` or ``mentions``, of some documents.
    """
    concepts = pc.unique(counted["concept"]).to_pylist()
    found = hand_codes(hand, concepts=concepts, read=read)
    if found is None:
        return counted
    return with_corrected(counted, documents, tallies, found.of_concepts(), settings=settings)


def correct_facets(
    counted: pa.Table,
    documents: pa.Table,
    tallies: pa.Table,
    facet_tallies: pa.Table,
    hand: pa.Table,
    *,
    read: Read,
    settings: TrendSettings,
) -> pa.Table:
    """`correct` for the table ``facet_trends``, by the codes of facets.

    ``tallies`` and ``facet_tallies`` are what `tally` and `tally_facets` returned.
    """
    names = ("concept", "facet", "value")
    values = counted.select(names).group_by(names, use_threads=False).aggregate([]).to_pylist()
    coded = {each.partition("=")[0] for each in pc.list_flatten(hand["facets"]).to_pylist()}
    asked = [
        (row["concept"], row["facet"], row["value"]) for row in values if row["facet"] in coded
    ]
    if not asked:
        return counted
    concepts = sorted({concept for concept, _, _ in asked})
    facets = sorted({facet for _, facet, _ in asked})
    found = hand_codes(hand, concepts=concepts, read=read, facets=facets)
    if found is None:
        return counted
    return with_corrected(
        counted, documents, tallies, found.of_values(asked), settings=settings, facets=facet_tallies
    )


def hand_codes(
    hand: pa.Table, *, concepts: Sequence[str], read: Read, facets: Sequence[str] = ()
) -> HandCodes | None:
    """Hand codes with what the machine found in their sentences; None where none were drawn."""
    ids = pc.unique(hand.filter(pc.is_valid(hand["inclusion"]))["doc_id"])
    if not len(ids):
        return None
    columns = ("doc_id", "sentence", "mention", "concept", "sense", "carried_from", *facets)
    return HandCodes(
        hand,
        read("sentences", ("doc_id", "sentence", "stance"), ids),
        read("mentions", columns, ids),
        concepts=concepts,
    )


def with_corrected(
    counted: pa.Table,
    documents: pa.Table,
    tallies: pa.Table,
    coded: Iterable[Series],
    *,
    settings: TrendSettings,
    facets: pa.Table | None = None,
) -> pa.Table:
    """Trends with a corrected row beside each counted one that has `LEAST_CODES` codes.

    Where ``settings.pooled``, such periods of a group have a pooled row, too
    (`enacted.trends.pooled`), which uses the codes of all of them.

    Parameters
    ----------
    counted
        What `trends` returned for ``documents``, ``tallies`` and ``settings``, or `facet_trends`
        for ``facets``.
    coded
        From `HandCodes.of_concepts`, or of `HandCodes.of_values`.

    Returns
    -------
    pa.Table
        The table with further rows, sorted by its key. A corrected row has the counts of its
        counted twin, and shares and intervals of its own.
    """
    spec = TRENDS if facets is None else FACET_TRENDS
    documents = with_text(documents)
    found = cells(documents, settings.by, Periods.parse(settings.periods))
    doc_ids = documents["doc_id"]
    twins: dict[tuple[str, ...], _Twin] = {}
    pooled: dict[tuple[str, ...], _Twin] = {}
    for key, each in coded:
        if each.within < LEAST_CODES:
            continue
        counts = class_counts(doc_ids, tallies, key, facets)
        sample = sample_of(each, doc_ids)
        groups: dict[tuple[str, ...], list[tuple[int, _Part]]] = {}
        for cell, name in enumerate(found.names):
            members = found.of(cell)
            members = members[counts[members].any(axis=1)]
            own = within(sample, members, documents.num_rows)
            twin = _twin(counts[members], own, settings.confidence)
            if twin is not None:
                twins[*key, *name] = twin
                if name[-1] not in {ALL, UNKNOWN}:
                    groups.setdefault(name[:-1], []).append((cell, (counts[members], own)))
        for periods in groups.values() if settings.pooled else ():
            # Cells of a group's periods follow each other, with those that have no codes.
            places, parts = zip(*periods, strict=True)
            for place, twin in zip(
                places, _pooled(parts, places, settings.confidence), strict=False
            ):
                pooled[*key, *found.names[place]] = twin
    if not twins:
        return counted
    names = spec.key[:-1]
    wanted = [
        _row(row, given[key], method)
        for row in counted.to_pylist()
        for method, given in ((CORRECTED, twins), (POOLED, pooled))
        if row["method"] == COUNTED and (key := tuple(row[name] for name in names)) in given
    ]
    table = pa.concat_tables([counted, pa.Table.from_pylist(wanted, schema=spec.schema())])
    return table.sort_by([(name, "ascending") for name in spec.key]).combine_chunks()


def class_counts(
    doc_ids: pa.ChunkedArray, tallies: pa.Table, key: tuple[str, ...], facets: pa.Table | None
) -> NDArray[np.float64]:
    """Mentions of each document by `CLASSES`, of a concept or of a value of a facet."""
    whole = document_counts(doc_ids, tallies, [key[:1]])[0][:, _BY_STANCE].astype(np.float64)
    within = whole
    if facets is not None:
        within = document_counts(doc_ids, facets, [key])[0][:, _BY_STANCE].astype(np.float64)
    outside = whole.sum(axis=1, keepdims=True) - within.sum(axis=1, keepdims=True)
    return np.concatenate([within, outside], axis=1)


def sample_of(coded: Coded, doc_ids: pa.ChunkedArray) -> Sample:
    """Codes by the place of their documents; those of other documents are left out."""
    document = coded.documents(doc_ids)
    there = document >= 0
    return Sample(document[there], coded.machine[there], coded.hand[there], coded.weight[there])


def uncorrected(trends: pa.Table, hand: pa.Table) -> str:
    """What to say of rows that have too few codes, where there is any code; else nothing.

    ``hand`` is the table ``codes``.
    """
    drawn = hand.filter(pc.is_valid(hand["inclusion"]))
    if not drawn.num_rows:
        return ""
    key = FACET_TRENDS.key if "value" in trends.column_names else TRENDS.key
    keys: dict[str, set[tuple[str, ...]]] = {COUNTED: set(), CORRECTED: set()}
    for row in trends.select([*key, *SHARES]).to_pylist():
        if any(row[name] for name in SHARES):
            keys.setdefault(row["method"], set()).add(tuple(row[name] for name in key[:-1]))
    rows, done = len(keys[COUNTED]), len(keys[CORRECTED])
    sentences = drawn.group_by(["doc_id", "sentence"], use_threads=False).aggregate([]).num_rows
    return f"Hand codes of {sentences:,} sentences: {done:,} of {rows:,} rows are corrected" + (
        "." if done == rows else f", the others have fewer than {LEAST_CODES} codes."
    )


@dataclass(frozen=True, slots=True)
class _Twin:
    """What a corrected row has of its own."""

    codes: int
    stances: Corrected
    findings: Corrected | None


def within(sample: Sample, members: NDArray[np.int64], documents: int) -> Sample:
    """The codes of some documents, each by its document's place among them."""
    place = np.full(documents, -1, dtype=np.int64)
    place[members] = np.arange(len(members))
    document = place[sample.document]
    own = document >= 0
    return Sample(document[own], sample.machine[own], sample.hand[own], sample.weight[own])


def _twin(counts: NDArray[np.float64], sample: Sample, confidence: float) -> _Twin | None:
    said = _said(sample)
    codes = int(said.sum())
    if codes < LEAST_CODES:
        return None
    if len(np.unique(sample.document[said])) < min(_LEAST_DOCUMENTS, len(counts)):
        return None
    stances = corrected_shares(counts, sample, confidence=confidence)
    if stances is None:
        return None
    findings = corrected_shares(
        counts @ _STATEMENTS, _statements(sample), confidence=confidence, stated=2
    )
    return _Twin(codes, stances, findings)


def _pooled(periods: Sequence[_Part], times: Sequence[int], confidence: float) -> list[_Twin]:
    """Twins of periods in order; none where they cannot be pooled."""
    stances = pooled_shares(periods, times, confidence=confidence)
    if stances is None:
        return []
    merged = [(counts @ _STATEMENTS, _statements(sample)) for counts, sample in periods]
    found = pooled_shares(merged, times, confidence=confidence, stated=2)
    findings: Sequence[Corrected | None] = [None] * len(stances) if found is None else found
    codes = sum(_said(sample).sum() for _, sample in periods)
    return [_Twin(int(codes), *each) for each in zip(stances, findings, strict=True)]


def _said(sample: Sample) -> NDArray[np.bool_]:
    """Codes of mentions that hand or machine counts in the row."""
    said: NDArray[np.bool_] = (sample.hand[:, -1] < 1) | (sample.machine[:, -1] < 1)
    return said


def _statements(sample: Sample) -> Sample:
    return Sample(
        sample.document, sample.machine @ _STATEMENTS, sample.hand @ _STATEMENTS, sample.weight
    )


def _row(row: dict[str, Any], twin: _Twin, method: str) -> dict[str, Any]:
    values = {
        **row,
        "method": method,
        "codes": twin.codes,
        "codes_to_halve": twin.stances.to_halve,
    }
    for names, corrected in ((SHARES, twin.stances), ((FINDING,), twin.findings)):
        for place, name in enumerate(names):
            values |= _figures(name, corrected, place)
    return values


def _figures(name: str, corrected: Corrected | None, place: int) -> dict[str, float | None]:
    figures: list[float | None] = [None] * 3
    if corrected is not None:
        figures[0] = round(float(corrected.share[place]), 6)
        if corrected.ends is not None:
            figures[1:] = [round(float(end), 6) for end in corrected.ends[:, place]]
    return dict(zip((f"{name}_share", f"{name}_low", f"{name}_high"), figures, strict=True))
