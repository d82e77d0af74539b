"""Sentences gathered into passages."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.topics import PASSAGES, passages


def sentences_of(rows: list[tuple[str, str, int, int]]) -> pa.Table:
    """Rows of document, section, block, words; sentences are numbered, ten a page."""
    numbers: dict[str, int] = {}
    table: list[dict[str, Any]] = []
    for doc_id, section, block, words in rows:
        number = numbers[doc_id] = numbers.get(doc_id, -1) + 1
        table.append(
            {
                "doc_id": doc_id, "sentence": number, "block": block, "page": 1 + number // 10,
                "section": section, "words": words, "text": f"{doc_id}{number}.",
            }
        )  # fmt: skip
    schema = pa.schema(
        {
            "doc_id": pa.string(), "sentence": pa.int32(), "block": pa.int32(),
            "page": pa.int32(), "section": pa.string(), "words": pa.int32(), "text": pa.string(),
        }
    )  # fmt: skip
    return pa.Table.from_pylist(table, schema=schema)


def spans(table: pa.Table) -> list[tuple[str, int, int, int]]:
    names = ("doc_id", "first_sentence", "last_sentence", "words")
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def test_blocks_of_a_section_gather_to_about_200_words():
    table = passages(sentences_of([("a", "s", block, 70) for block in range(9)]))
    assert spans(table) == [("a", 0, 2, 210), ("a", 3, 5, 210), ("a", 6, 8, 210)]


def test_a_passage_says_where_it_stands():
    table = passages(sentences_of([("a", "s", number // 2, 100) for number in range(14)]))
    last = table.slice(table.num_rows - 1).to_pylist()[0]
    assert last == {
        "doc_id": "a", "passage": 6, "first_sentence": 12, "last_sentence": 13, "page": 2,
        "words": 200, "text": "a12. a13.",
    }  # fmt: skip


def test_a_block_is_a_line():
    table = passages(sentences_of([("a", "s", 0, 60), ("a", "s", 0, 60), ("a", "s", 1, 60)]))
    assert table["text"].to_pylist() == ["a0. a1.\na2."]


def test_sections_part_passages():
    table = passages(sentences_of([("a", "one", 0, 100), ("a", "two", 1, 100)]))
    assert spans(table) == [("a", 0, 0, 100), ("a", 1, 1, 100)]


def test_a_short_section_goes_with_what_follows():
    table = passages(sentences_of([("a", "one", 0, 20), ("a", "two", 1, 100)]))
    assert spans(table) == [("a", 0, 1, 120)]


def test_a_short_section_at_the_end_goes_with_what_stands_before():
    table = passages(sentences_of([("a", "one", 0, 100), ("a", "two", 1, 20)]))
    assert spans(table) == [("a", 0, 1, 120)]


def test_a_short_rest_of_a_section_stays_in_it():
    rows = [("a", "one", 0, 190), ("a", "one", 1, 180), ("a", "one", 2, 30), ("a", "two", 3, 90)]
    assert spans(passages(sentences_of(rows)))[-1] == ("a", 3, 3, 90)


def test_a_long_block_is_cut_between_sentences():
    table = passages(sentences_of([("a", "s", 0, 25) for _ in range(40)]))
    assert [words for *_, words in spans(table)] == [200] * 5


def test_one_endless_sentence_stays_whole():
    assert spans(passages(sentences_of([("a", "s", 0, 5000)]))) == [("a", 0, 0, 5000)]


def test_a_document_of_ten_words_is_a_passage():
    assert spans(passages(sentences_of([("a", "", 0, 10)]))) == [("a", 0, 0, 10)]


def test_nothing_gives_an_empty_table_of_the_schema():
    table = passages(sentences_of([]))
    assert table.num_rows == 0
    assert table.schema == PASSAGES


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from(["", "one", "two"]),
            st.integers(0, 6),
            st.integers(0, 300),
        ),
        max_size=40,
    )
)
def test_every_sentence_stands_in_one_passage_of_its_document(rows):
    rows.sort(key=lambda row: row[0])
    sentences = sentences_of(rows)
    table = passages(sentences)
    table.validate(full=True)
    held = [
        (row["doc_id"], number)
        for row in table.to_pylist()
        for number in range(row["first_sentence"], row["last_sentence"] + 1)
    ]
    names = zip(sentences["doc_id"].to_pylist(), sentences["sentence"].to_pylist(), strict=True)
    assert held == list(names)
    assert sum(table["words"].to_pylist()) == sum(sentences["words"].to_pylist())
    for doc_id in set(table["doc_id"].to_pylist()):
        mine = [row for row in table.to_pylist() if row["doc_id"] == doc_id]
        assert [row["passage"] for row in mine] == list(range(len(mine)))
        if len(mine) > 1:
            assert min(row["words"] for row in mine) >= 60
