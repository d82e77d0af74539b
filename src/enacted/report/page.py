"""One HTML page from a snapshot: what was read, what was found, and the evidence for it.

The page stands alone: no script, no font and no picture is fetched, all text is escaped, and no
script runs but the two that belong to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from enacted.report import corpus, facets, shares, themes
from enacted.report.bundle import as_json, policy, resource, vega
from enacted.report.evidence import evidence
from enacted.report.figures import number
from enacted.report.method import method
from enacted.report.movement import movement
from enacted.report.pairs import pairs
from enacted.tables.files import temporary_name

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment

    from enacted.report.figures import Figure
    from enacted.tables import Snapshot


def report(snapshot: Snapshot, *, to: Path) -> Path:
    """Write the page and return where it lies.

    The same snapshot and the same versions of the libraries give the same bytes.

    Parameters
    ----------
    to
        File to write; replaced as a whole.

    Raises
    ------
    OutputError
        Where a table is missing or damaged.
    """
    snapshot.require_current()
    page = environment().get_template("page.html.jinja").render(_content(snapshot))
    write_page(page, to)
    return to


def environment() -> Environment:
    """Templates of the package: everything is escaped, and a name that is not there is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    found = Environment(
        loader=PackageLoader("enacted.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["number"] = number
    return found


def write_page(page: str, to: Path) -> None:
    """Write text under a temporary name and rename it."""
    temporary = temporary_name(to)
    try:
        # What UTF-8 cannot hold, halves of pairs in damaged files, becomes a question mark.
        temporary.write_bytes(page.encode("utf-8", "replace"))
        temporary.replace(to)
    finally:
        temporary.unlink(missing_ok=True)


def _content(snapshot: Snapshot) -> dict[str, Any]:
    trends = snapshot.trends
    concepts = list(dict.fromkeys(trends["concept"].to_pylist()))
    read = corpus.figures(snapshot.documents)
    by_concept = shares.figures(snapshot, concepts)
    moves = movement(snapshot)
    rates = shares.rates(trends, concepts)
    facet = facets.figures(snapshot.mentions, snapshot.facet_trends)
    years = themes.over_years(snapshot)
    every: list[Figure] = [
        *read,
        *([moves["figure"]] if moves["figure"] else []),
        *(figure for figures in by_concept.values() for figure in figures),
        *([rates] if rates else []),
        *facet,
        *years,
    ]
    scripts = vega(), resource("report.js")
    return {
        "facts": corpus.facts(snapshot.documents),
        "sentences": snapshot.sentences.num_rows,
        "concepts": concepts,
        "summary": shares.summary(trends, concepts),
        "read": read,
        "by_concept": by_concept,
        "moves": moves,
        "rates": rates,
        "facets": facet,
        "topics": themes.topics(snapshot),
        "topics_over_time": years,
        "structure": themes.structure(snapshot),
        "pairs": pairs(snapshot),
        "method": method(snapshot, concepts),
        "mentions": snapshot.mentions.num_rows,
        "figures": as_json({figure.key: figure.data() for figure in every}),
        "evidence": as_json(evidence(snapshot)),
        "policy": policy(*scripts),
        "style": resource("report.css"),
        "vega": scripts[0],
        "script": scripts[1],
    }
