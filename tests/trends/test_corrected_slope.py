"""Slopes and changes of shares that hand codes correct."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from enacted.settings import TrendSettings
from enacted.trends import TALLIES, Span, movements_as_markdown, period_change, trend_test
from enacted.trends.corrected_slope import CorrectedSlope, corrected_slope
from enacted.trends.hand_codes import Coded
from enacted.trends.prediction_powered import Sample
from enacted.trends.slope import Estimate, slope

CLASSES = np.eye(6)
YEARS = 5


class Made:
    """Documents of five years in which deeds rise, and a machine that takes ever more for talk."""

    def __init__(self, seed: int, *, documents: int = 40, drawn: float = 1.0) -> None:
        rng = np.random.default_rng(seed)
        self.x = (np.arange(documents) % YEARS).astype(np.float64)
        sizes = rng.integers(5, 30, documents)
        document = np.repeat(np.arange(documents), sizes)
        late = self.x[document] / (YEARS - 1)
        deed = 0.15 + 0.2 * late
        shares = np.stack([0.45 - 0.2 * late, np.full(len(late), 0.2), deed, 1 - 0.65 - 0 * late])
        shares /= shares.sum(axis=0)
        hand = (rng.random((len(document), 1)) > shares.cumsum(axis=0).T).sum(axis=1).clip(max=3)
        said = np.where((hand == 2) & (rng.random(len(document)) < 0.9 * late), 0, hand)
        self.counts = np.zeros((documents, 6))
        np.add.at(self.counts, (document, said), 1)
        taken = np.sort(rng.choice(len(document), round(drawn * len(document)), replace=False))
        self.sample = Sample(
            document[taken], CLASSES[said[taken]], CLASSES[hand[taken]],
            np.full(len(taken), 1 / drawn),
        )  # fmt: skip
        self.truth = np.zeros((documents, 6))
        np.add.at(self.truth, (document, hand), 1)

    def slope(self, **options: Any) -> CorrectedSlope:
        found = corrected_slope(self.counts, self.x, self.sample, confidence=0.95, **options)
        assert isinstance(found, CorrectedSlope)
        return found


def ends(found: Estimate) -> tuple[float, float, float]:
    """Value, low and high, which are all there."""
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    return found.value, found.low, found.high


def plain(counts: np.ndarray, x: np.ndarray, adjust: Any = ()) -> list[float]:
    stated = counts[:, :3].astype(np.int64)
    pairs = [np.stack([stated[:, place], stated.sum(axis=1)], axis=1) for place in range(3)]
    return [slope(pair, x, adjust=adjust).value or 0.0 for pair in pairs]


@pytest.mark.parametrize("tuning", [None, 0.0, 1.0])
@pytest.mark.parametrize("adjusted", [False, True])
def test_codes_of_everything_give_the_slope_of_the_truth(tuning, adjusted):
    made = Made(1)
    adjust = [["a", "b", "c"] * 13 + ["a"]] if adjusted else []
    found = made.slope(tuning=tuning, adjust=adjust)
    values = [ends(each)[0] for each in found.shares]
    assert values == pytest.approx(plain(made.truth, made.x, adjust), abs=1e-9)
    assert sum(values) == pytest.approx(0, abs=1e-9)
    assert plain(made.counts, made.x, adjust)[2] < 0 < values[2]


def test_a_machine_that_is_right_needs_few_codes():
    made = Made(2, drawn=0.2)
    right = corrected_slope(
        made.truth, made.x,
        Sample(made.sample.document, made.sample.hand, made.sample.hand, made.sample.weight),
        confidence=0.95,
    )  # fmt: skip
    assert isinstance(right, CorrectedSlope)
    assert right.tuning > 0.95
    _, low, high = ends(made.slope().shares[2])
    _, right_low, right_high = ends(right.shares[2])
    assert right_high - right_low < 0.8 * (high - low)


def test_intervals_hold_a_slope_that_counting_turns_round():
    held, missed = [], []
    late = np.arange(YEARS) / (YEARS - 1)
    by_year = (0.15 + 0.2 * late) / 0.8
    true = np.polyfit(np.arange(YEARS), by_year, 1)[0]
    for seed in range(150):
        made = Made(1_000 + seed, drawn=0.2)
        value, low, high = ends(made.slope().shares[2])
        held.append(low <= true <= high)
        missed.append(value - true)
    assert 0.9 <= np.mean(held) <= 0.99
    assert abs(np.mean(missed)) < 0.004
    counted = np.mean([plain(Made(1_000 + seed).counts, Made(0).x)[2] for seed in range(10)])
    assert counted < true - 0.04


def test_why_there_is_none():
    made = Made(3)
    few = made.sample.document < 2
    sample = Sample(*(getattr(made.sample, name)[few] for name in Sample.__slots__))
    assert corrected_slope(made.counts, made.x, sample, confidence=0.95) == (
        "too few documents with hand codes"
    )
    none = made.sample.hand[:, 2] == 0
    sample = Sample(*(getattr(made.sample, name)[none] for name in Sample.__slots__))
    assert corrected_slope(made.counts, made.x, sample, confidence=0.95) == (
        "hand codes have no talk, no plan or no deed"
    )
    adjust = [made.x.astype(str).tolist()]
    assert corrected_slope(made.counts, made.x, made.sample, confidence=0.95, adjust=adjust) == (
        "x cannot be told from what is adjusted for"
    )


def tables(made: Made) -> dict[str, Any]:
    names = [f"d{number:02}" for number in range(len(made.x))]
    counts = made.counts.astype(np.int32)
    documents = pa.table({
        "doc_id": names, "year": (2010 + made.x).astype(np.int32),
        "words": pa.array([500] * len(names), pa.int32()), "outcome": ["ok"] * len(names),
    })  # fmt: skip
    tallies = pa.table(
        [names, ["equality"] * len(names), counts.sum(axis=1), counts.sum(axis=1),
         *counts.T[:5]],
        schema=TALLIES,
    )  # fmt: skip
    sample = made.sample
    coded = Coded(
        [names[place] for place in sample.document], sample.machine, sample.hand, sample.weight
    )
    return {
        "documents": documents, "tallies": tallies, "concepts": ["equality"],
        "settings": TrendSettings(), "coded": [(("equality",), coded)],
    }  # fmt: skip


def test_tables_have_a_corrected_twin_where_there_are_codes_enough():
    made = Made(4, drawn=0.3)
    table = trend_test(**tables(made))
    assert table["method"].to_pylist() == ["counted", "corrected"] * 3
    deed = table.to_pylist()[-1]
    assert deed["codes"] == len(made.sample)
    assert deed["value"] == pytest.approx(made.slope().shares[2].value, abs=1e-6)
    assert deed["low"] < deed["value"] < deed["high"]
    assert "| codes | note |" in movements_as_markdown(table)
    few = tables(Made(4, drawn=29 / len(Made(4).sample)))
    assert set(trend_test(**few)["method"].to_pylist()) == {"counted"}


def test_a_change_is_the_difference_of_the_corrected_shares():
    made = Made(5, drawn=0.3)
    table = period_change(**tables(made), before=Span(2010, 2011), after=Span(2013, 2014))
    for row in table.to_pylist():
        assert row["value"] == pytest.approx(row["after"] - row["before"], abs=1e-5)
    counted, corrected = table.to_pylist()[-2:]
    assert (counted["method"], corrected["method"]) == ("counted", "corrected")
    assert corrected["value"] > counted["value"] + 0.05
