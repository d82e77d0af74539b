"""How a run tells what it is doing, to whoever listens."""

from __future__ import annotations

from typing import Protocol


class Reporter(Protocol):
    """Listens to a run. Calls come from the thread that runs it."""

    def phase(self, name: str, total: int) -> None:
        """A phase of ``total`` steps begins."""

    def advance(self, steps: int) -> None:
        """Some steps of the phase are done."""

    def note(self, text: str) -> None:
        """Something a person should read, in one line."""


class Silent:
    """Listens and says nothing."""

    def phase(self, name: str, total: int) -> None:
        """Say nothing."""

    def advance(self, steps: int) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""
