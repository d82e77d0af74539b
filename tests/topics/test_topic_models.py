"""Models that are kept: plain data, scoring, refits that keep identities, seeds, the grid."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pyarrow as pa
import pytest

from enacted.errors import ModelError
from enacted.settings import TopicSettings
from enacted.topics import EVIDENCE, PASSAGES, Corpus, FittedTopics, TopicTables, fit
from enacted.topics.chart import chart
from enacted.topics.grid import Choice, numbers_for

SUBJECTS = (
    "carer nurse hospital ward patient clinic doctor surgery medicine therapy dementia",
    "teacher pupil school lesson exam classroom college nursery reading maths tutor",
    "train cycle road bridge traffic parking railway station tram pavement lorry",
    "tree river meadow forest soil bird insect climate carbon wetland pollinator",
)


def documents_of(first: int, last: int, *, subjects: int = 3) -> list[pa.Table]:
    tables = []
    for document in range(first, last):
        rng = np.random.default_rng(document)
        texts = [
            " ".join(
                rng.choice([*SUBJECTS[(document + n) % subjects].split(), "council", "plan"], 60)
            )
            for n in range(6)
        ]
        tables.append(
            pa.table(
                {
                    "doc_id": [f"{document:016}"] * 6,
                    "passage": list(range(6)),
                    "first_sentence": [10 * n for n in range(6)],
                    "last_sentence": [10 * n + 9 for n in range(6)],
                    "page": [1] * 6,
                    "words": [60] * 6,
                    "text": texts,
                },
                schema=PASSAGES,
            )
        )
    return tables


def corpus_of(tables: list[pa.Table], **others: Any) -> Corpus:
    names = [table["doc_id"][0].as_py() for table in tables]
    years = pa.array([2010 + n % 3 for n in range(len(names))], pa.int32())
    return Corpus(pa.table({"doc_id": names, "year": years}), **others)


def fitted(
    tables: list[pa.Table], *, earlier=None, auto=False, corpus=None, **values
) -> TopicTables:
    settings = TopicSettings(**{"refits": 0, **values})
    return fit(
        lambda: tables,
        corpus or corpus_of(tables),
        settings=settings,
        auto=auto,
        earlier=earlier,
    )


@pytest.fixture(scope="module")
def first() -> TopicTables:
    return fitted(documents_of(0, 12), k=3)


def shares_of(tables: TopicTables, names: set[str]) -> list[dict[str, object]]:
    return [row for row in tables.passage_topics.to_pylist() if row["doc_id"] in names]


def test_a_model_comes_back_from_plain_data(first):
    table = first.fitted.to_table()
    again = FittedTopics.from_table(table)
    assert again.digest == first.fitted.digest
    assert again.vocabulary == first.fitted.vocabulary
    assert np.array_equal(again.model.weights, first.fitted.model.weights)
    assert set(first.topics["model"].to_pylist()) == {again.digest}


def test_an_added_document_does_not_move_the_old_ones(first):
    more = fitted(documents_of(0, 15), earlier=first.fitted)
    assert not more.new
    old = {f"{n:016}" for n in range(12)}
    assert shares_of(more, old) == shares_of(first, old)
    assert len(shares_of(more, {f"{n:016}" for n in range(12, 15)})) > 0
    assert more.topics["model"].to_pylist() == first.topics["model"].to_pylist()


def test_one_document_alone_is_scored_as_among_many(first):
    alone = fitted(documents_of(4, 5), earlier=first.fitted)
    assert alone.passage_topics.to_pylist() == shares_of(first, {f"{4:016}"})


def test_a_document_without_known_terms_leaves_empty_tables(first):
    table = documents_of(0, 1)[0]
    table = table.set_column(6, PASSAGES.field("text"), pa.array(["xyz uvw " * 30] * 6))
    found = fitted([table], earlier=first.fitted)
    assert found.note.startswith("No topics: ")
    assert found.topics.num_rows == 0


def test_refitted_topics_keep_their_numbers_where_they_agree(first):
    again = fitted(documents_of(0, 16, subjects=4), earlier=first.fitted, k=4)
    assert again.new
    assert again.topics["topic"].to_pylist() == [0, 1, 2, 3]
    for number in range(3):
        one, other = (set(tables.topics["top_frex"][number].as_py()) for tables in (first, again))
        assert len(one & other) >= 7
        assert again.topics["agreement"][number].as_py() >= 0.7
    assert again.topics["agreement"][3].as_py() is None
    assert set(again.topics["top_frex"][3].as_py()) <= set(SUBJECTS[3].split())


def test_a_number_that_is_gone_is_not_given_again(first):
    two = fitted(documents_of(0, 12), earlier=first.fitted, k=2)
    four = fitted(documents_of(0, 16, subjects=4), earlier=two.fitted, k=4)
    gone = {0, 1, 2} - set(two.topics["topic"].to_pylist())
    assert not gone & set(four.topics["topic"].to_pylist())


def test_a_refit_is_a_choice(first):
    assert not fitted(documents_of(0, 12), earlier=first.fitted).new
    assert not fitted(documents_of(0, 12), earlier=first.fitted, k=3).new
    assert fitted(documents_of(0, 12), earlier=first.fitted, refit=True).new


def damaged(table: pa.Table, **changes: object) -> pa.Table:
    (key, values), *_ = table.schema.metadata.items()
    rest = {**json.loads(values), **changes}
    return table.replace_schema_metadata({key: json.dumps(rest).encode()})


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 99},
        {"alpha": [1.0]},
        {"alpha": [float("nan")] * 3},
        {"single": [10**6]},
        {"pairs": [[0, 10**6, 0]]},
        {"sequences": 7},
        {"numbers": [0, 1, 2, 3]},
        {"concepts": []},
    ],
)
def test_a_damaged_model_is_one_clear_error(first, changes):
    with pytest.raises(ModelError, match="--refit"):
        FittedTopics.from_table(damaged(first.fitted.to_table(), **changes))


def test_what_is_no_model_is_one_clear_error():
    with pytest.raises(ModelError):
        FittedTopics.from_table(pa.table({"term": ["a"]}))


def test_concepts_open_topics():
    concepts = {"health": {"nurse", "wards", "clin*"}, "roads": {"tram"}, "none": {"nowhere"}}
    tables = documents_of(0, 12)
    found = fitted(tables, corpus=corpus_of(tables, concepts=concepts), k=3, seeded=True)
    by_concept = {row["concept"]: set(row["top_frex"]) for row in found.topics.to_pylist()}
    assert set(by_concept) == {"health", "roads", ""}
    assert len(by_concept["health"] & set(SUBJECTS[0].split())) >= 8
    assert len(by_concept["roads"] & set(SUBJECTS[2].split())) >= 8
    assert len(by_concept[""] & set(SUBJECTS[1].split())) >= 8


def test_topics_carry_concepts_with_their_stance(first):
    # A mention in each passage about care: deeds in the first documents, talk in the others.
    rows = [
        (f"{d:016}", 10 * n + 3, "care", "deed" if d < 6 else "talk", True)
        for d in range(12)
        for n in range(6)
        if (d + n) % 3 == 0
    ]
    rows.append((f"{0:016}", 999, "care", "talk", True))  # in no passage
    rows.append((f"{0:016}", 3, "care", "deed", False))  # shared with a lead-in
    rows.append(("elsewhere", 3, "care", "talk", True))
    evidence = pa.table(dict(zip(EVIDENCE.names, zip(*rows, strict=True), strict=True)), EVIDENCE)
    tables = documents_of(0, 12)

    def quote(spans: list[tuple[str, int, int]]) -> list[str]:
        return [f"{name} {begin}-{end}" for name, begin, end in spans]

    found = fitted(tables, corpus=corpus_of(tables, evidence=evidence, quote=quote), k=3)
    by_topic = {row["topic"]: row for row in found.topic_concepts.to_pylist()}
    top = max(by_topic.values(), key=lambda row: row["lift"])
    assert "nurse" in found.topics["top_probability"][top["topic"]].as_py()
    assert top["share"] > 0.8
    assert sum(row["mentions"] for row in by_topic.values()) == pytest.approx(24, abs=1e-2)
    assert sum(row["deed"] for row in by_topic.values()) == pytest.approx(13, abs=1e-2)
    assert top["deed_share"] == pytest.approx(0.52, abs=0.02)
    structure = found.topic_structure.to_pylist()
    care = [row for row in structure if row["concept"] == "care"]
    assert {row["topic"] for row in care} == {top["topic"]}
    assert all(row["mentions"] == 1 and row["share"] > 0.5 for row in care)
    begin = 10 * care[0]["passage"]
    assert care[0]["text"] == f"{care[0]['doc_id']} {begin}-{begin + 9}"
    assert {row["topic"] for row in structure if not row["concept"]} == {0, 1, 2} - {top["topic"]}


def test_correlations_of_topics_that_never_meet_are_negative(first):
    rows = first.topic_correlations.to_pylist()
    assert [(row["topic"], row["other"]) for row in rows] == [(0, 1), (0, 2), (1, 2)]
    assert all(-1 <= row["passages"] < 0 for row in rows)


def test_the_grid_finds_the_number_of_subjects():
    found = fitted(documents_of(0, 24), auto=True)
    rows = found.topic_grid.to_pylist()
    chosen = [row["k"] for row in rows if row["chosen"]]
    assert chosen == [found.topics.num_rows] == [3]
    assert found.note.startswith("3 topics: of 2, 3")
    root = ET.fromstring(chart(rows))  # noqa: S314 - made here
    assert len(root.findall(".//{*}circle")) == 6 * len(rows)


def test_too_few_passages_for_a_grid_still_give_a_model():
    found = fitted(documents_of(0, 3), auto=True)
    assert found.topic_grid.num_rows == 0
    assert found.note == "2 topics: too few passages to compare numbers of topics."


@pytest.mark.parametrize(("passages", "terms"), [(10, 20), (12, 10**4), (6400, 5000), (10**6, 100)])
def test_numbers_tried_fit_the_corpus(passages, terms):
    tried = numbers_for(passages, terms)
    assert tried == sorted(set(tried))
    assert all(1 <= k <= max(1, min(passages // 3, terms // 5)) for k in tried)
    assert Choice(2, ()).reason.startswith("2 topics")
