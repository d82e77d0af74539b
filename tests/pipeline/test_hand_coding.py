"""From a sample over filled-in sheets to corrected trends, on whole corpora."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import enacted
from enacted.cli import invoke
from enacted.coding.sheet import write_csv, write_xlsx
from enacted.coding.workbook_reader import read_workbook
from enacted.errors import OutputError, UsageError
from enacted.pipeline import run
from enacted.pipeline.hand_coding import draw_sheets, import_sheets
from enacted.settings import Settings, read_settings
from enacted.types import Status, stance_of

if TYPE_CHECKING:
    from collections.abc import Mapping

DEMO = Path(__file__).resolve().parents[2] / "corpora" / "demo"
Truth = dict[str, tuple[str, bool]]


def quick(**trends: object) -> Settings:
    return read_settings(
        extract={"ocr": "off"},
        stance={"tier": "fast"},
        topics={"enabled": False},
        trends={"draws": 50, **trends},
        run={"workers": 1},
    )


def rows_of(sheet: Path) -> list[dict[str, str]]:
    (_, header), *rows = read_workbook(sheet)["codes"]
    return [
        dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))
        for _, cells in rows
    ]


def fill(sheet: Path, to: Path, truth: Mapping[str, tuple[str, bool]]) -> Path:
    """Code a sheet as the authors of the corpus did."""
    rows = rows_of(sheet)
    for row in rows:
        status, concrete = truth[row["id"]]
        row |= {"status": status, "concrete": "yes" if concrete else "no"}
    (write_csv if to.suffix == ".csv" else write_xlsx)(to, rows)
    return to


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    """The demo corpus, mined, with what its authors say of each sentence."""
    out = tmp_path_factory.mktemp("demo") / "out"
    run(DEMO, out=out, settings=quick())
    truth = {
        f"{row['doc_id']}:s{row['sentence']}": (row["status"], row["concrete"])
        for row in enacted.load(out).codes.to_pylist()
    }
    return out, truth


@pytest.fixture(scope="module")
def coded(mined: tuple[Path, Truth], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with two sheets imported; the second coder takes every eighth row for a finding."""
    out, truth = mined
    drawn = draw_sheets(out, n=180, by=["concept"], coders=2, overlap=40)
    folder = tmp_path_factory.mktemp("sheets")
    doubtful = truth | {row["id"]: ("finding", False) for row in rows_of(drawn.files[2])[::8]}
    sheets = [
        fill(drawn.files[0], folder / "first.xlsx", truth),
        fill(drawn.files[2], folder / "second.csv", doubtful),
    ]
    imported = import_sheets(out, sheets)
    assert (imported.codes, imported.problems, imported.unread) == (220, (), ())
    assert (imported.coded, imported.drawn, imported.gone, imported.empty) == (180, 180, 0, 0)
    return out


def test_sheets_hold_what_was_drawn(coded: Path):
    names = sorted(path.name for path in (coded / "coding").iterdir())
    assert names == [
        "180-coder-1.csv", "180-coder-1.xlsx", "180-coder-2.csv", "180-coder-2.xlsx",
        "codes.parquet", "sample.parquet",
    ]  # fmt: skip
    rows = rows_of(coded / "coding" / "180-coder-1.xlsx")
    assert len(rows) == 180
    texts = {
        f"{row['doc_id']}:s{row['sentence']}": row["text"]
        for row in enacted.load(coded).sentences.select(["doc_id", "sentence", "text"]).to_pylist()
    }
    assert all(row["text"] == texts[row["id"]] and row["document"] for row in rows)
    assert rows_of(coded / "coding" / "180-coder-2.xlsx") == [
        {**row, "coder": "coder-2"} for row in rows[:40]
    ]


def test_codes_carry_the_probability_of_their_stratum(coded: Path):
    rows = [row for row in enacted.load(coded).codes.to_pylist() if row["stratum"]]
    assert {row["coder"] for row in rows} == {"coder-1", "coder-2"}
    for stratum in {row["stratum"] for row in rows}:
        (inclusion,) = {row["inclusion"] for row in rows if row["stratum"] == stratum}
        assert 0.3 < inclusion <= 1


def test_corrected_shares_come_nearer_to_the_authors(coded: Path, mined: tuple[Path, Truth]):
    snapshot, (_, truth) = enacted.load(coded), mined
    stances: dict[str, Counter[str]] = {}
    mentions = snapshot.mentions.to_pylist()
    completed = {(row["doc_id"], row["carried_from"]) for row in mentions}
    for row in mentions:
        code = truth.get(f"{row['doc_id']}:s{row['sentence']}")
        speaks = (row["doc_id"], row["mention"]) not in completed
        if row["sense"] == "concept" and speaks and code:
            stance = stance_of(Status(code[0]), concrete=code[1])
            stances.setdefault(row["concept"], Counter())[stance.value] += 1
    rows = {
        (row["concept"], row["method"]): row
        for row in snapshot.trends.to_pylist()
        if row["period"] == "all"
    }
    missed: dict[str, list[float]] = {"counted": [], "corrected": []}
    for concept, counts in stances.items():
        corrected, counted = rows[concept, "corrected"], rows[concept, "counted"]
        assert corrected["codes"] >= 30
        assert all(corrected[name] == counted[name] for name in ("documents", "talk", "deed"))
        stated = sum(counts[name] for name in ("talk", "plan", "deed"))
        for name in ("talk", "plan", "deed"):
            true = counts[name] / stated
            assert corrected[f"{name}_low"] <= true <= corrected[f"{name}_high"]
            for method, errors in missed.items():
                errors.append(abs(rows[concept, method][f"{name}_share"] - true))
    assert sum(missed["corrected"]) < 0.7 * sum(missed["counted"])


def test_commands_tell_of_it(coded: Path, capsys: pytest.CaptureFixture[str]):
    assert invoke(["trends", str(coded)]) == 0
    said = capsys.readouterr().out
    assert "| codes | to halve |" in said
    assert "Hand codes of 180 sentences: 3 of " in said
    assert invoke(["trends", str(coded), "--periods", "100"]) == 0
    assert "6 of 6 rows are corrected." in capsys.readouterr().out
    assert invoke(["coding", "agreement", str(coded), "--rows", "2"]) == 0
    said = capsys.readouterr().out
    assert "**coder-1 and coder-2**, 40 sentences" in said
    assert "(the first 2)" in said
    assert invoke(["coding", "agreement", str(coded), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert 0.5 < found["reliability"][0]["alpha"]["value"] < 1
    assert invoke(["coding", "evaluate", str(coded)]) == 0
    said = capsys.readouterr().out
    assert "220 hand codes; 220 matched to a sentence" in said
    assert "They are of a random sample: scores are weighted" in said


def test_codes_survive_later_runs(coded: Path):
    before = enacted.load(coded)
    again = run(DEMO, out=coded, settings=quick())
    assert again.snapshot == before.path
    assert not again.new
    assert again.worked == 0
    other = run(DEMO, out=coded, settings=quick(periods="50"))
    assert other.new
    snapshot = enacted.load(coded)
    assert snapshot.codes.equals(before.codes)
    periods = {row["period"] for row in snapshot.trends.to_pylist() if row["method"] == "corrected"}
    assert periods == {"all", "2000-2049"}
    back = run(DEMO, out=coded, settings=quick())
    # The same content has the same name, whether a run or an import wrote it.
    assert back.snapshot == before.path


def test_more_can_be_drawn_and_only_in_the_same_way(coded: Path):
    with pytest.raises(UsageError, match="have been drawn before: give a larger --n"):
        draw_sheets(coded, n=180, by=["concept"])
    with pytest.raises(UsageError, match="a sample was drawn by concept, seed 1"):
        draw_sheets(coded, n=200, by=["concept", "period"])
    more = draw_sheets(coded, n=190)
    assert (more.sentences, more.new) == (190, 10)
    assert len(rows_of(more.files[0])) == 10


@pytest.fixture
def small(small_corpus: Path, tmp_path: Path) -> Path:
    run(small_corpus, out=tmp_path / "out", settings=quick())
    return tmp_path / "out"


def answers(sheet: Path, to: Path) -> Path:
    return fill(sheet, to, {row["id"]: ("practice", True) for row in rows_of(sheet)})


def test_codes_of_a_document_that_is_gone_are_kept_and_told(
    small: Path, small_corpus: Path, tmp_path: Path
):
    drawn = draw_sheets(small, n=9)
    sheet = answers(drawn.files[0], tmp_path / "sheet.xlsx")
    first = import_sheets(small, [sheet])
    assert first.gone == 0
    (small_corpus / "report.pdf").unlink()
    run(small_corpus, out=small, settings=quick())
    codes = enacted.load(small).codes.to_pylist()
    assert len(codes) == first.codes
    lost = [row for row in codes if row["sentence"] is None]
    assert lost
    assert all(row["inclusion"] is None and row["text"] for row in lost)
    assert import_sheets(small, [sheet]).gone == len(lost)


def test_one_bad_sheet_does_not_stop_the_others(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    good = answers(draw_sheets(small, n=9).files[0], tmp_path / "good.xlsx")
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"nothing")
    rows = rows_of(good)
    rows[0]["status"] = "promise"
    write_csv(tmp_path / "half.csv", rows)
    sheets = [str(path) for path in (bad, tmp_path / "half.csv", good)]
    assert invoke(["coding", "import", str(small), *sheets]) == 1
    told = capsys.readouterr()
    assert "bad.xlsx: is no XLSX file" in told.err
    assert "half.csv, row 2, column F (status): 'promise' is no status" in told.err
    assert f"{2 * len(rows) - 1} codes taken; 1 rows left out" in told.out
    assert enacted.load(small).codes.num_rows == len(rows)


def test_a_code_replaces_the_coders_earlier_one(small: Path, tmp_path: Path):
    sheet = answers(draw_sheets(small, n=9).files[0], tmp_path / "sheet.xlsx")
    import_sheets(small, [sheet])
    rows = rows_of(sheet)
    rows[0] |= {"status": "rhetoric", "concrete": "", "note": "After a second look."}
    write_csv(tmp_path / "again.csv", rows)
    import_sheets(small, [tmp_path / "again.csv"])
    codes = enacted.load(small).codes.to_pylist()
    assert len(codes) == len(rows)
    assert [row["note"] for row in codes if row["status"] == "rhetoric"] == ["After a second look."]


def test_what_is_missing_is_said(small: Path, tmp_path: Path):
    with pytest.raises(UsageError, match="no sample was drawn: begin with `enacted coding sample"):
        import_sheets(small, [tmp_path / "none.csv"])
    draw_sheets(small, n=9)
    with pytest.raises(UsageError, match="name the sheets to import"):
        import_sheets(small, [])
    with pytest.raises(UsageError, match="cannot be read"):
        import_sheets(small, [tmp_path / "none.csv"])
    (small / "coding" / "sample.parquet").write_bytes(b"PAR1")
    with pytest.raises(OutputError, match=r"sample\.parquet: is damaged"):
        import_sheets(small, [tmp_path / "none.csv"])


def test_strata_that_cannot_be_made_leave_nothing_behind(small: Path):
    with pytest.raises(UsageError, match="cannot draw by 'colour'"):
        draw_sheets(small, n=9, by=["colour"])
    assert not (small / "coding").exists()


def test_sheets_are_never_overwritten(small: Path):
    files = draw_sheets(small, n=9).files
    (small / "coding" / "sample.parquet").unlink()
    with pytest.raises(OutputError, match="is there already, perhaps with codes"):
        draw_sheets(small, n=9)
    assert all(path.is_file() for path in files)
