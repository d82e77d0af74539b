"""Read untrusted PDFs in a process that may die of them.

PDFium can abort, pdfplumber can run without end, and both can swell. A guard owns one reader
process with limits on memory, CPU and wall time, replaces it when it dies, and turns every
document into one :class:`~enacted.types.Extraction`, whatever the document did.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from enacted.errors import EnactedError
from enacted.extract.process import Job, Loss, Reader
from enacted.types import Extraction, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import Self

    from enacted.settings import ExtractSettings, GuardSettings


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

    def extract(self, paths: Iterable[Path]) -> Iterator[Extraction]:
        """Read documents, one result for each, in order.

        While the caller works on one result, the next document is being read.
        """
        if self._busy:
            raise RuntimeError("this guard is still reading; finish or close that iterator first")
        waiting: Job | None = None
        try:
            for path in paths:
                job = Job(path)
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

    def _start(self) -> Reader:
        return Reader(
            self._command, limits=self._limits, settings=self._settings, password=self._password
        )

    def _begin(self, job: Job, *, engine: str = "auto", fresh: bool = False) -> Reader:
        if self._reader is not None and (fresh or self._reader.spent):
            self.close()
        for last in (False, True):
            if self._reader is None:
                self._reader = self._start()
            try:
                self._reader.ask(job, engine=engine)
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
        first = self._reader.answer()
        if isinstance(first, Loss) and not first.at_fault:
            first = self._begin(job, fresh=True).answer()
        if isinstance(first, Extraction):
            return first
        second = self._begin(job, engine="pdfplumber", fresh=True).answer()
        return _settle(first, second)


def _settle(first: Loss, second: Extraction | Loss) -> Extraction:
    """What becomes of a document whose first reading was lost."""
    if isinstance(second, Extraction):
        if second.outcome.has_text:
            return second
        said = second.detail or second.outcome.value
        # That another reader found no text says little of a document that the first one choked on.
        found = second.outcome not in {Outcome.NO_TEXT, Outcome.EMPTY, Outcome.UNREADABLE}
        return Extraction(
            second.outcome if found else first.outcome,
            pages=second.pages,
            detail=f"the reader {first.reason} on this file; pdfplumber: {said}",
            properties=second.properties,
        )
    also = "so did pdfplumber" if second.reason == first.reason else f"pdfplumber {second.reason}"
    return Extraction(first.outcome, detail=f"the reader {first.reason} on this file, and {also}")
