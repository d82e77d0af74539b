"""The classifier that codes sentences: cues and n-grams in, status, concreteness and stance out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from enacted.stance.features import features_of
from enacted.stance.model import CLASSES, LinearModel, read_model
from enacted.stance.records import Coding, Statement
from enacted.types import Stance, Status, stance_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from enacted.stance.grammar import Reading

BUILT_IN = Path(__file__).with_name("stance.npz")
"""The model that comes with the package."""

_STATUSES = tuple(Status)
_BATCH = 512
_MAX_CUES = 8


_STANCES = (Stance.TALK, Stance.PLAN, Stance.DEED)
_PUBLISHED = (*map(str, _STATUSES), "concrete", *map(str, _STANCES))


def _columns(tests: Iterable[Callable[[Status, bool], bool]]) -> NDArray[np.float64]:
    """One column a test: 1 for the classes that it holds for."""
    return np.array([[float(test(*pair)) for pair in CLASSES] for test in tests]).T


def _is_status(wanted: Status) -> Callable[[Status, bool], bool]:
    return lambda status, _: status is wanted


def _is_stance(wanted: Stance) -> Callable[[Status, bool], bool]:
    return lambda status, concrete: stance_of(status, concrete=concrete) is wanted


_TO_STATUS = _columns(map(_is_status, _STATUSES))
_TO_PUBLISHED = _columns(
    [*map(_is_status, _STATUSES), lambda _, concrete: concrete, *map(_is_stance, _STANCES)]
)
_COLUMN = {entry: column for column, entry in enumerate(CLASSES)}


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
        codings: list[Coding] = []
        for start in range(0, len(statements), _BATCH):
            codings += self._code_batch(statements[start : start + _BATCH])
        return codings

    def _code_batch(self, statements: Sequence[Statement]) -> list[Coding]:
        readings: dict[str, Reading] = {}
        features = [features_of(statement, readings) for statement in statements]
        probabilities = self._model.probabilities(self._model.logits(features))
        rounded = np.round(probabilities, 4)
        by_status = np.round(probabilities @ _TO_STATUS, 4)
        answers = by_status.argmax(axis=1).tolist()
        summed = np.round(probabilities @ _TO_PUBLISHED, 4).tolist()
        codings = []
        for row, (statement, found) in enumerate(zip(statements, features, strict=True)):
            if not statement.text.strip():
                codings.append(_EMPTY)
                continue
            status = _STATUSES[answers[row]]
            concrete = self._is_concrete(status, rounded[row])
            codings.append(
                Coding(
                    status=status,
                    concrete=concrete,
                    stance=stance_of(status, concrete=concrete),
                    probabilities=dict(zip(_PUBLISHED, summed[row], strict=True)),
                    cues=self._spoken(found.cues, _COLUMN[status, concrete]),
                    tier=self.tier,
                )
            )
        return codings

    @staticmethod
    def _is_concrete(status: Status, rounded: NDArray[np.float64]) -> bool:
        column = _COLUMN.get((status, True))
        return column is not None and bool(rounded[column] > rounded[_COLUMN[status, False]])

    def _spoken(self, cues: list[str], column: int) -> tuple[str, ...]:
        """Cues that speak for a class, most first; ties by name."""
        rows = self._model.cues
        gains = self._gains[column]
        scored = [(-gains[rows[name]], name) for name in cues if name in rows]
        return tuple(name for gain, name in sorted(scored)[:_MAX_CUES] if gain < 0)


_EMPTY = Coding(
    status=Status.NONE,
    concrete=False,
    stance=Stance.NONE,
    probabilities={name: float(name == str(Status.NONE)) for name in _PUBLISHED},
    cues=(),
    tier=Classifier.tier,
)
