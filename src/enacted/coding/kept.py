"""What a run target keeps of hand coding: the sample drawn, and the codes that came back.

::

    OUT/coding/
      sample.parquet    sentences drawn, with their strata; replaced when more are drawn
      codes.parquet     codes imported from sheets
      300-coder-1.xlsx  sheets, until somebody moves them

It lies beside the store, so that a later run finds the codes whatever has changed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from enacted.coding.codes import Code
from enacted.coding.sample import SAMPLE
from enacted.errors import OutputError
from enacted.tables.parquet import read_table, write_table
from enacted.tables.schema import CODES, FLAG, INT, TEXT, TEXTS
from enacted.types import Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DESIGN = b"design"

_KEPT = pa.schema(
    [
        pa.field("doc_id", TEXT, nullable=False),
        pa.field("page", INT, nullable=False),
        pa.field("text", TEXT, nullable=False),
        pa.field("coder", TEXT, nullable=False),
        pa.field("status", TEXT, nullable=False),
        pa.field("concrete", FLAG, nullable=False),
        pa.field("note", TEXT, nullable=False),
        pa.field("stratum", TEXT, nullable=False),
        pa.field("sense", TEXT, nullable=False),
        pa.field("facets", TEXTS, nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class Design:
    """How a sample was drawn: what strata are made by, the seed, and the periods."""

    by: tuple[str, ...]
    seed: int
    periods: str

    def __str__(self) -> str:
        return f"by {','.join(self.by)}, seed {self.seed}, periods {self.periods}"


@dataclass(frozen=True, slots=True)
class Kept:
    """The folder ``coding`` of a run target."""

    path: Path

    def sample(self) -> tuple[pa.Table, Design] | None:
        """The sample and its design; None where none was drawn.

        Raises
        ------
        OutputError
            Where the file is damaged.
        """
        table = self._read("sample", SAMPLE)
        if table is None:
            return None
        try:
            values = json.loads(table.schema.metadata[_DESIGN])
            design = Design(tuple(values["by"]), int(values["seed"]), str(values["periods"]))
        except (TypeError, KeyError, ValueError):
            raise self._damaged("sample") from None
        return table, design

    def write_sample(self, sample: pa.Table, design: Design) -> None:
        """Keep a sample in place of the one there."""
        values = {"by": list(design.by), "seed": design.seed, "periods": design.periods}
        self.path.mkdir(exist_ok=True)
        described = sample.replace_schema_metadata({_DESIGN: json.dumps(values).encode()})
        write_table(self.path / "sample.parquet", described)

    def codes(self) -> list[Code]:
        """Codes that were imported, by document, page, text and coder."""
        table = self._read("codes", _KEPT)
        if table is None:
            return []
        try:
            return [
                Code(
                    path="",
                    **{
                        **row,
                        "status": Status(row["status"]),
                        "facets": tuple(row["facets"]),
                    },
                )
                for row in table.to_pylist()
            ]
        except (TypeError, ValueError):
            raise self._damaged("codes") from None

    def add_codes(self, codes: Iterable[Code]) -> None:
        """Keep codes; of two by the same coder for the same sentence the later one."""
        rows: dict[tuple[Any, ...], dict[str, Any]] = {}
        for code in (*self.codes(), *codes):
            row = {name: getattr(code, name) for name in _KEPT.names}
            key = tuple(row[name] for name in ("doc_id", "page", "text", "coder"))
            rows[key] = {**row, "status": code.status.value, "facets": list(code.facets)}
        self.path.mkdir(exist_ok=True)
        ordered = [rows[key] for key in sorted(rows)]
        write_table(self.path / "codes.parquet", pa.Table.from_pylist(ordered, schema=_KEPT))

    def digest(self) -> str:
        """SHA-256 over the codes and what their probabilities rest on; empty without codes."""
        path = self.path / "codes.parquet"
        if not path.is_file():
            return ""
        sizes = json.dumps(self._sizes(), sort_keys=True)
        return hashlib.sha256(path.read_bytes() + sizes.encode("utf-8", "replace")).hexdigest()

    def _sizes(self) -> dict[str, int]:
        """Sentences of each stratum."""
        found = self.sample()
        if found is None:
            return {}
        columns = (found[0][name].to_pylist() for name in ("stratum", "size"))
        return dict(zip(*columns, strict=True))

    def _strata(self) -> dict[tuple[str, int, str], str]:
        """Stratum of each sentence drawn."""
        found = self.sample()
        if found is None:
            return {}
        names = ("doc_id", "sentence", "text", "stratum")
        columns = (found[0][name].to_pylist() for name in names)
        return {(d, n, text): stratum for d, n, text, stratum in zip(*columns, strict=True)}

    def with_inclusion(self, codes: pa.Table) -> pa.Table:
        """Say of each code with which probability its sentence came to be coded.

        Of a stratum's sentences those coded over all: rows of a sheet are in random order, so one
        that was not finished is a smaller random sample.
        """
        sizes, now = self._sizes(), self._strata()
        rows = codes.to_pylist()
        coded: dict[str, set[tuple[str, int]]] = {}
        for row in rows:
            place = (row["doc_id"], row["sentence"])
            # A sentence can have come to stand in another stratum when more were drawn.
            row["stratum"] = now.get((*place, row["text"]), row["stratum"])
            if row["stratum"] in sizes and row["sentence"] is not None:
                coded.setdefault(row["stratum"], set()).add(place)
        for row in rows:
            if row["stratum"] in sizes and row["sentence"] is not None:
                share = len(coded[row["stratum"]]) / sizes[row["stratum"]]
                row["inclusion"] = round(min(1.0, share), 9)
        return pa.Table.from_pylist(rows, schema=CODES.schema())

    def _read(self, name: str, schema: pa.Schema) -> pa.Table | None:
        path = self.path / f"{name}.parquet"
        try:
            table = read_table(path)
            if name == "codes" and "sense" not in table.column_names:
                table = _without_mentions(table)
            return table.select(schema.names).cast(schema.with_metadata(table.schema.metadata))
        except FileNotFoundError:
            return None
        except (pa.ArrowException, OSError, KeyError):
            raise self._damaged(name) from None

    def _damaged(self, name: str) -> OutputError:
        return OutputError(
            f"{self.path / name}.parquet: is damaged: put back a copy, or remove it and begin anew"
        )


def _without_mentions(codes: pa.Table) -> pa.Table:
    """Codes kept before coders said anything of mentions."""
    empty: list[list[str]] = [[]] * codes.num_rows
    return codes.append_column("sense", pa.array([""] * codes.num_rows, TEXT)).append_column(
        "facets", pa.array(empty, TEXTS)
    )


def drawn_codes(codes: pa.Table) -> pa.Table:
    """Codes of sentences drawn at random and still there, of the table ``codes``."""
    kept = pc.and_(pc.is_valid(codes["inclusion"]), pc.is_valid(codes["sentence"]))
    return codes.filter(kept)
