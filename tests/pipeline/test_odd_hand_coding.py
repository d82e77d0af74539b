"""Hand coding where something is amiss: one line says what, and the rest is done."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

import enacted
from enacted.cli import invoke
from enacted.coding.sheet import write_csv
from enacted.pipeline import run
from enacted.pipeline.hand_coding import draw_sheets
from enacted.settings import Settings, read_settings
from tests.made import text_pdf

if TYPE_CHECKING:
    from pathlib import Path

SAID = "We want equality for all in our town."
DONE = "In the spring we opened three equality centres in Harbour Street."


def quick() -> Settings:
    return read_settings(
        extract={"ocr": "off"}, stance={"tier": "fast"}, topics={"enabled": False},
        trends={"draws": 50}, run={"workers": 1},
    )  # fmt: skip


def mined(folder: Path, *, documents: int = 3, each: int = 20) -> Path:
    """Documents that bear no date."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for number in range(documents):
        lines = [
            f"{SAID[:-1]} of {'abcdefghijklmnopqrstuvwxyz'[line]}{number} people." if line % 3
            else f"{DONE[:-1]} and {'abcdefghijklmnopqrstuvwxyz'[line]}{number} more."
            for line in range(each)
        ]  # fmt: skip
        (corpus / f"{number}.pdf").write_bytes(
            text_pdf([part for line in lines for part in (line, "")])
        )
    run(corpus, out=folder / "out", settings=quick())
    return folder / "out"


@pytest.fixture(scope="module")
def undated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mined(tmp_path_factory.mktemp("undated"))


@pytest.fixture
def sheet(undated: Path) -> list[dict[str, str]]:
    """Rows of a sheet of every sentence, all coded as rhetoric."""
    path = undated / "coding"
    if not path.exists():
        draw_sheets(undated, n=1_000)
    (drawn,) = path.glob("*-coder-1.csv")
    with drawn.open(encoding="utf-8-sig", newline="") as stream:
        return [{**row, "status": "rhetoric"} for row in csv.DictReader(stream)]


def imports(out: Path, rows: list[dict[str, str]], folder: Path) -> int:
    write_csv(folder / "sheet.csv", rows)
    return invoke(["coding", "import", str(out), str(folder / "sheet.csv")])


def corrected(out: Path) -> list[dict[str, Any]]:
    table = enacted.load(out).trends.to_pylist()
    return [row for row in table if row["method"] == "corrected"]


def test_one_class_of_undated_documents(
    undated: Path, sheet: list[dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert len(sheet) > 40
    assert imports(undated, sheet, tmp_path) == 0
    assert {row["period"] for row in corrected(undated)} == {"all", "unknown"}
    for row in corrected(undated):
        assert (row["talk_share"], row["deed_share"]) == (1, 0)
        assert row["talk_low"] < 0.98 < row["talk_high"] == 1
        assert row["deed_low"] == 0 < row["deed_high"]
    capsys.readouterr()
    for asked in (["--test"], ["--change", "2000:2005,2010:2015"]):
        assert invoke(["trends", str(undated), *asked]) == 0
        assert "no document " in capsys.readouterr().out
    for asked in (["coding", "evaluate"], ["trends"]):
        assert invoke([*asked, str(undated)]) == 0
    assert invoke(["coding", "agreement", str(undated)]) == 2
    assert "no sentence has codes of two coders" in capsys.readouterr().err


def test_nothing_that_is_a_statement(undated: Path, sheet: list[dict[str, str]], tmp_path: Path):
    assert imports(undated, [{**row, "status": "none"} for row in sheet], tmp_path) == 0
    assert corrected(undated) == []
    assert imports(undated, [{**row, "sense": "name"} for row in sheet], tmp_path) == 0
    assert corrected(undated) == []


def test_rows_deleted_doubled_and_edited(
    undated: Path, sheet: list[dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (undated / "coding" / "codes.parquet").unlink(missing_ok=True)
    rows = [*sheet[10:], dict(sheet[10]), {**sheet[11], "status": "finding"}]
    rows[5] = {**rows[5], "text": "We never said so."}
    assert imports(undated, rows, tmp_path) == 1
    told = capsys.readouterr()
    count = len(sheet)
    assert "row 7, column D (text): is not the text that was drawn" in told.err
    assert f"row {count - 7}: codes the same sentence as row 3 otherwise: drop one" in told.err
    assert f"{count - 12} codes taken; 2 rows left out" in told.out
    assert f"{count - 12} of the {count} sentences drawn have a code" in told.out
    assert "11 of them have no code and stand in none of these sheets" in told.out
    assert enacted.load(undated).codes.num_rows == count - 12


def test_sentences_that_are_no_longer_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = mined(tmp_path, documents=2, each=6)
    drawn = draw_sheets(out, n=100)
    with drawn.files[1].open(encoding="utf-8-sig", newline="") as stream:
        rows = [{**row, "status": "rhetoric"} for row in csv.DictReader(stream)]
    (tmp_path / "corpus" / "0.pdf").unlink()
    run(tmp_path / "corpus", out=out, settings=quick())
    assert imports(out, rows, tmp_path) == 0
    said = capsys.readouterr().out
    gone = sum(row["sentence"] is None for row in enacted.load(out).codes.to_pylist())
    assert gone
    assert f"{gone} codes are of sentences that the corpus no longer has" in said


def test_one_document_and_more_asked_than_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = mined(tmp_path, documents=1, each=6)
    assert invoke(["coding", "sample", str(out), "--n", "500", "--facets", "level"]) == 0
    assert "; there are no more" in capsys.readouterr().out
    assert invoke(["coding", "sample", str(out), "--n", "900", "--facets", "depth"]) == 2
    assert "no facet 'depth': there are " in capsys.readouterr().err
    rows = [row for row in enacted.load(out).trends.to_pylist() if row["talk_share"] is not None]
    assert rows
    assert all(row["talk_low"] is None and row["small"] for row in rows)


def test_values_of_facets_are_corrected_now_and_in_later_runs(
    undated: Path, sheet: list[dict[str, str]], tmp_path: Path
):
    rows = [{**row, "facet:equality": "access"} for row in sheet]
    assert imports(undated, rows, tmp_path) == 0

    def found() -> list[tuple[str, int]]:
        return [
            (row["value"], row["codes"])
            for row in enacted.load(undated).facet_trends.to_pylist()
            if row["method"] == "corrected" and row["period"] == "all"
        ]

    assert found() == [("access", len(sheet))]
    settings = quick()
    fewer = settings.trends.model_copy(update={"draws": 40})
    changed = settings.model_copy(update={"trends": fewer})
    run(undated.parent / "corpus", out=undated, settings=changed)
    assert found() == [("access", len(sheet))]


def test_tables_that_lack_a_column_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = mined(tmp_path, documents=1, each=4)
    file = enacted.load(out).file("codes")
    pq.write_table(pq.read_table(file).drop_columns(["sense"]), file)
    assert invoke(["coding", "sample", str(out)]) == 2
    told = capsys.readouterr().err
    assert "codes.parquet: was made by an earlier version of Enacted, without the column " in told
    assert "sense: run again" in told
