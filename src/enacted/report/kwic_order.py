"""Lines of keyword in context in the orders that concordancers know."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Order = Literal["document", "left", "right", "year"]

_NEAR = 80
"""Characters beside the keyword whose words decide the order."""

_SPARE = 100_000
"""Lines held beyond a limit before they are sorted and cut."""

_WORD = re.compile(r"[^\W_]+")


def ordered(lines: Iterator[pa.Table], order: Order, limit: int | None) -> Iterator[pa.Table]:
    """Lines in an order; equal ones as they came. With a limit, no more than that may be given."""
    if order == "document":
        yield from lines
        return
    pieces: list[pa.Table] = []
    keys: list[Any] = []
    for table in lines:
        pieces.append(table)
        keys += _keys(table, order)
        if limit is not None and len(keys) > limit + _SPARE:
            kept, keys = _sorted(pieces, keys, limit)
            pieces = [kept]
    if pieces:
        yield _sorted(pieces, keys, limit)[0]


def first(lines: Iterator[pa.Table], limit: int | None) -> Iterator[pa.Table]:
    """The first lines."""
    for table in lines:
        if limit is None:
            yield table
        elif limit > 0:
            yield table.slice(0, limit)
            limit -= table.num_rows
        else:
            return


def _sorted(
    pieces: Sequence[pa.Table], keys: Sequence[Any], limit: int | None
) -> tuple[pa.Table, list[Any]]:
    order = sorted(range(len(keys)), key=keys.__getitem__)[:limit]
    return pa.concat_tables(pieces).take(pa.array(order, pa.int64())), [keys[i] for i in order]


def _keys(table: pa.Table, order: Order) -> list[Any]:
    if order == "left":
        return [tuple(reversed(_words(left[-_NEAR:]))) for left in table["left"].to_pylist()]
    if order == "right":
        return [tuple(_words(right[:_NEAR])) for right in table["right"].to_pylist()]
    return [(year is None, year or 0) for year in table["year"].to_pylist()]


def _words(text: str) -> list[str]:
    """Words without casing and accents, so that é stands with e."""
    text = text.casefold()
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in parts if not unicodedata.combining(c))
    return _WORD.findall(text)
