"""Trends as a table that a person reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from enacted.trends.periods import ALL, SHARES

if TYPE_CHECKING:
    import pyarrow as pa

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~<>&-])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def as_markdown(trends: pa.Table) -> str:
    """Talk, plan and deed by concept and period as a Markdown table.

    Shares stand in per cent with their intervals; ``n`` is the mentions that are talk, plan or
    deed. Names from a codebook or manifest are escaped. Periods without a document are rows of the
    table, but not of what a person reads.
    """
    grouped = any(grouping != ALL for grouping in trends["grouping"].to_pylist())
    head = ["concept", *(["group"] if grouped else []), "period", "documents", "mentions", "n"]
    lines = [
        "| " + " | ".join([*head, *SHARES]) + " |",
        "|" + " --- |" * (2 + grouped) + " ---: |" * (3 + len(SHARES)),
    ]
    for row in trends.to_pylist():
        if not row["documents"]:
            continue
        group = [escape(f"{row['grouping']}: {row['group']}")] if grouped else []
        cells = [
            escape(row["concept"]),
            *group,
            escape(row["period"]),
            f"{row['documents']:,}",
            f"{row['mentions']:,}",
            f"{sum(row[name] for name in SHARES):,}",
            *(
                _share(row[f"{name}_share"], row[f"{name}_low"], row[f"{name}_high"])
                for name in SHARES
            ),
        ]
        lines.append("| " + " | ".join(cells) + " |")
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
