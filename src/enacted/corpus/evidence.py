"""Evidence for a publication date in the front of a document: each date, by where it stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from enacted.corpus.date_expressions import find_dates
from enacted.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from enacted.corpus.date_expressions import Expression
    from enacted.types import Block


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to hold a year for the year of publication.

    Attributes
    ----------
    date
        ISO 8601, cut to what is written.
    reason
        Name of the rule that found it; its weight stands in `dates.WEIGHTS`.
    source
        Where it stands, in the terms of `Dated.source`.
    text
        The words round it, for people.
    """

    date: str
    reason: str
    source: str
    text: str = ""

    @property
    def year(self) -> int:
        """The year."""
        return int(self.date[:4])


# All contexts below end where the date begins and are tried on lower-case text.
_LEAD = r"\W*(?:the |end of |start of |year |early |mid |late |(?:financial|fiscal) year |fy ?)*$"
_LAW = re.compile(
    r"\b(?:acts?|orders?|regulations|bill|directive|convention|measure|statute|treaty|decree|"
    r"protocol|deddf|mesur|loi|gesetz|lov|ley|legge)\b(?: \([\w ,]{1,40}\))?,?\W*$"
)
_FUTURE = re.compile(
    r"\b(?:by|until|till|up to|to|before|towards?|beyond|through|from|targets?(?: for)?|agenda|"
    r"horizon|vision|europe|goals?|ambitions?|deadline|clos(?:es|ing)(?: date)?|responses|"
    r"expir(?:es|y)(?: date)?|valid|effective(?: on| date)?|with effect(?: on)?|on or after|"
    r"review date|(?:next|for|date of|date for) (?:next )?review|review:|"
    r"review(?:ed)? (?:due|by|in|on)|due(?: in| for)?|planned(?: for)?|"
    r"(?:will|shall) (?:\w+ ){0,6}in"
    r"(?: (?:the )?(?:early|late|spring|summer|autumn|winter|course|end|(?:first|second) half)"
    r"(?: of)?)?)" + _LEAD
)
_YEAR_ENDED = re.compile(
    r"\b(?:(?:year|period|quarter|months?) (?:to|end(?:ed|ing))|as (?:at|of)|up to|ending)" + _LEAD
)
_TOLD = re.compile(
    r"\b(?:census|survey of|estimates?|baseline|index|projections?|since|in|during|after|following|"
    r"between|over|around|at|on|compared (?:to|with)|than|and|elections?|"
    r"founded|established|born|held)" + _LEAD
)
_CITED = re.compile(
    r"\bet al\.?,?\s*\(?$|\([^()]{1,80}[,;&][^()]{0,40}$|\b(?:accessed|retrieved)(?: on)?\W*$"
)

_ON = r"(?: (?:by|in) [\w ,&.'’]{1,60}?)?(?:,? (?:on|in|online|as|this|version|the))*\W*$"
_FIRST_PUBLISHED = re.compile(
    r"\b(?:first|originally|previously|initially) (?:published|issued|produced|adopted)" + _ON
)
_PUBLISHED = re.compile(
    r"(?:\b(?:published|issued|released|printed|launched|edition|presented to \w+|ordered by|"
    r"laid before|(?:publication|published|document|report|release|issue)d? date|issue|"
    r"date of (?:publication|issue|report|this report)|date published|publication|"
    r"cyhoeddwyd|publié|veröffentlicht|utgiven|udgivet|publicado)|(?:^|[|:;.\n] ?)date)" + _ON
)
_REVISED = re.compile(
    r"\b(?:(?:last )?(?:updated|revised|amended|modified|reviewed)|version|draft|final|"
    r"approved|adopted|signed off|agreed|endorsed|completed|prepared|compiled|produced|written)"
    r"(?: (?:v?\d+(?:\.\d+)*|draft|final|version|report))*" + _ON
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|\bcopyright\b|\bhawlfraint\b)[^.;\d]{0,60}$")
_COPYRIGHT_AFTER = re.compile(r"^[^.;\d]{0,40}(?:©|\(c\)|\bcopyright\b)")
_VERSION_ROW = re.compile(r"\b(?:version|draft|issued?|v ?\d|revision|approved|published|final)\b")
_AS_GOOD_AS_ALONE = re.compile(
    r"\b(?:spring|summer|autumn|fall|winter|q[1-4]|date|final|draft|version|v\d+)\b",
    re.IGNORECASE,
)

_BACKWARD = re.compile(
    r"\b(?:annual|report|review|audit|accounts|statistics|evaluation|assessment|survey|results|"
    r"progress|performance|findings|data|summary|analysis|profile|years? on)\b",
)
_FORWARD = re.compile(
    r"\b(?:strategy|plans?|programme|program|policy|framework|vision|roadmap|agenda|manifesto|"
    r"priorities|objectives|commitments|strategaeth|cynllun|maniffesto)\b",
)
_READ = 4_000
"""Characters read of a block: no imprint is longer, and a block of any length costs little."""
_WORD = re.compile(r"[^\W\d_]+")
_OUTSIDE_TEXT = frozenset({Kind.TABLE, Kind.TABLE_ROW, Kind.CAPTION, Kind.FOOTNOTE})


def line_height(block: Block) -> float:
    """Height of the block's tallest line, in points; stands for its type size. 0 without boxes."""
    return max((box.bottom - box.top for box in block.boxes), default=0.0)


def first_page_with_words(front: Sequence[Block]) -> int:
    """The page that serves as title page: a cover may be one picture."""
    return min((b.page for b in front if _WORD.search(b.text)), default=1)


def text_evidence(front: Sequence[Block], *, pages: int) -> Iterator[Evidence]:
    """Evidence in the blocks of the first pages and the last, each with its reason."""
    titled = first_page_with_words(front)
    largest = max((line_height(b) for b in front if b.page == titled), default=0.0)
    previous = ""
    for block in front:
        source = "title_page" if block.page == titled else "front_matter"
        words = len(_WORD.findall(block.text[:_READ]))
        for found in find_dates(block.text[:_READ]):
            place = _Place(block, found, previous, words, titled, pages, largest)
            around = block.text[max(0, found.start - 50) : found.end + 30]
            for date, reason in place.reasons():
                yield Evidence(date, reason, source, around)
        previous = block.text


def _labels(pattern: re.Pattern[str], written: str) -> bool:
    """Whether a label of an imprint leads up to the date.

    It opens its block or has a capital: "Published in 2012" dates this document, "the review
    published in 2009" another.
    """
    match = pattern.search(written.lower())
    if match is None:
        return False
    first = _WORD.search(written, match.start())
    return first is None or first[0][0].isupper() or not _WORD.search(written[: match.start()])


@dataclass(frozen=True, slots=True)
class _Place:
    """One expression where it stands."""

    block: Block
    found: Expression
    previous: str
    words: int
    titled: int
    pages: int
    largest: float

    def reasons(self) -> Iterator[tuple[str, str]]:
        """(date, reason) pairs that the expression gives."""
        if self.found.last_year:
            yield from self._period()
            return
        date, reason = self.found.date, self._reason()
        if self.found.short and reason not in {"published", "revised", "title_page_date_alone"}:
            return  # 26.09.24 in running text may be anything
        # What happened on the last day of a period was not the publication.
        yield (date[:4] if reason == "year_ended" else date), reason
        if reason == "title_year" and self._looks_back():
            yield str(self.found.year + 1), "year_after_report"

    def _reason(self) -> str:
        block, found = self.block, self.found
        words = self.words
        written = block.text[max(0, found.start - 120) : found.start]
        before = written.lower()
        after = block.text[found.end : found.end + 60].lower()
        # A label may stand in the block before ("Date of publication" | "March 2012").
        label = written if _WORD.search(written) else f"{self.previous[-80:]} {written}"
        first, last = block.page == self.titled, block.page == self.pages and self.pages > 3
        dated = found.end - found.start > 4  # a day that can be read two ways is one too
        if not dated and _LAW.search(before):
            return "law"
        if _COPYRIGHT.search(before) or (words < 40 and _COPYRIGHT_AFTER.search(after)):
            return "copyright"
        if _YEAR_ENDED.search(before):
            return "year_ended" if first and words <= 30 else "mention"
        if _labels(_FIRST_PUBLISHED, label):
            return "first_published"
        if _FUTURE.search(label.lower()):
            return "future"
        if _labels(_PUBLISHED, label):
            return "published"
        if _labels(_REVISED, label) and (dated or words <= 15):
            return "revised"
        if (
            block.kind is Kind.TABLE_ROW
            and dated
            and not last
            and _VERSION_ROW.search(self._text())
        ):
            return "version_row"
        if block.kind is Kind.FURNITURE:
            return "running_date" if dated else "running_year"
        if _CITED.search(before):
            return "cited"
        told = "mention_dated" if dated else "mention"
        if block.kind in _OUTSIDE_TEXT:
            return told
        if words <= 15 and self._alone() and not last:
            place = "title_page" if first else "front"
            return f"{place}_{'date' if dated else 'year'}_alone"
        if first and words <= 30 and not _TOLD.search(before):
            if dated:
                return "title_page_date"
            big = self.largest and line_height(block) >= 0.8 * self.largest
            return "title_year" if big or block.kind is Kind.HEADING else "title_page_year"
        if dated and words <= 15:
            return "last_page_date" if last else "signature"
        return told

    def _alone(self) -> bool:
        """Whether nothing but the date stands on its line."""
        block, found = self.block, self.found
        n = bisect_right(block.starts, found.start)
        begin = block.starts[n - 1] if n else 0
        m = bisect_left(block.starts, found.end)
        end = block.starts[m] if m < len(block.starts) else len(block.text)
        rest = block.text[begin : found.start] + " " + block.text[found.end : end]
        return not _WORD.search(_AS_GOOD_AS_ALONE.sub("", rest))

    def _text(self) -> str:
        return self.block.text[:_READ].lower()

    def _looks_back(self) -> bool:
        text = self._text()
        return bool(_BACKWARD.search(text)) and not _FORWARD.search(text)

    def _period(self) -> Iterator[tuple[str, str]]:
        """A period dates nothing by itself: a plan appears at its start, a report at its end."""
        block, found = self.block, self.found
        text = self._text()
        prominent = block.page == self.titled or block.kind in {Kind.HEADING, Kind.FURNITURE}
        if not prominent or self.words > 20:
            yield found.date, "period_mention"
        elif _FORWARD.search(text):
            yield found.date, "plan_starts"
            yield str(found.year - 1), "before_plan"
        elif _BACKWARD.search(text):
            yield str(found.last_year), "report_ends"
            yield str(found.last_year + 1), "after_report"
        else:
            yield found.date, "period_starts"
            yield str(found.last_year), "period_ends"
