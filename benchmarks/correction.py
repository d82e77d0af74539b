"""How near corrected shares come to the truth, and how often their intervals hold it.

    python benchmarks/correction.py [--repeats 300] [--only drifting]

Simulated with known truth. A corpus has six periods, over which talk falls from 60 to 40 % and deed
rises from 15 to 30 %. Documents of 1 to 50 mentions differ in their shares and in how the machine
errs on them (Dirichlet). The machine errs alike in all periods, or otherwise in each, or ever more
as plans and deeds come to be worded like talk (*drifting*); or so from the middle on, all at once
(*jumping*), or in one period alone (*once*). A simple random sample of each period is coded. In
rows marked *uneven* few documents hold most mentions (lognormal); in those marked *by stance* the
sample has as many sentences of every class of the machine's, in those marked *best strata* as many
as make the variance least (Neyman 1934), by errors that nobody knows before coding. Beside the
corrected shares, period by period or pooled, stand the counted ones and those of the hand codes
alone. The *oracle* is told the machine's confusion with the truth in each period, over the whole
corpus, and so the best weights that any correction by its classes could have; with these it uses
the same hand codes, period by period. *All coded* has hand codes of every sentence: what is left
is which documents the corpus happens to hold. Errors are mean absolute ones over the
three shares, in points; bias is what is left of them when corpora are averaged first. The truth is
that of the documents' population. A second table has the slope of the shares by period.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from enacted.coding.sample import allocate
from enacted.trends.corrected_slope import corrected_slope
from enacted.trends.pooled import pooled_shares
from enacted.trends.prediction_powered import Corrected, Sample, corrected_shares
from enacted.trends.slope import slope

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
    if scenario in {"jumping", "once"}:
        return BAD if period in {"jumping": {3, 4, 5}, "once": {3}}[scenario] else GOOD
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
    joint: NDArray[np.float64]
    """Mentions by the machine's class and the true one."""


def simulated(
    rng: np.random.Generator,
    scenario: str,
    period: int,
    *,
    documents: int,
    codes: int,
    strata: str,
    uneven: bool,
) -> Period:
    """A period's documents by chance, coded at random or by the machine's stance."""
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
    joint = np.zeros((5, 5))
    np.add.at(joint, (said, hand), 1)
    of = said if strata else np.zeros(total, dtype=np.int64)
    names, members = np.unique(of, return_counts=True)
    counts_of = allocate(dict(zip(map(str, names), members.tolist(), strict=True)), codes)
    if strata == "best strata":
        counts_of = best(joint[names], codes)
    taken = np.concatenate(
        [
            rng.choice(np.flatnonzero(of == name), drawn, replace=False)
            for name, drawn in zip(names, counts_of.values(), strict=True)
        ]
    )
    drawn = np.array(list(counts_of.values()))
    weight = (members / np.maximum(drawn, 1))[np.searchsorted(names, of[taken])]
    return Period(
        counts, Sample(document[taken], CLASSES[said[taken]], CLASSES[hand[taken]], weight), joint
    )


def best(joint: NDArray[np.float64], codes: int) -> dict[str, int]:
    """Codes of each stratum of the machine's, by its size and how its true classes differ."""
    sizes = joint.sum(axis=1)
    true = joint.sum(axis=0)[:3] / joint[:, :3].sum()
    adds = np.zeros((5, 3))
    adds[:3] = np.eye(3) - true
    parts = joint / sizes[:, None]
    spread = np.sqrt((parts @ adds**2 - (parts @ adds) ** 2).sum(axis=1))
    wanted = codes * sizes * spread / (sizes @ spread)
    given = np.clip(np.floor(wanted), 2, sizes).astype(int)
    for place in np.argsort(np.floor(wanted) - wanted)[: max(0, codes - given.sum())]:
        given[place] = min(given[place] + 1, sizes[place])
    return {str(place): int(number) for place, number in enumerate(given)}


def _drawn(rng: np.random.Generator, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    above: NDArray[np.int64] = (rng.random((len(shares), 1)) > shares.cumsum(axis=1)).sum(axis=1)
    return np.minimum(above, 4)


def oracle(made: Period) -> NDArray[np.float64]:
    """Shares by the same hand codes, where the machine's confusion is known."""
    known = made.joint / np.maximum(made.joint.sum(axis=1, keepdims=True), 1)
    sample = made.sample
    told = Sample(sample.document, sample.machine @ known, sample.hand, sample.weight)
    found = corrected_shares(made.counts @ known, told, confidence=0.95, tuning=1.0)
    assert found is not None  # noqa: S101 - 50 codes hold some of the three
    return found.share


GIVEN = ("counted", "hand", "corrected", "pooled", "oracle", "all coded")
WITH_ENDS = ("hand", "corrected", "pooled")


def run(
    scenario: str,
    *,
    documents: int,
    codes: int,
    repeats: int,
    strata: str = "",
    uneven: bool = False,
) -> str:
    """One row of the table."""
    rng = np.random.default_rng([11, codes, documents, len(scenario)])
    true = np.array([truth(period) for period in range(PERIODS)])
    misses: dict[str, list[NDArray[np.float64]]] = {name: [] for name in GIVEN}
    held: dict[str, list[NDArray[np.bool_]]] = {name: [] for name in WITH_ENDS}
    widths: dict[str, list[float]] = {name: [] for name in WITH_ENDS}
    for _ in range(repeats):
        made = [
            simulated(
                rng,
                scenario,
                period,
                documents=documents,
                codes=codes,
                strata=strata,
                uneven=uneven,
            )
            for period in range(PERIODS)
        ]
        found = {
            name: [
                corrected_shares(each.counts, each.sample, confidence=0.95, tuning=tuning)
                for each in made
            ]
            for name, tuning in (("hand", 0.0), ("corrected", None))
        }
        together = pooled_shares(
            [(each.counts, each.sample) for each in made], range(PERIODS), confidence=0.95
        )
        assert together is not None  # noqa: S101 - there are periods enough
        found["pooled"] = list(together)
        counted = np.array([each.counts.sum(axis=0)[:3] for each in made])
        coded = np.array([each.joint.sum(axis=0)[:3] for each in made])
        misses["counted"].append(counted / counted.sum(axis=1, keepdims=True) - true)
        misses["all coded"].append(coded / coded.sum(axis=1, keepdims=True) - true)
        misses["oracle"].append(np.array([oracle(each) for each in made]) - true)
        for name, given in found.items():
            shares, ends = _both(given)
            misses[name].append(shares - true)
            held[name].append((ends[:, 0] <= true) & (true <= ends[:, 1]))
            widths[name].append(float((ends[:, 1] - ends[:, 0]).mean()))
    miss = {name: 100 * np.array(each) for name, each in misses.items()}
    error = {name: float(np.abs(each).mean()) for name, each in miss.items()}
    bias = [
        f"{np.abs(miss[name].mean(axis=0)).mean():.1f}"
        for name in ("counted", "corrected", "pooled")
    ]
    cells = [
        f"{scenario}{f', {strata}' * bool(strata)}{', uneven' * uneven}",
        str(documents),
        str(codes),
        *(f"{each:.1f}" for each in error.values()),
        *(f"{error[n] / error['counted']:.2f}" for n in ("corrected", "pooled", "oracle")),
        *bias,
        *(f"{100 * np.mean(held[name]):.1f}" for name in WITH_ENDS),
        f"{100 * np.mean(held['pooled'], axis=(0, 2)).min():.1f}",
        *(f"{100 * np.mean(widths[name]):.0f}" for name in WITH_ENDS),
    ]
    return f"| {' | '.join(cells)} |"


HEAD = (
    "errors", "documents", "codes", *(f"{name}: error" for name in GIVEN),
    *(f"of counted: {name}" for name in ("corrected", "pooled", "oracle")),
    *(f"bias: {name}" for name in ("counted", "corrected", "pooled")),
    *(f"held: {name}" for name in WITH_ENDS), "held: pooled, worst period",
    *(f"width: {name}" for name in WITH_ENDS),
)  # fmt: skip


def _both(given: list[Corrected | None]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    shares, ends = [], []
    for each in given:
        assert each is not None  # noqa: S101 - 50 codes hold some of the three
        assert each.ends is not None  # noqa: S101
        shares.append(each.share)
        ends.append(each.ends)
    return np.array(shares), np.array(ends)


def slopes(
    scenario: str, *, documents: int, codes: int, repeats: int, uneven: bool, kinds: bool
) -> str:
    """One row of the table of slopes: shares by period, with and without adjusting for a type."""
    rng = np.random.default_rng([13, documents, codes, len(scenario), kinds])
    x = np.repeat(np.arange(float(PERIODS)), documents)
    true = (truth(PERIODS - 1) - truth(0)) / (PERIODS - 1)
    misses: dict[str, list[list[float]]] = {"counted": [], "corrected": []}
    held: dict[str, list[list[bool]]] = {"counted": [], "corrected": []}
    widths = []
    for _ in range(repeats):
        made = [
            simulated(
                rng, scenario, period, documents=documents, codes=codes, strata="", uneven=uneven
            )
            for period in range(PERIODS)
        ]
        counts = np.concatenate([each.counts for each in made])
        sample = Sample(
            np.concatenate([each.sample.document + at * documents for at, each in enumerate(made)]),
            *(
                np.concatenate([getattr(each.sample, name) for each in made])
                for name in ("machine", "hand", "weight")
            ),
        )
        adjust = [rng.choice(["plan", "report", "letter"], len(x)).tolist()] if kinds else []
        found = corrected_slope(counts, x, sample, adjust=adjust, confidence=0.95)
        assert not isinstance(found, str)  # noqa: S101 - there are codes enough
        stated = counts[:, :3].astype(np.int64)
        pairs = [np.stack([stated[:, place], stated.sum(axis=1)], axis=1) for place in range(3)]
        for name, given in (
            ("counted", [slope(pair, x, adjust=adjust) for pair in pairs]),
            ("corrected", found.shares),
        ):
            three = [(e.value or 0.0, e.low or 0.0, e.high or 0.0) for e in given]
            misses[name].append([v - t for (v, _, _), t in zip(three, true, strict=True)])
            held[name].append([lo <= t <= hi for (_, lo, hi), t in zip(three, true, strict=True)])
            if name == "corrected":
                widths.append(np.mean([high - low for _, low, high in three]))
    error = {name: 100 * float(np.abs(each).mean()) for name, each in misses.items()}
    return (
        f"| {scenario}{', uneven' * uneven} | {documents} | {codes} | {'type' if kinds else '-'} "
        f"| {error['counted']:.2f} | {error['corrected']:.2f} "
        f"| {error['corrected'] / error['counted']:.2f} "
        f"| {100 * np.mean(held['counted']):.1f} | {100 * np.mean(held['corrected']):.1f} "
        f"| {100 * np.mean(widths):.1f} |"
    )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=300, help="corpora a row")
    parser.add_argument("--only", default="", help="how the machine errs; all ways if left out")
    options = parser.parse_args()
    print(f"| {' | '.join(HEAD)} |")
    print("| --- |" + " ---: |" * (len(HEAD) - 1))

    def show(scenario: str, **given: Any) -> None:
        if options.only in {"", scenario}:
            print(run(scenario, repeats=options.repeats, **given), flush=True)

    for scenario in ("constant", "by period", "drifting", "jumping", "once"):
        for codes in (50, 100, 200):
            show(scenario, documents=40, codes=codes)
    for documents in (8, 15):
        show("drifting", documents=documents, codes=100)
    for documents in (20, 60):
        show("drifting", documents=documents, codes=100, uneven=True)
    for strata in ("by stance", "best strata"):
        for codes in (50, 100):
            show("drifting", documents=40, codes=codes, strata=strata)
    print("\n| errors | documents a period | codes a period | adjusted | counted: error "
          "| corrected | of counted | held, counted | held, corrected | width |")  # fmt: skip
    print("| --- |" + " ---: |" * 9)
    for scenario in ("constant", "by period", "drifting"):
        if options.only not in {"", scenario}:
            continue
        for documents, codes, uneven in (
            (4, 17, False), (10, 17, False), (40, 50, False), (10, 34, True), (30, 50, True),
        ):  # fmt: skip
            for kinds in (False, True):
                print(
                    slopes(
                        scenario,
                        documents=documents,
                        codes=codes,
                        repeats=options.repeats,
                        uneven=uneven,
                        kinds=kinds,
                    ),
                    flush=True,
                )


if __name__ == "__main__":
    main()
