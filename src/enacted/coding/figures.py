"""Figures with intervals that respect documents as clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DRAWS = 1_000
_ENOUGH = 0.9
"""Part of the draws in which a figure must be defined to have an interval."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure; None where there is nothing to divide by.

    Attributes
    ----------
    low, high
        The middle 95 % of bootstrap draws of documents; None for a single document, or where the
        figure is not defined in many of the draws.
    """

    value: float | None
    low: float | None
    high: float | None

    def __str__(self) -> str:
        if self.value is None:
            return "–"
        if self.low is None or self.high is None:
            return f"{self.value:.2f}"
        return f"{self.value:.2f} ({self.low:.2f}–{self.high:.2f})"


class Bootstrap:
    """Draws of documents with replacement (Davison and Hinkley 1997, 3.8).

    What is computed from ``sums`` has one value a draw; the first is that of the documents as they
    are.

    Parameters
    ----------
    owners
        Document of each unit.
    """

    def __init__(self, owners: Sequence[str], *, draws: int = DRAWS, seed: int = 1) -> None:
        places = {name: place for place, name in enumerate(sorted(set(owners)))}
        self._owner = np.array([places[name] for name in owners], dtype=np.int64)
        count = len(places)
        rng = np.random.default_rng(seed)
        self._times = np.ones((1 + draws, count))
        if count:
            self._times[1:] = rng.multinomial(count, np.full(count, 1 / count), size=draws)

    def sums(self, units: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (1 + draws, …) for values of shape (units, …)."""
        documents = np.zeros((self._times.shape[1], *units.shape[1:]))
        np.add.at(documents, self._owner, units)
        sums: NDArray[np.float64] = np.tensordot(self._times, documents, axes=1)
        return sums

    def figure(self, values: NDArray[np.float64]) -> Figure:
        """The first of the values, with the middle of the others."""
        value = None if np.isnan(values[0]) else round(float(values[0]), 6)
        drawn = values[1:][~np.isnan(values[1:])]
        if value is None or self._times.shape[1] < 2 or len(drawn) < _ENOUGH * len(values[1:]):
            return Figure(value, None, None)
        low, high = np.quantile(drawn, [0.025, 0.975])
        return Figure(value, round(float(low), 6), round(float(high), 6))


def quotient(upper: NDArray[np.float64], lower: NDArray[np.float64]) -> NDArray[np.float64]:
    """Upper over lower; NaN where there is nothing to divide by."""
    upper = np.broadcast_to(upper, lower.shape)
    whole: NDArray[np.float64] = np.divide(
        upper, lower, out=np.full(lower.shape, np.nan), where=np.abs(lower) > 1e-12
    )
    return whole


def kappa(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Agreement beyond chance (Cohen 1960) of tables of shape (…, classes, classes)."""
    total = tables.sum(axis=(-2, -1))
    equal = np.trace(tables, axis1=-2, axis2=-1)
    chance = (tables.sum(axis=-1) * tables.sum(axis=-2)).sum(axis=-1)
    return quotient(total * equal - chance, total * total - chance)
