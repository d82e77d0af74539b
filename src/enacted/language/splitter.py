"""Blocks of a document in, its sentences out."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from enacted.language.boundaries import boundaries, bounded
from enacted.language.mixed import languages_of
from enacted.language.words import count_words
from enacted.settings import BLANK_PIPELINE
from enacted.types import BODY_KINDS, Block, Box, Kind, Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.language import Language

    from enacted.settings import LanguageSettings

_Spans = list[tuple[int, int]]


class Splitter:
    """Splits the body of a document into sentences.

    Parameters
    ----------
    settings
        ``pipeline="blank"`` takes the rules of :mod:`enacted.language.boundaries`, which are those
        of :func:`enacted.language.pipeline.blank_pipeline`, without making a Doc that nobody would
        read. Any other name is that of an installed spaCy pipeline whose own sentences are taken.

    Raises
    ------
    SettingsError
        Where that pipeline is not installed, cannot be loaded, or sets no sentences.
    """

    def __init__(self, settings: LanguageSettings) -> None:
        self._pipeline: Language | None = None
        if settings.pipeline != BLANK_PIPELINE:
            # spaCy is slow to load, and the rules do without.
            from enacted.language.pipeline import load_pipeline

            self._pipeline = load_pipeline(settings.pipeline)

    def sentences(self, blocks: Sequence[Block]) -> list[Sentence]:
        """Sentences of the body blocks of one document, in reading order, numbered from 0.

        Within a block they cover everything but the white space between them. A list item has at
        least one sentence; a table row is one. Page and boxes are those of the lines that the
        sentence covers, the first and the last narrowed to the share of characters that it takes.
        """
        body = [b for b in blocks if b.kind in BODY_KINDS]
        spans = dict(zip((b.block for b in body), self._spans(body), strict=True))
        lead_ins = self._lead_ins(blocks, spans)
        sentences: list[Sentence] = []
        languages = languages_of([block.text for block in body])
        for block, language in zip(body, languages, strict=True):
            lead_in = lead_ins.get(block.lead_in, "") if block.kind is Kind.LIST_ITEM else ""
            for start, end in spans[block.block]:
                text = block.text[start:end]
                boxes = _boxes(block, start, end)
                sentences.append(
                    Sentence(
                        sentence=len(sentences),
                        block=block.block,
                        kind=block.kind,
                        text=text,
                        start=start,
                        end=end,
                        page=boxes[0].page if boxes else block.page,
                        boxes=boxes,
                        section=block.section,
                        lead_in=lead_in,
                        words=count_words(text),
                        language=language,
                    )
                )
        return sentences

    def _spans(self, blocks: Sequence[Block]) -> list[_Spans]:
        """Offsets of the sentences of each block."""
        if self._pipeline is None:
            return [
                bounded(b.text) if b.kind is Kind.TABLE_ROW else boundaries(b.text) for b in blocks
            ]
        from enacted.language.pipeline import pipeline_boundaries

        running = [b for b in blocks if b.kind is not Kind.TABLE_ROW]
        by_running = iter(pipeline_boundaries(self._pipeline, [b.text for b in running]))
        return [bounded(b.text) if b.kind is Kind.TABLE_ROW else next(by_running) for b in blocks]

    def _lead_ins(self, blocks: Sequence[Block], spans: dict[int, _Spans]) -> dict[int, str]:
        """Last sentence of every block that introduces a list item, by block number."""
        wanted = {b.lead_in for b in blocks if b.kind is Kind.LIST_ITEM and b.lead_in >= 0}
        found: dict[int, str] = {}
        for block in blocks:
            if block.block in wanted:
                # A list may hang on a heading, which has no sentences of its own.
                own = spans[block.block] if block.block in spans else boundaries(block.text)
                if own:
                    start, end = own[-1]
                    found[block.block] = block.text[start:end]
        return found


def _boxes(block: Block, start: int, end: int) -> tuple[Box, ...]:
    """Boxes of the lines that text ``start:end`` covers; edges interpolated by characters."""
    boxes: list[Box] = []
    last = len(block.starts) - 1
    for i in range(max(bisect_right(block.starts, start) - 1, 0), min(last + 1, len(block.boxes))):
        line, box = block.starts[i], block.boxes[i]
        if line >= end:
            break
        stop = block.starts[i + 1] if i < last else len(block.text)
        if stop <= start or stop <= line:
            continue
        if start <= line and stop <= end:
            boxes.append(box)
            continue
        # The white space at the end of a line takes no room on the page.
        room = len(block.text[line:stop].rstrip())
        first = max(start - line, 0)
        final = min(end - line, room)
        if final <= first:
            continue
        width = (box.x1 - box.x0) / room
        x0 = box.x0 + first * width
        x1 = box.x0 + final * width
        boxes.append(Box(box.page, round(x0, 2), box.top, round(x1, 2), box.bottom))
    return tuple(boxes)
