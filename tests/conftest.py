"""Small corpora that tests make for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.made import damaged_pdf, text_pdf

if TYPE_CHECKING:
    from pathlib import Path

# A busy machine is slow, not wrong; and the same examples every time, so that a red run can be
# repeated.
settings.register_profile("enacted", deadline=None, derandomize=True)
settings.load_profile("enacted")

PLAN = [
    "Equality Action Plan",
    "Published March 2012",
    "We believe that equality is at the heart of everything we do.",
    "We will offer every carer a personal budget by April 2014.",
    "In 2011 forty carers co-designed the new dementia pathway in Northfield.",
]
REPORT = [
    "Annual Report",
    "Published June 2014",
    "The council has introduced direct payments for 312 people since April 2013.",
    "Co-production remains important to us and to our partners.",
    "Twelve per cent of disabled people said that equality had improved.",
]


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    """Two readable documents and a damaged one, with a manifest that knows the plan only."""
    return make_small_corpus(tmp_path)


def make_small_corpus(parent: Path) -> Path:
    folder = parent / "corpus"
    folder.mkdir()
    (folder / "plan.pdf").write_bytes(text_pdf(PLAN))
    (folder / "report.pdf").write_bytes(text_pdf(REPORT))
    (folder / "broken.pdf").write_bytes(damaged_pdf())
    (folder / "manifest.csv").write_text(
        "file,title,year,publisher,doc_type,audience\n"
        "plan.pdf,Equality plan,2012,Northfield Council,plan,public\n",
        encoding="utf-8",
    )
    return folder
