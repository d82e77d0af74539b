"""What a person sees on standard error: progress where there is a terminal, notes, errors."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

if TYPE_CHECKING:
    from types import TracebackType


def stderr() -> Console:
    """Console on standard error, as it is now (tests and pipes replace it)."""
    return Console(file=sys.stderr, soft_wrap=True, highlight=False)


class ProgressReporter:
    """Shows a run's phases as progress bars on a terminal; elsewhere only its notes."""

    def __init__(self) -> None:
        self._console = stderr()
        self._progress = Progress(
            TextColumn("{task.description:<20}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left:"),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
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

    def note(self, text: str) -> None:
        """Print a line; file names may hold brackets, which are not markup."""
        self._console.print(text, markup=False)
