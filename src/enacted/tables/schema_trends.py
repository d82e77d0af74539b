"""The tables of trends: shares by period and group, and what became of commitments."""

from __future__ import annotations

import pyarrow as pa

from enacted.tables.columns import FLAG, INT, SHARE, TEXT, TEXTS, TableSpec
from enacted.tables.columns import column as _c

_CELL = (
    _c(
        "period",
        TEXT,
        "Year, or years as 2010-2014; 'unknown' for documents without one; 'all' for all together.",
    ),
    _c(
        "grouping",
        TEXT,
        "Column of documents the group is made by, or several joined by ','; 'all' for everything.",
    ),
    _c("group", TEXT, "The group, its values joined by ' × '; 'all' for everything."),
    _c("documents", INT, "Documents with text."),
    _c("documents_with", INT, "Documents with at least one of the mentions."),
    _c("documents_in_shares", INT, "Documents with talk, plan or deed: what intervals rest on."),
    _c("words", pa.int64(), "Words of the bodies of all documents with text."),
    _c("sentences", INT, "Sentences with such a mention, in the concept sense."),
    _c("mentions", INT, "Mentions in the concept sense, without those carried to list items."),
    _c("per_10k_words", SHARE, "Mentions per 10,000 words.", nullable=True),
    _c(
        "talk",
        INT,
        "Mentions in sentences that are talk; items that complete a lead-in stand for it.",
    ),
    _c("plan", INT, "Mentions in sentences that are plan."),
    _c("deed", INT, "Mentions in sentences that are deed."),
    _c("finding", INT, "Mentions in sentences that are finding."),
    _c("none", INT, "Mentions in sentences that are none of these."),
    *(
        _c(f"{s}_{v}", SHARE, f"{w} of {s} over talk + plan + deed.", nullable=True)
        for s in ("talk", "plan", "deed")
        for v, w in (
            ("share", "Share"),
            ("low", "Lower end of the interval of the share"),
            ("high", "Upper end of the interval of the share"),
        )
    ),
    *(
        _c(
            f"finding_{v}",
            SHARE,
            f"{w} of finding over talk + plan + deed + finding.",
            nullable=True,
        )
        for v, w in (
            ("share", "Share"),
            ("low", "Lower end of the interval of the share"),
            ("high", "Upper end of the interval of the share"),
        )
    ),
    _c("small", FLAG, "Whether the shares rest on few documents: read them with care."),
    _c(
        "method",
        TEXT,
        "counted; corrected with hand codes; or pooled, corrected with those of all "
        "periods of the group.",
    ),
    _c("codes", INT, "Hand-coded sentences used for the correction."),
    _c(
        "codes_to_halve",
        INT,
        "Further codes that would halve the widest interval; null where counted, or none would.",
        nullable=True,
    ),
)
_CELL_KEY = ("grouping", "group", "period", "method")

TRENDS = TableSpec(
    "trends",
    "a concept in a period and a group",
    (_c("concept", TEXT, "Concept, by its name in the codebook."), *_CELL),
    ("concept", *_CELL_KEY),
)

FACET_TRENDS = TableSpec(
    "facet_trends",
    "a value of a facet of a concept in a period and a group",
    (
        _c("concept", TEXT, "Concept, by its name in the codebook."),
        _c("facet", TEXT, "Facet, a column of mentions; a mention with two values is in both."),
        _c("value", TEXT, "Value of the facet."),
        *_CELL,
    ),
    ("concept", "facet", "value", *_CELL_KEY),
)

FOLLOW_THROUGH = TableSpec(
    "follow_through",
    "a concrete commitment beside a later sentence of its series that is like it",
    (
        _c("doc_id", TEXT, "doc_id of the document that commits itself."),
        _c("sentence", INT, "Position of the commitment in its document, from 0."),
        _c("rank", INT, "Rank of the later sentence among those of the commitment, from 1."),
        _c("series", TEXT, "Series that both documents belong to."),
        _c("later_doc_id", TEXT, "doc_id of the later document."),
        _c("later_sentence", INT, "Position of the later sentence in its document, from 0."),
        _c(
            "later_stance",
            TEXT,
            "Stance of the later sentence; null if not coded.",
            nullable=True,
        ),
        _c(
            "later_status",
            TEXT,
            "Status of the later sentence; null if not coded.",
            nullable=True,
        ),
        _c("score", SHARE, "How much speaks for the same commitment, 0 to 1."),
        _c("likeness", SHARE, "Cosine of the two sentences' terms, weighted by rarity (TF-IDF)."),
        _c("shared", TEXTS, "Names, abbreviations and numbers that both have, rarest first."),
        _c("restated", FLAG, "Whether the later sentence says the commitment again."),
        _c("years_between", INT, "Years from the one document to the other."),
    ),
    ("doc_id", "sentence", "rank"),
)
