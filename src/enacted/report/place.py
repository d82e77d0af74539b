"""A picture of the place on the page where a mention stands."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from enacted.errors import CorpusError, UsageError
from enacted.settings import read_settings
from enacted.tables.output import Output
from enacted.types import Box

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from enacted.settings import Settings
    from enacted.tables import Snapshot


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention stands.

    Attributes
    ----------
    path
        The document, within the corpus folder.
    page
        Page of the mention, from 1.
    sentence
        One box a line of its sentence.
    words
        One box a line of the mention itself, the ends of which are reckoned from the number of
        characters; empty where the mention has no words of its own or its line cannot be told.
    """

    path: str
    sha256: str
    page: int
    sentence: tuple[Box, ...]
    words: tuple[Box, ...]


def view(
    snapshot: Snapshot, mention: str, *, corpus: Path, settings: Settings | None = None
) -> bytes:
    """Draw the page of a mention with its sentence tinted and its words framed.

    The page is drawn in a guarded process, as all PDFs are read.

    Parameters
    ----------
    mention
        ``doc_id:mention``, as the report and the tables have it.
    corpus
        Folder that was mined; the document must be as it was then.

    Returns
    -------
    bytes
        A PNG file.

    Raises
    ------
    UsageError
        Where there is no such mention.
    CorpusError
        Where the document is not in the folder, or is another one by now.
    ExtractionError
        Where the page cannot be drawn.
    """
    from enacted.extract.guard import Guard

    place = find(snapshot, mention)
    file = corpus / place.path
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"{file}: cannot be read ({error.strerror}): name the mined folder with --corpus"
        ) from None
    if hashlib.sha256(content).hexdigest() != place.sha256:
        raise CorpusError(f"{file}: is not the file that was mined: run again")
    settings = settings or read_settings()
    with Guard(limits=settings.guard, settings=settings.extract) as guard:
        return guard.mark(content, around=place.sentence, place=place.words, page=place.page)


def mined_folder(out: Path, corpus: Path | None = None) -> Path:
    """The folder with the PDFs of a run target: the one given, or the one that the run noted.

    Raises
    ------
    CorpusError
        Where none is given, and the one noted is not known or not there any more.
    """
    folder = corpus or Output.open(out).corpus()
    if folder is None:
        raise CorpusError(f"{out}: does not know the mined folder: name it with --corpus FOLDER")
    if corpus is None and not folder.is_dir():
        raise CorpusError(
            f"{folder}: the mined folder is not there any more: name where it is with "
            "--corpus FOLDER"
        )
    return folder


def find(snapshot: Snapshot, mention: str) -> Place:
    """Where a mention stands on its page.

    Raises
    ------
    UsageError
        Where there is no such mention.
    """
    doc_id, _, number = mention.rpartition(":")
    if not doc_id or not (number.isascii() and number.isdecimal()) or len(number) > 9:
        raise UsageError(f"{mention!r} is no mention: give it as DOC_ID:NUMBER, as the report does")
    found = _row(snapshot.mentions, doc_id=doc_id, mention=int(number))
    if found is None:
        raise UsageError(f"no mention {mention!r} in this snapshot: see the table mentions")
    document = _row(snapshot.documents, doc_id=doc_id)
    sentence = _row(snapshot.sentences, doc_id=doc_id, sentence=found["sentence"])
    if document is None or sentence is None:
        raise UsageError(f"mention {mention!r} has no sentence in this snapshot: run again")
    lines = _boxes(sentence["boxes"])
    block = _row(snapshot.blocks, doc_id=doc_id, block=sentence["block"])
    words = () if block is None else _words(block, sentence["text"], lines, found)
    page = words[0].page if words else sentence["page"]
    return Place(document["path"], document["sha256"], page, lines, words)


def _row(table: pa.Table, **key: Any) -> dict[str, Any] | None:
    for name, value in key.items():
        table = table.filter(pc.equal(table[name], value))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows[0] if rows else None


def _boxes(rows: list[dict[str, Any]]) -> tuple[Box, ...]:
    return tuple(Box(**row) for row in rows)


def _words(
    block: dict[str, Any], sentence: str, lines: tuple[Box, ...], mention: dict[str, Any]
) -> tuple[Box, ...]:
    """Boxes of the words of a mention within the lines of its block."""
    if mention["end"] <= mention["start"]:
        return ()
    boxes, starts, text = _boxes(block["boxes"]), block["starts"], block["text"]
    begins = text.find(sentence)
    while begins >= 0:
        begin, end = begins + mention["start"], begins + mention["end"]
        found = tuple(
            _part(box, begin - start, end - start, stop - start)
            for box, start, stop in zip(boxes, starts, [*starts[1:], len(text)], strict=True)
            if start < end and begin < stop
        )
        # A block may say the same sentence twice: the one that stands in these lines is meant.
        if found and any(_within(found[0], line) for line in lines):
            return found
        begins = text.find(sentence, begins + 1)
    return ()


def _part(box: Box, begin: int, end: int, length: int) -> Box:
    """Part of a line, from one character to another of so many."""
    each = (box.x1 - box.x0) / max(1, length)
    # Letters differ in width: half of one more on either side.
    left = max(box.x0, box.x0 + each * (begin - 0.5))
    right = min(box.x1, box.x0 + each * (end + 0.5))
    return Box(box.page, left, box.top, right, box.bottom)


def _within(part: Box, line: Box) -> bool:
    middle = (part.top + part.bottom) / 2
    return part.page == line.page and line.top <= middle <= line.bottom
