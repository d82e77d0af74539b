"""Which list items complete the sentence that introduces them, and so share its mentions.

"We will promote equality by: • training staff • …" says of each item that it promotes equality,
though no item holds the word. The mention of the lead-in is carried to those items only that
finish its sentence: where the lead-in breaks off at a word that cannot end one ("by", "will",
"includes"), and holds the mention among its last words. A lead-in that is complete ("The
principles of co-production are these:") keeps its mention to itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from enacted.concepts.titles import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from enacted.types import Sentence

_OPEN = words(
    """
    a about against aim aims an and are as at be because been being between by can could did do does
    during each ensure ensures ensuring for from had has have having how if in include included
    includes including into involve involved involves involving is its it like may mean means might
    must need needs not of on or our over require required requires shall should such than that the
    their they through to under until upon via was we were what when where whether which while who
    whose will with within without would you your
    """
)
"""Words at which no sentence ends."""

NEAR = 15
"""Words from the mention to the end of the lead-in at the most; beyond, it is of other things."""

_LAST_WORD = re.compile(r"([\w'’-]+)[\s:;,.…–—-]*\Z")


def is_open(lead_in: str) -> bool:
    """Whether ``lead_in`` breaks off, so that what follows completes its sentence.

    >>> is_open("We will promote equality by:"), is_open("The principles of equality:")
    (True, False)
    """
    match = _LAST_WORD.search(lead_in, max(0, len(lead_in) - 60))
    return match is not None and match[1].lower() in _OPEN


def ends_near(lead_in: str, end: int) -> bool:
    """Whether a mention that ends at ``end`` stands in the last words of ``lead_in``."""
    return len(lead_in[end:].split()) <= NEAR


def items_of(sentences: Sequence[Sentence], lead_ins: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Items that complete one of ``lead_ins``, as (position of the item, of its lead-in).

    Parameters
    ----------
    sentences
        Of one document, in order.
    lead_ins
        Positions of the sentences that may introduce a list, ascending.

    Only the first sentence of an item completes anything.
    """
    by_text: dict[str, list[int]] = {}
    for at in lead_ins:
        if is_open(sentences[at].text):
            by_text.setdefault(sentences[at].text, []).append(at)
    if not by_text:
        return
    block = -1
    for at, sentence in enumerate(sentences):
        first, block = sentence.block != block, sentence.block
        if first and sentence.lead_in in by_text:
            same = by_text[sentence.lead_in]
            before = bisect_left(same, at)
            if before:
                yield at, same[before - 1]
