"""Mentions of each document counted by concept, facet and the stance of their sentence."""

from __future__ import annotations

from dataclasses import dataclass
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

_COUNT_FIELDS = [pa.field(name, INT, nullable=False) for name in COUNTS]

TALLIES = pa.schema(
    [
        pa.field("doc_id", TEXT, nullable=False),
        pa.field("concept", TEXT, nullable=False),
        *_COUNT_FIELDS,
    ]
)
"""Schema of what `tally` returns: one row a document and concept."""

FACET_TALLIES = pa.schema(
    [
        pa.field("doc_id", TEXT, nullable=False),
        pa.field("concept", TEXT, nullable=False),
        pa.field("facet", TEXT, nullable=False),
        pa.field("value", TEXT, nullable=False),
        *_COUNT_FIELDS,
    ]
)
"""Schema of what `tally_facets` returns: one row a document, concept, facet and value."""

SENTENCE_TALLIES = pa.schema(
    [
        pa.field("doc_id", TEXT, nullable=False),
        pa.field("sentence", INT, nullable=False),
        pa.field("concept", TEXT, nullable=False),
        pa.field("stance", TEXT, nullable=False),
        pa.field("mentions", INT, nullable=False),
    ]
)
"""Schema of what `tally_sentences` returns: one row a sentence and concept."""

SENTENCE_VALUES = pa.schema(
    [
        pa.field("doc_id", TEXT, nullable=False),
        pa.field("sentence", INT, nullable=False),
        pa.field("concept", TEXT, nullable=False),
        pa.field("facet", TEXT, nullable=False),
        pa.field("value", TEXT, nullable=False),
        pa.field("mentions", INT, nullable=False),
    ]
)
"""Schema of what `tally_sentence_values` returns: one row a sentence, concept and value."""

FacetValue = tuple[str, str, str]
"""Concept, facet and value."""


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
    found = _find(sentences, mentions, names)
    if found is None:
        return TALLIES.empty_table()
    cells, counts = _count(found, found.document * len(names) + found.concept, found.every)
    if not len(cells):
        return TALLIES.empty_table()
    columns: list[Any] = [
        found.documents.take(pa.array(cells // len(names))),
        pa.array(names, TEXT).take(pa.array(cells % len(names))),
        *counts.T.astype(np.int32),
    ]
    return pa.Table.from_arrays([pa.array(column) for column in columns], schema=TALLIES)


def tally_facets(
    sentences: pa.Table, mentions: pa.Table, *, values: Sequence[FacetValue]
) -> pa.Table:
    """Count the mentions of each document by concept, value of a facet, and stance.

    Mentions count as in `tally`; one with two values of a facet counts in both, one with none in
    neither.

    Parameters
    ----------
    sentences, mentions
        As in `tally`; ``mentions`` with a column for each facet, of texts or lists of texts.
    values
        Which to count; others are left out.

    Returns
    -------
    pa.Table
        Schema `FACET_TALLIES`, sorted by document, concept, facet and value; without empty rows.
    """
    wanted = sorted(set(values))
    names = sorted({concept for concept, _, _ in wanted})
    found = _find(sentences, mentions, names)
    if found is None:
        return FACET_TALLIES.empty_table()
    mention, place = _valued(found, mentions, wanted)
    cell, counts = _count(found, found.document[mention] * len(wanted) + place, mention)
    if not len(cell):
        return FACET_TALLIES.empty_table()
    which_value = pa.array(cell % len(wanted))
    columns: list[Any] = [
        found.documents.take(pa.array(cell // len(wanted))),
        *(pa.array(part, TEXT).take(which_value) for part in zip(*wanted, strict=True)),
        *counts.T.astype(np.int32),
    ]
    return pa.Table.from_arrays([pa.array(column) for column in columns], schema=FACET_TALLIES)


def tally_sentences(
    sentences: pa.Table, mentions: pa.Table, *, concepts: Sequence[str]
) -> pa.Table:
    """Count the mentions of each sentence that count by its stance, by concept.

    They add up to the stances of `tally`, whose parameters these are.

    Returns
    -------
    pa.Table
        Schema `SENTENCE_TALLIES`, sorted by document, sentence and concept; without empty rows.
    """
    names = sorted(set(concepts))
    found = _find(sentences, mentions, names)
    if found is None:
        return SENTENCE_TALLIES.empty_table()
    coded = np.flatnonzero((found.stance >= 0) & found.speaks)
    columns = [each[coded] for each in (found.document, found.sentence, found.concept)]
    cells, first, counts = np.unique(
        np.stack(columns), axis=1, return_index=True, return_counts=True
    )
    return pa.Table.from_arrays(
        [
            found.documents.take(pa.array(cells[0])),
            pa.array(cells[1].astype(np.int32)),
            pa.array(names, TEXT).take(pa.array(cells[2])),
            pa.array(STANCES, TEXT).take(pa.array(found.stance[coded][first])),
            pa.array(counts.astype(np.int32)),
        ],
        schema=SENTENCE_TALLIES,
    )


def tally_sentence_values(
    sentences: pa.Table, mentions: pa.Table, *, values: Sequence[FacetValue]
) -> pa.Table:
    """Count the mentions of each sentence that count by its stance, by value of a facet.

    They add up to the stances of `tally_facets`, whose parameters these are.

    Returns
    -------
    pa.Table
        Schema `SENTENCE_VALUES`, sorted by document, sentence and value; without empty rows.
    """
    wanted = sorted(set(values))
    found = _find(sentences, mentions, sorted({concept for concept, _, _ in wanted}))
    if found is None:
        return SENTENCE_VALUES.empty_table()
    mention, place = _valued(found, mentions, wanted)
    counts = ((found.stance >= 0) & found.speaks)[mention]
    mention, place = mention[counts], place[counts]
    columns = np.stack([found.document[mention], found.sentence[mention], place])
    cells, many = np.unique(columns, axis=1, return_counts=True)
    which = pa.array(cells[2])
    return pa.Table.from_arrays(
        [
            found.documents.take(pa.array(cells[0])),
            pa.array(cells[1].astype(np.int32)),
            *(pa.array(part, TEXT).take(which) for part in zip(*wanted, strict=True)),
            pa.array(many.astype(np.int32)),
        ],
        schema=SENTENCE_VALUES,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """Mentions of the concepts sought in the concept sense; arrays are as long as each other.

    Attributes
    ----------
    documents
        The doc_ids, sorted; ``document`` is a position in them.
    rows
        Which rows of ``mentions``.
    stance
        Position in `STANCES`, -1 where the sentence is not coded.
    own
        Whether it is a use of a word of its own, not one carried to a list item.
    speaks
        Whether it counts by its stance, and not through its items.
    """

    documents: pa.Array
    rows: NDArray[np.int64]
    document: NDArray[np.int64]
    concept: NDArray[np.int64]
    sentence: NDArray[np.int64]
    stance: NDArray[np.int64]
    own: NDArray[np.bool_]
    speaks: NDArray[np.bool_]

    @property
    def every(self) -> NDArray[np.int64]:
        """All of them, by position."""
        return np.arange(len(self.rows))


def _find(sentences: pa.Table, mentions: pa.Table, names: Sequence[str]) -> _Found | None:
    concept = codes(mentions["concept"], pa.array(names, TEXT))
    wanted = (concept >= 0) & (codes(mentions["sense"], pa.array([Sense.CONCEPT.value])) == 0)
    if not wanted.any():
        return None
    documents = pc.unique(_flat(mentions["doc_id"]))
    documents = documents.take(pc.array_sort_indices(documents))
    document = codes(mentions["doc_id"], documents)[wanted]
    sentence = _whole(mentions["sentence"])[wanted]
    own, speaks = _spoken(mentions, document, wanted)
    return _Found(
        documents=documents,
        rows=np.flatnonzero(wanted),
        document=document,
        concept=concept[wanted],
        sentence=sentence,
        stance=_stances(sentences, documents, document, sentence),
        own=own,
        speaks=speaks,
    )


def _count(
    found: _Found, cell: NDArray[np.int64], mention: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cells that hold anything, sorted, and shape (cells, `COUNTS`).

    ``cell`` says where each mention counts; ``mention`` is its position in ``found``.
    """
    cells, place = np.unique(cell, return_inverse=True)
    own, stance = found.own[mention], found.stance[mention]
    counts = np.zeros((len(cells), len(COUNTS)), dtype=np.int64)
    distinct = np.unique(np.stack([place[own], found.sentence[mention][own]]), axis=1)[0]
    counts[:, 0] = np.bincount(distinct, minlength=len(cells))
    counts[:, 1] = np.bincount(place[own], minlength=len(cells))
    coded = (stance >= 0) & found.speaks[mention]
    by_stance = np.bincount(
        place[coded] * len(STANCES) + stance[coded], minlength=len(cells) * len(STANCES)
    )
    counts[:, 2:] = by_stance.reshape(len(cells), len(STANCES))
    filled = counts.any(axis=1)
    return cells[filled], counts[filled]


def _valued(
    found: _Found, mentions: pa.Table, wanted: Sequence[FacetValue]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every value sought of every mention found: position of the mention, and of the value."""
    names = sorted({concept for concept, _, _ in wanted})
    of, places = [], []
    for facet in sorted({facet for _, facet, _ in wanted}):
        mention, value = _flat_values(mentions[facet].combine_chunks().take(pa.array(found.rows)))
        known = sorted({value for _, name, value in wanted if name == facet})
        which = np.full((len(names), len(known) + 1), -1, dtype=np.int64)
        for position, (concept, name, text) in enumerate(wanted):
            if name == facet:
                which[names.index(concept), known.index(text)] = position
        # A value that is not sought has code -1, which is the last column.
        place = which[found.concept[mention], codes(value, pa.array(known, TEXT))]
        of.append(mention[place >= 0])
        places.append(place[place >= 0])
    return np.concatenate(of), np.concatenate(places)


def _flat_values(column: pa.Array) -> tuple[NDArray[np.int64], pa.ChunkedArray]:
    """Row and value of everything in a column of texts or of lists of texts."""
    if pa.types.is_list(column.type):
        rows = np.asarray(pc.list_parent_indices(column), dtype=np.int64)
        return rows, pa.chunked_array([pc.list_flatten(column)])
    return np.arange(len(column)), pa.chunked_array([column])


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
