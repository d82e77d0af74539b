"""XLSX files written: text only, with drop-down lists, the same bytes for the same rows.

Every cell is an inline string with the quote prefix set, so that no program takes one for a
formula, not even once it has been edited (ECMA-376, part 1, 18.3.1.53 and 18.8.45).
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

MOST_CHARACTERS = 32_000
"""Of a cell; spreadsheets take 32,767."""

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# What XML 1.0 cannot carry.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Spreadsheets read _x0041_ as a character; written so it stays what it is.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_HEADER, _TEXT, _CHOICE = 1, 2, 3
_STYLES = (
    f'{_HEAD}<styleSheet {_MAIN}><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="4"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFD9E2EC"/></patternFill></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFFF8DC"/></patternFill></fill></fills>'
    '<borders count="2"><border/><border><left style="thin"><color rgb="FFBBBBBB"/></left>'
    '<right style="thin"><color rgb="FFBBBBBB"/></right><top style="thin">'
    '<color rgb="FFBBBBBB"/></top><bottom style="thin"><color rgb="FFBBBBBB"/></bottom></border>'
    '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/>'
    '<xf fontId="1" fillId="2" borderId="1" applyFont="1" applyFill="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf borderId="1" quotePrefix="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf fillId="3" borderId="1" quotePrefix="1" applyFill="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: a header row and rows of text.

    Attributes
    ----------
    widths
        Width of each column, in characters.
    choices
        Values that the cells of a column may have: a drop-down list. Together at most 255
        characters a column, none with a comma.
    entry
        Further columns that are to be filled in, and coloured so.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    entry: Sequence[str] = ()


def letters(column: int) -> str:
    """Name of a column, from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write an XLSX file."""
    numbers = range(1, len(sheets) + 1)
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    parts = {
        "[Content_Types].xml": _content_types(numbers),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_HEAD}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" r:id="rId{n}"/>'
            for n, sheet in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations([*targets, ("styles", "styles.xml")]),
        "xl/styles.xml": _STYLES,
    }
    for number, sheet in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{number}.xml"] = "".join(_sheet(sheet))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            # The date of a ZipInfo is 1980 unless given: the same bytes on any day.
            archive.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)


def _content_types(numbers: Sequence[int]) -> str:
    overrides = [
        ("xl/workbook.xml", "sheet.main"),
        ("xl/styles.xml", "styles"),
        *((f"xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers),
    ]
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="/{part}" ContentType="{_TYPES}.{kind}+xml"/>'
            for part, kind in overrides
        )
        + "</Types>"
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(targets, start=1)
        )
        + "</Relationships>"
    )


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield (
        f'{_HEAD}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
        'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    )
    for number, width in enumerate(sheet.widths, start=1):
        yield f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    yield _row(1, sheet.header, [_HEADER] * len(sheet.header))
    styles = [
        _CHOICE if name in sheet.choices or name in sheet.entry else _TEXT for name in sheet.header
    ]
    for number, row in enumerate(sheet.rows, start=2):
        yield _row(number, row, styles)
    yield "</sheetData>"
    last = len(sheet.rows) + 1
    if sheet.choices and sheet.rows:
        yield f'<dataValidations count="{len(sheet.choices)}">'
        for name, values in sheet.choices.items():
            column = letters(list(sheet.header).index(name))
            yield (
                '<dataValidation type="list" allowBlank="1" showErrorMessage="1" '
                f'errorTitle={quoteattr(name)} error="Choose from the list." '
                f'sqref="{column}2:{column}{last}"><formula1>"{escape(",".join(values))}"'
                "</formula1></dataValidation>"
            )
        yield "</dataValidations>"
    yield "</worksheet>"


def _row(number: int, values: Sequence[str], styles: Sequence[int]) -> str:
    cells = "".join(
        _cell(f"{letters(column)}{number}", value, style)
        for column, (value, style) in enumerate(zip(values, styles, strict=True))
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: str, style: int) -> str:
    if not value:
        return f'<c r="{place}" s="{style}"/>'
    text = _ESCAPED.sub("_x005F_", _UNPRINTABLE.sub("\ufffd", value[:MOST_CHARACTERS]))
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{escape(text)}</t></is></c>'
    )
