from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

import enacted
from enacted.cli import invoke
from enacted.report import compare
from enacted.report.comparison import opened

if TYPE_CHECKING:
    from pathlib import Path

    from enacted.tables import Snapshot


@pytest.fixture
def other(mined: Path, tmp_path: Path) -> Snapshot:
    """The same corpus with another codebook: one mention gone, one of another sense."""
    shutil.copytree(mined, tmp_path / "out")
    found = enacted.load(tmp_path / "out")
    rows = found.mentions.to_pylist()
    rows[0]["sense"] = "other"
    found._tables["mentions"] = pa.Table.from_pylist(rows[:-1], schema=found.mentions.schema)
    run = found.runs.to_pylist()[0] | {"codebook": "f" * 64}
    found._tables["runs"] = pa.Table.from_pylist([run], schema=found.runs.schema)
    return found


def test_a_snapshot_beside_itself_has_no_changes(snapshot: Snapshot):
    found = compare(snapshot, snapshot)
    assert found.changed == 0
    assert found.same_codebook
    tables = {title: rows for title, _, rows in found.tables}
    assert tables["Changed mentions"] == ()
    assert all(row[-1] in {"0", "–"} for row in tables["Shares"])
    assert ("documents", "4", "4") in tables["What was read"]
    assert ("only here", "0", "0") in tables["What was read"]


def test_changed_mentions_are_told(snapshot: Snapshot, other: Snapshot):
    found = compare(snapshot, other)
    assert found.changed == 2
    assert not found.same_codebook
    tables = {title: rows for title, _, rows in found.tables}
    kinds = sorted(row[0] for row in tables["Changed mentions"])
    assert kinds == ["coded otherwise", "only in A"]
    (changed,) = (row for row in tables["Changed mentions"] if row[0] == "coded otherwise")
    assert changed[3] == "sense: concept → other"
    backwards = {t: r for t, _, r in compare(other, snapshot).tables}["Changed mentions"]
    assert sorted(row[0] for row in backwards) == ["coded otherwise", "only in B"]


def test_text_of_documents_is_only_text(hostile: Snapshot, other: Snapshot):
    page = compare(hostile, other).as_html()
    assert "<script" not in page
    assert "<img" not in page
    assert "script-src &#39;none&#39;" in page
    markdown = compare(hostile, other).as_markdown()
    assert "<script" not in markdown.replace("\\<", "")
    rows = [line for line in markdown.splitlines() if line.startswith("| only in")]
    assert len(rows) >= 1


def test_the_command_prints_markdown_and_writes_a_page(
    mined: Path, snapshot: Snapshot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert invoke(["compare", str(mined), str(snapshot.path)]) == 0
    assert capsys.readouterr().out.startswith(f"# out, {snapshot.path.name} (A) beside")
    assert invoke(["compare", str(mined), str(mined), "--to", str(tmp_path / "c.html")]) == 0
    assert (tmp_path / "c.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert invoke(["compare", str(mined), str(tmp_path)]) != 0


def test_a_folder_of_a_snapshot_is_opened_as_it_is(mined: Path, snapshot: Snapshot):
    assert opened(snapshot.path).path == snapshot.path
    assert opened(mined).path == snapshot.path
