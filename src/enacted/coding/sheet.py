"""Sheets that a coder fills in, as XLSX with drop-down lists or as CSV."""

from __future__ import annotations

import csv
import io
from itertools import zip_longest
from typing import TYPE_CHECKING

from enacted.coding.answers import FACET, SENSES, choices
from enacted.tables.files import asked_for
from enacted.tables.formulas import as_text
from enacted.tables.workbook import Sheet, letters, write_workbook
from enacted.types import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

YES, NO = "yes", "no"

WIDTHS: dict[str, int] = {
    "id": 8, "lead_in": 20, "before": 30, "text": 56, "after": 30, "status": 13, "concrete": 9,
    "concepts": 18, "sense": 10, "note": 20, "coder": 10, "document": 28, "year": 7, "page": 7,
    "section": 28, "machine_status": 14, "machine_concrete": 10, "stratum": 22, "inclusion": 10,
}  # fmt: skip
"""Columns of a sheet, in their order, with their widths in characters. Those of facets stand behind
``sense``."""

_FACET_WIDTH = 16

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
    (
        "sense",
        (
            "How the words of concepts are meant: concept, the idea itself; name, part of the name "
            "of a law, body or scheme; other, something else. Empty counts as concept. Where a "
            "sentence has several concepts of different senses write them out: equality: name; "
            "coproduction: concept. Code the other columns all the same."
        ),
    ),
    (
        "facet:…",
        (
            "Columns of this kind, where there are any: the value that fits what is said of the "
            "concept here; several joined by ;. no value where none fits."
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
    facets: Sequence[str] = (),
) -> list[dict[str, str]]:
    """Rows of a sheet, by column.

    Parameters
    ----------
    sample
        Rows of the sample (`enacted.coding.sample.SAMPLE`) in the order they are to have.
    machine
        Status and concreteness by ``doc_id`` and sentence, where the coder is to see them.
    facets
        Facets to be coded.
    """
    place = list(WIDTHS).index("sense") + 1
    of_facets = [f"{FACET}{name}" for name in facets]
    names = [*list(WIDTHS)[:place], *of_facets, *list(WIDTHS)[place:]]
    rows = []
    for row in sample.to_pylist():
        values = {name: str(row[name]) for name in WIDTHS if name in row}
        values |= {"id": identifier(row["doc_id"], row["sentence"]), "coder": coder}
        values |= dict.fromkeys(("status", "concrete", "sense", "note", *of_facets), "")
        if machine is not None:
            status, concrete = machine.get((row["doc_id"], row["sentence"]), ("", False))
            answer = (YES if concrete else NO) if status else ""
            values |= dict(zip(MACHINE, (status, answer), strict=True))
        rows.append({name: values[name] for name in names if name in values})
    return rows


def write_xlsx(
    path: Path,
    rows: Sequence[Mapping[str, str]],
    *,
    facets: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write a sheet with drop-down lists, and beside it one that says how to code.

    ``facets`` are those that the rows have columns for, with their values; they stand on a sheet of
    their own, since a list within a cell may not be long.
    """
    header = list(rows[0])
    values = choices(facets or {})
    lists = {
        name: f"=lists!${letters(place)}$2:${letters(place)}${len(each) + 1}"
        for place, (name, each) in enumerate(values.items())
    }
    codes = Sheet(
        "codes",
        header,
        [list(row.values()) for row in rows],
        [WIDTHS.get(name, _FACET_WIDTH) for name in header],
        choices={
            "status": [status.value for status in Status],
            "concrete": [YES, NO],
            **({"sense": SENSES} if "sense" in header else {}),
            **lists,
        },
        free=["sense", *lists],
        entry=ENTRY,
    )
    sheets = [codes, Sheet("guide", ["code", "meaning"], GUIDE, [14, 100])]
    if values:
        columns = zip_longest(*values.values(), fillvalue="")
        sheets.append(Sheet("lists", list(values), list(columns), [24] * len(values)))
    with asked_for(path) as temporary:
        write_workbook(temporary, sheets)


def write_csv(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write a sheet as CSV that spreadsheets open as UTF-8 and run nothing of."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(list(rows[0]))
    writer.writerows([[as_text(value) for value in row.values()] for row in rows])
    with asked_for(path) as temporary:
        temporary.write_bytes(stream.getvalue().encode("utf-8-sig", "replace"))
