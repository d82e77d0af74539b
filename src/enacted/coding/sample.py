"""A random sample of sentences to be coded by hand, with the probability of each to be in it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from enacted.errors import UsageError
from enacted.tables.schema import INT, SHARE, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from enacted.coding.frame import Frame

SAMPLE = pa.schema(
    [
        pa.field("doc_id", TEXT, nullable=False),
        pa.field("sentence", INT, nullable=False),
        pa.field("page", INT, nullable=False),
        pa.field("document", TEXT, nullable=False),
        pa.field("year", TEXT, nullable=False),
        pa.field("section", TEXT, nullable=False),
        pa.field("lead_in", TEXT, nullable=False),
        pa.field("before", TEXT, nullable=False),
        pa.field("text", TEXT, nullable=False),
        pa.field("after", TEXT, nullable=False),
        pa.field("concepts", TEXT, nullable=False),
        pa.field("stratum", TEXT, nullable=False),
        pa.field("size", INT, nullable=False),
        pa.field("drawn", INT, nullable=False),
        pa.field("inclusion", SHARE, nullable=False),
    ]
)
"""One row a sentence, in random order: strata take turns, so that the first rows of a sample are a
smaller sample. ``size`` and ``drawn`` are the sentences of the stratum and those drawn of them,
``inclusion`` the one over the other."""


def draw(
    frame: Frame,
    documents: pa.Table,
    sentences: pa.Table,
    *,
    n: int,
    seed: int,
    earlier: frozenset[tuple[str, int]] = frozenset(),
) -> pa.Table:
    """Draw about the same number of sentences from every stratum, without replacement.

    Every sentence has a number of its own that seed and place alone decide, and a stratum gives
    those with the lowest (permanent random numbers; Ohlsson 1995). So a larger sample holds the
    smaller one of the same seed, and probabilities are those of one draw.

    Parameters
    ----------
    frame
        From `enacted.coding.frame`.
    documents, sentences
        The tables it was made from.
    n
        Sentences to draw. Strata that have fewer than their part leave the rest to the others.
    earlier
        Sentences drawn before, as ``doc_id`` and number. A stratum gives at least as many as hold
        those of them that are still there.

    Returns
    -------
    pa.Table
        Schema `SAMPLE`.

    Raises
    ------
    UsageError
        Where there is nothing to draw from.
    """
    if not frame.rows:
        raise UsageError("there is no sentence to draw: none uses a concept and is coded")
    doc_ids = sentences["doc_id"].to_pylist()
    numbers = sentences["sentence"].to_pylist()
    members: defaultdict[str, list[tuple[bytes, int]]] = defaultdict(list)
    for place, (row, stratum) in enumerate(zip(frame.rows, frame.strata, strict=True)):
        name = f"{seed}:{doc_ids[row]}:{numbers[row]}".encode()
        members[stratum].append((hashlib.blake2b(name, digest_size=8).digest(), place))
    for each in members.values():
        each.sort()
    counts = allocate({stratum: len(each) for stratum, each in members.items()}, n)
    drawn: list[tuple[int, bytes, int, int]] = []
    for stratum, each in members.items():
        count = counts[stratum]
        for rank, (_, place) in enumerate(each):
            row = frame.rows[place]
            if rank >= count and (doc_ids[row], numbers[row]) in earlier:
                count = rank + 1
        drawn.extend(
            (rank, number, place, count) for rank, (number, place) in enumerate(each[:count])
        )
    drawn.sort()
    told = _told(documents)
    shown = _Shown(sentences)
    rows = []
    for _, _, place, count in drawn:
        size = len(members[frame.strata[place]])
        rows.append(
            {
                **shown.row(frame.rows[place]),
                **told[doc_ids[frame.rows[place]]],
                "concepts": ", ".join(frame.concepts[place]),
                "stratum": frame.strata[place],
                "size": size,
                "drawn": count,
                "inclusion": round(count / size, 9),
            }
        )
    return pa.Table.from_pylist(rows, schema=SAMPLE)


def allocate(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """Deal ``n`` out to strata, as evenly as their sizes allow; no stratum loses as ``n`` grows.

    >>> allocate({"a": 2, "b": 9, "c": 9}, 12)
    {'a': 2, 'b': 5, 'c': 5}
    """
    counts: dict[str, int] = {}
    left = n
    # The smallest first: what they cannot take goes to the others. Of equals the first by name gets
    # one more where the deal does not come out even.
    order = sorted(sizes, key=lambda stratum: (sizes[stratum], stratum))
    for place, stratum in enumerate(order):
        part = -(-left // (len(order) - place))
        counts[stratum] = min(sizes[stratum], part)
        left -= counts[stratum]
    return counts


class _Shown:
    """What a coder sees of a sentence."""

    _NAMES = ("doc_id", "sentence", "page", "section", "lead_in", "text")

    def __init__(self, sentences: pa.Table) -> None:
        self._table = sentences.select(self._NAMES)
        self._doc_ids = sentences["doc_id"]

    def row(self, row: int) -> dict[str, Any]:
        values: dict[str, Any] = self._table.slice(row, 1).to_pylist()[0]
        return {**values, "before": self._beside(row, -1), "after": self._beside(row, 1)}

    def _beside(self, row: int, step: int) -> str:
        """Text of a neighbour of the same document."""
        other = row + step
        if not 0 <= other < len(self._doc_ids) or self._doc_ids[other] != self._doc_ids[row]:
            return ""
        text: str = self._table["text"][other].as_py()
        return text


def _told(documents: pa.Table) -> dict[str, dict[str, str]]:
    return {
        row["doc_id"]: {
            "document": row["title"] or row["path"],
            "year": "" if row["year"] is None else str(row["year"]),
        }
        for row in documents.select(["doc_id", "title", "path", "year"]).to_pylist()
    }


def drawn_before(sample: pa.Table | None) -> frozenset[tuple[str, int]]:
    """Sentences of a sample, as ``doc_id`` and number."""
    if sample is None:
        return frozenset()
    keys: Sequence[list[Any]] = [sample[name].to_pylist() for name in ("doc_id", "sentence")]
    return frozenset(zip(*keys, strict=True))
