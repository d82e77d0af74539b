"""Trends as a table that a person reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from enacted.trends.periods import ALL
from enacted.trends.shares import SHARES, SMALL

if TYPE_CHECKING:
    import pyarrow as pa

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~<>&-])")
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
    lines = [
        "| " + " | ".join([*names, "period", *counts, *SHARES]) + " |",
        "|" + " --- |" * (len(names) + 1) + " ---: |" * (len(counts) + len(SHARES)),
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
        ]
        lines.append("| " + " | ".join(cells) + " |")
    if small:
        lines += ["", f"\\* talk, plan and deed in fewer than {SMALL} documents: read with care."]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Text in which nothing is taken for Markdown or HTML, on one line."""
    return _SPECIAL.sub(r"\\\1", _CONTROL.sub(" ", text))


def _share(share: float | None, low: float | None, high: float | None) -> str:
    if share is None:
        return "–"
    if low is None or high is None:
        return f"{100 * share:.0f} %"
    return f"{100 * share:.0f} % ({100 * low:.0f}–{100 * high:.0f})"
