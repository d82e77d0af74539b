"""Files that are whole or not there: written under another name, then renamed."""

from __future__ import annotations

import contextlib
import itertools
import os
from typing import TYPE_CHECKING

from enacted.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_counter = itertools.count()


def temporary_name(path: Path) -> Path:
    """A name beside ``path`` that no other process or thread uses."""
    return path.with_name(f".{path.name}.{os.getpid()}.{next(_counter)}.tmp")


@contextlib.contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A temporary name to write under, that takes the place of ``path`` once all is written."""
    temporary = temporary_name(path)
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def asked_for(path: Path) -> Iterator[Path]:
    """The same for a file that a person named, who may have named a link or a device.

    Raises
    ------
    OutputError
        Where it cannot be written, with the reason.
    """
    try:
        if path.exists() and not path.is_file():
            yield path  # /dev/stdout, a pipe: nothing can take its place
        else:
            with replaced(path.resolve()) as temporary:
                temporary.touch()  # what cannot be written is told before any work is done
                yield temporary
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from None
