"""What kind of mention: facets as heat maps, drivers and barriers as bars."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from enacted.report.charts import COLOURS, bars, heat_map, width_of
from enacted.report.figures import Figure, number, slug

if TYPE_CHECKING:
    import pyarrow as pa

TITLES = {
    "modes": "Modes of coproduction",
    "level": "Levels of coproduction",
    "contribution": "What people contribute",
    "reasons": "Reasons given",
    "equality": "Kinds of equality",
    "exclusion": "Exclusion",
    "org_level": "Organisational levels",
    "drivers": "Drivers",
    "barriers": "Barriers",
    "outcomes": "Outcomes",
    "tokenism": "Signs of tokenism",
}
"""Facets in the order in which the page shows them."""

_NOTED = {"org_level": "organisational level", "reasons": "reason", "modes": "mode"}

AS_BARS = frozenset({"drivers", "barriers", "outcomes", "tokenism"})
MODES = ("commission", "design", "deliver", "assess")
LEVELS = ("individual", "group", "collective", "not shown")


def figures(mentions: pa.Table, facet_trends: pa.Table) -> list[Figure]:
    """The table of modes by levels, then every facet with any value."""
    found = [_modes_by_level(mentions)]
    rows = facet_trends.filter(
        pc.and_(
            pc.equal(facet_trends["grouping"], "all"), pc.equal(facet_trends["method"], "counted")
        )
    ).to_pylist()
    by_facet: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_facet[row["facet"]].append(row)
    others = sorted(set(by_facet) - set(TITLES))
    for facet in [*TITLES, *others]:
        make = _bars if facet in AS_BARS else _by_period
        found.append(make(facet, by_facet.get(facet, [])))
    return [figure for figure in found if figure is not None]


def _modes_by_level(mentions: pa.Table) -> Figure | None:
    chosen = mentions.filter(
        pc.and_(pc.equal(mentions["sense"], "concept"), pc.equal(mentions["carried_from"], -1))
    ).select(["modes", "level"])
    counts: Counter[tuple[str, str]] = Counter()
    for row in chosen.to_pylist():
        counts.update((mode, row["level"] or LEVELS[-1]) for mode in row["modes"])
    if not counts:
        return None
    modes = [*MODES, *sorted({mode for mode, _ in counts} - set(MODES))]
    levels = [*LEVELS[:-1], *sorted({level for _, level in counts} - set(LEVELS)), LEVELS[-1]]
    return Figure(
        key="modes-by-level",
        title="Modes of coproduction by level",
        note=(
            "Mentions by what is done together and by the level on which it is done; a mention "
            "with two modes counts in both (after Bovaird and Loeffler 2013; Nabatchi, Sancino and "
            "Sicilia 2017; the table is laid out as by Eriksson 2021)."
        ),
        columns=("mode", "level", "mentions"),
        rows=tuple((mode, level, counts[mode, level]) for mode in modes for level in levels),
        head=("mode", *levels),
        body=tuple((mode, *(number(counts[mode, level]) for level in levels)) for mode in modes),
        spec=heat_map(
            x="level", y="mode", value="mentions", format_="d", order=modes, columns=levels
        ),
    )


def _by_period(facet: str, rows: list[dict[str, Any]]) -> Figure | None:
    periods = [row for row in rows if row["period"] not in {"all", "unknown"}]
    names = _named(rows)
    if not names or not periods:
        return None
    shown = [row for row in periods if (row["concept"], row["value"]) in names]
    cells = {(row["period"], names[row["concept"], row["value"]]): row["mentions"] for row in shown}
    title = TITLES.get(facet, facet.capitalize())
    return Figure(
        key=slug("facet", facet),
        title=f"{title} over time",
        note=f"Mentions by {_NOTED.get(facet, facet)} and period; a mention may have several.",
        columns=("period", "value", "mentions"),
        rows=tuple((period, name, count) for (period, name), count in cells.items()),
        head=_HEAD,
        body=_body(rows, names),
        spec=heat_map(
            x="period",
            y="value",
            value="mentions",
            format_="d",
            order=list(names.values()),
            least=width_of({row["period"] for row in shown}),
        ),
    )


def _bars(facet: str, rows: list[dict[str, Any]]) -> Figure | None:
    names = _named(rows)
    if not names:
        return None
    whole = [r for r in rows if r["period"] == "all" and (r["concept"], r["value"]) in names]
    title = TITLES[facet]
    return Figure(
        key=slug("facet", facet),
        title=title,
        note=f"{title} told in or beside the sentence of a mention, by what the sentence does.",
        columns=("value", "stance", "mentions"),
        rows=tuple(
            (names[row["concept"], row["value"]], stance, row[stance])
            for row in whole
            for stance in COLOURS
            if row[stance]
        ),
        head=_HEAD,
        body=_body(rows, names),
        spec=bars(x="mentions", y="value", stack="stance", order=list(names.values())),
    )


_HEAD = ("value", "period", "documents", "mentions", *COLOURS)


def _named(rows: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """What a value is called in a chart, those with most mentions first within a concept."""
    whole = [row for row in rows if row["period"] == "all" and row["mentions"]]
    several = len({row["concept"] for row in whole}) > 1
    whole.sort(key=lambda row: (row["concept"], -row["mentions"], row["value"]))
    return {
        (row["concept"], row["value"]): (
            f"{row['concept']}: {_plain(row['value'])}" if several else _plain(row["value"])
        )
        for row in whole
    }


def _plain(value: str) -> str:
    return value.replace("_", " ")


def _body(
    rows: list[dict[str, Any]], names: dict[tuple[str, str], str]
) -> tuple[tuple[str, ...], ...]:
    found = []
    for key, name in names.items():
        own = [r for r in rows if (r["concept"], r["value"]) == key and r["mentions"]]
        own.sort(key=lambda row: (row["period"] == "all", row["period"]))
        found += [
            (
                name,
                row["period"],
                number(row["documents_with"]),
                number(row["mentions"]),
                *(number(row[stance]) for stance in COLOURS),
            )
            for row in own
        ]
    return tuple(found)
