"""How the logits of the two tiers become one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DEEPEST = 20.0
"""How far below the best a logit counts; a class that training never saw is far below."""


@dataclass(frozen=True, slots=True)
class Blend:
    """How the two tiers are put together and calibrated.

    Attributes
    ----------
    encoder, linear
        What the logits of the encoder and those of the linear model are multiplied by before they
        are added; the temperature of calibration is part of both.
    """

    encoder: float
    linear: float


def blended(
    blend: Blend, encoder: NDArray[np.float64], linear: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Logits of the two tiers as one: one row a sentence, one column a class.

    It does not matter what a tier adds to all classes alike.
    """
    return blend.encoder * _centred(encoder) + blend.linear * _centred(linear)


def _centred(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    shifted = logits - logits.max(axis=1, keepdims=True)
    shifted = np.maximum(shifted, -_DEEPEST)
    centred: NDArray[np.float64] = shifted - shifted.mean(axis=1, keepdims=True)
    return centred
