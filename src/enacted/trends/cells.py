"""Cells of a table of trends: which documents stand in which period and group."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enacted.errors import UsageError
from enacted.tables.schema import TEXT
from enacted.trends.periods import ALL, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from enacted.trends.periods import Periods

CROSS = " × "
"""What stands between the values of a crossed group."""

MOST_CELLS = 20_000
"""Groups times periods of a grouping at the most: beyond it nearly every cell is empty, and facets
would have millions of rows."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Periods of groups, with the documents of each.

    Attributes
    ----------
    names
        Grouping, group and period of each cell.
    members
        Positions of documents, those of the first cell first.
    bounds
        Where the members of each cell begin, and where those of the last end.
    """

    names: list[tuple[str, str, str]]
    members: NDArray[np.int64]
    bounds: NDArray[np.int64]

    def of(self, cell: int) -> NDArray[np.int64]:
        """Positions of the documents in a cell."""
        return self.members[self.bounds[cell] : self.bounds[cell + 1]]

    def totals(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sums over the documents of each cell; ``values`` has one row a document."""
        running = np.zeros((len(self.members) + 1, *values.shape[1:]), dtype=np.int64)
        np.cumsum(values[self.members], axis=0, out=running[1:])
        sums: NDArray[np.int64] = running[self.bounds[1:]] - running[self.bounds[:-1]]
        return sums


def check_groupings(groupings: Sequence[str], columns: Sequence[str]) -> None:
    """See that documents can be grouped so.

    Raises
    ------
    UsageError
        Where a grouping names a column that is none of ``columns``.
    """
    for grouping in groupings:
        for name in grouping.split(","):
            if name.strip() not in columns:
                raise UsageError(
                    f"cannot group by {name.strip()!r}: the documents have no such column; "
                    f"they have {', '.join(columns)}"
                )


def cells(documents: pa.Table, groupings: Sequence[str], periods: Periods) -> Cells:
    """Every group in every period, whether any document stands there or not.

    Periods run from the first to the last that any document has; ``all`` stands for all together
    and ``unknown`` for documents without a year, where there are any. A crossed grouping
    (``doc_type,country``) has a group for every combination of values.

    Raises
    ------
    UsageError
        Where a grouping names no column, or makes more than `MOST_CELLS` cells.
    """
    check_groupings(groupings, documents.column_names)
    years = np.asarray(pc.fill_null(documents["year"], -1).to_numpy(), dtype=np.int64)
    known = sorted({int(year) for year in years[years >= 0]})
    spans = periods.between(known[0], known[-1]) if known else []
    place = {name: position for position, name in enumerate(spans)}
    of_year = {year: place[periods.of(year)] for year in known}
    # Documents without a year come after all that have one.
    period = np.array([of_year.get(int(year), len(spans)) for year in years], dtype=np.int64)
    names: list[tuple[str, str, str]] = []
    members: list[NDArray[np.int64]] = []
    for grouping in dict.fromkeys((ALL, *groupings)):
        for group, own in _groups(documents, grouping, len(spans)):
            names.append((grouping, group, ALL))
            members.append(own)
            order = own[np.argsort(period[own], kind="stable")]
            ends = np.searchsorted(period[order], np.arange(len(spans) + 1))
            for position, span in enumerate(spans):
                names.append((grouping, group, span))
                members.append(order[ends[position] : ends[position + 1]])
            if ends[-1] < len(order):
                names.append((grouping, group, UNKNOWN))
                members.append(order[ends[-1] :])
    bounds = np.cumsum([0, *map(len, members)])
    return Cells(names, np.concatenate(members), bounds)


def _groups(
    documents: pa.Table, grouping: str, spans: int
) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Name and documents of each group."""
    count = documents.num_rows
    if grouping == ALL:
        yield ALL, np.arange(count)
        return
    values, codes = [], []
    for name in grouping.split(","):
        column = pc.fill_null(documents[name.strip()].cast(TEXT), "")
        texts = [text.strip() or UNKNOWN for text in column.to_pylist()]
        values.append(sorted(set(texts)))
        place = {text: position for position, text in enumerate(values[-1])}
        codes.append(np.array([place[text] for text in texts], dtype=np.int64))
    shape = [len(each) for each in values]
    if prod(shape) * (spans + 2) > MOST_CELLS:
        raise UsageError(
            f"grouping by {grouping} gives {prod(shape):,} groups in {spans:,} periods, more than "
            f"{MOST_CELLS:,} cells: cross fewer columns or make periods longer"
        )
    group = np.ravel_multi_index(codes, shape) if count else np.array([], dtype=np.int64)
    order = np.argsort(group, kind="stable")
    ends = np.searchsorted(group[order], np.arange(prod(shape) + 1))
    for position, combination in enumerate(product(*values)):
        yield CROSS.join(combination), order[ends[position] : ends[position + 1]]
