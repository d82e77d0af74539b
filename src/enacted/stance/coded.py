"""Reading coded sentences for training and measuring."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from enacted.errors import CodesError
from enacted.stance.mention_values import FACETS, VALUES
from enacted.stance.model import CLASSES
from enacted.stance.records import Statement
from enacted.types import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


SENSES = frozenset({"concept", "name", "no"})
"""Sense of a mention, as the coding guide names them."""

CODES_COLUMNS = (
    "source", "page", "sentence_sha256", "status", "concrete", "coders", "rel", "facets",
)  # fmt: skip
"""Of the table of codes without text."""

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
    rel
        Sense of the mentions of each concept, as the coding guide names them: ``concept``,
        ``name`` or ``no``; empty where none is coded.
    facets
        Values of facets, as ``mention_values.VALUES`` names them.
    """

    statement: Statement
    source: str
    label: int
    rel: Mapping[str, str] = field(default_factory=dict)
    facets: frozenset[str] = frozenset()


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
                coded.append(Coded(statement, str(row["source"]), label, _rel(row), _facets(row)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CodesError(f"no coded sentence ({error})", path=path, line=number) from None
    return coded


def _rel(row: Mapping[str, Any]) -> dict[str, str]:
    found = {str(concept): str(sense) for concept, sense in (row.get("rel") or {}).items()}
    strange = sorted(set(found.values()) - SENSES)
    if strange:
        raise ValueError(f"rel {strange[0]!r} is none of {', '.join(sorted(SENSES))}")
    return found


def _facets(row: Mapping[str, Any]) -> frozenset[str]:
    found = []
    for facet in FACETS:
        values = row.get(facet) or ()
        found += [f"{facet}={v}" for v in ((values,) if isinstance(values, str) else values)]
    strange = sorted(set(found) - set(VALUES))
    if strange:
        raise ValueError(f"{strange[0]!r} is no value of the coding guide")
    return frozenset(found)


def write_codes(coded_path: Path, out: Path) -> None:
    """Write which sentences a model was trained on, without their text, as gzipped CSV.

    Columns: source, page, the first 16 hex digits of the SHA-256 of the sentence in UTF-8, status,
    concrete, how many coders coded it, and the sense of its concepts and the facets, as
    ``concept=sense`` and ``facet=value``. Who has the documents can find the sentences again.
    """
    from enacted.tables.files import asked_for

    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(CODES_COLUMNS)
    with coded_path.open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            rest = (row["status"], int(row["concrete"]), row.get("coders", ""))
            senses = [f"{concept}={sense}" for concept, sense in sorted(_rel(row).items())]
            marks = (";".join(senses), ";".join(sorted(_facets(row))))
            where = (row["source"], row.get("page", ""), sentence_digest(row["text"]))
            writer.writerow((*where, *rest, *marks))
    # No clock in the header: the same codes give the same bytes.
    with asked_for(out) as temporary:
        temporary.write_bytes(gzip.compress(table.getvalue().encode(), 9, mtime=0))


def sentence_digest(text: str) -> str:
    """First 16 hex digits of the SHA-256 of a sentence in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fold_of(source: str, *, folds: int, seed: int = 0) -> int:
    """Fold of a document, from its name alone, so that it stays when others come or go."""
    digest = hashlib.sha256(f"{seed}:{source}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % folds
