"""One writer a run target: an advisory lock that dies with its owner."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from enacted.errors import LockedError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold ``folder/lock`` while the block runs.

    The kernel frees the lock when its owner ends, however it ends: no dead owner is in the way.

    Raises
    ------
    LockedError
        Where another process holds it; says which.
    """
    path = folder / "lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written ({error.strerror}): choose another --out"
        ) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise LockedError(
                f"{folder}: another run is writing here ({_owner(handle)}): "
                "wait for it, or choose another --out"
            ) from None
        os.ftruncate(handle, 0)
        owner = {"pid": os.getpid(), "host": socket.gethostname()}
        os.pwrite(handle, json.dumps(owner).encode(), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _owner(handle: int) -> str:
    try:
        owner = json.loads(os.pread(handle, 1_000, 0))
        return f"process {int(owner['pid'])} on {str(owner['host'])[:80]}"
    except (ValueError, KeyError, TypeError):
        return "owner unknown"
