"""Fitting how rules and encoder together read mentions, on held-out documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from enacted.stance.mention_values import CONCEPTS, FACETS, VALUES
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

RULES_ALONE = Weights(0.0, 1.0, -0.5)
"""A facet that the rules decide."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A concept in a coded sentence: what the encoder, the rules and the codes say of its mentions.

    Attributes
    ----------
    read
        Highest logit of the encoder over the mentions, one a value of ``VALUES``.
    told, coded
        Whether rules and codes give a mention of it the value; of ``name``, the rules say whether
        all mentions stand in names.
    """

    concept: str
    read: NDArray[np.float64]
    told: NDArray[np.bool_]
    coded: NDArray[np.bool_]

    def answer(self, reader: Reader) -> NDArray[np.bool_]:
        """What both together say: whether it is the concept's sense, and values if it is."""
        found = np.zeros(len(VALUES), dtype=np.bool_)
        logit = reader.sense.logit(float(self.read[0]), rules=bool(self.told[0]))
        both = logit + reader.name * bool(self.told[1]) > 0
        found[0] = both if reader.overrules else self.told[0]
        for facet, weights in reader.facets.items() if found[0] else ():
            places = [VALUES.index(f"{facet}={value}") for value in FACETS[facet]]
            own = self.read[places][None], self.told[places][None]
            found[places] = _given(facet, weights, *own)[0]
        return found


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
        own = [mentions[row] for row in rows]
        inside = [mention for mention in own if mention.sense is Sense.CONCEPT]
        told = {"concept"} if inside else set()
        if all(mention.sense is Sense.NAME for mention in own):
            told.add("name")
        for facet in FACETS:
            for mention in inside:
                found = getattr(mention, facet)
                values = (found,) if isinstance(found, str) else found
                told |= {f"{facet}={value}" for value in values if value}
        values = {coded.rel[concept]}
        if coded.rel[concept] == "concept":
            values |= coded.facets
        pairs.append(
            Pair(
                concept,
                read[rows].max(axis=0),
                np.array([value in told for value in VALUES]),
                np.array([value in values for value in VALUES]),
            )
        )
    return pairs


def fit_reader(pairs: Sequence[Pair], parts: Sequence[int]) -> Reader:
    """Weights that make the codes likeliest; thresholds of facets that make micro-F1 highest.

    What the two together decide hardly better than the rules, on parts that the weights were fitted
    without, is left to the rules: the sense (mean F1 of the concept's and of others) or a facet.

    Parameters
    ----------
    parts
        Part of the documents that each pair is from; two at least.
    """
    own = np.array(parts)
    columns = np.array(
        [[pair.read[0], pair.told[0], pair.told[1], 1.0] for pair in pairs], dtype=np.float64
    )
    told = np.array([pair.told[0] for pair in pairs], dtype=np.bool_)
    coded = np.array([pair.coded[0] for pair in pairs], dtype=np.bool_)
    held = np.zeros_like(told)
    for part in np.unique(own):
        here = own == part
        held[here] = columns[here] @ _logistic(columns[~here], coded[~here]) > 0
    encoder, rules, name, constant = _logistic(columns, coded)
    return Reader(
        Weights(encoder, rules, constant),
        name,
        {facet: _fit_facet(pairs, own, facet) for facet in FACETS},
        overrules=_macro_f1(held, coded) > _macro_f1(told, coded) + _GAIN,
    )


def _fit_facet(pairs: Sequence[Pair], parts: NDArray[np.int64], facet: str) -> Weights:
    places = [VALUES.index(f"{facet}={value}") for value in FACETS[facet]]
    rows = [i for i, p in enumerate(pairs) if facet in CONCEPTS[p.concept] and p.coded[0]]
    if not rows:
        return RULES_ALONE
    read = np.array([pairs[i].read[places] for i in rows])
    told = np.array([pairs[i].told[places] for i in rows])
    coded = np.array([pairs[i].coded[places] for i in rows])
    own = parts[rows]
    held = np.zeros_like(told)
    for part in np.unique(own):
        here = own == part
        weights = _facet_weights(facet, read[~here], told[~here], coded[~here])
        held[here] = _given(facet, weights, read[here], told[here])
    if _micro_f1(held, coded) <= _micro_f1(told, coded) + _GAIN:
        return RULES_ALONE
    return _facet_weights(facet, read, told, coded)


def _facet_weights(
    facet: str, read: NDArray[np.float64], told: NDArray[np.bool_], coded: NDArray[np.bool_]
) -> Weights:
    if not coded.any():
        return RULES_ALONE
    columns = np.empty((read.size, 3))
    columns[:, 0], columns[:, 1], columns[:, 2] = read.ravel(), told.ravel(), 1.0
    encoder, rules, constant = _logistic(columns, coded.ravel())
    best, highest = RULES_ALONE, -1.0
    for threshold in np.arange(-2.5, 1.05, 0.1):
        weights = Weights(encoder, rules, round(constant - float(threshold), _DIGITS))
        score = _micro_f1(_given(facet, weights, read, told), coded)
        if score > highest + 1e-9:
            best, highest = weights, score
    return best


def _given(
    facet: str, weights: Weights, read: NDArray[np.float64], told: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Values that the two together give; one row a pair."""
    logits = weights.encoder * read + weights.rules * told + weights.constant
    found: NDArray[np.bool_] = logits > 0
    if facet == "level":
        found &= logits >= logits.max(axis=1, keepdims=True)
    return found


def _micro_f1(found: NDArray[np.bool_], coded: NDArray[np.bool_]) -> float:
    return float(2 * (found & coded).sum() / max(1, found.sum() + coded.sum()))


def _macro_f1(found: NDArray[np.bool_], coded: NDArray[np.bool_]) -> float:
    return (_micro_f1(found, coded) + _micro_f1(~found, ~coded)) / 2


def _logistic(columns: NDArray[np.float64], wanted: NDArray[np.bool_]) -> list[float]:
    """Weights of a logistic regression with a small ridge, by Newton's method."""
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
