"""Play the coder: fill in a sheet drawn from the demo with the codes of its authors.

    python corpora/demo/fill_sheet.py SHEET.csv

Reads a CSV sheet that ``enacted coding sample`` wrote and writes ``status`` and ``concrete`` into
it. Rows whose text the authors did not code are left empty, as by a coder who is not sure.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

CODES = Path(__file__).resolve().parent / "codes.jsonl"


def fill(sheet: Path) -> tuple[int, int]:
    """Fill in a sheet; how many rows have a code now, and how many there are."""
    codes = {}
    for line in CODES.read_text(encoding="utf-8").splitlines():
        code = json.loads(line)
        codes[_plain(code["text"])] = code
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        found = codes.get(_plain(row["text"]))
        if found is not None:
            row["status"] = found["status"]
            row["concrete"] = "yes" if found["concrete"] else "no"
    with sheet.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return sum(bool(row["status"]) for row in rows), len(rows)


def _plain(text: str) -> str:
    """The text without what a spreadsheet's quote and spaces change."""
    return " ".join(text.removeprefix("'").split())


def main() -> None:
    """Fill in the sheet named."""
    parser = argparse.ArgumentParser(description="Fill in a sheet with the codes of the authors.")
    parser.add_argument("sheet", type=Path)
    filled, rows = fill(parser.parse_args().sheet)
    sys.stdout.write(f"{filled} of {rows} rows coded\n")


if __name__ == "__main__":
    main()
