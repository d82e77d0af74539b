"""What was read: documents by year, type and publisher, and what reading them came to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from enacted.report.charts import bars, bars_by_year
from enacted.report.figures import Figure, most, number, short, slug, without_gaps
from enacted.types import Outcome

if TYPE_CHECKING:
    import pyarrow as pa

TYPES, PUBLISHERS = 8, 20
"""Document types that have a colour of their own, and publishers shown, at the most."""

OTHERS, UNKNOWN = "others", "not known"

DATED = {
    "manifest": "said in the manifest",
    "title_page": "read on the title page",
    "front_matter": "read in the front matter",
    "metadata": "from the file's own properties",
    "file_name": "from the file's name",
    "none": "not known",
}


def figures(documents: pa.Table) -> list[Figure]:
    """Documents by year and type, by publisher, by how their date is known and by outcome."""
    rows = documents.select(
        ["year", "doc_type", "publisher", "outcome", "date_source", "pages", "words"]
    ).to_pylist()
    found = [_by_year(rows), _by_publisher(rows)]
    found.append(
        _counted(
            "date-source",
            "How the date of a document is known",
            "Number of documents by where their date comes from.",
            Counter(DATED.get(row["date_source"], row["date_source"]) for row in rows),
        )
    )
    found.append(
        _counted(
            "outcomes",
            "How reading ended",
            "Number of documents by the outcome of reading them.",
            Counter(row["outcome"] for row in rows),
        )
    )
    return [figure for figure in found if figure is not None]


def facts(documents: pa.Table) -> dict[str, Any]:
    """Numbers of the whole corpus, and the documents without text."""
    rows = documents.select(
        ["path", "outcome", "detail", "pages", "ocr_pages", "words", "year", "date_source"]
    ).to_pylist()
    years = sorted(row["year"] for row in rows if row["year"] is not None)
    scanned = [row["ocr_pages"] for row in rows if row["ocr_pages"]]
    return {
        "documents": len(rows),
        "read": sum(Outcome(row["outcome"]).has_text for row in rows),
        "pages": sum(row["pages"] for row in rows),
        "words": sum(row["words"] for row in rows),
        "years": (years[0], years[-1]) if years else None,
        "undated": sum(row["year"] is None for row in rows),
        "scanned": len(scanned),
        "scanned_pages": sum(scanned),
        "dated": _told(Counter(DATED.get(row["date_source"], row["date_source"]) for row in rows)),
        "outcomes": _told(Counter(row["outcome"] for row in rows)),
        "troubled": sorted(
            (row for row in rows if row["detail"] or not Outcome(row["outcome"]).has_text),
            key=lambda row: row["path"],
        ),
    }


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number(counts[name])}" for name in most(counts, len(counts)))


def _by_year(rows: list[dict[str, Any]]) -> Figure | None:
    if not rows:
        return None
    types = Counter(row["doc_type"] or UNKNOWN for row in rows)
    kept = set(most(types, TYPES))
    counts = Counter(
        (
            UNKNOWN if row["year"] is None else str(row["year"]),
            kind if (kind := row["doc_type"] or UNKNOWN) in kept else OTHERS,
        )
        for row in rows
    )
    # Digits sort before letters: documents without a year come last.
    cells = sorted(counts.items())
    return Figure(
        key="documents-by-year",
        title="Documents by year and type",
        note="Number of documents of each year, by document type.",
        columns=("year", "doc_type", "documents"),
        rows=tuple((year, kind, count) for (year, kind), count in cells),
        head=("year", "document type", "documents"),
        body=tuple((year, kind, number(count)) for (year, kind), count in cells),
        spec=bars_by_year(
            without_gaps(year for year, _ in counts),
            year="year",
            y="documents",
            stack="doc_type",
            highest=max(Counter(row["year"] for row in rows).values()),
            order=[*sorted(kept), *([OTHERS] if len(types) > len(kept) else [])],
        ),
    )


def _by_publisher(rows: list[dict[str, Any]]) -> Figure | None:
    counts = Counter(row["publisher"] or UNKNOWN for row in rows)
    return _counted(
        "publishers", "Documents by publisher", "Number of documents of each publisher.", counts
    )


def _counted(key: str, title: str, note: str, counts: Counter[str]) -> Figure | None:
    if len(counts) < 2:  # one bar says nothing; the text says it
        return None
    names = most(counts, len(counts))
    shown = names[:PUBLISHERS]
    more = len(names) - len(shown)
    labels = [short(name, 40) for name in shown]
    return Figure(
        key=slug(key),
        title=title,
        note=note + (f" Further ones in the table: {more}." if more else ""),
        columns=("name", "documents"),
        rows=tuple((label, counts[name]) for label, name in zip(labels, shown, strict=True)),
        head=(title.rsplit(" ", 1)[-1] if key == "publishers" else "which", "documents"),
        body=tuple((name, number(counts[name])) for name in names),
        spec=bars(x="documents", y="name", order=labels),
    )
