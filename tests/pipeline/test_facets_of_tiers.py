"""What the accurate tier adds to facets, on sentences that nothing was learned from."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from enacted.concepts import Codebook, FacetModel, Finder, Passage, evidence_apart
from enacted.guide import CONCEPTS, FACETS
from enacted.stance import Statement, load_coder
from enacted.types import Sense

if TYPE_CHECKING:
    from enacted.stance import Tier

KEPT = Path(__file__).parents[2] / "benchmarks" / "concept_sentences" / "kept.jsonl"


def test_the_encoder_reads_facets_of_unknown_writers_better_than_words_and_cues():
    rows = [json.loads(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]
    finder = Finder(Codebook.read(), FacetModel.built_in())
    near = [(r.get("before", ""), r.get("after", "")) for r in rows]
    passages = [
        Passage(row["source"], row["text"], *own) for row, own in zip(rows, near, strict=True)
    ]
    found = evidence_apart(finder, passages)
    statements = [
        Statement(row["text"], before=before, after=after)
        for row, (before, after) in zip(rows, near, strict=True)
    ]
    scores: dict[Tier, dict[str, float]] = {}
    tiers: tuple[Tier, ...] = ("fast", "accurate")
    for tier in tiers:
        coder = load_coder(tier).coder
        counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
        for row, own in zip(rows, coder.code_and_read(statements, found)[1], strict=True):
            known = {m.concept for m in own if m.sense is Sense.CONCEPT}
            for facet in FACETS:
                asked = {
                    c for c in known if facet in CONCEPTS[c] and row["rel"].get(c) == "concept"
                }
                if not asked:
                    continue
                shown = {v for m in own if m.concept in asked for v in values(getattr(m, facet))}
                coded = values(row.get(facet, ""))
                counts[facet].update(right=len(shown & coded), all=len(shown) + len(coded))
        scores[tier] = {facet: 2 * n["right"] / n["all"] for facet, n in counts.items()}
    for facet, least in {"modes": 0.8, "level": 0.7, "equality": 0.75, "reasons": 0.7}.items():
        assert scores["accurate"][facet] > max(least, scores["fast"][facet]), facet


def values(given: str | list[str] | tuple[str, ...]) -> set[str]:
    return ({given} if isinstance(given, str) else {*given}) - {""}
