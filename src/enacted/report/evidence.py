"""Every mention with its sentence, neighbours and place, coded small for a search in the browser.

Texts that come again and again (documents, terms, sections, cues) stand once in a list, and
columns hold their places in it; a sentence stands once, and its neighbours are found by number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable

    from enacted.tables import Snapshot

FACETS = (
    "modes", "level", "contribution", "reasons", "equality", "exclusion", "org_level", "drivers",
    "barriers", "outcomes", "tokenism",
)  # fmt: skip
PROBABILITIES = ("p_talk", "p_plan", "p_deed")
CUES = 5
"""Cues kept a sentence: those that speak most for the answer."""

LONGEST = 3_000
"""Characters of a sentence that go into the page; what is cut is said to be."""

_SENTENCE = ("doc_id", "sentence", "page", "section", "text", "stance", "status", "cues")


class Words:
    """A list of texts in which each stands once, and where."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        """Where the text stands; it is added where it is new."""
        found = self._places.get(text)
        if found is None:
            found = self._places[text] = len(self.texts)
            self.texts.append(text)
        return found

    def places(self, texts: Iterable[str]) -> list[int]:
        """Where each of the texts stands."""
        return [self.place(text) for text in texts]


def evidence(snapshot: Snapshot) -> dict[str, Any]:
    """Mentions in columns, as the page's script reads them.

    Returns
    -------
    dict
        ``documents``: columns title, path, publisher, type, year, id. ``sentences``: columns
        document, sentence, page, section, text, stance, status, cues, probabilities in per cent,
        and coded (0 for a mere neighbour). ``mentions``: columns sentence (place among the
        sentences), mention, concept, term, sense, negated, start, end, carried and facets. Numbers
        of texts point into ``words``. Mentions are in order of year and document.
    """
    words = Words()
    documents = snapshot.documents.select(
        ["doc_id", "title", "path", "publisher", "doc_type", "year"]
    ).to_pylist()
    mentions = snapshot.mentions
    named = set(mentions["doc_id"].to_pylist())
    documents = [row for row in documents if row["doc_id"] in named]
    # By year, then by name: the order in which results are shown.
    documents.sort(
        key=lambda row: (row["year"] or 9999, row["title"] or row["path"], row["doc_id"])
    )
    order = {row["doc_id"]: place for place, row in enumerate(documents)}
    sentences, places = _sentences(snapshot, order, words)
    return {
        "documents": {
            "id": [row["doc_id"] for row in documents],
            "title": [row["title"] or row["path"] for row in documents],
            "path": [row["path"] for row in documents],
            "publisher": words.places(row["publisher"] for row in documents),
            "type": words.places(row["doc_type"] for row in documents),
            "year": [row["year"] for row in documents],
        },
        "sentences": sentences,
        "mentions": _mentions(mentions, order, places, words),
        "facets": FACETS,
        "words": words.texts,
        "longest": LONGEST,
    }


def _sentences(
    snapshot: Snapshot, order: dict[str, int], words: Words
) -> tuple[dict[str, list[Any]], dict[tuple[str, int], int]]:
    """Sentences with a mention and their neighbours, and where each stands."""
    mentions = snapshot.mentions
    keys = zip(mentions["doc_id"].to_pylist(), mentions["sentence"].to_pylist(), strict=True)
    own = set(keys)
    wanted = own | {(d, n + step) for d, n in own for step in (-1, 1)}
    rows = _read(snapshot, wanted)
    rows.sort(key=lambda row: (order[row["doc_id"]], row["sentence"]))
    places = {(row["doc_id"], row["sentence"]): place for place, row in enumerate(rows)}
    columns: dict[str, list[Any]] = {
        "document": [order[row["doc_id"]] for row in rows],
        "sentence": [row["sentence"] for row in rows],
        "page": [row["page"] for row in rows],
        "section": words.places(row["section"] for row in rows),
        "text": [row["text"][:LONGEST] for row in rows],
        "stance": words.places(row["stance"] or "" for row in rows),
        "status": words.places(row["status"] or "" for row in rows),
        "cues": [
            words.places(row["cues"][:CUES]) if (row["doc_id"], row["sentence"]) in own else 0
            for row in rows
        ],
    }
    for name in PROBABILITIES:
        columns[name] = [None if row[name] is None else round(100 * row[name]) for row in rows]
    return columns, places


def _read(snapshot: Snapshot, wanted: set[tuple[str, int]]) -> list[dict[str, Any]]:
    """Rows of the sentences wanted, row group by row group: the table need not fit into memory."""
    doc_ids = pa.array(sorted({doc_id for doc_id, _ in wanted}), pa.string())
    rows: list[dict[str, Any]] = []
    file = pq.ParquetFile(snapshot.file("sentences"))
    for group in range(file.num_row_groups):
        keys = file.read_row_group(group, ["doc_id", "sentence"], use_threads=False)
        known = pc.is_in(keys["doc_id"], doc_ids).to_numpy()
        pairs = zip(keys["doc_id"].to_pylist(), keys["sentence"].to_pylist(), strict=True)
        chosen = [at for at, pair in enumerate(pairs) if known[at] and pair in wanted]
        if chosen:
            table = file.read_row_group(group, [*_SENTENCE, *PROBABILITIES], use_threads=False)
            rows += table.take(pa.array(chosen)).to_pylist()
    return rows


def _mentions(
    mentions: pa.Table,
    order: dict[str, int],
    places: dict[tuple[str, int], int],
    words: Words,
) -> dict[str, list[Any]]:
    rows = [
        (order[row["doc_id"]], places[row["doc_id"], row["sentence"]], row)
        for row in mentions.to_pylist()
        if (row["doc_id"], row["sentence"]) in places
    ]
    rows.sort(key=lambda each: (each[0], each[1], each[2]["mention"]))
    return {
        "sentence": [place for _, place, _ in rows],
        "mention": [row["mention"] for *_, row in rows],
        "concept": words.places(row["concept"] for *_, row in rows),
        "term": words.places(row["term"] for *_, row in rows),
        "sense": words.places(row["sense"] for *_, row in rows),
        "negated": [int(row["negated"]) for *_, row in rows],
        # In characters: the page's script counts otherwise, and converts.
        "start": [row["start"] for *_, row in rows],
        "end": [row["end"] for *_, row in rows],
        "carried": [int(row["carried_from"] >= 0) for *_, row in rows],
        "facets": [_facets(row, words) for *_, row in rows],
    }


def _facets(row: dict[str, Any], words: Words) -> list[int] | int:
    """Facets as ``facet: value``; 0 where there are none, as most often."""
    found = [
        words.place(f"{facet.replace('_', ' ')}: {value}")
        for facet in FACETS
        for value in ([row[facet]] if isinstance(row[facet], str) else row[facet])
        if value
    ]
    return found or 0
