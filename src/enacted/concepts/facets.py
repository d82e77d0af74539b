"""What kind of mention it is, by the cues that the sentence itself shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from enacted.concepts.codebook_file import SINGLE
from enacted.concepts.cues import Cues

if TYPE_CHECKING:
    from enacted.concepts.codebook import Codebook
    from enacted.concepts.cue_bank import Context, CueBank, Present


class FacetReader:
    """Reads the facets of mentions by the cues of a codebook.

    Parameters
    ----------
    codebook
        Where the cues are listed.
    bank
        Takes the cues in, and tells which of them a sentence may hold.
    """

    def __init__(self, codebook: Codebook, bank: CueBank) -> None:
        cues = [
            (facet.name, frozenset(facet.concepts), value, bank.add(Cues(written)))
            for facet in codebook.facets
            for value, written in facet.values
        ]
        self._unless = {
            (facet.name, value): bank.add(Cues(written))
            for facet in codebook.facets
            for value, written in facet.unless
        }
        self._cues = [
            [
                (name, value, number)
                for name, concepts, value, number in cues
                if not concepts or concept.name in concepts
            ]
            for concept in codebook.concepts
        ]
        self._own = [
            [
                [(name, value) for name, values in term.facets for value in values]
                for term in concept.terms
            ]
            for concept in codebook.concepts
        ]

    def read(self, concept: int, term: int, context: Context, present: Present) -> dict[str, Any]:
        """Facets of the mention that ``context`` surrounds; those that show nothing are left out.

        What the term itself shows stands first. Facets with several values have all that have a
        cue within reach; the others the value whose cue stands nearest to the mention, the first
        of equals. A value that a cue of ``unless`` sets aside is not there, whatever shows it.
        """
        found: dict[str, dict[str, int]] = {}
        for name, value in self._own[concept][term]:
            found.setdefault(name, {})[value] = -1
        spans, tried = present.spans, present.tried
        for name, value, number in self._cues[concept]:
            if number not in spans and number not in tried:
                continue
            near = present.distance(number, context)
            if near is not None:
                found.setdefault(name, {}).setdefault(value, near)
        for (name, value), number in self._unless.items():
            if value in found.get(name, ()) and present.distance(number, context) is not None:
                del found[name][value]
        return {
            name: min(values, key=values.__getitem__) if name in SINGLE else tuple(sorted(values))
            for name, values in found.items()
            if values
        }
