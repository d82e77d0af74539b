"""Shares that hand codes of a random sample correct, with intervals that respect documents."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    mentions = counts.sum()
    part = sample.weight / sample.weight.sum()
    hand = part @ sample.hand
    if hand[:stated].sum() <= 0:
        return None
    contrasts = _contrasts(hand[:stated] / hand[:stated].sum(), counts.shape[1])
    if tuning is None:
        tuning = _tuning(sample.hand @ contrasts, sample.machine @ contrasts, part, mentions)
    machine = counts.sum(axis=0) / mentions
    moved = tuning * machine + (hand - tuning * (part @ sample.machine))
    totals = np.maximum(moved[:stated], 0.0)
    total = float(totals.sum())
    if total <= 0:
        return None
    share = totals / total
    contrasts = _contrasts(share, counts.shape[1])
    differences = (sample.hand - tuning * sample.machine) @ contrasts
    mean = part @ differences
    around = part[:, None] * (differences - mean)
    influence = (tuning * counts @ contrasts + counts.sum(axis=1, keepdims=True) * mean) / mentions
    np.add.at(influence, sample.document, around)
    if len(counts) < 2:
        return Corrected(share, None, tuning, None)
    # A document pulls the share towards itself: set against the others it is further off (Bell and
    # McCaffrey 2002).
    size = counts.sum(axis=1) / mentions
    variance = (influence**2 / (1 - size)[:, None]).sum(axis=0) / total**2
    coding = len(sample) / (len(sample) - 1) * (around**2).sum(axis=0) / total**2
    effective = float(hand[:stated].sum() / (part**2).sum())
    # A few long documents are worth no more than few documents.
    freedom = max(1.0, 1 / float((size**2).sum()) - 1)
    ends = _ends(share, variance, most=_MOST_GAIN * effective, freedom=freedom, at=confidence)
    widest = int(np.argmax(ends[1] - ends[0]))
    more = _to_halve(len(sample), float(variance[widest]), float(coding[widest]))
    if more is not None and len(sample) + more > mentions:
        more = None
    return Corrected(share, ends, tuning, more)


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


def _ends(
    share: NDArray[np.float64],
    variance: NDArray[np.float64],
    *,
    most: float,
    freedom: float,
    at: float,
) -> NDArray[np.float64]:
    from scipy.special import stdtrit

    t = float(-stdtrit(freedom, (1 - at) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        codes = np.where(variance > 0, share * (1 - share) / variance, most)
    codes = np.clip(codes, 1.0, max(1.0, most))
    centre = (share + t * t / (2 * codes)) / (1 + t * t / codes)
    half = t / (1 + t * t / codes) * np.sqrt(share * (1 - share) / codes + (t / (2 * codes)) ** 2)
    low, high = np.minimum(centre - half, share), np.maximum(centre + half, share)
    ends: NDArray[np.float64] = np.clip(np.stack([low, high]), 0.0, 1.0)
    return ends


def _to_halve(codes: int, variance: float, coding: float) -> int | None:
    """More codes for a quarter of the variance, of which ``coding`` falls as codes grow."""
    rest = variance / 4 - max(0.0, variance - coding)
    if rest <= 0:
        return None
    return max(1, math.ceil(codes * (min(coding, variance) / rest - 1)))
