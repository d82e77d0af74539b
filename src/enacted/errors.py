"""Every error that Enacted raises on purpose.

::

    EnactedError
    ├── UsageError            the caller can mend it; the command line ends with 2
    │   ├── CorpusError       no such folder, no PDF in it
    │   ├── ManifestError     a manifest that cannot be read as it stands
    │   ├── CodebookError     a codebook that cannot be read as it stands
    │   ├── CodesError        hand codes or sentences that cannot be read as they stand
    │   ├── SettingsError     a setting of the wrong kind
    │   └── OutputError       a run target that is not ours, not writable, or empty
    │       ├── LockedError   another run is writing there
    │       └── UnreachableError   an object store refuses or does not answer
    ├── ExtractionError       one document gave no text; carries its outcome
    ├── StoreError            what a step kept is damaged; it is removed, to be made again
    ├── WorkerError           a worker was lost; running again goes on where it stopped
    └── ModelError            a model file that is missing, damaged or of another version

A message is one line: the file, the place in it, what is wrong, and the way out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from enacted.types import Outcome


class EnactedError(Exception):
    """Base of all errors that Enacted raises on purpose."""


class UsageError(EnactedError):
    """Something the caller can mend: a wrong path, file or value."""


class CorpusError(UsageError):
    """A corpus folder that is missing or holds no PDF."""


class _PlacedError(UsageError):
    """An error in a file of the user's, with the line where it stands.

    Parameters
    ----------
    message
        What is wrong and the way out, in one line.
    path
        The file.
    line
        Line in the file, counted from 1, where it is known.
    """

    def __init__(self, message: str, *, path: Path | None = None, line: int | None = None) -> None:
        self.message = message
        self.path = path
        self.line = line
        place = "" if path is None else f"{path}, line {line}: " if line else f"{path}: "
        super().__init__(place + message)


class ManifestError(_PlacedError):
    """A manifest that cannot be read as it stands."""


class CodebookError(_PlacedError):
    """A codebook that cannot be read as it stands."""


class CodesError(_PlacedError):
    """Hand codes, or sentences to be coded, that cannot be read as they stand."""


class SettingsError(UsageError):
    """A setting of the wrong kind or out of range."""


class OutputError(UsageError):
    """A run target that is not ours, cannot be written, or holds no snapshot."""


class LockedError(OutputError):
    """A run target that another run is writing to."""


class UnreachableError(OutputError):
    """An object store that refuses or does not answer; it may do so later."""


class ExtractionError(EnactedError):
    """A document that gave no text.

    Parameters
    ----------
    outcome
        What goes into the document's row.
    detail
        The reason, in words a person understands.
    """

    def __init__(self, outcome: Outcome, detail: str) -> None:
        self.outcome = outcome
        self.detail = detail
        super().__init__(f"{outcome.value}: {detail}")


class StoreError(EnactedError):
    """An entry of the store that was damaged from outside; it is removed when found."""


class WorkerError(EnactedError):
    """A worker that was killed, or that cannot do what the run needs."""


class ModelError(EnactedError):
    """A model file that is missing, damaged or of another version."""
