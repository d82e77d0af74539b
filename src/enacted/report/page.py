"""One HTML page from a snapshot: what was read, and talk, plan and deed over the years.

The page stands alone: no script, no font, no picture is fetched, and all text is escaped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from enacted.tables.parquet import temporary_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from enacted.tables import Snapshot

STANCES = ("talk", "plan", "deed")
EVIDENCE = 12
"""Sentences quoted a concept and stance at the most."""

BAR, GAP, HEIGHT = 34, 10, 180


@dataclass(frozen=True, slots=True)
class Bar:
    """A year's bar of a stacked chart, in SVG units."""

    x: int
    label: str
    n: int
    parts: tuple[tuple[str, float, float, float], ...]
    """Stance, top, height and share of each part."""


def report(snapshot: Snapshot, *, to: Path) -> Path:
    """Write the page and return where it lies.

    Parameters
    ----------
    to
        File to write; replaced as a whole.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("enacted.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("page.html.jinja").render(_content(snapshot))
    temporary = temporary_name(to)
    try:
        temporary.write_text(page, encoding="utf-8")
        temporary.replace(to)
    finally:
        temporary.unlink(missing_ok=True)
    return to


def _content(snapshot: Snapshot) -> dict[str, Any]:
    trends = snapshot.trends
    overall = trends.filter(pc.equal(trends.column("grouping"), "all")).to_pylist()
    concepts = list(dict.fromkeys(row["concept"] for row in overall))
    run = snapshot.runs.to_pylist()[0]
    documents = snapshot.documents
    outcomes = pc.value_counts(documents.column("outcome")).to_pylist()
    failed = documents.filter(
        pc.invert(pc.is_in(documents.column("outcome"), _texts("ok", "partial")))
    )
    return {
        "concepts": [_concept(name, overall) for name in concepts],
        "evidence": {name: _evidence(snapshot, name) for name in concepts},
        "outcomes": sorted(outcomes, key=lambda o: (-o["counts"], o["values"])),
        "failed": failed.select(["path", "outcome", "detail"]).sort_by("path").to_pylist(),
        "documents": documents.num_rows,
        "pages": pc.sum(documents.column("pages")).as_py() or 0,
        "sentences": run["sentences"],
        "topics": snapshot.topics.to_pylist(),
        "run": run,
        "versions": json.loads(run["versions"]),
        "snapshot": snapshot.path.name,
        "stances": STANCES,
        "height": HEIGHT,
        "bar_width": BAR,
    }


def _texts(*values: str) -> Any:
    import pyarrow as pa

    return pa.array(values)


def _concept(name: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    own = [row for row in rows if row["concept"] == name]
    # One bar a period: corrected rows stand in the table, where their codes can be told.
    years = [
        row for row in own if row["period"] not in {"all", "unknown"} and row["method"] == "counted"
    ]
    return {
        "name": name,
        "rows": own,
        "bars": list(_bars(years)),
        "width": max(1, len(years)) * (BAR + GAP) + GAP,
    }


def _short(period: str) -> str:
    """A period as it fits under its bar: 2010-14 for 2010-2014."""
    first, dash, last = period.partition("-")
    return f"{first}-{last[-2:]}" if first and last else first + dash + last


def _bars(years: Sequence[dict[str, Any]]) -> Iterator[Bar]:
    for position, row in enumerate(years):
        top = 0.0
        parts = []
        for stance in STANCES:
            share = row[f"{stance}_share"]
            if share:
                parts.append((stance, round(top, 2), round(share * HEIGHT, 2), share))
                top += share * HEIGHT
        yield Bar(
            x=GAP + position * (BAR + GAP),
            label=_short(row["period"]),
            n=sum(row[stance] for stance in STANCES),
            parts=tuple(parts),
        )


def _evidence(snapshot: Snapshot, concept: str) -> dict[str, list[dict[str, Any]]]:
    """The sentences of each stance that the classifier is surest of, at most one a document."""
    mentions = snapshot.mentions
    of_concept = pc.and_(
        pc.equal(mentions.column("concept"), concept), pc.equal(mentions.column("sense"), "concept")
    )
    keys = (
        mentions.filter(of_concept)
        .select(["doc_id", "sentence"])
        .group_by(["doc_id", "sentence"], use_threads=False)
        .aggregate([])
    )
    columns = ["doc_id", "sentence", "text", "page", "stance", *(f"p_{s}" for s in STANCES)]
    found = keys.join(snapshot.sentences.select(columns), ["doc_id", "sentence"], use_threads=False)
    found = found.join(
        snapshot.documents.select(["doc_id", "title", "year"]), "doc_id", use_threads=False
    )
    return {stance: _surest(found, stance) for stance in STANCES}


def _surest(found: Any, stance: str) -> list[dict[str, Any]]:
    chosen = found.filter(pc.equal(found.column("stance"), stance)).sort_by(
        [(f"p_{stance}", "descending"), ("doc_id", "ascending"), ("sentence", "ascending")]
    )
    rows: dict[str, dict[str, Any]] = {}
    for row in chosen.slice(0, 50 * EVIDENCE).to_pylist():
        rows.setdefault(row["doc_id"], row)
        if len(rows) == EVIDENCE:
            break
    return list(rows.values())
