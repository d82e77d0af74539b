"""What is said of topics: the tables that follow from a fitted model and the passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from enacted.tables.schema import PASSAGE_TOPICS, TOPIC_CORRELATIONS, TOPIC_TERMS, TOPICS
from enacted.topics.diagnostics import best, exclusivity, frex, lift, npmi
from enacted.topics.years import document_shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from enacted.topics.bags import Bags
    from enacted.topics.fitted import FittedTopics

_LEAST_SHARE = 0.01
_FEWEST_FOR_LIFT = 5
_LISTED_TERMS = 50
_REPRESENTATIVE = 5
# Share of the terms of two passages that is in both, from which they say the same.
_THE_SAME = 0.7
# Passages described at once, and the least share that a logarithm is taken of.
_AT_ONCE = 50_000
_FLOOR = 1e-4


class Description:
    """Topics and passages, ready to be written as tables.

    Parameters
    ----------
    passages
        Schema `PASSAGES` without the text, a row a passage of ``bags``.
    document
        Number of the document of each of them.
    shares
        Shape (passages, topics).
    """

    def __init__(
        self,
        fitted: FittedTopics,
        bags: Bags,
        passages: pa.Table,
        document: NDArray[np.int64],
        shares: NDArray[np.float32],
    ) -> None:
        self.fitted = fitted
        self.passages = passages
        self.shares = shares
        self.document = document
        self.words = passages["words"].to_numpy().astype(np.float64)
        self._bags = bags
        self.terms = fitted.model.terms()
        total = np.zeros(shares.shape[1])
        for begin in range(0, len(shares), _AT_ONCE):
            part = slice(begin, begin + _AT_ONCE)
            total += self.words[part] @ shares[part].astype(np.float64)
        self.share = np.round(total / max(1.0, self.words.sum()), 6)
        corpus = bags.term_counts()
        self._frex = np.round(frex(self.terms), 6)
        self._lift = np.round(lift(self.terms, corpus / max(1, corpus.sum())), 6)
        self.top = best(self.terms)
        self._top_frex = best(self._frex)
        # Lift is highest for terms that hardly occur, and says nothing there.
        self._top_lift = best(np.where(corpus >= _FEWEST_FOR_LIFT, self._lift, 0.0))
        self.labels = [", ".join(names[:3]) for names in self._names(self._top_frex)]

    def topics(self) -> pa.Table:
        """The table ``topics``."""
        exclusive = np.take_along_axis(exclusivity(self.terms), self.top, axis=1).mean(axis=1)
        count = len(self.terms)
        return pa.table(
            {
                "topic": pa.array(self.fitted.numbers, pa.int32()),
                "label": self.labels,
                "top_probability": self._names(self.top),
                "top_frex": self._names(self._top_frex),
                "top_lift": self._names(self._top_lift),
                "share": self.share,
                "coherence": np.round(npmi(self._bags, self.top), 6),
                "exclusivity": np.round(exclusive, 6),
                "stability": pa.array(self.fitted.stability, pa.float64()),
                "passages": [self._representative(topic) for topic in range(count)],
                "concept": list(self.fitted.concepts),
                "model": [self.fitted.digest] * count,
                "agreement": pa.array(self.fitted.agreement, pa.float64()),
            },
            schema=TOPICS.schema(),
        )

    def topic_terms(self) -> pa.Table:
        """The table ``topic_terms``."""
        ranks = np.argsort(-self.terms, axis=1, kind="stable")
        columns: dict[str, list[Any]] = {name: [] for name in TOPIC_TERMS.schema().names}
        for topic, ranked in enumerate(ranks):
            special = set(self._top_frex[topic].tolist()) | set(self._top_lift[topic].tolist())
            for rank, term in enumerate(ranked.tolist(), start=1):
                if rank > _LISTED_TERMS and term not in special:
                    continue
                columns["topic"].append(self.fitted.numbers[topic])
                columns["rank"].append(rank)
                columns["term"].append(self._bags.terms[term])
                columns["probability"].append(round(float(self.terms[topic, term]), 6))
                columns["frex"].append(float(self._frex[topic, term]))
                columns["lift"].append(float(self._lift[topic, term]))
        return pa.table(columns, schema=TOPIC_TERMS.schema())

    def passage_topics(self) -> pa.Table:
        """The table ``passage_topics``."""
        schema = PASSAGE_TOPICS.schema()
        numbers = np.array(self.fitted.numbers, dtype=np.int32)
        tables = [schema.empty_table()]
        for begin in range(0, len(self.shares), _AT_ONCE):
            shares = np.round(self.shares[begin : begin + _AT_ONCE].astype(np.float64), 6)
            passage, topic = np.nonzero(shares >= _LEAST_SHARE)
            described = self.passages.take(pa.array(passage + begin))
            columns = {name: described[name] for name in described.column_names}
            columns |= {"topic": numbers[topic], "share": shares[passage, topic]}
            tables.append(pa.table(columns).select(schema.names).cast(schema))
        return pa.concat_tables(tables)

    def correlations(self) -> pa.Table:
        """The table ``topic_correlations``."""
        count = len(self.terms)
        by_document, _ = document_shares(
            self.shares, self.document, self.words, int(self.document.max()) + 1
        )
        found = [
            _correlation(self.shares),
            _correlation(by_document[np.unique(self.document)]),
        ]
        left, right = np.triu_indices(count, k=1)
        numbers = np.array(self.fitted.numbers, dtype=np.int32)
        return pa.table(
            {
                "topic": numbers[left],
                "other": numbers[right],
                "passages": found[0][left, right],
                "documents": found[1][left, right],
            },
            schema=TOPIC_CORRELATIONS.schema(),
        )

    def name_of(self, place: int) -> tuple[str, int]:
        """Document and number of a passage."""
        return self.passages["doc_id"][place].as_py(), self.passages["passage"][place].as_py()

    def highest(self, scores: NDArray[np.float64], count: int) -> list[int]:
        """Places of the passages with the highest scores, at the most one a document.

        Documents quote each other and come in two designs: passages that share most of their terms
        with an earlier one come last.
        """
        rounded = np.round(scores, 6)
        enough = np.flatnonzero(scores > 0)
        wanted = 50 * count
        if len(enough) > wanted:  # sorting the best is enough
            least = np.partition(rounded[enough], -wanted)[-wanted]
            enough = enough[rounded[enough] >= least]
        order = enough[np.argsort(-rounded[enough], kind="stable")[:wanted]]
        chosen: dict[int, int] = {}
        said: list[set[int]] = []
        again: dict[int, int] = {}
        for place in order.tolist():
            owner = int(self.document[place])
            if len(chosen) == count or owner in chosen:
                continue
            terms = self._bags.terms_of(place)
            if all(len(terms & other) < _THE_SAME * len(terms | other) for other in said):
                chosen[owner] = place
                said.append(terms)
            else:
                again.setdefault(owner, place)
        rest = [place for owner, place in again.items() if owner not in chosen]
        return [*chosen.values(), *rest][:count]

    def _names(self, terms: NDArray[np.int64]) -> list[list[str]]:
        return [[self._bags.terms[term] for term in row] for row in terms.tolist()]

    def _representative(self, topic: int) -> list[str]:
        """Passages with the highest share of a topic."""
        places = self.highest(self.shares[:, topic].astype(np.float64), _REPRESENTATIVE)
        return [f"{name}:{number}" for name, number in map(self.name_of, places)]


def _correlation(shares: NDArray[Any]) -> NDArray[np.float64]:
    """Correlation of log-ratios of shares to their geometric mean (Aitchison 1982)."""
    count, topics = shares.shape
    first, second = np.zeros(topics), np.zeros((topics, topics))
    for begin in range(0, count, _AT_ONCE):
        logs = np.log(np.maximum(shares[begin : begin + _AT_ONCE].astype(np.float64), _FLOOR))
        logs -= logs.mean(axis=1, keepdims=True)
        first += logs.sum(axis=0)
        second += logs.T @ logs
    covariance = second / max(1, count) - np.outer(first, first) / max(1, count) ** 2
    size = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    product = np.outer(size, size)
    # What does not vary goes together with nothing.
    found = np.divide(covariance, product, out=np.zeros_like(covariance), where=product > 1e-12)
    rounded: NDArray[np.float64] = np.round(np.clip(found, -1, 1), 6)
    return rounded
