"""Facets of mentions, from the cues of the codebook and from how such sentences were coded.

A cue shows a value wherever it stands; whether the sentence says it of the mention, and what is
said in words that no cue has, is learned from coded sentences. A logistic regression over the words
around the mention gives a logit for each value; a second, of three weights a facet, adds it to what
the cues say (stacking; Wolpert 1992). It speaks of the facets that the coding guide has codes for,
as long as a codebook has them as the built-in one does: of others the cues alone decide.
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from enacted.concepts.codebook import Codebook
from enacted.errors import ModelError
from enacted.evidence import COLUMNS, PLACES, Evidence, stacked
from enacted.guide import CONCEPTS, FACETS
from enacted.tables.arrays import array_bytes, read_arrays

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from enacted.concepts.cue_bank import Context

BUILT_IN = Path(__file__).with_name("facets.npz")
"""The model that comes with the package."""

VERSION = 1
"""Version of the file and of the features; a file of another version is refused."""

LENGTH = 8.0
"""Length of the vector of features of a mention."""

_STEM = 5
_NEAR = 8
_GLUED = re.compile(r"[\w'-]")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+|[^\w\s]")
_LIMIT = 20_000_000
_ARRAYS: Mapping[str, str] = {
    "version": "i",
    "names": "u",
    "weights": "i",
    "intercept": "f",
    "scale": "f",
    "stack": "f",
}


def features_of(context: Context, term: str) -> list[str]:
    """Names of what stands around a mention, each once and in a fixed order.

    The beginnings of words (a rough stem), alone and in pairs; those within eight words to the
    left and to the right, and the nearest; and the term itself. A number is ``0``.
    """
    text, start, end = context.text, context.start, context.end
    if _GLUED.match(text[start - 1 : start]) or _GLUED.match(text[end : end + 1]):
        # Part of a longer word: words that reach over its ends stand on neither side.
        spans = [(*match.span(), match[0]) for match in _WORD.finditer(text)]
        left = sum(stop <= start for _, stop, _ in spans)
        right = sum(begin < end for begin, _, _ in spans)
        cut = [word for _, _, word in spans]
    else:
        cut = _WORD.findall(text, 0, start)
        left = len(cut)
        cut += _WORD.findall(text, start, end)
        right = len(cut)
        cut += _WORD.findall(text, end)
    words = ["0" if word[0].isdigit() else word[:_STEM] for word in cut]
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    before, after = words[max(0, left - _NEAR) : left], words[right : right + _NEAR]
    named = [
        *words,
        *pairs,
        *(f"<{word}" for word in before),
        *(f">{word}" for word in after),
        f"={term}",
    ]
    if before:
        named.append(f"<<{before[-1]}")
    if len(before) > 1:
        named.append(f"<<{before[-2]} {before[-1]}")
    if after:
        named.append(f">>{after[0]}")
    if len(after) > 1:
        named.append(f">>{after[0]} {after[1]}")
    return list(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class FacetModel:
    """Weights by feature, and how they are added to what the cues say.

    Attributes
    ----------
    names
        Name of a feature to its row.
    weights
        One row a feature, one of ``COLUMNS`` a column; whole numbers in units of ``scale``, so
        that sums come out the same on any machine.
    intercept
        One number a column.
    stack
        Three rows: what the logit, and what the cues say (1 or 0), are multiplied by, and what is
        added always; one column each. Above 0 a mention has the value.
    digest
        First 16 hex digits of the SHA-256 of the file.
    """

    names: Mapping[str, int]
    weights: NDArray[np.int16]
    intercept: NDArray[np.float64]
    scale: float
    stack: NDArray[np.float64]
    digest: str = ""

    def logits(self, features: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """What the words say: one row a mention, one of ``COLUMNS`` a column."""
        known = [[row for row in map(self.names.get, own) if row is not None] for own in features]
        sizes = np.fromiter(map(len, known), dtype=np.int64, count=len(known))
        sums = np.zeros((len(known), len(COLUMNS)), dtype=np.int64)
        filled = sizes > 0
        if filled.any():
            flat = np.fromiter(chain.from_iterable(known), dtype=np.int64, count=int(sizes.sum()))
            begins = (np.cumsum(sizes) - sizes)[filled]
            sums[filled] = np.add.reduceat(self.weights[flat].astype(np.int64), begins, axis=0)
        units = [self.scale * LENGTH / math.sqrt(len(own) or 1) for own in features]
        logits: NDArray[np.float64] = sums * np.array(units)[:, None] + self.intercept
        return logits

    def shown(self, logits: NDArray[np.float64], told: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Values that words and cues together show; shaped as both are."""
        return stacked(self.stack, told, logits)

    @classmethod
    def read(cls, path: Path | None = None) -> FacetModel:
        """Read a model file; the built-in one where no path is given.

        Raises
        ------
        ModelError
            Where the file is missing, too large, damaged or of another version.
        """
        path = path if path is not None else BUILT_IN
        way_out = "reinstall enacted" if path == BUILT_IN else "train it again, or name another"
        content, arrays = read_arrays(path, _ARRAYS, _LIMIT, "model of facets", way_out)
        version = int(arrays["version"].ravel()[0]) if arrays["version"].size else 0
        if version != VERSION:
            raise ModelError(
                f"{path}: model of facets of version {version}, this enacted reads {VERSION}; "
                f"{way_out}"
            )
        try:
            names = arrays["names"].tobytes().decode().split("\n")
        except UnicodeDecodeError:
            raise ModelError(f"{path}: damaged model of facets (names); {way_out}") from None
        shapes = {
            "weights": (len(names), len(COLUMNS)),
            "intercept": (len(COLUMNS),),
            "scale": (1,),
            "stack": (3, len(COLUMNS)),
        }
        numbers = (arrays[name] for name in ("intercept", "scale", "stack"))
        if any(arrays[name].shape != shape for name, shape in shapes.items()) or not all(
            np.isfinite(array.astype(np.float64)).all() for array in numbers
        ):
            raise ModelError(f"{path}: damaged model of facets (shapes do not fit); {way_out}")
        return cls(
            names={name: row for row, name in enumerate(names)},
            weights=np.ascontiguousarray(arrays["weights"]).astype(np.int16),
            intercept=arrays["intercept"].astype(np.float64),
            scale=float(arrays["scale"].astype(np.float64)[0]),
            stack=arrays["stack"].astype(np.float64),
            digest=hashlib.sha256(content).hexdigest()[:16],
        )

    @staticmethod
    @cache
    def built_in() -> FacetModel:
        """The model that comes with the package, read once a process."""
        return FacetModel.read()

    def as_bytes(self) -> bytes:
        """Content of a model file: the same model gives the same bytes."""
        ordered = sorted(self.names, key=self.names.__getitem__)
        return array_bytes(
            {
                "version": np.array([VERSION], dtype=np.int32),
                "names": np.frombuffer("\n".join(ordered).encode(), dtype=np.uint8),
                "weights": self.weights,
                "intercept": self.intercept,
                "scale": np.array([self.scale]),
                "stack": self.stack,
            }
        )


class LearnedFacets:
    """Reads the facets of mentions again, by a model and what the cues have shown.

    Parameters
    ----------
    codebook
        What the mentions are found with. A facet that it has otherwise than the built-in one stays
        as its cues have it, and so do the values that a term of its own shows by itself.
    """

    def __init__(self, model: FacetModel, codebook: Codebook) -> None:
        self._model = model
        known = Codebook.read()
        facets = {facet.name: facet for facet in known.facets}
        terms = {(c.name, term.name): term.facets for c in known.concepts for term in c.terms}
        own = {facet.name for facet in codebook.facets if facet == facets.get(facet.name)}
        self._facets = [
            tuple(facet for facet in CONCEPTS.get(concept.name, ()) if facet in own)
            for concept in codebook.concepts
        ]
        self._own = {
            (place, term.name): dict(term.facets)
            for place, concept in enumerate(codebook.concepts)
            for term in concept.terms
            if term.facets and term.facets != terms.get((concept.name, term.name))
        }

    def speaks(self, concept: int) -> bool:
        """Whether the model has anything to say of a concept of the codebook."""
        return bool(self._facets[concept])

    def read(
        self, mentions: Sequence[tuple[int, str, Context, Mapping[str, Any]]]
    ) -> list[tuple[dict[str, Any], Evidence]]:
        """Facets of each mention, those that show nothing left out; and what speaks for them.

        Parameters
        ----------
        mentions
            Of each its concept, the name of its term, the text around it, and its facets by the
            cues.
        """
        told = np.zeros((len(mentions), len(COLUMNS)), dtype=np.bool_)
        for row, (concept, _, _, facets) in enumerate(mentions):
            for facet in self._facets[concept]:
                given = facets.get(facet, ())
                given = (given,) if isinstance(given, str) else given
                told[row, PLACES[facet]] = [value in given for value in FACETS[facet]]
        features = [features_of(context, term) for _, term, context, _ in mentions]
        logits = self._model.logits(features)
        shown = self._model.shown(logits, told)
        again = []
        for row, (concept, term, _, facets) in enumerate(mentions):
            by_term = self._own.get((concept, term), {})
            evidence = Evidence(self._facets[concept], logits[row], told[row], by_term)
            found = {**facets, **evidence.values(shown[row])}
            again.append(({facet: value for facet, value in found.items() if value}, evidence))
        return again
