"""From passages to the tables on topics."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

from enacted.settings import TopicSettings
from enacted.topics import PASSAGES, SPECS, Corpus, TopicTables, fit
from enacted.topics.bags import Bags
from enacted.topics.diagnostics import best, npmi, overlap
from enacted.topics.model import fit_model, topics_for

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
SUBJECTS = {
    "care": "carer nurse hospital ward patient clinic doctor surgery medicine therapy dementia",
    "school": "teacher pupil school lesson exam classroom college nursery reading maths tutor",
    "roads": "bus train cycle road bridge traffic parking railway station tram pavement",
}
NAMES = tuple(spec.name for spec in SPECS)


def documents_of(count: int, *, each: int = 6, words: int = 60) -> list[pa.Table]:
    """Documents in which every passage is about one of three subjects, in turn."""
    rng = np.random.default_rng(1)
    common = ["council", "people", "plan", "local", "year", "support", "team", "report"]
    tables = []
    for document in range(count):
        texts = []
        for passage in range(each):
            own = list(SUBJECTS.values())[(document + passage) % 3].split()
            texts.append(" ".join(rng.choice([*own, *own, *common], words)))
        tables.append(table_of(f"{document:016}", texts))
    return tables


def table_of(doc_id: str, texts: list[str]) -> pa.Table:
    count = len(texts)
    return pa.table(
        {
            "doc_id": [doc_id] * count,
            "passage": list(range(count)),
            "first_sentence": [10 * number for number in range(count)],
            "last_sentence": [10 * number + 9 for number in range(count)],
            "page": list(range(1, count + 1)),
            "words": [len(text.split()) for text in texts],
            "text": texts,
        },
        schema=PASSAGES,
    )


def years_of(tables: list[pa.Table], years: list[int | None]) -> Corpus:
    names = [table["doc_id"][0].as_py() for table in tables]
    return Corpus(pa.table({"doc_id": names, "year": pa.array(years, pa.int32())}))


def fitted(tables: list[pa.Table], **settings: Any) -> TopicTables:
    years = [2010 + number % 3 for number in range(len(tables))]
    settings = {"refits": 0, **settings}
    return fit(lambda: tables, years_of(tables, list(years)), settings=TopicSettings(**settings))


@pytest.fixture(scope="module")
def three() -> TopicTables:
    return fitted(documents_of(12), k=3)


def test_tables_have_their_schemas_and_no_gaps(three):
    assert three.note == ""
    for spec in SPECS:
        table = three.tables[spec.name]
        table.validate(full=True)
        assert table.schema.equals(spec.schema(), check_metadata=True)
        for column in table.itercolumns():
            if pa.types.is_floating(column.type):
                assert np.isfinite(column.drop_null().to_numpy()).all()
    for name in ("topics", "topic_terms", "passage_topics", "topic_years", "topic_correlations"):
        assert three.tables[name].num_rows > 0


def test_the_subjects_come_out(three):
    found = {frozenset(terms[:6]) for terms in three.topics["top_frex"].to_pylist()}
    assert len(found) == 3
    for terms in found:
        assert any(terms <= set(subject.split()) for subject in SUBJECTS.values())


def test_topics_stand_in_the_order_of_their_size(three):
    shares = three.topics["share"].to_pylist()
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=1e-5)
    assert three.topics["topic"].to_pylist() == [0, 1, 2]


def test_stability_and_coherence_of_clear_subjects_are_high(three):
    assert min(three.topics["stability"].to_pylist()) > 0.5
    assert min(three.topics["coherence"].to_pylist()) > 0


def test_terms_are_listed_by_probability(three):
    rows = three.topic_terms.to_pylist()
    for topic in range(3):
        mine = [row for row in rows if row["topic"] == topic]
        assert [row["rank"] for row in mine] == sorted({row["rank"] for row in mine})
        probabilities = [row["probability"] for row in mine]
        assert probabilities == sorted(probabilities, reverse=True)
        assert [row["term"] for row in mine[:10]] == three.topics["top_probability"][topic].as_py()
        assert set(three.topics["top_lift"][topic].as_py()) <= {row["term"] for row in mine}


def test_passages_have_the_topic_of_their_subject(three):
    table = three.passage_topics.filter(pa.compute.greater(three.passage_topics["share"], 0.5))
    subjects: dict[int, set[int]] = {}
    for row in table.to_pylist():
        subject = (int(row["doc_id"]) + row["passage"]) % 3
        subjects.setdefault(row["topic"], set()).add(subject)
        assert row["first_sentence"] == 10 * row["passage"]
        assert row["last_sentence"] == 10 * row["passage"] + 9
        assert row["page"] == row["passage"] + 1
    assert sorted(map(sorted, subjects.values())) == [[0], [1], [2]]


def test_representative_passages_come_from_different_documents(three):
    for passages in three.topics["passages"].to_pylist():
        documents = [passage.split(":")[0] for passage in passages]
        assert len(documents) == len(set(documents)) == 5


def test_shares_of_a_year_sum_to_one(three):
    rows = three.topic_years.to_pylist()
    assert {row["year"] for row in rows} == {2010, 2011, 2012}
    for year in (2010, 2011, 2012):
        mine = [row for row in rows if row["year"] == year]
        assert {row["documents"] for row in mine} == {4}
        assert {row["words"] for row in mine} == {4 * 6 * 60}
        for name in ("share_documents", "share_words"):
            assert sum(row[name] for row in mine) == pytest.approx(1, abs=1e-5)


def test_documents_without_a_year_are_in_no_year():
    tables = documents_of(6)
    result = fit(
        lambda: tables,
        years_of(tables, [None, 2011, None, 2011, None, None]),
        settings=TopicSettings(k=3, refits=0),
    )
    assert set(result.topic_years["year"].to_pylist()) == {2011}
    assert set(result.topic_years["documents"].to_pylist()) == {2}


def test_documents_count_alike_however_long_they_are():
    long, short = documents_of(2, each=12), documents_of(3, each=3)[2:]
    result = fit(
        lambda: [*long, *short],
        years_of([*long, *short], [2010] * 3),
        settings=TopicSettings(k=3, refits=0),
    )
    rows = result.topic_years.to_pylist()
    assert any(abs(row["share_documents"] - row["share_words"]) > 1e-4 for row in rows)


def test_two_runs_are_equal_and_the_passages_are_read_once(three):
    tables = documents_of(12)
    calls = []

    def source() -> list[pa.Table]:
        calls.append(1)
        return tables

    again = fit(
        source,
        years_of(tables, [2010 + number % 3 for number in range(12)]),
        settings=TopicSettings(k=3, refits=0),
    )
    assert len(calls) == 1
    for name in NAMES:
        assert again.tables[name].equals(three.tables[name])


@pytest.mark.parametrize(
    "tables",
    [
        [],
        [table_of("a", [])],
        [table_of("a", [""])],
        [table_of("a", ["one small document about coproduction with carers"])],
        [table_of(name, ["a short text on carers and nurses in wards"]) for name in "abc"],
        [table_of(name, ["word " * 200] * 10) for name in "abc"],
        [table_of(name, ["12 34 , . ! \x00 \ud7ff"] * 20) for name in "ab"],
    ],
    ids=["nothing", "no passage", "no word", "one", "three", "one word", "no letters"],
)
def test_too_little_gives_empty_tables_and_says_why(tables):
    result = fit(lambda: tables, years_of([], []), settings=TopicSettings())
    assert result.note.startswith("No topics: ")
    for spec in SPECS:
        assert result.tables[spec.name].equals(spec.schema().empty_table())


def test_topics_that_are_off_leave_empty_tables():
    result = fit(list, years_of([], []), settings=TopicSettings(enabled=False))
    assert result == TopicTables(note="Topics are switched off.")


def test_more_topics_than_the_corpus_bears_are_cut_and_named():
    result = fitted(documents_of(2), k=100)
    assert result.note.startswith("4 topics instead of 100: the corpus has only 12 passages")
    assert result.topics.num_rows == 4


def test_one_document_is_enough_if_it_is_long():
    result = fitted(documents_of(1, each=30))
    assert result.topics.num_rows == 3
    assert result.note == ""


def test_one_topic_can_be_had():
    result = fitted(documents_of(3), k=1)
    assert result.topics["share"].to_pylist() == [1]
    assert result.topics["exclusivity"].to_pylist() == [1]


def test_passages_that_all_say_the_same_do_no_harm():
    text = " ".join(SUBJECTS.values())
    result = fitted([table_of(f"{number}", [text] * 5) for number in range(3)], k=4)
    assert result.topics.num_rows in {0, 4}


def test_terms_to_keep_are_among_the_terms():
    tables = documents_of(6)
    texts = [text + " sortition" for text in tables[0]["text"].to_pylist()]
    tables[0] = table_of("0" * 16, texts)
    years = years_of(tables, [2010] * 6)
    concepts = {"coproduction": {"sortition"}}
    with_it = fit(
        lambda: tables,
        Corpus(years.documents, concepts),
        settings=TopicSettings(k=3, refits=0),
    )
    without = fit(lambda: tables, years, settings=TopicSettings(k=3, refits=0))
    assert "sortition" in with_it.topic_terms["term"].to_pylist()
    assert "sortition" not in without.topic_terms["term"].to_pylist()


def test_libraries_say_nothing(caplog, capfd):
    logger = logging.getLogger("gensim")
    level = logger.level
    fitted(documents_of(4), k=2, passes=1)
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")
    assert logger.level == level


@pytest.mark.parametrize(("passages", "topics"), [(10, 2), (400, 10), (6400, 40), (10**6, 100)])
def test_topics_grow_with_the_corpus(passages, topics):
    assert topics_for(passages) == topics


@pytest.mark.shared
def test_news_gives_coherent_topics_whatever_the_seed():
    corpus = SHARED / "bbc" / "corpus.tsv"
    if not corpus.is_file():
        pytest.skip("the news corpus does not lie beside the checkout")
    texts = [line.split("\t")[0].split() for line in corpus.read_text("utf-8").splitlines()]
    terms = sorted({word for text in texts for word in text})
    number = {term: place for place, term in enumerate(terms)}
    rows = [np.unique([number[word] for word in text], return_counts=True) for text in texts]
    bags = Bags(
        np.concatenate([np.stack(row, axis=1) for row in rows]).astype(np.int32),
        np.concatenate([[0], np.cumsum([len(row[0]) for row in rows])]).astype(np.int64),
        tuple(terms),
        np.arange(len(rows)),
    )
    top: list[NDArray[np.int64]] = [
        best(fit_model(bags, k=20, passes=3, seed=seed).terms()) for seed in (1, 2)
    ]
    assert npmi(bags, top[0]).mean() > 0.2
    assert overlap(top[0], top[1]).mean() > 0.8
    assert len(np.unique(top[0])) / top[0].size > 0.75
