"""The one truth on tables: names, columns, types, meanings.

The data dictionary, ``datapackage.json`` and the documentation are made from here.
"""

from __future__ import annotations

import pyarrow as pa

from enacted.tables.columns import (
    BOXES,
    FLAG,
    INT,
    PROBABILITY,
    SCHEMA_VERSION,
    SHARE,
    TEXT,
    TEXTS,
    Column,
    TableSpec,
)
from enacted.tables.columns import column as _c
from enacted.tables.schema_topics import (
    PASSAGE_TOPICS,
    TOPIC_CONCEPTS,
    TOPIC_CORRELATIONS,
    TOPIC_GRID,
    TOPIC_STRUCTURE,
    TOPIC_TERMS,
    TOPIC_YEARS,
    TOPICS,
)
from enacted.tables.schema_trends import FACET_TRENDS, FOLLOW_THROUGH, TRENDS

_DOC = _c("doc_id", TEXT, "First 16 hex digits of the SHA-256 of the file's bytes.")
_SENTENCE = _c("sentence", INT, "Position of the sentence in its document, from 0.")
_PAGE = _c("page", INT, "Page on which it begins, from 1.")
_BOXES = _c(
    "boxes", BOXES, "Where it stands: one box a line, in points from the page's top left corner."
)

DOCUMENTS = TableSpec(
    "documents",
    "a PDF found in the corpus, read or not",
    (
        _DOC,
        _c("path", TEXT, "Path within the corpus folder; of equal files the first by name."),
        _c("duplicates", TEXTS, "Paths of further files with the same bytes."),
        _c("sha256", TEXT, "SHA-256 of the file's bytes; empty where it could not be read."),
        _c("bytes", pa.int64(), "Size of the file."),
        _c("title", TEXT, "Title, from the manifest, the PDF's own properties or its first page."),
        _c("publisher", TEXT, "Publisher, from the manifest."),
        _c("country", TEXT, "Country, from the manifest."),
        _c("doc_type", TEXT, "Document type (strategy, evaluation, …), from the manifest."),
        _c("series", TEXT, "Series the document belongs to, from the manifest."),
        _c("language", TEXT, "Language of the text as ISO 639-1; empty where there is too little."),
        _c("date", TEXT, "Publication date, ISO 8601, cut to its precision; empty if unknown."),
        _c("date_precision", TEXT, "day, month, year or none."),
        _c(
            "date_source",
            TEXT,
            "How the date is known: manifest, title_page, front_matter, metadata, file_name, none.",
        ),
        _c("year", INT, "Year of publication.", nullable=True),
        _c("pages", INT, "Pages in the file; 0 where it could not be opened."),
        _c("ocr_pages", INT, "Pages of these whose text was recognised in a picture (OCR)."),
        _c("blocks", INT, "Blocks read."),
        _c("sentences", INT, "Sentences of the body."),
        _c("words", INT, "Words of the body in a language that the codebook covers."),
        _c("mentions", INT, "Mentions of any concept, in any sense, with those carried to items."),
        _c("outcome", TEXT, "How reading ended: ok, partial, no_text, encrypted, damaged, …"),
        _c(
            "detail",
            TEXT,
            "Why there is no text, only some, or text that is not mined; else empty.",
        ),
        _c("engine", TEXT, "What read it: pdfium, pdfplumber, tesseract, joined by +."),
    ),
    ("doc_id",),
    open=True,
)

BLOCKS = TableSpec(
    "blocks",
    "a heading, paragraph, list item, table, footnote, caption or piece of furniture",
    (
        _DOC,
        _c("block", INT, "Position in reading order, from 0."),
        _c(
            "kind",
            TEXT,
            "heading, paragraph, list_item, quote, table, table_row, footnote, caption, furniture.",
        ),
        _c("level", INT, "Depth of a heading or list item, from 1; 0 elsewhere."),
        _c("section", TEXT, "Headings above it, outermost first, joined by ' > '."),
        _c("lead_in", INT, "Block that introduces a list item, or -1."),
        _PAGE,
        _BOXES,
        _c("starts", pa.list_(INT), "Offset in text at which the line of each box begins."),
        _c("text", TEXT, "The text, one line, hyphens at line ends resolved."),
        _c("header", pa.list_(TEXT), "Names of a table's columns; empty elsewhere."),
        _c("cells", pa.list_(pa.list_(TEXT)), "A table's cells, row by row; empty elsewhere."),
    ),
    ("doc_id", "block"),
)

SENTENCES = TableSpec(
    "sentences",
    "a sentence of the body",
    (
        _DOC,
        _SENTENCE,
        _c("block", INT, "Block it stands in."),
        _c("kind", TEXT, "Kind of that block."),
        _PAGE,
        _BOXES,
        _c("section", TEXT, "Headings above it, outermost first, joined by ' > '."),
        _c("lead_in", TEXT, "Text that introduces the list it is an item of; empty elsewhere."),
        _c("text", TEXT, "The sentence."),
        _c("words", INT, "Tokens that hold a letter or digit."),
        _c("language", TEXT, "Language as ISO 639-1; other than the codebook's: not mined."),
        _c("status", TEXT, "What it does: rhetoric … none; null if not coded.", nullable=True),
        _c("concrete", FLAG, "Whether an outsider could check the act.", nullable=True),
        _c("stance", TEXT, "talk, plan, deed, finding or none; null if not coded.", nullable=True),
        _c("p_rhetoric", PROBABILITY, "Probability of status rhetoric.", nullable=True),
        _c("p_proposal", PROBABILITY, "Probability of status proposal.", nullable=True),
        _c("p_commitment", PROBABILITY, "Probability of status commitment.", nullable=True),
        _c("p_practice", PROBABILITY, "Probability of status practice.", nullable=True),
        _c("p_finding", PROBABILITY, "Probability of status finding.", nullable=True),
        _c("p_none", PROBABILITY, "Probability of status none.", nullable=True),
        _c("p_concrete", PROBABILITY, "Probability that the act can be checked.", nullable=True),
        _c("p_talk", PROBABILITY, "Probability of stance talk.", nullable=True),
        _c("p_plan", PROBABILITY, "Probability of stance plan.", nullable=True),
        _c("p_deed", PROBABILITY, "Probability of stance deed.", nullable=True),
        _c("cues", TEXTS, "Named cues found, those that speak most for the answer first."),
        _c("tier", TEXT, "Classifier that coded it, fast or accurate; empty if not coded."),
        _c(
            "agreement",
            FLAG,
            "Whether fast gives the same status and concreteness; null if accurate did not code.",
            nullable=True,
        ),
    ),
    ("doc_id", "sentence"),
)

MENTIONS = TableSpec(
    "mentions",
    "a place where a sentence uses a term of a concept",
    (
        _DOC,
        _SENTENCE,
        _c("mention", INT, "Position of the mention in its document, from 0."),
        _c("concept", TEXT, "Concept, by its name in the codebook."),
        _c("term", TEXT, "Term, by its name in the codebook."),
        _c("surface", TEXT, "The words as they stand."),
        _c("start", INT, "Where the surface begins in the sentence, in characters from 0."),
        _c("end", INT, "Where it ends, half-open."),
        _c("sense", TEXT, "concept, name (inside a law, body, post or document) or other."),
        _c(
            "p_concept",
            PROBABILITY,
            "Probability that the sense is concept; null where the encoder did not read it.",
            nullable=True,
        ),
        _c("negated", FLAG, "Whether the mention is negated."),
        _c("quoted", FLAG, "Whether it stands in quotation marks."),
        _c("modes", TEXTS, "Coproduction: commission, design, deliver, assess."),
        _c("level", TEXT, "Coproduction: individual, group, collective; empty if not shown."),
        _c("reasons", TEXTS, "instrumental, normative."),
        _c(
            "equality",
            TEXTS,
            "Kind of equality: opportunity, access, outcome, treatment, difference, voice.",
        ),
        _c("exclusion", TEXT, "external (no place), internal (no say); empty if not shown."),
        _c("org_level", TEXT, "individual, team, service, organisation, system; empty if not."),
        _c("contribution", TEXTS, "Coproduction: voice (having a say), action (doing)."),
        _c("drivers", TEXTS, "What moves it: law, leadership, resources, demand, trust."),
        _c(
            "barriers",
            TEXTS,
            "In its way: resources, attitudes, skills, power, rules, access.",
        ),
        _c("outcomes", TEXTS, "What came of it: wellbeing, quality, control, cost, relations."),
        _c("tokenism", TEXTS, "Signs that it is for show: lip_service, no_influence, late."),
        _c(
            "carried_from",
            INT,
            "Mention of the lead-in that this item completes (the surface is then empty), or -1.",
        ),
    ),
    ("doc_id", "mention"),
)

CODES = TableSpec(
    "codes",
    "a hand code",
    (
        _DOC,
        _c("sentence", INT, "Sentence it was matched to; null if none.", nullable=True),
        _c("text", TEXT, "The sentence as it was coded."),
        _c("coder", TEXT, "Who coded it."),
        _c("status", TEXT, "Status, as in the coding guide."),
        _c("concrete", FLAG, "Whether an outsider could check the act."),
        _c("stance", TEXT, "Stance that follows."),
        _c(
            "sense",
            TEXT,
            "Sense of the mentions: concept, name or other, or one a concept, as "
            "'equality: name; coproduction: concept'; empty if not coded, which counts as concept.",
        ),
        _c(
            "facets",
            TEXTS,
            "Values of facets that were coded, as 'level=local'; 'level=' says that none fits.",
        ),
        _c("note", TEXT, "What the coder noted."),
        _c("stratum", TEXT, "Stratum it was drawn from; empty where it was not drawn at random."),
        _c(
            "inclusion",
            SHARE,
            "Probability with which the sentence came to be coded: coded over all of its stratum; "
            "null where it was not drawn at random.",
            nullable=True,
        ),
    ),
    ("doc_id", "sentence", "text", "coder"),
)

RUNS = TableSpec(
    "runs",
    "the run that built this snapshot",
    (
        _c("inputs", TEXT, "Digest of everything that decides the tables, imported codes apart."),
        _c("started", TEXT, "When it began, UTC."),
        _c("finished", TEXT, "When it ended, UTC."),
        _c("versions", TEXT, "Versions of Enacted, Python and libraries, as JSON."),
        _c("settings", TEXT, "Settings, as JSON."),
        _c("codebook", TEXT, "SHA-256 of the codebook."),
        _c("models", TEXT, "SHA-256 of the stance model."),
        _c("corpus", TEXT, "SHA-256 over documents and manifest."),
        _c("documents", INT, "Documents found."),
        _c("failed", INT, "Documents without text."),
        _c("worked", INT, "Documents on which this run did any step."),
        _c("sentences", INT, "Sentences."),
        _c("mentions", INT, "Mentions."),
        _c("seconds", SHARE, "Wall seconds."),
    ),
    ("inputs",),
)

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        DOCUMENTS,
        BLOCKS,
        SENTENCES,
        MENTIONS,
        TOPICS,
        TOPIC_TERMS,
        PASSAGE_TOPICS,
        TOPIC_YEARS,
        TOPIC_CORRELATIONS,
        TOPIC_CONCEPTS,
        TOPIC_STRUCTURE,
        TOPIC_GRID,
        TRENDS,
        FACET_TRENDS,
        FOLLOW_THROUGH,
        CODES,
        RUNS,
    )
}
"""Every table of a snapshot, by name."""

__all__ = [
    "BLOCKS",
    "BOXES",
    "CODES",
    "DOCUMENTS",
    "FACET_TRENDS",
    "FLAG",
    "FOLLOW_THROUGH",
    "INT",
    "MENTIONS",
    "PASSAGE_TOPICS",
    "PROBABILITY",
    "RUNS",
    "SCHEMA_VERSION",
    "SENTENCES",
    "SHARE",
    "TABLES",
    "TEXT",
    "TEXTS",
    "TOPICS",
    "TOPIC_CONCEPTS",
    "TOPIC_CORRELATIONS",
    "TOPIC_GRID",
    "TOPIC_STRUCTURE",
    "TOPIC_TERMS",
    "TOPIC_YEARS",
    "TRENDS",
    "Column",
    "TableSpec",
]
