"""How well the machine's codes agree with hand codes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from enacted.coding.figures import DRAWS, Bootstrap, Figure, kappa, quotient
from enacted.types import Stance, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One class.

    Attributes
    ----------
    hand, machine
        Codes that put a sentence into it, by the coder and by the machine.
    precision, recall, f1
        Weighted, as all scores are.
    """

    name: str
    hand: int
    machine: int
    precision: Figure
    recall: Figure
    f1: Figure


@dataclass(frozen=True, slots=True)
class Scores:
    """Status or stance.

    Attributes
    ----------
    accuracy, kappa
        Share of equal codes, and the same beyond chance (Cohen 1960).
    macro_f1
        Mean F1 of the classes that the coder or the machine used.
    confusion
        Codes by hand (rows) and by machine (columns), in the order of ``classes``; not weighted.
    """

    accuracy: Figure
    kappa: Figure
    macro_f1: Figure
    classes: tuple[ClassScore, ...]
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Hand codes held against the machine's.

    Attributes
    ----------
    coded
        Hand codes that were used.
    matched
        Those whose sentence was found.
    compared
        Those whose sentence the machine coded too.
    weighted
        Whether they are of a random sample, each weighted by the inverse of the probability with
        which its sentence was coded; scores then hold for all sentences it was drawn from.
    others
        Codes that are not of the sample and were left alone.
    concrete
        The class of sentences that an outsider could check.
    """

    coded: int
    matched: int
    compared: int
    weighted: bool
    others: int
    status: Scores
    stance: Scores
    concrete: ClassScore

    def as_markdown(self) -> str:
        """The figures as Markdown, for a reader who knows none of them."""
        lines = [
            (
                f"{self.coded:,} hand codes; {self.matched:,} matched to a sentence; "
                f"{self.compared:,} of these coded by the machine too."
            ),
            "",
            (
                "They are of a random sample: scores are weighted by the inverse of the "
                f"probability of being coded. {self.others:,} other codes are left out."
                if self.weighted
                else "They are of no random sample: scores hold for these sentences alone."
            )
            + " In brackets the middle 95 % of 1,000 draws of documents.",
        ]
        for name, scores in (("Stance", self.stance), ("Status", self.status)):
            lines += [
                "",
                (
                    f"**{name}**: accuracy {scores.accuracy}, kappa {scores.kappa}, "
                    f"macro-F1 {scores.macro_f1}. Rows are hand codes, columns the machine's."
                ),
                "",
                *_grid(scores),
            ]
        concrete = self.concrete
        lines += [
            "",
            (
                f"**Concrete**: precision {concrete.precision}, recall {concrete.recall}, "
                f"F1 {concrete.f1} "
                f"({concrete.hand:,} by hand, {concrete.machine:,} by the machine)."
            ),
        ]
        return "\n".join(lines) + "\n"


def evaluate(
    codes: pa.Table, sentences: pa.Table, *, draws: int = DRAWS, seed: int = 1
) -> Evaluation:
    """Hold hand codes against the machine's.

    Where any codes are of a random sample these alone are used, each weighted by the inverse of the
    probability with which its sentence came to be coded, and divided between its coders.

    Parameters
    ----------
    codes
        The table ``codes``.
    sentences
        Columns ``doc_id``, ``sentence``, ``status``, ``concrete`` and ``stance``.
    draws, seed
        Of the bootstrap over documents.
    """
    drawn = codes.filter(pc.is_valid(codes["inclusion"]))
    weighted = drawn.num_rows > 0
    used = drawn if weighted else codes
    of_document = pc.is_in(sentences["doc_id"], value_set=used["doc_id"].combine_chunks().unique())
    machine = {
        (doc_id, sentence): (status, stance, str(concrete))
        for doc_id, sentence, status, stance, concrete in _rows(sentences.filter(of_document))
        if status is not None
    }
    inclusion = used["inclusion"].to_pylist()
    hand = list(_rows(used))
    there = [place for place, row in enumerate(hand) if row[:2] in machine]
    coders = Counter(hand[place][:2] for place in there)
    weights = np.array(
        [1 / (inclusion[p] * coders[hand[p][:2]]) if weighted else 1.0 for p in there]
    )
    bootstrap = Bootstrap([hand[place][0] for place in there], draws=draws, seed=seed)
    classes: tuple[Sequence[str], ...] = (list(Status), list(Stance), ["False", "True"])
    scores = [
        _scores(
            [(str(hand[p][2 + kind]), machine[hand[p][:2]][kind]) for p in there],
            weights,
            bootstrap,
            names,
        )
        for kind, names in enumerate(classes)
    ]
    return Evaluation(
        coded=len(hand),
        matched=sum(row[1] is not None for row in hand),
        compared=len(there),
        weighted=weighted,
        others=codes.num_rows - used.num_rows,
        status=scores[0],
        stance=scores[1],
        concrete=replace(scores[2].classes[1], name="concrete"),
    )


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    names = ("doc_id", "sentence", "status", "stance", "concrete")
    return zip(*(table[name].to_pylist() for name in names), strict=True)


def _scores(
    pairs: Sequence[tuple[str, str]],
    weights: NDArray[np.float64],
    bootstrap: Bootstrap,
    classes: Sequence[str],
) -> Scores:
    """Scores of pairs of a hand code and a machine code."""
    place = {str(name): number for number, name in enumerate(classes)}
    units = np.zeros((len(pairs), len(classes), len(classes)))
    for number, (one, other) in enumerate(pairs):
        units[number, place[one], place[other]] = 1
    counts = units.sum(axis=0).astype(np.int64)
    tables = bootstrap.sums(units * weights[:, None, None])
    equal = np.diagonal(tables, axis1=1, axis2=2)
    by_hand, by_machine = tables.sum(axis=2), tables.sum(axis=1)
    f1 = quotient(2 * equal, by_hand + by_machine)
    figure = bootstrap.figure
    return Scores(
        accuracy=figure(quotient(equal.sum(axis=1), tables.sum(axis=(1, 2)))),
        kappa=figure(kappa(tables)),
        macro_f1=figure(quotient(np.nansum(f1, axis=1), (~np.isnan(f1)).sum(axis=1).astype(float))),
        classes=tuple(
            ClassScore(
                name=name,
                hand=int(counts[number].sum()),
                machine=int(counts[:, number].sum()),
                precision=figure(quotient(equal[:, number], by_machine[:, number])),
                recall=figure(quotient(equal[:, number], by_hand[:, number])),
                f1=figure(f1[:, number]),
            )
            for name, number in place.items()
        ),
        confusion=tuple(tuple(row) for row in counts.tolist()),
    )


def _grid(scores: Scores) -> Iterator[str]:
    """Confusion with precision, recall and F1 of each class, as a Markdown table."""
    names = [score.name for score in scores.classes]
    yield f"| by hand | {' | '.join(names)} | precision | recall | F1 |"
    yield f"| --- |{' ---: |' * (len(names) + 3)}"
    for score, row in zip(scores.classes, scores.confusion, strict=True):
        figures = (score.precision, score.recall, score.f1)
        yield f"| {score.name} | {' | '.join([*(f'{n:,}' for n in row), *map(str, figures)])} |"
