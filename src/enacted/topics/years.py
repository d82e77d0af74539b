"""Topics over time: shares by year, and how far they can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from enacted.topics.adjustment import adjusted_years
from enacted.topics.diagnostics import matched
from enacted.topics.model import fit_model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from enacted.topics.bags import Bags

# Passages of a refit at the most, and of any year at least this many documents.
_MOST_PASSAGES = 10_000
_LEAST_DRAWN = 2
# Passages summed at once.
_AT_ONCE = 50_000
UNSTABLE = 0.7
"""Mean agreement with the matched topics of refits under which a topic is called unstable."""


@dataclass(frozen=True, slots=True)
class Years:
    """Shares of topics by year.

    All arrays have the shape (years, topics), but ``years``, ``documents``, ``words`` (years,) and
    ``agreement`` (topics,). Intervals are NaN where a year has fewer than two documents or there
    were no refits; so are adjusted shares that the mix of documents does not let tell.

    Attributes
    ----------
    of_documents, of_words
        Mean of the documents' shares, and share weighted by words.
    adjusted
        Mean of the documents' shares, had every year the same mix of documents.
    agreement
        Mean cosine of a topic's terms with the topics of refits that match it; NaN without refits.
    """

    years: NDArray[np.int64]
    documents: NDArray[np.int64]
    words: NDArray[np.int64]
    of_documents: NDArray[np.float64]
    of_words: NDArray[np.float64]
    adjusted: NDArray[np.float64]
    agreement: NDArray[np.float64]
    refits: int = 0
    low: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    high: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passages:
    """What stands beside the bags, an entry a passage or a document.

    Attributes
    ----------
    document, words
        Number of its document and words of each passage.
    year
        Year of each document, or -1.
    covariates
        Values of each document, one sequence a covariate; empty where nothing is adjusted for.
    """

    document: NDArray[np.int64]
    words: NDArray[np.float64]
    year: NDArray[np.int64]
    covariates: Sequence[Sequence[str]] = ()


def document_shares(
    shares: NDArray[Any], document: NDArray[np.int64], words: NDArray[np.float64], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares of topics in documents, weighted by words, shape (documents, topics); and words."""
    from scipy import sparse

    total = np.bincount(document, words, minlength=count).astype(np.float64)
    found = np.zeros((count, shares.shape[1]))
    for begin in range(0, len(document), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        own = (document[part], np.arange(len(document[part])))
        weights = sparse.csr_matrix((words[part], own), shape=(count, len(own[0])))
        found += weights @ shares[part]
    return found / np.maximum(total, 1e-12)[:, None], total


def over_years(
    bags: Bags,
    beside: Passages,
    terms: NDArray[np.float64],
    shares: NDArray[Any],
    *,
    refits: int,
    passes: int,
    seed: int,
    prior: float,
    confidence: float,
    seeds: Sequence[Sequence[int]] = (),
    advance: Callable[[], None] = lambda: None,
) -> Years:
    """Shares of topics by year, with intervals from refits.

    Each refit draws the documents of each year anew, with replacement, fits the model to them from
    the beginning, matches its topics to those of the reference, and takes the shares of the drawn
    documents: what comes of other documents, and of other topics that these would give. An
    interval is the share and Student's t times the deviation of the refits, for as many degrees
    of freedom as the documents of the year or the refits leave.

    Parameters
    ----------
    terms, shares
        Of the reference: shape (topics, terms) and (passages, topics).
    """
    count = len(beside.year)
    by_document, words = document_shares(shares, beside.document, beside.words, count)
    years = np.unique(beside.year[(beside.year >= 0) & (words > 0)])
    every = np.flatnonzero((beside.year >= 0) & (words > 0))
    reference = _measured(by_document, words, every, years, beside)
    documents = np.array([int((beside.year[every] == year).sum()) for year in years])
    result: dict[str, Any] = {
        "years": years,
        "documents": documents,
        "words": np.array([int(words[every][beside.year[every] == y].sum()) for y in years]),
        "of_documents": reference[0],
        "of_words": reference[1],
        "adjusted": reference[2],
    }
    if not refits or not len(years):
        return Years(**result, agreement=np.full(len(terms), np.nan))
    drawn_share = min(1.0, _MOST_PASSAGES / len(bags))
    own = np.argsort(beside.document, kind="stable")
    bounds = np.searchsorted(beside.document[own], np.arange(count + 1))
    draws, agreements = [], []
    for refit in range(refits):
        rng = np.random.default_rng([seed, refit])
        drawn = _drawn(every, beside.year, years, drawn_share, rng)
        places = np.concatenate([own[bounds[one] : bounds[one + 1]] for one in drawn])
        lengths = np.diff(bounds)[drawn]
        again = bags.take(places)
        model = fit_model(
            again,
            k=min(len(terms), len(again)),
            passes=passes,
            seed=seed,
            prior=prior,
            seeds=seeds,
            rough=True,
        )
        partner, agreement = matched(terms, model.terms())
        found = np.concatenate(list(model.shares(again, rough=True)))
        found = np.where(partner >= 0, found[:, partner], 0.0)
        # A document drawn twice is two documents.
        mine, mine_words = document_shares(
            found, np.repeat(np.arange(len(drawn)), lengths), beside.words[places], len(drawn)
        )
        sample = Passages(
            beside.document,
            beside.words,
            beside.year[drawn],
            [[values[one] for one in drawn] for values in beside.covariates],
        )
        draws.append(_measured(mine, mine_words, np.arange(len(drawn)), years, sample))
        agreements.append(agreement)
        advance()
    low, high = _intervals(reference, draws, documents, drawn_share, confidence)
    return Years(
        **result,
        agreement=np.mean(agreements, axis=0),
        refits=refits,
        low=low,
        high=high,
    )


def _drawn(
    every: NDArray[np.int64],
    year: NDArray[np.int64],
    years: NDArray[np.int64],
    share: float,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Documents drawn with replacement, year by year."""
    chosen = []
    for one in years.tolist():
        own = every[year[every] == one]
        size = len(own) if share == 1 else max(_LEAST_DRAWN, round(share * len(own)))
        chosen.append(rng.choice(own, size))
    return np.concatenate(chosen)


def _measured(
    shares: NDArray[np.float64],
    words: NDArray[np.float64],
    chosen: NDArray[np.int64],
    years: NDArray[np.int64],
    beside: Passages,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Shares by year: of documents, of words, adjusted."""
    year = np.searchsorted(years, beside.year[chosen])
    even, _ = document_shares(shares[chosen], year, np.ones(len(chosen)), len(years))
    long, _ = document_shares(shares[chosen], year, words[chosen], len(years))
    covariates = [[values[one] for one in chosen] for values in beside.covariates]
    return even, long, adjusted_years(shares[chosen], year, len(years), covariates)


def _intervals(
    reference: Sequence[NDArray[np.float64]],
    draws: Sequence[Sequence[NDArray[np.float64]]],
    documents: NDArray[np.int64],
    share: float,
    confidence: float,
) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
    """Ends of the intervals of each kind of share."""
    from scipy.stats import t

    low: dict[str, NDArray[np.float64]] = {}
    high: dict[str, NDArray[np.float64]] = {}
    freedom = np.minimum(np.maximum(documents - 1, 1), len(draws) - 1)
    quantile = t.ppf(0.5 + confidence / 2, np.maximum(freedom, 1))
    # Drawing n of n documents has a variance that is (n - 1) / n of the right one; drawing fewer,
    # one that is larger than that of all.
    size = np.where(share == 1, documents, np.maximum(_LEAST_DRAWN, np.round(share * documents)))
    scale = np.sqrt(documents / np.maximum(documents - 1, 1)) * np.sqrt(size / documents)
    for place, name in enumerate(("documents", "words", "adjusted")):
        values = np.stack([draw[place] for draw in draws])
        enough = np.isfinite(values).sum(axis=0) >= max(2, 0.8 * len(draws))
        with np.errstate(invalid="ignore"):
            deviation = _deviation(values)
        half = (quantile * scale)[:, None] * deviation
        half = np.where(enough & (documents >= 2)[:, None], half, np.nan)
        low[name] = np.clip(reference[place] - half, 0, 1)
        high[name] = np.clip(reference[place] + half, 0, 1)
    return low, high


def _deviation(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviation along the first axis of what is finite."""
    there = np.isfinite(values)
    count = np.maximum(there.sum(axis=0), 1)
    mean = np.where(there, values, 0).sum(axis=0) / count
    square = np.where(there, (values - mean) ** 2, 0).sum(axis=0)
    deviation: NDArray[np.float64] = np.sqrt(square / np.maximum(count - 1, 1))
    return deviation
