from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.errors import CodesError
from enacted.stance.lines import lines_of, row_of, statement_of

if TYPE_CHECKING:
    from pathlib import Path

LINES = b'{"text": "one"}\n{"text": "two"}\n'


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a"])
def test_a_file_is_unpacked_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for content in (LINES, gzip.compress(LINES)):
        path.write_bytes(content)
        assert b"".join(lines_of(path)) == LINES


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(LINES * 500)[:40], "damaged or cut short"),
        (gzip.compress(LINES)[:-3], "damaged or cut short"),
        (b"\x1f\x8bnot gzip at all", "damaged or cut short"),
        (LINES.decode().encode("utf-16"), "UTF-16; save it as UTF-8"),
        (LINES.decode().encode("utf-16-le"), "UTF-16"),
        (LINES.decode().encode("utf-16-be"), "UTF-16"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    with pytest.raises(CodesError, match=said) as caught:
        list(lines_of(path))
    assert str(path) in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(CodesError, match="cannot be read"):
            list(lines_of(path))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "a", "x": NaN}', "NaN is no number of JSON"),
        ('{"text": "a", "x": -Infinity}', "no number of JSON"),
        ('{"text": "a", "x": 1e999}', "too large"),
        ('{"text": "a", "x": ' + "1" * 5000 + "}", "a number of 5000 digits"),
        (b"\xff{}", "save the file as UTF-8"),
    ],
)
def test_numbers_that_json_does_not_have_are_refused(line: bytes | str, said: str) -> None:
    with pytest.raises(CodesError, match=said) as caught:
        row_of(line)
    assert "set_int_max" not in caught.value.message


@given(st.text(st.characters(), max_size=30))
def test_any_string_is_read_as_it_stands(text: str) -> None:
    read = statement_of(row_of(json.dumps({"text": text}))).text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert read == whole
    read.encode()
