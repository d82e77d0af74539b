"""Page ranges as people write them: ``3,5-9,12-``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from enacted.errors import UsageError

_RANGE = re.compile(r"0*([1-9]\d{0,8})(?:(-)(?:0*([1-9]\d{0,8}))?)?", re.ASCII)
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PageRanges:
    """Pages asked for, counted from 1; both ends of a range belong to it.

    Attributes
    ----------
    ranges
        First and last page of each range, in the order written; a range without an end has None.
    """

    ranges: tuple[tuple[int, int | None], ...]

    @classmethod
    def parse(cls, text: str) -> PageRanges:
        """Ranges from their written form.

        Raises
        ------
        UsageError
            Where a part is no page and no range of pages, or runs backwards.

        Examples
        --------
        >>> PageRanges.parse("3,5-9,12-").ranges
        ((3, 3), (5, 9), (12, None))
        """
        ranges: list[tuple[int, int | None]] = []
        for part in text.split(","):
            found = _RANGE.fullmatch(part.strip())
            if found is None:
                raise UsageError(
                    f"pages {text!r}: {part.strip()!r} is no page range: "
                    "write pages from 1 as in 3,5-9,12-"
                )
            first = int(found[1])
            last = int(found[3]) if found[3] else None if found[2] else first
            if last is not None and last < first:
                raise UsageError(
                    f"pages {text!r}: {part.strip()!r} runs backwards: write {last}-{first}"
                )
            ranges.append((first, last))
        return cls(tuple(ranges))

    def __contains__(self, page: int) -> bool:
        return any(first <= page and (last is None or page <= last) for first, last in self.ranges)

    def numbers(self, limit: int) -> tuple[int, ...]:
        """The pages up to ``limit``, in ascending order, each once."""
        found: set[int] = set()
        for first, last in self.ranges:
            found.update(range(first, min(limit if last is None else last, limit) + 1))
        return tuple(sorted(found))

    def beyond(self, count: int) -> str:
        """What to say of pages asked for that a document of ``count`` pages does not have.

        Empty where it has them all; a range without an end asks for its first page only.
        """
        missing = [
            (max(first, count + 1), first if last is None else last)
            for first, last in self.ranges
            if (first if last is None else last) > count
        ]
        if not missing:
            return ""
        shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in missing[:_SHOWN])
        one = len(missing) == 1 and missing[0][0] == missing[0][1]
        return (
            f"{'page' if one else 'pages'} {shown}{' …' if len(missing) > _SHOWN else ''} "
            f"{'is' if one else 'are'} beyond the end: the file has {count:,} "
            f"page{'' if count == 1 else 's'}"
        )
