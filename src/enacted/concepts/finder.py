"""Where the sentences of a document use the terms of a codebook."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from enacted.concepts.carried import ends_near, items_of
from enacted.concepts.cue_bank import Context, CueBank
from enacted.concepts.facet_model import LearnedFacets
from enacted.concepts.facets import FacetReader
from enacted.concepts.folding import fold
from enacted.concepts.hits import Hit
from enacted.concepts.names import is_other_co
from enacted.concepts.polarity import negated, quoted
from enacted.concepts.sense import SenseReader
from enacted.types import Mention, Sense

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from enacted.concepts.codebook import Codebook
    from enacted.concepts.cue_bank import Present
    from enacted.concepts.facet_model import FacetModel
    from enacted.evidence import Evidence
    from enacted.types import Sentence

_SEPARATOR = "\x1e"
_WORD_END = re.compile(r"\w*")
# A footnote mark right behind a word: "coproduction6", "equality²".
_NOTE = re.compile(r"(?:\d{1,3}|[¹²³⁰⁴-⁹ªº]{1,3})(?!\w)")
# A first part left hanging: "co-design and -delivery", "co-design, -production or -delivery".
_HANGING = re.compile(r"(?:,| ?[/&]| and| or|, and|, or) ?-([^\W\d_]+)")
_DOUBLED = re.compile(r"(?<= ) +")


@dataclass(frozen=True, slots=True)
class _Found:
    """A hit and what it means."""

    hit: Hit
    sense: Sense
    negated: bool
    quoted: bool
    facets: dict[str, Any]
    evidence: Evidence | None


class Finder:
    """Finds mentions; made once for a codebook, then used for any number of documents.

    Parameters
    ----------
    codebook
        What to look for.
    model
        Reads facets together with the cues, where given; else the cues alone.
    """

    def __init__(self, codebook: Codebook, model: FacetModel | None = None) -> None:
        self.codebook = codebook
        owners: dict[str, tuple[int, int]] = {}
        for i, concept in enumerate(codebook.concepts):
            for j, term in enumerate(concept.terms):
                owners.update(dict.fromkeys(term.variants, (i, j)))
        self._owners = owners
        self._keys = [key.removesuffix("*") for key in owners]
        self._open = [key.endswith("*") for key in owners]
        self._values = list(owners.values())
        self._automaton = AhoCorasick(
            self._keys,
            matchkind=MatchKind.Standard,
            implementation=Implementation.DFA
            if sum(map(len, self._keys)) < 200_000
            else Implementation.ContiguousNFA,
        )
        self._bank = CueBank()
        self._sense = SenseReader(codebook, self._bank)
        self._facets = FacetReader(codebook, self._bank)
        self._learned = LearnedFacets(model, codebook) if model is not None else None

    def mentions(self, sentences: Sequence[Sentence]) -> list[Mention]:
        """Mentions in the sentences of one whole document, in reading order, numbered from 0.

        Offsets are in the text of the sentence. Of overlapping finds of one concept the longest
        stands. The sense is decided with the names that the document itself uses. A list item
        that completes its lead-in has what that mentions carried to it (``carried_from``).
        Sentences in a language that the codebook does not cover have none.
        """
        return self.with_evidence(sentences)[0]

    def with_evidence(
        self, sentences: Sequence[Sentence]
    ) -> tuple[list[Mention], dict[int, Evidence]]:
        """Mentions as ``mentions`` gives them; and by number what speaks for their facets.

        There is evidence of mentions with a surface, in the sense of a concept that the model of
        facets knows; without a model there is none.
        """
        sentences = [s for s in sentences if self.codebook.covers(s.language)]
        texts = [s.text for s in sentences]
        # Folding keeps lengths: once over the whole document is many times faster than by sentence.
        whole = fold(_SEPARATOR.join(texts))
        starts = accumulate((len(t) + 1 for t in texts), initial=0)
        folded = [whole[start : start + len(t)] for start, t in zip(starts, texts, strict=False)]
        hits = [
            (at, hit)
            for at, hit in self.hits(folded)
            if not is_other_co(texts[at], hit.start, hit.end)
        ]
        if not hits:
            return [], {}
        found = self._read(sentences, folded, hits)
        carried = self._carried(sentences, folded, found)
        mentions: list[Mention] = []
        numbers: dict[tuple[int, Hit], int] = {}
        evidence: dict[int, Evidence] = {}
        for at in sorted(found.keys() | carried.keys()):
            number = sentences[at].sentence
            for origin, own in carried.get(at, ()):
                source = numbers[origin, own.hit]
                mentions.append(self._mention(own, number, len(mentions), carried_from=source))
            for own in found.get(at, ()):
                numbers[at, own.hit] = len(mentions)
                if own.evidence is not None:
                    evidence[len(mentions)] = own.evidence
                surface = texts[at][own.hit.start : own.hit.end]
                mentions.append(self._mention(own, number, len(mentions), surface))
        return mentions, evidence

    def _read(
        self,
        sentences: Sequence[Sentence],
        folded: Sequence[str],
        hits: Sequence[tuple[int, Hit]],
    ) -> dict[int, list[_Found]]:
        """What the hits of a document mean, by the position of their sentence."""
        contexts = [Context.around(folded[at], hit.start, hit.end) for at, hit in hits]
        by_sentence = {at: self._bank.present(folded[at]) for at in {at: None for at, _ in hits}}
        present = [by_sentence[at] for at, _ in hits]
        senses = self._sense.senses(sentences, hits, contexts, present)
        every = self._facets_of(
            [
                (hit, context, cues) if sense is Sense.CONCEPT else None
                for (_, hit), sense, context, cues in zip(
                    hits, senses, contexts, present, strict=True
                )
            ]
        )
        found: dict[int, list[_Found]] = {}
        for (at, hit), sense, (facets, evidence) in zip(hits, senses, every, strict=True):
            found.setdefault(at, []).append(
                _Found(
                    hit,
                    sense,
                    negated(folded[at], hit.start, hit.end),
                    quoted(sentences[at].text, hit.start, hit.end),
                    facets,
                    evidence,
                )
            )
        return found

    def _facets_of(
        self, hits: Sequence[tuple[Hit, Context, Present] | None]
    ) -> list[tuple[dict[str, Any], Evidence | None]]:
        """Facets of hits in the sense of their concept, and what speaks for them.

        The others, which are ``None``, have none.
        """
        every: list[tuple[dict[str, Any], Evidence | None]] = [
            (self._facets.read(own[0].concept, own[0].term, own[1], own[2]) if own else {}, None)
            for own in hits
        ]
        if self._learned is None:
            return every
        concepts = self.codebook.concepts
        asked = [
            (place, own[0].concept, concepts[own[0].concept].terms[own[0].term].name, own[1])
            for place, own in enumerate(hits)
            if own and self._learned.speaks(own[0].concept)
        ]
        again = self._learned.read([(c, term, near, every[at][0]) for at, c, term, near in asked])
        for (place, *_), facets in zip(asked, again, strict=True):
            every[place] = facets
        return every

    def _carried(
        self,
        sentences: Sequence[Sentence],
        folded: Sequence[str],
        found: Mapping[int, Sequence[_Found]],
    ) -> dict[int, list[tuple[int, _Found]]]:
        """By list item, what its lead-in says of concepts, as (position of the lead-in, find).

        Of each concept the last, and none that the item itself mentions. Facets are those that
        lead-in and item show together.
        """
        carried: dict[int, list[tuple[int, _Found]]] = {}
        for item, origin in items_of(sentences, found):
            own = {f.hit.concept for f in found.get(item, ()) if f.sense is Sense.CONCEPT}
            lead_in = sentences[origin].text
            last = {
                f.hit.concept: f
                for f in found[origin]
                if f.sense is Sense.CONCEPT and ends_near(lead_in, f.hit.end)
            }
            joined = f"{folded[origin]} {folded[item]}"
            cues: Present | None = None
            for concept, told in last.items():
                if concept in own:
                    continue
                cues = cues or self._bank.present(joined)
                hit = told.hit
                context = Context.around(joined, hit.start, hit.end)
                ((facets, _),) = self._facets_of([(hit, context, cues)])
                carried.setdefault(item, []).append((origin, replace(told, facets=facets)))
        return carried

    def _mention(
        self, found: _Found, sentence: int, mention: int, surface: str = "", carried_from: int = -1
    ) -> Mention:
        concept = self.codebook.concepts[found.hit.concept]
        return Mention(
            sentence=sentence,
            mention=mention,
            concept=concept.name,
            term=concept.terms[found.hit.term].name,
            surface=surface,
            start=found.hit.start if surface else 0,
            end=found.hit.end if surface else 0,
            sense=found.sense,
            negated=found.negated,
            quoted=found.quoted,
            carried_from=carried_from,
            **found.facets,
        )

    def hits(self, folded: Sequence[str]) -> Iterator[tuple[int, Hit]]:
        """Terms in folded texts, as (position of the text, hit), in order, longest first."""
        joined = _SEPARATOR.join(folded)
        if "  " in joined:  # rare: text in sentences is single-spaced
            for i, text in enumerate(folded):
                yield from ((i, hit) for hit in self._spaced_hits(text))
            return
        starts = list(accumulate((len(t) + 1 for t in folded), initial=0))
        found: dict[int, list[Hit]] = {}
        for pattern, start, end in self._automaton.find_matches_as_indexes(
            joined, overlapping=True
        ):
            stop = _bounded(joined, start, end, is_open=self._open[pattern])
            if stop:
                i = bisect_right(starts, start) - 1
                base = starts[i]
                concept, term = self._values[pattern]
                found.setdefault(i, []).append(Hit(concept, term, start - base, stop - base))
        for i in sorted(found):
            text = folded[i]
            hits = _longest([*found[i], *self._hanging(text, found[i])])
            yield from ((i, hit) for hit in hits)

    def _spaced_hits(self, text: str) -> Iterator[Hit]:
        """Hits in a text with runs of spaces, as if each run were one."""
        if "  " not in text:
            yield from (hit for _, hit in self.hits([text]))
            return
        gaps = {i for m in _DOUBLED.finditer(text) for i in range(*m.span())}
        kept = [i for i in range(len(text)) if i not in gaps]
        for _, hit in self.hits(["".join(text[i] for i in kept)]):
            yield Hit(hit.concept, hit.term, kept[hit.start], kept[hit.end - 1] + 1)

    def _hanging(self, text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
        """Terms whose first part stands only with the term before: "co-design and -delivery"."""
        for hit in hits:
            prefix, hyphen, _ = text[hit.start : hit.end].partition("-")
            end = hit.end
            while hyphen:
                match = _HANGING.match(text, end)
                if match is None:
                    break
                end = match.end()
                owner = self._owners.get(f"{prefix}-{match[1]}")
                if owner is not None:
                    yield Hit(*owner, match.start(1) - 1, end)


def _bounded(text: str, start: int, end: int, *, is_open: bool) -> int:
    """End of the match where it stands as a word of its own, otherwise 0."""
    if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        return 0
    if is_open:
        match = _WORD_END.match(text, end)
        return match.end() if match else end
    if end < len(text) and (text[end].isalnum() or text[end] == "_"):
        return end if _NOTE.match(text, end) else 0
    return end


def _longest(hits: list[Hit]) -> list[Hit]:
    """Of overlapping hits of one concept the longest, the first of equals; in reading order."""
    kept: dict[int, list[Hit]] = {}
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start, h.concept, h.term)):
        own = kept.setdefault(hit.concept, [])
        # Those kept do not overlap, so that only the neighbours can overlap the hit.
        at = bisect_left(own, hit.start, key=attrgetter("start"))
        if (at == 0 or own[at - 1].end <= hit.start) and (
            at == len(own) or hit.end <= own[at].start
        ):
            own.insert(at, hit)
    return sorted(chain.from_iterable(kept.values()), key=lambda h: (h.start, h.end, h.concept))
