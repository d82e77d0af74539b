"""Shares that hand codes of a random sample correct, with intervals that respect documents."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STATED = 3
"""The first classes are talk, plan and deed; the others stand outside the shares."""

# Codes are worth at most twice their number together with the machine's: where none of a few codes
# is a deed the variance alone would claim certainty. Simulated: benchmarks/correction.py.
_MOST_GAIN = 2.0


@dataclass(frozen=True, slots=True)
class Sample:
    """Hand codes of a random sample of a cell's sentences, beside the machine's.

    Attributes
    ----------
    document
        Shape (codes,): row of the document among the cell's documents.
    machine, hand
        Shape (codes, classes): parts of each class, each row summing to 1. Where coders differ the
        hand code is split between them.
    weight
        Shape (codes,): mentions in the sentence over the probability with which it was coded.
    """

    document: NDArray[np.int64]
    machine: NDArray[np.float64]
    hand: NDArray[np.float64]
    weight: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.document)


@dataclass(frozen=True, slots=True)
class Corrected:
    """Corrected shares, of talk, plan and deed for one.

    Attributes
    ----------
    share
        Shape (shares,); sums to 1.
    ends
        Shape (2, shares): lower and upper ends; None for fewer than two documents.
    tuning
        Weight of the machine's codes, from 0 (hand codes alone) to 1.
    to_halve
        Further codes that would halve the widest interval; None where no number would, because
        most of it comes from how much documents differ.
    """

    share: NDArray[np.float64]
    ends: NDArray[np.float64] | None
    tuning: float
    to_halve: int | None


def corrected_shares(
    counts: NDArray[np.float64],
    sample: Sample,
    *,
    confidence: float,
    tuning: float | None = None,
    stated: int = STATED,
) -> Corrected | None:
    """Correct the shares that a machine's codes have with hand codes of a random sample.

    The machine's total of each class is moved by the mean difference between hand and machine in
    the sample, weighted by mentions over inclusion probability (prediction-powered inference;
    Angelopoulos et al. 2023; design-based supervised learning, Egami et al. 2023). Of the machine's
    codes as much is used as makes the variance least (PPI++; Angelopoulos, Duchi and Zrnic 2023).
    Shares are ratios of such totals. Their variance is linearised and summed over documents, so
    that it holds what documents differ by as well as the drawing of the sample. Intervals are those
    of Wilson (1927) for the effective number of codes, with quantiles of the t distribution for the
    effective number of documents (after Korn and Graubard 1998).

    Parameters
    ----------
    counts
        Shape (documents, classes): mentions of each document by the machine's class.
    sample
        Codes of these documents; at least two.
    confidence
        Confidence, between 0 and 1.
    tuning
        Weight of the machine's codes; chosen by the sample where None.
    stated
        How many classes, the first ones, shares are of.

    Returns
    -------
    Corrected or None
        None where the hand codes have no talk, plan or deed.
    """
    part = sample.weight / sample.weight.sum()
    if (part @ sample.hand)[:stated].sum() <= 0:
        return None
    if tuning is None:
        tuning = best_tuning(counts, sample, stated=stated)
    found = Linearised.of(counts, sample, tuning, stated=stated)
    if found is None:
        return None
    if len(counts) < 2:
        return Corrected(found.share, None, tuning, None)
    variance = found.variance(found.influence)
    ends = interval(found.share, variance, codes=found.codes, freedom=found.freedom, at=confidence)
    widest = int(np.argmax(ends[1] - ends[0]))
    more = _to_halve(len(sample), float(variance[widest]), float(found.coding[widest]))
    if more is not None and len(sample) + more > counts.sum():
        more = None
    return Corrected(found.share, ends, tuning, more)


@dataclass(frozen=True, slots=True)
class Linearised:
    """Shares with what each document adds to their error.

    Attributes
    ----------
    share, machine
        Shape (shares,): corrected, and as the machine counts.
    influence, of_machine
        Shape (documents, shares), of these.
    coding
        Shape (shares,): the part of the variance that falls as codes grow.
    size
        Shape (documents,): part of the mentions.
    codes
        Effective number of codes within the shares.
    """

    share: NDArray[np.float64]
    machine: NDArray[np.float64]
    influence: NDArray[np.float64]
    of_machine: NDArray[np.float64]
    coding: NDArray[np.float64]
    size: NDArray[np.float64]
    codes: float

    @classmethod
    def of(
        cls, counts: NDArray[np.float64], sample: Sample, tuning: float, *, stated: int = STATED
    ) -> Self | None:
        """None where nothing is within the shares."""
        mentions = counts.sum()
        part = sample.weight / sample.weight.sum()
        hand, machine = part @ sample.hand, counts.sum(axis=0) / mentions
        moved = tuning * machine + (hand - tuning * (part @ sample.machine))
        totals = np.maximum(moved[:stated], 0.0)
        total, within = float(totals.sum()), float(machine[:stated].sum())
        if total <= 0:
            return None
        share = totals / total
        contrasts = _contrasts(share, counts.shape[1])
        differences = (sample.hand - tuning * sample.machine) @ contrasts
        mean = part @ differences
        around = part[:, None] * (differences - mean)
        size = counts.sum(axis=1) / mentions
        influence = tuning * counts @ contrasts / mentions + size[:, None] * mean
        np.add.at(influence, sample.document, around)
        counted = machine[:stated] / within if within > 0 else np.zeros(stated)
        of_machine = counts @ _contrasts(counted, counts.shape[1]) / mentions
        return cls(
            share=share,
            machine=counted,
            influence=influence / total,
            of_machine=of_machine / within if within > 0 else of_machine,
            coding=len(sample) / (len(sample) - 1) * (around**2).sum(axis=0) / total**2,
            size=size,
            codes=float(hand[:stated].sum() / (part**2).sum()),
        )

    @property
    def freedom(self) -> float:
        """Of the t distribution: a few long documents are worth no more than few documents."""
        return max(1.0, 1 / float((self.size**2).sum()) - 1)

    def variance(
        self, one: NDArray[np.float64], other: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Variance of what has an influence, or the covariance of two such, by share.

        A document pulls the share towards itself: set against the others it is further off (Bell
        and McCaffrey 2002).
        """
        product = one * (one if other is None else other)
        summed: NDArray[np.float64] = (product / (1 - self.size)[:, None]).sum(axis=0)
        return summed


def best_tuning(counts: NDArray[np.float64], sample: Sample, *, stated: int = STATED) -> float:
    """The weight of the machine's codes that makes the variance of the shares least.

    0 where the hand codes have nothing within the shares.
    """
    part = sample.weight / sample.weight.sum()
    hand = part @ sample.hand
    if hand[:stated].sum() <= 0:
        return 0.0
    contrasts = _contrasts(hand[:stated] / hand[:stated].sum(), counts.shape[1])
    return _tuning(sample.hand @ contrasts, sample.machine @ contrasts, part, counts.sum())


def _contrasts(share: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
    """Shape (classes, shares): what a mention of each class adds to a share's error."""
    stated = len(share)
    contrasts = np.zeros((classes, stated))
    contrasts[:stated] = np.eye(stated) - share
    return contrasts


def _tuning(
    hand: NDArray[np.float64],
    machine: NDArray[np.float64],
    part: NDArray[np.float64],
    mentions: float,
) -> float:
    """The weight that makes the three variances least together, as one weight for all."""
    hand = hand - part @ hand
    machine = machine - part @ machine
    spread = float(part @ (machine**2).sum(axis=1))
    if spread <= 0:
        return 0.0
    both = float(part @ (machine * hand).sum(axis=1))
    return float(np.clip(both / spread / (1 + len(hand) / mentions), 0.0, 1.0))


def interval(
    share: NDArray[np.float64],
    variance: NDArray[np.float64],
    *,
    codes: float,
    freedom: float,
    at: float,
) -> NDArray[np.float64]:
    """Wilson's interval (1927) for as many codes as the variance says, with quantiles of t.

    ``codes`` is the effective number of codes that there are. Shape (2, shares).
    """
    from scipy.special import stdtrit

    most = max(1.0, _MOST_GAIN * codes)
    t = float(-stdtrit(freedom, (1 - at) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.where(variance > 0, share * (1 - share) / variance, most)
    worth = np.clip(worth, 1.0, most)
    centre = (share + t * t / (2 * worth)) / (1 + t * t / worth)
    half = t / (1 + t * t / worth) * np.sqrt(share * (1 - share) / worth + (t / (2 * worth)) ** 2)
    low, high = np.minimum(centre - half, share), np.maximum(centre + half, share)
    ends: NDArray[np.float64] = np.clip(np.stack([low, high]), 0.0, 1.0)
    return ends


def _to_halve(codes: int, variance: float, coding: float) -> int | None:
    """More codes for a quarter of the variance, of which ``coding`` falls as codes grow."""
    rest = variance / 4 - max(0.0, variance - coding)
    if rest <= 0:
        return None
    return max(1, math.ceil(codes * (min(coding, variance) / rest - 1)))
