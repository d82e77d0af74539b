"""How well the machine's codes agree with hand codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from enacted.types import Stance, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One class.

    Attributes
    ----------
    hand, machine
        Sentences that the coder and the machine put into it.
    precision, recall, f1
        None where there is nothing to divide by.
    """

    name: str
    hand: int
    machine: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class Scores:
    """Status or stance.

    Attributes
    ----------
    accuracy, kappa
        Share of equal codes, and the same beyond chance (Cohen 1960); None without sentences or,
        for kappa, where chance alone makes all codes equal.
    macro_f1
        Mean F1 of the classes that the coder or the machine used.
    confusion
        Sentences by hand code (rows) and machine code (columns), in the order of ``classes``.
    """

    accuracy: float | None
    kappa: float | None
    macro_f1: float | None
    classes: tuple[ClassScore, ...]
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hand codes held against the machine's.

    Attributes
    ----------
    coded
        Hand codes.
    matched
        Those whose sentence was found.
    compared
        Those whose sentence the machine coded too.
    concrete
        The class of sentences that an outsider could check.
    """

    coded: int
    matched: int
    compared: int
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
        ]
        for name, scores in (("Stance", self.stance), ("Status", self.status)):
            lines += [
                "",
                (
                    f"**{name}**: accuracy {_figure(scores.accuracy)}, "
                    f"kappa {_figure(scores.kappa)}, macro-F1 {_figure(scores.macro_f1)}. "
                    "Rows are hand codes, columns the machine's."
                ),
                "",
                *_grid(scores),
            ]
        concrete = self.concrete
        lines += [
            "",
            (
                f"**Concrete**: precision {_figure(concrete.precision)}, "
                f"recall {_figure(concrete.recall)}, F1 {_figure(concrete.f1)} "
                f"({concrete.hand:,} by hand, {concrete.machine:,} by the machine)."
            ),
        ]
        return "\n".join(lines) + "\n"


def evaluate(codes: pa.Table, sentences: pa.Table) -> Agreement:
    """Hold hand codes against the machine's.

    Parameters
    ----------
    codes
        The table ``codes``.
    sentences
        Columns ``doc_id``, ``sentence``, ``status``, ``concrete`` and ``stance``.
    """
    of_document = pc.is_in(sentences["doc_id"], value_set=codes["doc_id"].combine_chunks().unique())
    machine = {
        (doc_id, sentence): (status, stance, str(concrete))
        for doc_id, sentence, status, stance, concrete in _rows(sentences.filter(of_document))
        if status is not None
    }
    hand = list(_rows(codes))
    pairs = [
        ((status, stance, str(concrete)), machine[doc_id, sentence])
        for doc_id, sentence, status, stance, concrete in hand
        if (doc_id, sentence) in machine
    ]
    classes: tuple[Sequence[str], ...] = (list(Status), list(Stance), ["False", "True"])
    scores = [
        _scores([(one[place], other[place]) for one, other in pairs], names)
        for place, names in enumerate(classes)
    ]
    return Agreement(
        coded=len(hand),
        matched=sum(sentence is not None for _, sentence, *_ in hand),
        compared=len(pairs),
        status=scores[0],
        stance=scores[1],
        concrete=replace(scores[2].classes[1], name="concrete"),
    )


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    names = ("doc_id", "sentence", "status", "stance", "concrete")
    return zip(*(table[name].to_pylist() for name in names), strict=True)


def _scores(pairs: Sequence[tuple[str, str]], classes: Sequence[str]) -> Scores:
    """Scores of pairs of a hand code and a machine code."""
    place = {str(name): number for number, name in enumerate(classes)}
    confusion = np.zeros((len(classes), len(classes)), dtype=np.int64)
    for one, other in pairs:
        confusion[place[one], place[other]] += 1
    hand, machine = confusion.sum(axis=1), confusion.sum(axis=0)
    total = int(confusion.sum())
    equal = int(np.trace(confusion))
    by_chance = int(hand @ machine)
    scores = [
        ClassScore(
            name=name,
            hand=int(hand[number]),
            machine=int(machine[number]),
            precision=_ratio(int(confusion[number, number]), int(machine[number])),
            recall=_ratio(int(confusion[number, number]), int(hand[number])),
            f1=_ratio(2 * int(confusion[number, number]), int(hand[number] + machine[number])),
        )
        for name, number in place.items()
    ]
    used = [score.f1 for score in scores if score.f1 is not None]
    return Scores(
        accuracy=_ratio(equal, total),
        kappa=_ratio(total * equal - by_chance, total * total - by_chance),
        macro_f1=round(sum(used) / len(used), 6) if used else None,
        classes=tuple(scores),
        confusion=tuple(tuple(row) for row in confusion.tolist()),
    )


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _grid(scores: Scores) -> Iterator[str]:
    """Confusion with precision, recall and F1 of each class, as a Markdown table."""
    names = [score.name for score in scores.classes]
    yield f"| by hand | {' | '.join(names)} | precision | recall | F1 |"
    yield f"| --- |{' ---: |' * (len(names) + 3)}"
    for score, row in zip(scores.classes, scores.confusion, strict=True):
        cells = [
            *(f"{count:,}" for count in row),
            *(_figure(value) for value in (score.precision, score.recall, score.f1)),
        ]
        yield f"| {score.name} | {' | '.join(cells)} |"
