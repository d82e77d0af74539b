"""How fast mentions are counted, against pandas, and how often intervals hold the truth.

    python benchmarks/trends.py [--documents 10000] [--sentences 100] [--simulations 300]

Counting is compared with a pandas merge and cross-tabulation that gives the same numbers. Coverage
is of 95 % intervals for documents that differ in their share of talk (beta-binomial), beside the
intervals that take mentions for independent (Wilson 1927) and the plain percentile bootstrap.
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from enacted.settings import TrendSettings
from enacted.trends import tally, trends
from enacted.trends.intervals import share_intervals
from enacted.types import Stance

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
        }
    )
    documents = pa.table(
        {
            "doc_id": ids,
            "year": rng.integers(2008, 2027, count).astype(np.int32),
            "words": np.full(count, each * 20, dtype=np.int32),
            "outcome": ["ok"] * count,
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
    began = time.process_time()
    table = trends(documents, tallies, concepts=CONCEPTS, settings=TrendSettings())
    print(f"trends: {time.process_time() - began:.2f} CPU s for {table.num_rows} rows")
    print(f"peak:   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def documents_by_chance(
    rng: np.random.Generator, count: int, share: float, spread: float
) -> NDArray[np.int64]:
    """Talk and the rest in documents of 1 to 30 mentions; ``spread`` is their correlation."""
    sizes = rng.integers(1, 31, count)
    strength = 1 / spread - 1
    own = rng.beta(share * strength, (1 - share) * strength, count)
    talk = rng.binomial(sizes, own)
    return np.stack([talk, sizes - talk], axis=1)


def coverage(simulations: int) -> None:
    """Print how often intervals of different kinds hold the true share."""
    print(f"coverage of 95 % intervals in {simulations} simulations")
    print(
        f"{'documents':>9}{'share':>7}{'spread':>8}{'enacted':>9}{'width':>7}{'percentile':>12}"
        f"{'Wilson':>8}"
    )
    for count in (3, 5, 10, 40):
        for share, spread in ((0.6, 0.2), (0.1, 0.2), (0.6, 0.01)):
            rng = np.random.default_rng(count)
            hits = np.zeros(3)
            width = 0.0
            for _ in range(simulations):
                counts = documents_by_chance(rng, count, share, spread)
                ends = share_intervals(counts, draws=400, confidence=0.95, rng=rng)
                assert ends is not None  # noqa: S101 - two documents at least
                weights = rng.multinomial(count, np.full(count, 1 / count), 400) @ counts
                percentile = np.quantile(weights[:, 0] / weights.sum(axis=1), [0.025, 0.975])
                total, talk = counts.sum(), counts[:, 0].sum()
                centre = (talk + 1.92) / (total + 3.84)
                half = 1.96 * np.sqrt(talk * (total - talk) / total + 0.96) / (total + 3.84)
                for kind, (low, high) in enumerate(
                    (ends[:, 0], percentile, (centre - half, centre + half))
                ):
                    hits[kind] += low <= share <= high
                width += ends[1, 0] - ends[0, 0]
            hits /= simulations
            print(
                f"{count:9}{share:7.2f}{spread:8.2f}{hits[0]:9.2f}{width / simulations:7.2f}"
                f"{hits[1]:12.2f}{hits[2]:8.2f}"
            )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--sentences", type=int, default=100)
    parser.add_argument("--simulations", type=int, default=300)
    options = parser.parse_args()
    speed(options.documents, options.sentences)
    coverage(options.simulations)


if __name__ == "__main__":
    main()
