"""Counting mentions by document, concept and stance."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.trends import TALLIES, tally

CONCEPTS = ("equality", "coproduction")
STANCES = ("talk", "plan", "deed", "finding", "none")


def sentences_of(rows: list[tuple[str, int, str | None]]) -> pa.Table:
    doc_ids, numbers, stances = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "doc_id": pa.array(doc_ids, pa.string()),
            "sentence": pa.array(numbers, pa.int32()),
            "stance": pa.array(stances, pa.string()),
        }
    )


def mentions_of(rows: list[tuple[str, int, str, str]]) -> pa.Table:
    doc_ids, numbers, concepts, senses = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pa.table(
        {
            "doc_id": pa.array(doc_ids, pa.string()),
            "sentence": pa.array(numbers, pa.int32()),
            "concept": pa.array(concepts, pa.string()),
            "sense": pa.array(senses, pa.string()),
        }
    )


def test_mentions_take_the_stance_of_their_sentence():
    sentences = sentences_of([("a", 0, "talk"), ("a", 1, "deed"), ("b", 0, "plan")])
    mentions = mentions_of(
        [
            ("a", 0, "equality", "concept"),
            ("a", 1, "equality", "concept"),
            ("a", 1, "equality", "concept"),
            ("b", 0, "equality", "concept"),
            ("b", 0, "coproduction", "concept"),
        ]
    )
    assert tally(sentences, mentions, concepts=CONCEPTS).to_pylist() == [
        {
            "doc_id": "a", "concept": "equality", "sentences": 2, "mentions": 3,
            "talk": 1, "plan": 0, "deed": 2, "finding": 0, "none": 0,
        },
        {
            "doc_id": "b", "concept": "coproduction", "sentences": 1, "mentions": 1,
            "talk": 0, "plan": 1, "deed": 0, "finding": 0, "none": 0,
        },
        {
            "doc_id": "b", "concept": "equality", "sentences": 1, "mentions": 1,
            "talk": 0, "plan": 1, "deed": 0, "finding": 0, "none": 0,
        },
    ]  # fmt: skip


@pytest.mark.parametrize("sense", ["name", "other"])
def test_other_senses_do_not_count(sense):
    mentions = mentions_of([("a", 0, "equality", sense)])
    assert tally(sentences_of([("a", 0, "talk")]), mentions, concepts=CONCEPTS).num_rows == 0


def test_other_concepts_do_not_count():
    mentions = mentions_of([("a", 0, "equality", "concept")])
    assert tally(sentences_of([("a", 0, "talk")]), mentions, concepts=["digital"]).num_rows == 0


@pytest.mark.parametrize(
    "sentences", [[("a", 0, None)], [("a", 1, "talk")], [("b", 0, "talk")], []]
)
def test_a_mention_without_a_coded_sentence_has_no_stance(sentences):
    mentions = mentions_of([("a", 0, "equality", "concept")])
    (row,) = tally(sentences_of(sentences), mentions, concepts=CONCEPTS).to_pylist()
    assert row["mentions"] == row["sentences"] == 1
    assert sum(row[stance] for stance in STANCES) == 0


def test_nothing_gives_an_empty_table_of_the_schema():
    result = tally(sentences_of([]), mentions_of([]), concepts=CONCEPTS)
    assert result.num_rows == 0
    assert result.schema == TALLIES


def test_chunked_tables_count_like_whole_ones():
    sentences = sentences_of([("a", 0, "talk"), ("b", 0, "deed")])
    mentions = mentions_of([("a", 0, "equality", "concept"), ("b", 0, "equality", "concept")])
    chunked = pa.concat_tables([mentions.slice(1), mentions.slice(0, 1)])
    assert tally(sentences, chunked, concepts=CONCEPTS).equals(
        tally(pa.concat_tables([sentences.slice(1), sentences.slice(0, 1)]), mentions,
              concepts=CONCEPTS)
    )  # fmt: skip


documents = st.sampled_from(["a", "b", "c"])
numbers = st.integers(0, 5)


@settings(deadline=None)
@given(
    st.dictionaries(st.tuples(documents, numbers), st.sampled_from([*STANCES, None])),
    st.lists(
        st.tuples(
            documents, numbers, st.sampled_from([*CONCEPTS, "digital"]),
            st.sampled_from(["concept", "name", "other"]),
        )
    ),
)  # fmt: skip
def test_counts_are_those_of_a_plain_count(stances, mentioned):
    sentences = sentences_of([(doc, number, s) for (doc, number), s in stances.items()])
    result = tally(sentences, mentions_of(mentioned), concepts=CONCEPTS)
    result.validate(full=True)
    wanted = [row for row in mentioned if row[3] == "concept" and row[2] in CONCEPTS]
    expected = Counter((doc, concept) for doc, _, concept, _ in wanted)
    distinct = Counter((doc, concept) for doc, _, concept in {row[:3] for row in wanted})
    by_stance = Counter((doc, c, stances.get((doc, number))) for doc, number, c, _ in wanted)
    assert [(row["doc_id"], row["concept"]) for row in result.to_pylist()] == sorted(expected)
    for row in result.to_pylist():
        cell = (row["doc_id"], row["concept"])
        assert row["mentions"] == expected[cell]
        assert row["sentences"] == distinct[cell]
        for stance in STANCES:
            assert row[stance] == by_stance[*cell, stance]


def test_items_that_complete_a_lead_in_count_by_stance_in_its_place():
    sentences = sentences_of(
        [("a", 0, "talk"), ("a", 1, "plan"), ("a", 2, "deed"), ("b", 1, "plan")]
    )
    mentions = mentions_of(
        [
            ("a", 0, "equality", "concept"),
            ("a", 1, "equality", "concept"),
            ("a", 2, "equality", "concept"),
            ("b", 1, "equality", "concept"),
        ]
    )
    mentions = mentions.append_column("mention", pa.array([0, 1, 2, 0], pa.int32()))
    mentions = mentions.append_column("carried_from", pa.array([-1, 0, 0, -1], pa.int32()))
    assert tally(sentences, mentions, concepts=CONCEPTS).to_pylist() == [
        {
            "doc_id": "a", "concept": "equality", "sentences": 1, "mentions": 1,
            "talk": 0, "plan": 1, "deed": 1, "finding": 0, "none": 0,
        },
        {
            "doc_id": "b", "concept": "equality", "sentences": 1, "mentions": 1,
            "talk": 0, "plan": 1, "deed": 0, "finding": 0, "none": 0,
        },
    ]  # fmt: skip
