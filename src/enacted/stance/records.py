"""What goes into the classifier and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from enacted.types import Stance, Status


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with what is known of its surroundings; everything but ``text`` may be empty.

    Attributes
    ----------
    before, after
        The neighbouring sentences.
    section
        Headings above the sentence, outermost first, joined by `` > ``.
    lead_in
        What introduces a list item ("We will:").
    doc_type
        Kind of document in plain words (``manifesto``, ``needs assessment``, ``evaluation``).
    kind
        Kind of the block (``paragraph``, ``list_item``, ``table_row``, ``heading``).
    """

    text: str
    before: str = ""
    after: str = ""
    section: str = ""
    lead_in: str = ""
    doc_type: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Coding:
    """The codes of one sentence.

    Attributes
    ----------
    concrete
        Whether an outsider could check the act; always false for rhetoric, finding and none.
    probabilities
        The six statuses (they sum to 1), ``concrete``, and ``talk``, ``plan`` and ``deed``; each
        rounded to 4 digits.
    cues
        Named cues found that speak for the answer, most first.
    weights
        What cues found add to the logit of the answer in the linear model, beyond what they add to
        all classes: the strongest for it, then the strongest against it.
    tier
        Which classifier coded the sentence.
    agreement
        Whether the fast tier gives the same status and concreteness; nothing where the accurate
        one did not code the sentence.
    """

    status: Status
    concrete: bool
    stance: Stance
    probabilities: Mapping[str, float]
    cues: tuple[str, ...]
    weights: Mapping[str, float]
    tier: str
    agreement: bool | None = None
