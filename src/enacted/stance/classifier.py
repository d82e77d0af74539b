"""The classifier that codes sentences: cues and n-grams in, status, concreteness and stance out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from enacted.stance.features import features_of
from enacted.stance.model import CLASSES, LinearModel, read_model
from enacted.stance.records import Coding, Statement
from enacted.stance.verdicts import EMPTY, Verdict, verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from enacted.evidence import Evidence
    from enacted.stance.grammar import Reading
    from enacted.types import Mention

BUILT_IN = Path(__file__).with_name("stance.npz")
"""The model that comes with the package."""

_BATCH = 512
_MAX_CUES = 8


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the linear model makes of a sentence.

    Attributes
    ----------
    cues
        Names of all cues found.
    logits
        Calibrated logits, one a class.
    """

    verdict: Verdict
    cues: list[str]
    logits: NDArray[np.float64]


class Classifier:
    """Codes sentences after the coding guide, with a linear model over named cues and n-grams.

    Parameters
    ----------
    model
        What ``read_model`` gave.

    Examples
    --------
    >>> classifier = Classifier.load()
    >>> coding, = classifier.code([Statement("We are committed to equality.")])
    >>> coding.status.value, coding.concrete, coding.stance.value
    ('rhetoric', False, 'talk')
    """

    tier = "fast"

    def __init__(self, model: LinearModel) -> None:
        self._model = model
        self._gains = model.gains()
        self._unit = model.scale / len(CLASSES)

    @classmethod
    def load(cls, path: Path | None = None) -> Classifier:
        """Read a model file; the built-in one if no path is given.

        Raises
        ------
        ModelError
            Where the file is missing, damaged or of another version.
        """
        return cls(read_model(path if path is not None else BUILT_IN))

    @property
    def digest(self) -> str:
        """First 16 hex digits of the SHA-256 of the model file."""
        return self._model.digest

    def code(self, statements: Sequence[Statement]) -> list[Coding]:
        """One coding a statement, in order; each depends on its own statement alone."""
        return [self.coding(found, found.verdict, self.tier) for found in self.assess(statements)]

    def code_and_read(
        self,
        statements: Sequence[Statement],
        mentions: Sequence[Sequence[tuple[Mention, Evidence | None]]],
    ) -> tuple[list[Coding], list[list[Mention]]]:
        """Codings as ``code`` gives them, and the mentions as they are: this tier reads none."""
        return self.code(statements), [[mention for mention, _ in own] for own in mentions]

    def assess(self, statements: Sequence[Statement]) -> list[Assessment]:
        """Answer, cues and logits of each statement, in order."""
        assessments: list[Assessment] = []
        for start in range(0, len(statements), _BATCH):
            assessments += self._assess_batch(statements[start : start + _BATCH])
        return assessments

    def _assess_batch(self, statements: Sequence[Statement]) -> list[Assessment]:
        readings: dict[str, Reading] = {}
        features = [features_of(statement, readings) for statement in statements]
        logits = self._model.logits(features)
        return [
            Assessment(verdict, found.cues, row)
            if statement.text.strip()
            else Assessment(EMPTY, [], row)
            for statement, verdict, found, row in zip(
                statements,
                verdicts(self._model.probabilities(logits)),
                features,
                logits,
                strict=True,
            )
        ]

    def weights(self, found: Assessment, verdict: Verdict) -> dict[str, float]:
        """What the cues found add to the logit of an answer, beyond what they add to all classes.

        The strongest for it, most first, then the strongest against it; ties by name.
        """
        rows = self._model.cues
        gains = self._gains[verdict.column]
        scored = sorted((-gains[rows[name]], name) for name in found.cues if name in rows)
        speak = [entry for entry in scored[:_MAX_CUES] if entry[0] < 0]
        against = [entry for entry in reversed(scored[-_MAX_CUES:]) if entry[0] > 0]
        unit = self._unit
        return {name: round(-gain * unit, 3) for gain, name in (*speak, *against)}

    def coding(self, found: Assessment, verdict: Verdict, tier: str) -> Coding:
        """A coding with the cues of this model, whichever tier gave the answer."""
        weights = self.weights(found, verdict)
        return Coding(
            status=verdict.status,
            concrete=verdict.concrete,
            stance=verdict.stance,
            probabilities=verdict.probabilities,
            cues=tuple(name for name, weight in weights.items() if weight > 0),
            weights=weights,
            tier=tier,
        )
