"""Hand codes matched to the sentences of a corpus."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from enacted.tables.schema import CODES, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from enacted.coding.codes import Code

# Of two texts one of which holds the other the shorter must be this share of the longer.
_LEAST_RATIO = 0.8
_LEAST_CELL = 12  # characters of a cell, folded, that is looked for in a row
# White space, hyphens, dashes, quotation marks, and what has no width.
_LOOSE = re.compile(
    r"[\s\-\u00ad\u058a\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
    r"\"'`´\u00ab\u00bb\u2018-\u201f\u2032-\u2037\u2039\u203a\u300c-\u300f"
    r"\u200b-\u200f\u2028-\u202f\u2060\ufeff]+"
)


class _Candidate(NamedTuple):
    sentence: int
    page: int
    folded: str
    row: bool
    """A row of an action plan."""


def match(codes: Sequence[Code], documents: pa.Table, sentences: Iterable[pa.Table]) -> pa.Table:
    """Find the sentence of each hand code.

    A code belongs to a sentence of its document that is the same text but for case, white space,
    hyphens and quotation marks; failing that, to one that holds it or is held by it, if the
    shorter is at least 80 % of the longer. Of several the one nearest to the code's page is taken,
    and no sentence twice for one coder.

    Parameters
    ----------
    codes
        From `enacted.coding.read_codes`.
    documents
        Columns ``doc_id``, ``path`` and ``duplicates``.
    sentences
        Tables with the columns ``doc_id``, ``sentence``, ``page``, ``kind`` and ``text``.

    Returns
    -------
    pa.Table
        Schema of the table ``codes``, a row a code, sorted by its key. ``sentence`` is null where
        none was found, ``doc_id`` empty where the corpus has no document of that path.
        ``inclusion`` is null: see `enacted.coding.kept.with_inclusion`.
    """
    by_path = _paths(documents)
    placed = [(code.doc_id or by_path.get(_plain(code.path), ""), code) for code in codes]
    candidates = _candidates({doc_id for doc_id, _ in placed if doc_id}, sentences)
    of_document: defaultdict[str, list[Code]] = defaultdict(list)
    for doc_id, code in placed:
        of_document[doc_id].append(code)
    rows = [
        {
            "doc_id": doc_id,
            "sentence": sentence,
            "text": code.text,
            "coder": code.coder,
            "status": code.status.value,
            "concrete": code.concrete,
            "stance": code.stance.value,
            "sense": code.sense,
            "facets": list(code.facets),
            "note": code.note,
            "stratum": code.stratum,
            "inclusion": None,
        }
        for doc_id, mine in of_document.items()
        for code, sentence in zip(mine, _matched(mine, candidates.get(doc_id, [])), strict=True)
    ]
    rows.sort(
        key=lambda row: (
            row["doc_id"],
            row["sentence"] is None,
            row["sentence"] or 0,
            row["text"],
            row["coder"],
            -1 if row["sentence"] is None else row["sentence"],
        )
    )
    return pa.Table.from_pylist(rows, schema=CODES.schema())


def fold(text: str) -> str:
    """A text without case, white space, hyphens and quotation marks.

    >>> fold("“Co-production” works.") == fold("'co production'  Works.")
    True
    """
    return _LOOSE.sub("", unicodedata.normalize("NFKC", text).casefold())


def _matched(codes: list[Code], candidates: list[_Candidate]) -> list[int | None]:
    """Sentence of each code of one document."""
    folded = [fold(code.text) for code in codes]
    same: defaultdict[str, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        same[candidate.folded].append(candidate)
    taken: set[tuple[str, int]] = set()
    found: list[int | None] = [None] * len(codes)

    def take(place: int, options: Iterable[tuple[float, _Candidate]]) -> None:
        code = codes[place]
        free = [
            (-ratio, abs(option.page - code.page) if code.page else 0, option.sentence)
            for ratio, option in options
            if (code.coder, option.sentence) not in taken
        ]
        if free:
            found[place] = min(free)[-1]
            taken.add((code.coder, min(free)[-1]))

    # All that fit exactly go first, so that none is taken by a mere likeness.
    for place, text in enumerate(folded):
        take(place, ((1.0, option) for option in same.get(text, ()) if text))
    for place, text in enumerate(folded):
        if found[place] is None and text:
            take(place, _alike(text, candidates))
    return found


def _alike(text: str, candidates: Iterable[_Candidate]) -> Iterable[tuple[float, _Candidate]]:
    for candidate in candidates:
        shorter, longer = sorted((text, candidate.folded), key=len)
        # A row of an action plan holds the coded cell among others.
        in_row = candidate.row and shorter == text and len(text) >= _LEAST_CELL
        if (in_row or len(shorter) >= _LEAST_RATIO * len(longer)) and shorter in longer:
            yield len(shorter) / len(longer), candidate


def _candidates(wanted: set[str], tables: Iterable[pa.Table]) -> dict[str, list[_Candidate]]:
    """Sentences of the documents that have codes."""
    candidates: defaultdict[str, list[_Candidate]] = defaultdict(list)
    ids = pa.array(sorted(wanted), TEXT)
    for table in tables:
        mine = table.select(["doc_id", "sentence", "page", "kind", "text"])
        mine = mine.filter(pc.is_in(mine["doc_id"], value_set=ids))
        for doc_id, sentence, page, kind, text in zip(
            *(column.to_pylist() for column in mine.columns), strict=True
        ):
            candidates[doc_id].append(_Candidate(sentence, page, fold(text), kind == "table_row"))
    return candidates


def _paths(documents: pa.Table) -> dict[str, str]:
    """Document of each path, also of copies."""
    paths: dict[str, str] = {}
    for doc_id, path, copies in zip(
        *(documents[name].to_pylist() for name in ("doc_id", "path", "duplicates")), strict=True
    ):
        for each in (path, *copies):
            paths.setdefault(_plain(each), doc_id)
    return paths


def _plain(path: str) -> str:
    """A path as it is written on any system."""
    return unicodedata.normalize("NFC", path.replace("\\", "/").removeprefix("./"))
