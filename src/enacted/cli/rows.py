"""Rows of a table on standard output, for programs."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pyarrow as pa

_PERIOD = re.compile(r"-\d{4}")


def write_rows(table: pa.Table, format_: Literal["csv", "json"]) -> None:
    """Write every row: as CSV with a head, lists joined by ``|``, or as a JSON object a line.

    What a terminal or a spreadsheet would obey is written so that it is shown instead.
    """
    import csv

    from enacted.report.kwic_output import cell, json_line

    if format_ == "json":
        for row in table.to_pylist():
            sys.stdout.write(f"{json_line(row)}\n")
        return

    def shown(value: Any) -> Any:
        if isinstance(value, list):
            value = "|".join(value)
        # "-1999" is a period: there is no formula in it.
        plain = isinstance(value, str) and _PERIOD.fullmatch(value)
        return value if plain else cell(value)

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in table.to_pylist():
        writer.writerow([shown(value) for value in row.values()])
