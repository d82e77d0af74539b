"""Arguments that may be ``-`` for standard input."""

from __future__ import annotations

from pathlib import Path

from cyclopts import Parameter

from enacted.errors import UsageError


def _no_option(_: object, value: object) -> None:
    """Refuse what was meant as an option; a file whose name begins like one may be there."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, Path) and str(each)[:1] == "-" != str(each) and not each.exists():
            raise UsageError(f"unknown option {each} (enacted --help)")


OR_STANDARD_INPUT = Parameter(allow_leading_hyphen=True, validator=_no_option)
"""Lets an argument be ``-``, which cyclopts else takes for an option."""
