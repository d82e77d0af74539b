"""One writer a run target: an advisory lock that dies with its owner."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
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
        except (BlockingIOError, PermissionError):
            raise LockedError(
                f"{folder}: another run is writing here ({_owner(handle)}): "
                "wait for it, or choose another --out"
            ) from None
        except OSError as error:
            raise OutputError(
                f"{folder}: its file system knows no locks ({error.strerror}), so two runs could "
                "write there at once: choose an --out on another"
            ) from None
        since = datetime.now(UTC).isoformat(timespec="seconds")
        owner = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
        # On a full disk the lock holds all the same, and `enacted clean` is wanted most.
        with suppress(OSError):
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(owner).encode(), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def holder(folder: Path) -> str:
    """Who holds the lock, in words; empty where nobody does."""
    try:
        handle = os.open(folder / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return _owner(handle)
    except OSError:
        return ""
    finally:
        os.close(handle)
    return ""


def _owner(handle: int) -> str:
    try:
        owner = json.loads(os.pread(handle, 1_000, 0))
        pid, host, since = int(owner["pid"]), owner["host"], owner["since"]
        # Whoever may write there may have written anything.
        told = " ".join(f"process {pid} on {host!s:.80}, since {since!s:.25}".split())
        return told if told.isprintable() else "owner unknown"
    except (OSError, ValueError, KeyError, TypeError):
        return "owner unknown"
