"""One reader process as its guard sees it: start, ask, answer, post mortem."""

from __future__ import annotations

import contextlib
import os
import signal
import site
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from enacted.errors import EnactedError, SettingsError
from enacted.extract.wire import FrameError, channel_pair, from_message, pack, to_message, unpack
from enacted.types import Extraction, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enacted.settings import ExtractSettings, GuardSettings

_START = 120.0  # seconds for a process to say that it is ready, on a very busy machine
_DOCUMENTS = 250  # after so many a fresh process, for what libraries leak
_SWOLLEN = 0.25  # or when so much of its memory is resident between two documents
_MEMORY = 0.5  # a process that dies with so much of its memory in use dies of memory
_MIB = 2**20
_PAGE = os.sysconf("SC_PAGE_SIZE")
_ABORTS = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL})  # what a library may call
_PASSED_ON = (
    "PATH",
    "HOME",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "PYTHONHOME",
    "TESSDATA_PREFIX",
)


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read: its path or its bytes, and the pages of it, or all.

    Attributes
    ----------
    drawn
        What was read of it before: draw that on the first of the pages, and read nothing.
    marked
        Draw it as a place that is marked, not block by block.
    """

    source: Path | bytes
    pages: tuple[int, ...] | None = None
    drawn: Extraction | None = None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """A way of reading a document.

    Attributes
    ----------
    plain
        Without tables and OCR.
    share
        Part of the limits on time that it may use.
    """

    name: str
    engine: str
    plain: bool = False
    share: float = 1.0


FIRST = Attempt("the reader", engine="auto")


@dataclass(frozen=True, slots=True)
class Loss:
    """An attempt that gave nothing.

    Attributes
    ----------
    reason
        What it did, to be read after its name.
    at_fault
        Whether the document did it, as far as can be told, and nothing outside.
    """

    outcome: Outcome
    name: str
    reason: str
    at_fault: bool = True


class Reader:
    """A reader process and the channel to it.

    Parameters
    ----------
    command
        What to start; two file descriptors are added at the end, to read from and to write to.

    Raises
    ------
    EnactedError
        Where the process cannot be started: from here or from :meth:`ask`, which waits for it.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        limits: GuardSettings,
        settings: ExtractSettings,
        password: str | None,
    ) -> None:
        self._limits = limits
        self._command = tuple(command)
        self._documents = 0
        self._resident = 0  # bytes, after the last document
        self._peak_before = 0  # bytes, before the first document
        self._touched = 0  # bytes, up to the end of the last document
        self._attempt = FIRST
        self._drawing = False
        self._cpu_seconds = 0
        self._deadline = 0.0
        self._ready = False
        self._alive = True
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._channel, theirs = channel_pair()
        try:
            self._process = subprocess.Popen(
                [*command, *map(str, theirs)],
                stdin=subprocess.DEVNULL,
                stdout=self._noise,
                stderr=self._noise,
                pass_fds=theirs,
                env=_environment(),
                process_group=0,  # Ctrl-C is the guard's to handle; what it starts ends with it
            )
        except OSError as error:
            self._channel.close()
            self._noise.close()
            raise EnactedError(
                f"the process that reads PDFs cannot be started: {command[0]}: {error.strerror}"
            ) from None
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        setup = {
            "settings": settings.model_dump(mode="json"),
            "password": password,
            "memory_mb": limits.memory_mb,
        }
        try:
            self._channel.send(pack(setup), timeout=_START)
        except OSError:
            raise self._unstartable() from None

    @property
    def spent(self) -> bool:
        """Whether the process is dead or should make way for a fresh one."""
        return (
            not self._alive
            or self._documents >= _DOCUMENTS
            or self._resident > _SWOLLEN * self._limits.memory_mb * _MIB
        )

    def ask(self, job: Job, attempt: Attempt) -> None:
        """Send a request; :meth:`answer` fetches what comes of it.

        Raises
        ------
        OSError
            Where the process has died since the last document.
        EnactedError
            Where it could not be started.
        SettingsError
            Where it cannot work with a setting.
        """
        if not self._ready:
            self._await_ready()
        if isinstance(job.source, Path):
            # The reader's working directory is the one that the guard had at the start.
            path, frames = os.path.abspath(job.source), []  # noqa: PTH100 - no links resolved
        else:
            path, frames = None, [job.source]
        wall_seconds = max(1.0, self._limits.wall_seconds * attempt.share)
        self._attempt = attempt
        self._drawing = job.drawn is not None
        self._cpu_seconds = max(1, round(self._limits.cpu_seconds * attempt.share))
        request: dict[str, object] = {
            "path": path,
            "pages": job.pages,
            "engine": attempt.engine,
            "plain": attempt.plain,
            "cpu_seconds": self._cpu_seconds,
            "wall_seconds": wall_seconds,
        }
        if job.drawn is not None:
            request["drawn"] = to_message(job.drawn)
            request["marked"] = job.marked
        self._channel.send(pack(request), *frames, timeout=_START)
        self._documents += 1
        self._deadline = time.monotonic() + wall_seconds

    def answer(self) -> Extraction | Loss:
        """What came of the last request; after a loss the process is gone."""
        found = self._hear()
        assert not isinstance(found, bytes)  # noqa: S101 - nothing was to be drawn
        return found

    def picture(self) -> bytes | Extraction | Loss:
        """The PNG file that was asked for, or an extraction without text that says why not."""
        return self._hear()

    def _hear(self) -> bytes | Extraction | Loss:
        begun = False
        try:
            while True:
                left = max(0.0, self._deadline - time.monotonic())
                message = unpack(self._channel.receive(timeout=left))
                if "done" in message:
                    self._resident = int(message["rss"])
                    self._touched = int(message["faults"]) * _PAGE
                    return from_message(message["done"])
                if "picture" in message and self._drawing:
                    self._resident = int(message["rss"])
                    self._touched = int(message["faults"]) * _PAGE
                    return _png(self._channel.receive(timeout=_START))
                if "begun" not in message:
                    break
                begun = True
            if "memory" in message:
                loss = self._out_of_memory()
            else:
                loss = self._loss(Outcome.CRASHED, f"failed ({message['failed']})")
        except EOFError:
            return self._post_mortem(begun=begun)
        except TimeoutError:
            seconds = self._limits.wall_seconds * self._attempt.share
            loss = self._loss(Outcome.TIMEOUT, f"did not end within {seconds:,.0f} seconds")
        except (FrameError, KeyError, TypeError, ValueError, OSError):
            loss = self._loss(Outcome.CRASHED, "gave an answer that makes no sense")
        self.kill()
        return loss

    def kill(self) -> tuple[int, int, int]:
        """End the process and all that it has started.

        Returns
        -------
        tuple
            Its exit status, negative for a signal; the most memory it ever held, in bytes; and the
            bytes of memory that it came to touch, those that it gave back among them.
        """
        if not self._alive:
            return self._process.returncode, 0, 0
        self._alive = False
        # A process that has ended by itself keeps its own status, whatever is sent to it now;
        # macOS then says that this is not permitted.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._channel.close()
        self._noise.close()
        try:
            _, status, usage = os.wait4(self._process.pid, 0)
        except ChildProcessError:  # the caller lets the system bury its children
            self._process.returncode = 0
            return 0, 0, 0
        self._process.returncode = os.waitstatus_to_exitcode(status)
        peak = usage.ru_maxrss * (1 if _MACOS else 1024)
        return self._process.returncode, peak, usage.ru_minflt * _PAGE

    def _await_ready(self) -> None:
        try:
            message = unpack(self._channel.receive(timeout=_START))
        except (EOFError, OSError, FrameError):
            raise self._unstartable() from None
        if "refused" in message:
            self.kill()
            raise SettingsError(str(message["refused"]))
        peak, faults = message.get("peak"), message.get("faults")
        if not (isinstance(peak, int) and isinstance(faults, int)):
            raise self._unstartable(message.get("broken"))
        self._peak_before, self._touched = peak, faults * _PAGE
        self._ready = True

    def _unstartable(self, why: object = None) -> EnactedError:
        self._noise.seek(0, os.SEEK_END)
        self._noise.seek(max(0, self._noise.tell() - 4_096))
        said = self._noise.read().decode("utf-8", "replace").strip().splitlines()
        self.kill()
        why = " ".join(str(why or said[-1] if why or said else "it said nothing").split())
        return EnactedError(
            f"the process that reads PDFs ends at its start: {why[:200]}; "
            f"to see more, run: {' '.join(self._command)} 0 1"
        )

    def _post_mortem(self, *, begun: bool) -> Loss:
        status, peak, touched = self.kill()
        name = _SIGNALS.get(-status, f"exit status {status}")
        if not begun:
            return self._loss(Outcome.CRASHED, f"ended before it began ({name})", at_fault=False)
        if status == -signal.SIGXCPU:
            reason = f"ran out of its {self._cpu_seconds:,} CPU seconds"
            return self._loss(Outcome.TIMEOUT, reason)
        if status in {-signal.SIGKILL, -signal.SIGTERM}:
            reason = "was killed from outside, most likely because the machine ran out of memory"
            return self._loss(Outcome.OUT_OF_MEMORY, reason, at_fault=False)
        much = _MEMORY * self._limits.memory_mb * _MIB
        if peak > self._peak_before:
            if peak > much:
                return self._out_of_memory()
        # Linux counts what the parent held at the fork as if the process had held it. Where that
        # hides the peak, an abort after this document took much memory speaks for itself.
        elif -status in _ABORTS and touched - self._touched > much:
            return self._out_of_memory()
        return self._loss(Outcome.CRASHED, f"crashed ({name})")

    def _loss(self, outcome: Outcome, reason: str, *, at_fault: bool = True) -> Loss:
        return Loss(outcome, self._attempt.name, reason, at_fault)

    def _out_of_memory(self) -> Loss:
        reason = f"ran out of its {self._limits.memory_mb:,} MiB of memory"
        return self._loss(Outcome.OUT_OF_MEMORY, reason)


def _png(picture: bytes) -> bytes:
    if not picture.startswith(b"\x89PNG\r\n\x1a\n"):
        raise FrameError(f"{len(picture):,} bytes that are no PNG file")
    return picture


_SIGNALS = {int(each): each.name for each in signal.Signals}
_MACOS = sys.platform == "darwin"


def _environment() -> dict[str, str]:
    """The little that a reader process needs to know of the world."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return kept | {
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "0",  # the same order of everything in every process
        "PYTHONPATH": os.pathsep.join(_python_path()),
        # One thread and one heap: less address space, and the cores belong to other readers.
        "OMP_THREAD_LIMIT": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
    }


def _python_path() -> list[str]:
    """Where the process finds this package, though it was not installed."""
    path = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    root = str(Path(__file__).resolve().parents[2])
    # Before the standard library on the path, a folder of other packages could hide parts of it.
    if root not in {*path, *site.getsitepackages(), site.getusersitepackages()}:
        path.append(root)
    return path
