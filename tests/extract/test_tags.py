from __future__ import annotations

import contextlib

import pypdfium2 as pdfium
import pytest

from enacted.extract.reader import read
from enacted.extract.tags import TagReader
from enacted.settings import ExtractSettings
from enacted.types import Block, Kind
from tests.made import assemble

BODY = [
    "The partnership met every month and listened to people who use the services",
    "of the county. Carers told the board what they needed and the board wrote",
    "down what it had heard from them. Officers then drew up a plan together.",
]


def tagged(
    content: list[tuple[str, str]], *, marked: bool = True, roles: bytes = b"", empty: int = 0
) -> bytes:
    """A file in one type with (tag, text) pieces; a piece without a tag is no element's.

    Each element stands in a section; ``empty`` pages without a heading come first.
    """
    drawn, elements, y = [], [], 780
    for number, (tag, text) in enumerate(content):
        for line in text.split("\n"):
            shown = f"BT /F1 10 Tf 60 {y} Td ({line}) Tj ET"
            drawn.append(f"/Any <</MCID {number}>> BDC {shown} EMC" if tag else shown)
            y -= 12
        y -= 8
        if tag:
            elements.append((tag, number))
    stream = "\n".join(drawn).encode()
    pages = [3] + [7 + n for n in range(empty)]
    first = 7 + empty + 1
    kids = b" ".join(b"%d 0 R" % (first + n) for n in range(len(elements)))
    section = 7 + empty
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> /StructParents %d >>"
    )
    parents = b" ".join(b"%d 0 R" % (first + n) for n in range(len(elements)))
    lone = b" ".join(b"%d [%d 0 R]" % (n + 1, section) for n in range(empty))
    order = [*pages[1:], pages[0]]
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 6 0 R %s >>"
            % (b"/MarkInfo << /Marked true >>" if marked else b""),
            b"<< /Type /Pages /Kids [%s] /Count %d >>"
            % (b" ".join(b"%d 0 R" % n for n in order), len(pages)),
            page % (4, 0),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            b"<< /Type /StructTreeRoot /K %d 0 R /RoleMap << %s >> "
            b"/ParentTree << /Nums [0 [%s] %s] >> >>" % (section, roles, parents, lone),
            *(page % (4, n + 1) for n in range(empty)),
            b"<< /Type /StructElem /S /Sect /P 6 0 R /K [%s] >>" % kids,
            *(
                b"<< /Type /StructElem /S /%s /P %d 0 R /Pg 3 0 R /K %d >>"
                % (tag.encode(), section, number)
                for tag, number in elements
            ),
            b"<< >>",
        ]
    )


def blocks_of(data: bytes) -> tuple[Block, ...]:
    return read(data, settings=ExtractSettings(tables="off", ocr="off")).blocks


def headings(data: bytes) -> list[tuple[str, int]]:
    return [(b.text, b.level) for b in blocks_of(data) if b.kind is Kind.HEADING]


TEXT = "\n".join(BODY)
REPORT = [
    ("H1", "Our plan"),
    ("P", TEXT),
    ("H2", "What we heard from people\nwho use our services"),
    ("P", TEXT),
    ("H2", "Who we asked"),
    ("P", TEXT),
]


def test_what_is_tagged_as_a_heading_is_one_of_its_level():
    assert headings(tagged(REPORT)) == [
        ("Our plan", 1),
        ("What we heard from people who use our services", 2),
        ("Who we asked", 2),
    ]
    assert [block.text for block in blocks_of(tagged(REPORT)) if block.kind is Kind.PARAGRAPH] == [
        " ".join(BODY)
    ] * 3


def test_names_of_their_own_are_tags_by_the_role_they_are_given():
    own = [("Kop" if tag == "H1" else tag, text) for tag, text in REPORT]
    assert len(headings(tagged(own, roles=b"/Kop /H1"))) == 3
    assert len(headings(tagged(own))) == 2


def test_tags_count_only_where_the_file_says_it_is_tagged():
    assert headings(tagged(REPORT, marked=False)) == []


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Table 4: What it costs",
        "and so it went on",
        "3. Asking all carers what they need",
        "The tools are:",
    ],
)
def test_text_captions_and_items_are_no_headings_whatever_their_tag(text: str):
    content = [*REPORT, ("H2", "What comes next"), ("P", TEXT), ("H2", text), ("P", TEXT)]
    data = tagged(content)
    assert len(headings(data)) == 4
    joined = " ".join(text.split("\n"))
    assert any(joined in b.text for b in blocks_of(data) if b.kind is not Kind.HEADING)


def test_tags_given_without_care_are_passed_over():
    content = [("H1", text) for _, text in REPORT]
    assert headings(tagged(content)) == []


def test_headings_all_at_one_level_leave_the_level_to_type():
    content = [
        each for n in range(14) for each in (("H3", f"Part {chr(97 + n)} of it"), ("P", "x"))
    ]
    assert {level for _, level in headings(tagged(content))} == {1}


def test_where_page_after_page_has_no_heading_the_next_are_not_asked():
    def found(empty: int) -> int:
        with contextlib.closing(pdfium.PdfDocument(tagged(REPORT, empty=empty))) as document:
            reader = TagReader(document)
            for number in range(len(document)):
                reader.read(document[number], number + 1)
            return len(reader.found)

    assert found(3) == 3
    assert found(12) == 0


def test_a_tree_that_runs_in_a_circle_ends():
    data = tagged(REPORT)
    # The first heading holds the section that holds it.
    whole = b"/S /H1 /P 7 0 R /Pg 3 0 R /K 0 >>"
    circle = data.replace(whole, b"/S /H1 /P 7 0 R /K 7 0 R".ljust(len(whole) - 2) + b">>")
    assert len(circle) == len(data)
    assert circle != data
    assert blocks_of(circle)
