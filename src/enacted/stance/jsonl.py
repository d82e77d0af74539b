"""Coding of JSON lines: what ``enacted code`` does with its input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from enacted.errors import CodesError
from enacted.stance.lines import row_of, statement_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from enacted.stance.records import Statement
    from enacted.stance.tiers import Coder

_BATCH = 256


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that could not be coded.

    Attributes
    ----------
    line
        Line in the input, counted from 1.
    message
        What is wrong and the way out, in one line.
    """

    line: int
    message: str


def code_lines(
    lines: Iterable[bytes | str], coder: Coder, *, explain: bool = False
) -> Iterator[dict[str, Any] | Problem]:
    """Code sentences, one JSON object a line, and give the same objects back with their codes.

    Parameters
    ----------
    lines
        Objects with ``text`` and, where known, the names in ``lines.FIELDS``; other fields are
        kept as they are. Blank lines are passed over.
    explain
        Whether ``weights`` are added, what cues add to the answer's logit in the linear model, for
        and against.

    Yields
    ------
    dict or Problem
        In the order of the lines: the object with ``status``, ``concrete`` (0 or 1), ``stance``,
        ``probabilities``, ``tier``, ``agreement`` and ``cues`` (that speak for the answer, most
        first) set, or what is wrong with the line. A bad line stops no other.
    """
    waiting: list[tuple[dict[str, Any], Statement] | Problem] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        waiting.append(_parse(line, number))
        if len(waiting) >= _BATCH:
            yield from _coded(waiting, coder, explain=explain)
            waiting = []
    yield from _coded(waiting, coder, explain=explain)


def _parse(line: bytes | str, number: int) -> tuple[dict[str, Any], Statement] | Problem:
    try:
        row = row_of(line)
        return row, statement_of(row)
    except CodesError as error:
        return Problem(number, error.message)


def _coded(
    waiting: list[tuple[dict[str, Any], Statement] | Problem],
    coder: Coder,
    *,
    explain: bool,
) -> Iterator[dict[str, Any] | Problem]:
    codings = iter(coder.code([entry[1] for entry in waiting if not isinstance(entry, Problem)]))
    for entry in waiting:
        if isinstance(entry, Problem):
            yield entry
            continue
        row, coding = entry[0], next(codings)
        row["status"] = str(coding.status)
        row["concrete"] = int(coding.concrete)
        row["stance"] = str(coding.stance)
        row["probabilities"] = dict(coding.probabilities)
        row["tier"] = coding.tier
        row["agreement"] = coding.agreement
        row["cues"] = list(coding.cues)
        if explain:
            row["weights"] = dict(coding.weights)
        yield row
