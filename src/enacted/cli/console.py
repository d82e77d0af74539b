"""What a person sees on standard error: progress where there is a terminal, notes, errors."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from enacted.pipeline.progress import JsonLines, Lines


class _Stderr(Console):
    """Standard error; where nobody reads it any more, the work goes on in silence."""

    def on_broken_pipe(self) -> None:
        """Write nothing more; rich would end the process as a failure."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def stderr() -> Console:
    """Console on standard error, as it is now (tests and pipes replace it)."""
    return _Stderr(file=sys.stderr, soft_wrap=True, highlight=False)


def next_step(text: str, *, data: bool = False) -> None:
    """Tell on standard error what one may do next.

    ``data`` says that standard output carries what programs read: then it is told only where a
    person sees that output, in a terminal.
    """
    from enacted.pipeline.progress import printable

    if not data or sys.stdout.isatty():
        sys.stdout.flush()
        stderr().print(printable(f"next: {text}"), markup=False)


class Rate(ProgressColumn):
    """Steps a second, or a minute where they are few."""

    def render(self, task: Task) -> Text:
        """What the column shows; nothing before it is known."""
        from enacted.pipeline.progress import speed

        rate = task.finished_speed or task.speed
        return Text(speed(rate) if rate else "", style="progress.data.speed")


class ProgressReporter:
    """Shows a run's phases as progress bars, with a line a document that failed."""

    def __init__(self) -> None:
        self._console = stderr()
        self._progress = Progress(
            TextColumn("{task.description:<20}"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(),
            TimeElapsedColumn(),
            TextColumn("left:"),
            TimeRemainingColumn(),
            console=self._console,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def phase(self, name: str, total: int) -> None:
        """A phase of ``total`` steps begins."""
        self._task = self._progress.add_task(name, total=total)

    def advance(self, steps: int) -> None:
        """Some steps of the phase are done."""
        if self._task is not None:
            self._progress.advance(self._task, steps)

    def batch(self, number: int, batches: int, documents: int, seconds: float) -> None:
        """Nothing: the bar shows it."""

    def failed(self, path: str, outcome: str, detail: str) -> None:
        """Print a line on a document; file names may hold brackets, which are not markup."""
        self.note(f"{path}: {outcome}: {detail}")

    def note(self, text: str) -> None:
        """Print a line."""
        from enacted.pipeline.progress import printable

        self._console.print(printable(text), markup=False)


@contextmanager
def reporting(log: Literal["text", "json"]) -> Iterator[ProgressReporter | Lines | JsonLines]:
    """Whoever tells of a run on standard error.

    JSON lines where asked for; else progress bars on a terminal, and lines elsewhere. With JSON
    lines, an error is one of them, and ends the process.
    """
    from enacted.errors import EnactedError, UsageError
    from enacted.pipeline.progress import JsonLines, Lines

    if log == "json":
        reporter = JsonLines(lambda line: sys.stderr.write(line + "\n"))
        try:
            yield reporter
        except EnactedError as error:
            reporter.event("error", {"message": str(error)}, level="error")
            raise SystemExit(2 if isinstance(error, UsageError) else 1) from None
    elif stderr().is_terminal:
        with ProgressReporter() as bars:
            yield bars
    else:
        yield Lines(lambda line: stderr().print(line, markup=False))
