"""Training of the accurate tier, calibrated on held-out documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from enacted.stance import fine_tune
from enacted.stance.blend import Blend, blended
from enacted.stance.coded import fold_of
from enacted.stance.encoder import Encoder
from enacted.stance.export import encoder_bytes
from enacted.stance.model import CLASSES, LinearModel
from enacted.stance.pieces import choose_pieces
from enacted.stance.tokens import tokens_of
from enacted.stance.train import fit, lessons_of, prepare, vectors_of
from enacted.stance.wordpiece import WordPieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from enacted.stance.coded import Coded
    from enacted.stance.fine_tune import Tokens, Tuning
    from enacted.stance.records import Statement
    from enacted.stance.train import Prepared
    from enacted.stance.vectors import WordVectors

FOLDS = 5
PEAK_SENTENCES = 150

BUILT_IN_BLEND = Blend(encoder=0.5, linear=0.6)
"""How the built-in encoder is blended; taken where held-out documents are not asked."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Coded sentences as the encoder reads them, made once and used for every fold."""

    pieces: list[str]
    base: dict[str, NDArray[np.float32]]
    statements: list[Statement]
    tokens: list[Tokens]
    labels: NDArray[np.int64]
    sources: list[str]


def make_ready(coded: Sequence[Coded], unlabelled: Sequence[Statement] = ()) -> Ready:
    """Choose word pieces, cut the base weights to them, and make tokens.

    Raises
    ------
    ModelError
        Where the base weights are not installed.
    """
    statements = [entry.statement for entry in coded]
    texts = [statement.text for statement in (*statements, *unlabelled)]
    pieces = choose_pieces(texts, fine_tune.base_vocabulary())
    known = WordPieces(pieces)
    return Ready(
        pieces,
        fine_tune.base_weights(pieces),
        statements,
        [tokens_of(statement, known) for statement in statements],
        np.array([entry.label for entry in coded]),
        [entry.source for entry in coded],
    )


@dataclass(frozen=True, slots=True)
class Fold:
    """An encoder that saw no sentence of some documents.

    Attributes
    ----------
    rows, others
        Sentences of these documents, and those it was trained on.
    """

    rows: NDArray[np.int64]
    others: NDArray[np.int64]
    encoder: Encoder


def fold_encoders(
    ready: Ready,
    tuning: Tuning = fine_tune.DEFAULT,
    *,
    folds: int = FOLDS,
    seed: int = 0,
    split: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[Fold]:
    """An encoder for each fold of the documents, read from the file that would be shipped.

    Parameters
    ----------
    seed, split
        Of the fine-tuning, and of the split into folds.
    """
    place = np.array([fold_of(source, folds=folds, seed=split) for source in ready.sources])
    for fold in range(folds):
        rows, others = np.flatnonzero(place == fold), np.flatnonzero(place != fold)
        if not len(rows) or not len(others):
            continue
        weights = fine_tune.fine_tune_mean(
            ready.base,
            [ready.tokens[row] for row in others],
            ready.labels[others],
            tuning,
            seed=seed,
            progress=_prefixed(progress, f"fold {fold + 1} of {folds}, "),
        )
        content = packed(ready, weights, others)
        yield Fold(rows, others, Encoder.of(content, Path(f"fold {fold + 1}")))


def held_out_tiers(
    ready: Ready,
    folds: Iterable[Fold],
    prepared: Prepared,
    vectors: WordVectors | None = None,
    unlabelled: Sequence[Statement] = (),
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Logits for every sentence from an encoder and a linear model that saw none of its document.

    In each fold the linear model is taught by the fold's own encoder, where there are uncoded
    sentences to teach it on.
    """
    encoder = np.zeros((len(ready.labels), len(CLASSES)))
    linear = np.zeros_like(encoder)
    for fold in folds:
        encoder[fold.rows] = fold.encoder.logits([ready.statements[row] for row in fold.rows])
        others = fold.others.tolist()
        model = fit(prepared, others, vectors=vectors)
        if unlabelled:
            lessons, _ = lessons_of(fold.encoder, model, unlabelled).parted()
            model = fit(prepared, others, vectors=vectors, lessons=lessons)
        linear[fold.rows] = model.logits([prepared.features[row] for row in fold.rows])
    return encoder, linear


def packed(
    ready: Ready,
    weights: dict[str, NDArray[np.float32]],
    rows: NDArray[np.int64],
    blend: Blend = BUILT_IN_BLEND,
) -> bytes:
    """Content of a model file; sizes of inputs are taken from some of the rows."""
    chosen = rows[:: max(1, len(rows) // PEAK_SENTENCES)]
    sizes = fine_tune.peaks(weights, [ready.tokens[row] for row in chosen])
    return encoder_bytes(weights, ready.pieces, blend, sizes)


def fit_blend(
    encoder: NDArray[np.float64], linear: NDArray[np.float64], labels: NDArray[np.int64]
) -> Blend:
    """Weights of the two tiers that make held-out labels likeliest, on a grid.

    What one tier says is worth less where the other says it too, so both are weighted at once; a
    temperature is part of both weights (stacking; Wolpert 1992).
    """
    best, least = BUILT_IN_BLEND, np.inf
    for first in np.arange(0.1, 1.3, 0.05):
        for second in np.arange(0.0, 1.3, 0.05):
            blend = Blend(round(float(first), 2), round(float(second), 2))
            chances = LinearModel.probabilities(blended(blend, encoder, linear))
            loss = -np.log(chances[np.arange(len(labels)), labels] + 1e-12).mean()
            if loss < least - 1e-9:
                best, least = blend, loss
    return best


def train_encoder(
    coded: Sequence[Coded],
    unlabelled: Sequence[Statement] = (),
    tuning: Tuning = fine_tune.DEFAULT,
    *,
    folds: int = FOLDS,
    seed: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> bytes:
    """Content of a model file: an encoder fine-tuned on all sentences.

    Parameters
    ----------
    unlabelled
        Uncoded sentences: they widen the vocabulary, and the linear model that the blend is fitted
        with is taught on them.
    folds
        Held-out parts of the documents that the blend with the linear model is fitted on; below 2,
        the blend of the built-in encoder is taken.

    Raises
    ------
    ModelError
        Where what training needs is not installed.
    """
    from threadpoolctl import threadpool_limits

    ready = make_ready(coded, unlabelled)
    blend = BUILT_IN_BLEND
    if folds > 1:
        made = fold_encoders(ready, tuning, folds=folds, seed=seed, progress=progress)
        with threadpool_limits(1):
            vectors = vectors_of(unlabelled) if unlabelled else None
            encoder, linear = held_out_tiers(ready, made, prepare(coded), vectors, unlabelled)
        blend = fit_blend(encoder, linear, ready.labels)
        progress(f"blend: encoder {blend.encoder}, linear model {blend.linear}")
    weights = fine_tune.fine_tune_mean(
        ready.base,
        ready.tokens,
        ready.labels,
        tuning,
        seed=seed,
        progress=_prefixed(progress, "all documents, "),
    )
    return packed(ready, weights, np.arange(len(ready.labels)), blend)


def _prefixed(progress: Callable[[str], None], prefix: str) -> Callable[[str], None]:
    return lambda line: progress(prefix + line)
