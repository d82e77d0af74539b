"""The frame of a sample and the drawing of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.coding.frame import Frame, frame
from enacted.coding.sample import allocate, draw, drawn_before
from enacted.errors import UsageError

DOCUMENTS = pa.table(
    {
        "doc_id": ["d1", "d2"],
        "path": ["one.pdf", "two.pdf"],
        "title": ["One", ""],
        "publisher": ["Council", ""],
        "year": pa.array([2011, None], pa.int32()),
    }
)


def sentences(*rows: tuple[str, int, str | None]) -> pa.Table:
    return pa.table(
        {
            "doc_id": [row[0] for row in rows],
            "sentence": pa.array([row[1] for row in rows], pa.int32()),
            "page": pa.array([1] * len(rows), pa.int32()),
            "section": [""] * len(rows),
            "lead_in": [""] * len(rows),
            "text": [f"{row[0]} says {row[1]}." for row in rows],
            "stance": pa.array([row[2] for row in rows], pa.string()),
        }
    )


def mentions(*rows: tuple[str, int, str, dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "doc_id": doc_id, "sentence": sentence, "mention": number, "concept": concept,
                "sense": "concept", "carried_from": -1, **other,
            }
            for number, (doc_id, sentence, concept, other) in enumerate(rows)
        ]
    )  # fmt: skip


def framed(table: pa.Table, found: pa.Table, by: str) -> Frame:
    return frame(
        DOCUMENTS, table, found, by=by.split(","), period=lambda year: str(year or "unknown")
    )


def test_sentences_that_use_a_concept_and_are_coded_are_in_the_frame():
    found = framed(
        sentences(("d1", 0, "talk"), ("d1", 1, "deed"), ("d1", 2, None), ("d2", 0, "none")),
        mentions(
            ("d1", 0, "equality", {}),
            ("d1", 1, "equality", {"sense": "name"}),
            ("d1", 2, "equality", {}),
            ("d2", 0, "equality", {}),
            ("d2", 0, "equality", {}),
        ),
        "concept,period",
    )
    assert found.rows == [0, 3]
    assert found.strata == ["equality | 2011", "equality | unknown"]


def test_a_sentence_of_two_concepts_stands_with_the_rarer():
    found = framed(
        sentences(("d1", 0, "talk"), ("d1", 1, "deed"), ("d2", 0, "plan")),
        mentions(
            ("d1", 0, "equality", {}), ("d1", 0, "coproduction", {}), ("d1", 1, "equality", {}),
            ("d2", 0, "equality", {}),
        ),
        "concept",
    )  # fmt: skip
    assert found.strata == ["coproduction", "equality", "equality"]
    assert found.concepts[0] == ("coproduction", "equality")


def test_items_stand_for_their_lead_in():
    found = framed(
        sentences(("d1", 0, "talk"), ("d1", 1, "plan")),
        mentions(("d1", 0, "equality", {}), ("d1", 1, "equality", {"carried_from": 0})),
        "concept",
    )
    assert found.rows == [1]


@pytest.mark.parametrize(
    ("by", "strata"),
    [
        ("publisher", ["Council", "unknown"]),
        ("stance,publisher", ["talk | Council", "plan | unknown"]),
    ],
)
def test_strata_by_columns_of_the_manifest_and_by_stance(by, strata):
    table = sentences(("d1", 0, "talk"), ("d2", 0, "plan"))
    found = framed(table, mentions(("d1", 0, "a", {}), ("d2", 0, "a", {})), by)
    assert found.strata == strata


def test_strata_by_something_unknown():
    with pytest.raises(UsageError, match="cannot draw by 'colour': there are concept, period, "):
        framed(sentences(), mentions(("d1", 0, "a", {})), "concept,colour")


def made(count: int, strata: int) -> tuple[Frame, pa.Table]:
    table = sentences(*(("d1" if n < count // 2 else "d2", n, "talk") for n in range(count)))
    names = [f"s{n * n % strata}" for n in range(count)]
    return Frame(list(range(count)), [("equality",)] * count, names), table


def test_probabilities_are_drawn_over_all_of_a_stratum():
    found, table = made(100, 5)
    sample = draw(found, DOCUMENTS, table, n=30, seed=1)
    assert sample.num_rows == 30
    sizes, drawn = Counter(found.strata), Counter(sample["stratum"].to_pylist())
    for row in sample.to_pylist():
        assert (row["size"], row["drawn"]) == (sizes[row["stratum"]], drawn[row["stratum"]])
        assert row["inclusion"] == pytest.approx(row["drawn"] / row["size"])
        assert row["document"] == {"d1": "One", "d2": "two.pdf"}[row["doc_id"]]
    assert len(drawn_before(sample)) == 30


def test_neighbours_are_of_the_same_document():
    found, table = made(100, 1)
    rows = {
        row["sentence"]: row for row in draw(found, DOCUMENTS, table, n=100, seed=1).to_pylist()
    }
    assert (rows[0]["before"], rows[0]["after"]) == ("", "d1 says 1.")
    assert (rows[49]["before"], rows[49]["after"]) == ("d1 says 48.", "")
    assert rows[50]["before"] == ""


def test_the_seed_decides():
    found, table = made(200, 4)
    first, again, other = (draw(found, DOCUMENTS, table, n=40, seed=seed) for seed in (1, 1, 2))
    assert first.equals(again)
    assert drawn_before(first) != drawn_before(other)


def test_a_larger_sample_holds_the_smaller():
    found, table = made(200, 7)
    smaller = drawn_before(draw(found, DOCUMENTS, table, n=30, seed=3))
    assert smaller < drawn_before(draw(found, DOCUMENTS, table, n=90, seed=3))


def test_first_rows_are_of_all_strata():
    found, table = made(200, 4)
    rows = draw(found, DOCUMENTS, table, n=60, seed=1)["stratum"].to_pylist()
    assert len(set(rows[: len(set(found.strata))])) == len(set(found.strata))


def test_what_was_drawn_before_stays_when_the_corpus_has_grown():
    found, table = made(40, 1)
    earlier = drawn_before(draw(found, DOCUMENTS, table, n=20, seed=1))
    more, larger = made(400, 1)
    # The numbers of a document's sentences stay; its share of the larger corpus falls.
    kept = frozenset(key for key in earlier if key[0] == "d1")
    again = draw(more, DOCUMENTS, larger, n=20, seed=1, earlier=kept)
    assert kept <= drawn_before(again)
    assert again.num_rows > 20
    assert set(again["inclusion"].to_pylist()) == {again.num_rows / 400}


def test_every_sentence_is_drawn_as_often_as_it_is_said():
    found, table = made(40, 2)
    times: Counter[int] = Counter()
    for seed in range(300):
        times.update(draw(found, DOCUMENTS, table, n=10, seed=seed)["sentence"].to_pylist())
    counts, sizes = allocate(Counter(found.strata), 10), Counter(found.strata)
    for number, stratum in enumerate(found.strata):
        expected = 300 * counts[stratum] / sizes[stratum]
        # Five standard deviations of a binomial.
        assert abs(times[number] - expected) < 5 * expected**0.5


def test_nothing_to_draw():
    with pytest.raises(UsageError, match="no sentence to draw"):
        draw(Frame([], [], []), DOCUMENTS, sentences(), n=10, seed=1)


@given(
    st.dictionaries(st.text("abc", max_size=3), st.integers(1, 60), min_size=1), st.integers(0, 300)
)
def test_allocation(sizes, n):
    counts = allocate(sizes, n)
    assert sum(counts.values()) == min(n, sum(sizes.values()))
    assert all(0 <= counts[name] <= sizes[name] for name in sizes)
    full = max(counts.values())
    assert all(counts[name] in {sizes[name], full, full - 1} for name in sizes)
    more = allocate(sizes, n + 1)
    assert all(more[name] >= counts[name] for name in sizes)
