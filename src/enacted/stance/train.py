"""Training of the linear model from coded sentences.

``enacted stance train CODED.jsonl --unlabelled MORE.jsonl.gz --out stance.npz``. The same
sentences and the same versions of numpy, scipy and scikit-learn give the same bytes.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from enacted.errors import CodesError
from enacted.stance.blend import blended
from enacted.stance.coded import Coded, fold_of
from enacted.stance.context import PRIORS
from enacted.stance.features import Features, features_of, words_of
from enacted.stance.grammar import read
from enacted.stance.model import CLASSES, LinearModel
from enacted.stance.vectors import WordVectors, learn_vectors

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from enacted.stance.encoder import Encoder
    from enacted.stance.records import Statement


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is trained.

    Attributes
    ----------
    cues, ngrams, vectors
        Whether these features are used; vectors need uncoded sentences besides.
    strength
        Inverse of the regularisation.
    balance
        Weight of a class: its share to the power of minus this (0 none, 1 full balance).
    cue_value, ngram_value, vector_value
        Value of a cue, length of the vector of n-grams, and deviation of a dimension of the word
        vectors: how cheap their weights are.
    least_cues, least_ngrams
        Sentences that must show a feature for it to be kept.
    untyped
        Part of the documents whose kind is hidden, so that the model does not lean on it; none by
        default, for half of the coded documents have none.
    taught
        Weight of a sentence that a teacher coded, a coded one having 1.
    """

    cues: bool = True
    ngrams: bool = True
    vectors: bool = True
    strength: float = 1.0
    balance: float = 0.75
    cue_value: float = 0.3
    ngram_value: float = 2.0
    vector_value: float = 0.1
    least_cues: int = 3
    least_ngrams: int = 3
    untyped: float = 0.0
    taught: float = 1.0


DEFAULT = Recipe()
_FOLDS = 5
_LESSONS = 6_000
_LESSON_SEED = 11
_LEAST_CHANCE = 0.05
"""A teacher's probability below this teaches nothing."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a teacher says of uncoded sentences, one row of chances each (Hinton et al. 2015)."""

    features: list[Features]
    chances: NDArray[np.float64]

    def parted(self) -> tuple[Lessons, Lessons]:
        """Five sixths to learn from, and a sixth to calibrate on."""
        cut = max(1, len(self.features) // 6)
        return (
            Lessons(self.features[:-cut], self.chances[:-cut]),
            Lessons(self.features[-cut:], self.chances[-cut:]),
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """Features of coded sentences, found once and used for every fold."""

    features: list[Features]
    labels: NDArray[np.int64]
    sources: list[str]


def prepare(coded: Sequence[Coded], recipe: Recipe = DEFAULT) -> Prepared:
    """Find the features of coded sentences."""
    features = []
    for entry in coded:
        statement = entry.statement
        if fold_of(entry.source, folds=1000, seed=7) < 1000 * recipe.untyped:
            statement = replace(statement, doc_type="")
        features.append(features_of(statement))
    labels = np.array([entry.label for entry in coded], dtype=np.int64)
    return Prepared(features, labels, [entry.source for entry in coded])


def fit(
    prepared: Prepared,
    rows: Sequence[int],
    recipe: Recipe = DEFAULT,
    vectors: WordVectors | None = None,
    lessons: Lessons | None = None,
) -> LinearModel:
    """Train on the given rows, and on what a teacher says of uncoded sentences.

    Raises
    ------
    CodesError
        Where the sentences have nothing in common that could be learned from.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    chosen = [prepared.features[row] for row in rows]
    chosen += lessons.features if lessons else []
    never = len(chosen) + 1
    cues = [found.cues for found in chosen]
    grams = [found.words + found.phrases for found in chosen]
    cue_names = _kept(cues, recipe.least_cues if recipe.cues else never)
    gram_names = _kept(grams, recipe.least_ngrams if recipe.ngrams else never)
    counts = Counter(name for found in grams for name in found if name in gram_names)
    idf = [math.log((1 + len(chosen)) / (1 + counts[name])) + 1 for name in gram_names]
    idf = np.array(idf, dtype=np.float32).astype(np.float64).tolist()
    if not cue_names and not gram_names:
        raise CodesError(
            "these sentences share no cue and no words: code more of them, some hundreds at least"
        )
    blocks = [
        _matrix(cues, cue_names, None) * recipe.cue_value,
        _matrix(grams, gram_names, idf) * recipe.ngram_value,
    ]
    use_vectors = recipe.vectors and vectors is not None
    if use_vectors and vectors is not None:
        means = np.stack([vectors.mean(found.words) for found in chosen])
        centre, spread = means.mean(axis=0), means.std(axis=0) + 1e-9
        blocks.append(csr_matrix((means - centre) / spread * recipe.vector_value))
    labels = prepared.labels[list(rows)]
    balance = _balance(labels, recipe.balance)
    places, targets = np.arange(len(labels)), labels
    weights = np.array([balance[label] for label in labels.tolist()])
    if lessons:
        taught, classes = np.nonzero((lessons.chances >= _LEAST_CHANCE) & (balance > 0))
        places = np.concatenate([places, len(labels) + taught])
        targets = np.concatenate([targets, classes])
        said = lessons.chances[taught, classes] * recipe.taught * balance[classes]
        weights = np.concatenate([weights, said])
    regression = LogisticRegression(C=recipe.strength, max_iter=1000, tol=1e-5)
    regression.fit(hstack(blocks).tocsr()[places], targets, sample_weight=weights)
    weights = np.zeros((sum(block.shape[1] for block in blocks), len(CLASSES)))
    intercept = np.full(len(CLASSES), -30.0)
    weights[:, regression.classes_] = regression.coef_.T
    intercept[regression.classes_] = regression.intercept_
    cue_weights = weights[: len(cue_names)] * recipe.cue_value
    cue_end, gram_end = len(cue_names), len(cue_names) + len(gram_names)
    gram_weights = weights[cue_end:gram_end] * recipe.ngram_value
    word_weights = np.zeros((0, len(CLASSES)))
    if use_vectors and vectors is not None:
        of_vectors = weights[gram_end:] * recipe.vector_value / spread[:, None]
        word_weights = vectors.vectors @ of_vectors
        intercept -= centre @ of_vectors
    cue_names, cue_weights = _with_priors(cue_names, cue_weights)
    largest = max(np.abs(w).max(initial=1e-9) for w in (cue_weights, gram_weights, word_weights))
    scale = float(largest / 4000)

    def whole(values: NDArray[np.float64]) -> NDArray[np.int16]:
        return np.round(values / scale).astype(np.int16)

    return LinearModel(
        cues=cue_names,
        cue_weights=whole(cue_weights),
        ngrams=gram_names,
        ngram_idf=tuple(idf),
        ngram_weights=whole(gram_weights),
        words=vectors.names if use_vectors and vectors is not None else {},
        word_idf=tuple(vectors.weights.tolist()) if use_vectors and vectors is not None else (),
        word_weights=whole(word_weights),
        intercept=np.round(intercept / scale).astype(np.int64),
        scale=scale,
    )


def _with_priors(
    names: dict[str, int], weights: NDArray[np.float64]
) -> tuple[dict[str, int], NDArray[np.float64]]:
    """Add the weights that are set by hand for cues which the sentences do not show."""
    unseen = sorted(name for name in PRIORS if name not in names)
    given = np.array(
        [[PRIORS[name].get(status, 0.0) for status, _ in CLASSES] for name in unseen]
    ).reshape(-1, len(CLASSES))
    rows = {name: len(names) + place for place, name in enumerate(unseen)}
    return {**names, **rows}, np.concatenate([weights, given])


def _balance(labels: NDArray[np.int64], power: float) -> NDArray[np.float64]:
    """Weight of each class; 0 of one that does not occur."""
    counts = np.bincount(labels, minlength=len(CLASSES))
    mean = len(labels) / len(CLASSES)
    weights = np.where(counts > 0, (mean / np.maximum(counts, 1)) ** power, 0.0)
    return weights.astype(np.float64)


def _kept(features: list[list[str]], least: int) -> dict[str, int]:
    """Names that so many sentences have, to their places, in order of name."""
    counts = Counter(name for found in features for name in found)
    kept = sorted(name for name, count in counts.items() if count >= least)
    return {name: place for place, name in enumerate(kept)}


def _matrix(
    features: list[list[str]], names: dict[str, int], idf: list[float] | None
) -> csr_matrix:
    """Sparse matrix: cues count 1, n-grams their idf with rows of length 1."""
    from scipy.sparse import csr_matrix

    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for found in features:
        places = [names[name] for name in found if name in names]
        if idf is None:
            values += [1.0] * len(places)
        else:
            length = math.sqrt(sum(idf[place] ** 2 for place in places)) or 1.0
            values += [idf[place] / length for place in places]
        columns += places
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(features), len(names)))


@dataclass(frozen=True, slots=True)
class Uncoded:
    """Uncoded sentences, to learn words from and to teach on.

    Attributes
    ----------
    statements, sources
        Sentences, and the document of each; without sources, no document is ever left out.
    """

    statements: Sequence[Statement] = ()
    sources: Sequence[str] = ()
    _made: dict[frozenset[str], WordVectors] = field(default_factory=dict)

    def without(self, sources: Collection[str]) -> Sequence[Statement]:
        """Sentences of other documents than some."""
        if not self.sources:
            return self.statements
        pairs = zip(self.statements, self.sources, strict=True)
        return [statement for statement, source in pairs if source not in sources]

    def vectors(self, without: Collection[str] = ()) -> WordVectors | None:
        """Word vectors of these; none where there are no sentences."""
        out = frozenset(without).intersection(self.sources)
        texts = self.without(out)
        if not texts:
            return None
        if out not in self._made:
            self._made[out] = vectors_of(texts)
        return self._made[out]


NONE_UNCODED = Uncoded()


def held_out(
    prepared: Prepared,
    recipe: Recipe = DEFAULT,
    uncoded: Uncoded = NONE_UNCODED,
    *,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Logits for every sentence from a model that saw no sentence of its document."""
    folds = np.array([fold_of(source, folds=_FOLDS, seed=seed) for source in prepared.sources])
    logits = np.zeros((len(folds), len(CLASSES)))
    for fold in range(_FOLDS):
        rows = np.flatnonzero(folds == fold)
        if not len(rows):
            continue
        others = np.flatnonzero(folds != fold).tolist()
        if not others:
            raise CodesError(
                "these sentences are of too few documents: code some of five or more, for those "
                "of one are held out to calibrate on"
            )
        vectors = uncoded.vectors({prepared.sources[row] for row in rows})
        model = fit(prepared, others, recipe, vectors)
        logits[rows] = model.logits([prepared.features[row] for row in rows])
    return logits


def temperature(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Divisor of the logits that makes held-out labels likeliest (Guo et al. 2017)."""
    return temperature_to(logits, np.eye(logits.shape[1])[labels])


def temperature_to(logits: NDArray[np.float64], chances: NDArray[np.float64]) -> float:
    """Divisor of the logits that brings their probabilities nearest to given ones."""
    best, best_loss = 1.0, math.inf
    for step in range(-40, 61):
        value = 1.02**step
        scaled = logits / value
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        total = np.log(np.exp(scaled).sum(axis=1))
        loss = float(np.mean(total - (scaled * chances).sum(axis=1)))
        if loss < best_loss - 1e-12:
            best, best_loss = value, loss
    return best


def vectors_of(statements: Sequence[Statement]) -> WordVectors:
    """Word vectors of uncoded sentences, in the words that the features know."""
    return learn_vectors([words_of(read(statement.text)) for statement in statements])


def lessons_of(
    encoder: Encoder, linear: LinearModel, statements: Sequence[Statement], count: int = _LESSONS
) -> Lessons:
    """What the two tiers together say of some uncoded sentences, drawn without looking."""
    draws = np.random.default_rng(_LESSON_SEED)
    drawn = [statements[row] for row in draws.permutation(len(statements))[:count]]
    features = [features_of(statement) for statement in drawn]
    logits = blended(encoder.blend, encoder.logits(drawn), linear.logits(features))
    return Lessons(features, linear.probabilities(logits))


def train(
    coded: Sequence[Coded],
    recipe: Recipe = DEFAULT,
    unlabelled: Sequence[Statement] = (),
    teacher: Encoder | None = None,
) -> LinearModel:
    """Train on all sentences, calibrated on held-out documents.

    Parameters
    ----------
    unlabelled
        Uncoded sentences: for the word vectors, and for the teacher to code.
    teacher
        An encoder whose answers to uncoded sentences are learned besides. The model is then
        calibrated on its answers to other sentences.
    """
    from threadpoolctl import threadpool_limits

    # More threads add in another order, and the last bits differ.
    with threadpool_limits(1):
        uncoded = Uncoded(unlabelled)
        vectors = uncoded.vectors()
        prepared = prepare(coded, recipe)
        everything = range(len(coded))
        model = fit(prepared, everything, recipe, vectors)
        if teacher is None or not unlabelled:
            divisor = temperature(held_out(prepared, recipe, uncoded), prepared.labels)
        else:
            lessons, others = lessons_of(teacher, model, unlabelled).parted()
            model = fit(prepared, everything, recipe, vectors, lessons)
            # Held-out codes are not unseen: the teacher knows them. It is calibrated, though.
            divisor = temperature_to(model.logits(others.features), others.chances)
    return replace(model, scale=model.scale / divisor)
