"""The two tiers behind one interface, and which of them can be had."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from enacted.errors import ModelError
from enacted.stance.blend import blended
from enacted.stance.classifier import BUILT_IN, Classifier
from enacted.stance.encoder import Encoder
from enacted.stance.model import LinearModel
from enacted.stance.reader import readable
from enacted.stance.verdicts import EMPTY, verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.evidence import Evidence
    from enacted.stance.records import Coding, Statement
    from enacted.types import Mention

Tier = Literal["fast", "accurate"]

ENCODER = Path(__file__).with_name("encoder.onnx")
"""The encoder that comes with the package."""


class Coder(Protocol):
    """What codes sentences."""

    @property
    def tier(self) -> str:
        """Name of the tier."""

    @property
    def digest(self) -> str:
        """Names the model files that it reads; another digest means other codes."""

    def code(self, statements: Sequence[Statement]) -> list[Coding]:
        """One coding a statement, in order; each depends on its own statement alone."""

    def code_and_read(
        self,
        statements: Sequence[Statement],
        mentions: Sequence[Sequence[tuple[Mention, Evidence | None]]],
    ) -> tuple[list[Coding], list[list[Mention]]]:
        """Codings as ``code`` gives them, and the mentions of each statement, read again."""


class AccurateClassifier:
    """Codes sentences with the encoder and the linear model together.

    The linear model adds its logits, with the weights that the encoder's file gives, and its cues.
    ``agreement`` of a coding tells whether it alone would have given the same status and
    concreteness.

    Parameters
    ----------
    encoder
        What ``Encoder.read`` gave.
    linear
        The fast tier.
    """

    tier = "accurate"

    def __init__(self, encoder: Encoder, linear: Classifier) -> None:
        self._encoder = encoder
        self._linear = linear

    @classmethod
    def load(cls, path: Path | None = None, linear: Path | None = None) -> AccurateClassifier:
        """Read the model files; the built-in ones where no path is given.

        Raises
        ------
        ModelError
            Where a file is missing, damaged or of another version, or onnxruntime is not there.
        """
        return cls(Encoder.read(path if path is not None else ENCODER), Classifier.load(linear))

    @property
    def digest(self) -> str:
        """Digests of the encoder and of the linear model."""
        return f"{self._encoder.digest}+{self._linear.digest}"

    def code(self, statements: Sequence[Statement]) -> list[Coding]:
        """One coding a statement, in order; each depends on its own statement alone."""
        return self.code_and_read(statements, [()] * len(statements))[0]

    def code_and_read(
        self,
        statements: Sequence[Statement],
        mentions: Sequence[Sequence[tuple[Mention, Evidence | None]]],
    ) -> tuple[list[Coding], list[list[Mention]]]:
        """Codings as ``code`` gives them, and the mentions of each statement, read again.

        Parameters
        ----------
        mentions
            What the rules made of the mentions of each statement, and what speaks for their facets.
            Those of concepts that the coding guide has codes for get the sense and facets that all
            say together.
        """
        if not statements:
            return [], []
        assessed = self._linear.assess(statements)
        reader = self._encoder.reader
        read = [
            [(m, evidence) for m, evidence in own if reader is not None and readable(m)]
            for own in mentions
        ]
        encoded, logits = self._encoder.logits_and_mentions(
            statements, [[(m.start, m.end) for m, _ in own] for own in read]
        )
        both = blended(self._encoder.blend, encoded, np.array([found.logits for found in assessed]))
        codings = []
        for statement, found, verdict in zip(
            statements, assessed, verdicts(LinearModel.probabilities(both)), strict=True
        ):
            answer = verdict if statement.text.strip() else EMPTY
            coding = self._linear.coding(found, answer, self.tier)
            codings.append(replace(coding, agreement=answer.column == found.verdict.column))
        if reader is None:
            return codings, [[m for m, _ in own] for own in mentions]
        again = []
        for own, some, rows in zip(mentions, read, logits, strict=True):
            new = {
                m.mention: reader.read(m, row, evidence)
                for (m, evidence), row in zip(some, rows, strict=True)
            }
            again.append([new.get(m.mention, m) for m, _ in own])
        return codings, again


@dataclass(frozen=True, slots=True)
class Loaded:
    """A coder, and what is to be told of how it was come by.

    Attributes
    ----------
    note
        Why it is another tier than the one asked for; empty where it is that one.
    """

    coder: Coder
    note: str = ""


def load_coder(tier: Tier = "accurate", model: Path | None = None) -> Loaded:
    """A tier, or the fast one with a note where the built-in encoder cannot be loaded.

    Parameters
    ----------
    model
        Model file of that tier; without, the built-in one. A file that is named is never
        replaced by another.

    Raises
    ------
    ModelError
        Where the named file, or the fast tier, cannot be loaded.
    """
    if tier == "fast":
        return Loaded(Classifier.load(model if model is not None else BUILT_IN))
    if model is not None:
        return Loaded(AccurateClassifier.load(model))
    try:
        return Loaded(AccurateClassifier.load())
    except ModelError as error:
        return Loaded(Classifier.load(), f"{error}; sentences are coded by the fast tier")
