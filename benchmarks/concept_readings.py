"""How well mentions are read in sentences that the codebook was not made from, by two readings.

    python benchmarks/concept_readings.py UNCODED.jsonl.gz

UNCODED.jsonl.gz: one object a line with ``id``, ``source``, ``before``, ``text``, ``after``.
``concept_readings.csv`` holds what two readings, independent of each other and of the rules, made
of the mentions in 271 of its sentences, of files that no coded sentence was from. Files are split
in two by the hash of their name: cues were added after reading ``looked``. Of the others no
sentence was looked at; but many of these files are copies of others, and ``met`` are the sentences
that were among those coded later, under another name, and read there. Only ``kept`` was never read;
the encoder knows other sentences of most of its documents. ``later`` are 112 further sentences, of
documents some of which were coded, that two other readers read; when the rules were changed last
nobody had looked at these codes. Printed for each: how far the readings agree, and with each the
rules alone, and rules and encoder together.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from concepts import FACETS, SENSES, found, sense_of  # type: ignore[import-not-found]  # beside this
from enacted.concepts import Codebook, Finder
from enacted.stance import Statement, load_coder
from enacted.types import Mention, Sense

CODES = {sense: code for code, sense in SENSES.items()}
Row = dict[str, str]


def readings() -> dict[tuple[str, str], dict[str, Row]]:
    """By sentence and concept, the row of each reading."""
    path = Path(__file__).with_name("concept_readings.csv")
    rows: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["id"], row["concept"]][row["reading"]] = row
    return rows


def answer(mentions: list[Mention], part: str) -> Row:
    """What the rules say of the mentions of one concept in a sentence, as a reading has it."""
    told = [m for m in mentions if m.sense is Sense.CONCEPT]
    row = {"part": part, "sense": CODES.get(sense_of(mentions) or Sense.OTHER, "no")}
    for facet in FACETS:
        values = (getattr(m, facet) for m in told)
        flat = {v for each in values for v in ((each,) if isinstance(each, str) else each) if v}
        row[facet] = ";".join(sorted(flat))
    return row


def agreement(one: list[Row], other: list[Row], column: str) -> tuple[float, int]:
    """Micro-F1 of the values of a column, and how many the first has; of a sense, see ``main``."""
    first = [set(row[column].split(";")) - {""} for row in one]
    second = [set(row[column].split(";")) - {""} for row in other]
    both = sum(len(a & b) for a, b in zip(first, second, strict=True))
    marked = sum(map(len, first))
    return 2 * both / max(1, marked + sum(map(len, second))), marked


def of_sense(one: list[Row], other: list[Row], *, concept: bool) -> float:
    """F1 of the concept sense, or of all others together."""
    first = [(row["sense"] == "concept") == concept for row in one]
    second = [(row["sense"] == "concept") == concept for row in other]
    both = sum(a and b for a, b in zip(first, second, strict=True))
    return 2 * both / max(1, sum(first) + sum(second))


def main() -> None:
    """Read the sentences and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("uncoded", type=Path)
    options = parser.parse_args()
    read = readings()
    wanted = {sentence for sentence, _ in read}
    with gzip.open(options.uncoded, "rt", encoding="utf-8") as file:
        rows: list[dict[str, Any]] = [r for r in map(json.loads, file) if r["id"] in wanted]
    by_rules = found(rows, Finder(Codebook.read()))
    statements = [
        Statement(r["text"], before=r["before"], after=r["after"], doc_type=r["doc_type"])
        for r in rows
    ]
    _, by_both = load_coder("accurate").coder.code_and_read(statements, by_rules)
    ids = [row["id"] for row in rows]
    mentions = dict(zip(ids, zip(by_rules, by_both, strict=True), strict=True))
    sides: dict[str, list[Row]] = defaultdict(list)
    for (sentence, concept), each in sorted(read.items()):
        if sentence in mentions:
            for name, own in zip(("rules", "both"), mentions[sentence], strict=True):
                told = [m for m in own if m.concept == concept]
                sides[name].append(answer(told, each["first"]["part"]) | {"concept": concept})
            sides["first"].append(each["first"])
            sides["second"].append(each["second"])
    for part in ("looked", "met", "kept", "later"):
        here = {
            name: [
                row for row, own in zip(side, sides["first"], strict=True) if own["part"] == part
            ]
            for name, side in sides.items()
        }
        print(f"— {part}: {len(here['rules'])} sentences with a mention")
        for one, other in (
            ("first", "second"), ("first", "rules"), ("second", "rules"),
            ("first", "both"), ("second", "both"),
        ):  # fmt: skip
            a, b = here[one], here[other]
            said = [
                f"concept {of_sense(a, b, concept=True):.3f}",
                f"not concept {of_sense(a, b, concept=False):.3f}",
            ]
            for facet, concepts in FACETS.items():
                score, marked = agreement(
                    [row for row in a if row["concept"] in concepts],
                    [row for row in b if row["concept"] in concepts],
                    facet,
                )
                said.append(f"{facet} {score:.3f} ({marked})")
            print(f"{one} and {other}: {', '.join(said)}")


if __name__ == "__main__":
    main()
