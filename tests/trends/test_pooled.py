"""Corrected shares that borrow strength from other periods."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from enacted.settings import TrendSettings
from enacted.trends import as_markdown, trends
from enacted.trends.correction import with_corrected
from enacted.trends.counts import TALLIES
from enacted.trends.hand_codes import Coded
from enacted.trends.pooled import LEAST_PERIODS, pooled_shares
from enacted.trends.prediction_powered import Sample, corrected_shares

CLASSES = np.eye(6)
SHARES = np.array([0.5, 0.3, 0.2])


def period(rng: np.random.Generator, wrong: float, *, codes: int = 40, documents: int = 25) -> Any:
    """Documents with the shares above, a part of whose deeds the machine takes for talk."""
    document = np.repeat(np.arange(documents), 20)
    hand = rng.choice(4, len(document), p=[*(SHARES * 0.7), 0.3])
    said = np.where((hand == 2) & (rng.random(len(document)) < wrong), 0, hand)
    counts = np.zeros((documents, 6))
    np.add.at(counts, (document, said), 1)
    taken = rng.choice(len(document), codes, replace=False)
    weight = np.full(codes, len(document) / codes)
    return counts, Sample(document[taken], CLASSES[said[taken]], CLASSES[hand[taken]], weight)


def test_fewer_periods_than_tell_how_they_differ_are_not_pooled():
    rng = np.random.default_rng(1)
    periods = [period(rng, 0.2) for _ in range(LEAST_PERIODS)]
    assert pooled_shares(periods, range(LEAST_PERIODS), confidence=0.95) is not None
    assert pooled_shares(periods[1:], range(LEAST_PERIODS - 1), confidence=0.95) is None


def test_shares_add_up_and_lie_within_their_intervals():
    rng = np.random.default_rng(2)
    found = pooled_shares([period(rng, 0.3) for _ in range(7)], range(7), confidence=0.9)
    assert found is not None
    for each in found:
        assert each.share.sum() == pytest.approx(1)
        assert each.ends is not None
        assert ((each.ends[0] < each.share) & (each.share < each.ends[1])).all()


def test_where_errors_drift_it_is_nearer_than_each_period_by_itself():
    missed: dict[str, list[Any]] = {"pooled": [], "alone": []}
    held = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        periods = [period(rng, wrong) for wrong in np.linspace(0, 0.9, 6)]
        found = pooled_shares(periods, range(6), confidence=0.95)
        assert found is not None
        for each, (counts, sample) in zip(found, periods, strict=True):
            alone = corrected_shares(counts, sample, confidence=0.95)
            assert alone is not None
            assert each.ends is not None
            missed["pooled"].append(each.share - SHARES)
            missed["alone"].append(alone.share - SHARES)
            held.append((each.ends[0] <= SHARES) & (each.ends[1] >= SHARES))
    assert np.abs(missed["pooled"]).mean() < 0.8 * np.abs(missed["alone"]).mean()
    assert 0.93 <= np.mean(held) <= 0.99


def test_periods_that_are_surely_unlike_are_left_as_they_are():
    rng = np.random.default_rng(3)
    periods = [period(rng, 0.9 * (number % 2), codes=480) for number in range(6)]
    found = pooled_shares(periods, range(6), confidence=0.95)
    assert found is not None
    for each, (counts, sample) in zip(found, periods, strict=True):
        alone = corrected_shares(counts, sample, confidence=0.95)
        assert alone is not None
        assert np.abs(each.share - alone.share).max() < 0.03


def test_pooled_rows_stand_beside_the_corrected_ones():
    rng = np.random.default_rng(4)
    years = [2010, 2011, 2012, 2014, 2015]
    made = [period(rng, 0.3) for _ in years]
    ids = [f"{year}-{number:02}" for year in years for number in range(25)]
    counts = np.concatenate([each for each, _ in made]).astype(np.int32)
    documents = pa.table({
        "doc_id": ids, "year": np.repeat(years, 25).astype(np.int32),
        "words": pa.array([500] * len(ids), pa.int32()), "outcome": ["ok"] * len(ids),
    })  # fmt: skip
    total = counts.sum(axis=1)
    tallies = pa.table([ids, ["equality"] * len(ids), total, total, *counts.T[:5]], schema=TALLIES)
    samples = [sample for _, sample in made]
    coded = Coded(
        [ids[25 * at + place] for at, each in enumerate(samples) for place in each.document],
        *(np.concatenate([getattr(each, name) for each in samples])
          for name in ("machine", "hand", "weight")),
    )  # fmt: skip
    settings = TrendSettings(draws=10, pooled=True)
    counted = trends(documents, tallies, concepts=["equality"], settings=settings)
    series = [(("equality",), coded)]
    table = with_corrected(counted, documents, tallies, series, settings=settings)
    methods: dict[str, list[str]] = {}
    for row in table.to_pylist():
        methods.setdefault(row["period"], []).append(row["method"])
    assert methods == {
        "all": ["corrected", "counted"], "2013": ["counted"],
        **{str(year): ["corrected", "counted", "pooled"] for year in years},
    }  # fmt: skip
    assert {row["codes"] for row in table.to_pylist() if row["method"] == "pooled"} == {200}
    assert "*pooled*" in as_markdown(table)
    without = TrendSettings(draws=10)
    plain = with_corrected(counted, documents, tallies, series, settings=without)
    assert "pooled" not in plain["method"].to_pylist()
