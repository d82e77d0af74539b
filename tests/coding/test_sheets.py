"""Sheets written for coders and read back."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.coding.sample import SAMPLE
from enacted.coding.sheet import WIDTHS, sheet_rows, write_csv, write_xlsx
from enacted.coding.sheet_reader import SheetCodes, read_sheet
from enacted.coding.workbook_reader import read_workbook
from enacted.errors import CodesError
from enacted.types import Status

GOLDEN = Path(__file__).with_name("golden")
TEXTS = [
    "We will open ten centres by 2014.",
    "=SUM(A1:A9) was the “answer”.",
    "+44 people took part.",
    "@everyone is equal.",
]
SAMPLE_ROWS = pa.Table.from_pylist(
    [
        {
            "doc_id": "0123456789abcdef", "sentence": number, "page": 2, "document": "A plan",
            "year": "2012", "section": "-1 > Aims", "lead_in": "", "before": "Before.",
            "text": text, "after": "", "concepts": "equality", "stratum": "equality | 2012",
            "size": 8, "drawn": 4, "inclusion": 0.5,
        }
        for number, text in enumerate(TEXTS)
    ],
    schema=SAMPLE,
)  # fmt: skip
ID = "0123456789abcdef:s"


def rows_of(**machine: tuple[str, bool]) -> list[dict[str, str]]:
    shown = {("0123456789abcdef", int(number[1:])): code for number, code in machine.items()}
    return sheet_rows(SAMPLE_ROWS, coder="coder-1", machine=shown or None)


def filled(rows: list[dict[str, str]], *codes: tuple[str, str]) -> list[dict[str, str]]:
    for row, (status, concrete) in zip(rows, codes, strict=False):
        row |= {"status": status, "concrete": concrete}
    return rows


GOOD = (("commitment", "yes"), ("finding", ""), ("practice", "no"), ("Rhetoric", "no"))


def read_csv_of(folder: Path, rows: list[dict[str, str]]) -> SheetCodes:
    path = folder / "sheet.csv"
    write_csv(path, rows)
    return read_sheet(path, SAMPLE_ROWS)


def problems(folder: Path, rows: list[dict[str, str]]) -> list[str]:
    return [str(problem) for problem in read_csv_of(folder, rows).problems]


def test_a_sheet_has_its_columns_and_hides_the_machine():
    (first, *_) = rows_of()
    assert list(first) == [name for name in WIDTHS if not name.startswith("machine")]
    assert first["id"] == f"{ID}0"
    assert (first["year"], first["page"], first["inclusion"]) == ("2012", "2", "0.5")
    shown = rows_of(s0=("practice", True))
    assert list(shown[0]) == list(WIDTHS)
    assert (shown[0]["machine_status"], shown[0]["machine_concrete"]) == ("practice", "yes")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_was_filled_in_is_read(tmp_path, kind):
    path = tmp_path / f"sheet.{kind}"
    (write_xlsx if kind == "xlsx" else write_csv)(path, filled(rows_of(), *GOOD))
    read = read_sheet(path, SAMPLE_ROWS)
    assert not read.problems
    assert [(code.status, code.concrete) for code in read.codes] == [
        (Status.COMMITMENT, True), (Status.FINDING, False),
        (Status.PRACTICE, False), (Status.RHETORIC, False),
    ]  # fmt: skip
    assert [code.text for code in read.codes] == TEXTS
    assert {code.coder for code in read.codes} == {"coder-1"}
    assert {code.stratum for code in read.codes} == {"equality | 2012"}


def test_an_xlsx_sheet_says_how_to_code(tmp_path):
    write_xlsx(tmp_path / "a.xlsx", rows_of())
    guide = read_workbook(tmp_path / "a.xlsx")["guide"]
    assert {cells[0] for _, cells in guide} >= {status.value for status in Status}


def test_no_csv_cell_is_run_by_a_spreadsheet(tmp_path):
    write_csv(tmp_path / "a.csv", rows_of())
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert "'=SUM(A1:A9) was the “answer”." in cells
    assert "'+44 people took part." in cells
    assert "'-1 > Aims" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_sheet_is_as_it_was(tmp_path):
    write_csv(tmp_path / "sheet.csv", rows_of(s0=("practice", True)))
    assert (tmp_path / "sheet.csv").read_bytes() == (GOLDEN / "sheet.csv").read_bytes()


def test_rows_not_coded_yet_are_no_problem(tmp_path):
    read = read_csv_of(tmp_path, filled(rows_of(), GOOD[0]))
    assert (len(read.codes), read.empty, read.problems) == (1, 3, ())
    assert len(read.ids) == 4


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (("promise", "no"), "row 2, column F (status): 'promise' is no status: write one of rheto"),
        (("", "yes"), "row 2, column F (status): is empty"),
        (("practice", "maybe"), "row 2, column G (concrete): 'maybe' is neither yes nor no"),
        (("practice", ""), "row 2, column G (concrete): is empty: say yes or no of a practice"),
        (("finding", "yes"), "row 2, column G (concrete): is yes, but finding is never concrete"),
    ],
)
def test_wrong_values_are_told_with_their_place(tmp_path, code, message):
    read = read_csv_of(tmp_path, filled(rows_of(), code, *GOOD[1:]))
    (problem,) = read.problems
    assert message in str(problem)
    assert str(problem).startswith("sheet.csv, row 2")
    assert len(read.codes) == 3


def test_edited_texts_and_ids(tmp_path):
    rows = filled(rows_of(), *GOOD)
    rows[0]["text"] = "We will open eleven centres by 2014."
    rows[1]["id"] = f"{ID}77"
    first, second = problems(tmp_path, rows)
    assert "row 2, column D (text): is not the text that was drawn" in first
    assert f"row 3, column A (id): '{ID}77' is no row of the sample" in second


def test_what_a_spreadsheet_does_to_a_text_is_no_edit(tmp_path):
    rows = filled(rows_of(), *GOOD)
    rows[1]["text"] = '=SUM(A1:A9)  was the "answer".'
    assert not problems(tmp_path, rows)


def test_doubled_rows(tmp_path):
    rows = filled(rows_of(), *GOOD)
    read = read_csv_of(tmp_path, [*rows, dict(rows[0])])
    assert (len(read.codes), read.problems) == (4, ())
    other = {**rows[0], "status": "practice"}
    read = read_csv_of(tmp_path, [*rows, other])
    assert [str(problem) for problem in read.problems] == [
        "sheet.csv, row 6: codes the same sentence as row 2 otherwise: drop one"
    ]
    assert len(read.codes) == 3


def test_deleted_rows_and_moved_columns(tmp_path):
    rows = filled(rows_of(), *GOOD)[1:]
    read = read_csv_of(tmp_path, [dict(reversed(row.items())) for row in rows])
    assert (len(read.codes), read.problems) == (3, ())


def test_two_coders_in_one_sheet(tmp_path):
    rows = filled(rows_of(), GOOD[0])[:1]
    other = {**rows[0], "status": "practice", "coder": "B"}
    assert [code.coder for code in read_csv_of(tmp_path, [*rows, other]).codes] == ["coder-1", "B"]


def test_a_sheet_without_a_coder(tmp_path):
    rows = filled(rows_of(), *GOOD)
    for row in rows:
        del row["coder"]
    write_csv(tmp_path / "mine.csv", rows)
    assert {c.coder for c in read_sheet(tmp_path / "mine.csv", SAMPLE_ROWS).codes} == {"mine"}
    named = read_sheet(tmp_path / "mine.csv", SAMPLE_ROWS, coder="Ada")
    assert {code.coder for code in named.codes} == {"Ada"}


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ","), ("utf-16", "\t"), ("cp1252", ";"), ("utf-8-sig", ";")],
)
def test_csv_as_spreadsheets_save_it(tmp_path, encoding, separator):
    rows = filled(rows_of(), *GOOD)
    with (tmp_path / "a.csv").open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    read = read_sheet(tmp_path / "a.csv", SAMPLE_ROWS)
    assert (len(read.codes), read.problems) == (4, ())


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "has no column id, text, status, concrete"),
        ("a.csv", b"id,text,state\n", "has no column status, concrete: keep the first row"),
        ("a.csv", b"PK\x03\x04", "is no CSV file: name it .xlsx"),
        ("a.csv", b"\xff\xfea", "is not UTF-8"),
        ("a.csv", b'id,text,status,concrete\n"' + b"x" * 200_000 + b'"', "is no CSV file"),
        ("a.xlsx", b"id,text,status,concrete", "is no XLSX file"),
    ],
)
def test_files_that_are_no_sheet(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CodesError, match=message):
        read_sheet(tmp_path / name, SAMPLE_ROWS)


def test_no_file(tmp_path):
    with pytest.raises(CodesError, match="cannot be read"):
        read_sheet(tmp_path / "none.csv", SAMPLE_ROWS)


cells = st.sampled_from(["", "yes", "no", "practice", "finding", "x", f"{ID}0", f"{ID}1", TEXTS[0]])


@settings(max_examples=60)
@given(st.lists(st.lists(cells, max_size=5), max_size=8))
def test_whatever_stands_in_a_sheet_is_a_code_or_a_problem_or_empty(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "text", "status", "concrete", "coder"])
        writer.writerows(rows)
    read = read_sheet(path, SAMPLE_ROWS)
    assert all(code.text in TEXTS for code in read.codes)
    assert len({(code.text, code.coder) for code in read.codes}) == len(read.codes)
    assert all("\n" not in str(problem) for problem in read.problems)
