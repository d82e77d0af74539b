from __future__ import annotations

import csv
import io
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from enacted.report.kwic import LINES
from enacted.report.kwic_columns import NARROW, csv_lines, joined, text_lines
from enacted.report.kwic_output import cell, text_line

PLAIN = "ab ,;\"'=+-@\t\n\x0b\x1c\x85\xa0é’”–…健🙂\u200b\u202e\u0301"
TEXT = st.text(st.sampled_from(PLAIN), max_size=6)
NUMBER = st.integers(0, 99_999)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            field.name: (TEXT if pa.types.is_string(field.type) else NUMBER)
            | (st.none() if field.nullable else st.nothing())
            for field in LINES
        }
    ),
    min_size=1,
    max_size=3,
)


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=LINES)


@settings(max_examples=40)
@given(ROWS)
def test_csv_is_what_the_csv_module_writes_row_by_row(rows: list[dict[str, Any]]) -> None:
    expected = io.StringIO(newline="")
    writer = csv.writer(expected, lineterminator="\n")
    writer.writerows([cell(row[name]) for name in LINES.names] for row in rows)
    assert bytes(joined(csv_lines(table(rows)))).decode() == expected.getvalue()


@settings(max_examples=40)
@given(ROWS, st.integers(1, 20), st.integers(0, 10))
def test_text_is_what_each_row_gives(rows: list[dict[str, Any]], width: int, keyword: int) -> None:
    lines = bytes(joined(text_lines(table(rows), width, 24, text_line))).decode()
    assert lines == "".join(f"{text_line(row, width)}\n" for row in rows)
    cut = table(rows).slice(keyword % len(rows))
    assert lines.endswith(bytes(joined(text_lines(cut, width, 24, text_line))).decode())


def test_no_lines_are_no_bytes() -> None:
    assert bytes(joined(csv_lines(LINES.empty_table()))) == b""
    assert bytes(joined(text_lines(LINES.empty_table(), 9, 24, text_line))) == b""


def test_narrow_characters_take_one_cell() -> None:
    parts = NARROW.split("-")
    spans = [(parts[i][-1], parts[i + 1][0]) for i in range(len(parts) - 1)]
    each = {*NARROW.replace("-", "")}
    each |= {chr(c) for low, high in spans for c in range(ord(low), ord(high) + 1)}
    assert len(each) > 600
    assert {c for c in each if cell_len(c) != 1} == set()
    assert {c for c in each if c.isspace()} == {" "}
