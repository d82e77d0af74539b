"""What goes over the pipe between a reader process and its guard.

A frame is a length (four bytes, big-endian) and as many bytes of payload. Payloads are JSON, and
the bytes of a PDF where it has no path. Nothing that comes from a reader process is unpickled or
believed unchecked: the process has handled untrusted input.
"""

from __future__ import annotations

import json
import os
import select
import time
from typing import TYPE_CHECKING, Any, cast

from enacted.types import Block, Box, Extraction, Kind, Outcome, Properties

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

MAX_FRAME = 256 * 2**20
"""Bytes in one frame at the most; some 100,000 pages of text with their boxes."""

_HEADER = 4
_GRACE = 60.0  # seconds for a frame that has begun to end
_CHUNK = 2**20
_BOX = 5  # numbers in a box: page, x0, top, x1, bottom
_KINDS = {kind.value: kind for kind in Kind}
_NUMBERS = frozenset({int, float})
_INTEGERS = frozenset({int})


class FrameError(ValueError):
    """A frame that does not say what it should."""


def pack(message: Mapping[str, object]) -> bytes:
    """JSON bytes of a message; lone surrogates survive."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def unpack(payload: bytes) -> dict[str, Any]:
    """Message in the bytes that :func:`pack` made.

    Raises
    ------
    FrameError
        Where the bytes are no JSON object.
    """
    try:
        message = json.loads(payload.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        raise FrameError(f"a frame of {len(payload):,} bytes that is not JSON") from None
    if not isinstance(message, dict):
        raise FrameError(f"a {type(message).__name__} where an object was expected")
    return message


def to_message(extraction: Extraction) -> dict[str, object]:
    """An extraction as plain lists and values, ready for :func:`pack`."""
    said = extraction.properties
    return {
        "outcome": extraction.outcome.value,
        "pages": extraction.pages,
        "detail": extraction.detail,
        "engine": extraction.engine,
        "properties": [said.title, said.author, said.created, said.modified],
        "limited": extraction.limited,
        "ocr_pages": extraction.ocr_pages,
        "blocks": [_flatten(block) for block in extraction.blocks],
    }


def from_message(message: object) -> Extraction:
    """The extraction that :func:`to_message` flattened, equal to the one that went in.

    Raises
    ------
    FrameError
        Where something is missing or of the wrong type.
    """
    if not isinstance(message, dict):
        raise FrameError(f"a {type(message).__name__} where an extraction was expected")
    try:
        outcome = Outcome(message["outcome"])
        said = _list(message["properties"], size=4)
        return Extraction(
            outcome=outcome,
            blocks=tuple(_block(row) for row in _list(message["blocks"])),
            pages=_integer(message["pages"]),
            detail=_text(message["detail"]),
            engine=_text(message["engine"]),
            properties=Properties(*(_text(value) for value in said)),
            limited=_truth(message["limited"]),
            ocr_pages=_integer(message["ocr_pages"]),
        )
    except KeyError as error:
        raise FrameError(f"an extraction without {error}") from None
    except FrameError:
        raise
    except (ValueError, TypeError) as error:  # an outcome that is not in the list
        raise FrameError(f"an extraction that makes no sense: {error}") from None


def encode(extraction: Extraction) -> bytes:
    """Bytes of an extraction."""
    return pack(to_message(extraction))


def decode(payload: bytes) -> Extraction:
    """The extraction in the bytes that :func:`encode` made; see :func:`from_message`."""
    return from_message(unpack(payload))


def _flatten(block: Block) -> list[object]:
    boxes = [n for box in block.boxes for n in (box.page, box.x0, box.top, box.x1, box.bottom)]
    return [
        block.block,
        block.kind.value,
        block.text,
        block.page,
        boxes,
        list(block.starts),
        block.level,
        block.section,
        block.lead_in,
        list(block.header),
        [list(row) for row in block.cells],
    ]


def _block(row: object) -> Block:
    number, kind, text, page, numbers, starts, level, section, lead_in, header, cells = _list(
        row, size=11
    )
    if kind not in _KINDS:
        raise FrameError(f"{str(kind)[:40]!r} as the kind of a block")
    flat = _numbers(numbers, _NUMBERS)
    if len(flat) % _BOX:
        raise FrameError(f"{len(flat)} numbers where boxes were expected")
    pages = _numbers(flat[::_BOX], _INTEGERS)
    sides = (flat[side::_BOX] for side in range(1, _BOX))
    return Block(
        block=_integer(number),
        kind=_KINDS[kind],
        text=_text(text),
        page=_integer(page),
        boxes=tuple(map(Box, cast("list[int]", pages), *sides)),
        starts=tuple(cast("list[int]", _numbers(starts, _INTEGERS))),
        level=_integer(level),
        section=_text(section),
        lead_in=_integer(lead_in),
        header=tuple(map(_text, _list(header))),
        cells=tuple(tuple(map(_text, _list(each))) for each in _list(cells)),
    )


def _list(value: object, *, size: int | None = None) -> list[object]:
    if not isinstance(value, list):
        raise FrameError(f"a {type(value).__name__} where a list was expected")
    if size is not None and len(value) != size:
        raise FrameError(f"a list of {len(value)} values where {size} were expected")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise FrameError(f"a {type(value).__name__} where text was expected")
    return value


def _integer(value: object) -> int:
    if type(value) is not int:  # a bool is an int to isinstance
        raise FrameError(f"a {type(value).__name__} where a whole number was expected")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise FrameError(f"a {type(value).__name__} where true or false was expected")
    return value


def _numbers(value: object, allowed: frozenset[type]) -> list[float]:
    numbers = _list(value)
    if not allowed.issuperset(map(type, numbers)):
        raise FrameError("something else where numbers were expected")
    return cast("list[float]", numbers)


class Channel:
    """One end of a pair of pipes that carries frames.

    Parameters
    ----------
    reading, writing
        File descriptors; the channel owns them.
    """

    def __init__(self, reading: int, writing: int) -> None:
        self._reading = reading
        self._writing = writing
        self._open = True
        for descriptor in (reading, writing):
            os.set_blocking(descriptor, False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close both pipes; the other end sees the end of the stream."""
        if self._open:
            self._open = False
            os.close(self._reading)
            os.close(self._writing)

    def send(self, *payloads: bytes, timeout: float | None = None) -> None:
        """Write frames, one after the other.

        Raises
        ------
        BrokenPipeError
            Where nobody reads.
        TimeoutError
            Where the other end takes nothing for ``timeout`` seconds.
        """
        for payload in payloads:
            if len(payload) > MAX_FRAME:
                raise FrameError(f"a frame of {len(payload):,} bytes; {MAX_FRAME:,} is the most")
            header = len(payload).to_bytes(_HEADER, "big")
            for part in (header, payload) if len(payload) > _CHUNK else (header + payload,):
                self._write(memoryview(part), timeout)

    def receive(self, *, timeout: float | None = None) -> bytes:
        """Read one frame.

        Raises
        ------
        EOFError
            Where the other end is closed.
        TimeoutError
            Where no frame has begun after ``timeout`` seconds, or one that has begun does not end.
        FrameError
            Where the length is beyond reason.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        length = int.from_bytes(self._read(_HEADER, deadline), "big")
        if deadline is not None:  # a frame that has begun was sent in time, however late we look
            deadline = max(deadline, time.monotonic() + _GRACE)
        if length > MAX_FRAME:
            raise FrameError(f"a frame said to be of {length:,} bytes; {MAX_FRAME:,} is the most")
        return self._read(length, deadline)

    def hung_up(self, *, timeout: float) -> bool:
        """Whether the writer at the other end is gone; waits ``timeout`` seconds to see it."""
        poll = select.poll()
        poll.register(self._reading, 0)
        return bool(poll.poll(timeout * 1_000))

    def _write(self, data: memoryview, timeout: float | None) -> None:
        while data:
            _wait(self._writing, select.POLLOUT, timeout)
            try:
                data = data[os.write(self._writing, data[:_CHUNK]) :]
            except BlockingIOError:  # less room than the poll promised
                time.sleep(0.001)

    def _read(self, size: int, deadline: float | None) -> bytes:
        parts: list[bytes] = []
        while size:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            _wait(self._reading, select.POLLIN, left)
            try:
                part = os.read(self._reading, min(size, _CHUNK))
            except BlockingIOError:
                continue
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _wait(descriptor: int, event: int, timeout: float | None) -> None:
    poll = select.poll()
    poll.register(descriptor, event)
    if not poll.poll(None if timeout is None else timeout * 1_000):
        raise TimeoutError


def channel_pair() -> tuple[Channel, tuple[int, int]]:
    """A channel, and the descriptors (reading, writing) for the process at its other end."""
    down_read, down_write = os.pipe()
    up_read, up_write = os.pipe()
    return Channel(up_read, down_write), (down_read, up_write)
