"""Columns of a sheet that ask of the mentions: their sense, and the values of facets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pyarrow as pa

from enacted.coding.sample import SAMPLE
from enacted.coding.sheet import sheet_rows, write_csv, write_xlsx
from enacted.coding.sheet_reader import SheetCodes, read_sheet

if TYPE_CHECKING:
    from pathlib import Path

FACETS = {"level": ["local", "national"], "mode": [f"mode {n}, of a long name" for n in range(30)]}
ROWS = pa.Table.from_pylist(
    [
        {
            "doc_id": "0123456789abcdef", "sentence": number, "page": 1, "document": "A plan",
            "year": "2012", "section": "", "lead_in": "", "before": "", "text": f"Text {number}.",
            "after": "", "concepts": "coproduction, equality", "stratum": "s", "size": 4,
            "drawn": 4, "inclusion": 1.0,
        }
        for number in range(4)
    ],
    schema=SAMPLE,
)  # fmt: skip


def rows_of(*said: dict[str, str], facets: tuple[str, ...] = tuple(FACETS)) -> list[dict[str, str]]:
    rows = sheet_rows(ROWS, coder="A", facets=facets)
    for row, values in zip(rows, said, strict=False):
        row |= {"status": "rhetoric", **values}
    return rows


def read(path: Path, rows: list[dict[str, str]]) -> SheetCodes:
    write = write_csv if path.suffix == ".csv" else write_xlsx
    write(path, rows)
    return read_sheet(path, ROWS, facets=FACETS)


def test_lists_of_any_length_stand_on_a_sheet_of_their_own(tmp_path):
    write_xlsx(tmp_path / "sheet.xlsx", rows_of(), facets=FACETS)
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    assert book.sheetnames == ["codes", "guide", "lists"]
    page = book["codes"]
    header = [cell.value for cell in page[1]]
    place = header.index("sense")
    assert header[place : place + 4] == ["sense", "facet:level", "facet:mode", "note"]
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    assert rules["K2:K5"].formula1 == "lists!$B$2:$B$32"
    assert rules["K2:K5"].errorStyle == "warning"
    assert rules["F2:F5"].errorStyle in {None, "stop"}
    assert [cell.value for cell in book["lists"]["B"]][::31] == ["facet:mode", "no value"]
    assert [cell.value for cell in book["lists"]["A"]][:4] == [
        "facet:level", "local", "national", "no value",
    ]  # fmt: skip


def test_senses_and_values_come_back(tmp_path):
    said = (
        {"sense": "Name", "facet:level": "local; National"},
        {"sense": "equality: other", "facet:mode": "mode 3, of a long name"},
        {"facet:level": "no value"},
    )
    for name in ("sheet.csv", "sheet.xlsx"):
        sheet = read(tmp_path / name, rows_of(*said))
        assert sheet.problems == ()
        assert [(code.sense, code.facets) for code in sheet.codes] == [
            ("name", ("level=local", "level=national")),
            ("coproduction: concept; equality: other", ("mode=mode 3, of a long name",)),
            ("", ("level=",)),
        ]


def test_what_is_in_no_list_is_told_with_its_place(tmp_path):
    sheet = read(
        tmp_path / "sheet.csv", rows_of({"sense": "nome"}, {"facet:level": "regional"}, {}, {})
    )
    assert [str(problem) for problem in sheet.problems] == [
        (
            "sheet.csv, row 2, column I (sense): 'nome' is no sense: write one of concept, name, "
            "other, or as coproduction: name"
        ),
        (
            "sheet.csv, row 3, column J (facet:level): 'regional' is no value of level: write one "
            "of local, national, several joined by ';', or no value"
        ),
    ]
    assert len(sheet.codes) == 2


def test_a_facet_that_the_codebook_has_not_is_told_once(tmp_path):
    sheet = read(tmp_path / "sheet.csv", rows_of({}, {}, facets=("depth",)))
    assert [str(problem) for problem in sheet.problems] == [
        (
            "sheet.csv, row 2, column J (facet:depth): the codebook has no such facet: the column "
            "is left out"
        )
    ]
    assert len(sheet.codes) == 2


def test_rows_that_differ_in_sense_alone_differ(tmp_path):
    rows = rows_of({"sense": "name"})[:1]
    sheet = read(tmp_path / "sheet.csv", [*rows, {**rows[0], "sense": "other"}])
    assert len(sheet.problems) == 1
    assert sheet.codes == ()
