"""Trends corrected with hand codes: a twin of every row that has codes enough."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enacted.tables.schema import SHARE, TEXT, TRENDS
from enacted.trends.cells import cells
from enacted.trends.counts import COUNTS, STANCES, codes, tally_sentences
from enacted.trends.periods import Periods
from enacted.trends.prediction_powered import Sample, corrected_shares
from enacted.trends.shares import COUNTED, SHARES, document_counts, with_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from enacted.settings import TrendSettings
    from enacted.trends.prediction_powered import Corrected

CORRECTED = "corrected"

LEAST_CODES = 30
"""Coded sentences that a row needs to be corrected; with fewer, intervals are not to be trusted."""

_LEAST_DOCUMENTS = 2
"""Documents that these are of, where the row has more than one."""

CODED = pa.schema(
    [
        pa.field("doc_id", TEXT, nullable=False),
        pa.field("concept", TEXT, nullable=False),
        pa.field("machine", TEXT, nullable=False),
        *(pa.field(stance, SHARE, nullable=False) for stance in STANCES),
        pa.field("weight", SHARE, nullable=False),
    ]
)
"""What `coded_mentions` returns: one row a coded sentence and concept. ``talk`` to ``none`` are the
parts of its coders, ``weight`` its mentions over the probability with which it was coded."""


def coded_mentions(
    hand: pa.Table, sentences: pa.Table, mentions: pa.Table, *, concepts: Sequence[str]
) -> pa.Table:
    """What hand and machine say of the sentences of a random sample.

    Parameters
    ----------
    hand
        The table ``codes``. Codes of sentences that were not drawn at random are left alone.
    sentences, mentions
        As `tally` takes them; of the documents with codes at least.

    Returns
    -------
    pa.Table
        Schema `CODED`.
    """
    parts: defaultdict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0] * len(STANCES))
    inclusion: dict[tuple[str, int], float] = {}
    drawn = hand.filter(
        pc.and_(pc.is_valid(hand["inclusion"]), pc.is_valid(hand["sentence"]))
    ).select(["doc_id", "sentence", "stance", "inclusion"])
    for row in drawn.to_pylist():
        key = (row["doc_id"], row["sentence"])
        parts[key][STANCES.index(row["stance"])] += 1
        inclusion[key] = row["inclusion"]
    if not parts:
        return CODED.empty_table()
    ids = pa.array(sorted({doc_id for doc_id, _ in parts}), TEXT)
    tallied = tally_sentences(
        *(table.filter(pc.is_in(table["doc_id"], ids)) for table in (sentences, mentions)),
        concepts=concepts,
    )
    rows = []
    for row in tallied.to_pylist():
        key = (row["doc_id"], row["sentence"])
        if key in parts:
            total = sum(parts[key])
            rows.append(
                {
                    "doc_id": row["doc_id"],
                    "concept": row["concept"],
                    "machine": row["stance"],
                    **dict(zip(STANCES, (part / total for part in parts[key]), strict=True)),
                    "weight": row["mentions"] / inclusion[key],
                }
            )
    return pa.Table.from_pylist(rows, schema=CODED)


def correct(
    counted: pa.Table,
    documents: pa.Table,
    tallies: pa.Table,
    hand: pa.Table,
    *,
    read: Callable[[str, Sequence[str], pa.Array], pa.Table],
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
    ids = pc.unique(hand.filter(pc.is_valid(hand["inclusion"]))["doc_id"])
    if not len(ids):
        return counted
    columns = ("doc_id", "sentence", "mention", "concept", "sense", "carried_from")
    coded = coded_mentions(
        hand,
        read("sentences", ("doc_id", "sentence", "stance"), ids),
        read("mentions", columns, ids),
        concepts=pc.unique(counted["concept"]).to_pylist(),
    )
    return with_corrected(counted, documents, tallies, coded, settings=settings)


def with_corrected(
    counted: pa.Table,
    documents: pa.Table,
    tallies: pa.Table,
    coded: pa.Table,
    *,
    settings: TrendSettings,
) -> pa.Table:
    """Trends with a corrected row beside each counted one that has `LEAST_CODES` codes.

    Parameters
    ----------
    counted
        What `trends` returned for ``documents``, ``tallies`` and ``settings``.
    coded
        From `coded_mentions`.

    Returns
    -------
    pa.Table
        Schema of the table ``trends``, sorted by its key. A corrected row has the counts of its
        counted twin, and shares and intervals of its own.
    """
    if coded.num_rows < LEAST_CODES:
        return counted
    documents = with_text(documents)
    found = cells(documents, settings.by, Periods.parse(settings.periods))
    concepts = sorted(set(coded["concept"].to_pylist()))
    counts = document_counts(documents["doc_id"], tallies, [(name,) for name in concepts])
    twins: dict[tuple[str, ...], tuple[int, Corrected]] = {}
    for concept, of_documents in zip(concepts, counts, strict=True):
        stances = of_documents[:, [COUNTS.index(name) for name in STANCES]].astype(np.float64)
        sample = _sample(coded.filter(pc.equal(coded["concept"], concept)), documents["doc_id"])
        for cell, name in enumerate(found.names):
            members = found.of(cell)
            members = members[stances[members].any(axis=1)]
            own = _within(sample, members, documents.num_rows)
            corrected = _corrected(stances[members], own, settings.confidence)
            if corrected is not None:
                twins[concept, *name] = (len(own), corrected)
    rows = []
    for row in counted.to_pylist():
        twin = twins.get((row["concept"], row["grouping"], row["group"], row["period"]))
        if twin is not None and row["method"] == COUNTED:
            rows.append(_row(row, *twin))
    table = pa.concat_tables([counted, pa.Table.from_pylist(rows, schema=TRENDS.schema())])
    return table.sort_by([(name, "ascending") for name in TRENDS.key]).combine_chunks()


def uncorrected(trends: pa.Table, hand: pa.Table) -> str:
    """What to say of rows that have too few codes, where there is any code; else nothing.

    ``hand`` is the table ``codes``.
    """
    drawn = hand.filter(pc.is_valid(hand["inclusion"]))
    if not drawn.num_rows:
        return ""
    keys: dict[str, set[tuple[str, ...]]] = {COUNTED: set(), CORRECTED: set()}
    for row in trends.select([*TRENDS.key, *SHARES]).to_pylist():
        if any(row[name] for name in SHARES):
            keys[row["method"]].add(tuple(row[name] for name in TRENDS.key[:-1]))
    rows, done = len(keys[COUNTED]), len(keys[CORRECTED])
    sentences = drawn.group_by(["doc_id", "sentence"], use_threads=False).aggregate([]).num_rows
    return f"Hand codes of {sentences:,} sentences: {done:,} of {rows:,} rows are corrected" + (
        "." if done == rows else f", the others have fewer than {LEAST_CODES} codes."
    )


def _sample(coded: pa.Table, doc_ids: pa.ChunkedArray) -> Sample:
    document = codes(coded["doc_id"], doc_ids.combine_chunks())
    machine = codes(coded["machine"], pa.array(STANCES, TEXT))
    hand = np.stack([np.asarray(coded[name].to_numpy(), np.float64) for name in STANCES], axis=1)
    weight = np.asarray(coded["weight"].to_numpy(), dtype=np.float64)
    there = document >= 0
    return Sample(document[there], np.eye(len(STANCES))[machine[there]], hand[there], weight[there])


def _within(sample: Sample, members: NDArray[np.int64], documents: int) -> Sample:
    """The codes of some documents, each by its document's place among them."""
    place = np.full(documents, -1, dtype=np.int64)
    place[members] = np.arange(len(members))
    document = place[sample.document]
    own = document >= 0
    return Sample(document[own], sample.machine[own], sample.hand[own], sample.weight[own])


def _corrected(counts: NDArray[np.float64], sample: Sample, confidence: float) -> Corrected | None:
    if len(sample) < LEAST_CODES:
        return None
    if len(np.unique(sample.document)) < min(_LEAST_DOCUMENTS, len(counts)):
        return None
    return corrected_shares(counts, sample, confidence=confidence)


def _row(row: dict[str, Any], sentences: int, corrected: Corrected) -> dict[str, Any]:
    twin = {
        **row,
        "method": CORRECTED,
        "codes": sentences,
        "codes_to_halve": corrected.to_halve,
    }
    for place, name in enumerate(SHARES):
        twin[f"{name}_share"] = round(float(corrected.share[place]), 6)
        for end, side in enumerate(("low", "high")):
            value = None if corrected.ends is None else round(float(corrected.ends[end, place]), 6)
            twin[f"{name}_{side}"] = value
    return twin
