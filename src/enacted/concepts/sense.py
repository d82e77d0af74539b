"""In which sense a mention uses its term: the concept, a name, or something else.

In this order: another sense or a name that the codebook lists; an address or a bibliography entry;
a name that the document itself defines; a run of capitals; a title that stands alone; otherwise the
concept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from enacted.concepts.cues import Cues
from enacted.concepts.folding import fold
from enacted.concepts.names import capital_run, defined_names, in_law, in_listed_name
from enacted.concepts.titles import in_address, in_citation, is_entry_part, is_reference, is_title
from enacted.types import Kind, Sense

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.concepts.codebook import Codebook
    from enacted.concepts.cue_bank import Context, CueBank, Present
    from enacted.concepts.hits import Hit
    from enacted.concepts.names import Run
    from enacted.types import Sentence

_MAX_NAMES = 500
"""Names learnt from one document at the most; it bounds the work for a document made of them."""


class SenseReader:
    """Decides the sense of mentions.

    Parameters
    ----------
    codebook
        Where the names and other senses of each concept are listed.
    bank
        Takes their cues in, and tells which of them a sentence may hold.
    """

    def __init__(self, codebook: Codebook, bank: CueBank) -> None:
        self._names = [bank.add(Cues(c.names)) for c in codebook.concepts]
        self._own = [bank.add(Cues(c.own_sense)) for c in codebook.concepts]
        self._others = [bank.add(Cues(c.other_senses)) for c in codebook.concepts]

    def senses(
        self,
        sentences: Sequence[Sentence],
        hits: Sequence[tuple[int, Hit]],
        contexts: Sequence[Context],
        present: Sequence[Present],
    ) -> list[Sense]:
        """Sense of every hit (position of the sentence, hit) of one document.

        Parameters
        ----------
        contexts, present
            Of every hit: the text around it, and the cues that its sentence may hold.
        """
        learnt = _learnt(sentences, hits)
        return [
            self._sense(sentences, at, hit, context, cues, learnt)
            for (at, hit), context, cues in zip(hits, contexts, present, strict=True)
        ]

    def _sense(
        self,
        sentences: Sequence[Sentence],
        at: int,
        hit: Hit,
        context: Context,
        present: Present,
        learnt: Sequence[str],
    ) -> Sense:
        sentence = sentences[at]
        start, end = hit.start, hit.end
        text = sentence.text
        if present.touches(self._others[hit.concept], context) and not present.touches(
            self._own[hit.concept], context
        ):
            return Sense.OTHER
        if (
            present.touches(self._names[hit.concept], context)
            or in_address(text, start, end)
            or (learnt and _within(learnt, context))
            or is_reference(text)
            or ("(" in text and (in_citation(text, start, end) or in_law(text, start, end)))
            or in_listed_name(text, start, end)
        ):
            return Sense.NAME
        surface = text[start:end]
        if len(surface) > 4 and surface.isupper() and not text.isupper():
            return Sense.NAME  # a heading run into the sentence
        run = capital_run(text, start, end)
        if (
            run is not None
            # "Patient and Public Involvement" alone is the concept, however it is written.
            and (run.headed or (run.start, run.end) != (start, end))
            and not surface.endswith("ly")  # an adverb: no name has one
            and _is_name(run, text)
            and not _is_label(run, text)
        ):
            return Sense.NAME
        if sentence.kind is not Kind.LIST_ITEM and is_title(text):
            return Sense.NAME
        beside = (s for s in sentences[max(0, at - 1) : at + 2] if s is not sentence)
        if is_entry_part(text, [s.text for s in beside if s.block == sentence.block]):
            return Sense.NAME
        return Sense.CONCEPT


def _is_name(run: Run, text: str) -> bool:
    if text.isupper():
        return False  # capitals say nothing there
    return run.words >= 3 or (run.words == 2 and (run.headed or run.follows))


def _is_label(run: Run, text: str) -> bool:
    """Whether the run heads its own sentence: "2. Equitable Access to Care: Where people …"."""
    return (
        not run.headed
        and text[run.end : run.end + 2] == ": "
        and not any(map(str.isalpha, text[: run.start]))
    )


def _learnt(sentences: Sequence[Sentence], hits: Sequence[tuple[int, Hit]]) -> tuple[str, ...]:
    """Names with a term in them that the document defines with an abbreviation, folded."""
    names: dict[str, None] = {}
    terms = {fold(sentences[at].text[hit.start : hit.end]) for at, hit in hits}
    for at in dict.fromkeys(at for at, _ in hits):
        text = sentences[at].text
        if "(" in text:
            for name in defined_names(text):
                if any(term in name for term in terms):
                    names[name] = None
    return tuple(names)[:_MAX_NAMES]


def _within(names: Sequence[str], context: Context) -> bool:
    """Whether one of ``names`` stands around the mention."""
    start, end = context.start, context.end
    for name in names:
        at = context.text.find(name)
        while at >= 0:
            if at <= start and end <= at + len(name) and len(name) > end - start:
                return True
            at = context.text.find(name, at + 1)
    return False
