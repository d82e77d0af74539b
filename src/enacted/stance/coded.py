"""Reading coded sentences for training and measuring."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from enacted.errors import CodesError
from enacted.guide import FACETS
from enacted.stance.lines import kind_of, lines_of, row_of, statement_of, string_of
from enacted.stance.mention_values import VALUES
from enacted.stance.model import CLASSES
from enacted.types import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from enacted.stance.records import Statement


SENSES = frozenset({"concept", "name", "no"})
"""Sense of a mention, as the coding guide names them."""

CODES_COLUMNS = (
    "source", "page", "sentence_sha256", "status", "concrete", "coders", "rel", "facets",
)  # fmt: skip
"""Of the table of codes without text."""

_STATUSES = tuple(status.value for status in Status)


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
    """Read sentences coded after the coding guide, one JSON object a line, gzipped or not.

    Raises
    ------
    CodesError
        Where lines are not of that form; names the first, and says how many more there are.
    """
    coded: list[Coded] = []
    first: tuple[int, str] | None = None
    wrong = 0
    for number, line in enumerate(lines_of(path), start=1):
        if not line.strip():
            continue
        try:
            coded.append(_coded(row_of(line)))
        except CodesError as error:
            first = first or (number, error.message)
            wrong += 1
    if first is not None:
        more = f" ({wrong - 1} further lines cannot be read either)" if wrong > 1 else ""
        raise CodesError(first[1] + more, path=path, line=first[0])
    return coded


def _coded(row: dict[str, Any]) -> Coded:
    statement = statement_of(row)
    if not row.get("source"):
        raise CodesError("no field 'source'; name the document in 'source'")
    source = string_of(row["source"], "source")
    return Coded(statement, source, _label(row), rel_of(row), facets_of(row))


def _label(row: Mapping[str, Any]) -> int:
    """Place in ``CLASSES`` of the codes of an object."""
    status, concrete = row.get("status"), row.get("concrete")
    if status not in _STATUSES:
        raise CodesError(f"status {status!r} is none of {', '.join(_STATUSES)}")
    if isinstance(concrete, str | list | dict) or concrete not in (0, 1):
        raise CodesError(f"concrete is {concrete!r}; give 0 or 1")
    pair = (Status(status), bool(concrete))
    if pair not in CLASSES:
        raise CodesError(f"a {status} is never concrete; give 0")
    return CLASSES.index(pair)


def rel_of(row: Mapping[str, Any]) -> dict[str, str]:
    """Sense of each concept that an object codes; see ``Coded``."""
    rel = row.get("rel") or {}
    if not isinstance(rel, dict):
        raise CodesError(f"field 'rel' is a JSON {kind_of(rel)}; give concepts and their senses")
    found = {str(concept): str(sense) for concept, sense in rel.items()}
    strange = sorted(set(found.values()) - SENSES)
    if strange:
        raise CodesError(f"rel {strange[0]!r} is none of {', '.join(sorted(SENSES))}")
    return found


def facets_of(row: Mapping[str, Any]) -> frozenset[str]:
    """Values of facets that an object codes; see ``Coded``."""
    found = []
    for facet in FACETS:
        values = row.get(facet) or ()
        if not isinstance(values, str | list | tuple):
            raise CodesError(f"field '{facet}' is a JSON {kind_of(values)}; give an array")
        found += [f"{facet}={v}" for v in ((values,) if isinstance(values, str) else values)]
    strange = sorted(set(found) - set(VALUES))
    if strange:
        raise CodesError(f"{strange[0]!r} is no value of the coding guide")
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
    for row in (row_of(line) for line in lines_of(coded_path) if line.strip()):
        entry = _coded(row)
        rest = (row["status"], int(row["concrete"]), row.get("coders", ""))
        senses = [f"{concept}={sense}" for concept, sense in sorted(entry.rel.items())]
        marks = (";".join(senses), ";".join(sorted(entry.facets)))
        where = (entry.source, row.get("page", ""), sentence_digest(entry.statement.text))
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
