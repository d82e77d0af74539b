"""A made corpus: policy-like PDFs of ten pages, each different, the same for the same seed.

    python benchmarks/made_corpus.py FOLDER --documents 500

Sentences are put together from lists of words, some with the terms of the built-in codebook, under
headings, with running heads, page numbers and a manifest.
"""

from __future__ import annotations

import argparse
import random
import textwrap
import zlib
from pathlib import Path

AGENTS = (
    "the council", "our partners", "the board", "officers", "the trust", "families", "carers",
    "the partnership", "residents", "providers", "the department", "community groups", "managers",
)  # fmt: skip
THINGS = (
    "housing", "transport", "libraries", "home care", "day services", "training", "the budget",
    "primary care", "road safety", "schools", "parks", "the workforce", "advice", "respite",
    "mental health", "recycling", "employment", "safeguarding", "assessment", "the register",
)  # fmt: skip
PLACES = (
    "in the north of the county", "across the borough", "in each locality", "in two pilot wards",
    "at the civic centre", "in rural parishes", "throughout the area", "near the coast",
)  # fmt: skip
PLAIN = (
    "{agent} met {number} times to review {thing} {place}.",
    "Demand for {thing} rose by {number} per cent {place} in {year}.",
    "{agent} will review {thing} by March {year}.",
    "Spending on {thing} was {number} thousand pounds lower than in {year}.",
    "A report on {thing} was published in {year} and discussed by {agent}.",
    "It is important that {agent} keep {thing} under review {place}.",
    "{agent} have opened {number} new places for {thing} {place} since {year}.",
    "There were {number} complaints about {thing}, most of them {place}.",
)
MINED = (
    "{agent} co-designed {thing} with {number} people who use services {place}.",
    "We believe that equality is at the heart of {thing}.",
    "{agent} will offer a personal budget to {number} people by April {year}.",
    "Coproduction with {agent} remains important for {thing}.",
    "In {year} {agent} introduced direct payments for {number} people {place}.",
    "{agent} should consider person-centred support as part of {thing}.",
)
MINED_SHARE = 1 / 40
"""Sentences with a term of the codebook: of real policy documents, about 26 in 1,000 have one."""

HEADINGS = (
    "Introduction", "What we heard", "Our priorities", "Progress so far", "Next steps", "Finance",
    "How we will measure success", "Background", "Governance", "The needs of our area",
)  # fmt: skip
PAGES = 10


def make(folder: Path, documents: int, *, first: int = 0, seed: int = 1) -> None:
    """Write documents ``first`` to ``first + documents`` and a manifest of all up to there."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + documents):
        (folder / f"{number:06d}.pdf").write_bytes(document(number, seed=seed))
    rows = (
        f"{n:06d}.pdf,{2005 + n % 20},{('plan', 'report')[n % 2]}" for n in range(first + documents)
    )
    (folder / "manifest.csv").write_text("\n".join(["file,year,doc_type", *rows, ""]))


def document(number: int, *, seed: int = 1, pages: int = PAGES) -> bytes:
    """One PDF."""
    chance = random.Random(f"{seed}:{number}")
    title = f"{chance.choice(THINGS).title()} Plan {number}"
    contents = [page(chance, title, n) for n in range(1, pages + 1)]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(pages)), pages),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, content in enumerate(contents):
        packed = zlib.compress(content, 6)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * n)
        )
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
        )
    return assemble(objects)


def page(chance: random.Random, title: str, number: int) -> bytes:
    """Content of a page: a running head, headings and paragraphs, and the page number."""
    drawn = [text(title, 60, 810, 8), text(str(number), 295, 30, 8)]
    y = 780.0
    if number == 1:
        drawn.append(text(title, 60, y - 20, 22))
        y -= 60
    while y > 120:
        drawn.append(text(chance.choice(HEADINGS), 60, y, 14))
        y -= 24
        for _ in range(chance.randint(1, 3)):
            for line in textwrap.wrap(paragraph(chance), 92):
                if y < 60:
                    break
                drawn.append(text(line, 60, y, 10))
                y -= 13
            y -= 9
        y -= 6
    return "\n".join(drawn).encode("cp1252")


def paragraph(chance: random.Random) -> str:
    """Three to seven sentences."""
    return " ".join(sentence(chance) for _ in range(chance.randint(3, 7)))


def sentence(chance: random.Random) -> str:
    """A sentence."""
    form = chance.choice(MINED if chance.random() < MINED_SHARE else PLAIN)
    said = form.format(
        agent=chance.choice(AGENTS),
        thing=chance.choice(THINGS),
        place=chance.choice(PLACES),
        number=chance.randint(2, 990),
        year=chance.randint(2006, 2026),
    )
    return said[0].upper() + said[1:]


def text(line: str, x: float, y: float, size: float) -> str:
    """A line of text as PDF operators."""
    escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {size} Tf {x} {y:.1f} Td ({escaped}) Tj ET"


def assemble(objects: list[bytes]) -> bytes:
    """A file of numbered objects with its cross-reference table."""
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    make(asked.folder, asked.documents, seed=asked.seed)
