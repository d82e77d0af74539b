"""The sentences that a sample is drawn from, in strata."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from enacted.errors import UsageError
from enacted.types import Sense

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pyarrow as pa

CONCEPT, PERIOD, STANCE = "concept", "period", "stance"
UNKNOWN = "unknown"
JOINED = " | "
"""Between the parts of a stratum's name."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Sentences that use a concept and that the machine coded.

    Attributes
    ----------
    rows
        Their rows in the table ``sentences``.
    concepts
        Concepts that each uses, by name.
    strata
        Stratum of each.
    """

    rows: list[int]
    concepts: list[tuple[str, ...]]
    strata: list[str]


def frame(
    documents: pa.Table,
    sentences: pa.Table,
    mentions: pa.Table,
    *,
    by: Sequence[str],
    period: Callable[[int | None], str],
) -> Frame:
    """Find the sentences whose stance counts, and the stratum of each.

    A sentence is in one stratum. One that uses several concepts stands with the one that fewest
    sentences use, so that rare concepts get their share of codes.

    Parameters
    ----------
    documents, sentences, mentions
        The tables of a snapshot.
    by
        What strata are made by: ``concept``, ``period``, ``stance`` (as the machine coded it), or
        a text column of ``documents``.
    period
        Period of a year.

    Raises
    ------
    UsageError
        For a name that is none of these.
    """
    known = [CONCEPT, PERIOD, STANCE, *_groupings(documents)]
    for name in by:
        if name not in known:
            raise UsageError(
                f"cannot draw by {name!r}: there are {', '.join(known)}; join several with commas"
            )
    used = _used(mentions)
    stances = sentences["stance"].to_pylist()
    rows: list[int] = []
    concepts: list[tuple[str, ...]] = []
    keys = zip(sentences["doc_id"].to_pylist(), sentences["sentence"].to_pylist(), strict=True)
    for row, key in enumerate(keys):
        if stances[row] is not None and key in used:
            rows.append(row)
            concepts.append(tuple(sorted(used[key])))
    frequency = Counter(name for names in concepts for name in names)
    described = _described(documents, by, period)
    of_document = sentences["doc_id"].to_pylist()
    strata = []
    for row, names in zip(rows, concepts, strict=True):
        values = dict(described[of_document[row]])
        values[CONCEPT] = min(names, key=lambda name: (frequency[name], name))
        values[STANCE] = stances[row]
        strata.append(JOINED.join(values[name] for name in by))
    return Frame(rows, concepts, strata)


def _used(mentions: pa.Table) -> Mapping[tuple[str, int], set[str]]:
    """Concepts that sentences use: items that complete a lead-in speak in its place."""
    mine = mentions.filter(pc.equal(mentions["sense"], Sense.CONCEPT.value))
    doc_ids, numbers, own, origins, names = (
        mine[name].to_pylist()
        for name in ("doc_id", "sentence", "mention", "carried_from", "concept")
    )
    completed = {
        (doc_id, origin) for doc_id, origin in zip(doc_ids, origins, strict=True) if origin >= 0
    }
    used: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for doc_id, number, mention, concept in zip(doc_ids, numbers, own, names, strict=True):
        if (doc_id, mention) not in completed:
            used[doc_id, number].add(concept)
    return used


def _groupings(documents: pa.Table) -> list[str]:
    return [
        field.name
        for field in documents.schema
        if str(field.type) == "string" and field.name not in {"doc_id", "path", "sha256", "detail"}
    ]


def _described(
    documents: pa.Table, by: Sequence[str], period: Callable[[int | None], str]
) -> dict[str, dict[str, str]]:
    """What strata are made by, of each document."""
    columns = [name for name in by if name not in {CONCEPT, PERIOD, STANCE}]
    described = {}
    for row in documents.select(["doc_id", "year", *columns]).to_pylist():
        values = {name: row[name] or UNKNOWN for name in columns}
        described[row["doc_id"]] = {**values, PERIOD: period(row["year"])}
    return described
