"""Vega-Lite specifications, made with Altair; data, width and theme are put in by the page.

A chart without a width takes that of its place on the page. Nothing here gives a view a name or a
parameter: Altair would number them through, and a second page of a process would differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

COLOURS = {
    "talk": "#8a94a6",
    "plan": "#3d85c6",
    "deed": "#1f8a62",
    "finding": "#b07aa1",
    "none": "#c9c2b4",
}
"""Colours of the stances, told apart by those who do not see red and green, on dark and light."""

STANCES = ("talk", "plan", "deed")


def bars(*, x: str, y: str, order: Sequence[str], stack: str | None = None) -> dict[str, Any]:
    """Bars that lie, one a name; ``stack`` names the column that parts them by colour."""
    import altair as alt

    encoding: dict[str, Any] = {
        "x": alt.X(f"{x}:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=6, format=",d")),
        "y": alt.Y(f"{y}:N", title=None, sort=list(order), axis=alt.Axis(labelPadding=6)),
        "tooltip": [alt.Tooltip(f"{y}:N"), alt.Tooltip(f"{x}:Q", format=",d")],
    }
    if stack is not None:
        encoding["color"] = _stance_or_name(stack)
        encoding["tooltip"].append(alt.Tooltip(f"{stack}:N"))
    chart = alt.Chart().mark_bar().encode(**encoding).properties(height=22 * len(order))
    return specification(chart)


def bars_by_year(
    years: Sequence[str], *, year: str, y: str, stack: str, order: Sequence[str], highest: int
) -> dict[str, Any]:
    """Standing bars, one a year, stacked by a name; names have their colours in the order given.

    ``highest`` is the height of the highest.
    """
    import altair as alt

    chart = (
        alt.Chart()
        .mark_bar()
        .encode(
            # Years are numbers to no format at all, so that 2012 is not 2,012.
            x=alt.X(f"{year}:O", title=None, scale=alt.Scale(domain=list(years))),
            y=alt.Y(f"{y}:Q", title=None, axis=alt.Axis(tickCount=min(5, highest), format="d")),
            color=alt.Color(
                f"{stack}:N", title=None, legend=_LEGEND, scale=alt.Scale(domain=list(order))
            ),
            tooltip=[
                alt.Tooltip(f"{year}:O"),
                alt.Tooltip(f"{stack}:N"),
                alt.Tooltip(f"{y}:Q", format=",d"),
            ],
        )
        .properties(height=200)
    )
    return specification(chart)


def shares_over_time(periods: Sequence[str], *, corrected: bool) -> dict[str, Any]:
    """Talk, plan and deed one below the other: points with intervals by period, n below each.

    The columns are those of :mod:`enacted.report.shares`.
    """
    import altair as alt

    base = alt.Chart().encode(
        x=alt.X(
            "period:O",
            title=None,
            axis=_axis_of(periods),
            scale=alt.Scale(domain=list(periods)),
        ),
        color=stance_colour("stance", legend=False),
        tooltip=[
            alt.Tooltip("period:O"),
            alt.Tooltip("method:N"),
            alt.Tooltip("stance:N"),
            alt.Tooltip("share:Q", format=".0%"),
            alt.Tooltip("low:Q", format=".0%"),
            alt.Tooltip("high:Q", format=".0%"),
            alt.Tooltip("n:Q", title="n", format=",d"),
            alt.Tooltip("documents:Q", format=",d"),
        ],
    )
    if corrected:
        base = base.encode(xOffset=alt.XOffset("method:N", sort=["counted", "corrected"]))
    scale = alt.Scale(domain=[-0.16, 1], nice=False)
    axis = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%")
    shape = alt.Shape(
        "method:N",
        title=None,
        scale=alt.Scale(domain=["counted", "corrected"], range=["circle", "diamond"]),
        legend=alt.Legend(orient="top") if corrected else None,
    )
    rule = base.mark_rule(strokeWidth=1.8).encode(
        y=alt.Y("low:Q", title=None, scale=scale, axis=axis), y2="high:Q", opacity=where_small(0.5)
    )
    point = base.mark_point(size=58, strokeWidth=1.6, opacity=1).encode(
        y=alt.Y("share:Q", scale=scale),
        shape=shape,
        fill=stance_colour("stance", legend=False),
        fillOpacity=where_small(0.15),
    )
    line = (
        base.transform_filter("datum.method === 'counted' && datum.period !== 'unknown'")
        .mark_line(strokeWidth=1)
        .encode(y=alt.Y("share:Q", scale=scale), opacity=alt.value(0.5), tooltip=alt.value(None))
    )
    count = (
        alt.Chart()
        .transform_filter("datum.method === 'counted'")
        .mark_text(fontSize=9)
        .encode(x="period:O", y=alt.Y(datum=-0.09, scale=scale), text=alt.Text("n:Q", format="d"))
    )
    layers = alt.layer(line, rule, point, count).properties(height=120)
    chart = layers.facet(
        row=alt.Row("stance:N", title=None, sort=list(STANCES), header=HEADER),
        data=alt.NamedData(name="shares"),  # a facet must have some; ours come in the page
    ).properties(spacing=6)
    return specification(chart)


def lanes(field: str, order: Sequence[str]) -> dict[str, Any]:
    """Encodings of a line for each value of a field, its talk, plan and deed below each other."""
    import altair as alt

    return {
        "y": alt.Y(
            f"{field}:N",
            title=None,
            sort=list(order),
            # Lines between the values, not through them.
            axis=alt.Axis(labelPadding=6, grid=True, tickBand="extent", ticks=False),
            scale=alt.Scale(paddingInner=0, paddingOuter=0),
        ),
        "yOffset": alt.YOffset(
            "stance:N", sort=list(STANCES), scale=alt.Scale(paddingOuter=0.7, type="point")
        ),
        "color": stance_colour("stance"),
    }


def shares_by_group(order: Sequence[str]) -> dict[str, Any]:
    """Points with intervals, one group a line, talk, plan and deed below each other in it."""
    import altair as alt

    base = alt.Chart().encode(
        **lanes("group", order),
        tooltip=[
            alt.Tooltip("group:N"),
            alt.Tooltip("stance:N"),
            alt.Tooltip("share:Q", format=".0%"),
            alt.Tooltip("low:Q", format=".0%"),
            alt.Tooltip("high:Q", format=".0%"),
            alt.Tooltip("n:Q", title="n", format=",d"),
        ],
    )
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    rule = base.mark_rule(strokeWidth=1.8).encode(
        x=alt.X("low:Q", title=None, scale=scale, axis=axis), x2="high:Q", opacity=where_small(0.5)
    )
    point = base.mark_point(size=48, strokeWidth=1.6, opacity=1).encode(
        x=alt.X("share:Q", scale=scale),
        fill=stance_colour("stance"),
        fillOpacity=where_small(0.15),
    )
    # A line of three points is 36 high.
    return specification(alt.layer(rule, point).properties(height=max(60, 36 * len(order))))


def lines(periods: Sequence[str], *, x: str, y: str, by: str) -> dict[str, Any]:
    """Lines with points over periods, one a name."""
    import altair as alt

    base = alt.Chart().encode(
        x=alt.X(
            f"{x}:O",
            title=None,
            axis=_axis_of(periods),
            scale=alt.Scale(domain=list(periods)),
        ),
        y=alt.Y(f"{y}:Q", title=None, axis=alt.Axis(tickCount=5)),
        color=alt.Color(f"{by}:N", title=None, legend=_LEGEND),
        tooltip=[
            alt.Tooltip(f"{x}:O"),
            alt.Tooltip(f"{by}:N"),
            alt.Tooltip(f"{y}:Q", format=".2f"),
            alt.Tooltip("mentions:Q", format=",d"),
            alt.Tooltip("words:Q", format=",d"),
        ],
    )
    return specification(
        alt.layer(base.mark_line(), base.mark_point(filled=True)).properties(height=220)
    )


def heat_map(
    *,
    x: str,
    y: str,
    value: str,
    format_: str,
    order: Sequence[str],
    columns: Sequence[str] = (),
    least: int = 0,
) -> dict[str, Any]:
    """A heat map with the value written into each cell.

    Parameters
    ----------
    order, columns
        Names of the lines and of the columns in their order; columns ascend by default.
    least
        Pixels that it needs in width; on a narrower page it is scrolled.
    """
    import altair as alt

    base = alt.Chart().encode(
        x=alt.X(
            f"{x}:O",
            title=None,
            sort=list(columns) or "ascending",
            axis=alt.Axis(orient="top", labelAngle=0 if columns else -90),
        ),
        y=alt.Y(f"{y}:N", title=None, sort=list(order)),
        tooltip=[
            alt.Tooltip(f"{y}:N"),
            alt.Tooltip(f"{x}:O"),
            alt.Tooltip(f"{value}:Q", format=format_),
        ],
    )
    cells = base.mark_rect().encode(
        color=alt.condition(
            # What is not written is not painted either.
            f"datum['{value}'] >= 0.5",
            alt.Color(f"{value}:Q", scale=alt.Scale(scheme="blues", domainMin=0), legend=None),
            alt.value("transparent"),
        )
    )
    texts = (
        base.transform_joinaggregate(highest=f"max({value})")
        .transform_filter(f"datum['{value}'] >= 0.5")
        .mark_text(fontSize=9)
        .encode(
            text=alt.Text(f"{value}:Q", format=format_),
            # The cells are dark where the value is high, whatever the theme.
            color=alt.condition(
                f"datum['{value}'] > 0.55 * datum.highest", alt.value("white"), alt.value("#10243a")
            ),
        )
    )
    chart = alt.layer(cells, texts).properties(height=20 * len(order), usermeta={"least": least})
    return specification(chart)


def _axis_of(periods: Sequence[str]) -> Any:
    """Names of a few periods lie, those of many stand; ``2005-2009`` is told as 2005–09."""
    import altair as alt

    name = "datum.label"
    shortened = f"slice({name}, 0, 4) + '–' + slice({name}, 7)"
    return alt.Axis(
        labelAngle=0 if len(periods) <= 6 else -90,
        labelExpr=f"test(/^\\d{{4}}-\\d{{4}}$/, {name}) ? {shortened} : {name}",
    )


def where_small(value: float) -> Any:
    """What rests on few documents is a pale line with a hollow point."""
    import altair as alt

    return alt.condition("datum.small", alt.value(value), alt.value(1))


def width_of(columns: Collection[object]) -> int:
    """Pixels that a heat map with so many columns needs to be read."""
    return 170 + 22 * len(columns)


def stance_colour(column: str, *, legend: bool = True) -> Any:
    """The colour of a stance, the same in all charts."""
    import altair as alt

    return alt.Color(
        f"{column}:N",
        title=None,
        scale=alt.Scale(domain=list(STANCES), range=[COLOURS[s] for s in STANCES]),
        legend=_LEGEND if legend else None,
    )


def _stance_or_name(column: str) -> Any:
    import altair as alt

    if column != "stance":
        return alt.Color(f"{column}:N", title=None, legend=_LEGEND)
    return alt.Color(
        "stance:N",
        title=None,
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
        legend=_LEGEND,
    )


HEADER: dict[str, Any] = {
    "orient": "top",
    "labelAnchor": "start",
    "labelFontWeight": "bold",
    "labelPadding": 3,
    "labelLimit": 260,
}

_LEGEND: dict[str, Any] = {"orient": "top", "labelLimit": 150, "symbolLimit": 12}


def specification(chart: Any) -> dict[str, Any]:
    """The chart without what Altair adds of itself: theme and places for data, in every layer."""
    spec: dict[str, Any] = chart.to_dict(validate=True)
    for name in ("config", "datasets"):
        spec.pop(name, None)
    parts = [spec]
    while parts:
        part = parts.pop()
        part.pop("data", None)
        parts += [*part.get("layer", ()), *([part["spec"]] if "spec" in part else ())]
    return spec
