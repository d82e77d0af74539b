"""Read untrusted PDFs in a process that may die of them.

PDFium can abort, pdfplumber can run without end, and both can swell. A guard owns one reader
process with limits on memory, CPU and wall time, replaces it when it dies, and turns every
document into one :class:`~enacted.types.Extraction`, whatever the document did. A document that a
process dies of is tried again, alone in a fresh process and without tables and OCR, first by PDFium
and then by pdfplumber, before it is given up.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from enacted.errors import EnactedError, ExtractionError
from enacted.extract.process import FIRST, Attempt, Job, Loss, Reader
from enacted.types import Block, Extraction, Kind, Outcome, Properties

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from pathlib import Path
    from typing import Self

    from enacted.settings import ExtractSettings, GuardSettings
    from enacted.types import Box


class Guard:
    """Owner of one reader process; a context manager, for one thread at a time.

    Parameters
    ----------
    limits
        What one document may use of memory, CPU time and wall time.
    settings
        What decides the text.
    password
        Opens encrypted documents.
    command
        The reader process to start; the two descriptors of its channel are added at the end.

    Raises
    ------
    EnactedError
        From any method, where no reader process can be started at all.

    Examples
    --------
    >>> from enacted.settings import ExtractSettings, GuardSettings
    >>> with Guard(limits=GuardSettings(), settings=ExtractSettings()) as guard:
    ...     guard.extract_one(b"no PDF").outcome.value
    'not_pdf'
    """

    def __init__(
        self,
        *,
        limits: GuardSettings,
        settings: ExtractSettings,
        password: str | None = None,
        command: Sequence[str] = (sys.executable, "-P", "-m", "enacted.extract.worker"),
    ) -> None:
        self._limits = limits
        self._settings = settings
        self._password = password
        self._command = tuple(command)
        self._reader: Reader | None = None
        self._busy = False

    def __enter__(self) -> Self:
        self._reader = self._start()  # starts while the caller goes on
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the reader process; a later call of ``extract`` starts a new one."""
        if self._reader is not None:
            self._reader.kill()
            self._reader = None

    def extract(
        self, sources: Iterable[Path | bytes], *, pages: Sequence[int] | None = None
    ) -> Generator[Extraction, None, None]:
        """Read documents from their paths or their bytes, one result for each, in order.

        While the caller works on one result, the next document is being read. Of each document all
        pages are read, or those numbered, from 1.
        """
        if self._busy:
            raise RuntimeError("this guard is still reading; finish or close that iterator first")
        waiting: Job | None = None
        try:
            for source in sources:
                job = Job(source, None if pages is None else tuple(pages))
                if waiting is None:
                    self._begin(job)
                    self._busy, waiting = True, job
                    continue
                done = self._finish(waiting)
                waiting = None
                self._begin(job)
                waiting = job
                yield done
            if waiting is not None:
                done = self._finish(waiting)
                waiting = None
                yield done
        finally:
            self._busy = False
            if waiting is not None:  # nobody will fetch what is being read
                self.close()

    def extract_one(
        self, source: Path | bytes, *, pages: Sequence[int] | None = None
    ) -> Extraction:
        """Read one document from its path or its bytes; of its pages all, or those numbered."""
        if self._busy:
            raise RuntimeError("this guard is still reading; finish or close that iterator first")
        job = Job(source, None if pages is None else tuple(pages))
        try:
            self._begin(job)
            return self._finish(job)
        except BaseException:
            self.close()
            raise

    def draw(self, source: Path | bytes, extraction: Extraction, *, page: int) -> bytes:
        """Draw what was read on a page; see :func:`enacted.extract.draw.draw`.

        Raises
        ------
        ExtractionError
            Where the page cannot be drawn; what was read remains.
        """
        if self._busy:
            raise RuntimeError("this guard is still reading; finish or close that iterator first")
        blocks = tuple(b for b in extraction.blocks if any(box.page == page for box in b.boxes))
        return self._draw(Job(source, (page,), replace(extraction, blocks=blocks)), page)

    def mark(
        self, source: Path | bytes, *, around: Sequence[Box], place: Sequence[Box], page: int
    ) -> bytes:
        """Draw a page with a place on it marked; see :func:`enacted.extract.draw.mark`.

        Parameters
        ----------
        around, place
            Lines of what surrounds the place, and of the place itself.

        Raises
        ------
        ExtractionError
            Where the page cannot be drawn.
        """
        if self._busy:
            raise RuntimeError("this guard is still reading; finish or close that iterator first")
        blocks = tuple(
            Block(number, Kind.PARAGRAPH, "", page, tuple(boxes), (0,) * len(boxes))
            for number, boxes in enumerate((around, place))
        )
        job = Job(source, (page,), Extraction(Outcome.OK, blocks=blocks), marked=True)
        return self._draw(job, page)

    def _draw(self, job: Job, page: int) -> bytes:
        try:
            found = self._begin(job).picture()
            if isinstance(found, Loss) and not found.at_fault:
                found = self._begin(job, fresh=True).picture()
        except BaseException:
            self.close()
            raise
        if isinstance(found, bytes):
            return found
        reason = f"{found.name} {found.reason}" if isinstance(found, Loss) else found.detail
        raise ExtractionError(found.outcome, f"page {page} cannot be drawn: {reason}")

    def _start(self) -> Reader:
        return Reader(
            self._command, limits=self._limits, settings=self._settings, password=self._password
        )

    def _begin(self, job: Job, attempt: Attempt = FIRST, *, fresh: bool = False) -> Reader:
        if self._reader is not None and (fresh or self._reader.spent):
            self.close()
        for last in (False, True):
            if self._reader is None:
                self._reader = self._start()
            try:
                self._reader.ask(job, attempt)
            except OSError:  # it died since the last document, of nothing of ours
                self.close()
                if last:
                    raise EnactedError(
                        "the process that reads PDFs ends as soon as it is given one; "
                        f"try: {' '.join(self._command)}"
                    ) from None
            else:
                return self._reader
        raise AssertionError  # pragma: no cover

    def _finish(self, job: Job) -> Extraction:
        assert self._reader is not None  # noqa: S101 - begun before it is finished
        found = self._reader.answer()
        if isinstance(found, Loss) and not found.at_fault:
            found = self._begin(job, fresh=True).answer()
        if isinstance(found, Extraction):
            return found
        lost = [found]
        told: list[tuple[str, Extraction]] = []
        for attempt in _RETRIES:
            found = self._begin(job, attempt, fresh=True).answer()
            if isinstance(found, Loss):
                lost.append(found)
            elif found.outcome.has_text:
                return _rescued(found, lost[0])
            else:
                told.append((attempt.name, found))
        return _given_up(lost, told)


# The text without its tables is worth more than no text, and tables and pictures of pages are where
# most of the time goes. Half of the limits, so that all attempts together cost twice the limits.
_RETRIES = (
    Attempt("PDFium alone", engine="pdfium", plain=True, share=0.5),
    Attempt("pdfplumber", engine="pdfplumber", plain=True, share=0.5),
)


def _rescued(found: Extraction, loss: Loss) -> Extraction:
    detail = f"read without tables and OCR: with them, the reader {loss.reason} on this file"
    if found.outcome is Outcome.PARTIAL:  # else it says at most that OCR would have helped
        detail += f"; {found.detail}"
    return replace(found, outcome=Outcome.PARTIAL, detail=detail, limited=True)


def _given_up(lost: list[Loss], told: list[tuple[str, Extraction]]) -> Extraction:
    """What becomes of a document of which no attempt gave text."""
    reasons = [f"the reader {lost[0].reason} on this file"]
    for loss in lost[1:]:
        too = loss.reason == lost[0].reason
        reasons.append(f"so did {loss.name}" if too else f"{loss.name} {loss.reason}")
    reasons += [f"{name}: {found.detail or found.outcome.value}" for name, found in told]
    # That one reader finds no text says little of a document that another one choked on.
    known = [found for _, found in told if found.outcome not in _IDLE]
    return Extraction(
        known[0].outcome if known else lost[0].outcome,
        pages=max((found.pages for _, found in told), default=0),
        detail="; ".join(reasons),
        properties=told[0][1].properties if told else Properties(),
        limited=True,
    )


_IDLE = frozenset({Outcome.NO_TEXT, Outcome.EMPTY, Outcome.UNREADABLE})
