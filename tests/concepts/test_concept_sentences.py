"""The sentences written for `benchmarks/concepts.py` are coded with the codes of the guide."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from enacted.stance.coded import SENSES
from enacted.stance.mention_values import CONCEPTS, FACETS

FILE = Path(__file__).parents[2] / "benchmarks" / "concept_sentences.jsonl"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def test_codes_are_of_the_guide(rows: list[dict[str, Any]]):
    for row in rows:
        assert row["rel"].keys() <= CONCEPTS.keys()
        assert set(row["rel"].values()) <= SENSES
        for facet, values in FACETS.items():
            coded = {row.get(facet, "")} - {""} if facet == "level" else {*row.get(facet, [])}
            assert coded <= {*values}, row["text"]


def test_no_sentence_stands_twice(rows: list[dict[str, Any]]):
    assert max(Counter(row["text"] for row in rows).values()) == 1


def test_a_writer_is_read_or_kept_as_a_whole(rows: list[dict[str, Any]]):
    parts = defaultdict(set)
    for row in rows:
        parts[row["source"].split("/")[0]].add(row["part"])
    assert {len(own) for own in parts.values()} == {1}
    assert set.union(*parts.values()) == {"look", "kept"}
