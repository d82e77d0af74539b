"""Topics: shares over the years, words, passages, and the view from passages to concepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from enacted.report.charts import heat_map, width_of
from enacted.report.figures import (
    Figure,
    number,
    percent,
    rounded,
    short,
    with_interval,
    without_gaps,
)
from enacted.report.panels import small_multiples

if TYPE_CHECKING:
    from enacted.tables import Snapshot

PANELS = 9
"""Topics with a small chart of their own, at the most."""

THEMES, QUOTED = 5, 220
"""Topics shown under a concept, and characters of a passage beside them, at the most."""

PASSAGES, LENGTH = 2, 600
"""Passages quoted a topic, and characters of each, at the most."""


def over_years(snapshot: Snapshot) -> list[Figure]:
    """Share of each topic in each year, weighted by words; the commonest with intervals first."""
    rows = snapshot.topic_years.to_pylist()
    topics = snapshot.topics.to_pylist()
    if not rows:
        return []
    names = {topic["topic"]: f"{topic['topic']} {short(topic['label'], 36)}" for topic in topics}
    order = [names[topic["topic"]] for topic in topics]
    rows.sort(key=lambda row: (row["topic"], row["year"]))
    # A topic may come with intervals or without, as the model was refitted or not.
    intervals = "share_words_low" in snapshot.topic_years.schema.names
    common = [topic["topic"] for topic in sorted(topics, key=lambda t: (-t["share"], t["topic"]))]
    common = common[:PANELS]
    figures = [] if len({row["year"] for row in rows}) < 2 else [_panels(rows, names, common)]
    whole = Figure(
        key="topics-over-time",
        title="All topics over time",
        note=(
            "Share of each topic in the words of each year, in per cent; a column adds to 100, "
            "and shares below half a per cent are left blank."
        ),
        columns=("year", "topic", "per_cent", "words", "documents"),
        rows=tuple(
            (
                str(row["year"]),
                names[row["topic"]],
                rounded(100 * row["share_words"], 1),
                row["words"],
                row["documents"],
            )
            for row in rows
        ),
        head=("topic", "year", "documents", "words", "share by words", "mean of documents"),
        body=tuple(
            (
                names[row["topic"]],
                str(row["year"]),
                number(row["documents"]),
                number(row["words"]),
                _with(row, "share_words", intervals=intervals),
                _with(row, "share_documents", intervals=intervals),
            )
            for row in rows
        ),
        spec=heat_map(
            x="year",
            y="topic",
            value="per_cent",
            format_=".0f",
            order=order,
            least=width_of({row["year"] for row in rows}),
        ),
    )
    return [*figures, whole]


def _panels(rows: list[dict[str, Any]], names: dict[int, str], common: list[int]) -> Figure:
    shown = [row for row in rows if row["topic"] in common]
    shown.sort(key=lambda row: (common.index(row["topic"]), row["year"]))
    data = [
        (
            str(row["year"]),
            names[row["topic"]],
            *(
                None if row.get(column) is None else rounded(100 * row[column], 1)
                for column in ("share_words", "share_words_low", "share_words_high")
            ),
            row["words"],
            row["documents"],
            bool(row.get("unstable")),
        )
        for row in shown
    ]
    some = any(low is not None for _, _, _, low, *_ in data)
    return Figure(
        key="common-topics",
        title="The commonest topics over time",
        note=(
            f"Share of the {len(common)} commonest topics in the words of each year, in per cent"
            + (
                ", with intervals over resampled documents; years of a single document have none."
                if some
                else "; enacted topics OUT --refits 20 adds intervals."
            )
            + (
                " Topics with hollow points are unstable: refits hardly find them, and their "
                "curve should not be read."
                if any(small for *_, small in data)
                else ""
            )
        ),
        columns=("period", "topic", "per_cent", "low", "high", "words", "documents", "small"),
        rows=tuple(data),
        head=("topic", "year", "documents", "words", "share by words"),
        body=tuple(
            (
                names[row["topic"]],
                str(row["year"]),
                number(row["documents"]),
                number(row["words"]),
                _with(row, "share_words", intervals="share_words_low" in row),
            )
            for row in shown
        ),
        spec=small_multiples(
            without_gaps(str(row["year"]) for row in shown),
            panel="topic",
            order=[names[topic] for topic in common],
            y="per_cent",
        ),
    )


def topics(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Topics with their words and with passages that show them."""
    quoted = _passages(snapshot)
    return [
        {
            "topic": row["topic"],
            "label": row["label"],
            "share": percent(row["share"]),
            "concept": row.get("concept") or "",
            "probability": row["top_probability"],
            "frex": row["top_frex"],
            "lift": row["top_lift"],
            "coherence": number(row["coherence"], 2),
            "exclusivity": number(row["exclusivity"], 2),
            "stability": number(row["stability"], 2),
            "passages": [quoted[p] for p in row["passages"][:PASSAGES] if p in quoted],
        }
        for row in snapshot.topics.to_pylist()
    ]


def structure(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Concepts with the topics that carry them most, and passages that show these.

    First-order passages, second-order topics, aggregate concepts (Gioia, Corley and Hamilton
    2013); empty where the snapshot has no such table.
    """
    # A snapshot of an earlier version may not have it, and need not be made anew for that.
    if not snapshot.file("topic_structure").is_file():
        return []
    about = {
        row["doc_id"]: row
        for row in snapshot.documents.select(["doc_id", "title", "path", "year"]).to_pylist()
    }
    dimensions: dict[str, dict[int, dict[str, Any]]] = {}
    for row in snapshot.table("topic_structure").to_pylist():
        if not row["concept"]:
            continue
        themes = dimensions.setdefault(row["concept"], {})
        theme = themes.setdefault(
            row["topic"], {"label": row["label"], "lift": row["lift"], "passages": []}
        )
        if len(theme["passages"]) < PASSAGES:
            document = about[row["doc_id"]]
            theme["passages"].append(
                {
                    "text": short(row["text"], QUOTED),
                    "title": document["title"] or document["path"],
                    "year": document["year"],
                    "page": row["page"],
                }
            )
    found = []
    for concept, themes in sorted(dimensions.items()):
        strongest = sorted(themes.values(), key=lambda t: (-t["lift"], t["label"]))
        shown, more = strongest[:THEMES], [theme["label"] for theme in strongest[THEMES:]]
        found.append({"concept": concept, "themes": shown, "more": more})
    return found


def _with(row: dict[str, Any], name: str, *, intervals: bool) -> str:
    if not intervals:
        return f"{100 * row[name]:.1f} %"
    return with_interval(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _passages(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """Text of the passages that topics name, with document and page."""
    wanted = {p for row in snapshot.topics["passages"].to_pylist() for p in row[:PASSAGES]}
    doc_ids = sorted({name.rpartition(":")[0] for name in wanted})
    passages = _of(
        snapshot.passage_topics.select(
            ["doc_id", "passage", "first_sentence", "last_sentence", "page"]
        ),
        doc_ids,
    )
    texts = {
        (row["doc_id"], row["sentence"]): row["text"]
        for row in _of(
            snapshot.sentences.select(["doc_id", "sentence", "text"]), doc_ids
        ).to_pylist()
    }
    documents = {
        row["doc_id"]: row
        for row in _of(
            snapshot.documents.select(["doc_id", "title", "path", "year"]), doc_ids
        ).to_pylist()
    }
    found: dict[str, dict[str, Any]] = {}
    for row in passages.to_pylist():
        name = f"{row['doc_id']}:{row['passage']}"
        if name not in wanted or name in found:
            continue
        span = range(row["first_sentence"], row["last_sentence"] + 1)
        text = " ".join(texts.get((row["doc_id"], number), "") for number in span)
        document = documents[row["doc_id"]]
        found[name] = {
            "text": short(" ".join(text.split()), LENGTH),
            "title": document["title"] or document["path"],
            "year": document["year"],
            "page": row["page"],
        }
    return found


def _of(table: pa.Table, doc_ids: list[str]) -> pa.Table:
    return table.filter(pc.is_in(table["doc_id"], pa.array(doc_ids, pa.string())))
