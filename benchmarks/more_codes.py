"""Coded sentences again, from the table of codes and from who has the sentences.

    python benchmarks/more_codes.py OUT.jsonl --uncoded UNCODED.jsonl.gz --snapshot RUN_TARGET

``src/enacted/stance/codes.csv.gz`` names by hash what the classifier was trained on. Some of these
sentences came with codes; others were coded later, among sentences that came without and among
those that a run found in documents. This looks the second kind up by hash and writes them with
their neighbours and codes as JSON lines, to be read by ``benchmarks/stance.py --more``.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enacted.guide import FACETS
from enacted.stance.coded import sentence_digest
from enacted.tables import load

if TYPE_CHECKING:
    from collections.abc import Iterator

CODES = Path(__file__).parents[1] / "src/enacted/stance/codes.csv.gz"


def uncoded(path: Path) -> Iterator[dict[str, Any]]:
    """Sentences with ``source``, ``before``, ``text``, ``after`` and ``doc_type``."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def mined(target: Path, types: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Sentences of a run with the sentences before (or the lead-in) and after them."""
    snapshot = load(target)
    paths = dict(
        zip(*(snapshot.documents[name].to_pylist() for name in ("doc_id", "path")), strict=True)
    )
    columns = ["doc_id", "text", "lead_in"]
    rows = snapshot.sentences.select(columns).to_pylist()
    for i, row in enumerate(rows):
        near = [
            rows[j]["text"] if 0 <= j < len(rows) and rows[j]["doc_id"] == row["doc_id"] else ""
            for j in (i - 1, i + 1)
        ]
        name = Path(paths[row["doc_id"]]).name
        yield {
            "source": name,
            "doc_type": types.get(name, ""),
            "before": (row["lead_in"] or near[0])[-400:],
            "text": row["text"],
            "after": near[1][:300],
        }


def main() -> None:
    """Write the sentences that are found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--uncoded", type=Path, required=True)
    parser.add_argument("--snapshot", type=Path)
    parser.add_argument("--coded", type=Path, help="sentences that came with codes: left out")
    options = parser.parse_args()
    given = (
        [json.loads(line) for line in options.coded.open(encoding="utf-8")] if options.coded else []
    )
    known = {sentence_digest(row["text"]) for row in given}
    types = {Path(row["source"]).name: row["doc_type"] for row in given}
    table = csv.DictReader(io.StringIO(gzip.decompress(CODES.read_bytes()).decode()))
    wanted = {
        (Path(row["source"]).name, row["sentence_sha256"]): row
        for row in table
        if row["sentence_sha256"] not in known
    }
    sources = [uncoded(options.uncoded)]
    if options.snapshot:
        sources.append(mined(options.snapshot, types))
    written = 0
    with options.out.open("w", encoding="utf-8") as file:
        for sentence in (sentence for source in sources for sentence in source):
            text = sentence["text"][:1200]
            row = wanted.pop((Path(sentence["source"]).name, sentence_digest(text)), None)
            if row is None:
                continue
            marks = [mark.split("=") for mark in row["facets"].split(";") if mark]
            facets = {f: [value for facet, value in marks if facet == f] for f in FACETS}
            code = {
                "source": row["source"],
                "text": text,
                "status": row["status"],
                "concrete": int(row["concrete"]),
                "coders": int(row["coders"]),
                "rel": dict(mark.split("=") for mark in row["rel"].split(";") if mark),
            }
            near = {name: sentence[name] for name in ("before", "after", "doc_type")}
            file.write(json.dumps(code | near | facets, ensure_ascii=False) + "\n")
            written += 1
    print(f"{written} sentences written; {len(wanted)} of the table not found")


if __name__ == "__main__":
    main()
