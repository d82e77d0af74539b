from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from enacted.report.themes import QUOTED, THEMES, over_years, structure, topics
from enacted.tables.schema import TABLES

if TYPE_CHECKING:
    import pytest

    from enacted.tables import Snapshot


def given(snapshot: Snapshot, patch: pytest.MonkeyPatch, name: str, *rows: dict[str, Any]) -> None:
    """Let a table hold these rows; what they leave out is nothing, 0 or empty."""
    schema = TABLES[name].schema()
    blank: dict[str, Any] = {}
    for field in schema:
        if field.nullable:
            blank[field.name] = None
        elif pa.types.is_string(field.type):
            blank[field.name] = ""
        elif pa.types.is_list(field.type):
            blank[field.name] = []
        else:
            blank[field.name] = False if pa.types.is_boolean(field.type) else 0
    table = pa.Table.from_pylist([blank | row for row in rows], schema=schema)
    patch.setitem(snapshot._tables, name, table)


def test_topics_have_words_and_passages_and_a_share_a_year(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
):
    sentences = [
        r for r in snapshot.sentences.to_pylist() if "personal budget by April" in r["text"]
    ]
    doc_id, number = sentences[0]["doc_id"], sentences[0]["sentence"]
    place = {"doc_id": doc_id, "passage": 3, "first_sentence": number, "last_sentence": number}
    topic = {
        "topic": 0,
        "label": "budgets, carers, care",
        "share": 0.5,
        "passages": [f"{doc_id}:3"],
    }
    given(snapshot, monkeypatch, "topics", topic)
    given(snapshot, monkeypatch, "passage_topics", place | {"page": 1, "words": 9, "share": 0.9})
    given(
        snapshot,
        monkeypatch,
        "topic_years",
        {"year": 2014, "share_words": 0.25, "words": 80},
        {
            "year": 2012,
            "share_words": 0.125,
            "share_words_low": 0.1,
            "share_words_high": 0.2,
            "words": 40,
            "unstable": True,
        },
    )
    (found,) = topics(snapshot)
    (passage,) = found["passages"]
    assert passage["text"] == sentences[0]["text"]
    assert (passage["title"], passage["year"], passage["page"]) == ("Equality plan", 2012, 1)
    common, figure = over_years(snapshot)
    assert [row[2:5] for row in common.rows] == [(12.5, 10.0, 20.0), (25.0, None, None)]
    assert [row[-1] for row in common.rows] == [True, False]
    assert "with intervals" in common.note
    assert "unstable" in common.note
    assert '["2012", "2013", "2014"]' in json.dumps(common.spec)
    assert [row[:3] for row in figure.rows] == [
        ("2012", "0 budgets, carers, care", 12.5),
        ("2014", "0 budgets, carers, care", 25.0),
    ]


def test_passages_stand_under_topics_under_concepts(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
):
    doc_id = snapshot.mentions["doc_id"][0].as_py()
    row = {"doc_id": doc_id, "concept": "equality", "label": "rights", "page": 2}
    weak = [
        row | {"topic": n, "lift": 1.0, "rank": 1, "label": f"weak {n}"}
        for n in range(5, 5 + THEMES)
    ]
    given(
        snapshot,
        monkeypatch,
        "topic_structure",
        row | {"topic": 1, "lift": 1.5, "rank": 1, "text": "first"},
        row | {"topic": 1, "lift": 1.5, "rank": 2, "text": "second"},
        row | {"topic": 1, "lift": 1.5, "rank": 3, "text": "third"},
        row | {"topic": 0, "lift": 3.0, "rank": 1, "text": "y" * 900},
        row | {"topic": 2, "concept": "", "text": "of no concept"},
        *weak,
    )
    (dimension,) = structure(snapshot)
    assert dimension["concept"] == "equality"
    assert [theme["lift"] for theme in dimension["themes"]] == [3.0, 1.5, *[1.0] * (THEMES - 2)]
    assert dimension["more"] == [f"weak {n}" for n in (8, 9)]
    assert [p["text"] for p in dimension["themes"][1]["passages"]] == ["first", "second"]
    assert len(dimension["themes"][0]["passages"][0]["text"]) == QUOTED


def test_without_topics_there_is_nothing(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch):
    for name in ("topics", "topic_years", "topic_structure"):
        given(snapshot, monkeypatch, name)
    assert over_years(snapshot) == []
    assert topics(snapshot) == []
    assert structure(snapshot) == []
