"""Who is who between two fitted models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from enacted.topics.diagnostics import matched

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from enacted.topics.fitted import FittedTopics
    from enacted.topics.model import TopicModel
    from enacted.topics.vocabulary import Vocabulary

AGREE = 0.7
"""Cosine of the probabilities of terms from which a topic is the earlier one's heir."""


def numbered(
    model: TopicModel,
    vocabulary: Vocabulary,
    share: NDArray[np.float64],
    earlier: FittedTopics | None,
) -> tuple[NDArray[np.int64], list[float | None], int]:
    """Numbers of the topics of a new model.

    Topics are matched one to one with the earlier ones; those that agree take over their
    numbers, the others get new ones in the order of their size.

    Parameters
    ----------
    share
        Size of each topic.

    Returns
    -------
    numbers, agreement, following
        A number and, for heirs, the cosine, of each topic; and the number that comes next.
    """
    numbers = np.full(len(share), -1, dtype=np.int64)
    agreement: list[float | None] = [None] * len(share)
    following = 0
    if earlier is not None:
        following = earlier.following
        names = sorted({*vocabulary.terms, *earlier.vocabulary.terms})
        partner, cosine = matched(
            _over(names, vocabulary, model), _over(names, earlier.vocabulary, earlier.model)
        )
        for topic in np.flatnonzero((partner >= 0) & (cosine >= AGREE)).tolist():
            numbers[topic] = earlier.numbers[partner[topic]]
            agreement[topic] = round(float(cosine[topic]), 6)
    for topic in np.argsort(-np.round(share, 6), kind="stable").tolist():
        if numbers[topic] < 0:
            numbers[topic] = following
            following += 1
    return numbers, agreement, following


def _over(names: list[str], vocabulary: Vocabulary, model: TopicModel) -> NDArray[np.float64]:
    """Probabilities of the topics over a longer list of terms."""
    place = {name: number for number, name in enumerate(names)}
    found = np.zeros((len(model.alpha), len(names)))
    found[:, [place[term] for term in vocabulary.terms]] = model.terms()
    return found
