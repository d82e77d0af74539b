"""Mentions in sentences that stand apart from their documents, as coded sentences do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from enacted.types import Kind, Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.concepts.finder import Finder
    from enacted.evidence import Evidence
    from enacted.types import Mention


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with its neighbours, which may be empty, and the document it is from."""

    source: str
    text: str
    before: str = ""
    after: str = ""


def mentions_apart(finder: Finder, passages: Sequence[Passage]) -> list[list[Mention]]:
    """Mentions in the sentence of each passage, in order; ``sentence`` and ``mention`` count anew.

    Passages of one source are read together, so that a name learned in one is known in the others.
    """
    return [[mention for mention, _ in own] for own in evidence_apart(finder, passages)]


def evidence_apart(
    finder: Finder, passages: Sequence[Passage]
) -> list[list[tuple[Mention, Evidence | None]]]:
    """Mentions as ``mentions_apart`` gives them, each with what speaks for its facets."""
    by_source: dict[str, list[int]] = {}
    for i, passage in enumerate(passages):
        by_source.setdefault(passage.source, []).append(i)
    found: list[list[tuple[Mention, Evidence | None]]] = [[] for _ in passages]
    for members in by_source.values():
        sentences: list[Sentence] = []
        own: dict[int, int] = {}
        for i in members:
            passage = passages[i]
            for text, is_own in (
                (passage.before, False),
                (passage.text, True),
                (passage.after, False),
            ):
                if text or is_own:
                    if is_own:
                        own[len(sentences)] = i
                    # A sentence and its neighbours are one paragraph.
                    sentences.append(_sentence(len(sentences), text, i))
        mentions, evidence = finder.with_evidence(sentences)
        for mention in mentions:
            if mention.sentence in own:
                pair = (mention, evidence.get(mention.mention))
                found[own[mention.sentence]].append(pair)
    return found


def _sentence(position: int, text: str, block: int) -> Sentence:
    words = len(text.split())
    return Sentence(position, block, Kind.PARAGRAPH, text, 0, len(text), 1, (), "", "", words)
