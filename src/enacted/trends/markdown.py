"""Trends as a table that a person reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from enacted.trends.correction import CORRECTED, POOLED
from enacted.trends.periods import ALL
from enacted.trends.shares import SHARES, SMALL

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

_SPECIAL = re.compile(r"([\\`*_\[\]|~<>&])")
_FEW = f"\\* talk, plan and deed in fewer than {SMALL} documents: read with care."
_CORRECTED = (
    "Rows with codes are corrected with hand codes, the others counted by machine. *to halve*: how "
    "many more codes would halve the widest interval; – where no number would, since what "
    "documents differ by makes most of it, or there are not so many sentences."
)
_POOLED = (
    "*pooled*: corrected with the codes of all periods. Their shares are nearer to the truth on "
    "average; that of a period unlike the others is pulled towards them."
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def as_markdown(trends: pa.Table) -> str:
    """Talk, plan and deed by concept or facet and period as a Markdown table.

    Shares stand in per cent with their intervals; ``n`` is the mentions that are talk, plan or
    deed. A star marks shares that rest on few documents. Names from a codebook or manifest are
    escaped. Periods without a document are rows of the table, but not of what a person reads, and
    nor are values of facets that no mention has.
    """
    of_facets = "facet" in trends.column_names
    grouped = any(grouping != ALL for grouping in trends["grouping"].to_pylist())
    names = ["concept", *(["facet"] if of_facets else []), *(["group"] if grouped else [])]
    counts = ["documents", "mentions", "n"]
    corrected = CORRECTED in trends["method"].to_pylist()
    hand = ["codes", "to halve"] if corrected else []
    lines = [
        "| " + " | ".join([*names, "period", *counts, *SHARES, *hand]) + " |",
        "|" + " --- |" * (len(names) + 1) + " ---: |" * (len(counts) + len(SHARES) + len(hand)),
    ]
    small = False
    for row in trends.to_pylist():
        if not row["documents"] or (of_facets and not row["documents_with"]):
            continue
        stated = sum(row[name] for name in SHARES)
        few = bool(stated) and row["small"]
        small |= few
        cells = [
            escape(row["concept"]),
            *([escape(f"{row['facet']}: {row['value']}")] if of_facets else []),
            *([escape(f"{row['grouping']}: {row['group']}")] if grouped else []),
            row["period"],
            f"{row['documents']:,}",
            f"{row['mentions']:,}",
            f"{stated:,}{' *' if few else ''}",
            *(
                _share(row[f"{name}_share"], row[f"{name}_low"], row[f"{name}_high"])
                for name in SHARES
            ),
            *(_codes(row) if corrected else ()),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    if small:
        lines += ["", _FEW]
    if corrected:
        lines += ["", _CORRECTED]
    if POOLED in trends["method"].to_pylist():
        lines += ["", _POOLED]
    return "\n".join(lines) + "\n"


def movements_as_markdown(movements: pa.Table) -> str:
    """What `trend_test` or `period_change` returned as a Markdown table, in points of per cent."""
    rows = movements.to_pylist()
    grouped = any(row["grouping"] != ALL for row in rows)
    years = any(row["moves"] == "year" for row in rows)
    names = ["concept", *(["group"] if grouped else []), "share", "documents", "n"]
    values = ["points a year"] if years else ["before", "after", "points"]
    corrected = any(row["method"] == CORRECTED for row in rows)
    hand = ["codes"] if corrected else []
    lines = [
        "| " + " | ".join([*names, *values, "p", *hand, "note"]) + " |",
        "|" + " --- |" * (len(names) - 2) + " ---: |" * (len(values + hand) + 3) + " --- |",
    ]
    for row in rows:
        cells = [
            escape(row["concept"]),
            *([escape(f"{row['grouping']}: {row['group']}")] if grouped else []),
            row["share"],
            f"{row['documents']:,}",
            f"{row['mentions']:,}{' *' if row['small'] and row['mentions'] else ''}",
            *([] if years else [_share(row[name], None, None) for name in ("before", "after")]),
            _points(row["value"], row["low"], row["high"]),
            "–" if row["p"] is None else f"{row['p']:.3f}",
            *([f"{row['codes']:,}" if row["codes"] else ""] if corrected else []),
            row["note"],
        ]
        lines.append("| " + " | ".join(cells) + " |")
    if any(row["small"] and row["mentions"] for row in rows):
        lines += ["", _FEW]
    if corrected:
        lines += [
            "",
            "Rows with codes are corrected with hand codes, the others counted by machine.",
        ]
    return "\n".join(lines) + "\n"


def _points(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "–"
    if low is None or high is None:
        return f"{100 * value:+.1f}"
    return f"{100 * value:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


def escape(text: str) -> str:
    """Text in which nothing is taken for Markdown or HTML, on one line and not at its beginning."""
    return _SPECIAL.sub(r"\\\1", _CONTROL.sub(" ", text))


def _codes(row: Mapping[str, Any]) -> tuple[str, str]:
    """Hand codes of a corrected row, and how many more would halve its widest interval."""
    if row["method"] == POOLED:
        return f"{row['codes']:,} pooled", ""
    if row["method"] != CORRECTED:
        return "", ""
    more = row["codes_to_halve"]
    return f"{row['codes']:,}", "–" if more is None else f"+{more:,}"


def _share(share: float | None, low: float | None, high: float | None) -> str:
    if share is None:
        return "–"
    if low is None or high is None:
        return f"{100 * share:.0f} %"
    return f"{100 * share:.0f} % ({100 * low:.0f}–{100 * high:.0f})"
