from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.errors import OutputError, UsageError
from enacted.report import Query, kwic
from enacted.report.kwic import LINES
from enacted.report.kwic_output import Format, cell, harmless, text_line, write
from enacted.tables import Snapshot
from enacted.tables.schema import DOCUMENTS, FACET_TRENDS, MENTIONS, SENTENCES, TRENDS

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {
    ("a", 0): ("We will co-design the pathway.", "plan"),
    ("a", 1): ("Équité and equality, then co-design of a plan.", "talk"),
    ("b", 4): ("In 2012 users did co-design it.", "deed"),
    ("c", 0): ("Zebras co-design.", None),
}


def mention(doc: str, sentence: int, number: int, keyword: str, **other: Any) -> dict[str, Any]:
    start = TEXTS[doc, sentence][0].index(keyword)
    return {
        "doc_id": doc,
        "sentence": sentence,
        "mention": number,
        "concept": "coproduction" if keyword == "co-design" else "equality",
        "term": keyword,
        "sense": "concept",
        "carried_from": -1,
        "start": start,
        "end": start + len(keyword),
        "modes": [],
        "level": "",
        **other,
    }


MADE = [
    mention("a", 0, 0, "co-design", modes=["commission", "design"]),
    mention("a", 1, 1, "equality", sense="name"),
    mention("a", 1, 2, "co-design", modes=["design"]),
    mention("b", 4, 0, "co-design", level="group"),
    mention("c", 0, 0, "co-design"),
    # Carried to a list item: no words to show.
    mention("c", 0, 1, "co-design", carried_from=0),
]


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """Four sentences in row groups of one, so that every way from group to group is gone."""
    documents = [
        {"doc_id": d, "path": f"{d}.pdf", "title": t, "publisher": p, "doc_type": k, "year": y}
        for d, t, p, k, y in (
            ("a", "Plan", "Northfield Council", "plan", 2012),
            ("b", "Report", "Trust", "report", 2010),
            ("c", "=Undated", "", "plan", None),
        )
    ]
    sentences = [
        {"doc_id": d, "sentence": s, "page": s + 1, "text": text, "stance": stance}
        for (d, s), (text, stance) in TEXTS.items()
    ]
    trends = [{"concept": c} for c in ("coproduction", "equality", "personalisation")]
    values = {"modes": ("commission", "design", "deliver"), "level": ("group", "individual")}
    facets = [{"facet": facet, "value": v} for facet, there in values.items() for v in there]
    for spec, rows in (
        (DOCUMENTS, documents),
        (SENTENCES, sentences),
        (MENTIONS, MADE),
        (TRENDS, trends),
        (FACET_TRENDS, facets),
    ):
        schema = pa.schema([f.with_nullable(True) for f in spec.schema() if f.name in rows[0]])
        table = pa.Table.from_pylist(rows, schema=schema)
        pq.write_table(table, tmp_path / f"{spec.name}.parquet", row_group_size=1)
    return Snapshot(tmp_path)


def rows(snapshot: Snapshot, **options: Any) -> list[dict[str, Any]]:
    own = {k: options.pop(k) for k in ("sort", "width", "limit") if k in options}
    return [r for t in kwic(snapshot, Query(**options), **own) for r in t.to_pylist()]


def places(snapshot: Snapshot, **options: Any) -> list[tuple[str, int]]:
    return [(row["doc_id"], row["mention"]) for row in rows(snapshot, **options)]


def test_a_line_is_the_sentence_in_three_parts(snapshot: Snapshot):
    lines = rows(snapshot)
    assert [list(line) for line in lines] == [LINES.names] * 4
    for line in lines:
        text, stance = TEXTS[line["doc_id"], line["sentence"]]
        assert line["left"] + line["keyword"] + line["right"] == text
        assert line["keyword"] == "co-design"
        assert line["stance"] == stance
        assert line["page"] == line["sentence"] + 1
    assert lines[0]["title"] == "Plan"
    assert lines[3]["year"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "a0 a2 b0 c0"),
        ({"senses": ()}, "a0 a1 a2 b0 c0"),
        ({"senses": ("name",)}, "a1"),
        ({"senses": (), "concepts": ("equality",)}, "a1"),
        ({"concepts": ("equality", "coproduction")}, "a0 a2 b0 c0"),
        ({"concepts": ("personalisation",)}, ""),
        ({"stances": ("deed",)}, "b0"),
        ({"stances": ("deed", "talk")}, "a2 b0"),
        ({"stances": ("finding",)}, ""),
        ({"years": (2010, 2010)}, "b0"),
        ({"years": (None, 2011)}, "b0"),
        ({"years": (2011, None)}, "a0 a2"),
        ({"years": (2010, 2012)}, "a0 a2 b0"),
        ({"publishers": ("*council",)}, "a0 a2"),
        ({"publishers": ("trust", "northfield council")}, "a0 a2 b0"),
        ({"doc_types": ("PLAN",)}, "a0 a2 c0"),
        ({"terms": ("CO-*",), "senses": ()}, "a0 a2 b0 c0"),
        ({"facets": (("modes", "design"),)}, "a0 a2"),
        ({"facets": (("modes", "design"), ("modes", "commission"))}, "a0"),
        ({"facets": (("level", "group"),)}, "b0"),
        ({"facets": (("level", "group"), ("modes", "design"))}, ""),
        # Of the codebook, and yet no mention shows it.
        ({"facets": (("modes", "deliver"),)}, ""),
        ({"facets": (("modes", "DE*"),)}, "a0 a2"),
        ({"facets": (("level", "Group"),)}, "b0"),
        ({"facets": (("level", "*"),)}, "b0"),
        ({"concepts": ("CO*",)}, "a0 a2 b0 c0"),
        ({"concepts": ("Equality",), "senses": ()}, "a1"),
        ({"concepts": ("equality",), "terms": ("co-design",)}, ""),
    ],
)
def test_filters(snapshot: Snapshot, query: dict[str, Any], found: str):
    assert " ".join(f"{d}{m}" for d, m in places(snapshot, **query)) == found


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"concepts": ("dementia",)}, "no concept 'dementia': there are coproduction, equality,"),
        ({"terms": ("cake",)}, "no term 'cake': there are co-design, equality"),
        ({"publishers": ("x",)}, "no publisher 'x': there are Northfield Council, Trust"),
        ({"doc_types": ("x",)}, "no doc_type 'x': there are plan, report"),
        ({"facets": (("modes", "x"),)}, "no modes 'x': there are commission, deliver, design"),
        (
            {"facets": (("moods", "x"),)},
            "no facet 'moods': did you mean modes? There are modes, le",
        ),
        ({"concepts": ("pro*",)}, "no concept 'pro*': there are coproduction"),
        ({"concepts": ("co*", "eqality")}, "no concept 'eqality': did you mean equality? There"),
        ({"terms": ("co-design", "codesign")}, "no term 'codesign': did you mean co-design? There"),
    ],
)
def test_what_there_is_not_is_named(snapshot: Snapshot, query: dict[str, Any], says: str):
    with pytest.raises(UsageError) as error:
        rows(snapshot, **query)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("document", "a0 a1 a2 b0 c0"),
        ("left", "a1 b0 a2 a0 c0"),  # and équité; did; then; will; zebras
        ("right", "c0 b0 a2 a0 a1"),  # nothing; it; of; the; then
        ("year", "b0 a0 a1 a2 c0"),
    ],
)
def test_orders(snapshot: Snapshot, sort: str, found: str):
    lines = places(snapshot, sort=sort, senses=())
    assert " ".join(f"{d}{m}" for d, m in lines) == found
    for limit in range(7):
        assert places(snapshot, sort=sort, senses=(), limit=limit) == lines[:limit]


def test_a_limit_bounds_what_is_held(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch):
    whole = places(snapshot, sort="left")
    monkeypatch.setattr("enacted.report.kwic_order._SPARE", 0)
    assert places(snapshot, sort="left", limit=2) == whole[:2]


def test_the_width_is_of_either_side(snapshot: Snapshot):
    (line, *_) = rows(snapshot, width=5)
    assert (line["left"], line["right"]) == ("will ", " the ")
    (line, *_) = rows(snapshot, width=0)
    assert (line["left"], line["right"]) == ("", "")


def test_a_missing_table_is_an_error_of_ours(snapshot: Snapshot):
    snapshot.file("sentences").write_bytes(b"PAR1 no more")
    with pytest.raises(OutputError, match="run again"):
        rows(snapshot)


def written(snapshot: Snapshot, format_: Format, **options: Any) -> bytes:
    stream = io.BytesIO()
    assert write(kwic(snapshot, Query(**options)), stream, format_) == 4
    return stream.getvalue()


def test_formats(snapshot: Snapshot):
    wanted = rows(snapshot)
    lines = written(snapshot, "jsonl").decode().splitlines()
    assert [json.loads(line) for line in lines] == wanted
    table = pq.read_table(io.BytesIO(written(snapshot, "parquet")))
    assert table.schema == LINES
    assert table.to_pylist() == wanted
    read = list(csv.DictReader(io.StringIO(written(snapshot, "csv").decode())))
    assert [row["left"] for row in read] == [row["left"] for row in wanted]
    assert read[3]["title"] == "'=Undated"
    assert read[3]["year"] == ""
    text = written(snapshot, "text").decode().splitlines()
    assert text[0].startswith(f"{'We will':>50}  co-design  the pathway.  ")
    assert text[0].endswith("  2012  p. 1     plan     Plan")
    assert {line.index("co-design") for line in text} == {52}


def test_nothing_found_is_an_empty_file_of_its_format(snapshot: Snapshot):
    query = Query(concepts=("personalisation",))
    stream = io.BytesIO()
    assert write(kwic(snapshot, query), stream, "parquet") == 0
    assert pq.read_table(io.BytesIO(stream.getvalue())).schema == LINES
    stream = io.BytesIO()
    assert write(kwic(snapshot, query), stream, "csv") == 0
    assert stream.getvalue().decode() == ",".join(LINES.names) + "\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_cells_that_a_spreadsheet_would_run_are_made_text(start: str):
    assert cell(f"{start}cmd|' /C calc'!A0").startswith("'")
    assert cell(7) == 7
    assert cell("a=b") == "a=b"


ODD = st.text(alphabet="ab=\x1b\x00\x9b\x7f\u202e\u2066\r\n\t日é ", max_size=80)


@given(left=ODD, keyword=ODD, right=ODD, title=ODD, width=st.integers(0, 60))
def test_no_line_of_text_holds_what_a_terminal_obeys(
    left: str, keyword: str, right: str, title: str, width: int
):
    row = {
        "left": left, "keyword": keyword, "right": right, "title": title,
        "year": None, "page": 3, "stance": None,
    }  # fmt: skip
    line = text_line(row, width)
    assert not set(line) & set("\x1b\x00\x9b\x7f\u202e\u2066\r\n\t")
    assert "p. 3" in line
    assert len(harmless(title)) == len(title)


@given(ODD)
def test_json_keeps_every_character_and_shows_none_that_is_obeyed(text: str):
    table = pa.Table.from_pylist(
        [{f.name: text if pa.types.is_string(f.type) else 1 for f in LINES}], schema=LINES
    )
    stream = io.BytesIO()
    write([table], stream, "jsonl")
    line = stream.getvalue().decode()
    assert not set(line.removesuffix("\n")) & set("\x1b\x00\x9b\x7f\u202e\u2066\r\n\t")
    assert json.loads(line) == table.to_pylist()[0]
