from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import zlib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

DEMO = Path(__file__).resolve().parents[2] / "corpora" / "demo"
SOURCES = sorted((DEMO / "sources").glob("[0-9]*.txt"))
PDFS = sorted(DEMO.glob("*.pdf"))
DAMAGED = [path for path in PDFS if path.stem.endswith("-damaged")]
STATUSES = {"rhetoric", "proposal", "commitment", "practice", "finding", "none"}
SCANNED = ("pellmoor-fair-for-all-annual-report-2018-19.pdf", 4)
BUILT_WITH = {"reportlab": "5.1.0", "zlib": "1.2.13"}
"""Other versions set the same text, but not in the same bytes."""


@cache
def codes() -> list[dict[str, Any]]:
    lines = (DEMO / "codes.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def manifest() -> dict[str, dict[str, str]]:
    with (DEMO / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def header(source: Path) -> dict[str, str]:
    text = source.read_text(encoding="utf-8")
    return dict(re.findall(r"^# ([^:\n]+): ?(.*)$", text, re.MULTILINE))


@cache
def pages(folder: Path, name: str) -> tuple[str, ...]:
    """Text of each page without white space; a hyphen at a line's end stays U+FFFE."""
    document = pdfium.PdfDocument(folder / name)
    try:
        texts = []
        for number in range(len(document)):
            page = document[number]
            texts.append(page.get_textpage().get_text_range())
            page.close()
    finally:
        document.close()
    return tuple(re.sub(r"\s", "", text.replace("\x02", "\ufffe")) for text in texts)


def pattern(text: str) -> str:
    """A sentence as it may stand on a page: words broken at line ends, footnote marks."""
    made = []
    for letter in re.sub(r"\s", "", text):
        made.append("[-\ufffe]" if letter == "-" else f"\ufffe?{re.escape(letter)}")
        if letter in ".,;":
            made.append(r"\d?")
    return "".join(made)


def stands_at(text: str, leaf: int, texts: tuple[str, ...]) -> bool:
    """Whether a sentence is on a page, or begins at its foot and ends on the next."""
    if re.search(pattern(text), texts[leaf - 1]):
        return True
    if leaf == len(texts):
        return False
    words = text.split()
    return any(
        re.search(pattern(" ".join(words[:n])) + "(?:\\D.{0,80})?$", texts[leaf - 1])
        and re.search(pattern(" ".join(words[n:])), texts[leaf])
        for n in range(1, len(words))
    )


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    pytest.importorskip("reportlab", reason="the demo is set with reportlab")
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, str(DEMO / "make_demo.py"), "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def test_rebuilding_gives_the_committed_codes_manifest_and_text(rebuilt):
    names = {path.name for path in rebuilt.iterdir()}
    assert names == {path.name for path in PDFS} | {"codes.jsonl", "manifest.csv"}
    for name in ("codes.jsonl", "manifest.csv"):
        assert (rebuilt / name).read_bytes() == (DEMO / name).read_bytes()
    for path in set(PDFS) - set(DAMAGED):
        assert pages(rebuilt, path.name) == pages(DEMO, path.name)


def test_rebuilding_gives_the_committed_bytes(rebuilt):
    import reportlab

    here = {"reportlab": reportlab.__version__, "zlib": zlib.ZLIB_RUNTIME_VERSION}
    if here != BUILT_WITH:
        pytest.skip(f"built with {BUILT_WITH}, here is {here}")
    for path in PDFS:
        assert (rebuilt / path.name).read_bytes() == path.read_bytes(), path.name


def test_every_code_stands_on_its_page():
    astray = [
        (code["path"], code["page"], code["text"])
        for code in codes()
        if (code["path"], code["page"]) != SCANNED
        and not stands_at(code["text"], code["page"], pages(DEMO, code["path"]))
    ]
    assert astray == []


def test_some_sentences_cross_a_page():
    crossing = [
        code
        for code in codes()
        if (code["path"], code["page"]) != SCANNED
        and not re.search(pattern(code["text"]), pages(DEMO, code["path"])[code["page"] - 1])
    ]
    assert len(crossing) >= 3


def test_some_words_are_broken_at_line_ends():
    names = ("brackenhythe-inquiry-report.pdf", "my-life-my-say-evaluation.pdf")
    broken = [text for name in names for text in pages(DEMO, name) if "\ufffe" in text]
    assert len(broken) >= 3


def test_the_scanned_page_is_only_an_image():
    name, leaf = SCANNED
    texts = pages(DEMO, name)
    assert texts[leaf - 1] == ""
    assert all(texts[: leaf - 1])
    assert sum((code["path"], code["page"]) == SCANNED for code in codes()) >= 5


def test_codes_follow_the_coding_guide():
    for code in codes():
        assert code["status"] in STATUSES
        assert code["concrete"] in {0, 1}
        assert code["coder"] == "author"
        if code["status"] in {"rhetoric", "finding", "none"}:
            assert code["concrete"] == 0, code["text"]


def test_every_status_occurs_early_in_the_middle_and_late():
    year = {found["file"]: int(found["true date"][:4]) for found in map(header, SOURCES)}
    seen = Counter((code["status"], min((year[code["path"]] - 2006) // 7, 2)) for code in codes())
    assert all(seen[status, period] for status in STATUSES for period in range(3))
    assert 450 <= len(codes()) <= 720


def test_every_document_has_a_source_and_a_manifest_row():
    files = {path.name for path in PDFS}
    assert set(manifest()) == files == {header(source)["file"] for source in SOURCES}
    assert {code["path"] for code in codes()} == files - {path.name for path in DAMAGED}


def test_the_manifest_leaves_three_years_to_be_found():
    missing = 0
    for source in SOURCES:
        found = header(source)
        row = manifest()[found["file"]]
        assert re.fullmatch(r"20\d\d(-\d\d){0,2}", found["true date"])
        assert row["year"] in {"", found["true date"][:4]}
        missing += row["year"] == ""
    assert missing == 3


def test_the_damaged_file_cannot_be_opened():
    [path] = DAMAGED
    assert path.read_bytes().startswith(b"%PDF-")
    with pytest.raises(pdfium.PdfiumError):
        pdfium.PdfDocument(path)


def test_the_damaged_file_gives_pdfplumber_nothing():
    pdfplumber = pytest.importorskip("pdfplumber")
    [path] = DAMAGED
    text = ""
    try:
        with pdfplumber.open(path) as document:
            text = "".join(page.extract_text() for page in document.pages)
    except Exception:  # noqa: BLE001 - whatever it raises, there is no text
        text = ""
    assert text == ""


def test_the_corpus_is_small():
    sizes = [path.stat().st_size for path in PDFS]
    assert max(sizes) < 300_000
    assert sum(sizes) < 1_500_000
