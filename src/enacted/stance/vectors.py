"""Word vectors from uncoded sentences: what a rare word means, from the company it keeps.

Counts of neighbours one and two words away, each place a column of its own, weighted by positive
pointwise mutual information with smoothed contexts (Levy, Goldberg and Dagan 2015) and cut to a few
dimensions by singular values. Used in training only: a linear model over the mean vector of a
sentence is a linear model over its words, and so one row of weights a word is all that is shipped.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_PLACES = (-2, -1, 1, 2)
_CONTEXTS = 2_000
_SMOOTHING = 0.75


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Vectors by word.

    Attributes
    ----------
    names
        Word to row.
    vectors
        One row a word, of length 1.
    weights
        Weight of each word in the mean of a sentence: minus the logarithm of its frequency.
    """

    names: dict[str, int]
    vectors: NDArray[np.float64]
    weights: NDArray[np.float64]

    def mean(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Weighted mean of the vectors of the distinct known words; zeros where none is known."""
        rows = [self.names[word] for word in words if word in self.names]
        if not rows:
            return np.zeros(self.vectors.shape[1])
        weights = self.weights[rows]
        total: NDArray[np.float64] = weights @ self.vectors[rows] / weights.sum()
        return total


def learn_vectors(
    sentences: Sequence[Sequence[str]],
    *,
    size: int = 12_000,
    least: int = 5,
    dimensions: int = 100,
) -> WordVectors:
    """Learn word vectors.

    Parameters
    ----------
    sentences
        Words of each sentence, marks of its ends included.
    size, least
        Words kept: this many at the most, seen this often at the least.
    dimensions
        Length of a vector.

    Where no words stand beside each other often enough, no word has a vector.
    """
    from scipy.sparse import csr_matrix
    from sklearn.decomposition import TruncatedSVD

    counts = Counter(word for words in sentences for word in words)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))[:size]
    names = {word: row for row, word in enumerate(ranked) if counts[word] >= least}
    dimensions = min(dimensions, max(1, len(names) - 1))
    contexts = min(_CONTEXTS, len(names))
    rows: list[int] = []
    columns: list[int] = []
    for words in sentences:
        known = [names.get(word, -1) for word in words]
        for place, offset in enumerate(_PLACES):
            base = place * contexts
            for row, other in zip(
                known[-offset:] if offset < 0 else known[:-offset],
                known[:offset] if offset < 0 else known[offset:],
                strict=True,
            ):
                if row >= 0 and 0 <= other < contexts:
                    rows.append(row)
                    columns.append(base + other)
    if not rows:
        return WordVectors({}, np.zeros((0, dimensions)), np.zeros(0))
    seen = csr_matrix(
        (np.ones(len(rows)), (rows, columns)), shape=(len(names), contexts * len(_PLACES))
    )
    seen.sum_duplicates()
    total = seen.sum()
    by_row = np.asarray(seen.sum(axis=1)).ravel()
    by_column = np.asarray(seen.sum(axis=0)).ravel() ** _SMOOTHING
    by_column *= total / by_column.sum()
    seen = seen.tocoo()
    information = np.log(seen.data * total / (by_row[seen.row] * by_column[seen.col]))
    positive = csr_matrix((np.maximum(information, 0), (seen.row, seen.col)), shape=seen.shape)
    vectors = TruncatedSVD(dimensions, random_state=0).fit_transform(positive)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    frequency = np.array([counts[word] for word in names]) / sum(counts.values())
    return WordVectors(names, vectors, -np.log(frequency))
