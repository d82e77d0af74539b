"""The run target: a folder that is ours, with the store and the snapshots in it.

::

    OUT/
      enacted.json    says that the folder is ours
      lock            held by the run that is writing
      store/          what each step made of each document
      coding/         the sample drawn for hand coding, and the codes that came back
      snapshots/ID/   published tables; never changed once there
      needs/          which entries of the store each snapshot was made from
      corpus.json     the folder that was mined last, so that its PDFs can be shown
      latest.json     which snapshot is the newest; replaced, never edited
      topics.json     which topic model was fitted last
"""

from __future__ import annotations

import errno
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from enacted.errors import OutputError
from enacted.tables.files import temporary_name
from enacted.tables.schema import SCHEMA_VERSION
from enacted.tables.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKER = "enacted.json"
LATEST = "latest.json"
CORPUS = "corpus.json"


@dataclass(frozen=True, slots=True)
class Latest:
    """What ``latest.json`` says of the newest snapshot: its name, inputs and schema."""

    snapshot: str
    inputs: str
    schema: int = SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Output:
    """A run target on disk."""

    path: Path

    @classmethod
    def create(cls, path: Path) -> Output:
        """Open a run target, making it where there is none.

        Raises
        ------
        OutputError
            Where the path is a file, a folder with other things in it, or cannot be written.
        """
        try:
            cls.check(path)
            if not (path / MARKER).is_file():
                path.mkdir(parents=True, exist_ok=True)
                write_json(path / MARKER, {"enacted": "run target", "schema": SCHEMA_VERSION})
            for name in ("store", "snapshots"):
                (path / name).mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{path}: cannot be written ({error.strerror}): choose another --out"
            ) from None
        return cls(path)

    @classmethod
    def check(cls, path: Path) -> Output:
        """A run target that need not be there yet; nothing is made.

        Raises
        ------
        OutputError
            Where the path is a file, or a folder with other things in it.
        """
        if path.exists() and not path.is_dir():
            raise OutputError(f"{path}: is a file, not a folder: choose another --out")
        if path.is_dir() and not (path / MARKER).is_file() and any(path.iterdir()):
            raise OutputError(
                f"{path}: holds files that are not Enacted's: "
                "choose a new or empty folder for --out"
            )
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> Output:
        """Open an existing run target for reading.

        Raises
        ------
        OutputError
            Where there is none.
        """
        if not (path / MARKER).is_file():
            raise OutputError(
                f"{path}: is no Enacted run target: make one with `enacted run CORPUS --out {path}`"
            )
        return cls(path)

    @property
    def store(self) -> Store:
        """What each step made of each document."""
        return Store(self.path / "store")

    @property
    def snapshots(self) -> Path:
        """Folder of the published snapshots."""
        return self.path / "snapshots"

    @property
    def coding(self) -> Path:
        """Folder of samples and hand codes; there once one has been drawn."""
        return self.path / "coding"

    def latest(self) -> Latest | None:
        """The newest snapshot, or None where nothing has been published yet.

        Raises
        ------
        OutputError
            Where ``latest.json`` is not as we write it.
        """
        path = self.path / LATEST
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            name, inputs = values["snapshot"], values["inputs"]
            schema = int(values.get("schema", SCHEMA_VERSION))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            name = inputs = None
            schema = 0
        # The name must be a plain folder name: a doctored file must not lead out of the target.
        if not isinstance(name, str) or not isinstance(inputs, str) or Path(name).name != name:
            raise OutputError(f"{path}: is damaged: remove it and run again")
        return Latest(name, inputs, schema)

    def point_to(self, latest: Latest) -> None:
        """Make a snapshot the newest, in one rename."""
        write_json(
            self.path / LATEST,
            {"snapshot": latest.snapshot, "inputs": latest.inputs, "schema": SCHEMA_VERSION},
        )

    def corpus(self) -> Path | None:
        """The folder that was mined last; None where that is not known or not to be read."""
        try:
            folder = json.loads((self.path / CORPUS).read_text(encoding="utf-8"))["folder"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return Path(folder) if isinstance(folder, str) and folder else None

    def note_corpus(self, folder: Path) -> None:
        """Note the folder that is mined, beside the snapshots: no table knows where it lies."""
        folder = folder.resolve()
        try:
            str(folder).encode()
        except UnicodeEncodeError:  # a name in no known encoding: --corpus can still say it
            return
        if self.corpus() != folder:
            write_json(self.path / CORPUS, {"folder": str(folder)})


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Say plainly, of a run target, what keeps a file in it from being written.

    Raises
    ------
    OutputError
        Where the disk is full, a quota or a limit is reached, or nothing may be written.
    """
    try:
        yield
    except OSError as error:
        why = _HINDRANCES.get(error.errno or 0)
        if why is None:
            raise
        raise OutputError(
            f"{path}: {why} ({os.strerror(error.errno or 0)}); what was published before is whole, "
            "and a new run goes on where this one stopped"
        ) from None


_HINDRANCES = {
    errno.ENOSPC: "the disk is full: free some space, for one with `enacted clean`",
    errno.EDQUOT: "your share of the disk is full: free some space, for one with `enacted clean`",
    errno.EFBIG: "a file would be larger than is allowed here: raise the limit (ulimit -f)",
    errno.EROFS: "the disk can only be read: choose another --out",
    errno.EACCES: "a file or folder cannot be written: check its permissions",
    errno.EPERM: "a file or folder cannot be written: check its permissions",
}


def write_json(path: Path, values: object) -> None:
    """Write JSON under a temporary name, flush it to disk and rename it."""
    temporary = temporary_name(path)
    try:
        with temporary.open("w", encoding="utf-8") as stream:
            json.dump(values, stream, indent=2, ensure_ascii=False)
            stream.write("\n")
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
