"""Title pages and imprints of our own making: what dates a document and what does not."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.corpus.dates import WEIGHTS, evidence, publication_date, scores
from enacted.corpus.evidence import text_evidence
from enacted.types import Block, Box, Dated, Kind, Properties

BODY = 12.0
BIG = 30.0
ROW = Kind.TABLE_ROW
RUNNING = Kind.FURNITURE


def page(number: int, *pieces: str | tuple[str, float] | tuple[str, float, Kind]) -> list[Block]:
    """Blocks of one page; lines of a block are parted by newlines, a number is its type size."""
    blocks = []
    for n, piece in enumerate(pieces):
        text, size, kind = (*((piece,) if isinstance(piece, str) else piece), BODY, None)[:3]
        if not isinstance(kind, Kind):
            kind = Kind.HEADING if size > BODY else Kind.PARAGRAPH
        lines = text.split("\n")
        starts = (0, *accumulate(len(line) + 1 for line in lines[:-1]))
        boxes = tuple(
            Box(number, 72, 80 + 40 * n + i * size, 400, 80 + 40 * n + (i + 1) * size)
            for i in range(len(lines))
        )
        level = int(kind is Kind.HEADING)
        blocks.append(Block(n, kind, text.replace("\n", " "), number, boxes, starts, level))
    return blocks


def dated(*pages: list[Block], of: int = 40, created="", modified="", name="") -> Dated:
    front = [block for blocks in pages for block in blocks]
    properties = Properties(created=created, modified=modified)
    return publication_date(front, pages=of, properties=properties, file_name=name)


LONG = "The council and its partners have worked together on this for many years and will go on "


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        # a date alone on the title page
        (page(1, ("A plan for care", BIG), "March 2012"), Dated("2012-03", "month", "title_page")),
        (
            page(1, ("A plan for care", BIG), "15 March 2012"),
            Dated("2012-03-15", "day", "title_page"),
        ),
        (page(1, ("A plan for care", BIG), "2012"), Dated("2012", "year", "title_page")),
        (page(1, ("A plan for care", BIG), "Spring 2012"), Dated("2012", "year", "title_page")),
        (
            page(1, ("A plan for care\nTown Council\nMarch 2012", BIG)),
            Dated("2012-03", "month", "title_page"),
        ),
        (page(1, ("A plan", BIG), "26.09.24"), Dated("2024-09-26", "day", "title_page")),
        # in the title
        (page(1, ("Annual report 2012", BIG)), Dated("2012", "year", "title_page")),
        (page(1, ("Manifesto 2012: for all", BIG)), Dated("2012", "year", "title_page")),
        # imprints
        (
            page(1, ("A plan", BIG), "Published: 5 May 2012"),
            Dated("2012-05-05", "day", "title_page"),
        ),
        (
            page(1, ("A plan", BIG), "Publication date", "05/05/2012"),
            Dated("2012-05-05", "day", "title_page"),
        ),
        (
            page(1, ("A plan", BIG), "Version 1.2, June 2012"),
            Dated("2012-06", "month", "title_page"),
        ),
        (page(1, ("A plan", BIG), "© Crown copyright 2012"), Dated("2012", "year", "title_page")),
        (
            page(2, ("A plan", BIG), "Cyhoeddwyd Mehefin 2012"),
            Dated("2012-06", "month", "title_page"),
        ),
    ],
)
def test_title_pages(blocks, expected) -> None:
    assert dated(blocks) == expected


COVER = page(1, ("A plan for care", BIG), "Town Council")


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (page(2, "First published in Town in May 2012 by the Council."), "2012-05"),
        (page(2, "Published by the Department for Care, June 2012"), "2012-06"),
        (page(2, "© Town Council 2012. All rights reserved."), "2012"),
        (page(2, "Copyright © 2012 Town Council"), "2012"),
        (page(2, ("Version 2 | Final | J. Doe | 12/06/2012", BODY, ROW)), "2012"),
        (page(2, ("Version 2 | Final | J. Doe | 12 June 2012", BODY, ROW)), "2012-06-12"),
        (
            page(3, ("Foreword", 20.0), LONG, "Jane Doe, Leader of the Council\nMarch 2012"),
            "2012-03",
        ),
        (page(2, ("A plan for care – March 2012", BODY, RUNNING)), "2012-03"),
        (page(2, ("Town Council 2012", BODY, RUNNING)), "2012"),
        (page(40, "Published by Town Council, May 2012. ISBN 978-1-2010-345-1"), "2012-05"),
    ],
)
def test_front_matter(blocks, expected) -> None:
    found = dated(COVER, blocks)
    assert (found.date, found.source) == (expected, "front_matter")


@pytest.mark.parametrize(
    "blocks",
    [
        page(1, ("Ending poverty by 2020", BIG)),
        page(1, ("Agenda 2030", BIG)),
        page(1, ("Guide to the Equality Act 2010", BIG)),
        page(1, ("Working with the Data Protection (Charges) Regulations 2018", BIG)),
        page(1, ("Results of the Census 2011", BIG)),
        page(1, ("A plan", BIG), LONG + "since 2004 and until 2025."),
        page(1, ("A plan", BIG), LONG + "(Smith and Jones, 2009; Berg et al. 2011)."),
        page(1, ("A plan", BIG), LONG + "under the Copyright, Designs and Patents Act 1988."),
        page(1, ("A plan", BIG), "Next review: March 2015"),
        page(1, ("A plan", BIG), "Review date March 2015"),
        page(1, ("A plan", BIG), "Valid until 31 December 2015"),
        page(1, ("A plan", BIG), "Call 020 2012 3456 or write to us"),
        page(1, ("A plan", BIG), ("People | 2009 | 2010 | 2011", BODY, ROW)),
        page(
            2, ("A plan", BIG), LONG + "as the review published in March 2009 had found it ought."
        ),
        page(40, "The plan of another town [Accessed 29 September 2022]"),
        page(1, ("A plan", BIG)),
        [],
    ],
)
def test_what_dates_nothing(blocks) -> None:
    assert dated(blocks) == Dated()


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        # never simply the first year
        ([page(1, "Under the Care Act 2014", ("A plan for care", BIG), "May 2016")], "2016-05"),
        ([page(1, ("Homes by 2030", BIG), "Ending poverty by 2025", "June 2019")], "2019-06"),
        # the later edition is the one in hand
        ([COVER, page(2, "First published 2008. Revised March 2012.")], "2012-03"),
        ([COVER, page(2, "Published March 2008", "Last updated: April 2012")], "2012-04"),
        (
            [
                COVER,
                page(2, *[(f"Version {n} | draft | 1 June 201{n}", BODY, ROW) for n in (1, 2)]),
            ],
            "2012-06-01",
        ),
        # the finer of two that agree
        ([page(1, ("A plan", BIG), "2012"), page(2, "Published 5 May 2012")], "2012-05-05"),
        ([page(1, ("A plan", BIG), "May 2012"), page(2, "Dated: 5 May 2012")], "2012-05-05"),
        # the day in the running head, not that of a signature
        (
            [
                page(1, "The Gazette, 6 February 2012", ("A rule for care", BIG)),
                page(2, ("The Gazette, 6 February 2012", BODY, RUNNING), "Dated: 26 January 2012"),
            ],
            "2012-02-06",
        ),
        # the end of the year told of is not the day of publication
        ([page(1, ("Accounts", BIG), "for the year ended 31 March 2012")], "2012"),
        # a title names a target; the text tells of years before it
        (
            [
                page(1, ("A plan", BIG), "May 2016"),
                page(2, LONG + "and by 2030 we shall. In 2015 we did."),
            ],
            "2016-05",
        ),
    ],
)
def test_traps_beside_the_right_date(pages, expected) -> None:
    assert dated(*pages).date == expected


MADE_2015 = "D:20150610120000Z"


@pytest.mark.parametrize(
    ("blocks", "created", "year"),
    [
        # a plan appears at the start of its period or a little before
        (page(1, ("Care strategy 2015–2020", BIG)), "", 2015),
        (page(1, ("Care strategy 2015–2020", BIG)), MADE_2015, 2015),
        (page(1, ("Care strategy 2016–2020", BIG)), "D:20151110", 2015),
        # a report at its end or a little after
        (page(1, ("Progress report 2012–2014", BIG)), "", 2014),
        (page(1, ("Annual report 2013/14", BIG)), "D:20141110", 2014),
        (page(1, ("Progress report 2012–2014", BIG)), MADE_2015, 2015),
        (page(1, ("Annual report 2014", BIG)), MADE_2015, 2015),
        (page(1, ("Annual report 2014", BIG)), "", 2014),
        (page(1, ("Annual report 2014", BIG)), "D:20200101", 2014),
    ],
)
def test_periods_are_evidence_and_no_dates(blocks, created, year) -> None:
    assert dated(blocks, created=created).year == year


def test_metadata_alone_vouch_for_a_month() -> None:
    assert dated(COVER, created=MADE_2015) == Dated("2015-06", "month", "metadata")
    assert dated(COVER, modified=MADE_2015) == Dated("2015-06", "month", "metadata")
    assert dated([], created="D:2015") == Dated("2015", "year", "metadata")


def test_a_date_in_the_own_title_of_a_pdf_vouches_for_a_month() -> None:
    properties = Properties(title="20120316-care_plan FINAL")
    found = publication_date(COVER, pages=9, properties=properties, file_name="")
    assert found == Dated("2012-03", "month", "metadata")


@pytest.mark.parametrize("created", ["D:19700101", "D:19040101", "D:00000000", "rubbish", "D:9999"])
def test_clocks_that_were_never_set(created) -> None:
    assert dated(COVER, created=created) == Dated()


def test_metadata_far_from_the_text_are_distrusted() -> None:
    report = page(1, ("A review of care", BIG), "Presented at the meeting in Town in May 2009")
    assert dated(report, created="D:20180101").year == 2009


def test_file_made_before_what_it_tells_of_is_an_old_template() -> None:
    told = page(2, LONG + "since the election of May 2012 and the vote of June 2012.")
    title = page(1, ("Annual report 2012", BIG))
    assert dated(title, told, created="D:20070101").year == 2012


def test_a_year_long_after_the_file_is_a_target() -> None:
    title = page(1, ("Net zero 2045", BIG))
    assert dated(title, created=MADE_2015) == Dated("2015-06", "month", "metadata")


def test_file_name_is_the_last_resort() -> None:
    assert dated(COVER, name="care_plan_2012.pdf") == Dated("2012", "year", "file_name")
    assert dated(COVER, name="a/Care+plan+26.09.24.pdf") == Dated("2024-09-26", "day", "file_name")
    assert dated(COVER, name="2012-03-15 plan.PDF") == Dated("2012-03-15", "day", "file_name")
    assert dated(COVER, name="20120315-plan.pdf") == Dated("2012-03-15", "day", "file_name")
    assert dated(COVER, name="Plan2012-final.pdf") == Dated("2012", "year", "file_name")
    assert dated(COVER, name="plan-2012-2015.pdf") == Dated("2012", "year", "file_name")
    printed = page(1, ("A plan", BIG), "March 2012")
    assert dated(printed, name="upload_2019.pdf").date == "2012-03"


def test_a_cover_without_words_leaves_its_place_to_the_next_page() -> None:
    assert dated(page(2, ("A plan", BIG), "March 2012")).source == "title_page"


def test_sources_that_agree_carry_the_day() -> None:
    cover = page(1, ("Care plan 2012", BIG), "Draft for the meeting of 3 March 2011")
    assert dated(cover).year == 2011
    assert dated(cover, page(2, "© Town Council 2012"), created="D:20120401").year == 2012


def test_the_last_page_of_a_short_document_is_front() -> None:
    assert dated(page(1, ("A plan", BIG)), page(2, "May 2012"), of=2).date == "2012-05"


def test_every_reason_has_a_weight_and_is_found_once_a_year() -> None:
    front = page(1, ("A plan", BIG), "May 2012", "May 2012", "2012")
    found = evidence(front, pages=9, properties=Properties(), file_name="")
    assert {e.reason for e in found} == {"title_page_date_alone", "title_page_year_alone"}
    weights = [WEIGHTS[reason] for reason in ("title_page_date_alone", "title_page_year_alone")]
    assert scores(found) == {2012: sum(weights)}


_PIECES = st.sampled_from(
    [
        *("2012", "March 2013", "1 May 2014", "2015-2020", "by 2030", "Act 2010", "© 2011"),
        *("published", "first published", "review date:", "(", ")", "A plan", "annual report"),
        *("in", "et al.,", "version 1", "26.09.24", "31/12/2016", "1900", "2099", "\x00", "é"),
    ]
)
_BLOCKS = st.builds(
    lambda words, number, kind, size: page(number, (" ".join(words), size, kind)),
    st.lists(_PIECES, max_size=6),
    st.sampled_from([1, 2, 3, 9]),
    st.sampled_from(list(Kind)),
    st.sampled_from([8.0, 12.0, BIG]),
)
_STAMPS = st.one_of(st.just(""), st.dates().map(lambda d: d.strftime("D:%Y%m%d")), st.text())


@settings(max_examples=200, deadline=None)
@given(
    pages=st.lists(_BLOCKS, max_size=8),
    of=st.integers(0, 12),
    created=_STAMPS,
    modified=_STAMPS,
    name=st.one_of(st.text(), _PIECES),
)
def test_any_front_ends_in_a_sound_date(pages, of, created, modified, name) -> None:
    found = dated(*pages, of=of, created=created, modified=modified, name=name)
    assert found.precision == {0: "none", 4: "year", 7: "month", 10: "day"}[len(found.date)]
    assert (found.source == "none") == (found.date == "")
    assert found.year is None or 1900 <= found.year <= 2099
    if found.source == "metadata":
        assert found.precision != "day"
    reasons = {e.reason for p in pages for e in text_evidence(p, pages=of)}
    assert reasons <= WEIGHTS.keys()


@settings(max_examples=100, deadline=None)
@given(pages=st.lists(_BLOCKS, min_size=1, max_size=5), name=_PIECES)
def test_text_without_numbers_at_the_end_changes_nothing(pages, name) -> None:
    more = page(9, ("Words", 8.0), "by, published and copyright")
    assert dated(COVER, *pages, name=name) == dated(COVER, *pages, more, name=name)
