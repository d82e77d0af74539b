"""What the page says of the reading of a corpus."""

from __future__ import annotations

import pyarrow as pa

from enacted.report.corpus import facts


def documents(*ocr_pages: int) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "path": f"{place}.pdf", "outcome": "ok", "detail": "", "pages": 9,
                "ocr_pages": pages, "words": 100, "year": 2010 + place, "date_source": "manifest",
            }
            for place, pages in enumerate(ocr_pages)
        ]
    )  # fmt: skip


def test_pages_that_were_recognised_are_counted_not_those_beside_them():
    found = facts(documents(0, 2, 9))
    assert (found["scanned"], found["scanned_pages"], found["pages"]) == (2, 11, 27)
    assert facts(documents(0))["scanned"] == 0
