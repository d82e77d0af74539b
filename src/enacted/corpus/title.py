"""What a document is called."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from enacted.corpus.date_expressions import find_dates
from enacted.corpus.evidence import first_page_with_words, line_height
from enacted.types import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.types import Block, Properties

_LONGEST = 200
_READ = 4_000
"""Characters read of anything, so that a block of any length costs little."""
_NEVER = frozenset({Kind.FURNITURE, Kind.TABLE, Kind.TABLE_ROW, Kind.FOOTNOTE})
_WORD = re.compile(r"[^\W\d_]+")
# Titles that programs write where nobody wrote one.
_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)\b|untitled|document ?\d*$|doc ?\d*$|slide ?\d+|"
    r"powerpoint presentation|presentation ?\d*$|layout ?\d*|title$|no title|unknown|"
    r"print(?:ed)? |scan|template|cover$|page ?\d|insert title|new document|\(?anonymous\)?$)"
    r"|\.(?:docx?|indd|qxp|qxd|pdf|pptx?|xlsx?|rtf|odt|ai|tmp)\b|[\\/]\w+[\\/]",
    re.IGNORECASE,
)

# What stands large on a page without being what the document is called.
_LABEL = re.compile(
    r"(?:table of )?contents|in this (?:document|report|issue)|(?:a )?foreword|preface|welcome|"
    r"introduction|acknowledge?ments|cynnwys|draft|final|confidential|official|january|february|march|"
    r"april|june|july|august|september|october|november|december|spring|summer|autumn|winter",
    re.IGNORECASE,
)
# What is said of a date, and of nothing else.
_DATING = re.compile(
    r"\W*(?:first |last |date )?(?:published|issued|updated|revised|reviewed|approved|adopted|"
    r"dated?|version|of publication)?\W*(?:in|on)?\W*",
    re.IGNORECASE,
)
_SENDER = re.compile(r"@|\bwww\.|https?:|\b(?:ltd|llp|plc|inc|gmbh)\b\.?\s*$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(?<!\S)\d{1,3}(?!\S)")


def title(front: Sequence[Block], properties: Properties, file_name: str) -> str:
    """Title of a document on one line.

    The PDF's own title where it is one and the first pages bear it out; else the words set in the
    largest type on the first page that has words; else the PDF's own title; else the file name.

    Parameters
    ----------
    front
        Blocks of the first pages, as for `publication_date`.
    """
    own = _one_line(properties.title[:_READ])
    if not _sensible(own):
        own = ""
    if own and _borne_out(own, front):
        return own
    return _largest(front) or own or _named(file_name)


def _one_line(text: str) -> str:
    text = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 2].rsplit(" ", 1)[0] + " …"


def _sensible(text: str) -> bool:
    letters = sum(map(len, _WORD.findall(text)))
    # A name of a file, not of a document, joins its words with marks or runs into digits.
    joined = "_" in text or (" " not in text and re.search(r"\d|\w-\w+-", text))
    return letters >= 4 and not joined and not _NO_TITLE.search(text)


def _borne_out(own: str, front: Sequence[Block]) -> bool:
    words = {w.casefold() for w in _WORD.findall(own)}
    seen = {w.casefold() for b in front if b.page <= 3 for w in _WORD.findall(b.text[:_READ])}
    return len(words) > 1 and len(words & seen) >= 0.75 * len(words)


def _largest(front: Sequence[Block]) -> str:
    """Neighbouring blocks in the largest type of the first page with words."""
    page = first_page_with_words(front)
    blocks = [b for b in front if b.page == page and _titular(b)]
    size = max(map(line_height, blocks), default=0.0)
    run: list[str] = []
    for block in blocks:
        # A title that is a word or two, or ends in a colon, goes on in smaller type.
        unfinished = run and (len(" ".join(run).split()) < 3 or run[-1].rstrip().endswith(":"))
        sentence = run and block.text.rstrip().endswith(".")
        if sentence or line_height(block) < (0.5 if unfinished else 0.8) * size:
            if run:
                break
        elif block.text not in run:  # logos and shadows repeat words
            run.append(block.text)
            if not size:
                break
    return _one_line(" ".join(run))


def _titular(block: Block) -> bool:
    """Whether a block could be a title: words, not too many, and more than a date or a label."""
    if len(block.text) > 2 * _LONGEST:
        return False
    if block.kind in _NEVER or _LABEL.fullmatch(block.text.strip()) or _SENDER.search(block.text):
        return False
    if len(_PAGE_NUMBER.findall(block.text)) >= 3:  # a list of contents
        return False
    left = block.text
    for found in reversed(list(find_dates(left))):
        left = left[: found.start] + left[found.end :]
    if left != block.text and _DATING.fullmatch(left):
        return False
    words = _WORD.findall(left)
    return len(words) <= 40 and sum(map(len, set(words))) >= 4


def _named(file_name: str) -> str:
    stem = re.sub(r"[_+]+|%20", " ", PurePath(file_name).stem)
    if " " not in stem:
        stem = stem.replace("-", " ")
    return _one_line(stem)
