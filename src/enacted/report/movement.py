"""Whether the shares move: slopes over the years and changes between halves, in plain words."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from enacted.report.charts import STANCES
from enacted.report.figures import Figure, number, percent, rounded
from enacted.report.panels import slopes
from enacted.trends import Recount, Span

if TYPE_CHECKING:
    import pyarrow as pa

    from enacted.tables import Snapshot

_HEAD = ("concept", "share", "documents", "mentions", "points a year (interval)", "p", "note")
_HEAD_OF_CHANGE = (*_HEAD[:4], "before", "after", "points (interval)", *_HEAD[5:])


def movement(snapshot: Snapshot) -> dict[str, Any]:
    """How the shares of each concept move, as a figure, a table and sentences.

    Returns
    -------
    dict
        ``figure`` (None where no slope can be told), ``change`` (head and rows of the table of
        changes between the earlier and the later half of the documents), ``halves`` (what these
        are called), ``said`` (a sentence a concept), ``tests`` (how many slopes were tested).
    """
    recount = Recount.of(snapshot)
    slope = _best(recount.trend_test().to_pylist())
    known = [row for row in slope if row["value"] is not None and row["low"] is not None]
    spans = _halves(snapshot.documents)
    change = recount.period_change(*spans).to_pylist() if spans and known else []
    change = [row for row in _best(change) if row["value"] is not None]
    return {
        "figure": _figure(known),
        "halves": f"{_span(spans[0])} and {_span(spans[1])}" if spans else "",
        "change": _change(change),
        "said": [_said(concept, rows) for concept, rows in _by_concept(known).items()],
        "tests": len(known),
    }


def _best(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the whole corpus: the corrected one of each concept and share, where there is any."""
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        if row["grouping"] != "all":
            continue
        key = row["concept"], row["share"]
        if row["method"] == "counted":
            best.setdefault(key, row)
        elif row["low"] is not None:
            said = f"corrected with hand codes of {row['codes']:,} sentences"
            best[key] = {**row, "note": "; ".join(part for part in (said, row["note"]) if part)}
    return list(best.values())


def _halves(documents: pa.Table) -> tuple[Span, Span] | None:
    """The years of the earlier and of the later half of the documents; None where all are one."""
    years = sorted(year for year in documents["year"].to_pylist() if year is not None)
    # Where a year ends and half of the documents or nearly so lie before it.
    ends = [(at, a) for at, (a, b) in enumerate(pairwise(years), 1) if a != b]
    if not ends:
        return None
    _, end = min(ends, key=lambda each: (abs(2 * each[0] - len(years)), each[1]))
    return Span(years[0], end), Span(end + 1, years[-1])


def _span(span: Span) -> str:
    return f"{span.first}" if span.first == span.last else f"{span.first} to {span.last}"


def _by_concept(rows: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["concept"], {})[row["share"]] = row
    return found


def _figure(rows: list[dict[str, Any]]) -> Figure | None:
    if not rows:
        return None
    return Figure(
        key="movement",
        title="Points a year",
        note=(
            "By how many points the share of talk, plan and deed rises or falls a year, with "
            "intervals over documents; right of the line it rises. An interval that holds zero "
            "shows no movement either way."
        ),
        columns=("concept", "stance", "points", "low", "high", "p", "n", "documents", "small"),
        rows=tuple(
            (
                row["concept"],
                row["share"],
                *(rounded(100 * row[name], 2) for name in ("value", "low", "high")),
                rounded(row["p"]),
                row["mentions"],
                row["documents"],
                row["small"],
            )
            for row in rows
        ),
        head=_HEAD,
        body=tuple((*_first(row), _points(row), _p(row), row["note"]) for row in rows),
        spec=slopes(list(_by_concept(rows))),
    )


def _change(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "head": _HEAD_OF_CHANGE,
        "rows": [
            (
                *_first(row),
                percent(row["before"]),
                percent(row["after"]),
                _points(row),
                _p(row),
                row["note"],
            )
            for row in rows
        ],
    }


def _first(row: dict[str, Any]) -> tuple[str, ...]:
    return row["concept"], row["share"], number(row["documents"]), number(row["mentions"])


def _points(row: dict[str, Any]) -> str:
    if row["low"] is None or row["high"] is None:
        return f"{100 * row['value']:+.1f}"
    return f"{100 * row['value']:+.1f} ({100 * row['low']:+.1f} to {100 * row['high']:+.1f})"


def _p(row: dict[str, Any]) -> str:
    if row["p"] is None:
        return "–"
    return "< .001" if row["p"] < 0.001 else f"{row['p']:.3f}"


def _said(concept: str, rows: dict[str, dict[str, Any]]) -> dict[str, str]:
    """What the slopes of a concept come to, in a sentence a reader can repeat."""
    parts = []
    for stance in STANCES:
        row = rows.get(stance)
        if row is None or row["low"] <= 0 <= row["high"]:
            continue
        verb = "rises" if row["value"] > 0 else "falls"
        low, high = sorted(abs(100 * row[end]) for end in ("low", "high"))
        parts.append(
            f"{stance} {verb} by {abs(100 * row['value']):.1f} points a year "
            f"({low:.1f} to {high:.1f})"
        )
    deed = rows.get("deed")
    if parts:
        text = "; ".join(parts)
    elif deed is not None:
        text = (
            "no movement can be told from chance; the share of deed may fall by "
            f"{max(0.0, -100 * deed['low']):.1f} or rise by {max(0.0, 100 * deed['high']):.1f} "
            "points a year"
        )
    else:
        text = "no movement can be told from chance"
    some = next(iter(rows.values()))
    notes = {row["note"] for row in rows.values() if row["note"]}
    also = f"; {', '.join(sorted(notes))}" if notes else ""
    return {
        "concept": concept,
        "text": f"{text}. {number(some['documents'])} documents{also}.",
    }
