"""Sheets that a coder fills in, as XLSX with drop-down lists or as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from enacted.tables.files import asked_for
from enacted.tables.formulas import as_text
from enacted.tables.workbook import Sheet, write_workbook
from enacted.types import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

YES, NO = "yes", "no"

WIDTHS: dict[str, int] = {
    "id": 8, "lead_in": 20, "before": 30, "text": 56, "after": 30, "status": 13, "concrete": 9,
    "note": 20, "coder": 10, "document": 28, "year": 7, "page": 7, "section": 28, "concepts": 18,
    "machine_status": 14, "machine_concrete": 10, "stratum": 22, "inclusion": 10,
}  # fmt: skip
"""Columns of a sheet, in their order, with their widths in characters."""

MACHINE = ("machine_status", "machine_concrete")
ENTRY = ("status", "concrete", "note", "coder")

GUIDE: tuple[tuple[str, str], ...] = (
    (
        "How to code",
        (
            "Read text with what stands before and after it, and with the lead-in of a "
            "list. Choose what the sentence itself says, whether you believe it or not. Where it "
            "does two things, code its main clause. Change no other column."
        ),
    ),
    (
        "rhetoric",
        (
            "States a value, an aim, a hope, an importance or a definition; there is no act "
            "that could be checked."
        ),
    ),
    ("proposal", "Says what others, or people in general, should, could or must do."),
    (
        "commitment",
        (
            "The author's side undertakes or has decided to do something that is still to "
            "come, however vaguely."
        ),
    ),
    (
        "practice",
        (
            "Reports what was done, is being done or runs as a matter of course, or what came "
            "of it, however vaguely."
        ),
    ),
    (
        "finding",
        (
            "Describes the world without an act of policy: figures on people, research, "
            "answers and opinions of those asked, problems, needs, law, history."
        ),
    ),
    ("none", "Is no statement: a heading, a fragment, a caption, a reference, a question."),
    (
        "concrete",
        (
            "yes where somebody from outside could check the act: who acts is plain, the act "
            "is definite, and there is a number, date, place, name or method to hold it to. no "
            "otherwise. Only a proposal, commitment or practice can be concrete; elsewhere leave "
            "it empty."
        ),
    ),
    ("note", "Anything you want to come back to. It is kept with the code."),
)
"""What stands on the second sheet."""


def identifier(doc_id: str, sentence: int) -> str:
    """What a row is known by.

    >>> identifier("0123456789abcdef", 45)
    '0123456789abcdef:s45'
    """
    # The letter keeps spreadsheets from taking figures around a colon for a time.
    return f"{doc_id}:s{sentence}"


def sheet_rows(
    sample: pa.Table,
    *,
    coder: str,
    machine: Mapping[tuple[str, int], tuple[str, bool]] | None = None,
) -> list[dict[str, str]]:
    """Rows of a sheet, by column.

    Parameters
    ----------
    sample
        Rows of the sample (`enacted.coding.sample.SAMPLE`) in the order they are to have.
    machine
        Status and concreteness by ``doc_id`` and sentence, where the coder is to see them.
    """
    rows = []
    for row in sample.to_pylist():
        values = {name: str(row[name]) for name in WIDTHS if name in row}
        values |= {"id": identifier(row["doc_id"], row["sentence"]), "coder": coder}
        values |= {"status": "", "concrete": "", "note": ""}
        if machine is not None:
            status, concrete = machine.get((row["doc_id"], row["sentence"]), ("", False))
            answer = (YES if concrete else NO) if status else ""
            values |= dict(zip(MACHINE, (status, answer), strict=True))
        rows.append({name: values[name] for name in WIDTHS if name in values})
    return rows


def write_xlsx(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write a sheet with drop-down lists, and beside it one that says how to code."""
    header = list(rows[0])
    codes = Sheet(
        "codes",
        header,
        [list(row.values()) for row in rows],
        [WIDTHS[name] for name in header],
        choices={"status": [status.value for status in Status], "concrete": [YES, NO]},
        entry=ENTRY,
    )
    with asked_for(path) as temporary:
        write_workbook(temporary, [codes, Sheet("guide", ["code", "meaning"], GUIDE, [14, 100])])


def write_csv(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write a sheet as CSV that spreadsheets open as UTF-8 and run nothing of."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(list(rows[0]))
    writer.writerows([[as_text(value) for value in row.values()] for row in rows])
    with asked_for(path) as temporary:
        temporary.write_bytes(stream.getvalue().encode("utf-8-sig", "replace"))
