"""Labels of charts and drawings, and names in a row: words on a page that make no sentence."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from enacted.extract.endings import ENDS
from enacted.types import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from enacted.extract.paragraphs import Draft

_WORDS = 6  # of a label, at most
_MEAN = 4.0  # words of the labels of a run, at most: steps without bullets are longer
_RUN = 4  # labels that stand together
_WORD = re.compile(r"[^\W\d_]{2,}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def find_labels(drafts: Sequence[Draft]) -> None:
    """Take for captions what is drawn rather than written.

    Those are paragraphs without a word (ticks of an axis, values), and short ones without an end
    in a row: names in a chart, boxes of an organogram, entries of contents, abbreviations. What
    holds one year may be a date of publication, and is left alone.
    """
    for _, group in itertools.groupby(drafts, key=_key):
        run = list(group)
        if run[0].kind is not Kind.PARAGRAPH:
            continue
        for is_label, part in itertools.groupby(run, key=_is_label):
            labels = list(part)
            if is_label and _are_labels(labels):
                _set_caption(draft for draft in labels if not _is_dated(draft))
        _set_caption(draft for draft in run if not (_WORD.search(_text(draft)) or _is_dated(draft)))


def _key(draft: Draft) -> tuple[int, bool]:
    return draft.lines[0].page, draft.kind is Kind.PARAGRAPH


def _is_label(draft: Draft) -> bool:
    text = _text(draft)
    return len(_words(text)) <= _WORDS and not ENDS.search(text)


def _are_labels(drafts: Sequence[Draft]) -> bool:
    words = sum(len(_words(_text(draft))) for draft in drafts)
    return len(drafts) >= _RUN and words <= _MEAN * len(drafts)


def _is_dated(draft: Draft) -> bool:
    return len(_YEAR.findall(_text(draft))) == 1


def _set_caption(drafts: Iterable[Draft]) -> None:
    for draft in drafts:
        draft.kind = Kind.CAPTION


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _text(draft: Draft) -> str:
    return " ".join(line.text for line in draft.lines)
