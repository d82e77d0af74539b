"""Cues from around the sentence: lead-in, neighbours, kind of document and block, section."""

# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one
from __future__ import annotations

import re
from typing import TYPE_CHECKING

from enacted.stance.grammar import read, strip_marker
from enacted.types import Status

if TYPE_CHECKING:
    from enacted.stance.grammar import Reading
    from enacted.stance.records import Statement

DOC_TYPES: dict[str, str] = {
    "manifesto": "manifesto",
    "executive order": "order",
    "legislation": "order",
    "progress": "progress",
    "annual report": "progress",
    "self-assessment": "progress",
    "response": "response",
    "evaluation": "evaluation",
    "action plan": "plan",
    "strategy": "strategy",
    "plan": "plan",
    "vision": "strategy",
    "policy": "policy",
    "framework": "strategy",
    "inquiry": "inquiry",
    "engagement": "engagement",
    "consultation": "engagement",
    "survey": "study",
    "needs assessment": "assessment",
    "audit": "study",
    "equality impact": "assessment",
    "guid": "guidance",
    "toolkit": "guidance",
    "slides": "slides",
    "presentation": "slides",
    "briefing": "report",
    "research": "study",
    "review": "report",
    "report": "report",
}
"""Beginnings of words in the kind of a document to its family; the first that fits decides."""

_NOT_LETTER = re.compile(r"[\W_]+")
_LAST_SENTENCE = re.compile(r"(?<=[a-z0-9)][.!?;])\s+(?=[A-Z])")
_OWNED = frozenset({"manifesto", "order", "plan", "strategy", "policy", "response"})

_LEAD_INS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("we_will", re.compile(r"\b(?:we|i)(?: \w+)? (?:will|shall|pledge|plan to|intend|promise|propose)")),
    ("will", re.compile(r"\b(?:will|shall|plans? to|actions?|commit(?:s|ments?)?|next steps)\b")),
    ("should", re.compile(r"\b(?:should|must|recommend\w*|need(?:s|ed)? to|could|ought|required|require)\b")),
    ("done", re.compile(r"\b(?:have|has|had|been|was|were|progress|achiev\w+|did|included|since)\b")),
    ("aims", re.compile(r"\b(?:aims?|objectives?|vision|goals?|purpose|principles?|values?|priorit\w+|seeks?)\b")),
    ("found", re.compile(r"\b(?:found|said|responses?|respondents|findings|themes|evidence|comments|reported|issues|barriers|challenges)\b")),
    ("is", re.compile(r"\b(?:is|are|include|includes|following)\b")),
)  # fmt: skip

_SECTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("recommendations", re.compile(r"\b(?:recommend|what (?:should|needs)|guidance|advice|checklist|tips\b)")),
    ("actions", re.compile(r"\b(?:action|commitment|next steps|pledge|what we will|we will|milestone|plans?\b|priorit|delivery|implementation)")),
    ("done", re.compile(r"\b(?:progress|achieve|what we did|what we have|done|case stud|example|success|delivered|activit|impact|current (?:service|provision))")),
    ("findings", re.compile(r"\b(?:finding|result|what (?:people|you) (?:said|told)|evidence|response|analysis|data|background|context|needs|demograph|prevalence|literature|profile|inequalit|method)")),
    ("values", re.compile(r"\b(?:vision|foreword|values|principles|mission|aims?\b|ambition|introduction|message from|what is|definition)")),
    ("apparatus", re.compile(r"\b(?:reference|bibliograph|contents|glossary|appendix|annex|acknowledg|contact|footnote|abbreviation|endnote)")),
)  # fmt: skip


PRIORS: dict[str, dict[Status, float]] = {
    "kind:heading": {Status.NONE: 3.0},
    "kind:caption": {Status.NONE: 2.0},
    "kind:furniture": {Status.NONE: 3.0},
    "kind:table_row": {Status.NONE: 0.5},
    "section:apparatus": {Status.NONE: 0.8},
    "section:recommendations": {Status.PROPOSAL: 0.6},
    "section:actions": {Status.COMMITMENT: 0.4},
    "section:done": {Status.PRACTICE: 0.4},
    "section:findings": {Status.FINDING: 0.4},
    "section:values": {Status.RHETORIC: 0.4},
    "lead_in:we_will": {Status.COMMITMENT: 1.0},
    "lead_in:will": {Status.COMMITMENT: 0.6},
    "lead_in:should": {Status.PROPOSAL: 1.0},
    "lead_in:done": {Status.PRACTICE: 0.6},
    "lead_in:aims": {Status.RHETORIC: 0.5},
    "lead_in:found": {Status.FINDING: 0.6},
}
"""What cues add to the logit of a status where training has not seen them.

The coded sentences come without section, lead-in and kind of block, so these are set by hand, low
enough that they decide between near equals alone.
"""

_NO_CLAUSE_WORDS = "verbless imperative gerund participle infinitive "
_NO_CLAUSE = frozenset(_NO_CLAUSE_WORDS.split())
_OPEN_CLAUSE = re.compile(r"S[^wshmcubBAHdezpV,;.]*$")  # "We recommend that commissioners:"
_OPEN_END = frozenset("wshmucTPbBKAHdeVxzpvgSWDNrC")
_LEAD_IN_CHARACTERS = 300


def joined(statement: Statement, reading: Reading) -> Reading | None:
    """Reading of a list item as the end of the sentence that its lead-in begins, where it is that.

    "We will:" and "introduce personal budgets" make one sentence; "Our actions" and "Introduce personal
    budgets" do not, and a full sentence under a lead-in stands by itself.

    >>> from enacted.stance.records import Statement
    >>> item = Statement("a fund for carers", lead_in="By 2015 we will set up:")
    >>> joined(item, read(item.text)).tense
    'future'
    """
    lead_in = lead_in_of(statement)
    if not lead_in:
        return None
    opening = _LAST_SENTENCE.split(lead_in[-_LEAD_IN_CHARACTERS:].rstrip(" :–—-\u2026.\n\t"))[-1]
    # "Respondents said that:" is the beginning of whatever follows.
    if not opening.lower().endswith(" that"):
        if not (reading.tense in _NO_CLAUSE or reading.tense.startswith("under_")):
            return None
        tags = read(opening).tags
        if not tags or not (tags[-1] in _OPEN_END or _OPEN_CLAUSE.search(tags)):
            return None
    item = strip_marker(statement.text)
    if item[1:2].islower():
        item = item[0].lower() + item[1:]
    return read(f"{opening} {item}")


def lead_in_of(statement: Statement) -> str:
    """What introduces a statement: its lead-in, or a neighbour before it that ends in a colon."""
    if statement.lead_in.strip():
        return statement.lead_in
    return statement.before if statement.before.rstrip().endswith(":") else ""


def family(doc_type: str) -> str:
    """Family of a kind of document, ``other`` where none fits, empty where it is not known.

    >>> family("Joint strategic needs assessment"), family("")
    ('assessment', '')
    """
    low = doc_type.lower()
    if not low.strip():
        return ""
    # Order decides: a "strategy progress report" is a progress report before all else.
    spaced = " " + _NOT_LETTER.sub(" ", low)
    for words, name in DOC_TYPES.items():
        if f" {words.replace('-', ' ')}" in spaced:
            return name
    return "other"


def lead_in_cues(lead_in: str) -> list[str]:
    """Cues of the text that introduces a list item."""
    low = lead_in[-300:].lower()
    return [f"lead_in:{name}" for name, pattern in _LEAD_INS if pattern.search(low)][:2]


def section_cues(section: str) -> list[str]:
    """Cues of the headings above a sentence, the innermost that says anything."""
    for heading in reversed(section.lower().split(" > ")):
        found = [f"section:{name}" for name, pattern in _SECTIONS if pattern.search(heading)]
        if found:
            return found
    return []


def context_cues(
    statement: Statement, reading: Reading, neighbours: dict[str, Reading], *, led: bool = False
) -> list[str]:
    """Cues of everything around the sentence that is known.

    Parameters
    ----------
    neighbours
        Readings of neighbours that were made before, by their text; those that are missing are made
        and added.
    led
        Whether the lead-in is part of the reading and so has had its say.
    """
    cues: list[str] = []
    kind = family(statement.doc_type)
    if kind:
        cues += [f"type:{kind}", f"type:{kind}&tense:{reading.tense}"]
        if kind in _OWNED:
            cues.append(f"type:owned&tense:{reading.tense}")
    if not led and (lead_in := lead_in_of(statement)):
        cues += lead_in_cues(lead_in)
    for name, text in (("before", statement.before), ("after", statement.after)):
        if not text:
            continue
        other = neighbours.get(text)
        if other is None:
            other = neighbours[text] = read(text)
        cues += [f"{name}:tense:{other.tense}", f"{name}:verb:{other.verb}"]
        cues += [f"{name}:subject:{subject}" for subject in other.subject[:1]]
        if other.tense == reading.tense:
            cues.append(f"{name}:same_tense")
    if statement.kind:
        cues.append(f"kind:{statement.kind}")
    if statement.section:
        cues += section_cues(statement.section)
    return cues
