"""How a run tells what it is doing, to whoever listens: as nothing, as lines, as JSON lines."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

EVERY = 30.0
"""Seconds between lines on a phase that has no batches."""


class Reporter(Protocol):
    """Listens to a run. Calls come from the thread that runs it."""

    def phase(self, name: str, total: int) -> None:
        """A phase of ``total`` steps begins."""

    def advance(self, steps: int) -> None:
        """Some steps of the phase are done."""

    def batch(self, number: int, batches: int, documents: int, seconds: float) -> None:
        """A batch is done, the ``number``-th to end; its documents are steps of the phase."""

    def failed(self, path: str, outcome: str, detail: str) -> None:
        """A document gave no text, or not all of it."""

    def note(self, text: str) -> None:
        """Something a person should read, in one line."""


class Silent:
    """Listens and says nothing."""

    def phase(self, name: str, total: int) -> None:
        """Say nothing."""

    def advance(self, steps: int) -> None:
        """Say nothing."""

    def batch(self, number: int, batches: int, documents: int, seconds: float) -> None:
        """Say nothing."""

    def failed(self, path: str, outcome: str, detail: str) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""


@dataclass(slots=True)
class Pace:
    """How fast a phase goes.

    Attributes
    ----------
    told
        When a line on it was last written.
    """

    name: str
    total: int
    started: float
    told: float
    done: int = 0

    def rate(self, now: float) -> float:
        """Steps a second, from the beginning."""
        return self.done / max(now - self.started, 1e-3)

    def left(self, now: float) -> float | None:
        """Seconds that the rest takes at this rate; None before the first step is done."""
        rate = self.rate(now)
        return (self.total - self.done) / rate if rate else None


class _Paced(ABC):
    """Keeps count of the phase, and writes on it when there is something to tell."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pace = Pace("", 0, clock(), clock())

    def phase(self, name: str, total: int) -> None:
        """A phase of ``total`` steps begins."""
        now = self._clock()
        self._pace = Pace(name, total, now, now)
        self._began(self._pace)

    def advance(self, steps: int) -> None:
        """Some steps of the phase are done."""
        self._pace.done += steps
        now = self._clock()
        if now - self._pace.told >= EVERY:
            self._pace.told = now
            self._goes_on(self._pace, now)

    @abstractmethod
    def _began(self, pace: Pace) -> None: ...

    @abstractmethod
    def _goes_on(self, pace: Pace, now: float) -> None: ...


class Lines(_Paced):
    """Writes lines for people.

    Parameters
    ----------
    write
        Takes a line.
    warn
        Takes a line on something that went wrong; ``write`` by default.
    """

    def __init__(
        self,
        write: Callable[[str], object],
        warn: Callable[[str], object] | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(clock)
        self._write = write
        self._warn = warn or write

    def batch(self, number: int, batches: int, documents: int, seconds: float) -> None:
        """Write a line on a batch."""
        self._pace.told = now = self._clock()
        self._write(
            f"batch {number:,} of {batches:,}: {documents:,} documents in {seconds:.1f} s; "
            + _progress(self._pace, now)
        )

    def failed(self, path: str, outcome: str, detail: str) -> None:
        """Write a line on a document."""
        self._warn(printable(f"{path}: {outcome}: {detail}"))

    def note(self, text: str) -> None:
        """Write the note."""
        self._warn(printable(text))

    def _began(self, pace: Pace) -> None:
        self._write(f"{pace.name}: {pace.total:,}")

    def _goes_on(self, pace: Pace, now: float) -> None:
        self._write(f"{pace.name}: {_progress(pace, now)}")


class JsonLines(_Paced):
    """Writes a JSON object a line: ``time``, ``level``, ``event``, and what belongs to the event.

    Parameters
    ----------
    write
        Takes a line.
    """

    def __init__(
        self, write: Callable[[str], object], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(clock)
        self._write = write

    def event(self, event: str, values: Mapping[str, object], *, level: str = "info") -> None:
        """Write an event."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        told = {"time": now, "level": level, "event": event, **values}
        # Only ASCII: whatever a file is called, a line stays one line.
        self._write(json.dumps(told, default=str))

    def batch(self, number: int, batches: int, documents: int, seconds: float) -> None:
        """Write the event ``batch``."""
        self._pace.told = now = self._clock()
        values = {
            "batch": number,
            "batches": batches,
            "documents": documents,
            "seconds": round(seconds, 3),
        }
        self.event("batch", values | _figures(self._pace, now))

    def failed(self, path: str, outcome: str, detail: str) -> None:
        """Write the event ``document``."""
        values = {"path": path, "outcome": outcome, "detail": detail}
        self.event("document", values, level="warning")

    def note(self, text: str) -> None:
        """Write the event ``note``."""
        self.event("note", {"text": text}, level="warning")

    def _began(self, pace: Pace) -> None:
        self.event("phase", {"phase": pace.name, "total": pace.total})

    def _goes_on(self, pace: Pace, now: float) -> None:
        self.event("progress", _figures(pace, now))


def _figures(pace: Pace, now: float) -> dict[str, object]:
    left = pace.left(now)
    return {
        "phase": pace.name,
        "done": pace.done,
        "total": pace.total,
        "per_second": round(pace.rate(now), 3),
        "seconds_left": None if left is None else round(left),
    }


def _progress(pace: Pace, now: float) -> str:
    done = f"{pace.done:,} of {pace.total:,}"
    left = pace.left(now)
    return done if left is None else f"{done}, {speed(pace.rate(now))}, {duration(left)} left"


def printable(text: str) -> str:
    r"""Text on one line, without what a terminal would obey instead of showing it.

    >>> printable("a\x1b[2Jb\nc")
    'a [2Jb c'
    """
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def speed(rate: float) -> str:
    """Steps a second or, where they are few, a minute.

    >>> speed(12.34), speed(0.25)
    ('12.3 a second', '15.0 a minute')
    """
    return f"{rate:,.1f} a second" if rate >= 1 else f"{rate * 60:,.1f} a minute"


def duration(seconds: float) -> str:
    """A time in words, as exact as it is of use.

    >>> duration(42.4), duration(600), duration(9_000)
    ('42 s', '10 min', '2 h 30 min')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
