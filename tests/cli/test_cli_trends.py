"""Trends in the terminal: periods, groups, facets, tests, changes, follow-through."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

import enacted
from enacted.cli import invoke
from tests.made import text_pdf

if TYPE_CHECKING:
    from pathlib import Path

Captured = pytest.CaptureFixture[str]

PLANS = {
    "plan": ["We will co-design a Carers Passport with 40 surgeries in Northfield by March 2014."],
    "report": [
        "In May 2014 we co-designed the Carers Passport with 38 surgeries in Northfield.",
        "Co-production is at the heart of everything that we do.",
    ],
    "review": ["Co-production matters to us, and equality is a right of all citizens."],
}
MANIFEST = """\
file,title,year,publisher,doc_type,series
plan.pdf,Carers plan,2012,Northfield,plan,carers
report.pdf,Carers report,2014,Northfield,report,carers
review.pdf,A review,2017,Southfield,report,
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trends")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, lines in PLANS.items():
        (corpus / f"{name}.pdf").write_bytes(text_pdf([f"The {name}", *lines]))
    (corpus / "manifest.csv").write_text(MANIFEST, encoding="utf-8")
    target = folder / "out"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ENACTED_TRENDS__BY", '["publisher"]')
        run = ["run", str(corpus), "--out", str(target), "--code", "all", "--no-topics"]
        assert invoke([*run, "--workers", "1", "--tier", "fast"]) == 0
    return target


def rows_of(capsys: Captured, *arguments: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert invoke(["trends", *arguments, "--format", "json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_run_has_the_groups_of_its_settings(out: Path):
    groups = set(enacted.load(out).trends["group"].to_pylist())
    assert groups == {"all", "Northfield", "Southfield"}
    assert set(enacted.load(out).facet_trends["group"].to_pylist()) == groups


def test_periods_and_groups_of_the_users_choice(out: Path, capsys: Captured):
    rows = rows_of(
        capsys, str(out), "--periods", "5", "--by", "publisher,doc_type", "--by", "series",
        "--concept", "coproduction",
    )  # fmt: skip
    assert {row["period"] for row in rows} == {"2010-2014", "2015-2019", "all"}
    assert {row["grouping"] for row in rows} == {"all", "publisher,doc_type", "series"}
    empty = [row for row in rows if row["group"] == "Southfield × plan"]
    assert len(empty) == 3
    assert all(row["documents"] == 0 and row["talk_share"] is None for row in empty)


def test_counting_anew_gives_what_the_run_gave(out: Path, capsys: Captured):
    assert rows_of(capsys, str(out), "--periods", "1") == enacted.load(out).trends.to_pylist()
    anew = rows_of(capsys, str(out), "--periods", "1", "--facets")
    assert anew == enacted.load(out).facet_trends.to_pylist()


def test_facets_show(out: Path, capsys: Captured):
    rows = rows_of(capsys, str(out), "--facets", "--concept", "coproduction")
    design = [row for row in rows if (row["facet"], row["value"]) == ("modes", "design")]
    assert {row["period"]: row["mentions"] for row in design if row["grouping"] == "all"} == {
        "2012": 1, "2013": 0, "2014": 1, "2015": 0, "2016": 0, "2017": 0, "all": 2,
    }  # fmt: skip


def test_csv_has_every_row_and_column(out: Path, capsys: Captured):
    capsys.readouterr()
    assert invoke(["trends", str(out), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    table = enacted.load(out).trends
    assert len(rows) == table.num_rows
    assert list(rows[0]) == table.column_names


def test_a_test_says_why_there_is_no_interval(out: Path, capsys: Captured):
    capsys.readouterr()
    assert invoke(["trends", str(out), "--test", "--concept", "personalisation"]) == 0
    shown = capsys.readouterr().out
    assert "| personalisation | all: all | deed | 0 | 0 | – | – | no document with" in shown


def test_a_change_stands_beside_both_shares(out: Path, capsys: Captured):
    rows = rows_of(capsys, str(out), "--change", "2012:2013,2014:2017", "--adjust", "doc_type")
    assert {row["moves"] for row in rows} == {"2012-2013 to 2014-2017"}
    assert {row["adjusted"] for row in rows} == {"doc_type"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--periods", "never"], "the years a period has"),
        (["--by", "region"], "no such column"),
        (["--change", "2012"], "give two periods"),
        (["--change", "2012:2014,2013:2015"], "overlap"),
        (["--change", "2012,x"], "years 'x'"),
        (["--test", "--change", "2012,2014"], "one at a time"),
        (["--test", "--facets"], "leave it out"),
        (["--adjust", "doc_type"], "is for --test and --change"),
        (["--test", "--adjust", "region"], "no such column"),
        (["--concept", "dementia"], "there are coproduction, equality, personalisation"),
    ],
)
def test_wrong_use_is_told_in_a_line(out: Path, capsys: Captured, arguments, said):
    assert invoke(["trends", str(out), *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1


def test_commitments_stand_beside_what_became_of_them(out: Path, capsys: Captured):
    capsys.readouterr()
    assert invoke(["follow", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "carers: 2 years later" in shown
    assert "2012, Carers plan, p. 1: We will co-design a Carers Passport" in shown
    assert "2014, Carers report, p. 1 (" in shown
    assert invoke(["follow", str(out), "--series", "carers", "--format", "json"]) == 0
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert row["shared"] == ["carers passport", "northfield"]
    assert invoke(["follow", str(out), "--format", "csv"]) == 0
    (record,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert record["shared"] == "carers passport|northfield"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--series", "roads"], "there are carers"), (["--limit", "-1"], "0 or more")],
)
def test_wrong_use_of_follow_is_told(out: Path, capsys: Captured, arguments, said):
    assert invoke(["follow", str(out), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_an_unknown_group_stops_a_run_before_it_begins(
    out: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ENACTED_TRENDS__BY", '["region"]')
    target = tmp_path / "new"
    assert invoke(["run", str(out.parent / "corpus"), "--out", str(target)]) == 2
    assert "cannot group by 'region'" in capsys.readouterr().err
    assert not target.exists()
