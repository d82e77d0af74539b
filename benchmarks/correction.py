"""How near corrected shares come to the truth, and how often their intervals hold it.

    python benchmarks/correction.py [--repeats 300]

Simulated with known truth. A corpus has six periods, over which talk falls from 60 to 40 % and deed
rises from 15 to 30 %. Documents of 1 to 50 mentions differ in their shares and in how the machine
errs on them (Dirichlet). The machine errs alike in all periods, or otherwise in each, or ever more
as plans and deeds come to be worded like talk. A simple random sample of each period is coded. In
rows marked *uneven* few documents hold most mentions (lognormal); in those marked *by stance* the
sample has as many sentences of every class of the machine's. Beside the corrected shares stand the
counted ones and those of the hand codes alone. Errors are mean absolute ones over the
three shares, in points; bias is what is left of them when corpora are averaged first. The truth is
that of the documents' population.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from enacted.coding.sample import allocate
from enacted.trends.prediction_powered import Corrected, Sample, corrected_shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

PERIODS = 6
OUTSIDE = (0.22, 0.10)
"""Findings and what is no statement, of all mentions."""
ALIKE = 0.05
"""Correlation of the true classes within a document."""
STRENGTH = 30
"""Of the Dirichlet by which documents differ in how the machine errs on them."""
CLASSES = np.eye(5)


def confusion(right: list[float], wrong: list[float]) -> NDArray[np.float64]:
    """Rows are true classes: how often each is found, and where it goes otherwise."""
    table = np.tile(np.array(wrong), (5, 1))
    np.fill_diagonal(table, 0.0)
    table *= ((1 - np.array(right)) / table.sum(axis=1))[:, None]
    return table + np.diag(right)


GOOD = confusion([0.80, 0.75, 0.70, 0.80, 0.85], [0.40, 0.20, 0.15, 0.20, 0.05])
BAD = confusion([0.93, 0.30, 0.20, 0.75, 0.85], [0.85, 0.02, 0.01, 0.10, 0.02])


def machine(scenario: str, period: int) -> NDArray[np.float64]:
    """How the machine errs in a period."""
    late = period / (PERIODS - 1)
    if scenario == "constant":
        return GOOD
    if scenario == "drifting":
        return (1 - late) * GOOD + late * BAD
    rng = np.random.default_rng(100 + period)
    right = np.clip(np.array([0.8, 0.7, 0.65, 0.75, 0.85]) + rng.normal(0, 0.1, 5), 0.3, 0.95)
    return confusion(right.tolist(), rng.dirichlet(np.full(5, 2.0)).tolist())


def truth(period: int) -> NDArray[np.float64]:
    """Talk, plan and deed among the three."""
    late = period / (PERIODS - 1)
    return np.array([0.60 - 0.20 * late, 0.25 + 0.05 * late, 0.15 + 0.15 * late])


@dataclass(frozen=True, slots=True)
class Period:
    """Machine counts of a period's documents, and a coded sample."""

    counts: NDArray[np.float64]
    sample: Sample


def simulated(
    rng: np.random.Generator,
    scenario: str,
    period: int,
    *,
    documents: int,
    codes: int,
    by_stance: bool,
    uneven: bool,
) -> Period:
    """A period's documents by chance, coded at random or evenly by the machine's stance."""
    shares = np.concatenate([truth(period) * (1 - sum(OUTSIDE)), OUTSIDE])
    own = rng.dirichlet(shares * (1 / ALIKE - 1), documents)
    errors = rng.gamma(machine(scenario, period) * STRENGTH, size=(documents, 5, 5))
    errors /= errors.sum(axis=2, keepdims=True)
    sizes = (
        rng.lognormal(1.5, 1.3, documents).astype(int) + 1
        if uneven
        else rng.integers(1, 51, documents)
    )
    document = np.repeat(np.arange(documents), sizes)
    total = len(document)
    hand = _drawn(rng, own[document])
    said = _drawn(rng, errors[document, hand])
    counts = np.zeros((documents, 5))
    np.add.at(counts, (document, said), 1)
    strata = said if by_stance else np.zeros(total, dtype=np.int64)
    names, members = np.unique(strata, return_counts=True)
    counts_of = allocate(dict(zip(map(str, names), members.tolist(), strict=True)), codes)
    taken = np.concatenate(
        [
            rng.choice(np.flatnonzero(strata == name), counts_of[str(name)], replace=False)
            for name in names
        ]
    )
    drawn = np.array([counts_of[str(name)] for name in names])
    weight = (members / np.maximum(drawn, 1))[np.searchsorted(names, strata[taken])]
    return Period(
        counts, Sample(document[taken], CLASSES[said[taken]], CLASSES[hand[taken]], weight)
    )


def _drawn(rng: np.random.Generator, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    above: NDArray[np.int64] = (rng.random((len(shares), 1)) > shares.cumsum(axis=1)).sum(axis=1)
    return np.minimum(above, 4)


def run(
    scenario: str,
    *,
    documents: int,
    codes: int,
    repeats: int,
    by_stance: bool = False,
    uneven: bool = False,
) -> str:
    """One row of the table."""
    rng = np.random.default_rng([codes, documents, len(scenario)])
    misses, held, widths = [], [], []
    for number in range(repeats * PERIODS):
        period = number % PERIODS
        true = truth(period)
        made = simulated(
            rng,
            scenario,
            period,
            documents=documents,
            codes=codes,
            by_stance=by_stance,
            uneven=uneven,
        )
        counted = made.counts.sum(axis=0)[:3]
        both = [
            corrected_shares(made.counts, made.sample, confidence=0.95, tuning=tuning)
            for tuning in (None, 0.0)
        ]
        assert both[0] is not None  # noqa: S101 - 50 codes hold some of the three
        assert both[1] is not None  # noqa: S101
        given = [counted / counted.sum(), both[0].share, both[1].share]
        misses.append([share - true for share in given])
        held.append([_held(each, true) for each in both])
        widths.append([_width(each) for each in both])
    miss = 100 * np.array(misses).reshape(repeats, PERIODS, len(given), 3)
    error = np.abs(miss).mean(axis=(0, 1, 3))
    bias = np.abs(miss.mean(axis=0)).mean(axis=(0, 2))
    cover = 100 * np.mean(held, axis=(0, 2))
    width = 100 * np.mean(widths, axis=0)
    return (
        f"| {scenario}{', by stance' * by_stance}{', uneven' * uneven} | {documents} | {codes} "
        f"| {error[0]:.1f} | {error[2]:.1f} | {error[1]:.1f} "
        f"| {error[1] / error[0]:.2f} | {bias[0]:.1f} | {bias[1]:.1f} "
        f"| {cover[1]:.1f} | {cover[0]:.1f} | {width[1]:.0f} | {width[0]:.0f} |"
    )


def _held(corrected: Corrected | None, true: NDArray[np.float64]) -> NDArray[np.bool_]:
    assert corrected is not None  # noqa: S101
    assert corrected.ends is not None  # noqa: S101
    held: NDArray[np.bool_] = (corrected.ends[0] <= true) & (true <= corrected.ends[1])
    return held


def _width(corrected: Corrected | None) -> float:
    assert corrected is not None  # noqa: S101
    assert corrected.ends is not None  # noqa: S101
    return float((corrected.ends[1] - corrected.ends[0]).mean())


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=300, help="corpora a row")
    options = parser.parse_args()
    print(
        "| errors | documents | codes | counted: error | hand codes alone | corrected | of counted "
        "| bias, counted | bias, corrected | held, hand | held, corrected "
        "| width, hand | width, corrected |"
    )
    print("| --- |" + " ---: |" * 12)
    for scenario in ("constant", "by period", "drifting"):
        for codes in (50, 100, 200):
            print(
                run(scenario, documents=40, codes=codes, repeats=options.repeats),
                flush=True,
            )
    for documents in (8, 15):
        print(run("drifting", documents=documents, codes=100, repeats=options.repeats), flush=True)
    for documents in (20, 60):
        print(
            run("drifting", documents=documents, codes=100, repeats=options.repeats, uneven=True),
            flush=True,
        )
    for codes in (50, 100):
        print(
            run("drifting", documents=40, codes=codes, repeats=options.repeats, by_stance=True),
            flush=True,
        )


if __name__ == "__main__":
    main()
