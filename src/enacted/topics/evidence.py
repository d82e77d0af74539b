"""Which topics carry which concept, how much of it is talk, plan or deed, and where it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from enacted.tables.schema import TOPIC_CONCEPTS, TOPIC_STRUCTURE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from enacted.topics.describe import Description

STANCES = ("talk", "plan", "deed")
EVIDENCE = pa.schema(
    [
        pa.field("doc_id", pa.string()),
        pa.field("sentence", pa.int32()),
        pa.field("concept", pa.string()),
        pa.field("stance", pa.string()),
        pa.field("counted", pa.bool_()),
    ]
)
"""A row a mention in the concept sense, with the stance of its sentence or null.

``counted`` is false for one that a list item shares with the sentence that introduces the list: it
has a stance, but is no further mention."""

_EXAMPLES = 3
# A passage shows a topic from this share on.
_LEAST_SHARE = 0.1
# A topic carries a concept where it has more of its mentions than of the words, and one at least.
_LEAST_LIFT = 1.0
_LEAST_MENTIONS = 1.0


class Carried:
    """Mentions in the passages of a description.

    Parameters
    ----------
    evidence
        Schema `EVIDENCE`. Mentions outside every passage count nowhere.
    """

    def __init__(self, description: Description, evidence: pa.Table) -> None:
        self._about = description
        self._place = _places(description.passages, description.document, evidence)
        self._concept = np.array(evidence["concept"].to_pylist(), dtype=object)
        self._stance = np.array(evidence["stance"].to_pylist(), dtype=object)
        self._names = sorted({name for name in self._concept if name})
        self._counted = np.array(evidence["counted"].to_pylist(), dtype=np.bool_)
        self._counts = {
            (concept, stance): self._expected(concept, stance)
            for concept in self._names
            for stance in ("", *STANCES)
        }
        self._lift = {concept: self._lifted(concept) for concept in self._names}

    def concepts(self) -> pa.Table:
        """The table ``topic_concepts``."""
        rows: list[dict[str, Any]] = []
        for topic, number in enumerate(self._about.fitted.numbers):
            for concept in self._names:
                mentions = self._counts[concept, ""]
                row: dict[str, Any] = {
                    "topic": number,
                    "concept": concept,
                    "mentions": round(float(mentions[topic]), 4),
                    "share": round(float(mentions[topic] / max(mentions.sum(), 1e-12)), 6),
                    "lift": round(float(self._lift[concept][topic]), 4),
                }
                stances = {name: float(self._counts[concept, name][topic]) for name in STANCES}
                total = sum(stances.values())
                for name, count in stances.items():
                    row[name] = round(count, 4)
                    row[f"{name}_share"] = round(count / total, 6) if total > 1e-6 else None
                rows.append(row)
        return pa.Table.from_pylist(rows, schema=TOPIC_CONCEPTS.schema())

    def structure(
        self, quote: Callable[[Sequence[tuple[str, int, int]]], list[str]] | None
    ) -> pa.Table:
        """The table ``topic_structure`` (after Gioia, Corley and Hamilton 2013).

        Under each concept the topics that carry it, and of each the passages with most of the
        topic among those that mention the concept; topics without a concept stand by themselves.

        Parameters
        ----------
        quote
            Text of passages by document, first and last sentence; without it the text is empty.
        """
        rows: list[dict[str, Any]] = []
        places: list[int] = []
        for concept in ["", *self._names]:
            held = self._held(concept)
            for topic, number in enumerate(self._about.fitted.numbers):
                lift = self._lift[concept][topic] if concept else 0.0
                if not self._carries(concept, topic):
                    continue
                shares = self._about.shares[:, topic].astype(np.float64)
                shown = shares >= _LEAST_SHARE
                scores = np.where(shown & (held > 0), shares, 0.0) if concept else shares
                for rank, place in enumerate(self._about.highest(scores, _EXAMPLES), start=1):
                    name, passage = self._about.name_of(place)
                    rows.append(
                        {
                            "concept": concept,
                            "topic": number,
                            "label": self._about.labels[topic],
                            "lift": round(float(lift), 4),
                            "rank": rank,
                            "doc_id": name,
                            "passage": passage,
                            "page": self._about.passages["page"][place].as_py(),
                            "share": round(float(shares[place]), 6),
                            "mentions": int(held[place]),
                        }
                    )
                    places.append(place)
        texts = quote(self._spans(places)) if quote and places else [""] * len(rows)
        for row, text in zip(rows, texts, strict=True):
            row["text"] = text
        return pa.Table.from_pylist(rows, schema=TOPIC_STRUCTURE.schema())

    def _carries(self, concept: str, topic: int) -> bool:
        if concept:
            return bool(
                self._lift[concept][topic] > _LEAST_LIFT
                and self._counts[concept, ""][topic] >= _LEAST_MENTIONS
            )
        return not any(self._carries(name, topic) for name in self._names)

    def _expected(self, concept: str, stance: str) -> NDArray[np.float64]:
        """Mentions that fall to each topic: of a stance, or all that count."""
        mine = (self._place >= 0) & (self._concept == concept)
        mine &= self._stance == stance if stance else self._counted
        found: NDArray[np.float64] = (
            self._about.shares[self._place[mine]].astype(np.float64).sum(axis=0)
        )
        return found

    def _held(self, concept: str) -> NDArray[np.int64]:
        """Mentions of a concept in each passage."""
        mine = self._place[(self._place >= 0) & (self._concept == concept) & self._counted]
        return np.bincount(mine, minlength=len(self._about.shares))

    def _lifted(self, concept: str) -> NDArray[np.float64]:
        mentions = self._counts[concept, ""]
        share = mentions / max(mentions.sum(), 1e-12)
        lifted: NDArray[np.float64] = share / np.maximum(self._about.share, 1e-6)
        return lifted

    def _spans(self, places: list[int]) -> list[tuple[str, int, int]]:
        table = self._about.passages.take(pa.array(places, pa.int64()))
        columns = (
            table[name].to_pylist() for name in ("doc_id", "first_sentence", "last_sentence")
        )
        return list(zip(*columns, strict=True))


def _places(
    passages: pa.Table, document: NDArray[np.int64], evidence: pa.Table
) -> NDArray[np.int64]:
    """Place of the passage that each mention stands in, or -1."""
    names = passages["doc_id"].to_pylist()
    number = dict(zip(names, document.tolist(), strict=True))
    owner = np.array([number.get(name, -1) for name in evidence["doc_id"].to_pylist()], np.int64)
    first = passages["first_sentence"].to_numpy().astype(np.int64)
    last = passages["last_sentence"].to_numpy().astype(np.int64)
    sentence = evidence["sentence"].to_numpy().astype(np.int64)
    if not len(first) or not len(sentence):
        return np.full(len(sentence), -1, dtype=np.int64)
    base = int(max(last.max(), sentence.max())) + 2
    code = document * base + first
    order = np.argsort(code, kind="stable")
    place = np.searchsorted(code[order], owner * base + sentence, side="right") - 1
    found = order[np.maximum(place, 0)]
    fits = (place >= 0) & (owner >= 0) & (document[found] == owner) & (sentence <= last[found])
    result: NDArray[np.int64] = np.where(fits, found, -1)
    return result
