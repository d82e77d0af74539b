"""Which sources are editions of one document, so that none is learned from and measured on.

Collections hold a document more than once: under another file name, as a draft, in a summary.
Splitting by source then puts sentences of one document on both sides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from enacted.stance.coded import Coded

SHARED = 3
"""Long sentences that two sources must share to be taken for one document."""

LONG = 50
"""Letters and digits of a long sentence; shorter ones are headings and phrases that many share."""

_COMMON = 6
"""A sentence in more sources than this is boilerplate."""

_NOT_WORD = re.compile(r"[\W_]+")


def editions(sentences: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By source, one name for all editions of its document: the first of their names.

    Two sources are editions of one document where three long sentences stand in both, or where
    their files have one name; so are those that a third one joins.

    Parameters
    ----------
    sentences
        (source, text).
    """
    holders: dict[str, set[str]] = defaultdict(set)
    parent: dict[str, str] = {}
    for source, text in sentences:
        parent.setdefault(source, source)
        letters = _NOT_WORD.sub("", text).casefold()
        if len(letters) >= LONG:
            holders[letters].add(source)

    def first(source: str) -> str:
        while parent[source] != source:
            parent[source] = parent[parent[source]]
            source = parent[source]
        return source

    def join(one: str, other: str) -> None:
        low, high = sorted((first(one), first(other)))
        parent[high] = low

    shared: dict[tuple[str, str], int] = defaultdict(int)
    for found in holders.values():
        if 1 < len(found) <= _COMMON:
            ordered = sorted(found)
            for place, one in enumerate(ordered):
                for other in ordered[place + 1 :]:
                    shared[one, other] += 1
    for (one, other), count in shared.items():
        if count >= SHARED:
            join(one, other)
    files: dict[str, str] = {}
    for source in sorted(parent):
        join(files.setdefault(PurePosixPath(source).name, source), source)
    return {source: first(source) for source in parent}


def by_document(
    coded: Sequence[Coded], others: Iterable[tuple[str, str]] = ()
) -> tuple[list[Coded], dict[str, str]]:
    """Coded sentences with one source a document, and the names that ``editions`` gives.

    Parameters
    ----------
    others
        (source, text) of further sentences; the more there are, the surer editions are found.
    """

    def sentences() -> Iterable[tuple[str, str]]:
        for entry in coded:
            said = entry.statement
            yield from ((entry.source, text) for text in (said.text, said.before, said.after))
        yield from others

    names = editions(sentences())
    return [replace(entry, source=names[entry.source]) for entry in coded], names
