"""Reading order: lines to columns, columns in the order in which they are read.

Lines that stand one under the other, with nothing beside, make a column (a chain of single
neighbours, which a full-width heading or the start of a second column ends). Columns are then put
in order: what stands above comes before what it overlaps below, what stands left comes before what
stands beside it on the right (Breuel 2003), and where the page leaves it open, what the file draws
first comes first.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from enacted.extract.lines import Line

_MANY = 1_500
"""Lines on a page, from which on it is a drawing and keeps the order of the file."""


def reading_order(lines: Sequence[Line], size: float) -> list[Line]:
    """Lines in the order in which they are read, each knowing the edges of its column.

    Parameters
    ----------
    lines
        All lines of a page.
    size
        Type size of the body, by which distances are judged.
    """
    lines = [line for line in lines if line.text.strip()]
    if not lines:
        return []
    if len(lines) > _MANY:
        for number, line in enumerate(lines):
            line.left, line.right, line.column = line.x0, line.x1, number
        return lines
    lines = sorted(lines, key=lambda line: (line.bottom, line.x0))
    above, ancestors = _neighbours(lines, size)
    chains = _chains(above)
    ordered = []
    for number, chain in enumerate(_sorted(lines, chains, above, ancestors, size)):
        for i in chain:
            lines[i].column = number
            ordered.append(lines[i])
    _set_edges(ordered, size)
    return ordered


def _neighbours(lines: Sequence[Line], size: float) -> tuple[list[list[int]], list[int]]:
    """Of every line, sorted by height, the direct neighbours above, and as bits all above them.

    Integers serve as sets: a matrix product would set all cores to work on a small problem.
    """
    x0 = np.array([line.x0 for line in lines])
    x1 = np.array([line.x1 for line in lines])
    base = np.array([line.bottom for line in lines])
    width = np.maximum(x1 - x0, 0.1)
    overlap = np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0)
    enough = np.minimum(np.minimum(width[:, None], width) * 0.2, 0.3 * size)
    above = (overlap > enough) & (base[:, None] > base + 0.2 * size)
    packed = np.packbits(above, axis=1, bitorder="little")
    neighbours: list[list[int]] = []
    ancestors: list[int] = []
    for row in packed:
        waiting = int.from_bytes(row.tobytes(), "little")
        direct = []
        all_above = 0
        while waiting:
            nearest = waiting.bit_length() - 1
            direct.append(nearest)
            covered = ancestors[nearest] | 1 << nearest
            all_above |= covered
            waiting &= ~covered
        neighbours.append(direct)
        ancestors.append(all_above)
    return neighbours, ancestors


def _chains(above: Sequence[Sequence[int]]) -> list[list[int]]:
    """Runs of lines of which each has the next as its only neighbour below, and the other way."""
    below = [0] * len(above)
    for direct in above:
        for i in direct:
            below[i] += 1
    chains: list[list[int]] = []
    home: dict[int, list[int]] = {}
    for j, direct in enumerate(above):
        if len(direct) == 1 and below[direct[0]] == 1:
            chain = home[direct[0]]
        else:
            chain = []
            chains.append(chain)
        chain.append(j)
        home[j] = chain
    return chains


def _sorted(
    lines: Sequence[Line],
    chains: Sequence[list[int]],
    above: Sequence[Sequence[int]],
    ancestors: Sequence[int],
    size: float,
) -> Iterator[list[int]]:
    """Chains in reading order."""
    count = len(chains)
    if count == 1:
        yield chains[0]
        return
    home = {i: number for number, chain in enumerate(chains) for i in chain}
    bits = [sum(1 << i for i in chain) for chain in chains]
    over = [0] * count  # lines above any line of a chain
    hard: list[set[int]] = [set() for _ in range(count)]
    for number, chain in enumerate(chains):
        for j in chain:
            over[number] |= ancestors[j]
            hard[number].update(home[i] for i in above[j])
        hard[number].discard(number)
    x0 = np.array([min(lines[i].x0 for i in chain) for chain in chains])
    x1 = np.array([max(lines[i].x1 for i in chain) for chain in chains])
    top = np.array([lines[chain[0]].top for chain in chains])
    bottom = np.array([lines[chain[-1]].bottom for chain in chains])
    order = [min(lines[i].order for i in chain) for chain in chains]
    left = x1[:, None] <= x0 + 0.3 * size
    beside = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top) > 0.3 * size
    soft: list[set[int]] = [set() for _ in range(count)]
    for a, b in zip(
        *np.nonzero(left & (beside | (bottom[:, None] <= top + 0.3 * size))), strict=True
    ):
        if not over[a] & bits[b]:
            soft[b].add(int(a))
    waiting = set(range(count))
    while waiting:
        # Of those that nothing above holds back, those that wait for none on their left come first.
        ready = [i for i in waiting if not hard[i] & waiting] or list(waiting)
        best = min(ready, key=lambda i: (len(soft[i] & waiting), order[i]))
        waiting.discard(best)
        yield chains[best]


def _set_edges(lines: Sequence[Line], size: float) -> None:
    """Edges of the column of every line; a column of few lines takes them from one like it."""
    columns: dict[int, list[Line]] = {}
    for line in lines:
        columns.setdefault(line.column, []).append(line)
    edges = {
        number: (_left(own, size), max(line.x1 for line in own)) for number, own in columns.items()
    }
    for number, own in columns.items():
        left, right = edges[number]
        if len(own) < 4:
            top, bottom = min(line.top for line in own), max(line.bottom for line in own)
            limit = min(
                (
                    line.x0 - size
                    for line in lines
                    if line.x0 >= right and line.top < bottom and line.bottom > top
                ),
                default=float("inf"),
            )
            wider = [
                edges[other][1]
                for other, theirs in columns.items()
                if len(theirs) >= 3 and abs(edges[other][0] - left) < size
            ]
            right = max(right, min(limit, max(wider, default=right)))
        for line in own:
            line.left, line.right = left, right


def _left(lines: Sequence[Line], size: float) -> float:
    """Where the lines of a column begin: the first place at which more than a few do."""
    starts = sorted(line.x0 for line in lines)
    few = 0.1 * len(starts)
    for number, start in enumerate(starts):
        if bisect_right(starts, start + 0.3 * size) - number > few:
            return start
    return starts[0]
