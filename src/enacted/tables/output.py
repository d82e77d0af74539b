"""The run target: a folder that is ours, with the store and the snapshots in it.

::

    OUT/
      enacted.json    says that the folder is ours
      lock            held by the run that is writing
      store/          what each step made of each document
      coding/         the sample drawn for hand coding, and the codes that came back
      snapshots/ID/   published tables; never changed once there
      latest.json     which snapshot is the newest; replaced, never edited
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from enacted.errors import OutputError
from enacted.tables.parquet import temporary_name
from enacted.tables.schema import SCHEMA_VERSION
from enacted.tables.store import Store

MARKER = "enacted.json"
LATEST = "latest.json"


@dataclass(frozen=True, slots=True)
class Latest:
    """What ``latest.json`` says: the newest snapshot and the digest of what it was made from."""

    snapshot: str
    inputs: str


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
        if path.exists() and not path.is_dir():
            raise OutputError(f"{path}: is a file, not a folder: choose another --out")
        try:
            if not (path / MARKER).is_file():
                if path.is_dir() and any(path.iterdir()):
                    raise OutputError(
                        f"{path}: holds files that are not Enacted's: "
                        "choose a new or empty folder for --out"
                    )
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
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            name = inputs = None
        # The name must be a plain folder name: a doctored file must not lead out of the target.
        if not isinstance(name, str) or not isinstance(inputs, str) or Path(name).name != name:
            raise OutputError(f"{path}: is damaged: remove it and run again")
        return Latest(name, inputs)

    def point_to(self, latest: Latest) -> None:
        """Make a snapshot the newest, in one rename."""
        write_json(
            self.path / LATEST,
            {"snapshot": latest.snapshot, "inputs": latest.inputs, "schema": SCHEMA_VERSION},
        )


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
