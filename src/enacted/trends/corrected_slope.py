"""Slopes and changes of shares that hand codes of a random sample correct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from enacted.trends.prediction_powered import STATED
from enacted.trends.slope import FEW_FREEDOM, Estimate, design_of, error_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from enacted.trends.prediction_powered import Sample

_FEW = "a few documents decide it"


@dataclass(frozen=True, slots=True)
class CorrectedSlope:
    """Slopes of talk, plan and deed, which add up to nothing.

    Attributes
    ----------
    shares
        Of talk, plan and deed.
    tuning
        Weight of the machine's codes, from 0 (hand codes alone) to 1.
    """

    shares: tuple[Estimate, ...]
    tuning: float


def corrected_slope(
    counts: NDArray[np.float64],
    x: NDArray[np.float64],
    sample: Sample,
    *,
    adjust: Sequence[Sequence[str]] = (),
    confidence: float,
    tuning: float | None = None,
) -> CorrectedSlope | str:
    """By how much shares move with ``x``, by hand codes of a random sample and the machine's.

    The model is that of `enacted.trends.slope.slope`: mentions that are talk, plan or deed on ``x``
    and what is adjusted for. Its normal equations are sums over mentions; each sum of the machine's
    is moved by the weighted sum, over the sample, of what hand and machine differ by
    (prediction-powered inference for regression; Angelopoulos et al. 2023), the machine's codes
    having the weight that makes the variance least (Angelopoulos, Duchi and Zrnic 2023). Mentions
    that are no statement, or not meant so, are outside the sums. Weights are first calibrated, so
    that the sample's mentions lie over ``x`` as all do (Deville and Särndal 1992). The variance is
    linearised and summed over documents, each set against the others (Bell and McCaffrey 2002);
    degrees of freedom are those of the counted slope (Pustejovsky and Tipton 2018), or fewer where
    fewer documents have codes.

    Parameters
    ----------
    counts
        Shape (documents, classes): mentions of each document by the machine's class.
    x
        Shape (documents,): year, or 1 for the later of two periods and 0 for the earlier.
    sample
        Codes of these documents.
    adjust
        For each thing to adjust for, its value for each document.
    confidence
        Confidence, between 0 and 1.
    tuning
        Weight of the machine's codes; chosen by the sample where None.

    Returns
    -------
    CorrectedSlope or str
        Why there is none, for one.
    """
    own = sample.document
    stated = counts[:, :STATED]
    if len(np.unique(own)) < _columns_of_time(x[own]) + 1:
        return "too few documents with hand codes"
    if np.ptp(x[own]) == 0:
        return "all documents with hand codes are of one year or period"
    if (sample.weight @ sample.hand[:, :STATED] <= 0).any():
        return "hand codes have no talk, no plan or no deed"
    design = design_of(x, adjust)
    if design is None:
        return "x cannot be told from what is adjusted for"
    mentions = counts.sum(axis=1)
    time = _of_time(x, _columns_of_time(x[own]))
    weight = _calibrated(sample.weight, time[own], mentions @ time)
    if tuning is None:
        # What the machine is worth is found with its codes in full, and then used.
        tuning = 1.0
        for _ in range(2):
            fit = _Fit.of(design, stated, sample, weight, tuning)
            if fit is None:
                break
            hand, machine = (_rest(part, time[own], weight) for part in fit.parts)
            tuning = _tuning(hand, machine, weight)
    fit = _Fit.of(design, stated, sample, weight, tuning)
    if fit is None:
        return "too few hand codes for what is adjusted for"
    hand, machine = fit.parts
    difference = hand - tuning * machine
    expected = _slopes(difference, time[own], weight)
    influence = tuning * fit.of_documents + (mentions[:, None] * time) @ expected
    around = weight[:, None] * (difference - time[own] @ expected)
    # What the calibration and the model took of the codes' freedom.
    spent = time.shape[1] + design.shape[1]
    if len(sample) <= spent:
        return "too few hand codes for what is adjusted for"
    around *= np.sqrt(len(sample) / (len(sample) - spent))
    np.add.at(influence, own, around)
    leverage = np.clip(fit.leverage, 0.0, 0.9)
    variance = (influence**2 / (1 - leverage)[:, None]).sum(axis=0)
    freedom = _freedom(design, stated.sum(axis=1))
    freedom = min(freedom, len(np.unique(own)) - _columns_of_time(x[own]))
    deciding = 3 * (influence**2).sum(axis=0) ** 2 / np.maximum((influence**4).sum(axis=0), 1e-300)
    documents = int(stated.any(axis=1).sum())
    return CorrectedSlope(
        tuple(
            _estimate(value, error, min(freedom, few), confidence, documents, int(stated.sum()))
            for value, error, few in zip(
                fit.slope.tolist(), np.sqrt(variance).tolist(), deciding.tolist(), strict=True
            )
        ),
        tuning,
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """Slopes, and what each document and each code adds to them.

    Attributes
    ----------
    slope
        Shape (shares,).
    parts
        Shape (codes, shares), of the hand codes and of the machine's.
    of_documents
        Shape (documents, shares), of all the machine's codes.
    leverage
        Shape (documents,).
    """

    slope: NDArray[np.float64]
    parts: tuple[NDArray[np.float64], NDArray[np.float64]]
    of_documents: NDArray[np.float64]
    leverage: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        design: NDArray[np.float64],
        stated: NDArray[np.float64],
        sample: Sample,
        weight: NDArray[np.float64],
        tuning: float,
    ) -> _Fit | None:
        """None where the codes do not suffice."""
        rows = design[sample.document]
        codes = [part[:, :STATED] for part in (sample.hand, sample.machine)]
        moved = weight[:, None] * (codes[0] - tuning * codes[1])
        gram: NDArray[np.float64] = np.asarray(
            tuning * (design * stated.sum(axis=1)[:, None]).T @ design
            + (rows * moved.sum(axis=1)[:, None]).T @ rows,
            dtype=np.float64,
        )
        values = np.linalg.eigvalsh(gram)
        if values[0] <= values[-1] * 1e-9:
            return None
        inverse: NDArray[np.float64] = np.asarray(np.linalg.inv(gram), dtype=np.float64)
        coefficients = inverse @ (tuning * design.T @ stated + rows.T @ moved)
        fitted, reach = design @ coefficients, design @ inverse[0]
        of_codes = [
            reach[sample.document, None]
            * (part - part.sum(axis=1, keepdims=True) * fitted[sample.document])
            for part in codes
        ]
        total = stated.sum(axis=1, keepdims=True)
        return cls(
            coefficients[0],
            (of_codes[0], of_codes[1]),
            reach[:, None] * (stated - total * fitted),
            total[:, 0] * np.einsum("ij,jk,ik->i", design, inverse, design),
        )


def _columns_of_time(x: NDArray[np.float64]) -> int:
    """A line for two times, a parabola for more: a bias that drifts moves a slope by its square."""
    return min(3, len(np.unique(x)))


def _of_time(x: NDArray[np.float64], columns: int) -> NDArray[np.float64]:
    centred = (x - x.mean()) / max(1e-12, float(np.ptp(x)))
    return np.vander(centred, columns, increasing=True)


def _calibrated(
    weight: NDArray[np.float64], time: NDArray[np.float64], totals: NDArray[np.float64]
) -> NDArray[np.float64]:
    gram = (time * weight[:, None]).T @ time
    lacking = np.linalg.lstsq(gram, totals - weight @ time, rcond=None)[0]
    # A weight below a tenth, or even below nothing, is no weight of a sentence.
    calibrated: NDArray[np.float64] = weight * np.maximum(1 + time @ lacking, 0.1)
    return calibrated


def _slopes(
    values: NDArray[np.float64], time: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    root = np.sqrt(weight)[:, None]
    found = np.linalg.lstsq(root * time, root * values, rcond=None)[0]
    return np.asarray(found, dtype=np.float64)


def _rest(
    values: NDArray[np.float64], time: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    return values - time @ _slopes(values, time, weight)


def _tuning(
    hand: NDArray[np.float64], machine: NDArray[np.float64], weight: NDArray[np.float64]
) -> float:
    """One weight for all shares, so that their slopes add up to nothing."""
    spread = float(weight**2 @ (machine**2).sum(axis=1))
    both = float(weight**2 @ (machine * hand).sum(axis=1))
    return float(np.clip(both / spread, 0.0, 1.0)) if spread > 0 else 0.0


def _freedom(design: NDArray[np.float64], sizes: NDArray[np.float64]) -> float:
    kept = sizes > 0
    rows, sizes = design[kept], sizes[kept]
    gram = (rows * sizes[:, None]).T @ rows
    if np.linalg.matrix_rank(gram) < len(gram):
        return 0.0
    inverse: NDArray[np.float64] = np.linalg.inv(gram).astype(np.float64)
    error = error_of(rows, sizes, np.ones(len(rows)), inverse)
    return 0.0 if error[1] is None else error[1]


def _estimate(
    value: float, error: float, freedom: float, confidence: float, documents: int, mentions: int
) -> Estimate:
    from scipy.special import stdtr, stdtrit

    if freedom <= 0 or error <= 0:
        note = "too few documents for an interval"
        return Estimate(value, None, None, None, documents, mentions, None, note)
    reach = float(stdtrit(freedom, 0.5 + confidence / 2)) * error
    p = float(2 * stdtr(freedom, -abs(value / error)))
    note = _FEW if freedom < FEW_FREEDOM else ""
    return Estimate(value, value - reach, value + reach, p, documents, mentions, freedom, note)
