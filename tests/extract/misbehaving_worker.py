"""A reader process that does what the document says: started by the tests of the guard."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enacted.errors import SettingsError
from enacted.extract.wire import Channel
from enacted.extract.worker import serve
from enacted.types import Block, Extraction, Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable


def read(
    source: Path | bytes,
    *,
    pages: list[int] | None,
    engine: str,
    plain: bool,
    settings: Any,
    password: str | None,
) -> Extraction | bytes:
    raw = source if isinstance(source, bytes) else Path(source).read_bytes()
    orders = raw.decode()
    # "auto: crash" is an order for the first attempt only, "pdfium: crash" for the first two.
    for obedient in ("auto", "pdfium"):
        if orders.startswith(f"{obedient}: "):
            deaf = engine == "pdfplumber" or (obedient == "auto" and plain)
            orders = "say rescued" if deaf else orders.partition(": ")[2]
    order, _, argument = orders.partition(" ")
    match order:
        case "crash":
            os.abort()
        case "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(3)
        case "hang":
            time.sleep(600)
        case "child":
            Path(argument).write_text(str(subprocess.Popen(["sleep", "600"]).pid))
            time.sleep(600)
        case "pid":
            Path(argument).write_text(str(os.getpid()))
            time.sleep(600)
        case "spin":
            while True:
                sum(range(100_000))
        case "swell":
            held = []
            while True:
                held.append(bytearray(16 * 2**20))
        case "swell-c":  # as a library does that aborts where it gets no memory
            held = []
            try:
                while True:
                    held.append(bytearray(16 * 2**20))
            except MemoryError:
                os.abort()
        case "hold":
            globals()["kept"] = bytearray(int(argument) * 2**20)
        case "killed-once":
            if not Path(argument).exists():
                Path(argument).touch()
                os.kill(os.getpid(), signal.SIGKILL)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            raise KeyError(argument)
        case "garbage":
            os.write(int(sys.argv[2]), bytes.fromhex(argument))
            time.sleep(600)
        case "nonsense":
            return Extraction(outcome="fine")  # type: ignore[arg-type]
        case "print":
            os.write(1, b"noise " * 50_000)
            os.write(2, b"noise " * 50_000)
        case "large":
            return said("x" * int(argument) * 2**20, engine)
        case "picture":
            return bytes.fromhex(argument)
        case "outcome":
            return Extraction(Outcome(argument), detail="as told")
    return said(
        f"{argument} pages={pages} password={password} dpi={settings.ocr_dpi}", engine, os.getpid()
    )


def said(text: str, engine: str, pages: int = 1) -> Extraction:
    return Extraction(
        Outcome.OK,
        blocks=(Block(block=0, kind=Kind.PARAGRAPH, text=text, page=1),),
        pages=pages,
        engine="pdfium+pdfplumber" if engine == "auto" else engine,
    )


def prepare(settings: Any, password: str | None) -> Callable[..., Extraction | bytes]:
    if settings.ocr_language == "tlh":
        raise SettingsError("no data for tlh")
    return lambda source, *, pages, engine, plain, **limits: read(
        source, pages=pages, engine=engine, plain=plain, settings=settings, password=password
    )


if __name__ == "__main__":
    channel = Channel(int(sys.argv[1]), int(sys.argv[2]))
    serve(channel, prepare=prepare)
