"""How far coders agree with each other, and what they should talk about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from enacted.coding.figures import DRAWS, Bootstrap, Figure, kappa, quotient
from enacted.errors import UsageError
from enacted.types import Stance, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

ORDER = (Stance.TALK.value, Stance.PLAN.value, Stance.DEED.value)
"""Stances from the least to the most enacted."""

_CLASSES: dict[str, tuple[str, ...]] = {
    "status": tuple(status.value for status in Status),
    "concrete": ("False", "True"),
    "stance": tuple(stance.value for stance in Stance),
}

Unit = tuple[str, int]
"""``doc_id`` and number of a sentence."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """Krippendorff's alpha over all coders.

    Attributes
    ----------
    of
        status, concrete, stance, or stance from talk over plan to deed.
    sentences
        Sentences that two coders or more gave such a code.
    """

    of: str
    sentences: int
    alpha: Figure


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two coders.

    Attributes
    ----------
    same, kappa
        Share of equal codes, and the same beyond chance (Cohen 1960), of status, concrete, stance.
    confusion
        Sentences by status of the first (rows) and of the second (columns), as in ``Status``.
    """

    coders: tuple[str, str]
    sentences: int
    same: dict[str, Figure]
    kappa: dict[str, Figure]
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Disputed:
    """A sentence of which coders differ in status or concreteness.

    Attributes
    ----------
    codes
        Status, concreteness and note by coder.
    """

    doc_id: str
    sentence: int
    text: str
    codes: dict[str, tuple[str, bool, str]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement between coders.

    Attributes
    ----------
    coders
        Codes that each gave.
    sentences
        Sentences with codes of two coders or more.
    """

    coders: dict[str, int]
    sentences: int
    reliability: tuple[Reliability, ...]
    pairs: tuple[PairAgreement, ...]
    disputed: tuple[Disputed, ...]

    def as_markdown(self, *, rows: int | None = None) -> str:
        """The figures as Markdown, with the first ``rows`` sentences to discuss."""
        return "\n".join(_markdown(self, rows)) + "\n"


def agreement(codes: pa.Table, *, draws: int = DRAWS, seed: int = 1) -> Agreement:
    """Compare the codes of coders for the same sentences.

    Parameters
    ----------
    codes
        The table ``codes``.
    draws, seed
        Of the bootstrap over documents.

    Raises
    ------
    UsageError
        Where no sentence has codes of two coders.
    """
    found = codes.filter(pc.is_valid(codes["sentence"]))
    units: defaultdict[Unit, dict[str, dict[str, Any]]] = defaultdict(dict)
    counts: defaultdict[str, int] = defaultdict(int)
    for row in found.to_pylist():
        units[row["doc_id"], row["sentence"]][row["coder"]] = row
        counts[row["coder"]] += 1
    both = {key: units[key] for key in sorted(units) if len(units[key]) > 1}
    if not both:
        raise UsageError(
            "no sentence has codes of two coders: import the sheet of a second one "
            f"(there are codes of {', '.join(sorted(counts)) or 'nobody'})"
        )
    kinds = [(name, values, False) for name, values in _CLASSES.items()]
    reliability = [
        _reliability(both, name, values, ordinal=ordinal, draws=draws, seed=seed)
        for name, values, ordinal in (*kinds, ("stance", ORDER, True))
    ]
    pairs = [
        _pair(both, pair, draws=draws, seed=seed)
        for pair in combinations(sorted({coder for rows in both.values() for coder in rows}), 2)
    ]
    return Agreement(
        coders=dict(sorted(counts.items())),
        sentences=len(both),
        reliability=tuple(reliability),
        pairs=tuple(pair for pair in pairs if pair is not None),
        disputed=tuple(_disputed(both)),
    )


def krippendorff(coincidences: NDArray[np.float64], *, ordinal: bool) -> NDArray[np.float64]:
    """Alpha of coincidence tables of shape (…, classes, classes) (Krippendorff 2019, chapter 12).

    NaN where all codes are of one class, so that nothing could differ.
    """
    margins = coincidences.sum(axis=-1)
    total = margins.sum(axis=-1)
    if ordinal:
        # Codes below a class and half of its own: the distance of two classes is what lies between.
        ranks = np.cumsum(margins, axis=-1) - margins / 2
        distance = (ranks[..., :, None] - ranks[..., None, :]) ** 2
    else:
        distance = 1 - np.eye(margins.shape[-1])
    seen = (coincidences * distance).sum(axis=(-2, -1))
    expected = (margins[..., :, None] * margins[..., None, :] * distance).sum(axis=(-2, -1))
    alpha: NDArray[np.float64] = 1 - quotient(seen * (total - 1), expected)
    return alpha


def coincidences(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coincidence table of each unit, from the coders that gave it each class.

    Parameters
    ----------
    counts
        Shape (units, classes); at least two coders a unit.
    """
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(counts.shape[1])
    tables: NDArray[np.float64] = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    return tables


def _reliability(
    units: Mapping[Unit, Mapping[str, Mapping[str, Any]]],
    name: str,
    values: Sequence[str],
    *,
    ordinal: bool,
    draws: int,
    seed: int,
) -> Reliability:
    counts = np.array(
        [
            [sum(str(code[name]) == value for code in codes.values()) for value in values]
            for codes in units.values()
        ],
        dtype=np.float64,
    )
    kept = counts.sum(axis=1) > 1
    bootstrap = Bootstrap([doc for (doc, _), k in zip(units, kept, strict=True) if k],
                          draws=draws, seed=seed)  # fmt: skip
    tables = bootstrap.sums(coincidences(counts[kept]))
    of = " < ".join(values) if ordinal else name
    return Reliability(of, int(kept.sum()), bootstrap.figure(krippendorff(tables, ordinal=ordinal)))


def _pair(
    units: Mapping[Unit, Mapping[str, Mapping[str, Any]]],
    coders: tuple[str, str],
    *,
    draws: int,
    seed: int,
) -> PairAgreement | None:
    shared = {
        key: [rows[coder] for coder in coders]
        for key, rows in units.items()
        if all(coder in rows for coder in coders)
    }
    if not shared:
        return None
    bootstrap = Bootstrap([doc_id for doc_id, _ in shared], draws=draws, seed=seed)
    same, beyond, confusion = {}, {}, np.zeros((0, 0))
    for name, values in _CLASSES.items():
        tables = np.zeros((len(shared), len(values), len(values)))
        for place, (one, other) in enumerate(shared.values()):
            tables[place, values.index(str(one[name])), values.index(str(other[name]))] = 1
        sums = bootstrap.sums(tables)
        equal = np.trace(sums, axis1=1, axis2=2)
        same[name] = bootstrap.figure(quotient(equal, sums.sum(axis=(1, 2))))
        beyond[name] = bootstrap.figure(kappa(sums))
        if name == "status":
            confusion = tables.sum(axis=0)
    return PairAgreement(
        coders,
        len(shared),
        same,
        beyond,
        tuple(tuple(int(count) for count in row) for row in confusion),
    )


def _disputed(units: Mapping[Unit, Mapping[str, Mapping[str, Any]]]) -> Iterator[Disputed]:
    for (doc_id, sentence), rows in units.items():
        if len({(row["status"], row["concrete"]) for row in rows.values()}) > 1:
            yield Disputed(
                doc_id,
                sentence,
                next(iter(rows.values()))["text"],
                {
                    coder: (row["status"], row["concrete"], row["note"])
                    for coder, row in sorted(rows.items())
                },
            )


def _markdown(found: Agreement, rows: int | None) -> Iterator[str]:
    given = ", ".join(f"{_plain(coder)} {count:,}" for coder, count in found.coders.items())
    yield f"Codes: {given}. {found.sentences:,} sentences have codes of two coders or more."
    yield "In brackets the middle 95 % of draws of documents."
    yield from ("", "| Krippendorff's alpha | sentences | |", "| --- | ---: | ---: |")
    for each in found.reliability:
        yield f"| {each.of} | {each.sentences:,} | {each.alpha} |"
    for pair in found.pairs:
        one, other = map(_plain, pair.coders)
        yield from ("", f"**{one} and {other}**, {pair.sentences:,} sentences", "")
        yield from ("| | same | Cohen's kappa |", "| --- | ---: | ---: |")
        for name in _CLASSES:
            yield f"| {name} | {pair.same[name]} | {pair.kappa[name]} |"
        names = _CLASSES["status"]
        yield from ("", f"Rows are codes of {one}, columns of {other}.", "")
        yield f"| status | {' | '.join(names)} |"
        yield f"| --- |{' ---: |' * len(names)}"
        for name, row in zip(names, pair.confusion, strict=True):
            yield f"| {name} | {' | '.join(f'{count:,}' for count in row)} |"
    shown = found.disputed[:rows]
    yield from ("", f"**To discuss**: {len(found.disputed):,} sentences")
    if len(shown) < len(found.disputed):
        yield f"(the first {len(shown):,})"
    for disputed in shown:
        yield ""
        yield f"- {_plain(disputed.text)} ({disputed.doc_id}, sentence {disputed.sentence})"
        for coder, (status, concrete, note) in disputed.codes.items():
            said = f"{status}, concrete" if concrete else status
            yield f"  - {_plain(coder)}: {said}{f' ({_plain(note)})' if note else ''}"


def _plain(text: str) -> str:
    """Text on one line that is taken for no markup."""
    return " ".join(text.replace("<", "&lt;").replace("|", "\\|").split())
