"""Word F1 of scanned PDFs read with Tesseract, against their text.

usage: python benchmarks/ocr.py [FOLDER]

FOLDER holds NAME_scanDPI.pdf beside NAME_truth.txt. Words are compared as multisets, without case
and punctuation, so that the order of columns does not count.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from pathlib import Path

from enacted.extract.guard import Guard
from enacted.settings import ExtractSettings, GuardSettings

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> Counter[str]:
    """Words of a text with their numbers."""
    return Counter(word.casefold() for word in _WORD.findall(text))


def f1(found: Counter[str], wanted: Counter[str]) -> float:
    """Harmonic mean of precision and recall over words."""
    same = (found & wanted).total()
    return 2 * same / max(1, found.total() + wanted.total())


def main(folder: Path) -> None:
    """Print a line a scan."""
    with Guard(limits=GuardSettings(), settings=ExtractSettings()) as guard:
        for path in sorted(folder.glob("*_scan*.pdf")):
            truth = path.with_name(f"{path.stem.rpartition('_scan')[0]}_truth.txt")
            wanted = words(truth.read_text(encoding="utf-8"))
            started = time.monotonic()
            read = guard.extract_one(path)
            seconds = (time.monotonic() - started) / max(1, read.pages)
            found = words(" ".join(block.text for block in read.blocks))
            print(f"{path.name:40s} F1 {f1(found, wanted):.4f}  {seconds:.1f} s a page")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/scans"))
