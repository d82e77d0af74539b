"""Hand codes matched to sentences."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from enacted.coding import Code, match
from enacted.coding.matching import fold
from enacted.tables.schema import CODES
from enacted.types import Status

DOCUMENTS = pa.table(
    {
        "doc_id": ["d1", "d2"],
        "path": ["a.pdf", "sub/b.pdf"],
        "duplicates": pa.array([["copy of a.pdf"], []], pa.list_(pa.string())),
    }
)


def code(text: str, **change: Any) -> Code:
    values: dict[str, Any] = {
        "path": "a.pdf", "doc_id": "", "page": None, "text": text,
        "status": Status.PRACTICE, "concrete": True, "coder": "A",
    }  # fmt: skip
    return Code(**{**values, **change})


def sentences_of(*rows: tuple[str, int, str], kind: str = "paragraph") -> pa.Table:
    """Rows of document, page, text, numbered from 0 in each document."""
    numbers: dict[str, int] = {}
    table = []
    for doc_id, page, text in rows:
        numbers[doc_id] = numbers.get(doc_id, -1) + 1
        place = {"doc_id": doc_id, "sentence": numbers[doc_id], "page": page}
        table.append({**place, "kind": kind, "text": text})
    text_columns = {"kind": pa.string(), "text": pa.string()}
    schema = pa.schema(
        {"doc_id": pa.string(), "sentence": pa.int32(), "page": pa.int32(), **text_columns}
    )
    return pa.Table.from_pylist(table, schema=schema)


def matched(codes: list[Code], *rows: tuple[str, int, str]) -> list[int | None]:
    found: list[int | None] = match(codes, DOCUMENTS, [sentences_of(*rows)])["sentence"].to_pylist()
    return found


@pytest.mark.parametrize(
    "text",
    [
        "Forty carers co-designed the new “pathway”.",
        "Forty carers co- designed the new 'pathway'.",
        "FORTY  carers co‑designed the new pathway.",
        "Forty carers codesigned the new \u00adpath way.",
        "Forty carers co-designed the new pathway. 12",
        "carers co-designed the new pathway.",
    ],
)
def test_same_sentences(text):
    assert matched(
        [code(text)], ("d1", 1, "Other."), ("d1", 1, "Forty carers co-designed the new pathway.")
    ) == [1]


@pytest.mark.parametrize(
    "text", ["Forty carers.", "Fifty carers co-designed the new pathway.", "pathway", "“ – ”"]
)
def test_other_sentences(text):
    assert matched([code(text)], ("d1", 1, "Forty carers co-designed the new pathway.")) == [None]


def test_documents_are_kept_apart():
    assert matched([code("We did.")], ("d2", 1, "We did.")) == [None]
    assert matched([code("We did.", path="./sub\\b.pdf")], ("d2", 1, "We did.")) == [0]
    assert matched([code("We did.", path="", doc_id="d2")], ("d2", 1, "We did.")) == [0]


def test_copies_are_known_by_their_path_too():
    assert matched([code("We did.", path="copy of a.pdf")], ("d1", 1, "We did.")) == [0]


def test_an_unknown_document_has_no_identifier():
    table = match([code("We did.", path="c.pdf")], DOCUMENTS, [sentences_of(("d1", 1, "We did."))])
    assert table["doc_id"].to_pylist() == [""]
    assert table["sentence"].to_pylist() == [None]


def test_of_equal_sentences_the_nearest_page_is_taken():
    rows = [("d1", page, "We did.") for page in (1, 5, 9)]
    assert matched([code("We did.", page=6)], *rows) == [1]
    assert matched([code("We did.")], *rows) == [0]


def test_no_sentence_is_taken_twice_by_one_coder():
    rows = [("d1", page, "We did.") for page in (1, 5)]
    twice = [code("We did.", page=1), code("We did.", page=2)]
    assert matched(twice, *rows) == [0, 1]
    assert matched([code("We did."), code("We did.", coder="B")], *rows) == [0, 0]


def test_a_cell_is_found_in_its_row_and_not_in_running_text():
    row = ("d1", 1, "Action: Train 40 staff; Owner: Head of Learning and Development; When: 2014")
    for kind, expected in (("table_row", [0]), ("paragraph", [None])):
        table = match([code("Train 40 staff")], DOCUMENTS, [sentences_of(row, kind=kind)])
        assert table["sentence"].to_pylist() == expected


def test_an_exact_match_goes_before_a_likeness():
    codes = [code("We did it in all ten places"), code("We did it in all ten places.")]
    assert matched(codes, ("d1", 1, "We did it in all ten places.")) == [0, None]


def test_the_table_has_its_schema_and_order():
    codes = [code("Zero.", coder="B"), code("Zero."), code("Also.", path="sub/b.pdf"), code("A.")]
    table = match(codes, DOCUMENTS, [sentences_of(("d1", 1, "Zero."))])
    table.validate(full=True)
    assert table.schema.equals(CODES.schema(), check_metadata=True)
    rows = table.to_pylist()
    assert [(row["doc_id"], row["sentence"], row["text"], row["coder"]) for row in rows] == [
        ("d1", 0, "Zero.", "A"),
        ("d1", 0, "Zero.", "B"),
        ("d1", None, "A.", "A"),
        ("d2", None, "Also.", "A"),
    ]
    assert rows[0] == {
        "doc_id": "d1", "sentence": 0, "text": "Zero.", "coder": "A", "status": "practice",
        "concrete": True, "stance": "deed", "sense": "", "facets": [],
        "note": "", "stratum": "", "inclusion": None,
    }  # fmt: skip


def test_sentences_may_come_in_many_tables():
    tables = [sentences_of(("d2", 1, "x.")), sentences_of(("d1", 1, "We did."))]
    assert match([code("We did.")], DOCUMENTS, iter(tables))["sentence"].to_pylist() == [0]


def test_no_codes_give_an_empty_table():
    assert match([], DOCUMENTS, []).equals(CODES.schema().empty_table())


def test_fold():
    assert fold("“Co-production” – it ‘works’!") == "coproductionitworks!"
