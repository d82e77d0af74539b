"""XLSX files written and read, and files that mean harm."""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from enacted.coding import workbook_reader
from enacted.coding.workbook_reader import read_workbook
from enacted.errors import CodesError
from enacted.tables.workbook import Sheet, letters, write_workbook

if TYPE_CHECKING:
    from pathlib import Path

SHEET = Sheet(
    "codes",
    ["id", "text", "status"],
    [["a:1", "=1+1", ""], ["a:2", "<b> & “q”", "practice"]],
    [10, 60, 12],
    {"status": ["rhetoric", "practice"]},
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def written(path: Path, sheet: Sheet = SHEET) -> Path:
    write_workbook(path, [sheet])
    return path


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def with_parts(path: Path, **parts: str) -> Path:
    """A good workbook, as spreadsheets write it, with some parts put in the place of its own."""
    with Workbook(str(path)) as book:
        book.add_worksheet("codes").write_string(0, 0, "text")
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    names = {"sheet": "xl/worksheets/sheet1.xml", "shared": "xl/sharedStrings.xml"}
    assert set(names.values()) <= set(kept)
    kept |= {names[name]: text.encode() for name, text in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in kept.items():
            archive.writestr(name, content)
    return path


def cells(*rows: str) -> str:
    return f"<worksheet {MAIN}><sheetData>{''.join(rows)}</sheetData></worksheet>"


def test_what_is_written_is_read(tmp_path):
    rows = read_workbook(written(tmp_path / "a.xlsx"))
    assert rows == {
        "codes": [
            (1, ["id", "text", "status"]),
            (2, ["a:1", "=1+1"]),
            (3, ["a:2", "<b> & “q”", "practice"]),
        ]
    }


def test_two_writings_give_the_same_bytes(tmp_path):
    assert written(tmp_path / "a").read_bytes() == written(tmp_path / "b").read_bytes()


def test_nothing_is_a_formula_and_choices_are_a_list(tmp_path):
    sheet = part(written(tmp_path / "a.xlsx"), "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert re.search(r'<c r="B2" s="2" t="inlineStr"><is><t>=1\+1<', sheet)
    assert 'type="list"' in sheet
    assert 'sqref="C2:C3"><formula1>"rhetoric,practice"</formula1>' in sheet
    assert 'quotePrefix="1"' in part(tmp_path / "a.xlsx", "xl/styles.xml")


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60))
def test_any_text_comes_back(tmp_path_factory, text):
    text = text.replace("\ufffe", "").replace("\uffff", "")
    path = tmp_path_factory.getbasetemp() / "any.xlsx"
    write_workbook(path, [Sheet("s", ["a", "b"], [["x", text]], [5, 5])])
    cells = read_workbook(path)["s"][1][1]
    assert cells == (["x", text] if text else ["x"])


def test_what_xml_cannot_carry_is_replaced(tmp_path):
    write_workbook(tmp_path / "a", [Sheet("s", ["a"], [["x\x00\x1b\ud800_x0041_"]], [5])])
    assert read_workbook(tmp_path / "a")["s"][1][1] == ["x\ufffd\ufffd\ufffd_x0041_"]


@pytest.mark.parametrize(("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_columns_have_letters(number, name):
    assert letters(number) == name


def test_cells_as_spreadsheets_write_them(tmp_path):
    shared = (
        f"<sst {MAIN}><si><t>one</t></si><si><r><t>t</t></r><r><t>wo</t></r>"
        '<rPh sb="0" eb="1"><t>unsaid</t></rPh></si></sst>'
    )
    sheet = cells(
        '<row r="2"><c r="B2" t="s"><v>1</v></c><c r="D2" t="b"><v>1</v></c></row>',
        '<row><c t="s"><v>0</v></c><c><v>2014</v></c><c t="str"><f>1+1</f><v>2</v></c></row>',
        '<row r="9"><c r="A9"/></row>',
    )
    path = with_parts(tmp_path / "a.xlsx", sheet=sheet, shared=shared)
    assert read_workbook(path)["codes"] == [
        (2, ["", "two", "", "TRUE"]),
        (3, ["one", "2014", "2"]),
    ]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (
            {
                "sheet": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
                + cells('<row><c t="inlineStr"><is><t>&b;</t></is></c></row>')
            },
            "is no XLSX file, or a damaged one",
        ),
        ({"sheet": cells("<row>")}, "is no XLSX file, or a damaged one"),
        ({"sheet": cells('<row><c t="s"><v>7</v></c></row>')}, "is no XLSX file, or a damaged"),
        ({"sheet": cells('<row><c t="s"><v>' + "9" * 30 + "</v></c></row>")}, "is no XLSX file"),
        ({"sheet": cells('<row><c r="ZZZ1"><v>1</v></c></row>')}, "more cells or text than"),
    ],
)
def test_parts_that_cannot_be_read(tmp_path, parts, message):
    with pytest.raises(CodesError, match=message):
        read_workbook(with_parts(tmp_path / "a.xlsx", **parts))


def test_a_document_type_fetches_nothing(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    sheet = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>' + cells(
        '<row><c t="inlineStr"><is><t>&a;</t></is></c></row>'
    )
    with pytest.raises(CodesError, match="is no XLSX file"):
        read_workbook(with_parts(tmp_path / "a.xlsx", sheet=sheet))


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_ROWS", "MOST_CELLS", "MOST_TEXT"])
def test_limits(tmp_path, monkeypatch, limit):
    # Small when packed; only what it unpacks to is over the limit.
    row = '<row><c t="inlineStr"><is><t>many</t></is></c></row>'
    path = with_parts(tmp_path / "a.xlsx", sheet=cells(row * 20_000))
    size = path.stat().st_size
    monkeypatch.setattr(workbook_reader, limit, size + 100 if limit == "MOST_BYTES" else 10_000)
    with pytest.raises(CodesError, match="no sheet of codes is"):
        read_workbook(path)


def test_a_text_used_a_million_times_counts_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_reader, "MOST_TEXT", 5_000_000)
    shared = f"<sst {MAIN}><si><t>{'x' * 100_000}</t></si></sst>"
    sheet = cells('<row><c t="s"><v>0</v></c></row>' * 60)
    with pytest.raises(CodesError, match="no sheet of codes is"):
        read_workbook(with_parts(tmp_path / "a.xlsx", sheet=sheet, shared=shared))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is no XLSX file"),
        (b"id,text\n", "is no XLSX file"),
        (b"PK\x03\x04" + b"\x00" * 50, "is no XLSX file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "locked with a password or of the"),
    ],
)
def test_other_files(tmp_path, content, message):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(CodesError, match=message):
        read_workbook(path)


def test_an_archive_of_something_else(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(CodesError, match="is no XLSX file"):
        read_workbook(tmp_path / "a.xlsx")


def test_other_compressions_are_refused(tmp_path):
    path = written(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/_rels/workbook.xml.rels", "<x/>")
    with pytest.raises(CodesError, match="is no XLSX file"):
        read_workbook(path)


def test_no_file(tmp_path):
    with pytest.raises(CodesError, match="cannot be read"):
        read_workbook(tmp_path / "none.xlsx")


@settings(max_examples=60)
@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=4))
def test_a_damaged_file_ends_in_rows_or_in_one_error(tmp_path_factory, place, patch):
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    content = bytearray(written(path).read_bytes())
    place %= len(content)
    content[place : place + len(patch)] = patch
    path.write_bytes(bytes(content))
    with suppress(CodesError):
        read_workbook(path)
