"""How well and how fast mentions are found, against codes, spaCy's EntityRuler and expressions.

    python benchmarks/concepts.py CODED.jsonl [--part look|learned|kept] [--errors]
        [--learned [fast|accurate]]

CODED.jsonl: one object a line with ``source``, ``text``, ``before``, ``after``, ``rel``, ``modes``,
``level``, ``reasons``, ``equality`` (the coding guide's fields; those that are missing are empty).
Sources are split in two by ``part`` or, without it, by the hash of their name: rules were made
looking at ``look``; ``kept`` of the coded set was read last, and is no measure of unseen documents
any more (``concept_readings.py`` is). Cues are not learned, so nothing is cross-validated. With
``--learned`` facets are read as a run reads them: by cues and the model together in the tier fast,
and with the encoder in the tier accurate. Both learned from the coded set and from most of the
files below, so that only ``kept.jsonl`` measures them here; ``facet_model.py`` and
``mention_encoder.py`` measure them on any others, in folds of documents.

``concept_sentences/`` beside this, of that form, holds sentences that were written for it, as such
documents might have them and with what they are to be coded as, by several writers who did not know
the codebook's terms and cues: they are worded oddly on purpose. The letter before the stroke in
``source`` is the writer. What they say of bodies and persons is made up. Cues were added after
reading ``look.jsonl``; the model learned from it and from ``learned.jsonl``; of ``kept.jsonl``
nothing was looked at, and nothing learned.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enacted.concepts import (
    Codebook,
    FacetModel,
    Finder,
    Passage,
    evidence_apart,
    mentions_apart,
)
from enacted.concepts.folding import fold
from enacted.language import Splitter, count_words
from enacted.settings import Settings
from enacted.stance import load_coder
from enacted.stance.lines import statement_of
from enacted.types import Block, Kind, Mention, Sense, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from enacted.stance import Tier

SENSES = {"concept": Sense.CONCEPT, "name": Sense.NAME, "no": Sense.OTHER}
FACETS = {
    "modes": ("coproduction",),
    "level": ("coproduction",),
    "equality": ("equality",),
    "reasons": ("coproduction", "equality"),
}


def sentence(position: int, text: str, block: int) -> Sentence:
    """A sentence of a paragraph."""
    words = count_words(text)
    return Sentence(position, block, Kind.PARAGRAPH, text, 0, len(text), 1, (), "", "", words)


def part_of(row: dict[str, Any]) -> str:
    """Part of the coded set that a sentence belongs to, by its document."""
    if part := row.get("part"):
        return str(part)
    return "kept" if int(hashlib.sha256(row["source"].encode()).hexdigest(), 16) % 2 else "look"


def read(path: Path) -> list[dict[str, Any]]:
    """Coded sentences with all their fields."""
    empty = {"before": "", "after": "", "modes": [], "level": "", "reasons": [], "equality": []}
    return [empty | json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def found(rows: list[dict[str, Any]], finder: Finder) -> list[list[Mention]]:
    """Mentions of each coded sentence, with all that is known of its document around it."""
    passages = [Passage(r["source"], r["text"], r["before"], r["after"]) for r in rows]
    return mentions_apart(finder, passages)


def found_as_run(rows: list[dict[str, Any]], finder: Finder, tier: Tier) -> list[list[Mention]]:
    """The same, with facets as a run of that tier reads them."""
    passages = [Passage(r["source"], r["text"], r["before"], r["after"]) for r in rows]
    coder = load_coder(tier).coder
    return coder.code_and_read(list(map(statement_of, rows)), evidence_apart(finder, passages))[1]


def sense_of(mentions: list[Mention]) -> Sense | None:
    """Sense of a sentence: the concept wherever one mention has it."""
    senses = {m.sense for m in mentions}
    return next((s for s in (Sense.CONCEPT, Sense.NAME, Sense.OTHER) if s in senses), None)


def f1(right: int, wrong: int, missed: int) -> float:
    """Harmonic mean of precision and recall, from counts."""
    return 2 * right / (2 * right + wrong + missed) if right else 0.0


def accuracy(rows: list[dict[str, Any]], mentions: list[list[Mention]], *, errors: bool) -> None:
    """Print recall of coded pairs, extra finds, F1 of senses and facets."""
    pairs = hit = 0
    extra: Counter[tuple[str, str]] = Counter()
    table: Counter[tuple[str, str]] = Counter()
    facets: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for row, own in zip(rows, mentions, strict=True):
        for concept, rel in row["rel"].items():
            pairs += 1
            ours = [m for m in own if m.concept == concept]
            sense = sense_of(ours)
            hit += sense is not None
            table[SENSES[rel], sense or "missed"] += 1
            if errors and (sense is None or (sense == "concept") != (rel == "concept")):
                terms = ", ".join(m.surface for m in ours)
                print(f"  {concept} {rel} → {sense} [{terms}] {row['text'][:250]}")
        extra.update({(m.concept, m.term) for m in own if m.concept not in row["rel"]})
        for name, concepts in FACETS.items():
            coded = {row[name]} - {""} if name == "level" else set(row[name])
            ours_ = {
                v
                for m in own
                if m.concept in concepts and m.sense is Sense.CONCEPT and m.concept in row["rel"]
                for v in ([getattr(m, name)] if name == "level" else getattr(m, name))
                if v
            }
            for value in coded | ours_:
                kind = (
                    "right" if value in coded & ours_ else "missed" if value in coded else "wrong"
                )
                facets[name].update([kind, f"{value} {kind}"])
                if errors and kind != "right" and row["rel"]:
                    print(f"  {name} {kind} {value}: {row['text'][:250]}")
    print(f"coded pairs found: {hit} of {pairs}, {hit / pairs:.3f}")
    print(f"extra finds: {sum(extra.values())} (sentence, term), most: {extra.most_common(12)}")
    right = table["concept", "concept"]
    wrong = sum(n for (a, b), n in table.items() if a != "concept" and b == "concept")
    missed = sum(n for (a, b), n in table.items() if a == "concept" and b != "concept")
    print(f"sense concept F1 {f1(right, wrong, missed):.3f}", end=", ")
    right = sum(n for (a, b), n in table.items() if "concept" not in (a, b) and b != "missed")
    print(f"not concept F1 {f1(right, missed, wrong):.3f}", dict(table))
    for name, counts in facets.items():
        score = f1(counts["right"], counts["wrong"], counts["missed"])
        print(f"{name} micro-F1 {score:.3f}", dict(sorted(counts.items())))


def blocks_of(rows: list[dict[str, Any]]) -> list[Block]:
    """A paragraph of each coded sentence with its neighbours."""
    texts = [" ".join(filter(None, (r["before"], r["text"], r["after"]))) for r in rows]
    return [Block(i, Kind.PARAGRAPH, text, 1) for i, text in enumerate(texts)]


def entity_ruler(codebook: Codebook) -> Any:
    """SpaCy's EntityRuler on a blank pipeline, with the same forms of the terms."""
    import spacy

    nlp = spacy.blank("en")
    ruler: Any = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns(
        [
            {"label": concept.name, "pattern": variant}
            for concept in codebook.concepts
            for term in concept.terms
            for variant in term.variants
            if not variant.endswith("*")
        ]
    )
    return nlp


def expressions(codebook: Codebook) -> list[re.Pattern[str]]:
    """A regular expression a concept over the same forms, as quanteda's valuetype "regex"."""
    return [
        re.compile(
            r"\b(?:"
            + "|".join(
                re.escape(v.removesuffix("*")) + (r"\w*" if v.endswith("*") else "")
                for term in concept.terms
                for v in sorted(term.variants, key=len, reverse=True)
            )
            + r")\b",
            re.IGNORECASE,
        )
        for concept in codebook.concepts
    ]


def speed(rows: list[dict[str, Any]], finder: Finder, *, rounds: int = 7) -> None:
    """Print words a second of CPU, medians of one interleaved run, and ratios to the peers."""
    blocks = blocks_of(rows)
    splitter = Splitter(Settings().language)
    sentences = splitter.sentences(blocks)
    words = sum(s.words for s in sentences)
    texts = [s.text for s in sentences]
    folded = [fold(t) for t in texts]
    nlp = entity_ruler(finder.codebook)
    patterns = expressions(finder.codebook)
    runs: dict[str, Callable[[], int]] = {
        "terms": lambda: sum(1 for _ in finder.hits(folded)),
        "terms, sense and facets": lambda: len(finder.mentions(sentences)),
        "language and concepts": lambda: len(finder.mentions(splitter.sentences(blocks))),
        "spaCy EntityRuler": lambda: sum(len(d.ents) for d in nlp.pipe(texts, batch_size=256)),
        "regular expressions": lambda: sum(
            1 for t in texts for p in patterns for _ in p.finditer(t)
        ),
    }
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    counts: dict[str, int] = {}
    for _ in range(rounds):  # interleaved, so that a busy machine slows all alike
        for name, run in runs.items():
            begun = time.process_time()
            counts[name] = run()
            seconds[name].append(time.process_time() - begun)
    middle = {name: statistics.median(taken) for name, taken in seconds.items()}
    print(f"— speed: {words:,} words, {len(sentences):,} sentences, medians of {rounds} rounds")
    for name, taken in middle.items():
        ruler, regex = middle["spaCy EntityRuler"], middle["regular expressions"]
        print(
            f"{name}: {words / taken:,.0f} words/s of CPU, {counts[name]} found, "
            f"{ruler / taken:.1f} × EntityRuler, {regex / taken:.1f} × regular expressions"
        )


def main() -> None:
    """Read the coded file and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("coded", type=Path)
    parser.add_argument("--part", choices=("look", "learned", "kept", "all"), default="all")
    parser.add_argument("--errors", action="store_true", help="print what went wrong (look only)")
    parser.add_argument(
        "--learned",
        choices=("fast", "accurate"),
        nargs="?",
        const="accurate",
        help="facets as a run of that tier reads them; both learned from the coded set",
    )
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args()
    rows = read(options.coded)
    cues_alone = Finder(Codebook.read())
    as_run = Finder(Codebook.read(), FacetModel.built_in())
    for part in ("look", "learned", "kept"):
        own = [r for r in rows if part_of(r) == part]
        if own and options.part in (part, "all"):
            print(f"— {part}")
            tier = options.learned
            mentions = found_as_run(own, as_run, tier) if tier else found(own, cues_alone)
            accuracy(own, mentions, errors=options.errors and part == "look")
            known = [
                place
                for place, (row, each) in enumerate(zip(own, mentions, strict=True))
                if row["rel"].keys() <= {m.concept for m in each}
            ]
            if len(known) < 0.95 * len(own):
                print(f"— {part}, the {len(known)} of {len(own)} sentences whose words are known")
                accuracy([own[i] for i in known], [mentions[i] for i in known], errors=False)
    if not options.no_speed:
        speed(rows, as_run)


if __name__ == "__main__":
    main()
