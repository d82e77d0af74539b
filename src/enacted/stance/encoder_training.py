"""Training of the accurate tier, calibrated on held-out documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from enacted.guide import CONCEPTS, FACETS
from enacted.stance import fine_tune
from enacted.stance.blend import Blend, blended
from enacted.stance.coded import fold_of
from enacted.stance.encoder import Encoder
from enacted.stance.export import encoder_bytes
from enacted.stance.fine_tune import Marks
from enacted.stance.mention_values import VALUES
from enacted.stance.model import CLASSES, LinearModel
from enacted.stance.pieces import choose_pieces
from enacted.stance.reader import Reader, Weights, readable
from enacted.stance.reader_training import fit_reader, pairs_of
from enacted.stance.tokens import place_of, tokens_of
from enacted.stance.train import NONE_UNCODED, Uncoded, fit, lessons_of, prepare
from enacted.stance.wordpiece import WordPieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from enacted.stance.coded import Coded
    from enacted.stance.fine_tune import Tokens, Tuning
    from enacted.stance.reader_training import Pair
    from enacted.stance.records import Statement
    from enacted.stance.train import Prepared
    from enacted.types import Mention

FOLDS = 5
PEAK_SENTENCES = 150

BUILT_IN_BLEND = Blend(encoder=0.5, linear=0.5)
"""How the built-in encoder is blended; taken where held-out documents are not asked."""

BUILT_IN_READER = Reader(
    Weights(0.4769, 3.7448, -2.5454),
    1.1987,
    overrules=False,
)
"""How rules and the built-in encoder read the sense of mentions; taken in the same cases. Fitted in
folds of documents, on sentences that the rules had not been made looking at."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Coded sentences as the encoder reads them, made once and used for every fold."""

    coded: Sequence[Coded]
    pieces: list[str]
    base: dict[str, NDArray[np.float32]]
    statements: list[Statement]
    tokens: list[Tokens]
    labels: NDArray[np.int64]
    sources: list[str]
    mentions: list[list[Mention]]
    marks: list[list[Marks]]


def make_ready(
    coded: Sequence[Coded],
    unlabelled: Sequence[Statement] = (),
    mentions: Sequence[Sequence[Mention]] = (),
    pieces: Sequence[str] = (),
) -> Ready:
    """Choose word pieces, cut the base weights to them, and make tokens.

    Parameters
    ----------
    mentions
        What the rules make of the mentions of each coded sentence; without, none are learned from.
    pieces
        The word pieces, where they are not to be chosen.

    Raises
    ------
    ModelError
        Where the base weights are not installed.
    """
    statements = [entry.statement for entry in coded]
    texts = [statement.text for statement in (*statements, *unlabelled)]
    pieces = list(pieces) or choose_pieces(texts, fine_tune.base_vocabulary())
    known = WordPieces(pieces)
    own = [[m for m in some if readable(m)] for some in mentions] or [[] for _ in coded]
    return Ready(
        coded,
        pieces,
        fine_tune.base_weights(pieces),
        statements,
        [tokens_of(statement, known) for statement in statements],
        np.array([entry.label for entry in coded]),
        [entry.source for entry in coded],
        own,
        [marks_of(entry, some, known) for entry, some in zip(coded, own, strict=True)],
    )


def marks_of(
    coded: Coded, mentions: Sequence[Mention], pieces: WordPieces, *, in_any_words: bool = False
) -> list[Marks]:
    """What is coded of the mentions of a sentence, a concept each.

    Parameters
    ----------
    in_any_words
        Whether the whole sentence stands for a concept that it is coded with and no mention has.
    """
    found = []
    for concept, facets in CONCEPTS.items():
        own = [(m.start, m.end) for m in mentions if m.concept == concept]
        if in_any_words and not own and coded.rel.get(concept) == "concept":
            own = [(0, 0)]
        if not own or concept not in coded.rel:
            continue
        sense = coded.rel[concept]
        values = {"concept"} if sense == "concept" else {sense}
        asked = {"concept"} if sense == "concept" else {"concept", "name"}
        if sense == "concept":
            of_these = {f"{facet}={value}" for facet in facets for value in FACETS[facet]}
            asked |= of_these
            values |= coded.facets & of_these
        text = coded.statement.text
        places = tuple(place_of(text, start, end, pieces) for start, end in own)
        found.append(
            Marks(
                places,
                np.array([value in values for value in VALUES], dtype=np.float32),
                np.array([value in asked for value in VALUES], dtype=np.float32),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Fold:
    """An encoder that saw no sentence of some documents.

    Attributes
    ----------
    rows, others
        Sentences of these documents, and those it was trained on.
    weights
        As they were before they were made small for the file.
    content
        Of the file.
    """

    rows: NDArray[np.int64]
    others: NDArray[np.int64]
    encoder: Encoder
    weights: dict[str, NDArray[np.float32]]
    content: bytes


def fold_encoders(
    ready: Ready,
    tuning: Tuning = fine_tune.DEFAULT,
    *,
    folds: int = FOLDS,
    seed: int = 0,
    split: int = 0,
    kept: Callable[[int], bytes | None] = lambda _: None,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[Fold]:
    """An encoder for each fold of the documents, read from the file that would be shipped.

    Parameters
    ----------
    seed, split
        Of the fine-tuning, and of the split into folds.
    kept
        Content of the file of a fold, where it was made before; its weights are then empty.
    """
    place = np.array([fold_of(source, folds=folds, seed=split) for source in ready.sources])
    for fold in range(folds):
        rows, others = np.flatnonzero(place == fold), np.flatnonzero(place != fold)
        if not len(rows) or not len(others):
            continue
        if content := kept(fold):
            yield Fold(rows, others, Encoder.of(content, Path(f"fold {fold + 1}")), {}, content)
            continue
        weights = fine_tune.fine_tune(
            ready.base,
            [ready.tokens[row] for row in others],
            ready.labels[others],
            tuning,
            marks=[ready.marks[row] for row in others],
            seed=seed,
            progress=_prefixed(progress, f"fold {fold + 1} of {folds}, "),
        )
        content = packed(ready, weights, others)
        yield Fold(rows, others, Encoder.of(content, Path(f"fold {fold + 1}")), weights, content)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What models that saw none of a sentence's document say of it.

    Attributes
    ----------
    encoder, linear
        Logits, a row a sentence, a column a class.
    pairs
        What encoder and rules say of mentions, with the sentence of each.
    """

    encoder: NDArray[np.float64]
    linear: NDArray[np.float64]
    pairs: list[tuple[int, Pair]]


def held_out_tiers(
    ready: Ready,
    folds: Iterable[Fold],
    prepared: Prepared,
    uncoded: Uncoded = NONE_UNCODED,
) -> HeldOut:
    """Answers for every sentence from an encoder and a linear model that saw none of its document.

    In each fold the linear model is taught by the fold's own encoder, where there are uncoded
    sentences to teach it on, of other documents.
    """
    encoder = np.zeros((len(ready.labels), len(CLASSES)))
    linear = np.zeros_like(encoder)
    pairs = []
    for fold in folds:
        encoder[fold.rows], read = fold.encoder.logits_and_mentions(
            [ready.statements[row] for row in fold.rows],
            [[(m.start, m.end) for m in ready.mentions[row]] for row in fold.rows],
        )
        for row, logits in zip(fold.rows.tolist(), read, strict=True):
            if len(logits):
                found = pairs_of(ready.coded[row], ready.mentions[row], logits)
                pairs += [(row, pair) for pair in found]
        others = fold.others.tolist()
        own = {ready.sources[row] for row in fold.rows}
        vectors, texts = uncoded.vectors(own), uncoded.without(own)
        model = fit(prepared, others, vectors=vectors)
        if texts:
            lessons, _ = lessons_of(fold.encoder, model, texts).parted()
            model = fit(prepared, others, vectors=vectors, lessons=lessons)
        linear[fold.rows] = model.logits([prepared.features[row] for row in fold.rows])
    return HeldOut(encoder, linear, pairs)


def packed(
    ready: Ready,
    weights: dict[str, NDArray[np.float32]],
    rows: NDArray[np.int64],
    blend: Blend = BUILT_IN_BLEND,
    reader: Reader = BUILT_IN_READER,
) -> bytes:
    """Content of a model file; sizes of inputs are taken from some of the rows.

    Where nothing was learned of mentions, the file reads none.
    """
    chosen = rows[:: max(1, len(rows) // PEAK_SENTENCES)]
    sizes = fine_tune.peaks(weights, [ready.tokens[row] for row in chosen])
    reads = reader if "mention.weight" in weights else None
    return encoder_bytes(weights, ready.pieces, blend, sizes, reader=reads)


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
    mentions: Sequence[Sequence[Mention]] = (),
    folds: int = FOLDS,
    seed: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> bytes:
    """Content of a model file: the mean of encoders, each fine-tuned without one fold of documents.

    What each says of the documents that it did not see calibrates all; their mean has seen every
    sentence.

    Parameters
    ----------
    unlabelled
        Uncoded sentences: they widen the vocabulary, and the linear model that the blend is fitted
        with is taught on them.
    mentions
        What the rules make of the mentions of each coded sentence. With codes of their sense, the
        encoder learns to read them; without, the rules alone go on doing so.
    folds
        Parts of the documents that are held out in turn; below 2, one encoder is fine-tuned on
        everything, and takes the calibration of the built-in one.

    Raises
    ------
    ModelError
        Where what training needs is not installed.
    """
    from threadpoolctl import threadpool_limits

    ready = make_ready(coded, unlabelled, mentions)
    everything = np.arange(len(ready.labels))
    if folds < 2:
        weights = fine_tune.fine_tune(
            ready.base,
            ready.tokens,
            ready.labels,
            tuning,
            marks=ready.marks,
            seed=seed,
            progress=progress,
        )
        return packed(ready, weights, everything)
    made = list(fold_encoders(ready, tuning, folds=folds, seed=seed, progress=progress))
    with threadpool_limits(1):
        held = held_out_tiers(ready, made, prepare(coded), Uncoded(unlabelled))
    blend = fit_blend(held.encoder, held.linear, ready.labels)
    progress(f"blend: encoder {blend.encoder}, linear model {blend.linear}")
    reader = BUILT_IN_READER
    if held.pairs:
        place = {int(row): part for part, fold in enumerate(made) for row in fold.rows}
        reader = fit_reader([pair for _, pair in held.pairs], [place[row] for row, _ in held.pairs])
    return packed(
        ready, fine_tune.mean_of([fold.weights for fold in made]), everything, blend, reader
    )


def _prefixed(progress: Callable[[str], None], prefix: str) -> Callable[[str], None]:
    return lambda line: progress(prefix + line)
