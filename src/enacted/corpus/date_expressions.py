"""Dates as people write them: days, months, years and periods found in text.

Nothing here reads the clock: a year is a number from 1900 to 2099.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_YEAR = 1900
LAST_YEAR = 2099

# English in full and short; other languages of European policy papers in full only, since their
# short forms are words of English ("set", "mar").
_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar januari janvier enero gennaio janeiro ionawr",
            "february feb februar februari février fevrier febrero febbraio fevereiro chwefror",
            "march mar märz maart mars marzo março mawrth",
            "april apr avril abril aprile ebrill",
            "may mai maj mei mayo maggio maio",
            "june jun juni juin junio giugno junho mehefin",
            "july jul juli juillet julio luglio julho gorffennaf",
            "august aug august augusti augustus août aout agosto awst",
            "september sept sep septembre septiembre settembre setembro medi",
            "october oct oktober octobre octubre ottobre outubro hydref",
            "november nov novembre noviembre novembro tachwedd",
            "december dec dezember desember décembre decembre diciembre dicembre dezembro rhagfyr",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?:" + "|".join(sorted(map(re.escape, _MONTHS), key=lambda m: (-len(m), m))) + r")\b\.?"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DASHES = r"\-‐-―−"
_DASH = f"[{_DASHES}]"
_OF = rf"(?:\s+(?:of|de|del)\b|[,/{_DASHES}])?"
_NOT_BEFORE = r"(?<![\w./£$€,-])"
_NOT_AFTER = r"(?![\w%]|[.,/]\d|\s\d{3,4}\b(?!-))"

_PATTERNS = (
    # 2012-03-15, 2012/3/15; a time may follow.
    rf"(?P<iso_y>{_YEAR})(?P<iso_sep>[-/.])(?P<iso_m>\d\d?)(?P=iso_sep)(?P<iso_d>\d\d?)(?:T[\d:.]*Z?)?",
    # 15 March 2012, 15th of March, 2012
    rf"(?P<dmy_d>{_DAY})(?:\s?(?:st|nd|rd|th)|\.)?{_OF}\s*(?P<dmy_m>{_MONTH}){_OF}\s*(?P<dmy_y>{_YEAR})",
    # March 15, 2012
    rf"(?P<mdy_m>{_MONTH})\s+(?P<mdy_d>{_DAY})(?:\s?(?:st|nd|rd|th))?,?\s+(?P<mdy_y>{_YEAR})",
    # 15/03/2012, 15.3.2012
    rf"(?P<num_a>\d\d?)\s?(?P<num_sep>[-/.])\s?(?P<num_b>\d\d?)\s?(?P=num_sep)\s?(?P<num_y>{_YEAR})",
    # 26.09.24: the century is ours
    r"(?P<two_a>\d\d)(?P<two_sep>[/.])(?P<two_b>\d\d)(?P=two_sep)(?P<two_y>\d\d)",
    # March 2012, March, 2012, March/April 2012 (the later month)
    rf"(?:{_MONTH}\s?[/{_DASHES}]\s?)?(?P<my_m>{_MONTH}){_OF}\s*(?P<my_y>{_YEAR})",
    # 2012-2015, 2012–15, 2012/13, 2012 to 2015
    rf"(?P<per_y>{_YEAR})\s?(?:{_DASH}|/|\bto\b|\band\b)\s?(?P<per_e>{_YEAR}|\d\d)",
    # 03/2012
    rf"(?P<mn_m>0[1-9]|1[0-2])[/.](?P<mn_y>{_YEAR})",
    # 2012, but not amid the groups of a telephone number
    rf"(?<!\d{{3}}\s)(?P<y>{_YEAR})",
)
_EXPRESSION = re.compile(
    "|".join(_NOT_BEFORE + pattern + _NOT_AFTER for pattern in _PATTERNS), re.IGNORECASE
)
_ISO_MONTH = re.compile(rf"({_YEAR})-(0[1-9]|1[0-2])")
_PDF_DATE = re.compile(r"\s*(?:D:)?\s*(\d{4})-?(\d\d)?-?(\d\d)?")


@dataclass(frozen=True, slots=True)
class Expression:
    """A date or a period as it stands in a text.

    Attributes
    ----------
    date
        ISO 8601, cut to what is written; of a period its first year.
    start, end
        Where it stands, half-open.
    last_year
        Last year of a period; 0 for a date.
    short
        Whether the year was written with two digits.
    """

    date: str
    start: int
    end: int
    last_year: int = 0
    short: bool = False

    @property
    def year(self) -> int:
        """The year; of a period its first."""
        return int(self.date[:4])


def iso(year: int, month: int = 0, day: int = 0) -> str:
    """ISO 8601 date cut to what is known; empty where there is no such day.

    >>> iso(2012, 3), iso(2012, 2, 30)
    ('2012-03', '')
    """
    if not FIRST_YEAR <= year <= LAST_YEAR or not 0 <= month <= 12 or day < 0:
        return ""
    if not month:
        return f"{year:04}"
    if not day:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{day:02}" if day <= monthrange(year, month)[1] else ""


def precision_of(date: str) -> str:
    """``day``, ``month``, ``year`` or ``none``, from the length of an ISO date."""
    return {10: "day", 7: "month", 4: "year"}.get(len(date), "none")


def find_dates(text: str) -> Iterator[Expression]:
    """Dates and periods in ``text``, from left to right, none inside another.

    A numeric date that could be read two ways (04/05/2012) is cut to its year; dates that no
    calendar has (31 June 2012) are cut to what is right in them.
    """
    for match in _EXPRESSION.finditer(text):
        found = _read(match.groupdict())
        if found is not None:
            date, last_year = found
            short = match["two_y"] is not None
            yield Expression(date, match.start(), match.end(), last_year, short)


def _month(word: str) -> int:
    return _MONTHS[word.rstrip(".").lower()]


def _read(parts: dict[str, str | None]) -> tuple[str, int] | None:
    def part(name: str) -> str:
        return parts[name] or ""

    if parts["y"]:
        return part("y"), 0
    if parts["my_y"]:
        return iso(int(part("my_y")), _month(part("my_m"))), 0
    if parts["mn_y"]:
        return iso(int(part("mn_y")), int(part("mn_m"))), 0
    for kind in ("dmy", "mdy"):
        if parts[f"{kind}_y"]:
            year, month = int(part(f"{kind}_y")), _month(part(f"{kind}_m"))
            return iso(year, month, int(part(f"{kind}_d"))) or iso(year, month), 0
    if parts["iso_y"]:
        year = int(part("iso_y"))
        return iso(year, int(part("iso_m")), int(part("iso_d"))) or iso(year), 0
    if parts["num_y"]:
        year = int(part("num_y"))
        return numeric_day(int(part("num_a")), int(part("num_b")), year) or iso(year), 0
    if parts["two_y"]:
        # Only where it is surely day, month, year: three such numbers may be anything.
        day, month, year = int(part("two_a")), int(part("two_b")), 2000 + int(part("two_y"))
        date = iso(year, month, day) if day > 12 else ""
        return (date, 0) if date else None
    first, end = int(part("per_y")), part("per_e")
    last = int(end) if len(end) == 4 else first // 100 * 100 + int(end)
    if not 0 < last - first <= 50:
        return iso(first), 0
    return iso(first), last


def numeric_day(a: int, b: int, year: int) -> str:
    """The day that ``a/b/year`` means where it can be read one way only; else empty.

    >>> numeric_day(15, 3, 2012), numeric_day(4, 5, 2012)
    ('2012-03-15', '')
    """
    if a == b or b <= 12 < a:
        return iso(year, b, a)
    if a <= 12 < b:
        return iso(year, a, b)
    return ""


def read_date(text: str) -> str:
    """ISO date of a value that is one date and nothing else; empty where it is none.

    >>> read_date("15 March 2012"), read_date("2012-03"), read_date("04/05/2012"), read_date("x")
    ('2012-03-15', '2012-03', '', '')
    """
    text = " ".join(text.split())
    if match := _ISO_MONTH.fullmatch(text):
        return iso(int(match[1]), int(match[2]))
    match = _EXPRESSION.fullmatch(text)
    if match is None or match["per_y"] or match["two_y"]:
        return ""
    found = _read(match.groupdict())
    date = found[0] if found else ""
    # Cut to its year, a wrong or ambiguous day would pass unseen.
    finer = not match["y"]
    if (finer and len(date) == 4) or ((match["dmy_y"] or match["mdy_y"]) and len(date) != 10):
        return ""
    return date


def read_pdf_date(value: str) -> str:
    """ISO date of a PDF's own date (``D:20120315…``), as far as it makes sense; else empty."""
    value = value[:100]
    match = _PDF_DATE.match(value)
    if match is None:
        return next((e.date for e in find_dates(value) if not e.last_year), "")
    year, month, day = (int(g or 0) for g in match.groups())
    return iso(year, month, day) or iso(year, month) or iso(year)
