"""Hand codes of a random sample beside the machine's, for concepts and for values of facets."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enacted.tables.schema import TEXT
from enacted.trends.counts import STANCES, codes, tally_sentence_values, tally_sentences
from enacted.types import Sense

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from enacted.trends.counts import FacetValue

CLASSES = (*STANCES, "outside")
"""Stances, and mentions that are none of what a row counts: of another sense or another value."""

_OUTSIDE = len(STANCES)
_STANCE = np.eye(len(CLASSES))


@dataclass(frozen=True, slots=True)
class Coded:
    """Coded sentences that use a concept.

    Attributes
    ----------
    doc_id
        The document of each.
    machine, hand
        Shape (sentences, `CLASSES`): parts, each row summing to 1. Where coders differ the hand
        code is split between them.
    weight
        Shape (sentences,): mentions over the probability with which the sentence was coded.
    """

    doc_id: list[str]
    machine: NDArray[np.float64]
    hand: NDArray[np.float64]
    weight: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.doc_id)

    @property
    def within(self) -> int:
        """Sentences that hand or machine counts in the row."""
        return int(((self.hand[:, _OUTSIDE] < 1) | (self.machine[:, _OUTSIDE] < 1)).sum())

    def documents(self, doc_ids: pa.ChunkedArray) -> NDArray[np.int64]:
        """Position of each one's document among ``doc_ids``; -1 where it is not there."""
        return codes(pa.chunked_array([pa.array(self.doc_id, TEXT)]), doc_ids.combine_chunks())


class HandCodes:
    """Hand codes of a random sample, with the mentions that the machine found in its sentences.

    Parameters
    ----------
    hand
        The table ``codes``. Codes of sentences that were not drawn at random are left alone.
    sentences, mentions
        As `enacted.trends.counts.tally` takes them, of the documents with codes at least.
        ``mentions`` has a column for every facet that is asked for.
    concepts
        Concepts to look at.
    """

    def __init__(
        self, hand: pa.Table, sentences: pa.Table, mentions: pa.Table, *, concepts: Sequence[str]
    ) -> None:
        self._coders: defaultdict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
        drawn = hand.filter(pc.and_(pc.is_valid(hand["inclusion"]), pc.is_valid(hand["sentence"])))
        for row in drawn.to_pylist():
            self._coders[row["doc_id"], row["sentence"]].append(row)
        ids = pa.array(sorted({doc_id for doc_id, _ in self._coders}), TEXT)
        self._tables = [
            table.filter(pc.is_in(table["doc_id"], ids)) for table in (sentences, mentions)
        ]
        self._concepts = sorted(set(concepts))
        self._used: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        if self._coders:
            for row in tally_sentences(*self._tables, concepts=self._concepts).to_pylist():
                if (row["doc_id"], row["sentence"]) in self._coders:
                    self._used[row["concept"]].append(row)

    def of_concepts(self) -> Iterator[tuple[tuple[str, ...], Coded]]:
        """Coded sentences of each concept that has any; by concept."""
        for concept in self._concepts:
            found = self._coded(concept, self._used[concept])
            if found is not None:
                yield (concept,), found

    def of_values(self, values: Sequence[FacetValue]) -> Iterator[tuple[tuple[str, ...], Coded]]:
        """Coded sentences of each concept, by concept, facet and value; where the facet was coded.

        A mention without the value is outside, whoever says so.
        """
        asked = sorted({value for value in values if self._was_coded(value[1])})
        if not asked:
            return
        table = tally_sentence_values(*self._tables, values=asked)
        having: dict[tuple[Any, ...], int] = {
            (row["concept"], row["facet"], row["value"], row["doc_id"], row["sentence"]): row[
                "mentions"
            ]
            for row in table.to_pylist()
        }
        for concept, facet, value in asked:
            found = self._coded(concept, self._used[concept], facet, value, having)
            if found is not None:
                yield (concept, facet, value), found

    def _was_coded(self, facet: str) -> bool:
        return any(_has(row, facet) for rows in self._coders.values() for row in rows)

    def _coded(
        self,
        concept: str,
        used: Iterable[dict[str, Any]],
        facet: str = "",
        value: str = "",
        having: dict[tuple[Any, ...], int] | None = None,
    ) -> Coded | None:
        share = self._facet_coded(facet) if facet else {}
        doc_ids, machine, hand, weight = [], [], [], []
        for row in used:
            place = (row["doc_id"], row["sentence"])
            coders = [code for code in self._coders[place] if not facet or _has(code, facet)]
            if not coders:
                continue
            part = 1.0
            if having is not None:
                key = (concept, facet, value, *place)
                part = having.get(key, 0) / row["mentions"]
            doc_ids.append(row["doc_id"])
            machine.append(
                part * _STANCE[STANCES.index(row["stance"])] + (1 - part) * _STANCE[_OUTSIDE]
            )
            hand.append(np.mean([_class(code, concept, facet, value) for code in coders], axis=0))
            inclusion = coders[0]["inclusion"] * share.get(coders[0]["stratum"], 1.0)
            weight.append(row["mentions"] / inclusion)
        if not doc_ids:
            return None
        return Coded(doc_ids, np.stack(machine), np.stack(hand), np.array(weight))

    def _facet_coded(self, facet: str) -> dict[str, float]:
        """Of each stratum's coded sentences those that a coder looked at for a facet."""
        coded: defaultdict[str, list[bool]] = defaultdict(list)
        for rows in self._coders.values():
            coded[rows[0]["stratum"]].append(any(_has(row, facet) for row in rows))
        return {stratum: sum(each) / len(each) for stratum, each in coded.items()}


def sense_of(text: str, concept: str) -> str:
    """Sense of a concept's mentions, from the column ``sense`` of the table ``codes``.

    >>> sense_of("coproduction: concept; equality: name", "equality")
    'name'
    >>> sense_of("", "equality")
    'concept'
    """
    if not text:
        return Sense.CONCEPT.value
    for part in text.split("; "):
        name, _, sense = part.rpartition(": ")
        if name in {"", concept}:
            return sense
    return Sense.CONCEPT.value


def _has(code: dict[str, Any], facet: str) -> bool:
    return any(each.startswith(f"{facet}=") for each in code.get("facets") or ())


def _class(code: dict[str, Any], concept: str, facet: str, value: str) -> NDArray[np.float64]:
    """Where a coder puts the mentions of a sentence."""
    meant = sense_of(code.get("sense") or "", concept) == Sense.CONCEPT
    if not meant or (facet and f"{facet}={value}" not in code["facets"]):
        outside: NDArray[np.float64] = _STANCE[_OUTSIDE]
        return outside
    stance: NDArray[np.float64] = _STANCE[STANCES.index(code["stance"])]
    return stance
