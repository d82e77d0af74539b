"""Follow-through: commitments beside later sentences of their series that are like them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from enacted.tables.schema import FOLLOW_THROUGH
from enacted.trends.likeness import Likeness, Subject, subject_of
from enacted.trends.shares import with_text
from enacted.types import Kind, Stance, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

COLUMNS = ("doc_id", "sentence", "kind", "section", "text", "status", "stance")
"""Columns of ``sentences`` that follow-through reads."""

BEST = 3
"""Later sentences kept of a commitment at the most."""

LEAST = 0.2
"""Score below which two sentences share no more than a manner of speaking."""

_FEWEST_TERMS = 4
"""Different terms that a sentence has at the least: fewer are a label, not a statement."""

_FEWEST_SHARED = 2
"""Telling terms or names that a pair shares at the least."""

_RESTATED = 0.8
_RESTATED_AS = {
    Status.COMMITMENT.value: 0.6,
    Status.PROPOSAL.value: 0.6,
    Status.PRACTICE.value: 0.95,
}
"""Likeness from which a later sentence says the commitment again: a plan is taken for the same plan
sooner than others, and what was done is told in the words in which it was promised."""

_BOILERPLATE = 3
"""A sentence that stands as often in a series, word for word, speaks of no one commitment."""

_WORTH = {Status.PRACTICE.value: 1.0, Status.FINDING.value: 0.9, None: 0.8}
"""What a later sentence that is as like is worth: what was done before what was said."""

_HEADINGS = 2
"""Headings, of those above a sentence, that tell what it is about."""

_WORTH_OTHER = 0.5
_WORTH_RESTATED = 0.25


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that says enough to be compared; ``document`` is a position in its series."""

    document: int
    sentence: int
    status: str | None
    stance: str | None
    committed: bool
    subject: Subject


def follow_through(documents: pa.Table, read: Callable[[Sequence[str]], pa.Table]) -> pa.Table:
    """Each concrete commitment beside the later sentences of its series that are most like it.

    A commitment is a sentence coded as a concrete commitment, or a row of an action table that is
    a plan. Sentences are compared by cosine over TF-IDF of their stems, names, abbreviations and
    numbers, with the headings above them at half weight (vector space model: Salton, Wong and
    Yang 1975; gensim's `SparseMatrixSimilarity`); terms are weighed within the series. The score
    is that likeness times what the later sentence is worth as evidence: a practice before a
    finding, a sentence that was not coded, another statement and, last, the commitment said again.

    Parameters
    ----------
    documents
        The table ``documents``. Without a series or a date a document plays no part.
    read
        Gives the sentences of some documents, with `COLUMNS`.

    Returns
    -------
    pa.Table
        Schema of the table ``follow_through``, sorted by its key: at most `BEST` rows a
        commitment, of a score of `LEAST` or more.
    """
    rows: list[dict[str, Any]] = []
    for name, own in sorted(_series(documents).items()):
        sentences = list(_compared(own, read([row["doc_id"] for row in own])))
        rows += _pairs(name, own, sentences)
    table = pa.Table.from_pylist(rows, schema=FOLLOW_THROUGH.schema())
    return table.sort_by([(name, "ascending") for name in FOLLOW_THROUGH.key]).combine_chunks()


def is_later(one: str, other: str) -> bool:
    """Whether a date, cut to its precision, is surely after another.

    >>> is_later("2013-05", "2012"), is_later("2013-05", "2013")
    (True, False)
    """
    length = min(len(one), len(other))
    return one[:length] > other[:length]


def _series(documents: pa.Table) -> dict[str, list[dict[str, Any]]]:
    """Documents of each series in which one is later than another, oldest first."""
    rows = with_text(documents).select(["doc_id", "series", "date", "year"]).to_pylist()
    dated = [row for row in rows if row["series"].strip() and row["year"] is not None]
    dated.sort(key=lambda row: (row["series"], row["date"], row["doc_id"]))
    found = {name: list(own) for name, own in groupby(dated, key=lambda row: row["series"])}
    return {name: own for name, own in found.items() if is_later(own[-1]["date"], own[0]["date"])}


def _compared(own: Sequence[dict[str, Any]], table: pa.Table) -> Iterator[_Sentence]:
    """Sentences that say enough, but for those that stand word for word all over the series."""
    place = {row["doc_id"]: position for position, row in enumerate(own)}
    rows = table.select(list(COLUMNS)).to_pylist()
    subjects = [subject_of(row["text"]) for row in rows]
    often = Counter(subject.terms for subject in subjects)
    for row, subject in zip(rows, subjects, strict=True):
        if len(set(subject.terms)) < _FEWEST_TERMS or often[subject.terms] > _BOILERPLATE:
            continue
        plan = row["stance"] == Stance.PLAN.value
        yield _Sentence(
            document=place[row["doc_id"]],
            sentence=row["sentence"],
            status=row["status"],
            stance=row["stance"],
            committed=plan
            and (row["status"] == Status.COMMITMENT.value or row["kind"] == Kind.TABLE_ROW.value),
            subject=subject.under(subject_of(". ".join(row["section"].split(" > ")[-_HEADINGS:]))),
        )


def _pairs(
    name: str, own: Sequence[dict[str, Any]], sentences: Sequence[_Sentence]
) -> Iterator[dict[str, Any]]:
    """Rows of one series."""
    commitments = [place for place, each in enumerate(sentences) if each.committed]
    if not commitments:
        return
    likeness = Likeness([each.subject for each in sentences])
    documents = np.array([each.document for each in sentences])
    # Position of the first document that is later than each one; they stand in order of date.
    after = np.array(
        [
            next((i for i, row in enumerate(own) if is_later(row["date"], each["date"])), len(own))
            for each in own
        ]
    )
    worth = np.array([_WORTH.get(each.status, _WORTH_OTHER) for each in sentences])
    restated = np.array([_RESTATED_AS.get(each.status or "", _RESTATED) for each in sentences])
    for place, (like, how) in zip(commitments, likeness.of(commitments), strict=True):
        commitment = sentences[place]
        later = documents[like] >= after[commitment.document]
        others, values = like[later], how[later]
        again = values >= restated[others]
        score = values * np.where(again, np.minimum(worth[others], _WORTH_RESTATED), worth[others])
        kept = _best(commitment, sentences, others, score, likeness)
        for rank, best in enumerate(kept, start=1):
            other = sentences[others[best]]
            yield {
                "doc_id": own[commitment.document]["doc_id"],
                "sentence": commitment.sentence,
                "rank": rank,
                "series": name,
                "later_doc_id": own[other.document]["doc_id"],
                "later_sentence": other.sentence,
                "later_stance": other.stance,
                "later_status": other.status,
                "score": round(float(score[best]), 4),
                "likeness": round(float(values[best]), 4),
                "shared": likeness.shared(commitment.subject, other.subject),
                "restated": bool(again[best]),
                "years_between": own[other.document]["year"] - own[commitment.document]["year"],
            }


def _best(
    commitment: _Sentence,
    sentences: Sequence[_Sentence],
    others: NDArray[np.int64],
    score: NDArray[np.float64],
    likeness: Likeness,
) -> list[int]:
    """Positions in ``others`` of the best, the best first; equals in the order of the series."""
    kept: list[int] = []
    telling = likeness.telling(commitment.subject)
    if len(telling) < _FEWEST_SHARED:
        return kept
    said = set()
    for place in np.lexsort((others, -np.round(score, 6))).tolist():
        if score[place] < LEAST or len(kept) == BEST:
            break
        subject = sentences[others[place]].subject
        # What reports say again every year is told once, as it was said first.
        if subject.terms in said:
            continue
        if len(telling & likeness.telling(subject)) >= _FEWEST_SHARED:
            said.add(subject.terms)
            kept.append(place)
    return kept
