"""Does the share of deeds move? Slopes and changes with documents as clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FEWEST = 3
"""Documents that an interval needs at least: two always lie on a line."""

FEW_FREEDOM = 4
"""Below this the t distribution's tails are not to be trusted (Pustejovsky and Tipton 2018)."""

_NO_ERROR = 1e-12


@dataclass(frozen=True, slots=True)
class Estimate:
    """A slope or change of a share, or why there is none.

    Attributes
    ----------
    value
        Share points (0.01 is one per cent) by year for a slope, in all for a change; None where
        nothing can be said.
    low, high
        Ends of its interval; None where nothing can be said of its error.
    p
        How probable so large a value would be were there none.
    documents
        Clusters: documents with talk, plan or deed that went into it.
    mentions
        Mentions that are talk, plan or deed.
    freedom
        Degrees of freedom of the t distribution used.
    note
        Why something is missing or to be read with care; empty where all is well.
    """

    value: float | None
    low: float | None
    high: float | None
    p: float | None
    documents: int
    mentions: int
    freedom: float | None
    note: str = ""


def slope(
    counts: NDArray[np.int64],
    x: NDArray[np.float64],
    *,
    adjust: Sequence[Sequence[str]] = (),
    confidence: float = 0.95,
    moves: str = "year",
) -> Estimate:
    """By how much a share moves with ``x``, mentions weighing alike.

    A linear probability model of the mentions (1 where a mention is of the kind, 0 else) on ``x``,
    whose error respects that mentions of one document are not independent (sandwich of Liang and
    Zeger 1986). For few documents residuals are corrected (CR2 of Bell and McCaffrey 2002) and the
    t distribution has the degrees of freedom of Satterthwaite that go with it (Pustejovsky and
    Tipton 2018).

    Parameters
    ----------
    counts
        Shape (documents, 2): mentions of the kind, and mentions in all; documents with none of
        them play no part.
    x
        Year of each document, or 1 for the later of two periods and 0 for the earlier.
    adjust
        For each thing to adjust for, its value for each document (document type, publisher).
    moves
        What ``x`` is, for notes.

    Returns
    -------
    Estimate
        Without value where all documents have one ``x``, or where it says nothing that ``adjust``
        does not say; without interval where there are fewer than three documents or one of them
        decides alone. ``note`` says so.
    """
    from scipy.special import stdtr, stdtrit

    kept = counts[:, 1] > 0
    hits, sizes = counts[kept].astype(np.float64).T
    x = np.asarray(x, dtype=np.float64)[kept]
    adjust = [[value for value, keep in zip(each, kept, strict=True) if keep] for each in adjust]
    documents, mentions = len(hits), int(sizes.sum()) if len(hits) else 0

    def without(note: str, value: float | None = None) -> Estimate:
        return Estimate(value, None, None, None, documents, mentions, None, note)

    if not documents:
        where = "with a year" if moves == "year" else "of these periods"
        return without(f"no document {where} has talk, plan or deed")
    if np.ptp(x) == 0:
        return without(f"all documents with talk, plan or deed are of one {moves}")
    design = design_of(x, adjust)
    if design is None:
        return without(f"the {moves} cannot be told from what is adjusted for")
    gram = np.linalg.inv((design * sizes[:, None]).T @ design)
    beta = gram @ (design.T @ hits)
    value = float(beta[0])
    if documents < _FEWEST:
        return without("two documents have no interval", value)
    error, freedom, note = error_of(design, sizes, hits / sizes - design @ beta, gram)
    if freedom is None:
        return without(note, value)
    reach = float(stdtrit(freedom, 0.5 + confidence / 2)) * error
    p = float(2 * stdtr(freedom, -abs(value / error)))
    return Estimate(value, value - reach, value + reach, p, documents, mentions, freedom, note)


def error_of(
    design: NDArray[np.float64],
    sizes: NDArray[np.float64],
    residual: NDArray[np.float64],
    gram: NDArray[np.float64],
) -> tuple[float, float | None, str]:
    """Standard error of the first coefficient, its degrees of freedom, and a note.

    The mentions of a document share one row of the design, so that all sums over mentions are sums
    over documents and the correction of a document is one number: with ``h`` the leverage of a
    document, of its mean residual 1 / sqrt(1 - h).
    """
    leverage = sizes * np.einsum("ij,jk,ik->i", design, gram, design)
    influence = sizes * (design @ gram[0])
    # A document that alone decides a coefficient is fitted without error, and tells of none.
    free = leverage < 1 - 1e-9
    if influence[~free].size and np.abs(influence[~free]).max() > 1e-12:
        return 0.0, None, "one document decides it alone"
    bend = np.zeros(len(sizes))
    bend[free] = 1 / np.sqrt(1 - leverage[free])
    variance = float(((influence * bend * residual) ** 2).sum())
    # Satterthwaite, for errors that are independent and of equal variance between mentions.
    # The matrix of the quadratic form is diag(own) - wide @ wide.T; it is never written out, since
    # it is as large as the square of the documents.
    scaled = influence * bend
    own = scaled**2 / sizes
    wide = scaled[:, None] * (design @ np.linalg.cholesky(gram))
    shared = (wide**2).sum(axis=1)
    trace = float((own - shared).sum())
    squares = float((own**2 - 2 * own * shared).sum() + ((wide.T @ wide) ** 2).sum())
    if squares <= 0 or trace <= 0:
        return 0.0, None, "too few documents for an interval"
    error = float(np.sqrt(variance))
    if error <= _NO_ERROR:
        return 0.0, None, "documents agree fully: nothing tells how sure this is"
    freedom = trace**2 / squares
    return error, freedom, "a few documents decide it" if freedom < FEW_FREEDOM else ""


def design_of(
    x: NDArray[np.float64], adjust: Sequence[Sequence[str]]
) -> NDArray[np.float64] | None:
    """Columns of the model, ``x`` first, centred; None where ``x`` follows from the others."""
    count = len(x)
    columns = [np.ones(count)]
    for values in adjust:
        levels = sorted(set(values))[1:]
        columns += [np.array([value == level for value in values], float) for level in levels]
    others = _independent(np.stack(columns, axis=1))
    rest = x - x.mean()
    rest = rest - others @ np.linalg.lstsq(others, rest, rcond=None)[0]
    if np.abs(rest).max() < 1e-9 * max(1.0, np.ptp(x)):
        return None
    return np.column_stack([x - x.mean(), others])


def _independent(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """An orthonormal basis of the columns, so that levels that say the same twice do no harm."""
    left, strength, _ = np.linalg.svd(columns, full_matrices=False)
    basis: NDArray[np.float64] = left[:, strength > strength[0] * 1e-10]
    return basis
