from __future__ import annotations

import pytest

from enacted.errors import OutputError
from tests.published import example, published


def test_every_mention_has_its_sentence_and_its_document(tmp_path):
    found = example(tmp_path / "out").evidence().to_pylist()
    assert [(row["doc_id"], row["mention"], row["text"]) for row in found] == [
        (doc, mention, text)
        for doc in ("a", "b")
        for mention, text in [
            (0, "We co-design services."),
            (1, "We co-design services."),
            (2, f"{doc} did it."),
        ]
    ]
    assert [row["stance"] for row in found] == ["talk", "talk", "deed"] * 2
    assert {(row["title"], row["year"], row["audience"]) for row in found} == {
        ("Plan", 2012, "public"),
        ("Report", None, ""),
    }


def test_neighbours_are_those_of_the_same_block(tmp_path):
    first, _, last = example(tmp_path / "out").evidence().to_pylist()[:3]
    assert (first["before"], first["after"]) == ("First.", "")
    assert (last["before"], last["after"]) == ("", "")


def test_no_column_is_there_twice(tmp_path):
    names = example(tmp_path / "out").evidence().column_names
    assert len(names) == len(set(names))


def test_a_corpus_without_mentions_gives_the_columns_and_no_row(tmp_path):
    empty = published(tmp_path / "out").evidence()
    assert empty.num_rows == 0
    assert {"text", "before", "title", "concept"} <= set(empty.column_names)


@pytest.mark.parametrize("sentence", [1, -1])
def test_a_mention_of_a_sentence_that_is_not_there_is_named(tmp_path, sentence):
    broken = published(
        tmp_path / "out",
        documents=[{"doc_id": "a"}],
        sentences=[{"doc_id": "a", "sentence": 0}],
        mentions=[{"doc_id": "a", "sentence": sentence}],
    )
    with pytest.raises(OutputError, match="sentences that are not there: run again"):
        broken.evidence()


def test_a_mention_of_a_document_that_is_not_there_is_named(tmp_path):
    broken = published(
        tmp_path / "out",
        sentences=[{"doc_id": "a", "sentence": 0}],
        mentions=[{"doc_id": "a", "sentence": 0}],
    )
    with pytest.raises(OutputError, match="documents that are not there: run again"):
        broken.evidence()
