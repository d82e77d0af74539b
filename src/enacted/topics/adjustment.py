"""What topics would do over the years if the mix of documents stayed the same."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Values of a covariate with fewer documents than this are one value together.
_FEWEST_DOCUMENTS = 2


def adjusted_years(
    shares: NDArray[np.float64],
    year: NDArray[np.int64],
    years: int,
    covariates: Sequence[Sequence[str]],
) -> NDArray[np.float64]:
    """Mean shares by year, adjusted for covariates of the documents.

    Least squares of shares on years and covariates, as stm's ``estimateEffect`` (Roberts et al.
    2014); then the mean prediction over all documents, each put into each year. The model's own
    uncertainty comes in by doing this anew for every refit, which is the method of composition.

    Parameters
    ----------
    shares
        Shape (documents, topics).
    year
        Number of the year of each document, below ``years``.
    covariates
        Values of the documents, one sequence a covariate.

    Returns
    -------
    array
        Shape (years, topics). NaN where years and covariates cannot be told apart, for years
        without documents, and everywhere without covariates. Shares are cut to 0 to 1.
    """
    found = np.full((years, shares.shape[1]), np.nan)
    if not covariates or not len(shares):
        return found
    of_year = np.eye(years)[year]
    others = np.concatenate([_dummies(values) for values in covariates], axis=1)
    others = others - others.mean(axis=0)
    design = np.concatenate([of_year, others], axis=1)
    inverse = np.linalg.pinv(design, rcond=1e-9)
    effects = inverse @ shares
    # A year's effect can be told where its row of the design lies in the space that the documents
    # span; where one publisher wrote all of a year, and nothing else, it does not.
    wanted = np.concatenate([np.eye(years), np.zeros((years, others.shape[1]))], axis=1)
    told = np.abs(wanted - wanted @ inverse @ design).max(axis=1) < 1e-6
    found[told] = np.clip((wanted @ effects)[told], 0, 1)
    return found


def _dummies(values: Sequence[str]) -> NDArray[np.float64]:
    """A column for each value but the most frequent one; rare values are one together."""
    counts = Counter(values)
    common = sorted(
        (value for value, count in counts.items() if count >= _FEWEST_DOCUMENTS),
        key=lambda value: (-counts[value], value),
    )
    number = {value: place for place, value in enumerate(common)}
    places = np.array([number.get(value, len(common)) for value in values], dtype=np.int64)
    return np.eye(len(common) + 1)[places][:, 1:]
