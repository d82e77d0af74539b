"""How fast trends are counted, and how often intervals of shares and slopes hold the truth.

    python benchmarks/trends.py [--documents 10000] [--sentences 100] [--simulations 1000]

Counting is compared with a pandas merge and cross-tabulation that gives the same numbers. Coverage
of shares is of 95 % intervals of the counted share for documents that differ in their share of
talk (beta-binomial), beside the plain percentile bootstrap and the intervals that take mentions for
independent (Wilson 1927). Coverage of slopes is of the deed share by year, beside least squares
that takes mentions for independent.
"""

from __future__ import annotations

import argparse
import resource
import time
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.stats import linregress

from enacted.settings import TrendSettings
from enacted.trends import facet_trends, tally, tally_facets, trend_test, trends
from enacted.trends.intervals import share_intervals
from enacted.trends.slope import slope
from enacted.types import Stance

if TYPE_CHECKING:
    from numpy.typing import NDArray

FACETS = {f"facet{number}": [f"value{value}" for value in range(7)] for number in range(4)}
CONCEPTS = ("coproduction", "equality", "personalisation")


def made_up(count: int, each: int) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Documents, sentences and mentions by chance."""
    rng = np.random.default_rng(1)
    ids = pa.array([f"{number:016x}" for number in range(count)])
    owner = pa.array(np.repeat(np.arange(count), each))
    total = count * each
    sentences = pa.table(
        {
            "doc_id": ids.take(owner),
            "sentence": np.tile(np.arange(each, dtype=np.int32), count),
            "stance": rng.choice(list(Stance), total, p=[0.4, 0.2, 0.1, 0.2, 0.1]).astype(str),
        }
    )
    place = pa.array(np.sort(rng.integers(0, total, total // 3)))
    mentions = pa.table(
        {
            "doc_id": sentences["doc_id"].take(place),
            "sentence": sentences["sentence"].take(place),
            "concept": rng.choice(CONCEPTS, total // 3),
            "sense": rng.choice(["concept", "name"], total // 3, p=[0.9, 0.1]),
            # Each mention has a value of a facet in two cases of three, like real ones.
            **{
                name: rng.choice(["", *values], total // 3, p=[0.3, *[0.1] * 7])
                for name, values in FACETS.items()
            },
        }
    )
    documents = pa.table(
        {
            "doc_id": ids,
            "year": rng.integers(2008, 2027, count).astype(np.int32),
            "words": np.full(count, each * 20, dtype=np.int32),
            "outcome": ["ok"] * count,
            "publisher": rng.choice([f"publisher {number}" for number in range(20)], count),
        }
    )
    return documents, sentences, mentions


def with_pandas(sentences: pa.Table, mentions: pa.Table) -> pd.DataFrame:
    """The same counts with a merge."""
    mine = mentions.to_pandas().query("sense == 'concept'")
    merged = mine.merge(sentences.to_pandas(), on=["doc_id", "sentence"], how="left")
    return pd.crosstab([merged["doc_id"], merged["concept"]], merged["stance"])


def speed(count: int, each: int) -> None:
    """Print times of counting and of the table of trends."""
    documents, sentences, mentions = made_up(count, each)
    seconds: dict[str, list[float]] = {"enacted": [], "pandas": []}
    for _ in range(3):
        began = time.process_time()
        tallies = tally(sentences, mentions, concepts=CONCEPTS)
        seconds["enacted"].append(time.process_time() - began)
        began = time.process_time()
        frame = with_pandas(sentences, mentions)
        seconds["pandas"].append(time.process_time() - began)
    same = all(
        tallies[name].to_pylist() == frame[name].tolist() for name in ("talk", "plan", "deed")
    )
    fastest = {name: min(times) for name, times in seconds.items()}
    print(f"{count * each:,} sentences, {mentions.num_rows:,} mentions, {count:,} documents")
    print(
        f"tally:  {fastest['enacted']:.2f} CPU s; pandas {fastest['pandas']:.2f} "
        f"({fastest['pandas'] / fastest['enacted']:.1f} times); same counts: {same}"
    )
    values = [
        (concept, name, value)
        for concept in CONCEPTS
        for name, given in FACETS.items()
        for value in given
    ]
    began = time.process_time()
    by_value = tally_facets(sentences, mentions, values=values)
    print(f"facets: {time.process_time() - began:.2f} CPU s for {len(values)} values")
    total = fastest["enacted"] + time.process_time() - began
    settings = TrendSettings(by=("publisher",))
    began = time.process_time()
    table = trends(documents, tallies, concepts=CONCEPTS, settings=settings)
    print(
        f"trends: {time.process_time() - began:.2f} CPU s for {table.num_rows:,} rows, "
        f"{settings.draws:,} draws, by publisher"
    )
    of_facets = facet_trends(documents, by_value, values=values, settings=settings)
    total += time.process_time() - began
    print(f"all:    {total:.2f} CPU s with the {of_facets.num_rows:,} rows of facets")
    began = time.process_time()
    moves = trend_test(
        documents, tallies, concepts=CONCEPTS, settings=settings, adjust=["publisher"]
    )
    print(f"test:   {time.process_time() - began:.2f} CPU s for {moves.num_rows} slopes, adjusted")
    print(f"peak:   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def documents_by_chance(
    rng: np.random.Generator, share: NDArray[np.float64], spread: float, *, skewed: bool
) -> NDArray[np.int64]:
    """Mentions of a kind and the others, by document; ``spread`` is their correlation.

    Documents have 1 to 30 mentions or, ``skewed``, a few of them most of all.
    """
    count = len(share)
    sizes = rng.integers(1, 31, count)
    if skewed:
        sizes = np.maximum(1, rng.lognormal(1.5, 1.2, count).astype(np.int64))
    strength = 1 / spread - 1
    own = rng.beta(share * strength, (1 - share) * strength, count)
    talk = rng.binomial(sizes, own)
    return np.stack([talk, sizes - talk], axis=1)


def wilson(counts: NDArray[np.int64]) -> tuple[float, float]:
    """Interval that takes mentions for independent."""
    total, talk = counts.sum(), counts[:, 0].sum()
    centre = (talk + 1.92) / (total + 3.84)
    half = 1.96 * np.sqrt(talk * (total - talk) / total + 0.96) / (total + 3.84)
    return centre - half, centre + half


def coverage(simulations: int) -> None:
    """Print how often intervals of different kinds hold the true share."""
    print(f"\ncoverage of 95 % intervals of a counted share in {simulations} simulations")
    print("| documents | sizes | share | correlation | ours | width | percentile | Wilson |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|")
    held: list[float] = []
    for count, skewed in product((3, 5, 10, 20, 40, 120), (False, True)):
        for share, spread in ((0.6, 0.2), (0.1, 0.2), (0.03, 0.2), (0.6, 0.01), (0.1, 0.5)):
            rng = np.random.default_rng([count, int(100 * share), int(100 * spread), skewed])
            cells = [
                documents_by_chance(rng, np.full(count, share), spread, skewed=skewed)
                for _ in range(simulations)
            ]
            found = share_intervals(cells, draws=1_000, confidence=0.95, seed=1, columns=1)
            hits = np.zeros(3)
            width = 0.0
            for counts, ends in zip(cells, found, strict=True):
                assert ends is not None  # noqa: S101 - two documents at least
                weights = rng.multinomial(count, np.full(count, 1 / count), 400) @ counts
                percentile = np.quantile(weights[:, 0] / weights.sum(axis=1), [0.025, 0.975])
                for kind, (low, high) in enumerate((ends[:, 0], percentile, wilson(counts))):
                    hits[kind] += low <= share <= high
                width += ends[1, 0] - ends[0, 0]
            hits /= simulations
            held.append(hits[0])
            sizes = "skewed" if skewed else "1-30"
            print(
                f"| {count} | {sizes} | {share} | {spread} | {hits[0]:.3f} "
                f"| {width / simulations:.2f} | {hits[1]:.3f} | {hits[2]:.3f} |",
                flush=True,
            )
    print(
        f"least: {min(held):.3f}; mean: {np.mean(held):.3f}; "
        f"at least .92 in {sum(each >= 0.92 for each in held)} of {len(held)} cases"
    )


def slope_coverage(simulations: int) -> None:
    """Print how often intervals hold the true slope of a share by year, over fifteen years."""
    print(f"\ncoverage of 95 % intervals of a slope by year in {simulations} simulations")
    print("| documents | share | a year | adjusted | ours | median width | independent mentions |")
    print("|---:|---:|---:|---|---:|---:|---:|")
    for count, (share, rise), adjusted in product(
        (5, 10, 20, 40, 100), ((0.3, 0.0), (0.3, 0.01), (0.1, 0.005)), (False, True)
    ):
        rng = np.random.default_rng([count, int(100 * share), int(1000 * rise), adjusted])
        hits = np.zeros(2)
        widths = []
        for _ in range(simulations):
            years = rng.integers(0, 15, count).astype(np.float64)
            by_year = np.clip(share + rise * (years - 7), 0.01, 0.99)
            counts = documents_by_chance(rng, by_year, 0.2, skewed=True)
            pair = np.stack([counts[:, 0], counts.sum(axis=1)], axis=1)
            kinds = rng.choice(["plan", "report", "letter"], count).tolist()
            found = slope(pair, years, adjust=[kinds] if adjusted else [])
            if found.low is None or found.high is None:
                continue
            widths.append(found.high - found.low)
            hits[0] += found.low <= rise <= found.high
            y = np.repeat(np.tile([1.0, 0.0], count), counts.ravel())
            plain = linregress(np.repeat(years, pair[:, 1]), y)
            hits[1] += abs(plain.slope - rise) <= 1.96 * plain.stderr
        held = hits / max(1, len(widths))
        print(
            f"| {count} | {share} | {rise} | {'type' if adjusted else '-'} | {held[0]:.3f} "
            f"| {np.median(widths):.3f} | {held[1]:.3f} |",
            flush=True,
        )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--sentences", type=int, default=100)
    parser.add_argument("--simulations", type=int, default=1_000)
    options = parser.parse_args()
    speed(options.documents, options.sentences)
    if options.simulations:
        coverage(options.simulations)
        slope_coverage(options.simulations)


if __name__ == "__main__":
    main()
