"""The sentences written to learn facets from and to measure them are coded as the guide has it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from enacted.guide import CONCEPTS, FACETS
from enacted.stance.coded import SENSES

FOLDER = Path(__file__).parents[2] / "benchmarks" / "concept_sentences"


@pytest.fixture(scope="module")
def files() -> dict[str, list[dict[str, Any]]]:
    return {
        path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in sorted(FOLDER.glob("*.jsonl"))
    }


@pytest.fixture(scope="module")
def rows(files: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [row for own in files.values() for row in own]


def test_codes_are_of_the_guide(rows: list[dict[str, Any]]):
    for row in rows:
        assert row["rel"].keys() <= CONCEPTS.keys()
        assert set(row["rel"].values()) <= SENSES
        for facet, values in FACETS.items():
            coded = {row.get(facet, "")} - {""} if facet == "level" else {*row.get(facet, [])}
            assert coded <= {*values}, row["text"]


def test_no_sentence_stands_twice(rows: list[dict[str, Any]]):
    assert max(Counter(row["text"] for row in rows).values()) == 1


def test_a_writer_is_read_or_learned_from_or_kept_as_a_whole(
    files: dict[str, list[dict[str, Any]]],
):
    assert {*files} == {"kept", "learned", "look"}
    parts = defaultdict(set)
    for part, own in files.items():
        for row in own:
            assert row["part"] == part
            parts[row["source"].split("/")[0]].add(part)
    assert {len(own) for own in parts.values()} == {1}
