"""How well mentions are read in sentences that the codebook was not made from, by two readings.

    python benchmarks/concept_readings.py UNCODED.jsonl.gz [--coded CODED.jsonl] [--run OUTPUT]
        [--codebook FILE]

UNCODED.jsonl.gz: one object a line with ``id``, ``source``, ``before``, ``text``, ``after``.
``concept_readings.csv`` holds what readers, independent of each other and of the rules, made of the
mentions in some of its sentences, and in sentences of the policy PDFs, known by a hash of their
text: those are found in OUTPUT, a run of the PDFs.

The first 271 are of files that no coded sentence was from. Files are split in two by the hash of
their name: cues were added after reading ``looked``. Of the others no sentence was looked at; but
many of these files are copies of others, and ``met`` are the sentences that were among those coded
later, under another name, and read there. Only ``kept`` was never read; the model of facets knows
other sentences of most of its documents. ``later`` are 602 further sentences, read by one or both
of two other readers. Most of them, ``again``, had been coded for training before: the model learned
from them, and rules were mended by what was wrong in them then. So what the rules do there is no
measure of how they do elsewhere; with FILE the codebook from before, it nearly is. ``new`` are the
others.

Printed for each: how far the readings agree, and with each the rules alone, and rules and model of
facets together where it did not learn from the sentences; in round brackets how many codes there
are, in square ones where 95 % of the figures lie when documents are drawn with replacement. With
CODED, the set that the guide was made with (see ``concepts.py``), ``again`` is shown apart by term
as well: *searched* are those by which the coded sentences were found, and so those that the figures
of ``concepts.py`` tell of; *wider* are all others of the codebook. With FILE, an earlier codebook
for one, it is that which is measured.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import enacted
from concepts import FACETS, SENSES, found, sense_of  # type: ignore[import-not-found]  # beside this
from enacted.concepts import Codebook, FacetModel, Finder
from enacted.stance.coded import sentence_digest
from enacted.types import Mention, Sense

if TYPE_CHECKING:
    from collections.abc import Collection

LEARNED = Path(enacted.__file__).with_name("stance") / "codes.csv.gz"
CODES = {sense: code for code, sense in SENSES.items()}
PAIRS = (
    ("first", "second"), ("first", "rules"), ("second", "rules"), ("first", "both"),
    ("second", "both"),
)  # fmt: skip
DRAWS = 1_000
Row = dict[str, str]
Term = tuple[str, str]
Counts = tuple[int, int, int]
Place = tuple[str, str, dict[str, Row]]


def readings() -> dict[tuple[str, str], dict[str, Row]]:
    """By sentence and concept, the row of each reading."""
    path = Path(__file__).with_name("concept_readings.csv")
    rows: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["id"], row["concept"]][row["reading"]] = row
    return rows


def key(text: str) -> str:
    """What a sentence of the policy PDFs is known by: its letters and digits, hashed."""
    letters = re.sub(r"[\W_]+", "", text).casefold()
    return f"sha256:{hashlib.sha256(letters.encode()).hexdigest()[:16]}"


def of_run(output: Path, wanted: Collection[str]) -> list[dict[str, Any]]:
    """Sentences of a run that were read, with their neighbours, each once."""
    table = enacted.load(output).sentences
    docs, texts = table["doc_id"].to_pylist(), table["text"].to_pylist()
    rows: dict[str, dict[str, Any]] = {}
    for i, text in enumerate(texts):
        name = key(text)
        if name in wanted and name not in rows:
            before, after = (
                texts[j] if 0 <= j < len(texts) and docs[j] == docs[i] else ""
                for j in (i - 1, i + 1)
            )
            rows[name] = {
                "id": name, "source": docs[i], "doc_type": "", "before": before, "text": text,
                "after": after,
            }  # fmt: skip
    return list(rows.values())


def searched(rows: list[dict[str, Any]], finder: Finder) -> set[Term]:
    """Terms that mostly stand where their concept is coded: the coded set was found by them."""
    counts: dict[Term, list[int]] = defaultdict(lambda: [0, 0])
    for row, mentions in zip(rows, found(rows, finder), strict=True):
        terms: dict[str, set[str]] = defaultdict(set)
        for mention in mentions:
            terms[mention.concept].add(mention.term)
        for concept, own in terms.items():
            if len(own) == 1:
                counts[concept, own.pop()][concept in row.get("concepts", ())] += 1
    return {term for term, (without, with_) in counts.items() if with_ >= without}


def answer(mentions: list[Mention]) -> Row:
    """What the rules say of the mentions of one concept in a sentence, as a reading has it."""
    told = [m for m in mentions if m.sense is Sense.CONCEPT]
    row = {"sense": CODES.get(sense_of(mentions) or Sense.OTHER, "no")}
    for facet in FACETS:
        values = (getattr(m, facet) for m in told)
        flat = {v for each in values for v in ((each,) if isinstance(each, str) else each) if v}
        row[facet] = ";".join(sorted(flat))
    return row


def of_values(first: Row, second: Row, column: str) -> Counts:
    """How many values of a column two rows share, and how many each has."""
    one, other = ({*row[column].split(";")} - {""} for row in (first, second))
    return len(one & other), len(one), len(other)


def of_sense(first: Row, second: Row, *, concept: bool) -> Counts:
    """The same of the concept sense, or of all others together."""
    one, other = ((row["sense"] == "concept") == concept for row in (first, second))
    return int(one and other), int(one), int(other)


def score(source: list[str], counts: list[Counts]) -> str:
    """Micro-F1, how many the first side has, and the interval by documents."""
    if not counts:
        return "– (0)"
    documents, number = np.unique(np.array(source), return_inverse=True)
    by_document = np.zeros((len(documents), 3))
    np.add.at(by_document, number, np.array(counts))
    drawn = np.random.default_rng(0).integers(0, len(documents), (DRAWS, len(documents)))
    both, one, other = by_document[drawn].sum(axis=1).T
    low, high = np.quantile(2 * both / np.maximum(1, one + other), (0.025, 0.975))
    both, one, other = by_document.sum(axis=0)
    return f"{2 * both / max(1, one + other):.3f} ({one:.0f}) [{low:.2f}, {high:.2f}]"


def learned_from() -> set[str]:
    """Digests of the sentences with a concept that were coded to learn from."""
    table = csv.DictReader(io.StringIO(gzip.decompress(LEARNED.read_bytes()).decode()))
    return {row["sentence_sha256"] for row in table if row["rel"]}


def show(title: str, places: list[Place]) -> None:
    """Print how far the sides agree on some places: (document, concept, what each side says)."""
    print(f"— {title}: {len(places)} mentions")
    for one, other in PAIRS:
        if other == "both" and title.startswith(("again", "met")):
            continue
        here = [(d, c, s[one], s[other]) for d, c, s in places if {one, other} <= s.keys()]
        source = [d for d, _, _, _ in here]
        said = [
            f"{name} {score(source, [of_sense(a, b, concept=concept) for _, _, a, b in here])}"
            for name, concept in (("concept", True), ("not concept", False))
        ]
        for facet, concepts in FACETS.items():
            own = [(d, of_values(a, b, facet)) for d, c, a, b in here if c in concepts]
            said.append(f"{facet} {score([d for d, _ in own], [n for _, n in own])}")
        print(f"{one} and {other}: {', '.join(said)}")


def main() -> None:
    """Read the sentences and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("uncoded", type=Path)
    parser.add_argument("--coded", type=Path)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--codebook", type=Path)
    options = parser.parse_args()
    read = readings()
    wanted = {sentence for sentence, _ in read}
    with gzip.open(options.uncoded, "rt", encoding="utf-8") as file:
        uncoded: list[dict[str, Any]] = list(map(json.loads, file))
    rows = [row for row in uncoded if row["id"] in wanted]
    if options.run:
        rows += of_run(options.run, wanted)
    print(f"{len(rows)} of {len(wanted)} sentences that were read are here")
    finder = Finder(Codebook.read(options.codebook))
    by_rules = found(rows, finder)
    by_both = found(rows, Finder(finder.codebook, FacetModel.built_in()))
    ids = [row["id"] for row in rows]
    mentions = dict(zip(ids, zip(by_rules, by_both, strict=True), strict=True))
    sources = {row["id"]: row["source"] for row in rows}
    digests = {row["id"]: sentence_digest(row["text"]) for row in rows}
    learned = learned_from()
    parts: dict[str, list[Place]] = defaultdict(list)
    known: set[Term] = set()
    if options.coded:
        coded = [json.loads(line) for line in options.coded.read_text("utf-8").splitlines()]
        known = searched(coded + uncoded, finder)
    for (sentence, concept), each in sorted(read.items()):
        if sentence not in mentions:
            continue
        own = [[m for m in side if m.concept == concept] for side in mentions[sentence]]
        sides = each | dict(zip(("rules", "both"), map(answer, own), strict=True))
        part = next(iter(each.values()))["part"]
        if part == "later":
            part = "again" if digests[sentence] in learned else "new"
        place = sources[sentence], concept, sides
        parts[part].append(place)
        if known and part == "again":
            is_known = any((concept, m.term) in known for m in own[0])
            parts["again, searched" if is_known else "again, wider"].append(place)
    for part in ("looked", "met", "kept", "new", "again", "again, searched", "again, wider"):
        if part in parts:
            show(part, parts[part])


if __name__ == "__main__":
    main()
