"""Fitting how rules and encoder together read the sense of mentions, on held-out documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from enacted.guide import CONCEPTS
from enacted.stance.reader import Reader, Weights
from enacted.types import Sense

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from enacted.stance.coded import Coded
    from enacted.types import Mention

_RIDGE = 0.1
_STEPS = 50
_DIGITS = 4
_GAIN = 0.005
"""F1 by which both together must be better than the rules; less is luck, and rules can be read."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A concept in a coded sentence: what the encoder, the rules and the codes say of its mentions.

    Attributes
    ----------
    read
        Highest logit of the encoder over the mentions, that one stands in the concept's sense.
    told, named
        Whether a mention does so by the rules; whether all stand in names by them.
    coded
        Whether it does so by the codes.
    """

    concept: str
    read: float
    told: bool
    named: bool
    coded: bool

    def answer(self, reader: Reader) -> bool:
        """What both together say."""
        logit = reader.sense.logit(self.read, rules=self.told) + reader.name * self.named
        return logit > 0 if reader.overrules else self.told


def pairs_of(coded: Coded, mentions: Sequence[Mention], read: NDArray[np.float64]) -> list[Pair]:
    """A pair for each concept whose sense is coded.

    Parameters
    ----------
    mentions, read
        Mentions of the sentence that can be read, and a row of logits each.
    """
    pairs = []
    for concept in CONCEPTS:
        rows = [row for row, mention in enumerate(mentions) if mention.concept == concept]
        if not rows or concept not in coded.rel:
            continue
        senses = {mentions[row].sense for row in rows}
        pairs.append(
            Pair(
                concept,
                float(read[rows, 0].max()),
                Sense.CONCEPT in senses,
                senses == {Sense.NAME},
                coded.rel[concept] == "concept",
            )
        )
    return pairs


def fit_reader(pairs: Sequence[Pair], parts: Sequence[int]) -> Reader:
    """Weights that make the codes likeliest.

    Where the two together decide hardly better than the rules (mean F1 of the concept's sense and
    of others), on parts that the weights were fitted without, the sense is left to the rules.

    Parameters
    ----------
    parts
        Part of the documents that each pair is from; two at least.
    """
    own = np.array(parts)
    columns = np.array([[p.read, p.told, p.named, 1.0] for p in pairs], dtype=np.float64)
    told = np.array([pair.told for pair in pairs], dtype=np.bool_)
    coded = np.array([pair.coded for pair in pairs], dtype=np.bool_)
    held = np.zeros_like(told)
    for part in np.unique(own):
        here = own == part
        held[here] = columns[here] @ logistic(columns[~here], coded[~here]) > 0
    encoder, rules, name, constant = logistic(columns, coded)
    return Reader(
        Weights(encoder, rules, constant),
        name,
        overrules=_macro_f1(held, coded) > _macro_f1(told, coded) + _GAIN,
    )


def micro_f1(found: NDArray[np.bool_], coded: NDArray[np.bool_]) -> float:
    """F1 over all values of all rows."""
    return float(2 * (found & coded).sum() / max(1, found.sum() + coded.sum()))


def _macro_f1(found: NDArray[np.bool_], coded: NDArray[np.bool_]) -> float:
    return (micro_f1(found, coded) + micro_f1(~found, ~coded)) / 2


def logistic(columns: NDArray[np.float64], wanted: NDArray[np.bool_]) -> list[float]:
    """Weights of a logistic regression with a small ridge, by Newton's method.

    Parameters
    ----------
    columns
        One row a case; the last column, of ones, gets the constant.
    """
    weights = np.zeros(columns.shape[1])
    ridge = _RIDGE * np.eye(len(weights))
    ridge[-1, -1] = 1e-6
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        slope = columns.T @ (wanted - chances) - ridge @ weights
        bend = (columns * (chances * (1 - chances))[:, None]).T @ columns + ridge
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    return [round(float(weight), _DIGITS) for weight in weights]
