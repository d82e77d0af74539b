"""What is known of the facets of a mention, and how several who know are weighed.

Cues of the codebook and the words around a mention say something of its facets; who has more to say
of them, as an encoder has, adds it to that, and not to an answer in which the doubt is gone.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from enacted.guide import FACETS, ONE_VALUE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

COLUMNS: tuple[tuple[str, str], ...] = tuple(
    (facet, value) for facet, values in FACETS.items() for value in values
)
"""Facet and value of each column of logits."""


def _places() -> dict[str, slice]:
    places, start = {}, 0
    for facet, values in FACETS.items():
        places[facet] = slice(start, start + len(values))
        start += len(values)
    return places


PLACES = _places()
"""Columns of each facet."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What cues and words say of the facets of a mention in the sense of its concept.

    Attributes
    ----------
    facets
        Those that may be read anew; the others are the codebook's own.
    words
        Logits, one a column of ``COLUMNS``.
    cues
        Whether cues show the value; columns as above.
    by_term
        Values that a term of the codebook's own shows wherever it stands.
    """

    facets: tuple[str, ...]
    words: NDArray[np.float64]
    cues: NDArray[np.bool_]
    by_term: Mapping[str, tuple[str, ...]]

    def values(self, shown: NDArray[np.bool_]) -> dict[str, str | tuple[str, ...]]:
        """What the facets come to when these columns are shown; empty ones too."""
        found: dict[str, str | tuple[str, ...]] = {}
        columns = shown.tolist()
        for facet in self.facets:
            values = {*itertools.compress(FACETS[facet], columns[PLACES[facet]])}
            by_term = {*self.by_term.get(facet, ())}
            if facet in ONE_VALUE:
                found[facet] = min(by_term or values, default="")
            else:
                found[facet] = tuple(sorted(values | by_term))
        return found


def stacked(
    stack: NDArray[np.float64], told: NDArray[np.bool_], *logits: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Values that all together show: those of a weighted sum above 0 (Wolpert 1992).

    Parameters
    ----------
    stack
        Weights, one of ``COLUMNS`` a column: a row for each of ``logits``, one for the cues, and
        what is added always.
    told, logits
        What cues say, and the others; one row a mention, columns as above.
    """
    total = stack[-2] * told + stack[-1]
    for weights, said in zip(stack, logits, strict=False):
        total = total + weights * said
    shown: NDArray[np.bool_] = total > 0
    for facet in ONE_VALUE:
        own = PLACES[facet]
        # The first of equals, as a draw between cues goes too.
        best = total[:, own].argmax(axis=1)
        shown[:, own] &= np.arange(own.stop - own.start) == best[:, None]
    return shown
