"""What the reading of PDFs costs and how true it is.

    python benchmarks/extract.py --shared ../shared [--pages 6] [--every 4]
    python benchmarks/extract.py --pair designed.pdf plain.pdf

Three things are printed. How much of the Federal Register's official text is found in what is read
from its PDFs, by the scorer in ``tools``. CPU seconds from file to blocks, without and with tables,
against ``pdfplumber.extract_text`` on the same pages: every reader in turn on every document, in an
order that turns with it. The most memory that a fresh process takes for the document with most
pages. A pair is one document laid out twice: the share of the second one's sentences that stand
unbroken in the body of the first.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib.util
import multiprocessing
import re
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pdfplumber
import pypdfium2 as pdfium

from enacted.extract.reader import read
from enacted.settings import ExtractSettings
from enacted.types import BODY_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from enacted.types import Extraction

    Reader = Callable[[Path, Sequence[int]], object]

_SENTENCE = re.compile(r"(?<=[.;:?!])\s+(?=[A-Z(])")
_SHORTEST = 40  # characters of a sentence that counts


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--pages", type=int, default=6, help="pages timed of a document")
    parser.add_argument("--every", type=int, default=4, help="take one document in so many")
    parser.add_argument("--pair", type=Path, nargs=2, metavar=("DESIGNED", "PLAIN"))
    parser.add_argument("--missing", action="store_true", help="print what a pair lacks")
    asked = parser.parse_args()
    if asked.pair:
        _pair(*asked.pair, show=asked.missing)
        return 0
    federal = sorted((asked.shared / "fedreg").glob("*.pdf"))
    corpus = sorted((asked.shared / "corpus").rglob("*.pdf"))
    if not federal or not corpus:
        print(f"{asked.shared}: no fedreg/*.pdf or no corpus/**/*.pdf there")
        return 1
    _quality(federal, asked.shared / "tools" / "fedreg_score.py")
    sample = [*corpus[:: asked.every], *federal[:: asked.every]]
    _speed(sample, asked.pages)
    _memory(max(sample, key=_count))
    return 0


def _ours(path: Path, pages: Sequence[int] | None, *, tables: bool) -> Extraction:
    settings = ExtractSettings(tables="auto" if tables else "off", ocr="off")
    return read(path, settings=settings, pages=pages)


def _peer(path: Path, pages: Sequence[int] | None) -> str:
    parts = []
    with pdfplumber.open(path) as document:
        for number in pages or range(1, len(document.pages) + 1):
            with contextlib.closing(document.pages[number - 1]) as page:
                parts.append(page.extract_text())
    return "\n".join(parts)


def _without(path: Path, pages: Sequence[int] | None) -> object:
    return _ours(path, pages, tables=False)


def _with(path: Path, pages: Sequence[int] | None) -> object:
    return _ours(path, pages, tables=True)


_READERS: dict[str, Reader] = {
    "blocks, no tables": _without,
    "blocks and tables": _with,
    "pdfplumber text": _peer,
}


def _quality(paths: Sequence[Path], scorer: Path) -> None:
    spec = importlib.util.spec_from_file_location("scorer", scorer)
    if spec is None or spec.loader is None or not scorer.is_file():
        print(f"{scorer}: no scorer there; texts are not scored")
        return
    score: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    found = []
    for path in paths:
        wanted = score.read(str(path.with_suffix(".reference.jsonl")))
        blocks = [
            {"kind": block.kind.value, "text": block.text}
            for block in _ours(path, None, tables=True).blocks
        ]
        found.append(score.score(wanted, blocks))
    print(f"Federal Register, {len(paths)} documents   mean    min    max")
    for key in found[0]:
        values = [each[key] for each in found]
        mean, low, high = statistics.mean(values), min(values), max(values)
        print(f"  {key:32s} {mean:6.3f} {low:6.3f} {high:6.3f}")


def _speed(paths: Sequence[Path], most: int) -> None:
    _READERS["blocks and tables"](paths[0], [1])  # what is loaded once is nobody's cost
    _READERS["pdfplumber text"](paths[0], [1])
    names = list(_READERS)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    total = 0
    for turn, path in enumerate(paths):
        pages = _spread(_count(path), most)
        total += len(pages)
        for name in names[turn % 3 :] + names[: turn % 3]:
            gc.collect()
            begun = time.process_time()
            _READERS[name](path, pages)
            seconds[name].append((time.process_time() - begun) / len(pages))
    print(f"\nCPU, {len(paths)} documents, {total} pages     median ms a page   pages/s   ratio")
    base = seconds["pdfplumber text"]
    for name in names:
        median = statistics.median(seconds[name])
        ratio = statistics.median(b / s for s, b in zip(seconds[name], base, strict=True))
        print(f"  {name:36s} {1000 * median:12.1f} {1 / median:9.0f} {ratio:7.1f}")


def _spread(count: int, most: int) -> list[int]:
    """Page numbers from 1, evenly over the document."""
    return sorted({1 + number * count // most for number in range(most)})


def _count(path: Path) -> int:
    with contextlib.closing(pdfium.PdfDocument(path)) as document:
        return len(document)


def _memory(path: Path) -> None:
    print(f"\nMost memory, {_count(path)} pages of one document")
    context = multiprocessing.get_context("spawn")
    for name in _READERS:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            before, most = pool.submit(_most_memory, name, path).result()
        print(f"  {name:36s} {most:6.0f} MiB, {before:.0f} of them before the first page")


def _most_memory(name: str, path: Path) -> tuple[float, float]:
    before = _high_water()
    _READERS[name](path, range(1, _count(path) + 1))
    return before, _high_water()


def _high_water() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else float("nan")


def _pair(designed: Path, plain: Path, *, show: bool) -> None:
    one, other = (
        [b.text for b in _ours(path, None, tables=True).blocks if b.kind in BODY_KINDS]
        for path in (designed, plain)
    )
    wanted = [s for text in other for s in _SENTENCE.split(text) if len(s) >= _SHORTEST]
    there = _letters("".join(one))
    missing = [sentence for sentence in wanted if _letters(sentence) not in there]
    share = 1 - len(missing) / max(1, len(wanted))
    print(f"{len(wanted)} sentences, {share:.1%} found unbroken in the other layout")
    if show:
        print("\n".join(f"  {sentence}" for sentence in missing))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


if __name__ == "__main__":
    sys.exit(main())
