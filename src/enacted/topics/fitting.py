"""From passages to the tables on topics."""

from __future__ import annotations

from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from enacted.tables.schema import PASSAGE_TOPICS, TOPIC_TERMS, TOPIC_YEARS, TOPICS
from enacted.topics.diagnostics import best, exclusivity, frex, lift, npmi, overlap
from enacted.topics.model import TopicModel, topics_for
from enacted.topics.tokens import read_tokens
from enacted.topics.vocabulary import read_bags

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from numpy.typing import NDArray

    from enacted.settings import TopicSettings
    from enacted.topics.vocabulary import Bags

# Below these a model has nothing to go by.
_FEWEST_PASSAGES = 10
_FEWEST_TERMS = 20
_LEAST_SHARE = 0.01
_FEWEST_FOR_LIFT = 5
_LISTED_TERMS = 50
_REPRESENTATIVE = 5


@dataclass(frozen=True, slots=True)
class TopicTables:
    """The tables on topics.

    Attributes
    ----------
    note
        Why the tables are empty, or how the model differs from what was asked for; empty if
        neither.
    """

    topics: pa.Table = field(default_factory=TOPICS.schema().empty_table)
    topic_terms: pa.Table = field(default_factory=TOPIC_TERMS.schema().empty_table)
    passage_topics: pa.Table = field(default_factory=PASSAGE_TOPICS.schema().empty_table)
    topic_years: pa.Table = field(default_factory=TOPIC_YEARS.schema().empty_table)
    note: str = ""


def fit(
    passages: Callable[[], Iterable[pa.Table]],
    documents: pa.Table,
    *,
    settings: TopicSettings,
    keep: Collection[str] = (),
) -> TopicTables:
    """Fit a topic model to passages and say what its topics are.

    Passages are read once and kept as numbers in a temporary file; memory grows with the
    vocabulary and the number of passages, not with their text. The same passages and settings
    give the same tables, however many cores there are.

    Parameters
    ----------
    passages
        Gives tables in the schema of `enacted.topics.passages.passages`, those of a document
        together.
    documents
        Columns ``doc_id`` and ``year``.
    settings
        Topics, passes, seed. Topics are fewer than asked for where the corpus is too small.
    keep
        Terms that stay in the vocabulary whatever their frequency, such as those of concepts.
    """
    if not settings.enabled:
        return TopicTables(note="Topics are switched off.")
    with TemporaryFile() as words, TemporaryFile() as counts:
        source = read_tokens(passages(), words)
        bags = read_bags(source, counts, keep=keep)
        if len(bags) < _FEWEST_PASSAGES or len(bags.terms) < _FEWEST_TERMS:
            return TopicTables(
                note=f"No topics: the corpus has {len(bags)} passages with enough words and "
                f"{len(bags.terms)} terms; a model needs {_FEWEST_PASSAGES} and {_FEWEST_TERMS}."
            )
        asked = settings.k or topics_for(len(bags))
        k = max(1, min(asked, len(bags) // 3, len(bags.terms) // 5))
        model = TopicModel(bags, k=k, passes=settings.passes, seed=settings.seed)
        other = TopicModel(
            bags, k=k, passes=settings.passes, seed=settings.seed + 1, start="random"
        )
        shares = np.concatenate([each.astype(np.float32) for each in model.shares(bags)])
        result = _Result(
            bags, source.passages.take(pa.array(bags.rows)), model.terms(), other.terms(), shares
        )
        return TopicTables(
            topics=result.topics(),
            topic_terms=result.topic_terms(),
            passage_topics=result.passage_topics(),
            topic_years=result.topic_years(documents),
            note=f"{k} topics instead of {asked}: the corpus has only {len(bags)} passages with "
            f"enough words and {len(bags.terms)} terms."
            if k < asked
            else "",
        )


class _Result:
    """A fitted model, its topics in the order of their size.

    Parameters
    ----------
    terms, other
        Shape (topics, terms): probability of terms, and the same from another start.
    shares
        Shape (passages, topics).
    """

    def __init__(
        self,
        bags: Bags,
        passages: pa.Table,
        terms: NDArray[np.float64],
        other: NDArray[np.float64],
        shares: NDArray[np.float32],
    ) -> None:
        self._passages = passages
        self._words = passages["words"].to_numpy().astype(np.float64)
        share = np.round(_weighted(shares, self._words), 6)
        order = np.argsort(-share, kind="stable")
        self._share, self._shares, terms = share[order], shares[:, order], terms[order]
        self._bags, self._terms = bags, terms
        self._other = other
        corpus = np.bincount(bags.cells[:, 0], bags.cells[:, 1], minlength=len(bags.terms))
        self._frex = np.round(frex(terms), 6)
        self._lift = np.round(lift(terms, corpus / corpus.sum()), 6)
        self._top = best(terms)
        self._top_frex = best(self._frex)
        # Lift is highest for terms that hardly occur, and says nothing there.
        self._top_lift = best(np.where(corpus >= _FEWEST_FOR_LIFT, self._lift, 0.0))

    def topics(self) -> pa.Table:
        exclusive = np.take_along_axis(exclusivity(self._terms), self._top, axis=1).mean(axis=1)
        frex_names = self._names(self._top_frex)
        return pa.table(
            {
                "topic": np.arange(len(self._terms), dtype=np.int32),
                "label": [", ".join(names[:3]) for names in frex_names],
                "top_probability": self._names(self._top),
                "top_frex": frex_names,
                "top_lift": self._names(self._top_lift),
                "share": self._share,
                "coherence": np.round(npmi(self._bags, self._top), 6),
                "exclusivity": np.round(exclusive, 6),
                "stability": np.round(overlap(self._top, best(self._other)), 6),
                "passages": [self._representative(topic) for topic in range(len(self._terms))],
            },
            schema=TOPICS.schema(),
        )

    def topic_terms(self) -> pa.Table:
        ranks = np.argsort(-self._terms, axis=1, kind="stable")
        columns: dict[str, list[Any]] = {name: [] for name in TOPIC_TERMS.schema().names}
        for topic, ranked in enumerate(ranks):
            special = set(self._top_frex[topic].tolist()) | set(self._top_lift[topic].tolist())
            for rank, term in enumerate(ranked.tolist(), start=1):
                if rank > _LISTED_TERMS and term not in special:
                    continue
                columns["topic"].append(topic)
                columns["rank"].append(rank)
                columns["term"].append(self._bags.terms[term])
                columns["probability"].append(round(float(self._terms[topic, term]), 6))
                columns["frex"].append(float(self._frex[topic, term]))
                columns["lift"].append(float(self._lift[topic, term]))
        return pa.table(columns, schema=TOPIC_TERMS.schema())

    def passage_topics(self) -> pa.Table:
        shares = np.round(self._shares.astype(np.float64), 6)
        passage, topic = np.nonzero(shares >= _LEAST_SHARE)
        described = self._passages.take(pa.array(passage))
        return (
            pa.table(
                {
                    **{name: described[name] for name in described.column_names},
                    "topic": topic.astype(np.int32),
                    "share": shares[passage, topic],
                }
            )
            .select(PASSAGE_TOPICS.schema().names)
            .cast(PASSAGE_TOPICS.schema())
        )

    def topic_years(self, documents: pa.Table) -> pa.Table:
        year_of = dict(
            zip(documents["doc_id"].to_pylist(), documents["year"].to_pylist(), strict=True)
        )
        names = self._passages["doc_id"].to_pylist()
        years = np.array([year_of.get(name) or -1 for name in names], dtype=np.int64)
        document = np.unique(np.array(names), return_inverse=True)[1]
        columns: dict[str, list[Any]] = {name: [] for name in TOPIC_YEARS.schema().names}
        topics = len(self._terms)
        for year in np.unique(years[years >= 0]).tolist():
            mine = years == year
            shares, words = self._shares[mine], self._words[mine]
            own = document[mine]
            of_documents = np.stack(
                [_weighted(shares[own == one], words[own == one]) for one in np.unique(own)]
            )
            columns["topic"].extend(range(topics))
            columns["year"].extend([year] * topics)
            columns["documents"].extend([len(of_documents)] * topics)
            columns["words"].extend([int(words.sum())] * topics)
            columns["share_documents"].extend(np.round(of_documents.mean(axis=0), 6).tolist())
            columns["share_words"].extend(np.round(_weighted(shares, words), 6).tolist())
        table = pa.table(columns, schema=TOPIC_YEARS.schema())
        return table.sort_by([(name, "ascending") for name in TOPIC_YEARS.key])

    def _names(self, terms: NDArray[np.int64]) -> list[list[str]]:
        return [[self._bags.terms[term] for term in row] for row in terms.tolist()]

    def _representative(self, topic: int) -> list[str]:
        """Passages with the highest share of a topic, one a document as long as there are any."""
        share = np.round(self._shares[:, topic].astype(np.float64), 6)
        order = np.argsort(-share, kind="stable")[: 50 * _REPRESENTATIVE]
        names = self._passages["doc_id"].take(pa.array(order)).to_pylist()
        numbers = self._passages["passage"].take(pa.array(order)).to_pylist()
        chosen: dict[str, int] = {}
        for name, number in zip(names, numbers, strict=True):
            chosen.setdefault(name, number)
        return [f"{name}:{number}" for name, number in list(chosen.items())[:_REPRESENTATIVE]]


def _weighted(shares: NDArray[np.float32], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of shares weighted by words."""
    total = np.einsum("pt,p->t", shares.astype(np.float64), weights)
    mean: NDArray[np.float64] = total / max(1.0, weights.sum())
    return mean
