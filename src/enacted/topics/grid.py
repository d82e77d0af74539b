"""How many topics: models over a grid of numbers, what speaks for each, and one recommended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from enacted.topics.diagnostics import (
    best,
    coherence,
    exclusivity,
    held_out,
    matched,
    residual,
)
from enacted.topics.model import fit_model, topics_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from enacted.topics.bags import Bags

# A fifth of the documents is held out, another one from each of two models.
_FOLDS = 5
# Passages that the grid is gone through with, and that residuals are taken from, at the most.
_MOST_PASSAGES = 20_000
_MOST_FOR_RESIDUALS = 500
_FEWEST_PASSAGES = 30
CRITERIA = ("coherence", "exclusivity", "held_out", "residual", "stability")
"""What the recommendation goes by, with equal weight; residuals as far as they are above 1."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The numbers of topics tried, and the one recommended.

    Attributes
    ----------
    rows
        Rows of the table ``topic_grid``.
    """

    k: int
    rows: tuple[dict[str, Any], ...]

    @property
    def reason(self) -> str:
        """Why this number, in a sentence."""
        if not self.rows:
            return f"{self.k} topics: too few passages to compare numbers of topics."
        row = next(row for row in self.rows if row["chosen"])
        ranks = []
        for name, words in (
            ("coherence", "coherence (NPMI)"),
            ("exclusivity", "exclusivity"),
            ("held_out", "held-out likelihood"),
            ("residual", "residual dispersion"),
            ("stability", "stability"),
        ):
            rank = 1 + sum(_merit(other, name) > _merit(row, name) for other in self.rows)
            ranks.append(f"{words} {row[name]:.2f}, rank {rank}")
        tried = [each["k"] for each in self.rows]
        more = ""
        if self.k in {tried[0], tried[-1]}:
            more = " It stands at the edge of the grid: try numbers beyond it, too."
        return (
            f"{self.k} topics: of {', '.join(map(str, tried))} the highest mean of five "
            f"criteria, each scaled to 0–1 over the grid ({'; '.join(ranks)}).{more}"
        )


def numbers_for(passages: int, terms: int) -> list[int]:
    """Numbers of topics worth trying: about a third of the rule of thumb to twice as many.

    >>> numbers_for(6400, 5000)
    [13, 20, 29, 40, 57, 80]
    """
    centre = topics_for(passages)
    most = max(1, min(passages // 3, terms // 5, 150))
    tried = {round(centre * factor) for factor in (0.33, 0.5, 0.72, 1.0, 1.42, 2.0)}
    return sorted({min(most, max(2, k)) for k in tried})


def choose(
    bags: Bags,
    documents: NDArray[np.int64],
    *,
    passes: int,
    seed: int,
    prior: float,
    seeds: Sequence[Sequence[int]] = (),
    advance: Callable[[], None] = lambda: None,
) -> Choice:
    """Try numbers of topics and recommend one.

    Each number is fitted twice, each time with another fifth of the documents held out. NPMI, C_v
    and exclusivity are means of both, likelihood is that of the documents held out, stability the
    mean overlap (Jaccard) of the ten most probable terms of the two models' topics, matched.

    Parameters
    ----------
    documents
        Number of the document of each passage.
    seeds
        As `enacted.topics.model.fit_model` takes them.
    advance
        Called after each number.
    """
    numbers = [k for k in numbers_for(len(bags), len(bags.terms)) if k > len(seeds)]
    rng = np.random.default_rng(seed)
    fold = rng.permutation(int(documents.max()) + 1)[documents] % _FOLDS
    if len(np.unique(documents)) < _FOLDS:  # by passages where documents are too few
        fold = rng.permutation(len(bags)) % _FOLDS
    if len(bags) < _FEWEST_PASSAGES or len(numbers) < 2:
        return Choice(numbers[0] if numbers else len(seeds) + 1, ())
    places = np.sort(rng.permutation(len(bags))[:_MOST_PASSAGES])
    rows = []
    for k in numbers:
        rows.append(_tried(bags, places, fold[places], k, passes, seed, prior, seeds))
        advance()
    scaled = np.mean([_scaled([_merit(row, name) for row in rows]) for name in CRITERIA], axis=0)
    # Of equals the smaller number.
    chosen = int(np.argmax(np.round(scaled, 6)))
    for place, row in enumerate(rows):
        row["score"] = round(float(scaled[place]), 6)
        row["chosen"] = place == chosen
    return Choice(numbers[chosen], tuple(rows))


def _tried(
    bags: Bags,
    places: NDArray[np.int64],
    fold: NDArray[np.int64],
    k: int,
    passes: int,
    seed: int,
    prior: float,
    seeds: Sequence[Sequence[int]],
) -> dict[str, Any]:
    found: dict[str, list[float]] = {
        name: [] for name in ("coherence", "c_v", "exclusivity", "held_out", "residual")
    }
    terms = []
    for out in range(2):
        shown, hidden = places[fold != out], places[fold == out]
        model = fit_model(
            bags.take(shown), k=k, passes=passes, seed=seed, prior=prior, seeds=seeds, rough=True
        )
        terms.append(model.terms())
        top = best(terms[-1])
        npmi, c_v = coherence(bags.take(places), top)
        exclusive = np.take_along_axis(exclusivity(terms[-1]), top, axis=1)
        found["coherence"].append(float(npmi.mean()))
        found["c_v"].append(float(c_v.mean()))
        found["exclusivity"].append(float(exclusive.mean()))
        found["held_out"].append(held_out(model, bags, hidden, seed=seed))
        found["residual"].append(residual(model, bags, hidden[:_MOST_FOR_RESIDUALS]))
    partner, _ = matched(terms[0], terms[1])
    overlaps = jaccard(best(terms[0]), best(terms[1])[partner])
    return {
        "k": k,
        **{name: round(float(np.mean(values)), 6) for name, values in found.items()},
        "stability": round(float(overlaps.mean()), 6),
    }


def jaccard(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
    """Overlap of terms, row by row; the terms of a row differ from each other."""
    shared = (one[:, :, None] == other[:, None, :]).sum(axis=(1, 2))
    overlaps: NDArray[np.float64] = shared / (2 * one.shape[1] - shared)
    return overlaps


def _merit(row: dict[str, Any], name: str) -> float:
    """A criterion so that more is better."""
    return -max(1.0, row[name]) if name == "residual" else float(row[name])


def _scaled(values: Sequence[float]) -> NDArray[np.float64]:
    """From 0, the least, to 1, the greatest; all 0.5 where they are equal."""
    array = np.array(values)
    spread = float(np.ptp(array))
    scaled: NDArray[np.float64] = (
        (array - array.min()) / spread if spread > 0 else np.full(len(array), 0.5)
    )
    return scaled
