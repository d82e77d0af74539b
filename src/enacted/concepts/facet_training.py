"""Training of the model that reads facets, from coded sentences.

``benchmarks/facet_model.py`` trains the built-in one. The same sentences, codebook and versions of
numpy and scikit-learn give the same bytes.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from enacted.concepts.cue_bank import Context
from enacted.concepts.facet_model import LENGTH, FacetModel, features_of
from enacted.concepts.folding import fold
from enacted.errors import CodesError
from enacted.evidence import COLUMNS, PLACES, stacked
from enacted.guide import CONCEPTS
from enacted.types import Sense

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from enacted.concepts.apart import Passage
    from enacted.types import Mention

FOLDS = 5
_LEAST = 3
_STRENGTH = 1.0
_DIGITS = 4
_LARGEST = 500
"""The largest weight as a whole number: finer ones change no answer and pack worse."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A coded sentence, for what facets are learned from.

    Attributes
    ----------
    rel
        Sense of the mentions of each concept, as the coding guide names them.
    facets
        Values of facets, as ``facet=value``.
    """

    passage: Passage
    rel: Mapping[str, str]
    facets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cases:
    """Mentions of coded sentences, one a row.

    Attributes
    ----------
    sentence
        Place of its sentence among the lessons.
    mentions
        The mentions themselves, as the codebook finds them.
    asked
        Columns of ``COLUMNS`` that are coded of its concept.
    told, coded
        Whether cues and codes give the value.
    """

    sentence: NDArray[np.int64]
    mentions: list[Mention]
    features: list[list[str]]
    asked: NDArray[np.bool_]
    told: NDArray[np.bool_]
    coded: NDArray[np.bool_]


def cases_of(lessons: Sequence[Lesson], mentions: Sequence[Sequence[Mention]]) -> Cases:
    """Mentions in the sense of their concept, as rules and codes have it."""
    sentence: list[int] = []
    found: list[Mention] = []
    features: list[list[str]] = []
    rows: list[tuple[list[bool], list[bool], list[bool]]] = []
    for place, (lesson, own) in enumerate(zip(lessons, mentions, strict=True)):
        folded = fold(lesson.passage.text)
        for mention in own:
            facets = CONCEPTS.get(mention.concept, ())
            if mention.sense is not Sense.CONCEPT or not facets:
                continue
            if lesson.rel.get(mention.concept) != "concept":
                continue
            sentence.append(place)
            found.append(mention)
            context = Context.around(folded, mention.start, mention.end)
            features.append(features_of(context, mention.term))
            given = {facet: getattr(mention, facet) for facet in facets}
            rows.append(
                (
                    [facet in facets for facet, _ in COLUMNS],
                    [value in given.get(facet, ()) for facet, value in COLUMNS],
                    [f"{facet}={value}" in lesson.facets for facet, value in COLUMNS],
                )
            )
    asked, told, coded = np.array(rows, dtype=np.bool_).reshape(-1, 3, len(COLUMNS)).swapaxes(0, 1)
    return Cases(np.array(sentence, dtype=np.int64), found, features, asked, told, coded)


def fit(cases: Cases, rows: NDArray[np.bool_]) -> FacetModel:
    """What the words say, learned from some of the cases; cues alone decide until it is weighed.

    Raises
    ------
    CodesError
        Where the sentences have nothing in common that could be learned from.
    """
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    chosen = np.flatnonzero(rows)
    features = [cases.features[row] for row in chosen]
    counts = Counter(itertools.chain.from_iterable(features))
    ordered = sorted(name for name, count in counts.items() if count >= _LEAST)
    if not ordered:
        raise CodesError("these sentences share no words: code more of them, some hundreds")
    names = {name: row for row, name in enumerate(ordered)}
    known = [[names[name] for name in own if name in names] for own in features]
    values = [LENGTH / np.sqrt(len(own)) for own in features]
    sizes = np.array(list(map(len, known)))
    ends = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    places = np.fromiter(itertools.chain.from_iterable(known), dtype=np.int32)
    matrix = csr_matrix((np.repeat(values, sizes), places, ends), shape=(len(known), len(names)))
    # A sentence counts once, however many mentions it has.
    mentions = np.bincount(cases.sentence)[cases.sentence[chosen]]
    weights = np.zeros((len(names), len(COLUMNS)))
    intercept = np.full(len(COLUMNS), -10.0)
    for column in range(len(COLUMNS)):
        asked = cases.asked[chosen, column]
        wanted = cases.coded[chosen, column][asked]
        if wanted.all() or not wanted.any():
            continue
        regression = LogisticRegression(C=_STRENGTH, solver="liblinear", max_iter=500)
        regression.fit(matrix[asked], wanted, sample_weight=1 / mentions[asked])
        weights[:, column] = regression.coef_[0]
        intercept[column] = regression.intercept_[0]
    scale = float(np.abs(weights).max() / _LARGEST) or 1.0
    alone = np.repeat([[0.0], [1.0], [-0.5]], len(COLUMNS), axis=1)
    whole = np.rint(weights / scale).astype(np.int16)
    return FacetModel(names, whole, np.round(intercept, _DIGITS), scale, alone)


def held_out(cases: Cases, parts: NDArray[np.int64], *, folds: int = FOLDS) -> NDArray[np.float64]:
    """What the words say of each mention, from a model that saw no sentence of its part.

    Parameters
    ----------
    parts
        Part of the documents that each case is from; those below 0 are learned from always, and
        nothing is said of them.
    """
    logits = np.zeros(cases.coded.shape)
    for part in range(folds):
        own = np.flatnonzero(parts == part)
        if own.size:
            logits[own] = fit(cases, parts != part).logits([cases.features[row] for row in own])
    return logits


def by_sentence(
    cases: Cases, rows: NDArray[np.int64], values: NDArray[np.float64], facet: str
) -> NDArray[np.float64]:
    """Highest of the values of a facet over the mentions of each sentence, one row a sentence."""
    asked = rows[cases.asked[rows, PLACES[facet].start]]
    order = asked[np.argsort(cases.sentence[asked], kind="stable")]
    if not order.size:
        return values[:0, PLACES[facet]]
    first = np.flatnonzero(np.diff(cases.sentence[order], prepend=-1))
    highest: NDArray[np.float64] = np.maximum.reduceat(values[order, PLACES[facet]], first, axis=0)
    return highest


def weigh(
    cases: Cases, rows: NDArray[np.int64], *logits: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weights by facet of what cues and others say, as ``evidence.stacked`` takes them.

    They make the codes of the sentences likeliest. The threshold makes the expected micro-F1
    highest, by the probabilities that these weights give (Lipton, Elkan and Naryanaswamy 2014):
    the codes themselves are too few to choose one by. Facets that are never coded are the cues'.

    Parameters
    ----------
    rows
        Cases to fit on.
    logits
        What each of the others says of all cases, one row a case, one of ``COLUMNS`` a column;
        of those fitted on, by models that did not learn from their documents.
    """
    from sklearn.linear_model import LogisticRegression

    alone = [*[[0.0]] * len(logits), [1.0], [-0.5]]
    stack = np.repeat(alone, len(COLUMNS), axis=1)
    for facet, own in PLACES.items():
        said = [by_sentence(cases, rows, own_logits, facet) for own_logits in logits]
        told, coded = (
            by_sentence(cases, rows, given.astype(np.float64), facet) > 0
            for given in (cases.told, cases.coded)
        )
        if not coded.any():
            continue
        columns = np.stack([each.ravel() for each in (*said, told)], axis=1)
        regression = LogisticRegression(C=10.0, tol=1e-8)
        regression.fit(columns, coded.ravel())
        weights = [round(float(weight), _DIGITS) for weight in regression.coef_[0]]
        constant = float(regression.intercept_[0])
        chances = 1 / (1 + np.exp(-(columns @ np.array(weights) + constant))).reshape(coded.shape)
        highest, best = -1.0, stack
        wide = np.zeros((len(columns[0]), len(told), len(COLUMNS)))
        for place, each in enumerate((*said, told)):
            wide[place][:, own] = each
        for threshold in np.arange(-2.5, 1.05, 0.1):
            tried = stack.copy()
            tried[:, own] = [[w] for w in (*weights, round(constant - float(threshold), _DIGITS))]
            found = stacked(tried, wide[-1] > 0, *wide[:-1])[:, own]
            score = 2 * chances[found].sum() / max(1.0, found.sum() + chances.sum())
            if score > highest + 1e-9:
                highest, best = score, tried
        stack = best
    return stack


def micro_f1(found: NDArray[np.bool_], coded: NDArray[np.bool_]) -> float:
    """F1 over all values of all rows."""
    return float(2 * (found & coded).sum() / max(1, found.sum() + coded.sum()))
