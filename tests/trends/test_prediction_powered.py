"""Shares corrected with hand codes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.trends.prediction_powered import Sample, corrected_shares

ONE = np.eye(5)


def sample(document: list[int], machine: list[int], hand: list[int], weight: float = 1.0) -> Sample:
    return Sample(np.array(document), ONE[machine], ONE[hand], np.full(len(hand), weight))


def corpus(seed: int, *, documents: int = 30, each: int = 40, right: float = 0.7):
    """Machine and hand classes of every mention, with a machine that says talk where it errs."""
    rng = np.random.default_rng(seed)
    document = np.repeat(np.arange(documents), each)
    own = rng.dirichlet([6.0, 3.0, 2.0, 3.0, 1.0], documents)
    hand = np.minimum((rng.random((len(document), 1)) > own[document].cumsum(axis=1)).sum(1), 4)
    machine = np.where(rng.random(len(hand)) < right, hand, 0)
    counts = np.zeros((documents, 5))
    np.add.at(counts, (document, machine), 1)
    return counts, document, machine, hand, rng


def shares(classes: np.ndarray) -> list[float]:
    stated = np.bincount(classes, minlength=5)[:3]
    return [float(part) for part in stated / stated.sum()]


def test_by_hand():
    # 6 talk and 2 deed by machine; of four codes one talk is a deed.
    counts = np.array([[3.0, 0, 1, 0, 0], [3.0, 0, 1, 0, 0]])
    codes = sample([0, 0, 1, 1], [0, 2, 0, 2], [0, 2, 2, 2])
    whole = corrected_shares(counts, codes, confidence=0.95, tuning=1.0)
    assert whole is not None
    # Machine 6/8 talk, moved by 1/4 (talk) minus 2/4 (talk by machine in the sample).
    assert whole.share.tolist() == pytest.approx([0.5, 0.0, 0.5])
    alone = corrected_shares(counts, codes, confidence=0.95, tuning=0.0)
    assert alone is not None
    assert alone.share.tolist() == pytest.approx([0.25, 0.0, 0.75])


def test_a_machine_that_is_right_is_left_alone():
    counts, document, machine, _, rng = corpus(1)
    taken = rng.choice(len(document), 100, replace=False)
    codes = sample(document[taken], machine[taken], machine[taken], len(document) / 100)
    corrected = corrected_shares(counts, codes, confidence=0.95)
    assert corrected is not None
    counted = counts.sum(axis=0)[:3] / counts.sum(axis=0)[:3].sum()
    assert corrected.share == pytest.approx(counted, abs=0.02)
    assert corrected.tuning > 0.9


def test_codes_of_everything_give_the_truth():
    counts, document, machine, hand, _ = corpus(2)
    corrected = corrected_shares(counts, sample(document, machine, hand), confidence=0.95)
    assert corrected is not None
    assert corrected.share == pytest.approx(shares(hand), abs=1e-9)


def test_a_machine_that_says_one_thing_of_all_is_of_no_use():
    counts, document, machine, hand, rng = corpus(3, right=0.0)
    taken = rng.choice(len(document), 80, replace=False)
    corrected = corrected_shares(
        counts, sample(document[taken], machine[taken], hand[taken]), confidence=0.95
    )
    assert corrected is not None
    assert corrected.tuning == 0
    assert corrected.share == pytest.approx(shares(hand[taken]))


def test_weights_undo_an_uneven_drawing():
    counts, document, machine, hand, rng = corpus(4, each=200)
    probability = np.where(machine == 0, 0.05, 0.5)
    taken = np.flatnonzero(rng.random(len(hand)) < probability)
    codes = Sample(document[taken], ONE[machine[taken]], ONE[hand[taken]], 1 / probability[taken])
    weighted = corrected_shares(counts, codes, confidence=0.95)
    plain = corrected_shares(
        counts, sample(document[taken], machine[taken], hand[taken]), confidence=0.95, tuning=0.0
    )
    assert weighted is not None
    assert plain is not None
    assert np.abs(weighted.share - np.array(shares(hand))).max() < 0.04
    assert np.abs(plain.share - np.array(shares(hand))).max() > 0.08


def test_the_machine_makes_intervals_narrower():
    counts, document, machine, hand, rng = corpus(5, right=0.9)
    taken = rng.choice(len(document), 100, replace=False)
    codes = sample(document[taken], machine[taken], hand[taken])
    both = [corrected_shares(counts, codes, confidence=0.95, tuning=t) for t in (None, 0.0)]
    widths = [
        (each.ends[1] - each.ends[0]).sum() for each in both if each and each.ends is not None
    ]
    assert widths[0] < 0.9 * widths[1]


def test_a_few_long_documents_are_worth_no_more_than_few_documents():
    _, _, machine, hand, rng = corpus(8)
    taken = rng.choice(len(hand), 100, replace=False)
    widths = []
    for document in (np.arange(len(hand)) % 30, np.maximum(np.arange(len(hand)) % 300 - 270, 0)):
        counts = np.zeros((30, 5))
        np.add.at(counts, (document, machine), 1)
        codes = sample(document[taken], machine[taken], hand[taken])
        corrected = corrected_shares(counts, codes, confidence=0.95)
        assert corrected is not None
        assert corrected.ends is not None
        widths.append((corrected.ends[1] - corrected.ends[0]).sum())
    # In the second 9 of 10 sentences are of one document.
    assert widths[1] > 1.5 * widths[0]


def test_one_document_has_no_interval():
    counts, document, machine, hand, _ = corpus(6, documents=1)
    corrected = corrected_shares(counts, sample(document, machine, hand), confidence=0.95)
    assert corrected is not None
    assert corrected.ends is None
    assert corrected.to_halve is None


def test_no_talk_plan_or_deed():
    counts = np.array([[2.0, 0, 0, 3, 0], [1.0, 0, 0, 4, 0]])
    assert corrected_shares(counts, sample([0, 1], [3, 0], [3, 4]), confidence=0.95) is None


def test_a_class_that_no_code_has_is_not_certain_to_be_absent():
    counts = np.array([[20.0, 0, 0, 5, 0]] * 20)
    codes = sample(list(range(20)) * 2, [0] * 40, [0] * 40)
    corrected = corrected_shares(counts, codes, confidence=0.95)
    assert corrected is not None
    assert corrected.ends is not None
    assert corrected.share.tolist() == [1.0, 0.0, 0.0]
    assert 0.03 < corrected.ends[1][2] < 0.1


def test_that_many_more_codes_do_halve_the_interval():
    counts, document, machine, hand, rng = corpus(7, documents=300, each=60)
    order = rng.permutation(len(document))

    def width(codes: int) -> tuple[float, int | None]:
        taken = order[:codes]
        made = corrected_shares(
            counts, sample(document[taken], machine[taken], hand[taken]), confidence=0.95
        )
        assert made is not None
        assert made.ends is not None
        return float(np.ptp(made.ends, axis=0).max()), made.to_halve

    first, more = width(100)
    assert more is not None
    assert 250 < more < 700
    assert width(100 + more)[0] == pytest.approx(first / 2, rel=0.15)


def test_where_documents_differ_most_codes_do_not_halve_it():
    # Ten documents, each all talk or all deed: nothing to learn from coding more of them.
    counts = np.array([[50.0, 0, 0, 0, 0]] * 5 + [[0, 0, 50.0, 0, 0]] * 5)
    where = [number for number in range(10) for _ in range(20)]
    codes = sample(where, [2 * (d >= 5) for d in where], [2 * (d >= 5) for d in where])
    corrected = corrected_shares(counts, codes, confidence=0.95, tuning=0.5)
    assert corrected is not None
    assert corrected.to_halve is None


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 4), st.integers(1, 9)),
        min_size=2,
        max_size=60,
    )
)
def test_shares_are_shares_and_ends_enclose_them(rows):
    document, machine, hand, weight = (np.array(each) for each in zip(*rows, strict=True))
    counts = np.ones((4, 5))
    np.add.at(counts, (document, machine), weight)
    codes = Sample(document, ONE[machine], ONE[hand], weight.astype(float))
    corrected = corrected_shares(counts, codes, confidence=0.95)
    if corrected is None:
        return
    assert corrected.share.sum() == pytest.approx(1)
    assert corrected.ends is not None
    assert (corrected.ends[0] >= 0).all()
    assert (corrected.ends[1] <= 1).all()
    assert (corrected.ends[0] <= corrected.share).all()
    assert (corrected.share <= corrected.ends[1]).all()
    assert 0 <= corrected.tuning <= 1
