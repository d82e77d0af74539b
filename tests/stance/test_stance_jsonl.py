from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.stance import Classifier
from enacted.stance.jsonl import Problem, code_lines

CLASSIFIER = Classifier.load()


def run(*lines: bytes | str, explain: bool = False) -> list[dict[str, Any] | Problem]:
    return list(code_lines(lines, CLASSIFIER, explain=explain))


def test_objects_come_back_in_order_with_their_codes_added() -> None:
    first = {"id": "a", "text": "We will publish a plan by 2014.", "year": 2012, "doc_type": None}
    second = {"text": "Equality 14", "id": 7, "nested": {"x": [1]}}
    one, two = run(json.dumps(first), json.dumps(second).encode() + b"\n")
    assert isinstance(one, dict)
    assert isinstance(two, dict)
    assert one.items() >= first.items()
    assert two.items() >= second.items()
    assert (one["status"], one["concrete"], one["stance"]) == ("commitment", 1, "plan")
    assert (two["status"], two["concrete"], two["stance"]) == ("none", 0, "none")
    assert set(one["probabilities"]) >= {"rhetoric", "none", "concrete", "talk", "plan", "deed"}
    assert one["cues"]
    assert "weights" not in one
    json.dumps(one)


def test_explain_adds_cues() -> None:
    (row,) = run('{"text": "We are committed to equality."}', explain=True)
    assert isinstance(row, dict)
    assert "committed_to" in row["cues"]
    assert row["weights"]["committed_to"] > 0


def test_context_is_used() -> None:
    item = {"text": "a new fund for carers", "kind": "list_item"}
    bare, led = run(json.dumps(item), json.dumps({**item, "lead_in": "By 2015 we will introduce:"}))
    assert isinstance(bare, dict)
    assert isinstance(led, dict)
    assert led["probabilities"]["commitment"] > bare["probabilities"]["commitment"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "no JSON"),
        ("[1]", "array"),
        ("3", "number"),
        ("null", "null"),
        ("true", "boolean"),
        ('"We will."', "string"),
        ("{}", "'text'"),
        ('{"text": null}', "'text' is a JSON null"),
        ('{"text": 5}', "number"),
        ('{"text": ["a"]}', "array"),
        ('{"text": "a", "before": 3}', "'before'"),
        ('{"text": "a", "kind": {}}', "'kind'"),
        (b"\xff\xfe{}", "UTF-8"),
        ("[" * 100_000, "JSON"),
        ('{"text": "' + "a" * 10_000_001 + '"}', "split"),
    ],
)
def test_a_bad_line_is_named_and_stops_no_other(line: bytes | str, words: str) -> None:
    good = '{"text": "We will act."}'
    before, bad, after = run(good, line, good)
    assert before == after
    assert isinstance(bad, Problem)
    assert bad.line == 2
    assert words in bad.message
    assert "\n" not in bad.message


def test_blank_lines_and_a_byte_order_mark_are_passed_over_and_lines_still_counted() -> None:
    row, problem = run(b"\xef\xbb\xbf" + b'{"text": "We will act."}', "", "  \n", "{")
    assert isinstance(row, dict)
    assert isinstance(problem, Problem)
    assert problem.line == 4


def test_batches_keep_order_and_nothing_is_read_ahead_for_ever() -> None:
    lines = (f'{{"text": "We will publish report {n}.", "n": {n}}}' for n in range(700))
    numbers = [row["n"] for row in code_lines(lines, CLASSIFIER) if isinstance(row, dict)]
    assert numbers == list(range(700))
    endless = iter(lambda: '{"text": "We will act."}', None)
    assert next(code_lines(endless, CLASSIFIER))


def test_long_and_empty_text_have_results() -> None:
    rows = run('{"text": ""}', json.dumps({"text": "We will act. " * 8_000}))
    assert [row["status"] for row in rows if isinstance(row, dict)] == ["none", "commitment"]


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60).filter(lambda line: line.strip()))
def test_any_bytes_give_one_result_a_line(line: bytes) -> None:
    (result,) = run(line)
    assert isinstance(result, dict | Problem)
