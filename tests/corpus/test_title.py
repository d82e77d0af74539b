from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.corpus.title import title
from enacted.types import Block, Box, Kind, Properties

WORDS = "The council and its partners have worked on this for years and will go on to do so."


def block(text: str, size: float = 12.0, page: int = 1, kind: Kind = Kind.PARAGRAPH) -> Block:
    return Block(0, kind, text, page, (Box(page, 72, 100, 400, 100 + size),), (0,))


COVER = [
    block("Town Council", 14),
    block("A plan for care", 30),
    block("in every home", 28),
    block("March 2012", 40),
    block(WORDS),
]


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        (COVER, "A plan for care in every home"),
        ([block("Contents", 40), *COVER], "A plan for care in every home"),
        ([block("Doe Consulting Ltd", 40), *COVER], "A plan for care in every home"),
        ([block("www.town.example", 40), *COVER], "A plan for care in every home"),
        ([block("RUNNING", 40, kind=Kind.FURNITURE), *COVER], "A plan for care in every home"),
        ([block("Care 4 Homes 7 Work 9", 40), *COVER], "A plan for care in every home"),
        ([block("A plan", 30), block("A plan", 30), block("Town", 8)], "A plan"),
        ([block("End of project report:", 30), block("care at home", 18)],
         "End of project report: care at home"),
        ([block("TOGETHER", 30), block("for a better town", 18)], "TOGETHER for a better town"),
        ([block("A plan for care", 30, page=2)], "A plan for care"),
        ([block(WORDS * 3, 30), block("A plan for care", 14)], "A plan for care"),
    ],
)  # fmt: skip
def test_largest_type(front, expected) -> None:
    assert title(front, Properties(), "x.pdf") == expected


def test_own_title_where_the_pages_bear_it_out() -> None:
    own = Properties(title="A Plan for Care\nin Town")
    assert title(COVER, own, "x.pdf") == "A Plan for Care in Town"


def test_own_title_where_there_is_no_better() -> None:
    assert title([], Properties(title="Care and homes"), "x.pdf") == "Care and homes"
    assert title(COVER, Properties(title="Budget of 1999"), "x.pdf") == (
        "A plan for care in every home"
    )


@pytest.mark.parametrize(
    "own",
    [
        "",
        "untitled",
        "Untitled-1",
        "Microsoft Word - A plan for care.doc",
        "Microsoft Word - A plan for care",
        "A plan for care v3.docx",
        "plan_for_care_final",
        "plan-for-care",
        "PowerPoint Presentation",
        "Slide 1",
        "Document1",
        "Layout 1",
        "3901 12",
        "C:\\Users\\doe\\plan",
        "/home/doe/plan",
        "abc",
        "\x00",
    ],
)
def test_own_titles_that_programs_write(own) -> None:
    assert title(COVER, Properties(title=own), "x.pdf") == "A plan for care in every home"
    assert title([], Properties(title=own), "a/Care_plan.pdf") == "Care plan"


def test_file_name_where_there_is_nothing_else() -> None:
    assert title([], Properties(), "a/b/care-plan_2012.pdf") == "care-plan 2012"
    assert title([], Properties(), "care-plan.pdf") == "care plan"
    assert title([], Properties(), "") == ""


@given(
    st.lists(st.builds(block, st.text(), st.floats(1, 99), st.integers(1, 9)), max_size=6),
    st.text(),
    st.text(),
)
def test_any_title_is_one_short_line(front, own, name) -> None:
    found = title(front, Properties(title=own), name)
    assert found == " ".join(found.split())
    assert len(found) <= 200
