"""Rows of a table on standard output, for programs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow as pa


def write_rows(table: pa.Table, format_: Literal["csv", "json"]) -> None:
    """Write every row: as CSV with a head, lists joined by ``|``, or as a JSON object a line."""
    if format_ == "json":
        for row in table.to_pylist():
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in table.to_pylist():
        writer.writerow(
            "|".join(value) if isinstance(value, list) else value for value in row.values()
        )
