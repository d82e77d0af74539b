"""Mentions of each document counted by concept and by the stance of their sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enacted.tables.schema import INT, TEXT
from enacted.types import Sense, Stance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

STANCES: tuple[str, ...] = tuple(stance.value for stance in Stance)
"""Stances in the order of their columns: talk, plan, deed, finding, none."""

COUNTS: tuple[str, ...] = ("sentences", "mentions", *STANCES)
"""Columns of a tally that are counts."""

TALLIES = pa.schema(
    [
        pa.field("doc_id", TEXT, nullable=False),
        pa.field("concept", TEXT, nullable=False),
        *(pa.field(name, INT, nullable=False) for name in COUNTS),
    ]
)
"""Schema of what `tally` returns: one row a document and concept."""


def tally(sentences: pa.Table, mentions: pa.Table, *, concepts: Sequence[str]) -> pa.Table:
    """Count the mentions of each document by concept and stance.

    Only mentions in the concept sense count. A mention takes the stance of its sentence; one
    whose sentence is not coded counts among the mentions and in no stance.

    A mention carried from a lead-in to a list item is no further use of the word: it does not
    count among the mentions. But the item is an act about the concept: it counts by its stance, in
    place of the lead-in's own mention, which is a fragment and counts in no stance.

    Parameters
    ----------
    sentences
        Columns ``doc_id``, ``sentence`` and ``stance``, of one document or of many.
    mentions
        Columns ``doc_id``, ``sentence``, ``concept`` and ``sense``; where lead-ins are told from
        items also ``mention`` and ``carried_from``.
    concepts
        Concepts to count; mentions of others are left out.

    Returns
    -------
    pa.Table
        Schema `TALLIES`, sorted by document and concept; pairs without a mention have no row.
    """
    names = sorted(set(concepts))
    concept = codes(mentions["concept"], pa.array(names, TEXT))
    wanted = (concept >= 0) & (codes(mentions["sense"], pa.array([Sense.CONCEPT.value])) == 0)
    if not wanted.any():
        return TALLIES.empty_table()
    concept = concept[wanted]
    documents = pc.unique(_flat(mentions["doc_id"]))
    documents = documents.take(pc.array_sort_indices(documents))
    document = codes(mentions["doc_id"], documents)[wanted]
    sentence = _whole(mentions["sentence"])[wanted]
    stance = _stances(sentences, documents, document, sentence)

    cell = document * len(names) + concept
    cells = len(documents) * len(names)
    own, speaks = _spoken(mentions, document, wanted)
    coded = (stance >= 0) & speaks
    by_stance = np.bincount(
        cell[coded] * len(STANCES) + stance[coded], minlength=cells * len(STANCES)
    ).reshape(cells, len(STANCES))
    total = np.bincount(cell[own], minlength=cells)
    distinct = np.unique(np.stack([cell[own], sentence[own]]), axis=1)[0]
    rows = np.flatnonzero(total)
    columns: list[Any] = [
        documents.take(pa.array(rows // len(names))),
        pa.array(names, TEXT).take(pa.array(rows % len(names))),
        np.bincount(distinct, minlength=cells)[rows].astype(np.int32),
        total[rows].astype(np.int32),
        *by_stance[rows].T.astype(np.int32),
    ]
    return pa.Table.from_arrays([pa.array(column) for column in columns], schema=TALLIES)


def codes(column: pa.ChunkedArray, values: pa.Array) -> NDArray[np.int64]:
    """Position of each value of a text column in ``values``; -1 where it is not there."""
    found = pc.index_in(_flat(column), value_set=values.cast(TEXT))
    return np.asarray(pc.fill_null(found, -1), dtype=np.int64)


def _spoken(
    mentions: pa.Table, document: NDArray[np.int64], wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which mentions are uses of a word of their own, and which count by their stance."""
    if "carried_from" not in mentions.column_names:
        every = np.ones(len(document), dtype=bool)
        return every, every
    origin = _whole(mentions["carried_from"])[wanted]
    number = _whole(mentions["mention"])[wanted]
    carried = origin >= 0
    through_items = np.isin((document << 32) | number, (document[carried] << 32) | origin[carried])
    return ~carried, ~through_items


def _stances(
    sentences: pa.Table,
    documents: pa.Array,
    document: NDArray[np.int64],
    sentence: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Stance of the sentence of each mention, as a position in `STANCES`; -1 if not known."""
    owner = codes(sentences["doc_id"], documents)
    stance = codes(sentences["stance"], pa.array(STANCES))
    useful = (owner >= 0) & (stance >= 0)
    if not useful.any():
        return np.full(len(document), -1, dtype=np.int64)
    # Sentence numbers are 32-bit, so document and sentence share one 64-bit key.
    keys = (owner[useful] << 32) | _whole(sentences["sentence"])[useful]
    order = np.argsort(keys, kind="stable")
    keys, stance = keys[order], stance[useful][order]
    sought = (document << 32) | sentence
    place = np.minimum(np.searchsorted(keys, sought), len(keys) - 1)
    return np.where(keys[place] == sought, stance[place], -1)


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.cast(TEXT).chunks) if column.num_chunks else pa.array([], TEXT)


def _whole(column: pa.ChunkedArray) -> NDArray[np.int64]:
    return np.asarray(column.to_numpy(), dtype=np.int64)
