"""From passages to the tables on topics."""

from __future__ import annotations

from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from enacted.tables.schema import (
    PASSAGE_TOPICS,
    TOPIC_CONCEPTS,
    TOPIC_CORRELATIONS,
    TOPIC_GRID,
    TOPIC_STRUCTURE,
    TOPIC_TERMS,
    TOPIC_YEARS,
    TOPICS,
)
from enacted.topics.describe import Description
from enacted.topics.diagnostics import best, overlap
from enacted.topics.evidence import EVIDENCE, Carried
from enacted.topics.fitted import FittedTopics
from enacted.topics.grid import Choice, choose
from enacted.topics.identity import numbered
from enacted.topics.model import fit_model, quiet, topics_for
from enacted.topics.tokens import read_tokens
from enacted.topics.vocabulary import learn
from enacted.topics.years import UNSTABLE, Passages, Years, over_years

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from enacted.settings import TopicSettings
    from enacted.topics.bags import Bags
    from enacted.topics.tokens import Tokens
    from enacted.topics.vocabulary import Vocabulary

# Below these a model has nothing to go by.
_FEWEST_PASSAGES = 10
_FEWEST_TERMS = 20
# Passages of the second model that stability is read off, and that topics are put in order by.
_MOST_COMPARED = 20_000

SPECS = (
    TOPICS,
    TOPIC_TERMS,
    PASSAGE_TOPICS,
    TOPIC_YEARS,
    TOPIC_CORRELATIONS,
    TOPIC_CONCEPTS,
    TOPIC_STRUCTURE,
    TOPIC_GRID,
)
"""The tables on topics."""


@dataclass(frozen=True, slots=True)
class TopicTables:
    """The tables on topics.

    Attributes
    ----------
    tables
        By name; each in its schema, empty where there are no topics.
    fitted
        The model, None where there is none.
    new
        Whether the model was fitted here and not handed in.
    note
        Why the tables are empty, how the model differs from what was asked for, or why this
        number of topics; empty if nothing is to be said.
    """

    tables: dict[str, pa.Table] = field(
        default_factory=lambda: {spec.name: spec.schema().empty_table() for spec in SPECS}
    )
    fitted: FittedTopics | None = None
    new: bool = False
    note: str = ""

    def __getattr__(self, name: str) -> pa.Table:
        """A table by its name."""
        try:
            return self.tables[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True, slots=True)
class Corpus:
    """What topics are fitted to besides passages.

    Attributes
    ----------
    documents
        Columns ``doc_id`` and ``year``, and those that shares by year are adjusted for.
    concepts
        Terms of each concept, by its name; they stay in the vocabulary whatever their frequency.
    evidence
        Schema `enacted.topics.evidence.EVIDENCE`: the mentions.
    quote
        Text of passages by document, first and last sentence.
    """

    documents: pa.Table
    concepts: Mapping[str, Collection[str]] = field(default_factory=dict)
    evidence: pa.Table = field(default_factory=EVIDENCE.empty_table)
    quote: Callable[[Sequence[tuple[str, int, int]]], list[str]] | None = None


def fit(
    passages: Callable[[], Iterable[pa.Table]],
    corpus: Corpus,
    *,
    settings: TopicSettings,
    auto: bool = False,
    earlier: FittedTopics | None = None,
    advance: Callable[[], None] = lambda: None,
) -> TopicTables:
    """Fit a topic model to passages, or use an earlier one, and say what its topics are.

    Passages are read once and kept as numbers in a temporary file; memory grows with the
    vocabulary and the number of passages, not with their text. The same passages, settings and
    earlier model give the same tables, however many cores there are.

    Parameters
    ----------
    passages
        Gives tables in the schema of `enacted.topics.passages.passages`, those of a document
        together.
    settings
        Topics are fewer than asked for where the corpus is too small.
    auto
        Choose the number of topics from a grid.
    earlier
        A fitted model. It is kept, and the passages scored with it, unless the settings ask for a
        refit or another number of topics; then new topics that agree with its own get their
        numbers.
    advance
        Called after each number of topics tried and each refit.
    """
    if not settings.enabled:
        return TopicTables(note="Topics are switched off.")
    with quiet(), TemporaryFile() as words, TemporaryFile() as counts:
        source = read_tokens(passages(), words, case=not settings.names)
        used = None if auto else kept(earlier, settings)
        if used is not None:
            bags = used.vocabulary.count(source, counts)
            if not len(bags):
                return TopicTables(
                    fitted=used, note="No topics: no passage has five terms of the fitted model."
                )
            return _tables(used, bags, source, corpus, settings, note="", advance=advance)
        keep = {term for terms in corpus.concepts.values() for term in terms}
        vocabulary = learn(source, keep=keep, numbers=settings.numbers)
        bags = vocabulary.count(source, counts)
        if len(bags) < _FEWEST_PASSAGES or len(bags.terms) < _FEWEST_TERMS:
            return TopicTables(
                note=f"No topics: the corpus has {len(bags)} passages with enough words and "
                f"{len(bags.terms)} terms; a model needs {_FEWEST_PASSAGES} and {_FEWEST_TERMS}."
            )
        fitted, note = _fitted(
            bags, vocabulary, source, corpus, settings, auto=auto, earlier=earlier, advance=advance
        )
        return _tables(fitted, bags, source, corpus, settings, note=note, advance=advance, new=True)


def kept(earlier: FittedTopics | None, settings: TopicSettings) -> FittedTopics | None:
    """The earlier model, where it is what the settings ask for."""
    if earlier is None or settings.refit or settings.k not in {0, earlier.asked}:
        return None
    return earlier if settings.seeded == any(earlier.concepts) else None


def _fitted(
    bags: Bags,
    vocabulary: Vocabulary,
    source: Tokens,
    corpus: Corpus,
    settings: TopicSettings,
    *,
    auto: bool,
    earlier: FittedTopics | None,
    advance: Callable[[], None],
) -> tuple[FittedTopics, str]:
    """A new model, and what is to be said of it."""
    opened = {concept: vocabulary.find(terms) for concept, terms in sorted(corpus.concepts.items())}
    opened = {concept: terms for concept, terms in opened.items() if terms and settings.seeded}
    seeds = list(opened.values())
    passes, seed, prior = settings.passes, settings.seed, settings.prior
    choice: Choice | None = None
    if auto:
        choice = choose(
            bags,
            source.documents[bags.rows],
            passes=passes,
            seed=seed,
            prior=prior,
            seeds=seeds,
            advance=advance,
        )
    asked = choice.k if choice else settings.k or topics_for(len(bags))
    k = max(1, len(seeds), min(asked, len(bags) // 3, len(bags.terms) // 5))
    model = fit_model(bags, k=k, passes=passes, seed=seed, prior=prior, seeds=seeds)
    some = bags.take(bags.spread(_MOST_COMPARED))
    other = fit_model(
        some, k=k, passes=passes, seed=seed + 1, prior=prior, seeds=seeds, start="random"
    )
    stability = np.round(overlap(best(model.terms()), best(other.terms())), 6)
    words = source.passages["words"].to_numpy()[some.rows].astype(np.float64)
    share = words @ np.concatenate(list(model.shares(some))) / max(1.0, words.sum())
    numbers, agreement, following = numbered(model, vocabulary, share, earlier)
    order = np.argsort(numbers, kind="stable")
    concepts = [*opened, *[""] * (k - len(opened))]
    fitted = FittedTopics(
        type(model)(model.weights[order], model.alpha[order]),
        vocabulary,
        tuple(int(numbers[place]) for place in order),
        tuple(concepts[place] for place in order),
        tuple(float(stability[place]) for place in order),
        tuple(agreement[place] for place in order),
        following,
        settings.k,
        choice.rows if choice else (),
    )
    if choice:
        return fitted, choice.reason
    if k < asked:
        return fitted, (
            f"{k} topics instead of {asked}: the corpus has only {len(bags)} passages with "
            f"enough words and {len(bags.terms)} terms."
        )
    return fitted, ""


def _tables(
    fitted: FittedTopics,
    bags: Bags,
    source: Tokens,
    corpus: Corpus,
    settings: TopicSettings,
    *,
    note: str,
    advance: Callable[[], None],
    new: bool = False,
) -> TopicTables:
    shares = np.empty((len(bags), len(fitted.numbers)), dtype=np.float32)
    begin = 0
    for part in fitted.model.shares(bags):
        shares[begin : begin + len(part)] = part
        begin += len(part)
    document = source.documents[bags.rows]
    described = source.passages.take(pa.array(bags.rows))
    about = Description(fitted, bags, described, document, shares)
    carried = Carried(about, corpus.evidence)
    years = over_years(
        bags,
        _beside(about, source, corpus.documents, settings.adjust),
        about.terms,
        shares,
        refits=settings.refits,
        passes=settings.passes,
        seed=settings.seed,
        prior=settings.prior,
        confidence=settings.confidence,
        seeds=_seeds(fitted, corpus),
        advance=advance,
    )
    tables = {
        "topics": about.topics(),
        "topic_terms": about.topic_terms(),
        "passage_topics": about.passage_topics(),
        "topic_years": _year_table(years, fitted.numbers),
        "topic_correlations": about.correlations(),
        "topic_concepts": carried.concepts(),
        "topic_structure": carried.structure(corpus.quote),
        "topic_grid": pa.Table.from_pylist(list(fitted.grid), schema=TOPIC_GRID.schema()),
    }
    return TopicTables(tables, fitted, new, note)


def _seeds(fitted: FittedTopics, corpus: Corpus) -> list[list[int]]:
    """Terms of the concepts that opened topics."""
    opened = (corpus.concepts.get(concept, ()) for concept in fitted.concepts if concept)
    return [seeds for seeds in map(fitted.vocabulary.find, opened) if seeds]


def _beside(
    about: Description, source: Tokens, documents: pa.Table, adjust: Sequence[str]
) -> Passages:
    rows = {name: place for place, name in enumerate(documents["doc_id"].to_pylist())}
    names = list(dict.fromkeys(source.passages["doc_id"].to_pylist()))
    places = [rows.get(name) for name in names]
    years = documents["year"].to_pylist()
    values = {name: documents[name].to_pylist() for name in adjust}
    return Passages(
        about.document,
        about.words,
        np.array([-1 if p is None else years[p] or -1 for p in places], dtype=np.int64),
        [["" if p is None else values[name][p] or "" for p in places] for name in adjust],
    )


def _year_table(years: Years, numbers: Sequence[int]) -> pa.Table:
    columns: dict[str, Any] = {}
    count = len(years.years)
    for topic, number in enumerate(numbers):
        rows: dict[str, Any] = {
            "topic": [number] * count,
            "year": years.years.tolist(),
            "documents": years.documents.tolist(),
            "words": years.words.tolist(),
        }
        for name, values in (
            ("documents", years.of_documents),
            ("words", years.of_words),
            ("adjusted", years.adjusted),
        ):
            rows[f"share_{name}"] = _rounded(values[:, topic])
            for end, ends in (("low", years.low), ("high", years.high)):
                found = ends[name][:, topic] if name in ends else np.full(count, np.nan)
                rows[f"share_{name}_{end}"] = _rounded(found)
        match = _rounded(years.agreement[topic : topic + 1])[0]
        rows["refits"] = [years.refits] * count
        rows["match"] = [match] * count
        rows["unstable"] = [match is not None and match < UNSTABLE] * count
        for name, listed in rows.items():
            columns.setdefault(name, []).extend(listed)
    schema = TOPIC_YEARS.schema()
    return pa.table({name: columns.get(name, []) for name in schema.names}, schema=schema)


def _rounded(values: NDArray[np.float64]) -> list[float | None]:
    """Numbers as a table takes them; what is none is null."""
    return [round(value, 6) if np.isfinite(value) else None for value in values.tolist()]
