"""How well a classifier agrees with given codes: figures, intervals, calibration, mistakes."""

from __future__ import annotations

import csv
import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from enacted.stance.editions import by_document
from enacted.stance.model import CLASSES
from enacted.types import Stance, Status, stance_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from enacted.stance.coded import Coded
    from enacted.stance.records import Coding

STATUSES = tuple(Status)
STANCES = tuple(Stance)
TO_STATUS = np.array([STATUSES.index(status) for status, _ in CLASSES])
TO_STANCE = np.array([STANCES.index(stance_of(s, concrete=c)) for s, c in CLASSES])
TO_CONCRETE = np.array([int(concrete) for _, concrete in CLASSES])
"""Class to the place of its status, of its stance, and to whether it is concrete."""

TRAINED_ON = Path(__file__).with_name("codes.csv.gz")
BINS = 10


@dataclass(frozen=True, slots=True)
class Score:
    """A figure between 0 and 1 with an interval.

    Attributes
    ----------
    low, high
        The middle 95 % of bootstrap draws of documents (Efron and Tibshirani 1993), editions of
        one document drawn together; None where there is one document alone.
    """

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One class: how many sentences have it by code and by answer, and the usual three."""

    name: str
    codes: int
    answers: int
    precision: Score
    recall: Score
    f1: Score


@dataclass(frozen=True, slots=True)
class Bin:
    """Sentences whose answer was given with like probability.

    Attributes
    ----------
    said, right
        Mean of the probability, and how many of the answers were right.
    """

    low: float
    high: float
    sentences: int
    said: float
    right: float


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer and the probability it was given with."""

    source: str
    text: str
    code: str
    answer: str
    probability: float
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Given codes held against a classifier's.

    Attributes
    ----------
    documents
        With all their editions.
    trained_on
        Sentences that the built-in models were trained on; figures that hold them say too much.
    status, stance
        Macro-F1 over the classes that occur.
    classes
        Each status, each stance that is not one, and ``concrete``.
    confusion
        Sentences by code (rows) and answer (columns), in the order of ``Status``.
    calibration_error
        Mean distance between what was said and what was right, over bins (Guo et al. 2017).
    mistakes
        Wrong in status or concreteness, the surest first.
    """

    tier: str
    sentences: int
    documents: int
    trained_on: int
    status: Score
    stance: Score
    classes: tuple[ClassFigures, ...]
    confusion: tuple[tuple[int, ...], ...]
    calibration_error: float
    bins: tuple[Bin, ...]
    mistakes: tuple[Mistake, ...]


def macro_f1(truth: NDArray[np.int64], said: NDArray[np.int64], classes: int) -> float:
    """Mean F1 of the classes that occur among the codes or the answers."""
    table = _table(truth, said, classes)
    both = table.sum(axis=0) + table.sum(axis=1)
    return float(np.mean((2 * np.diag(table))[both > 0] / both[both > 0]))


def calibration(
    said: NDArray[np.float64], right: NDArray[np.bool_]
) -> tuple[float, tuple[Bin, ...]]:
    """Expected calibration error, and the bins of equal width that hold any sentence."""
    places = np.clip(np.ceil(said * BINS).astype(int) - 1, 0, BINS - 1)
    bins = []
    error = 0.0
    for place in range(BINS):
        inside = places == place
        if inside.any():
            mean, share = float(said[inside].mean()), float(right[inside].mean())
            error += float(inside.mean()) * abs(mean - share)
            low, high = place / BINS, (place + 1) / BINS
            bins.append(Bin(low, high, int(inside.sum()), round(mean, 4), round(share, 4)))
    return error, tuple(bins)


def evaluate(
    coded: Sequence[Coded],
    codings: Sequence[Coding],
    *,
    draws: int = 1_000,
    seed: int = 1,
    worst: int = 20,
) -> Evaluation:
    """Hold codes against a classifier's answers to the same sentences.

    Parameters
    ----------
    draws, seed
        Of the bootstrap over documents.
    worst
        Mistakes kept.

    Raises
    ------
    ValueError
        Where there is no sentence.
    """
    if not coded:
        raise ValueError("no coded sentence to evaluate on")
    truth = np.array([entry.label for entry in coded])
    said = np.array([CLASSES.index((c.status, c.concrete)) for c in codings])
    documents = [entry.source for entry in by_document(coded)[0]]
    names = sorted(set(documents))
    rows = {name: place for place, name in enumerate(names)}
    sources = np.array([rows[name] for name in documents])
    # One table of codes by answers a document: a draw is a weighted sum of them.
    tables = np.zeros((len(names), len(CLASSES), len(CLASSES)), dtype=np.int64)
    np.add.at(tables, (sources, truth, said), 1)
    draws = draws if len(names) > 1 else 0  # of one document nothing can be drawn
    chosen = np.random.default_rng(seed).integers(len(names), size=(draws, len(names)))
    weights = np.array([np.bincount(draw, minlength=len(names)) for draw in chosen])
    drawn = np.tensordot(weights.reshape(draws, len(names)), tables, axes=1)
    every = np.concatenate([tables.sum(axis=0)[None], drawn])
    by_status = _folded(every, TO_STATUS, len(STATUSES))
    by_stance = _folded(every, TO_STANCE, len(STANCES))
    by_concrete = _folded(every, TO_CONCRETE, 2)
    classes = [_class(name.value, by_status, i) for i, name in enumerate(STATUSES)]
    classes += [_class(s.value, by_stance, i) for i, s in enumerate(STANCES) if i < _OWN_STANCES]
    classes.append(_class("concrete", by_concrete, 1))
    sure = np.array([c.probabilities[c.status.value] for c in codings])
    error, bins = calibration(sure, TO_STATUS[truth] == TO_STATUS[said])
    return Evaluation(
        tier=codings[0].tier,
        sentences=len(coded),
        documents=len(names),
        trained_on=_trained_on(entry.statement.text for entry in coded),
        status=_score(_macro(by_status)),
        stance=_score(_macro(by_stance)),
        classes=tuple(classes),
        confusion=tuple(map(tuple, by_status[0].tolist())),
        calibration_error=round(error, 4),
        bins=bins,
        mistakes=_mistakes(coded, codings, truth != said, worst),
    )


_OWN_STANCES = 3


def _table(truth: NDArray[np.int64], said: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    return np.bincount(truth * classes + said, minlength=classes * classes).reshape(
        classes, classes
    )


def _folded(tables: NDArray[np.int64], to: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Tables by class as tables by a coarser class."""
    fold = np.zeros((len(to), size), dtype=np.int64)
    fold[np.arange(len(to)), to] = 1
    folded: NDArray[np.int64] = fold.T @ tables @ fold
    return folded


def _macro(tables: NDArray[np.int64]) -> NDArray[np.float64]:
    right = np.diagonal(tables, axis1=1, axis2=2)
    both = tables.sum(axis=1) + tables.sum(axis=2)
    f1 = np.divide(2 * right, both, out=np.full(both.shape, np.nan), where=both > 0)
    mean: NDArray[np.float64] = np.nanmean(f1, axis=1)
    return mean


def _class(name: str, tables: NDArray[np.int64], place: int) -> ClassFigures:
    right = tables[:, place, place]
    codes, answers = tables[:, place, :].sum(axis=1), tables[:, :, place].sum(axis=1)
    return ClassFigures(
        name,
        int(codes[0]),
        int(answers[0]),
        precision=_score(_part(right, answers)),
        recall=_score(_part(right, codes)),
        f1=_score(_part(2 * right, codes + answers)),
    )


def _part(upper: NDArray[np.int64], lower: NDArray[np.int64]) -> NDArray[np.float64]:
    """Quotients; 0 where there is nothing to divide by."""
    return np.divide(upper, lower, out=np.zeros(len(upper)), where=lower > 0)


def _score(values: NDArray[np.float64]) -> Score:
    """The first value, and the middle of the others."""
    value = round(float(values[0]), 4)
    if len(values) == 1:
        return Score(value, None, None)
    low, high = np.quantile(values[1:], [0.025, 0.975])
    return Score(value, round(float(low), 4), round(float(high), 4))


def _trained_on(texts: Iterable[str]) -> int:
    with gzip.open(TRAINED_ON, "rt", encoding="utf-8", newline="") as file:
        known = {row["sentence_sha256"] for row in csv.DictReader(file)}
    return sum(hashlib.sha256(text.encode()).hexdigest()[:16] in known for text in texts)


def _mistakes(
    coded: Sequence[Coded], codings: Sequence[Coding], wrong: NDArray[np.bool_], worst: int
) -> tuple[Mistake, ...]:
    rows = np.flatnonzero(wrong).tolist()
    rows.sort(key=lambda row: (-codings[row].probabilities[codings[row].status.value], row))
    return tuple(
        Mistake(
            coded[row].source,
            coded[row].statement.text,
            code=_named(*CLASSES[coded[row].label]),
            answer=_named(codings[row].status, codings[row].concrete),
            probability=codings[row].probabilities[codings[row].status.value],
            cues=codings[row].cues,
        )
        for row in rows[:worst]
    )


def _named(status: Status, concrete: bool) -> str:  # noqa: FBT001 - a pair as it stands in CLASSES
    return f"{status.value}, concrete" if concrete else status.value
