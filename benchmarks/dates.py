"""How often the year of publication is found, against years set by hand.

    python benchmarks/dates.py --corpus ../shared/corpus [--half look|kept] [--titles]

The corpus is a folder with a manifest that gives years. Documents are split in two by the hash of
their name: rules and weights were made looking at ``look`` only; ``kept`` was only ever scored.
Every miss is printed with its evidence. The manifest's years are answers, never evidence; files
are scored once without their names and once with them. The peers are what a simple script would do:
the first year in the text, and the year in the PDF's metadata.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from enacted.corpus import scan, title
from enacted.corpus.date_expressions import read_pdf_date
from enacted.corpus.dates import decide, evidence, scores
from enacted.extract.ocr import reader as ocr_reader
from enacted.extract.reader import read
from enacted.settings import ExtractSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from enacted.corpus.evidence import Evidence
    from enacted.types import Block, Dated, Extraction

FRONT_PAGES = 3


@dataclass(frozen=True)
class Case:
    """A document with the year set by hand."""

    name: str
    year: int
    given_title: str
    extraction: Extraction

    @property
    def front(self) -> list[Block]:
        """Blocks of the first pages and the last."""
        last = self.extraction.pages
        return [b for b in self.extraction.blocks if b.page <= FRONT_PAGES or b.page == last]

    def evidence(self, *, named: bool) -> list[Evidence]:
        """What speaks for a year, with or without the name of the file."""
        return evidence(
            self.front,
            pages=self.extraction.pages,
            properties=self.extraction.properties,
            file_name=self.name if named else "",
        )


def half_of(name: str) -> str:
    """Half of the corpus that a document belongs to."""
    return "kept" if int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 else "look"


def cases(corpus: Path) -> Iterator[Case]:
    """Documents whose year the manifest gives, read one after the other."""
    settings = ExtractSettings()
    ocr = ocr_reader(settings)
    for file in scan(corpus).files:
        year = file.metadata.date.year
        if year is not None and file.outcome is None:
            name = Path(file.path).name
            yield Case(
                name, year, file.metadata.title, read(file.source, settings=settings, ocr=ocr)
            )


def first_year(case: Case) -> int:
    """The first year in the text; 0 where there is none."""
    found = re.search(r"\b(?:19|20)\d\d\b", " ".join(b.text for b in case.front))
    return int(found[0]) if found else 0


def file_year(case: Case) -> int:
    """The year in which the PDF says it was made; 0 where it does not say."""
    return int(read_pdf_date(case.extraction.properties.created)[:4] or 0)


def show_miss(case: Case, found: Dated, items: list[Evidence]) -> None:
    """Print a miss with the ground of every year."""
    print(f"\nmiss ({half_of(case.name)}) {case.name}")
    print(f"  set by hand {case.year}, found {found.date or 'nothing'} from {found.source}")
    print(f"  scores {scores(items)}")
    for item in items:
        print(f"    {item.date:10} {item.reason:22} {item.source:12} {item.text[:70]!r}")


def main() -> None:
    """Print shares of right years, and the misses."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--half", choices=["look", "kept"], help="show misses of one half only")
    parser.add_argument("--titles", action="store_true", help="print titles beside the manifest's")
    options = parser.parse_args()
    every = list(cases(options.corpus))
    began = time.process_time()
    answers = {named: [c.evidence(named=named) for c in every] for named in (False, True)}
    spent = time.process_time() - began
    for case, items in zip(every, answers[False], strict=True):
        found = decide(items)
        if found.year != case.year and options.half in {None, half_of(case.name)}:
            show_miss(case, found, items)
        if options.titles:
            print(
                f"{case.given_title[:60]:60} | {title(case.front, case.extraction.properties, '')}"
            )
    print(f"\n{'years right':34}{'look':>12}{'kept':>12}{'all':>12}")
    methods: dict[str, Sequence[int | None]] = {
        "without file names": [decide(items).year for items in answers[False]],
        "with file names": [decide(items).year for items in answers[True]],
        "peer: first year in the text": [first_year(c) for c in every],
        "peer: year in the metadata": [file_year(c) for c in every],
    }
    for name, years in methods.items():
        cells = []
        for half in ("look", "kept", None):
            right = [
                y == c.year
                for y, c in zip(years, every, strict=True)
                if half in {None, half_of(c.name)}
            ]
            cells.append(f"{sum(right)}/{len(right)} {sum(right) / max(1, len(right)):4.0%}")
        print(f"{name:34}" + "".join(f"{cell:>12}" for cell in cells))
    print(f"\n{1000 * spent / max(1, 2 * len(every)):.1f} ms CPU a document, text at hand")


if __name__ == "__main__":
    main()
