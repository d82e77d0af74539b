"""Grids of cells that ruling lines make, as pdfplumber's table finder makes them.

The finder (after Nurminen 2013) takes lines near each other for one, their crossings for corners,
the smallest boxes between corners for cells, and cells that touch for a table. Merging and grouping
are pdfplumber's own functions, given the lines that the page was already read with, so that no page
is parsed twice. Corners and cells are found on arrays here: in pdfplumber that step took longer
than all the others together, for the same cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from enacted.extract.rulings import Ruling

    _Edge = dict[str, Any]

_SNAP = 3.0  # points within which lines are one, and ends meet
_FEWEST = 3  # lines each way: two rows of two cells
_CORNERS = 5_000  # on a page; with more it is a drawing
_CROSSINGS = 1_000_000  # lines across times lines down that are compared


class Cell(NamedTuple):
    """A cell, in points from the top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


def find_grids(rulings: Sequence[Ruling]) -> Iterator[list[Cell]]:
    """Cells of each grid, row by row."""
    across = sum(ruling.top == ruling.bottom for ruling in rulings)
    if across < _FEWEST or len(rulings) - across < _FEWEST:
        return
    # Not loaded for documents without tables: it is slow to load, and large.
    from pdfplumber import table

    cells = _cells(table.merge_edges([_edge(ruling) for ruling in rulings], *[_SNAP] * 4))
    for grid in table.cells_to_tables(cells):
        yield sorted(map(Cell._make, grid), key=lambda cell: (cell.top, cell.x0))


def _cells(edges: Sequence[_Edge]) -> list[tuple[float, float, float, float]]:
    """The smallest boxes between corners, left to right and top to bottom."""
    across = sorted(_sides(edge) for edge in edges if edge["orientation"] == "h")
    down = sorted(_sides(edge) for edge in edges if edge["orientation"] == "v")
    if not 0 < len(across) * len(down) <= _CROSSINGS:
        return []
    top, x0, x1 = np.array(across).T
    left, y0, y1 = (side[:, None] for side in np.array(down).T)
    crosses = (
        (y0 <= top + _SNAP) & (y1 >= top - _SNAP) & (left >= x0 - _SNAP) & (left <= x1 + _SNAP)
    )
    crosses = _of_tables(crosses)
    if not 0 < np.count_nonzero(crosses) <= _CORNERS:
        return []
    is_corner = crosses.tolist()
    columns = [np.flatnonzero(row).tolist() for row in crosses]  # lines across, by line down
    rows = [np.flatnonzero(column).tolist() for column in crosses.T]
    found = []
    for v, hs in enumerate(columns):
        for place, h in enumerate(hs, 1):
            to_right = rows[h][rows[h].index(v) + 1 :]
            box = next(
                ((right, low) for low in hs[place:] for right in to_right if is_corner[right][low]),
                None,
            )
            if box is not None:
                right, low = box
                found.append((down[v][0], across[h][0], down[right][0], across[low][0]))
    return found


def _of_tables(crosses: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Crossings that may be of a table: those of frames, underlines and ticks are left out.

    In a grid of four cells or more, every line crosses two others, and itself or one of these
    crosses three.
    """
    by_row, by_column = crosses.sum(axis=0), crosses.sum(axis=1)
    rows = (by_row > 1) & ((by_row > 2) | crosses[by_column > 2].any(axis=0))
    columns = (by_column > 1) & ((by_column > 2) | crosses[:, by_row > 2].any(axis=1))
    of_tables: NDArray[np.bool_] = crosses & rows & columns[:, None]
    return of_tables


def _sides(edge: _Edge) -> tuple[float, float, float]:
    """Where a line stands, and between what."""
    if edge["orientation"] == "h":
        return edge["top"], edge["x0"], edge["x1"]
    return edge["x0"], edge["top"], edge["bottom"]


def _edge(ruling: Ruling) -> _Edge:
    return {
        "orientation": "h" if ruling.top == ruling.bottom else "v",
        "x0": ruling.x0,
        "top": ruling.top,
        "x1": ruling.x1,
        "bottom": ruling.bottom,
        "width": ruling.x1 - ruling.x0,
        "height": ruling.bottom - ruling.top,
        "doctop": ruling.top,
    }
