"""A fitted model with all that further passages need, as plain data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from enacted.errors import ModelError
from enacted.topics.model import TopicModel
from enacted.topics.vocabulary import Vocabulary

_META = b"enacted topics"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class FittedTopics:
    """Topics, their vocabulary, and who they are.

    Attributes
    ----------
    numbers
        Number of each topic: its identity, which a refit hands on where topics agree.
    concepts
        Concept whose terms opened each topic; empty for a free one.
    stability, agreement
        Of each topic, as in the table ``topics``; agreement is None where it is new.
    following
        Number that the next new topic gets; numbers of topics that are gone stay theirs.
    asked
        Topics asked for; 0 where the number was chosen.
    grid
        Rows of the table ``topic_grid``; empty where no grid was gone through.
    """

    model: TopicModel
    vocabulary: Vocabulary
    numbers: tuple[int, ...]
    concepts: tuple[str, ...]
    stability: tuple[float, ...]
    agreement: tuple[float | None, ...]
    following: int
    asked: int
    grid: tuple[dict[str, Any], ...] = ()

    def to_table(self) -> pa.Table:
        """A row a term with its weight in each topic; the rest is JSON in the metadata."""
        weights = self.model.weights
        values = pa.array(np.ascontiguousarray(weights.T).ravel(), pa.float32())
        rest = {
            "version": _VERSION,
            "alpha": [float(value) for value in self.model.alpha],
            "words": self.vocabulary.words,
            "single": self.vocabulary.single,
            "sequences": self.vocabulary.sequences,
            "pairs": self.vocabulary.pairs,
            "numbers": self.numbers,
            "concepts": self.concepts,
            "stability": self.stability,
            "agreement": self.agreement,
            "following": self.following,
            "asked": self.asked,
            "grid": self.grid,
        }
        return pa.table(
            {
                "term": pa.array(self.vocabulary.terms, pa.string()),
                "weights": pa.FixedSizeListArray.from_arrays(values, len(weights)),
            }
        ).replace_schema_metadata({_META: json.dumps(rest, sort_keys=True).encode()})

    @property
    def digest(self) -> str:
        """SHA-256 of terms, weights and vocabulary, as 16 hex digits: the model's name."""
        table = self.to_table()
        digest = hashlib.sha256(table.schema.metadata[_META])
        digest.update(json.dumps(self.vocabulary.terms).encode())
        digest.update(np.ascontiguousarray(self.model.weights.astype("<f4")).tobytes())
        return digest.hexdigest()[:16]

    @classmethod
    def from_table(cls, table: pa.Table) -> FittedTopics:
        """The model that :meth:`to_table` wrote.

        Raises
        ------
        ModelError
            Where the table is none of this version, or its parts do not fit together.
        """
        try:
            rest = json.loads(table.schema.metadata[_META])
            if rest["version"] != _VERSION:
                raise ModelError("the topic model is of another version: fit anew with --refit")
            k = len(rest["numbers"])
            flat = table["weights"].combine_chunks().flatten().to_numpy()
            weights = np.ascontiguousarray(flat.astype(np.float32).reshape(-1, k).T)
            vocabulary = Vocabulary(
                terms=tuple(table["term"].to_pylist()),
                words=tuple(rest["words"]),
                single=tuple(rest["single"]),
                sequences=tuple((tuple(words), term) for words, term in rest["sequences"]),
                pairs=tuple((left, right, term) for left, right, term in rest["pairs"]),
            )
            found = cls(
                TopicModel(weights, np.array(rest["alpha"], dtype=np.float32)),
                vocabulary,
                tuple(rest["numbers"]),
                tuple(rest["concepts"]),
                tuple(rest["stability"]),
                tuple(rest["agreement"]),
                rest["following"],
                rest["asked"],
                tuple(rest["grid"]),
            )
            found._check()
        except (KeyError, TypeError, ValueError, pa.ArrowException) as error:
            raise ModelError(
                f"the topic model is damaged: fit anew with --refit ({error})"
            ) from None
        return found

    def _check(self) -> None:
        """Whether the parts fit together; ValueError where they do not."""
        k, terms, words = len(self.numbers), len(self.vocabulary.terms), len(self.vocabulary.words)
        if self.model.weights.shape != (k, terms) or self.model.alpha.shape != (k,):
            raise ValueError("weights of another shape")
        for name in ("concepts", "stability", "agreement"):
            if len(getattr(self, name)) != k:
                raise ValueError(f"{name} of another length")
        if not (np.isfinite(self.model.weights).all() and (self.model.weights > 0).all()):
            raise ValueError("weights that are none")
        if not ((self.model.alpha > 0).all() and np.isfinite(self.model.alpha).all()):
            raise ValueError("weights of topics that are none")
        targets = list(self.vocabulary.single)
        own: list[int] = []
        for sequence, target in self.vocabulary.sequences:
            own.extend(sequence)
            targets.append(target)
        for left, right, target in self.vocabulary.pairs:
            own.extend((left, right))
            targets.append(target)
        if len(self.vocabulary.single) != words or not all(0 <= key < words for key in own):
            raise ValueError("words that are not there")
        if not all(-1 <= target < terms for target in targets):
            raise ValueError("terms that are not there")
