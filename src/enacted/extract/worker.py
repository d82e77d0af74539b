"""The process in which untrusted PDFs are read: ``python -m enacted.extract.worker``.

Started by :class:`enacted.extract.guard.Guard` and of no use alone. The process sets limits on its
own memory and CPU time, answers one request after another over a pipe pair of its own, and ends
when the guard is gone. Whatever the PDF libraries print goes nowhere near the pipe.
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import resource
import signal
import sys
import threading
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, Protocol

from enacted.errors import ExtractionError
from enacted.extract.wire import MAX_FRAME, Channel, from_message, pack, to_message, unpack
from enacted.types import Extraction, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Read = Callable[..., Extraction | bytes]


class Prepare(Protocol):
    """Makes the function that reads one document, once the settings are known."""

    def __call__(self, settings: Any, password: str | None) -> Read:
        """Import what is needed; ``settings`` has the fields of ``ExtractSettings``."""


_MIB = 2**20
_OCR_WALL, _OCR_CPU = 0.85, 0.6  # parts of the time for a document, after which OCR stops
_WATCH = 2.0  # seconds between two looks at who the parent is


def main() -> None:
    """Serve on the two descriptors that the command line names."""
    serve(Channel(int(sys.argv[1]), int(sys.argv[2])), prepare=_prepare)


def serve(channel: Channel, *, prepare: Prepare) -> None:
    """Answer requests until the guard closes the channel.

    The first frame holds the settings; the answer to it is ``ready``, ``refused`` or ``broken``.
    Every later one names a document (or is followed by a frame with its bytes) and how to read it;
    the answers are ``begun`` and then ``done``, ``failed`` or ``memory``, or ``picture`` followed
    by a frame with a PNG file.
    """
    _be_quiet()
    with channel, contextlib.suppress(EOFError, BrokenPipeError):
        setup = unpack(channel.receive())
        _end_with_parent(channel)
        from enacted.errors import EnactedError

        try:
            # A plain record with the fields of ExtractSettings, which the guard has validated:
            # importing pydantic would double the time to start.
            read = prepare(SimpleNamespace(**setup["settings"]), setup["password"])
        except EnactedError as error:
            channel.send(pack({"refused": str(error)}))
            return
        except Exception as error:  # noqa: BLE001 - a library that is missing or damaged
            channel.send(pack({"broken": f"{type(error).__name__}: {error}"}))
            return
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_FSIZE, _MIB)  # nothing is written here but complaints
        _limit(resource.RLIMIT_AS, setup["memory_mb"] * _MIB)
        channel.send(pack({"ready": True, "peak": _peak(), **_held()}))
        while True:
            request = unpack(channel.receive())
            path = request.pop("path")
            source = channel.receive() if path is None else Path(path)
            _allow_cpu(request["cpu_seconds"])
            channel.send(pack({"begun": True}))
            channel.send(*_answer(read, source, request))


def _prepare(settings: Any, password: str | None) -> Read:
    from enacted.extract import ocr, reader

    ocr.reader(settings)  # refuses a language without data now, not at the first scan
    without: Any = SimpleNamespace(**vars(settings) | {"tables": "off", "ocr": "off"})

    def read(
        source: Path | bytes,
        *,
        pages: Sequence[int] | None,
        engine: Literal["auto", "pdfium", "pdfplumber"],
        plain: bool,
        cpu_seconds: float,
        wall_seconds: float,
        drawn: dict[str, Any] | None = None,
        marked: bool = False,
    ) -> Extraction | bytes:
        if drawn is not None and pages:
            from enacted.extract.draw import draw, mark

            picture = mark if marked else draw
            return picture(source, from_message(drawn), page=pages[0], password=password)
        chosen = without if plain else settings
        # Pages beyond that time stay unread, and the document is not lost for them.
        ocr_reader = ocr.reader(
            chosen, seconds=_OCR_WALL * wall_seconds, cpu_seconds=_OCR_CPU * cpu_seconds
        )
        return reader.read(
            source, settings=chosen, password=password, pages=pages, engine=engine, ocr=ocr_reader
        )

    return read


def _answer(read: Read, source: Path | bytes, request: dict[str, Any]) -> list[bytes]:
    """Frames to send."""
    try:
        found = read(source, **request)
        if isinstance(found, bytes):
            return [pack({"picture": True, **_held()}), found]
        payload = pack({"done": to_message(found), **_held()})
    except MemoryError:
        return [pack({"memory": True})]
    except ExtractionError as error:
        told = Extraction(error.outcome, detail=error.detail)
        return [pack({"done": to_message(told), **_held()})]
    except Exception as error:  # noqa: BLE001 - the guard decides what becomes of the document
        said = " ".join(str(error).split())[:200]
        name = type(error).__name__
        return [pack({"failed": f"{name}: {said}" if said else name})]
    if len(payload) > MAX_FRAME:
        detail = f"its text, with the place of every line, is over {MAX_FRAME // _MIB} MiB long"
        told = Extraction(Outcome.OUT_OF_MEMORY, detail=detail, limited=True)
        return [pack({"done": to_message(told), **_held()})]
    return [payload]


def _be_quiet() -> None:
    """Point standard input and output elsewhere, and silence what libraries say in Python."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")


def _end_with_parent(channel: Channel) -> None:
    """End this process, and Tesseract with it, when the guard dies in the middle of a document.

    A closed pipe tells at once. Where a fork of the guard's process still holds the pipe open, a
    change of parent tells a little later.
    """
    parent = os.getppid()

    def watch() -> None:
        while not channel.hung_up(timeout=_WATCH) and os.getppid() == parent:
            pass
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    threading.stack_size(256 * 1024)
    threading.Thread(target=watch, daemon=True).start()
    threading.stack_size(0)


def _limit(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    # macOS refuses some limits on memory; the guard's limit on time still holds there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (value, value))


def _allow_cpu(seconds: int) -> None:
    """Let this process use ``seconds`` more of CPU time; the kernel ends it when they are gone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    limit = math.ceil(used.ru_utime + used.ru_stime) + seconds
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def _held() -> dict[str, int]:
    """Memory that this process holds, and page faults that it took to hold what it ever did."""
    return {"rss": _rss(), "faults": resource.getrusage(resource.RUSAGE_SELF).ru_minflt}


def _rss() -> int:
    """Bytes of memory resident now; the most there ever were where the system does not say."""
    try:
        with Path("/proc/self/statm").open("rb") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return _peak()


def _peak() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    main()
