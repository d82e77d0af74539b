"""Shares of topics by year: what is drawn, how wide intervals are, what adjustment does."""

from __future__ import annotations

import numpy as np
import pytest

from enacted.topics.adjustment import adjusted_years
from enacted.topics.bags import Bags
from enacted.topics.diagnostics import matched
from enacted.topics.model import fit_model
from enacted.topics.years import Passages, Years, document_shares, over_years


def made(documents: int = 12, passages: int = 4) -> tuple[Bags, Passages]:
    """Two years; in the first most passages are about the first ten terms, then fewer."""
    rng = np.random.default_rng(3)
    rows, owner = [], []
    for document in range(documents):
        share = 0.8 if document < documents // 2 else 0.3
        for _ in range(passages):
            first = rng.random() < share
            words = rng.integers(0, 10, 30) if first else rng.integers(10, 20, 30)
            rows.append(np.unique(words, return_counts=True))
            owner.append(document)
    cells = np.concatenate([np.stack(row, axis=1) for row in rows]).astype(np.int32)
    offsets = np.concatenate([[0], np.cumsum([len(row[0]) for row in rows])]).astype(np.int64)
    bags = Bags(cells, offsets, tuple(f"t{n:02}" for n in range(20)), np.arange(len(rows)))
    year = np.array([2010 if n < documents // 2 else 2011 for n in range(documents)])
    return bags, Passages(np.array(owner), np.full(len(owner), 30.0), year)


def over(bags: Bags, beside: Passages, *, refits: int = 6, seed: int = 1) -> Years:
    model = fit_model(bags, k=2, passes=2, seed=1)
    shares = np.concatenate(list(model.shares(bags)))
    return over_years(
        bags, beside, model.terms(), shares,
        refits=refits, passes=2, seed=seed, prior=3.0, confidence=0.95,
    )  # fmt: skip


@pytest.fixture(scope="module")
def two() -> Years:
    return over(*made())


def test_intervals_hold_the_share_and_stay_within_0_and_1(two):
    assert two.years.tolist() == [2010, 2011]
    assert two.documents.tolist() == [6, 6]
    for name, share in (("documents", two.of_documents), ("words", two.of_words)):
        assert (two.low[name] >= 0).all()
        assert (two.high[name] <= 1).all()
        assert ((two.low[name] <= share) & (share <= two.high[name])).all()
        assert (two.high[name] > two.low[name]).all()
        assert share.sum(axis=1) == pytest.approx([1, 1])


def test_a_change_over_the_years_shows(two):
    change = two.of_documents[1] - two.of_documents[0]
    assert max(change) > 0.2


def test_topics_that_refits_find_again_agree(two):
    assert (two.agreement > 0.9).all()
    assert two.refits == 6


def test_the_same_seed_gives_the_same_intervals_and_another_does_not(two):
    again, other = over(*made()), over(*made(), seed=2)
    assert np.array_equal(again.low["documents"], two.low["documents"])
    assert not np.array_equal(other.low["documents"], two.low["documents"])


def test_a_year_of_one_document_has_no_interval():
    bags, beside = made(documents=5)
    year = beside.year.copy()
    year[0], year[1] = 2009, -1
    found = over(bags, Passages(beside.document, beside.words, year), refits=3)
    assert found.years.tolist() == [2009, 2011]
    assert np.isnan(found.low["documents"][0]).all()
    assert np.isfinite(found.low["documents"][1]).all()


def test_without_refits_or_years_there_are_no_intervals():
    bags, beside = made()
    found = over(bags, beside, refits=0)
    assert found.low == {}
    assert np.isnan(found.agreement).all()
    nowhere = Passages(beside.document, beside.words, np.full(12, -1))
    assert len(over(bags, nowhere).years) == 0


def test_large_corpora_draw_part_of_their_documents(monkeypatch):
    monkeypatch.setattr("enacted.topics.years._MOST_PASSAGES", 24)
    bags, beside = made()
    whole = over(bags, beside)
    assert np.isfinite(whole.low["documents"]).all()


def test_documents_count_by_their_words():
    shares = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    found, words = document_shares(shares, np.array([0, 0, 2]), np.array([30.0, 10.0, 5.0]), 3)
    assert found.tolist() == [[0.75, 0.25], [0.0, 0.0], [0.5, 0.5]]
    assert words.tolist() == [40, 0, 5]


def test_matching_is_one_to_one_and_best_overall():
    one = np.array([[0.9, 0.1, 0.0], [0.6, 0.4, 0.0]])
    partner, agreement = matched(one, one[::-1])
    assert partner.tolist() == [1, 0]
    assert agreement.tolist() == pytest.approx([1, 1])
    partner, agreement = matched(one, one[:1])
    assert sorted(partner.tolist()) == [-1, 0]
    assert agreement[partner == -1].tolist() == [0]


def test_adjustment_takes_out_a_changing_mix():
    # Reports say 0.6 and plans 0.2 in both years; only the mix of them changes.
    kinds = ["report"] * 8 + ["plan"] * 2 + ["report"] * 2 + ["plan"] * 8
    year = np.array([0] * 10 + [1] * 10)
    share = np.where(np.array(kinds) == "report", 0.6, 0.2)
    shares = np.stack([share, 1 - share], axis=1)
    found = adjusted_years(shares, year, 2, [kinds])
    assert found[0] == pytest.approx(found[1])
    assert found[0] == pytest.approx([0.4, 0.6])


def test_adjustment_says_nothing_where_it_cannot_tell():
    shares = np.array([[0.6, 0.4]] * 2 + [[0.2, 0.8]] * 2)
    year = np.array([0, 0, 1, 1])
    assert np.isnan(adjusted_years(shares, year, 2, [["a", "a", "b", "b"]])).all()
    assert np.isnan(adjusted_years(shares, year, 2, [])).all()
    with_gap = adjusted_years(shares, year * 2, 3, [["a", "b", "a", "b"]])
    assert np.isnan(with_gap[1]).all()
    assert np.isfinite(with_gap[[0, 2]]).all()
