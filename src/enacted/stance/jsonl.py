"""Coding of JSON lines: what ``enacted code`` does with its input."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from enacted.stance.records import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from enacted.stance.tiers import Coder

FIELDS = ("before", "after", "section", "lead_in", "doc_type", "kind")
"""Fields that are read beside ``text``; each may be missing, null or empty."""

_BATCH = 256
_MAX_LINE = 10_000_000


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
        Objects with ``text`` and, where known, the names in ``FIELDS``; other fields are kept as
        they are. Blank lines are passed over.
    explain
        Whether ``cues`` are added, the named cues that speak for the answer, and ``weights``, what
        cues add to its logit in the linear model, for and against.

    Yields
    ------
    dict or Problem
        In the order of the lines: the object with ``status``, ``concrete`` (0 or 1), ``stance``,
        ``probabilities``, ``tier`` and ``agreement`` set, or what is wrong with the line. A bad
        line stops no other.
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
    if len(line) > _MAX_LINE:
        return Problem(number, f"a line of {len(line)} characters is no sentence; split the text")
    try:
        row = json.loads(line.decode("utf-8-sig") if isinstance(line, bytes) else line)
    except UnicodeDecodeError as error:
        return Problem(number, f"not UTF-8 ({error.reason}); save the file as UTF-8")
    except (ValueError, RecursionError) as error:
        return Problem(number, f"no JSON ({error}); give one object a line")
    if not isinstance(row, dict):
        return Problem(number, f"a JSON {_kind(row)}, not an object; give {{'text': ...}}")
    if "text" not in row:
        return Problem(number, "no field 'text'; give the sentence in 'text'")
    values = {}
    for name in ("text", *FIELDS):
        value = row.get(name)
        if value is None and name != "text":
            value = ""
        if not isinstance(value, str):
            return Problem(number, f"field '{name}' is a JSON {_kind(value)}; give a string")
        values[name] = value
    return row, Statement(**values)


def _kind(value: object) -> str:
    """JSON's name for a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else "string"


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
        if explain:
            row["cues"] = list(coding.cues)
            row["weights"] = dict(coding.weights)
        yield row
