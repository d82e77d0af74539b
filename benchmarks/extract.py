"""What the reading of PDFs costs and how true it is.

    python benchmarks/extract.py --shared ../shared [--pages 60] [--every 4] [--documents 500]
    python benchmarks/extract.py --pair designed.pdf plain.pdf [--missing]

Printed, in this order:

- How much of the Federal Register's official text is found in what is read from its PDFs, by the
  scorer in ``tools``; the same for the plain text of PDFium, pdftotext and pdfplumber.
- The measure of py-pdf/benchmarks on the same documents: Levenshtein ratio to the official text,
  white space folded, for our text and for PDFium's own, and on how many documents ours is lower.
- Documents laid out twice, by their titles in the manifest (or those of ``--pair``): the share of
  the plain version's sentences that stand unbroken in the body of the designed one.
- CPU seconds from opened file to words with boxes, to blocks, and to blocks with tables, against
  ``pdfplumber.extract_text`` on the same pages: every reader in turn on every document, in an order
  that turns with it; medians over documents, and the ratio of the sums.
- Two worker processes against one, wall time.
- The most memory that a fresh process takes for the document with most pages, and a worker's while
  it reads hundreds of documents.
- Word F1 of scans read with Tesseract (``benchmarks/ocr.py``).
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import gc
import importlib.util
import itertools
import json
import multiprocessing
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pdfplumber
import pypdfium2 as pdfium
from rapidfuzz.distance import Indel

from enacted.extract.guard import Guard
from enacted.extract.pdfium import read_words
from enacted.extract.reader import read
from enacted.settings import ExtractSettings, GuardSettings
from enacted.types import BODY_KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from enacted.types import Extraction

    Reader = Callable[[Path, Sequence[int]], object]

_SENTENCE = re.compile(r"(?<=[.;:?!])\s+(?=[A-Z(])")
_SHORTEST = 40  # characters of a sentence that counts


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--pages", type=int, default=60, help="pages timed of a document")
    parser.add_argument("--every", type=int, default=4, help="take one document in so many")
    parser.add_argument("--documents", type=int, default=500, help="read by one worker in a row")
    parser.add_argument("--only", nargs="+", metavar="PART", help="quality, speed, growth …")
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
    sample = [*corpus[:: asked.every], *federal[:: asked.every]]
    parts: dict[str, Callable[[], None]] = {
        "quality": lambda: _quality(federal, asked.shared / "tools" / "fedreg_score.py"),
        "likeness": lambda: _likeness(federal),
        "pairs": lambda: _pairs(asked.shared / "corpus" / "manifest.csv", show=asked.missing),
        "speed": lambda: _speed(sample, asked.pages),
        "workers": lambda: _workers(sorted(sample, key=_count)),
        "memory": lambda: _memory(max(corpus, key=_count)),
        "growth": lambda: _growth(sorted([*corpus, *federal], key=_count)[:50], asked.documents),
        "ocr": lambda: _ocr(asked.shared / "scans"),
    }
    for name, part in parts.items():
        if not asked.only or name in asked.only:
            part()
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


def _words(path: Path, pages: Sequence[int] | None) -> object:
    with contextlib.closing(pdfium.PdfDocument(path)) as document:
        found = []
        for number in pages or range(1, len(document) + 1):
            with contextlib.closing(document[number - 1]) as page:
                found.append(read_words(page, number))
        return found


_READERS: dict[str, Reader] = {
    "words": _words,
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
    for name, texts in _TEXTS.items():
        if name == "pdftotext" and shutil.which(name) is None:
            print(f"\n{name} is not installed (poppler-utils): not scored")
            continue
        found = [
            score.score(score.read(str(path.with_suffix(".reference.jsonl"))), texts(path))
            for path in paths
        ]
        print(f"\nFederal Register, {len(paths)} documents: {name}")
        print(f"{'':34s}   mean    min    max")
        for key in found[0]:
            values = [each[key] for each in found]
            mean, low, high = statistics.mean(values), min(values), max(values)
            print(f"  {key:32s} {mean:6.3f} {low:6.3f} {high:6.3f}")


def _blocks(path: Path) -> list[dict[str, str]]:
    blocks = _ours(path, None, tables=True).blocks
    return [{"kind": block.kind.value, "text": block.text} for block in blocks]


def _plain(text: str) -> list[dict[str, str]]:
    """Plain text as the scorer takes it: what stands between blank lines is a paragraph."""
    return [{"kind": "paragraph", "text": each} for each in re.split(r"\n\s*\n", text)]


def _pdfium_text(path: Path) -> str:
    with contextlib.closing(pdfium.PdfDocument(path)) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def _poppler_text(path: Path) -> str:
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


_TEXTS: dict[str, Callable[[Path], list[dict[str, str]]]] = {
    "Enacted": _blocks,
    "PDFium": lambda path: _plain(_pdfium_text(path)),
    "pdftotext": lambda path: _plain(_poppler_text(path)),
    "pdfplumber": lambda path: _plain(_peer(path, None)),
}
"""Readers of whole documents. Plain text has no kinds of blocks: all of it is body."""


def _likeness(paths: Sequence[Path]) -> None:
    """Levenshtein ratio as python-Levenshtein defines it: insertions and deletions only."""
    ours, theirs = [], []
    for path in paths:
        lines = path.with_suffix(".reference.jsonl").read_text(encoding="utf-8").splitlines()
        wanted = _folded(" ".join(json.loads(line)["text"] for line in lines))
        blocks = _ours(path, None, tables=True).blocks
        own = " ".join(block.text for block in blocks if block.kind not in _SKIPPED)
        ours.append(Indel.normalized_similarity(wanted, _folded(own)))
        theirs.append(Indel.normalized_similarity(wanted, _folded(_pdfium_text(path))))
    print("\nLevenshtein ratio to the official text          mean    min")
    for name, values in (("blocks", ours), ("PDFium's text", theirs)):
        print(f"  {name:42s} {statistics.mean(values):7.4f} {min(values):6.4f}")
    lower = sum(own < other for own, other in zip(ours, theirs, strict=True))
    least = min(own - other for own, other in zip(ours, theirs, strict=True))
    print(f"  blocks below PDFium's text on {lower} of {len(paths)}; least margin {least:+.4f}")


_SKIPPED = {Kind.FURNITURE, Kind.TABLE_ROW}  # a row's cells stand in its table as well


def _folded(text: str) -> str:
    return " ".join(text.split())


def _speed(paths: Sequence[Path], most: int) -> None:
    names = list(_READERS)
    for name in names:  # what is loaded once is nobody's cost
        _READERS[name](paths[0], [1])
    seconds: dict[str, list[float]] = {name: [] for name in names}
    counts = []
    for turn, path in enumerate(paths):
        pages = _spread(_count(path), most)
        counts.append(len(pages))
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            gc.collect()
            begun = time.process_time()
            _READERS[name](path, pages)
            seconds[name].append(time.process_time() - begun)
    print(f"\nCPU, {len(paths)} documents, {sum(counts)} pages")
    print(f"  {'':30s} median ms a page   ratio: median  of sums")
    base = seconds["pdfplumber text"]
    for name in names:
        median = statistics.median(s / n for s, n in zip(seconds[name], counts, strict=True))
        ratio = statistics.median(b / s for s, b in zip(seconds[name], base, strict=True))
        of_sums = sum(base) / sum(seconds[name])
        print(f"  {name:30s} {1000 * median:16.1f} {ratio:15.1f} {of_sums:8.1f}")


def _workers(paths: Sequence[Path]) -> None:
    """Wall seconds of one guarded worker and of two, in turns; the least of three each."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(3):
        for count, taken in seconds.items():
            with contextlib.ExitStack() as stack:
                guards = [
                    stack.enter_context(Guard(limits=GuardSettings(), settings=_NO_OCR))
                    for _ in range(count)
                ]
                for guard in guards:
                    guard.extract_one(b"-")  # started
                waiting = list(paths)
                begun = time.perf_counter()
                with ThreadPoolExecutor(count) as pool:
                    list(pool.map(_drain, guards, [waiting] * count))
                taken.append(time.perf_counter() - begun)
    one, two = min(seconds[1]), min(seconds[2])
    print(f"\nOne worker {one:.1f} s, two {two:.1f} s: {one / two:.2f} times as fast")


def _drain(guard: Guard, waiting: list[Path]) -> None:
    for _ in guard.extract(_taken(waiting)):
        pass


def _taken(waiting: list[Path]) -> Iterator[Path]:
    """Documents that no other worker has taken, one after the other."""
    while True:
        try:
            yield waiting.pop()
        except IndexError:
            return


_NO_OCR = ExtractSettings(ocr="off")


def _growth(paths: Sequence[Path], documents: int) -> None:
    """Resident memory of one worker while it reads the same short documents again and again."""
    found: list[tuple[int, float]] = []
    with Guard(limits=GuardSettings(), settings=_NO_OCR) as guard:
        taken = itertools.islice(itertools.cycle(paths), documents)
        for number, _ in enumerate(guard.extract(taken), 1):
            if number % max(1, documents // 5) == 0:
                found.append((number, _resident_of_child()))
    print("\nMemory of a worker after so many documents: ", end="")
    print(", ".join(f"{number}: {memory:.0f} MiB" for number, memory in found))


def _resident_of_child() -> float:
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    status = Path(f"/proc/{children[-1]}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else float("nan")


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


def _pairs(manifest: Path, *, show: bool) -> None:
    for designed, plain in _laid_out_twice(manifest):
        _pair(designed, plain, show=show)


def _ocr(scans: Path) -> None:
    if shutil.which("tesseract"):
        print("\nScans", flush=True)
        beside = Path(__file__).with_name("ocr.py")
        subprocess.run([sys.executable, beside, scans], check=True)


def _laid_out_twice(manifest: Path) -> Iterator[tuple[Path, Path]]:
    """Documents whose titles say that one is the designed and one the plain text of the same."""
    found: dict[str, dict[str, Path]] = {}
    if manifest.is_file():
        with manifest.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                title, _, layout = row["title"].partition(" (")
                kind = "designed" if layout.startswith("designed") else layout.partition(" ")[0]
                found.setdefault(title, {})[kind] = manifest.parent / row["file"]
    for layouts in found.values():
        if "designed" in layouts and "plain" in layouts:
            yield layouts["designed"], layouts["plain"]


def _pair(designed: Path, plain: Path, *, show: bool) -> None:
    one, other = (
        [b.text for b in _ours(path, None, tables=True).blocks if b.kind in BODY_KINDS]
        for path in (designed, plain)
    )
    wanted = [s for text in other for s in _SENTENCE.split(text) if len(s) >= _SHORTEST]
    there = _letters("".join(one))
    missing = [sentence for sentence in wanted if _letters(sentence) not in there]
    share = 1 - len(missing) / max(1, len(wanted))
    print(f"\n{designed.name}: {len(wanted)} sentences of the plain version,")
    print(f"  {share:.1%} of them found unbroken")
    if show:
        print("\n".join(f"  {sentence}" for sentence in missing))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


if __name__ == "__main__":
    sys.exit(main())
