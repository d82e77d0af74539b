"""Talk, plan and deed over periods and by group, and how often a concept is named: as figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from enacted.report.charts import STANCES, lines, shares_by_group, shares_over_time
from enacted.report.figures import (
    Figure,
    number,
    percent,
    rounded,
    short,
    slug,
    with_interval,
    without_gaps,
)
from enacted.trends import Recount

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from enacted.report.figures import Value
    from enacted.tables import Snapshot

GROUPS = 12
"""Groups of a chart at the most: those with most mentions in the shares."""

GROUPINGS = {"publisher": "publisher", "doc_type": "document type"}

LEAST = 5
"""Mentions in the shares that a group needs to stand in a chart; all stand in its table."""

WIDTH = 5
"""Years of the periods that single years are gathered to, where they span at least twice that."""

_DATA = ("period", "group", "method", "stance", "share", "low", "high", "n", "documents", "small")
_INTERVALS = tuple(f"{stance} (interval)" for stance in STANCES)


def over_time(trends: pa.Table, concept: str, *, each: str = "") -> Figure | None:
    """Shares of a concept by period, counted and, where there are hand codes, corrected.

    ``each`` says what the periods are, as ``by year``, where there is more than one such figure.
    """
    rows = _rows(trends, concept, "all")
    periods = [row for row in rows if row["period"] != "all" and _n(row)]
    if not periods:
        return None
    corrected = any(row["method"] == "corrected" for row in periods)
    also = ", counted by the machine and corrected with hand codes" if corrected else ""
    return Figure(
        key=slug("shares", concept, *each.split()),
        title=f"{concept.capitalize()} over time{f', {each}' if each else ''}",
        note=(
            f"Shares of talk, plan and deed among mentions of {concept}{also}, with "
            "intervals; below each point the number of mentions it rests on. Hollow points rest on "
            "few documents."
        ),
        columns=_DATA,
        rows=tuple(mark for row in periods for mark in _marks(row)),
        head=("period", "method", "documents", "mentions in shares", *_INTERVALS, "codes used"),
        body=tuple(
            (
                row["period"],
                row["method"],
                number(row["documents_in_shares"]),
                number(_n(row)),
                *_shares(row),
                number(row["codes"]) if row["codes"] else "–",
            )
            for row in rows
        ),
        spec=shares_over_time(without_gaps(row["period"] for row in periods), corrected=corrected),
    )


def figures(snapshot: Snapshot, concepts: Sequence[str]) -> dict[str, list[Figure]]:
    """Shares of each concept over time, by publisher and by document type.

    Single years over a long time are gathered to periods as well, which come first.
    """
    columns = [name for name in GROUPINGS if len(_values(snapshot.documents, name)) > 1]
    wide = _wide(snapshot.trends)
    found: dict[str, list[Figure | None]] = {concept: [] for concept in concepts}
    # One count serves both: rows over all years are the same whatever the periods.
    gathered = (
        Recount.of(snapshot, periods=str(WIDTH) if wide else None, by=columns).trends()
        if columns or wide
        else None
    )
    for concept in concepts:
        if gathered is not None and wide:
            found[concept].append(over_time(gathered, concept, each=f"periods of {WIDTH} years"))
        found[concept].append(
            over_time(snapshot.trends, concept, each="year by year" if wide else "")
        )
        for column in columns:
            if gathered is not None:
                found[concept].append(_by_group(gathered, concept, column))
    return {concept: [each for each in found[concept] if each] for concept in concepts}


def _wide(trends: pa.Table) -> bool:
    """Whether periods are single years, and span long enough to be gathered."""
    years = {int(period) for period in trends["period"].to_pylist() if period.isdecimal()}
    spans = any("-" in period for period in trends["period"].to_pylist())
    return bool(years) and not spans and max(years) - min(years) + 1 >= 2 * WIDTH


def _by_group(trends: pa.Table, concept: str, column: str) -> Figure | None:
    rows = [
        row for row in _rows(trends, concept, column) if row["period"] == "all" and row["group"]
    ]
    rows.sort(key=lambda row: (-_n(row), row["group"], row["method"]))
    counted = [row for row in rows if row["method"] == "counted" and _n(row)]
    if len(counted) < 2:
        return None
    enough = [row for row in counted if _n(row) >= LEAST]
    shown = (enough if len(enough) > 1 else counted)[:GROUPS]
    names = {row["group"]: f"{short(row['group'], 34)} (n={_n(row)})" for row in shown}
    left = len(counted) - len(shown)
    what = GROUPINGS[column]
    return Figure(
        key=slug("shares", concept, "by", column),
        title=f"{concept.capitalize()} by {what}",
        note=(
            f"Shares of talk, plan and deed among mentions of {concept} by {what} over all years, "
            "with intervals, those with most mentions first; n is the number of mentions. Hollow "
            "points rest on few documents."
            + (f" Further ones, with fewer mentions, in the table: {left}." if left else "")
        ),
        columns=_DATA,
        rows=tuple(each for row in shown for each in _marks({**row, "group": names[row["group"]]})),
        head=(what, "method", "documents", "mentions in shares", *_INTERVALS),
        body=tuple(
            (
                row["group"],
                row["method"],
                number(row["documents_in_shares"]),
                number(_n(row)),
                *_shares(row),
            )
            for row in rows
            if _n(row)
        ),
        spec=shares_by_group([names[row["group"]] for row in shown]),
    )


def rates(trends: pa.Table, concepts: Sequence[str]) -> Figure | None:
    """Mentions of each concept per 10,000 words by period."""
    rows = [
        row
        for concept in concepts
        for row in _rows(trends, concept, "all")
        if row["method"] == "counted" and row["per_10k_words"] is not None
    ]
    shown = [row for row in rows if row["period"] not in {"all", "unknown"} and row["words"]]
    if not shown:
        return None
    return Figure(
        key="rates",
        title="Mentions per 10,000 words",
        note="How often each concept is named, per 10,000 words of the documents of a period.",
        columns=("period", "concept", "per_10k_words", "mentions", "words", "documents"),
        rows=tuple(
            (
                row["period"],
                row["concept"],
                rounded(row["per_10k_words"]),
                row["mentions"],
                row["words"],
                row["documents"],
            )
            for row in shown
        ),
        head=("concept", "period", "documents", "words", "mentions", "per 10,000 words"),
        body=tuple(
            (
                row["concept"],
                row["period"],
                number(row["documents"]),
                number(row["words"]),
                number(row["mentions"]),
                number(row["per_10k_words"], 2),
            )
            for row in rows
        ),
        spec=lines(
            without_gaps(row["period"] for row in shown),
            x="period",
            y="per_10k_words",
            by="concept",
        ),
    )


def summary(trends: pa.Table, concepts: Sequence[str]) -> list[dict[str, Any]]:
    """The figures of each concept over all years: what the page says first.

    Where hand codes allow a correction, the corrected shares stand here, and say so.
    """
    found = []
    for concept in concepts:
        whole = [row for row in _rows(trends, concept, "all") if row["period"] == "all"]
        if not whole:
            continue
        best = max(whole, key=lambda row: row["method"] == "corrected")
        found.append(
            {
                "concept": concept,
                "method": best["method"],
                "codes": best["codes"],
                "documents": best["documents_with"],
                "mentions": best["mentions"],
                "n": _n(best),
                "per_10k_words": number(best["per_10k_words"], 2),
                "shares": [
                    {
                        "stance": stance,
                        "interval": _interval(best, stance),
                        "percent": percent(best[f"{stance}_share"]),
                        "width": round(100 * (best[f"{stance}_share"] or 0.0), 1),
                    }
                    for stance in STANCES
                ],
            }
        )
    return found


def _rows(trends: pa.Table, concept: str, grouping: str) -> list[dict[str, Any]]:
    import pyarrow.compute as pc

    wanted = pc.and_(pc.equal(trends["concept"], concept), pc.equal(trends["grouping"], grouping))
    rows: list[dict[str, Any]] = trends.filter(wanted).to_pylist()
    # All years together come last, after those whose year is not known.
    rows.sort(
        key=lambda row: (
            row["period"] == "all",
            row["period"] == "unknown",
            row["period"],
            row["method"] != "counted",
        )
    )
    return rows


def _values(documents: pa.Table, column: str) -> set[str]:
    return set(documents[column].to_pylist()) - {"", None}


def _n(row: dict[str, Any]) -> int:
    return sum(row[stance] for stance in STANCES)


def _three(row: dict[str, Any], stance: str) -> tuple[float | None, float | None, float | None]:
    return row[f"{stance}_share"], row[f"{stance}_low"], row[f"{stance}_high"]


def _interval(row: dict[str, Any], stance: str) -> str:
    _, low, high = _three(row, stance)
    return "" if low is None or high is None else f"{100 * low:.0f} to {100 * high:.0f}"


def _shares(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(with_interval(*_three(row, stance)) for stance in STANCES)


def _marks(row: dict[str, Any]) -> list[tuple[Value, ...]]:
    return [
        (
            row["period"],
            row["group"],
            row["method"],
            stance,
            *(rounded(value) for value in _three(row, stance)),
            _n(row),
            row["documents_in_shares"],
            row["small"],
        )
        for stance in STANCES
    ]
