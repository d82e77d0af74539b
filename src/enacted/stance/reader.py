"""Sense and facets of mentions, from what is known of them and from the encoder together.

The rules know the names and the cues of the document and the codebook; the encoder knows how
sentences like this one were coded. A logistic regression weighs the two (stacking; Wolpert 1992).
It decides the sense where both together are better than the rules, and says else how sure they can
be. Facets are those that cues, words (``evidence.Evidence``) and encoder show together. The encoder
speaks of the concepts that the coding guide has codes for; of others, and of list items without a
surface, it says nothing.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from enacted.evidence import PLACES, stacked
from enacted.guide import CONCEPTS
from enacted.stance.mention_values import OF_FACETS, VALUES
from enacted.types import Mention, Sense

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from enacted.evidence import Evidence


_CUES_ALONE = (0.0, 0.0, 1.0, -0.5)
DIGITS = 4
"""Digits of a probability; the last ones of a sum differ between processors."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of one question: what the two say is multiplied by these and added.

    Attributes
    ----------
    encoder, rules, constant
        The encoder's logit; 1 where the rules say so, else 0; and what is added always.
    """

    encoder: float
    rules: float
    constant: float

    def logit(self, encoder: float, *, rules: bool) -> float:
        """Log-odds that it is so."""
        return self.encoder * encoder + self.rules * rules + self.constant


@dataclass(frozen=True, slots=True)
class Reader:
    """How what the rules and the encoder say of the sense of a mention becomes one answer.

    Attributes
    ----------
    sense
        Whether it stands in the sense of its concept.
    name
        What is added to the logit of that where the rules take it for a part of a name.
    overrules
        Whether the sense is what both together make likelier. Otherwise it is the rules', and the
        probability says how far to believe them.
    facets
        By facet what the logits of words and encoder, and the cues (1 or 0), are multiplied by, and
        what is added always; without, facets stay as they are.
    """

    sense: Weights
    name: float
    overrules: bool = True
    facets: Mapping[str, tuple[float, float, float, float]] = field(default_factory=dict)

    def chance(self, mention: Mention, read: NDArray[np.float64]) -> float:
        """Probability that a mention stands in the sense of its concept."""
        told = mention.sense is Sense.CONCEPT
        logit = self.sense.logit(float(read[0]), rules=told)
        logit += self.name * (mention.sense is Sense.NAME)
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), DIGITS)

    def read(
        self, mention: Mention, read: NDArray[np.float64], evidence: Evidence | None = None
    ) -> Mention:
        """A mention in the sense, and with the facets, that all together say.

        Parameters
        ----------
        read
            Logits of the encoder, one a value of ``VALUES``.
        evidence
            What else speaks for its facets; without, they stay as they are.
        """
        chance = self.chance(mention, read)
        sense = mention.sense
        if self.overrules and chance >= 0.5:
            sense = Sense.CONCEPT
        elif self.overrules and sense is Sense.CONCEPT:
            sense = Sense.NAME if read[1] > 0 else Sense.OTHER
        if sense is Sense.CONCEPT and evidence is not None and self.facets:
            shown = stacked(
                self._stack(), evidence.cues[None], evidence.words[None], read[None, OF_FACETS]
            )
            mention = replace(mention, **evidence.values(shown[0]))  # type: ignore[arg-type]
        return in_sense(mention, sense, chance)

    def _stack(self) -> NDArray[np.float64]:
        """Weights as ``stacked`` takes them; a facet without any is shown by its cues."""
        stack = np.zeros((4, OF_FACETS.stop - OF_FACETS.start))
        for facet, place in PLACES.items():
            stack[:, place] = np.array(self.facets.get(facet, _CUES_ALONE))[:, None]
        return stack

    def as_json(self) -> str:
        """For the metadata of a model file."""
        sense = [self.sense.encoder, self.sense.rules, self.sense.constant, self.name]
        described = {"values": list(VALUES), "sense": sense, "overrules": self.overrules}
        if self.facets:
            described["of_facets"] = {facet: list(own) for facet, own in self.facets.items()}
        return json.dumps(described)

    @classmethod
    def of_json(cls, text: str) -> Reader:
        """What ``as_json`` wrote.

        Raises
        ------
        ValueError, KeyError, TypeError
            Where it is not of that form, or reads other values.
        """
        described = json.loads(text)
        if described["values"] != list(VALUES):
            raise ValueError("other values")
        *sense, name = map(float, described["sense"])
        overrules = described.get("overrules", True)
        if not isinstance(overrules, bool):
            raise TypeError("overrules is no truth value")
        facets = {facet: _four(own) for facet, own in dict(described.get("of_facets", {})).items()}
        if not facets.keys() <= PLACES.keys():
            raise ValueError("other facets")
        if not all(map(math.isfinite, (*sense, name, *chain(*facets.values())))):
            raise ValueError("no number")
        return cls(Weights(*sense), name, overrules, facets)


def _four(numbers: Sequence[float]) -> tuple[float, float, float, float]:
    words, encoder, cues, constant = map(float, numbers)
    return words, encoder, cues, constant


def in_sense(mention: Mention, sense: Sense, chance: float | None) -> Mention:
    """A mention in a sense; facets are of the concept's sense alone."""
    if sense is Sense.CONCEPT:
        return replace(mention, sense=sense, p_concept=chance)
    return Mention(
        sentence=mention.sentence,
        mention=mention.mention,
        concept=mention.concept,
        term=mention.term,
        surface=mention.surface,
        start=mention.start,
        end=mention.end,
        sense=sense,
        negated=mention.negated,
        quoted=mention.quoted,
        carried_from=mention.carried_from,
        p_concept=chance,
    )


def carried(mention: Mention, origin: Mention) -> Mention:
    """A mention that a list item has from its lead-in, in the sense which that was read in."""
    return in_sense(mention, origin.sense, origin.p_concept)


def readable(mention: Mention) -> bool:
    """Whether the encoder may speak of a mention: it has a surface, and its concept has codes."""
    return mention.concept in CONCEPTS and mention.start < mention.end
