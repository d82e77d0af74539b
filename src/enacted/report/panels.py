"""Vega-Lite specifications of slopes about zero and of small charts side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from enacted.report.charts import (
    COLOURS,
    HEADER,
    lanes,
    specification,
    stance_colour,
    where_small,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def slopes(order: Sequence[str]) -> dict[str, Any]:
    """Points with intervals about a line at zero, one concept a line, a point for each stance."""
    import altair as alt

    base = alt.Chart().encode(
        **lanes("concept", order),
        tooltip=[
            alt.Tooltip("concept:N"),
            alt.Tooltip("stance:N"),
            alt.Tooltip("points:Q", format="+.1f"),
            alt.Tooltip("low:Q", format="+.1f"),
            alt.Tooltip("high:Q", format="+.1f"),
            alt.Tooltip("n:Q", title="n", format=",d"),
            alt.Tooltip("documents:Q", format=",d"),
        ],
    )
    axis = alt.Axis(
        format="~g", tickCount=7, labelExpr="(datum.value > 0 ? '+' : '') + datum.label"
    )
    zero = (
        alt.Chart().mark_rule(strokeDash=[4, 3]).encode(x=alt.datum(0), color=alt.value("#8a94a6"))
    )
    rule = base.mark_rule(strokeWidth=1.8).encode(
        x=alt.X("low:Q", title="points a year", axis=axis), x2="high:Q", opacity=where_small(0.5)
    )
    point = base.mark_point(size=48, strokeWidth=1.6, opacity=1).encode(
        x=alt.X("points:Q"),
        fill=stance_colour("stance"),
        fillOpacity=where_small(0.15),
    )
    return specification(alt.layer(zero, rule, point).properties(height=40 * len(order)))


def small_multiples(
    periods: Sequence[str], *, panel: str, order: Sequence[str], y: str, columns: int = 3
) -> dict[str, Any]:
    """A small chart a name, side by side: a line with points and intervals over periods.

    The intervals are the columns ``low`` and ``high``; where they are missing there is none.
    """
    import altair as alt

    base = alt.Chart().encode(
        x=alt.X(
            "period:O",
            title=None,
            axis=alt.Axis(labelAngle=-90, labelOverlap=True),
            scale=alt.Scale(domain=list(periods)),
        ),
        color=alt.value(COLOURS["plan"]),
        tooltip=[
            alt.Tooltip(f"{panel}:N"),
            alt.Tooltip("period:O"),
            alt.Tooltip(f"{y}:Q", format=".1f"),
            alt.Tooltip("low:Q", format=".1f"),
            alt.Tooltip("high:Q", format=".1f"),
            alt.Tooltip("words:Q", format=",d"),
            alt.Tooltip("documents:Q", format=",d"),
        ],
    )
    value = alt.Y(f"{y}:Q", title=None, axis=alt.Axis(tickCount=4))
    layers = alt.layer(
        base.mark_line(strokeWidth=1).encode(y=value, opacity=alt.value(0.5)),
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=1.8)
        .encode(y=alt.Y("low:Q"), y2="high:Q", opacity=where_small(0.5)),
        base.mark_point(size=20, strokeWidth=1.4, opacity=1).encode(
            y=value, fill=alt.value(COLOURS["plan"]), fillOpacity=where_small(0.15)
        ),
    ).properties(height=84)
    chart = layers.facet(
        facet=alt.Facet(f"{panel}:N", title=None, sort=list(order), header=HEADER),
        columns=columns,
        data=alt.NamedData(name="panels"),
    ).properties(spacing=14)
    return specification(chart)
