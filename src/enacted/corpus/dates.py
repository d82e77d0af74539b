"""When a document was published, from weighted evidence.

Every date in the front of a document, in its PDF metadata and in its file name is evidence for a
year, with a weight by where it stands and what is said of it (`WEIGHTS`, in rough log-odds):

- an imprint ("Published March 2012", "© 2012", a version table) and a date alone on the title page
  speak loudest; then dates in running heads and feet, signatures of forewords, years in titles;
- a period ("Strategy 2015–2020") is no date of publication: a plan is evidence for the period's
  first year and, less, the year before it; a report for its last year and the year after;
- deadlines ("by 2020"), laws ("Act 2010"), citations and statistics speak for no year; but a
  document is not older than what it tells of, so they weigh against earlier years;
- the PDF's own dates are a prior: distrusted where far from every year in the text or before what
  the text tells of, as in files printed again later or made on an old template. What lies well
  after both PDF dates is a target, not a publication.

Within a year a reason counts once, however often it is found; different reasons add up, so that
sources that agree carry the day. The year with the highest sum wins. Its date is that of its
strongest reason, made finer by another that agrees with it.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from enacted.corpus.date_expressions import (
    FIRST_YEAR,
    LAST_YEAR,
    find_dates,
    precision_of,
    read_pdf_date,
)
from enacted.corpus.evidence import Evidence, text_evidence
from enacted.types import Dated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from enacted.types import Block, Properties

WEIGHTS: dict[str, float] = {
    # imprint
    "published": 5.0,
    "revised": 5.0,
    "copyright": 4.0,
    "version_row": 3.0,
    "first_published": 1.5,
    # title page
    "title_page_date_alone": 5.0,
    "title_page_year_alone": 4.0,
    "title_page_date": 4.0,
    "title_year": 3.5,
    "year_after_report": 1.5,
    "title_page_year": 2.0,
    "year_ended": 2.5,
    # elsewhere
    "running_date": 4.5,
    "running_year": 3.0,
    "front_date_alone": 2.5,
    "front_year_alone": 1.0,
    "signature": 2.5,
    "last_page_date": 1.5,
    # periods
    "plan_starts": 2.5,
    "before_plan": 1.0,
    "report_ends": 2.0,
    "after_report": 1.0,
    "period_starts": 1.0,
    "period_ends": 1.0,
    "period_mention": 0.0,
    # what is told of, and what is to come
    "mention_dated": 0.5,
    "mention": 0.2,
    "cited": 0.0,
    "law": 0.0,
    "future": 0.0,
    # outside the text
    "created": 3.0,
    "modified": 1.0,
    "near_created": 0.5,
    "own_title": 2.0,
    "file_name": 2.5,
}
"""How much each reason says for its year."""

_TOLD_SURELY = frozenset({"mention_dated", "signature"})
_TOLD = _TOLD_SURELY | {"mention", "cited", "law"}
# The year stands nowhere: it is reckoned from another.
_RECKONED = frozenset({"year_after_report", "before_plan", "after_report", "near_created"})
_IN_TEXT = frozenset({"title_page", "front_matter"})
_SOURCES = ("title_page", "front_matter", "metadata", "file_name")
_OLDER_THAN_TOLD = 2.0
_LONG_AFTER_FILE = 4.0
_LEAST = 1.0
"""Reasons that add up to less are no ground to name a year."""


def publication_date(
    front: Sequence[Block], *, pages: int, properties: Properties, file_name: str
) -> Dated:
    """Date on which a document was published, as far as its evidence goes.

    Parameters
    ----------
    front
        All blocks, furniture included, of the first three pages and the last, in reading order.
    pages
        Pages in the file.
    file_name
        Name of the file, with or without folder and suffix; may be empty.

    Returns
    -------
    Dated
        Year, month or day; empty with source ``none`` where nothing speaks for any year.
        Metadata vouch for a month at most: a PDF is made near the day of publication, not on it.
    """
    return decide(evidence(front, pages=pages, properties=properties, file_name=file_name))


def evidence(
    front: Sequence[Block], *, pages: int, properties: Properties, file_name: str
) -> list[Evidence]:
    """All evidence, in the order of text, metadata, file name."""
    found = [
        *text_evidence(front, pages=pages),
        *_metadata_evidence(properties),
        *_name_evidence(properties.title[:200], "own_title", "metadata"),
        *_name_evidence(PurePath(file_name).stem, "file_name", "file_name"),
    ]
    return [e for e in found if FIRST_YEAR <= e.year <= LAST_YEAR]


def scores(found: Sequence[Evidence]) -> dict[int, float]:
    """Sum of weights for each year with a ground to name it, years ascending."""
    trust = _trust_in_metadata(found)
    grounds: dict[int, dict[str, float]] = {}
    for item in found:
        weight = WEIGHTS[item.reason] * (trust if item.source == "metadata" else 1.0)
        grounds.setdefault(item.year, {})[item.reason] = weight
    made, told = _file_year(found), _told_year(found)
    result = {}
    for year in sorted(grounds):
        total = sum(grounds[year].values())
        if total < _LEAST:
            continue
        if year < told:
            total -= _OLDER_THAN_TOLD
        if made and year > made + 1:
            total -= _LONG_AFTER_FILE
        result[year] = round(total, 6)
    return result


def decide(found: Sequence[Evidence]) -> Dated:
    """The date that the evidence makes most likely."""
    by_year = scores(found)
    if not by_year:
        return Dated()
    # Of equals the later year: what is told of comes before what tells of it.
    year = max(by_year, key=lambda y: (by_year[y], y))
    named = [e for e in found if e.year == year]
    items = [e for e in named if WEIGHTS[e.reason] >= _LEAST and e.reason not in _RECKONED]
    for sources in (_IN_TEXT, {"metadata"}, {"file_name"}):
        if here := [e for e in items if e.source in sources]:
            best = _strongest(here)
            date = best.date[:7] if best.source == "metadata" else best.date
            return Dated(date, precision_of(date), best.source)
    # Nothing but weak reasons that add up.
    return Dated(str(year), "year", min((e.source for e in named), key=_SOURCES.index))


def _strongest(items: Sequence[Evidence]) -> Evidence:
    """The strongest reason, dated to the month before a bare year, made finer where one agrees."""
    firm = [e for e in items if len(e.date) > 4 and WEIGHTS[e.reason] >= 2.0] or items
    best = max(firm, key=lambda e: (WEIGHTS[e.reason], -_SOURCES.index(e.source), len(e.date)))
    finer = [e for e in firm if e.date.startswith(best.date) and len(e.date) > len(best.date)]
    return max(finer, key=lambda e: WEIGHTS[e.reason], default=best)


def _metadata_evidence(properties: Properties) -> Iterator[Evidence]:
    for reason, value in (("created", properties.created), ("modified", properties.modified)):
        date = read_pdf_date(value)
        # PDF is of 1993; earlier dates are clocks that were never set.
        if date >= "1993":
            yield Evidence(date, reason, "metadata", value[:40])
            if reason == "created":
                for year in (int(date[:4]) - 1, int(date[:4]) + 1):
                    yield Evidence(str(year), "near_created", "metadata", value[:40])


def _name_evidence(name: str, reason: str, source: str) -> Iterator[Evidence]:
    """Dates in a name, whose words are often joined by marks: ``20120315-plan_2012``."""
    stem = re.sub(r"[_+]|%20|(?<!\d)-|-(?!\d)", " ", name)
    stem = re.sub(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)", r"\1-\2-\3", stem)
    stem = re.sub(r"(?<=[^\W\d])(?=(?:19|20)\d\d(?!\d))", " ", stem)
    for found in find_dates(stem):
        yield Evidence(found.date, reason, source, name)


def _file_year(found: Sequence[Evidence]) -> int:
    """Last year in which the file was certainly worked on; 0 where it does not say."""
    return max((e.year for e in found if e.reason in {"created", "modified"}), default=0)


def _told_year(found: Sequence[Evidence]) -> int:
    """Last year of which the text tells as past; 0 where it tells of none.

    A bare year after the file was made is a plan that no rule saw as one.
    """
    made = _file_year(found) or LAST_YEAR
    return max(
        (
            e.year
            for e in found
            if e.reason in _TOLD_SURELY or (e.reason in _TOLD and e.year <= made)
        ),
        default=0,
    )


def _trust_in_metadata(found: Sequence[Evidence]) -> float:
    """1 where the PDF's creation fits the years in the text; less the farther it lies from them."""
    created = next((e.year for e in found if e.reason == "created"), 0)
    years = [e.year for e in found if e.source in _IN_TEXT]
    if not created or not years:
        return 1.0
    if created < _told_year(found):
        return 0.3
    return 1.0 if min(abs(created - y) for y in years) <= 1 else 0.5
