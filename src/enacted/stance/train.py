"""Training of the linear model from coded sentences.

``python -m enacted.stance.train CODED.jsonl --unlabelled MORE.jsonl.gz --out stance.npz``. The same
sentences and the same versions of numpy, scipy and scikit-learn give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from enacted.errors import CodesError
from enacted.stance.classifier import BUILT_IN
from enacted.stance.coded import Coded, fold_of, read_coded, write_codes
from enacted.stance.context import PRIORS
from enacted.stance.features import Features, features_of, words_of
from enacted.stance.grammar import read
from enacted.stance.model import CLASSES, LinearModel, write_model
from enacted.stance.vectors import WordVectors, learn_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix


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


DEFAULT = Recipe()
_FOLDS = 5


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
) -> LinearModel:
    """Train on the given rows."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    never = len(rows) + 1
    chosen = [prepared.features[row] for row in rows]
    cues = [found.cues for found in chosen]
    grams = [found.words + found.phrases for found in chosen]
    cue_names = _kept(cues, recipe.least_cues if recipe.cues else never)
    gram_names = _kept(grams, recipe.least_ngrams if recipe.ngrams else never)
    counts = Counter(name for found in grams for name in found if name in gram_names)
    idf = [math.log((1 + len(rows)) / (1 + counts[name])) + 1 for name in gram_names]
    idf = np.array(idf, dtype=np.float32).astype(np.float64).tolist()
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
    regression = LogisticRegression(
        C=recipe.strength, class_weight=_balance(labels, recipe.balance), max_iter=1000, tol=1e-5
    )
    regression.fit(hstack(blocks).tocsr(), labels)
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


def _balance(labels: NDArray[np.int64], power: float) -> dict[int, float]:
    """Weight of each class."""
    counts = np.bincount(labels, minlength=len(CLASSES))
    mean = len(labels) / len(CLASSES)
    return {int(c): float((mean / counts[c]) ** power) for c in np.flatnonzero(counts)}


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


def held_out(
    prepared: Prepared,
    recipe: Recipe = DEFAULT,
    vectors: WordVectors | None = None,
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
        model = fit(prepared, np.flatnonzero(folds != fold).tolist(), recipe, vectors)
        logits[rows] = model.logits([prepared.features[row] for row in rows])
    return logits


def temperature(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Divisor of the logits that makes held-out labels likeliest (Guo et al. 2017)."""
    best, best_loss = 1.0, math.inf
    for step in range(-40, 61):
        value = 1.02**step
        scaled = logits / value
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        loss = float(
            np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels])
        )
        if loss < best_loss - 1e-12:
            best, best_loss = value, loss
    return best


def read_unlabelled(path: Path) -> list[str]:
    """Texts of uncoded sentences, one JSON object a line, gzipped or not; without repeats."""
    opener = gzip.open if path.suffix == ".gz" else open
    texts: dict[str, None] = {}
    with opener(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                texts[str(json.loads(line)["text"])] = None
            except (ValueError, KeyError, TypeError) as error:
                raise CodesError(f"no sentence ({error})", path=path, line=number) from None
    return list(texts)


def vectors_of(texts: Sequence[str]) -> WordVectors:
    """Word vectors of uncoded sentences, in the words that the features know."""
    return learn_vectors([words_of(read(text)) for text in texts])


def train(
    coded: Sequence[Coded], recipe: Recipe = DEFAULT, unlabelled: Sequence[str] = ()
) -> LinearModel:
    """Train on all sentences, calibrated on held-out documents."""
    from threadpoolctl import threadpool_limits

    # More threads add in another order, and the last bits differ.
    with threadpool_limits(1):
        vectors = vectors_of(unlabelled) if unlabelled else None
        prepared = prepare(coded, recipe)
        divisor = temperature(held_out(prepared, recipe, vectors), prepared.labels)
        model = fit(prepared, range(len(coded)), recipe, vectors)
    return replace(model, scale=model.scale / divisor)


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("coded", type=Path, help="coded sentences, JSON lines")
    parser.add_argument("--unlabelled", type=Path, help="uncoded sentences for the word vectors")
    parser.add_argument("--out", type=Path, default=BUILT_IN, help="model file to write")
    parser.add_argument("--codes", type=Path, help="table of the codes to write, without texts")
    arguments = parser.parse_args()
    texts = read_unlabelled(arguments.unlabelled) if arguments.unlabelled else []
    write_model(train(read_coded(arguments.coded), unlabelled=texts), arguments.out)
    if arguments.codes:
        write_codes(arguments.coded, arguments.codes)


if __name__ == "__main__":
    main()
