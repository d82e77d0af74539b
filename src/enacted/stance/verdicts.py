"""From probabilities of the classes to an answer: the same rule whichever tier gave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from enacted.stance.model import CLASSES
from enacted.types import Stance, Status, stance_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

STATUSES = tuple(Status)
COLUMN = {entry: column for column, entry in enumerate(CLASSES)}
"""Status and concreteness to the place in ``CLASSES``."""

_STANCES = (Stance.TALK, Stance.PLAN, Stance.DEED)
PUBLISHED = (*map(str, STATUSES), "concrete", *map(str, _STANCES))
"""Names of the probabilities of a coding."""


def _columns(tests: Iterable[Callable[[Status, bool], bool]]) -> NDArray[np.float64]:
    """One column a test: 1 for the classes that it holds for."""
    return np.array([[float(test(*pair)) for pair in CLASSES] for test in tests]).T


def _is_status(wanted: Status) -> Callable[[Status, bool], bool]:
    return lambda status, _: status is wanted


def _is_stance(wanted: Stance) -> Callable[[Status, bool], bool]:
    return lambda status, concrete: stance_of(status, concrete=concrete) is wanted


_TO_STATUS = _columns(map(_is_status, STATUSES))
_TO_PUBLISHED = _columns(
    [*map(_is_status, STATUSES), lambda _, concrete: concrete, *map(_is_stance, _STANCES)]
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the probabilities of one sentence come to.

    Attributes
    ----------
    probabilities
        By the names in ``PUBLISHED``, rounded to 4 digits.
    """

    status: Status
    concrete: bool
    probabilities: dict[str, float]

    @property
    def stance(self) -> Stance:
        """Talk, plan, deed, or a status that stands outside the shares."""
        return stance_of(self.status, concrete=self.concrete)

    @property
    def column(self) -> int:
        """Place of the answer in ``CLASSES``."""
        return COLUMN[self.status, self.concrete]


def verdicts(probabilities: NDArray[np.float64]) -> list[Verdict]:
    """The likeliest status of each row, then the likelier concreteness within it.

    Parameters
    ----------
    probabilities
        One row a sentence, one column a class of ``CLASSES``. Decided on 4 digits, so that noise in
        the last bits decides nothing.
    """
    rounded = np.round(probabilities, 4)
    answers = np.round(probabilities @ _TO_STATUS, 4).argmax(axis=1).tolist()
    summed = np.round(probabilities @ _TO_PUBLISHED, 4).tolist()
    found = []
    for row, answer in enumerate(answers):
        status = STATUSES[answer]
        column = COLUMN.get((status, True))
        concrete = column is not None and bool(
            rounded[row, column] > rounded[row, COLUMN[status, False]]
        )
        found.append(Verdict(status, concrete, dict(zip(PUBLISHED, summed[row], strict=True))))
    return found


EMPTY = Verdict(
    Status.NONE, concrete=False, probabilities={n: float(n == str(Status.NONE)) for n in PUBLISHED}
)
"""Of a text of nothing but space."""
