"""Builds the demo corpus from its sources: PDFs, manifest and codes.

``python corpora/demo/make_demo.py`` writes, beside itself, one PDF a source, ``manifest.csv`` and
``codes.jsonl``; built twice, they are the same to the byte. ``--out`` writes elsewhere. ``--scan``
first makes the scanned letter anew, which otherwise is taken from ``sources/``.

The sources are the one truth of both the PDFs and the codes; their markup is explained at the
top of ``press/markup.py``.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # so that it runs as a script

from corpora.demo.press.look import Look, register_fonts
from corpora.demo.press.markup import Source, read
from corpora.demo.press.pages import set_document
from corpora.demo.press.spoil import damage, scan_letters

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
COLUMNS = ("file", "title", "year", "publisher", "country", "doc_type", "series", "audience")
COUNTRY = "Estmere"
CODER = "author"


def codes_of(source: Source, pages: dict[int, int]) -> list[str]:
    """One JSON line for each coded item of a document."""
    lines = []
    for index, item in enumerate(source.items):
        if not item.status:
            continue
        code = {
            "path": source.get("file"),
            "page": pages.get(index),
            "text": item.sentence,
            "status": item.status,
            "concrete": item.concrete,
            "coder": CODER,
        }
        lines.append(json.dumps(code, ensure_ascii=False))
    return lines


def manifest_of(sources: list[Source]) -> str:
    """The manifest as CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for source in sources:
        writer.writerow(
            [
                source.get("file"),
                source.get("title"),
                source.get("manifest year"),
                source.get("publisher"),
                COUNTRY,
                source.get("type"),
                source.get("series"),
                source.get("audience"),
            ],
        )
    return out.getvalue()


def build(out: Path) -> None:
    """Write the whole corpus to a folder."""
    out.mkdir(parents=True, exist_ok=True)
    sources = [read(path) for path in sorted(SOURCES.glob("[0-9]*.txt"))]
    built: dict[str, bytes] = {}
    codes: list[str] = []
    for source in sources:
        name = source.get("file")
        if model := source.get("damaged copy of"):
            built[name] = damage(built[model], name)
            continue
        built[name], pages = set_document(source, Look.of(source), SOURCES)
        codes += codes_of(source, pages)
    for name, data in built.items():
        (out / name).write_bytes(data)
    (out / "codes.jsonl").write_text("\n".join(codes) + "\n", encoding="utf-8")
    (out / "manifest.csv").write_text(manifest_of(sources), encoding="utf-8")
    print(f"{len(built)} PDFs, {sum(map(len, built.values())) // 1000} kB, {len(codes)} codes")


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Build the demo corpus.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    parser.add_argument("--scan", action="store_true", help="make the scanned letter anew")
    arguments = parser.parse_args()
    register_fonts()
    if arguments.scan:
        for path in sorted(SOURCES.glob("[0-9]*.txt")):
            source = read(path)
            scan_letters(source, Look.of(source), SOURCES)
    build(arguments.out)


if __name__ == "__main__":
    main()
