"""Whether a corpus folder looks as it did, without reading a file: for looking every few minutes.

A run hashes every file to be sure that nothing has changed. A look asks the file system for names,
sizes and times alone, and remembers in ``OUT/watch.json`` what it saw when a run had ended well.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import enacted
from enacted.errors import CorpusError
from enacted.pipeline.steps import VERSIONS
from enacted.tables import Output
from enacted.tables.output import LATEST, write_json
from enacted.tables.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    from enacted.settings import Settings

REMEMBERED = "watch.json"


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a corpus folder says.

    Attributes
    ----------
    state
        ``unchanged`` since the last run that ended well; ``settling`` where a file was written so
        lately that it may not be whole; else ``changed``.
    files
        Files seen.
    seen
        Digest of all that was looked at.
    """

    state: Literal["unchanged", "settling", "changed"]
    files: int
    seen: str


def look(
    corpus: Path,
    *,
    out: Path,
    settings: Settings,
    manifest: Path | None = None,
    settle: float = 60.0,
) -> Look:
    """Look at a corpus folder; opens no file of it.

    Parameters
    ----------
    settle
        Seconds that no file may have been written for before the folder is worth a run.

    Raises
    ------
    CorpusError
        Where there is no such folder.
    """
    if not corpus.is_dir():
        raise CorpusError(f"{corpus}: no such folder; check the path")
    digest = hashlib.sha256(_decisive(settings).encode())
    newest = 0.0
    files = 0
    named = (path for path in (manifest, settings.concepts.codebook) if path is not None)
    for name, info in (*_walk(corpus), *((str(path), _stat(path)) for path in named)):
        if info is None:
            digest.update(f"{name}\0\n".encode())
            continue
        # The time of the last change of the inode: unlike that of the content, no copying program
        # sets it to a time long past while it is still writing.
        newest = max(newest, info.st_ctime)
        digest.update(f"{name}\0{info.st_size}\0{info.st_mtime_ns}\0{info.st_ctime_ns}\n".encode())
        files += 1
    seen = digest.hexdigest()
    if _remembered(out) == {"seen": seen, "latest": _latest(out)}:
        return Look("unchanged", files, seen)
    fresh = 0 <= time.time() - newest < settle
    return Look("settling" if fresh else "changed", files, seen)


def remember(out: Path, before: Look) -> None:
    """Remember, after a run that ended well, what the folder looked like before it."""
    write_json(Output.open(out).path / REMEMBERED, {"seen": before.seen, "latest": _latest(out)})


def _walk(corpus: Path) -> list[tuple[str, os.stat_result | None]]:
    """Visible files below a folder, sorted by name; linked folders are not entered."""
    found = []
    for base, folders, names in os.walk(corpus):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                path = Path(base, name)
                found.append((ascii(str(path.relative_to(corpus))), _stat(path)))
    return sorted(found, key=lambda each: each[0])


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _decisive(settings: Settings) -> str:
    """Settings and versions, other than which nothing but files decides a run."""
    values = settings.model_dump(mode="json", exclude={"run": True})
    return json.dumps([values, VERSIONS, SCHEMA_VERSION, enacted.__version__], sort_keys=True)


def _remembered(out: Path) -> object:
    try:
        return json.loads((out / REMEMBERED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _latest(out: Path) -> str:
    try:
        return (out / LATEST).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
