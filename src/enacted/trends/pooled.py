"""Corrected shares of periods that borrow strength from each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from enacted.trends.prediction_powered import (
    STATED,
    Corrected,
    Linearised,
    best_tuning,
    interval,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from enacted.trends.prediction_powered import Sample

LEAST_PERIODS = 5
"""Fewer tell nothing of how much periods differ from a line (two coefficients, a flat prior)."""


def pooled_shares(
    periods: Sequence[tuple[NDArray[np.float64], Sample]],
    times: Sequence[float],
    *,
    confidence: float,
    stated: int = STATED,
) -> list[Corrected] | None:
    """Shares of periods, each corrected with the codes of all.

    What a period's hand codes move its counted share by (its rectifier) is pulled towards a line
    through those of all periods: as far as the periods, given how exact each is, are seen to lie
    along one (Fay and Herriot 1979). How far they stray from it has a flat prior and is integrated
    over, so that intervals hold what is not known of it (Morris 1983). A share is then the counted
    one, times the mean weight of the machine's codes in `corrected_shares`, and the pulled
    rectifier.

    Parameters
    ----------
    periods
        Counts and sample of each period, as `corrected_shares` takes them.
    times
        When each was, on any scale.
    confidence
        Confidence, between 0 and 1: over all periods. One that is unlike the others is pulled too
        far, and held more seldom.
    stated
        How many classes, the first ones, shares are of.

    Returns
    -------
    list of Corrected or None
        None for fewer than `LEAST_PERIODS`, or where one has fewer than two documents or no hand
        code within the shares.
    """
    if len(periods) < LEAST_PERIODS or any(len(counts) < 2 for counts, _ in periods):
        return None
    tuning = float(np.mean([best_tuning(*period, stated=stated) for period in periods]))
    found = [Linearised.of(*period, tuning, stated=stated) for period in periods]
    fits = [each for each in found if each is not None and each.codes > 0]
    if len(fits) < len(periods):
        return None
    shares, counted = (np.array([getattr(f, name) for f in fits]) for name in ("share", "machine"))
    own = [fit.influence - tuning * fit.of_machine for fit in fits]
    exact = np.array([fit.variance(each) for fit, each in zip(fits, own, strict=True)])
    if (exact.mean(axis=1) <= 0).any():
        return None
    both = np.array(
        [fit.variance(each, fit.of_machine) for fit, each in zip(fits, own, strict=True)]
    )
    of_machine = np.array([fit.variance(fit.of_machine) for fit in fits])
    pulled, variance, kept = _pulled(shares - tuning * counted, exact, np.asarray(times, float))
    moved = np.maximum(tuning * counted + pulled, 0.0)
    moved /= moved.sum(axis=1, keepdims=True)
    variance = variance + tuning**2 * of_machine + 2 * tuning * kept[:, None] * both
    codes = sum(fit.codes for fit in fits)
    # A period's own part rests on its documents, what it has of the line on those of all.
    of_own = np.array([fit.freedom for fit in fits])
    freedom = 1 / (kept**2 / of_own + (1 - kept) ** 2 / of_own.sum())
    return [
        Corrected(
            share,
            interval(
                share,
                np.maximum(each, 0.0),
                codes=codes,
                freedom=float(each_freedom),
                at=confidence,
            ),
            tuning,
            None,
        )
        for share, each, each_freedom in zip(moved, variance, freedom, strict=True)
    ]


def _pulled(
    values: NDArray[np.float64], exact: NDArray[np.float64], times: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Values pulled towards a line, their variance, and how much of each period's own is kept.

    Parameters
    ----------
    values, exact
        Shape (periods, shares): values, and the variances of their errors. All shares of a period
        are pulled alike, so that they add up as before.
    times
        Shape (periods,).
    """
    count, shares = values.shape
    line = np.stack([np.ones(count), times - times.mean()], axis=1)
    error = exact.mean(axis=1)
    strays = np.concatenate([[0.0], np.geomspace(0.01, 400, 60)]) * np.median(error)
    likelihood, means, variances, kepts = [], [], [], []
    for stray in strays:
        spread = (stray + error)[:, None]
        gram = np.linalg.inv(line.T @ (line / spread))
        fitted = line @ gram @ (line.T @ (values / spread))
        rest = values - fitted
        kept = stray / spread[:, 0]
        # Shares that add up to one are as many sources of evidence, less one.
        likelihood.append(
            0.5
            * (shares - 1)
            * (
                np.linalg.slogdet(gram)[1]
                - np.log(spread).sum()
                - (rest**2 / spread).sum() / shares
            )
        )
        means.append(fitted + kept[:, None] * rest)
        of_line = np.einsum("ij,jk,ik->i", line, gram, line)
        variances.append(kept * error + (1 - kept) ** 2 * of_line)
        kepts.append(kept)
    weight = np.exp(np.array(likelihood) - max(likelihood)) * np.gradient(strays)
    weight /= weight.sum()
    each = np.array(means)
    mean = np.tensordot(weight, each, 1)
    within = (weight @ np.array(variances))[:, None] * exact / error[:, None]
    variance = within + np.tensordot(weight, (each - mean) ** 2, 1)
    return mean, variance, weight @ np.array(kepts)
