"""Rows for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa

from enacted.cli.rows import write_rows

if TYPE_CHECKING:
    import pytest

TABLE = pa.table(
    {
        "period": ["-1999", "2014-"],
        "text": ["=1+1", "a\x9b31mb"],
        "shared": [["FOIA", "NARA"], ["@x"]],
        "score": [0.5, None],
    }
)


def test_csv_holds_nothing_that_a_spreadsheet_runs(capsys: pytest.CaptureFixture[str]):
    write_rows(TABLE, "csv")
    assert capsys.readouterr().out.splitlines() == [
        "period,text,shared,score",
        "-1999,'=1+1,FOIA|NARA,0.5",
        "2014-,a 31mb,'@x,",
    ]


def test_json_holds_every_value_and_nothing_that_a_terminal_obeys(
    capsys: pytest.CaptureFixture[str],
):
    write_rows(TABLE, "json")
    out = capsys.readouterr().out
    assert [json.loads(line) for line in out.splitlines()] == TABLE.to_pylist()
    assert "\x9b" not in out
