"""Sense and facets of mentions, from the rules of the codebook and from the encoder together.

The rules know the names and the cues of the document and the codebook; the encoder knows how
sentences like this one were coded. A logistic regression weighs the two (stacking; Wolpert 1992),
with a few weights for all values of a facet. It decides where both together are better than the
rules; in the sense, it says else how sure that is. It speaks of the concepts and facets that the
coding guide has codes for; of others, and of list items without a surface, the rules alone decide.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from enacted.stance.mention_values import CONCEPTS, FACETS, VALUES
from enacted.types import Mention, Sense

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray


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
    """How what the rules and the encoder say of a mention becomes one answer.

    Attributes
    ----------
    sense
        Whether it stands in the sense of its concept.
    name
        What is added to the logit of that where the rules take it for a part of a name.
    facets
        By facet, whether a mention has a value; above 0 it has. The constant holds the threshold.
    overrules
        Whether the sense is what both together make likelier. Otherwise it is the rules', and the
        probability says how far to believe them.
    """

    sense: Weights
    name: float
    facets: Mapping[str, Weights]
    overrules: bool = True

    def chance(self, mention: Mention, read: NDArray[np.float64]) -> float:
        """Probability that a mention stands in the sense of its concept."""
        told = mention.sense is Sense.CONCEPT
        logit = self.sense.logit(float(read[0]), rules=told)
        logit += self.name * (mention.sense is Sense.NAME)
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), DIGITS)

    def read(self, mention: Mention, read: NDArray[np.float64]) -> Mention:
        """A mention with the sense and the facets that both together say.

        Parameters
        ----------
        read
            Logits of the encoder, one a value of ``VALUES``.
        """
        chance = self.chance(mention, read)
        sense = mention.sense
        if self.overrules and chance >= 0.5:
            sense = Sense.CONCEPT
        elif self.overrules and sense is Sense.CONCEPT:
            sense = Sense.NAME if read[1] > 0 else Sense.OTHER
        if sense is not Sense.CONCEPT:
            return in_sense(mention, sense, chance)
        found: dict[str, Any] = {}
        for facet in CONCEPTS[mention.concept]:
            values = self._values(facet, getattr(mention, facet), read)
            found[facet] = "".join(values) if facet == "level" else values
        return replace(mention, sense=sense, p_concept=chance, **found)

    def _values(
        self, facet: str, told: str | Sequence[str], read: NDArray[np.float64]
    ) -> tuple[str, ...]:
        told = (told,) if isinstance(told, str) else told
        weights = self.facets[facet]
        logits = {
            value: weights.logit(float(read[_PLACE[facet, value]]), rules=value in told)
            for value in FACETS[facet]
        }
        found = [value for value, logit in logits.items() if logit > 0]
        if facet == "level":
            found = sorted(found, key=lambda value: -logits[value])[:1]
        return tuple(sorted(found))  # as the rules have them

    def as_json(self) -> str:
        """For the metadata of a model file."""

        def numbers(weights: Weights) -> list[float]:
            return [weights.encoder, weights.rules, weights.constant]

        return json.dumps(
            {
                "values": list(VALUES),
                "sense": [*numbers(self.sense), self.name],
                "overrules": self.overrules,
                "facets": {facet: numbers(weights) for facet, weights in self.facets.items()},
            }
        )

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
        facets = {facet: Weights(*map(float, described["facets"][facet])) for facet in FACETS}
        overrules = described.get("overrules", True)
        if not isinstance(overrules, bool):
            raise TypeError("overrules is no truth value")
        reader = cls(Weights(*sense), name, facets, overrules)
        numbers = [
            *sense,
            name,
            *(n for w in facets.values() for n in (w.encoder, w.rules, w.constant)),
        ]
        if not all(map(math.isfinite, numbers)):
            raise ValueError("no number")
        return reader


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


_PLACE = {
    (facet, value): VALUES.index(f"{facet}={value}")
    for facet, values in FACETS.items()
    for value in values
}
