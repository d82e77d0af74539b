"""A file of hand codes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from enacted.errors import CodesError
from enacted.types import Stance, Status, stance_of

if TYPE_CHECKING:
    from pathlib import Path

NEVER_CONCRETE = frozenset({Status.RHETORIC, Status.FINDING, Status.NONE})
"""Statuses that say of no act that it could be checked."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a coder said of one sentence.

    Attributes
    ----------
    path, doc_id
        The document: its path within the corpus folder, or its identifier; one of them is empty.
    page
        Page on which the sentence begins, from 1; None where the file does not say.
    stratum
        Stratum of the sample that the sentence was drawn for; empty for other codes.
    sense, facets
        Sense of the mentions in the sentence, and values of their facets, as the table ``codes``
        has them; empty where nobody looked.
    """

    path: str
    doc_id: str
    page: int | None
    text: str
    status: Status
    concrete: bool
    coder: str
    note: str = ""
    stratum: str = ""
    sense: str = ""
    facets: tuple[str, ...] = ()

    @property
    def stance(self) -> Stance:
        """Stance that follows from status and concreteness."""
        return stance_of(self.status, concrete=self.concrete)


def read_codes(path: Path) -> list[Code]:
    """Hand codes from a file of JSON lines.

    A line holds ``path`` or ``doc_id``, ``text``, ``status``, ``concrete`` (true, false, 1 or 0),
    and, where known, ``page`` and ``coder``; other fields are left alone, empty lines skipped.

    Raises
    ------
    CodesError
        At the first mistake, with file and line.
    """
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        raise CodesError(f"cannot be read ({error.strerror})", path=path) from None
    codes: list[Code] = []
    seen: dict[tuple[object, ...], tuple[int, Code]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            code = _code(_fields(line))
        except ValueError as error:
            raise CodesError(str(error), path=path, line=number) from None
        key = (code.path, code.doc_id, code.page, code.text, code.coder)
        first = seen.setdefault(key, (number, code))
        if first[1] != code:
            raise CodesError(
                f"codes the same sentence as line {first[0]}, by the same coder, otherwise: drop "
                "one, or give their pages if the document says it twice",
                path=path,
                line=number,
            )
        # A document may say a short sentence twice on a page; alike codes of it are one code.
        if first[0] == number:
            codes.append(code)
    return codes


def _fields(line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8: save the file in that encoding") from None
    except json.JSONDecodeError as error:
        raise ValueError(
            f"is not JSON ({error.msg}, column {error.colno}): write one object a line"
        ) from None
    except (RecursionError, ValueError):  # nested without end; a number of 5,000 digits
        raise ValueError("is not JSON that can be read: write one object a line") from None
    if not isinstance(fields, dict):
        raise ValueError("is not a JSON object: write one object a line")  # noqa: TRY004
    return fields


def _code(fields: dict[str, Any]) -> Code:
    path, doc_id = _text(fields, "path"), _text(fields, "doc_id")
    if bool(path) == bool(doc_id):
        raise ValueError("needs either path or doc_id, to say which document it is of")
    text = _text(fields, "text")
    if not text:
        raise ValueError("needs text, the sentence that was coded")
    status = fields.get("status")
    if not isinstance(status, str) or status not in set(Status):
        raise ValueError(f"has status {_short(status)}: write one of {', '.join(Status)}")
    concrete = fields.get("concrete")
    # 1.0 equals 1 and True, and is taken for what it means.
    if isinstance(concrete, (list, dict)) or concrete not in {0, 1}:
        raise ValueError(f"has concrete {_short(concrete)}: write true or false")
    if concrete and Status(status) in NEVER_CONCRETE:
        raise ValueError(f"is concrete and {status}, which is never concrete: change one of them")
    page = fields.get("page")
    if page is not None and (isinstance(page, bool) or not isinstance(page, int) or page < 1):
        raise ValueError(f"has page {_short(page)}: write a number from 1, or leave it out")
    return Code(
        path=path,
        doc_id=doc_id,
        page=page,
        text=text,
        status=Status(status),
        concrete=bool(concrete),
        coder=_text(fields, "coder"),
    )


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"has {name} {_short(value)}: write text")  # noqa: TRY004
    # Half of a surrogate pair is valid JSON, but no text that a table can hold.
    return " ".join(value.encode("utf-8", "replace").decode("utf-8").split())


def _short(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=True)
    return shown if len(shown) <= 40 else f"{shown[:40]}…"
