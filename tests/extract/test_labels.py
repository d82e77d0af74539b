from __future__ import annotations

import pytest

from enacted.extract.labels import find_labels
from enacted.extract.lines import Line
from enacted.extract.paragraphs import Draft
from enacted.types import Kind
from tests.drawn import Drawing, blocks_of


def kinds_of(*texts: str, kind: Kind = Kind.PARAGRAPH) -> list[Kind]:
    drafts = [
        Draft(kind, [Line(1, [], 72, 20.0 * n, 200, 20.0 * n + 10, text=text)])
        for n, text in enumerate(texts)
    ]
    find_labels(drafts)
    return [draft.kind for draft in drafts]


@pytest.mark.parametrize(
    "texts",
    [
        ("Female", "Male", "All ages", "West Sussex"),
        ("30.0%", "20.0%", "10.0%", "Age bands", "85+"),
        ("Cabinet Office", "Risk Register", "Programme Board", "Home Office", "Treasury"),
        ("Our candidates", "Immigration", "Defence", "Farming", "Fishing"),
        ("42",),
        ("2011 2012 2013",),
        ("(n=4) 8%",),
    ],
)
def test_labels_are_no_text(texts: tuple[str, ...]):
    assert set(kinds_of(*texts)) == {Kind.CAPTION}


@pytest.mark.parametrize(
    "texts",
    [
        ("Female", "Male", "All ages"),  # three in a row may be anything
        ("We asked.", "You said yes.", "We did it.", "It worked."),
        (
            "Draft the strategy with carers and staff",
            "Train all managers in fair recruitment",
            "Publish the figures once a year",
            "Ask carers how it has gone",
        ),
        ("We will:",),
        ("Published March 2012",),
        ("2012",),
    ],
)
def test_text_stays_text(texts: tuple[str, ...]):
    assert set(kinds_of(*texts)) == {Kind.PARAGRAPH}


def test_a_date_among_labels_is_left_alone():
    assert kinds_of("Board", "Council", "March 2012", "Ministry", "Trust") == [
        Kind.CAPTION,
        Kind.CAPTION,
        Kind.PARAGRAPH,
        Kind.CAPTION,
        Kind.CAPTION,
    ]


@pytest.mark.parametrize("kind", [Kind.HEADING, Kind.LIST_ITEM, Kind.TABLE, Kind.QUOTE])
def test_other_kinds_are_left_alone(kind: Kind):
    assert set(kinds_of("Female", "Male", "All ages", "7", kind=kind)) == {kind}


def test_a_chart_between_paragraphs():
    drawing = Drawing()
    drawing.body(top=100)
    for number in range(6):
        drawing.text(80, 200 + 25 * number, f"{50 - 10 * number}%", size=8)
        drawing.text(110 + 70 * number, 345, f"Group {'abcdef'[number]}", size=8)
    drawing.body(top=400)
    blocks = blocks_of(drawing)
    body = [block.text for block in blocks if block.kind is Kind.PARAGRAPH]
    assert len(body) == 2
    assert not any("%" in text or "Group" in text for text in body)
