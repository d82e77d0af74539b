"""A file of hand codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.coding import Code, read_codes
from enacted.errors import CodesError
from enacted.types import Stance, Status

if TYPE_CHECKING:
    from pathlib import Path

GOOD: dict[str, Any] = {
    "path": "plans/plan.pdf", "page": 3, "text": "We will open ten centres by 2014.",
    "status": "commitment", "concrete": 1, "coder": "A",
}  # fmt: skip


def written(folder: Path, *lines: str | dict[str, Any]) -> Path:
    path = folder / "codes.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_a_line_is_a_code(tmp_path):
    (code,) = read_codes(written(tmp_path, GOOD))
    assert code == Code(
        path="plans/plan.pdf",
        doc_id="",
        page=3,
        text="We will open ten centres by 2014.",
        status=Status.COMMITMENT,
        concrete=True,
        coder="A",
    )
    assert code.stance is Stance.PLAN


@pytest.mark.parametrize(
    "change",
    [
        {"path": None, "doc_id": "0123456789abcdef"},
        {"page": None},
        {"coder": None},
        {"concrete": True},
        {"concrete": 1.0},
        {"note": "a field of the coder's own"},
        {"text": "  Two\n lines. "},
    ],
)
def test_good_lines(tmp_path, change):
    assert len(read_codes(written(tmp_path, GOOD | change))) == 1


def test_empty_lines_and_a_byte_order_mark_are_skipped(tmp_path):
    path = written(tmp_path, "\ufeff" + json.dumps(GOOD), "", "  ")
    assert len(read_codes(path)) == 1


def test_an_empty_file_has_no_codes(tmp_path):
    assert read_codes(written(tmp_path)) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"line 2: is not JSON \(.*column 2\)"),
        ("[1]", "line 2: is not a JSON object"),
        ("null", "line 2: is not a JSON object"),
        ("[" * 100_000, "line 2: is not JSON that can be read"),
        ("9" * 5_000, "line 2: is not JSON that can be read"),
        (GOOD | {"path": ""}, "line 2: needs either path or doc_id"),
        (GOOD | {"doc_id": "0123456789abcdef"}, "line 2: needs either path or doc_id"),
        (GOOD | {"path": 7}, "line 2: has path 7: write text"),
        (GOOD | {"text": " "}, "line 2: needs text"),
        (GOOD | {"status": "promise"}, 'has status "promise": write one of rhetoric, proposal'),
        (GOOD | {"status": None}, "has status null"),
        (GOOD | {"status": ["practice"]}, "has status"),
        (GOOD | {"concrete": "yes"}, 'has concrete "yes": write true or false'),
        (GOOD | {"concrete": 2}, "has concrete 2"),
        (GOOD | {"concrete": None}, "has concrete null"),
        (GOOD | {"concrete": {}}, "has concrete {}"),
        (GOOD | {"status": "rhetoric"}, "is concrete and rhetoric, which is never concrete"),
        (GOOD | {"page": 0}, "has page 0"),
        (GOOD | {"page": True}, "has page true"),
        (GOOD | {"page": "iv"}, "has page"),
        (GOOD | {"concrete": 0}, "codes the same sentence as line 1, by the same coder, other"),
        (GOOD | {"status": "x" * 500}, r'has status "x{39}…: write'),
    ],
)
def test_bad_lines_are_named(tmp_path, line, message):
    path = written(tmp_path, GOOD, line)
    with pytest.raises(CodesError, match=message) as caught:
        read_codes(path)
    assert str(caught.value).startswith(f"{path}, line 2: ")
    assert "\n" not in str(caught.value)
    assert caught.value.line == 2


def test_a_sentence_can_be_coded_by_two_coders_and_on_two_pages(tmp_path):
    path = written(tmp_path, GOOD, GOOD | {"coder": "B"}, GOOD | {"page": 4})
    assert len(read_codes(path)) == 3


def test_alike_codes_of_a_repeated_sentence_are_one(tmp_path):
    assert len(read_codes(written(tmp_path, GOOD, GOOD))) == 1


def test_other_encodings_are_named(tmp_path):
    path = tmp_path / "codes.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b'\n{"text": "caf\xe9"}')
    with pytest.raises(CodesError, match="line 2: is not UTF-8"):
        read_codes(path)


@pytest.mark.parametrize("name", ["missing.jsonl", ""])
def test_a_file_that_cannot_be_read_is_named(tmp_path, name):
    with pytest.raises(CodesError, match="cannot be read"):
        read_codes(tmp_path / name)


def test_half_a_character_is_replaced(tmp_path):
    (code,) = read_codes(written(tmp_path, GOOD | {"text": "half \ud800 a pair"}))
    code.text.encode("utf-8")


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(list(GOOD)), json_values))
def test_any_line_is_a_code_or_one_error(tmp_path_factory, change):
    path = written(tmp_path_factory.getbasetemp(), GOOD | change)
    try:
        message = f"{len(read_codes(path))} code"
    except CodesError as error:
        message = str(error)
    assert message == "1 code" or message.startswith(f"{path}, line 1: ")
    assert "\n" not in message
