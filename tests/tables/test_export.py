from __future__ import annotations

import csv
import json
import zipfile
from typing import TYPE_CHECKING

import polars as pl
import pytest
from openpyxl import load_workbook

from enacted.errors import OutputError, UsageError
from enacted.tables import TABLES
from enacted.tables import export as export_module
from enacted.tables.export import export
from enacted.tables.formulas import as_text
from tests.published import example, published

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "<script>", "plain", "x=1", "“q”\nnext", ""]


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_csv_holds_every_table_and_row(tmp_path):
    snapshot = example(tmp_path / "out")
    paths = export(snapshot, to=tmp_path / "to")
    assert [path.name for path in paths] == [f"{name}.csv" for name in TABLES]
    assert sorted(path.name for path in (tmp_path / "to").iterdir()) == sorted(
        path.name for path in paths
    )
    rows = read_csv(tmp_path / "to" / "sentences.csv")
    assert [row["text"] for row in rows] == snapshot.sentences.column("text").to_pylist()
    assert rows[0]["cues"] == "c"
    assert pl.read_csv(tmp_path / "to" / "mentions.csv")["mention"].to_list() == [0, 1, 2] * 2


def test_an_empty_table_has_its_header(tmp_path):
    export(example(tmp_path / "out"), to=tmp_path, tables=["topics"])
    header = (tmp_path / "topics.csv").read_text(encoding="utf-8-sig").strip().split(",")
    assert [name.strip('"') for name in header] == [c.name for c in TABLES["topics"].columns]


def test_no_cell_of_a_csv_is_a_formula(tmp_path):
    rows = [{"doc_id": f"{n:02}", "title": text} for n, text in enumerate(HOSTILE)]
    export(published(tmp_path / "out", documents=rows), to=tmp_path, tables=["documents"])
    titles = [row["title"] for row in read_csv(tmp_path / "documents.csv")]
    assert titles == [as_text(text) for text in HOSTILE]
    assert [title[:1] for title in titles[:5]] == ["'"] * 5


def test_a_workbook_has_a_sheet_a_table_and_no_formula(tmp_path):
    rows = [{"doc_id": f"{n:02}", "title": text} for n, text in enumerate(HOSTILE)]
    snapshot = published(tmp_path / "out", documents=rows)
    (path,) = export(snapshot, to=tmp_path, format_="xlsx")
    book = load_workbook(path)
    assert book.sheetnames == list(TABLES)
    sheet = book["documents"]
    titles = [row[5].value or "" for row in sheet.iter_rows(min_row=2)]
    assert titles == HOSTILE
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "n",
        "b",
        "inlineStr",
    }
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_a_workbook_is_the_same_twice(tmp_path):
    snapshot = example(tmp_path / "out")
    one, two = (export(snapshot, to=tmp_path / n, format_="xlsx")[0] for n in ("a", "b"))
    assert one.read_bytes() == two.read_bytes()


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(export_module, "MOST_ROWS", 4)
    snapshot = example(tmp_path / "out")
    (path,) = export(snapshot, to=tmp_path, format_="xlsx", tables=["sentences"])
    book = load_workbook(path)
    assert book.sheetnames == ["sentences", "sentences 2"]
    assert [book[name].max_row for name in book.sheetnames] == [5, 3]


def test_json_lines_keep_lists(tmp_path):
    snapshot = example(tmp_path / "out")
    export(snapshot, to=tmp_path, format_="jsonl", tables=["sentences"])
    lines = (tmp_path / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == snapshot.sentences.to_pylist()


def test_wrong_tables_and_folders_end_in_one_error(tmp_path):
    snapshot = example(tmp_path / "out")
    with pytest.raises(UsageError, match="no table 'mention': there are documents"):
        export(snapshot, to=tmp_path, tables=["mention"])
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        export(snapshot, to=tmp_path / "file")
    snapshot.file("mentions").write_bytes(b"PAR1")
    with pytest.raises(OutputError, match="cannot be read: run again"):
        export(snapshot, to=tmp_path / "to", tables=["mentions"])
    assert not list((tmp_path / "to").iterdir())
