"""Reading coded sentences for training and measuring."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from enacted.errors import CodesError
from enacted.stance.model import CLASSES
from enacted.stance.records import Statement
from enacted.types import Status

if TYPE_CHECKING:
    from pathlib import Path


CONTEXT = ("before", "after", "section", "lead_in", "doc_type", "kind")
"""Fields of a statement beside its text."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded sentence.

    Attributes
    ----------
    source
        The document it is from; what samples are split by.
    label
        Position in ``CLASSES``.
    """

    statement: Statement
    source: str
    label: int


def read_coded(path: Path) -> list[Coded]:
    """Read sentences coded after the coding guide, one JSON object a line.

    Raises
    ------
    CodesError
        Where a line is not of that form; names it.
    """
    coded: list[Coded] = []
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                pair = (Status(row["status"]), bool(row["concrete"]))
                label = CLASSES.index(pair)
                statement = Statement(
                    text=str(row["text"]),
                    **{name: str(row.get(name) or "") for name in CONTEXT},
                )
                coded.append(Coded(statement, str(row["source"]), label))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CodesError(f"no coded sentence ({error})", path=path, line=number) from None
    return coded


def write_codes(coded_path: Path, out: Path) -> None:
    """Write which sentences a model was trained on, without their text, as gzipped CSV.

    Columns: source, page, the first 16 hex digits of the SHA-256 of the sentence in UTF-8, status,
    concrete, and how many coders coded it. Who has the documents can find the sentences again.
    """
    from enacted.tables.files import asked_for

    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("source", "page", "sentence_sha256", "status", "concrete", "coders"))
    with coded_path.open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            digest = hashlib.sha256(row["text"].encode()).hexdigest()[:16]
            rest = (row["status"], int(row["concrete"]), row.get("coders", ""))
            writer.writerow((row["source"], row.get("page", ""), digest, *rest))
    # No clock in the header: the same codes give the same bytes.
    with asked_for(out) as temporary:
        temporary.write_bytes(gzip.compress(table.getvalue().encode(), 9, mtime=0))


def fold_of(source: str, *, folds: int, seed: int = 0) -> int:
    """Fold of a document, from its name alone, so that it stays when others come or go."""
    digest = hashlib.sha256(f"{seed}:{source}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % folds
