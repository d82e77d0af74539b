"""What kind of mention it is, by the cues that the sentence itself shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from enacted.concepts.codebook_file import FACETS
from enacted.concepts.cues import Cues

if TYPE_CHECKING:
    from enacted.concepts.codebook import Codebook, Concept, Term
    from enacted.concepts.cues import Context

_SINGLE = frozenset({"level", "exclusion", "org_level"})


class Facets(TypedDict):
    """Facets of a mention, as the record holds them."""

    modes: tuple[str, ...]
    level: str
    reasons: tuple[str, ...]
    equality: tuple[str, ...]
    exclusion: str
    org_level: str


class FacetReader:
    """Reads the facets of mentions by the cues of a codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self._cues: dict[str, list[tuple[frozenset[str], str, Cues]]] = {
            name: [] for name in FACETS
        }
        for facet in codebook.facets:
            for value, cues in facet.values:
                self._cues[facet.name].append((frozenset(facet.concepts), value, Cues(cues)))

    def read(self, concept: Concept, term: Term, context: Context) -> Facets:
        """Facets of the mention that ``context`` surrounds.

        What the term itself shows stands first. Facets with several values have all that have a
        cue within reach; the others the value whose cue stands nearest to the mention.
        """
        own = dict(term.facets)
        many: dict[str, tuple[str, ...]] = {}
        single: dict[str, str] = {}
        for name in FACETS:
            found: dict[str, int] = dict.fromkeys(own.get(name, ()), -1)
            for concepts, value, cues in self._cues[name]:
                if concepts and concept.name not in concepts:
                    continue
                distance = cues.distance(context)
                if distance is not None and value not in found:
                    found[value] = distance
            if name in _SINGLE:
                single[name] = min(found, key=found.__getitem__) if found else ""
            else:
                many[name] = tuple(sorted(found))
        return Facets(
            modes=many["modes"],
            level=single["level"],
            reasons=many["reasons"],
            equality=many["equality"],
            exclusion=single["exclusion"],
            org_level=single["org_level"],
        )
