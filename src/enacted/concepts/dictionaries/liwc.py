"""Dictionaries of LIWC (``.dic``): categories between two lines of %, then words with numbers.

Pennebaker, Boyd, Jordan and Blackburn 2015: a category within another is indented by a tab, and
each word names the numbers of its categories and of all above them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from enacted.concepts.dictionaries.entries import Dictionary, Entry, LeftOut, Noted
from enacted.errors import CodebookError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_CATEGORY = re.compile(r"(?P<indent>\s*)(?P<id>\d+)\s+(?P<name>\S.*)")
_Tree = dict[str, tuple[tuple[str, ...], int]]
"""Names of each category by its number, and its line."""


def read(text: str, path: Path) -> Dictionary:
    """Words of a dictionary under their categories.

    A word that names a category and one above it stands under the inner one only.

    Raises
    ------
    CodebookError
        For a text that is no such dictionary.
    """
    lines = re.split(r"\r\n?|\n", text)
    marks = [i for i, line in enumerate(lines) if line.strip() == "%"]
    if len(marks) < 2 or any(line.strip() for line in lines[: marks[0]]):
        raise CodebookError(
            "a LIWC dictionary begins with its categories between two lines of %", path=path, line=1
        )
    tree = _categories(lines[marks[0] + 1 : marks[1]], marks[0] + 2, path)
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    for number, line in enumerate(lines[marks[1] + 1 :], start=marks[1] + 2):
        if line.strip():
            for found in _word(line, number, tree):
                (entries if isinstance(found, Entry) else left_out).append(found)  # type: ignore[arg-type]
    return Dictionary(tuple(entries), tuple(left_out), tuple(_empty(tree, entries)))


def _empty(tree: _Tree, entries: Iterable[Entry]) -> Iterator[Noted]:
    """Categories without words, neither of their own nor within one of those in them."""
    filled = {e.category[:depth] for e in entries for depth in range(1, len(e.category) + 1)}
    for category, line in tree.values():
        if category not in filled:
            yield Noted(line, f"category {' / '.join(category)!r} has no words: it is passed over")


def _categories(lines: Iterable[str], first: int, path: Path) -> _Tree:
    """The categories, of each the names of those above it first."""
    tree: _Tree = {}
    above: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=first):
        if not line.strip():
            continue
        match = _CATEGORY.fullmatch(line)
        if match is None:
            raise CodebookError(
                "expected a category: its number, a tab, its name", path=path, line=number
            )
        own = _number(match["id"])
        if own in tree:
            raise CodebookError(f"category {match['id']} stands twice", path=path, line=number)
        depth = len(match["indent"])
        while above and above[-1][0] >= depth:
            above.pop()
        above.append((depth, match["name"].strip()))
        tree[own] = tuple(name for _, name in above), number
    if not tree:
        raise CodebookError("no category between the lines of %", path=path, line=first)
    return tree


def _word(line: str, number: int, tree: _Tree) -> Iterator[Entry | LeftOut]:
    word, *fields = (field.strip() for field in line.strip().split("\t"))
    if not fields:  # blanks instead of tabs
        parts = line.split()
        at = len(parts)
        while at > 1 and parts[at - 1].isdecimal():
            at -= 1
        word, fields = " ".join(parts[:at]), parts[at:]
    ids = [i for field in fields for i in field.split() if i.isdecimal()]
    if len(ids) < len([i for field in fields for i in field.split()]) or not ids:
        yield LeftOut(number, f"{word!r} has a condition or no number of a category")
    named = []
    for i in dict.fromkeys(map(_number, ids)):
        if i in tree:
            named.append(tree[i][0])
        else:
            yield LeftOut(number, f"{word!r}: there is no category {i}")
    for category in named:
        if not any(other != category and other[: len(category)] == category for other in named):
            yield Entry(number, category, word)


def _number(digits: str) -> str:
    """A category's number in one way of writing: 02 is 2."""
    return digits.lstrip("0") or "0"


def write(entries: Iterable[Entry]) -> str:
    """The dictionary with a category for each concept and, within it, one for each term."""
    words: dict[str, list[int]] = {}
    numbers: dict[tuple[str, ...], int] = {}
    head: list[str] = []
    for entry in entries:
        for depth in range(len(entry.category)):
            category = entry.category[: depth + 1]
            if category not in numbers:
                numbers[category] = len(numbers) + 1
                head.append("\t" * depth + f"{numbers[category]}\t{category[-1]}")
            own = words.setdefault(entry.pattern, [])
            if numbers[category] not in own:
                own.append(numbers[category])
    body = ("\t".join([word, *map(str, ids)]) for word, ids in words.items())
    return "\n".join(["%", *head, "%", *body]) + "\n"
