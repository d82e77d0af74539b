from __future__ import annotations

import contextlib
import os
import threading
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.extract import wire
from enacted.extract.wire import Channel, FrameError, channel_pair, decode, encode, pack, unpack
from enacted.types import Block, Box, Extraction, Kind, Outcome, Properties

# Any string that Python can hold, lone surrogates and control characters included.
TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)
WHOLE = st.integers(-(2**40), 2**40)
POINTS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1000, 1000)
BOXES = st.builds(Box, page=WHOLE, x0=POINTS, top=POINTS, x1=POINTS, bottom=POINTS)
BLOCKS = st.builds(
    Block,
    block=WHOLE,
    kind=st.sampled_from(Kind),
    text=TEXT,
    page=WHOLE,
    boxes=st.lists(BOXES, max_size=4).map(tuple),
    starts=st.lists(WHOLE, max_size=4).map(tuple),
    level=WHOLE,
    section=TEXT,
    lead_in=WHOLE,
    header=st.lists(TEXT, max_size=3).map(tuple),
    cells=st.lists(st.lists(TEXT, max_size=3).map(tuple), max_size=3).map(tuple),
)
EXTRACTIONS = st.builds(
    Extraction,
    outcome=st.sampled_from(Outcome),
    blocks=st.lists(BLOCKS, max_size=4).map(tuple),
    pages=WHOLE,
    detail=TEXT,
    engine=TEXT,
    properties=st.builds(Properties, TEXT, TEXT, TEXT, TEXT),
    limited=st.booleans(),
    ocr_pages=WHOLE,
)
ONE = Extraction(
    Outcome.PARTIAL,
    blocks=(
        Block(
            block=0,
            kind=Kind.LIST_ITEM,
            text="first line second line",
            page=3,
            boxes=(Box(3, 1.5, 2, 3.25, 4), Box(4, 0.1, 0.2, 0.30000000000000004, 1e-9)),
            starts=(0, 11),
            level=2,
            section="1 Aims > Next",
            lead_in=7,
        ),
    ),
    pages=12,
    detail="page 5 could not be read",
    engine="pdfium+tesseract",
    properties=Properties("Title", "Author", "D:20120315", "D:2013"),
    limited=True,
    ocr_pages=2,
)


@given(EXTRACTIONS)
def test_what_comes_out_is_what_went_in(extraction):
    again = decode(encode(extraction))
    assert again == extraction
    assert encode(again) == encode(extraction)


def test_floats_survive_to_the_last_bit():
    assert decode(encode(ONE)) == ONE


def message(**changed: object) -> dict[str, Any]:
    return unpack(encode(ONE)) | changed


def block(position: int, value: object) -> dict[str, Any]:
    row = message()["blocks"][0]
    row[position] = value
    return {"blocks": [row]}


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": "fine"},
        {"outcome": None},
        {"outcome": ["ok"]},
        {"pages": "12"},
        {"pages": 1.0},
        {"pages": True},
        {"detail": None},
        {"engine": 1},
        {"properties": []},
        {"properties": ["a", "b", "c", 4]},
        {"properties": {"title": "a"}},
        {"limited": 1},
        {"limited": None},
        {"ocr_pages": "1"},
        {"blocks": None},
        {"blocks": {}},
        {"blocks": [[]]},
        {"blocks": ["123456789"]},
        block(0, "0"),
        block(1, "essay"),
        block(1, ["paragraph"]),
        block(2, None),
        block(3, None),
        block(4, [1, 2, 3]),
        block(4, [1.5, 2, 3, 4, 5]),
        block(4, [1, 2, 3, 4, None]),
        block(4, [1, 2, 3, 4, "5"]),
        block(4, [True, 2, 3, 4, 5]),
        block(4, 5),
        block(5, [0.5]),
        block(5, ["0"]),
        block(6, []),
        block(7, 1),
        block(8, None),
    ],
)
def test_a_malformed_extraction_is_refused(changed):
    with pytest.raises(FrameError):
        decode(pack(message(**changed)))


@pytest.mark.parametrize("missing", sorted(message()))
def test_a_missing_part_is_refused_by_name(missing):
    without = {key: value for key, value in message().items() if key != missing}
    with pytest.raises(FrameError, match=missing):
        decode(pack(without))


@pytest.mark.parametrize(
    "payload", [b"", b"{", b"[]", b"3", b"null", b"\xff", b'"ok"', b"[" * 200_000]
)
def test_what_is_no_object_is_refused(payload):
    with pytest.raises(FrameError):
        unpack(payload)


@given(st.binary(max_size=60), st.integers(0, len(encode(ONE))))
def test_mangled_bytes_never_do_anything_but_refuse(noise, place):
    whole = encode(ONE)
    with contextlib.suppress(FrameError):
        decode(whole[:place] + noise + whole[place + len(noise) :])


def pair() -> tuple[Channel, Channel]:
    """Two channels that speak to each other."""
    ours, (reading, writing) = channel_pair()
    return ours, Channel(reading, writing)


def test_frames_arrive_whole_and_in_order():
    payloads = [b"", b"a", bytes(range(256)) * 20_000, b"end"]
    ours, theirs = pair()
    with ours, theirs:
        sender = threading.Thread(target=ours.send, args=payloads)
        sender.start()
        assert [theirs.receive(timeout=20) for _ in payloads] == payloads
        sender.join()


def test_the_end_of_the_stream_is_seen():
    ours, theirs = pair()
    with theirs:
        assert not theirs.hung_up(timeout=0)
        ours.send(b"last")
        ours.close()
        ours.close()  # twice does no harm
        assert theirs.hung_up(timeout=5)
        assert theirs.receive() == b"last"
        with pytest.raises(EOFError):
            theirs.receive()
        with pytest.raises(BrokenPipeError):
            theirs.send(b"too late")


def test_a_stream_that_ends_within_a_frame_is_at_its_end():
    ours, (reading, writing) = channel_pair()
    with ours:
        os.write(writing, b"\x00\x00\x00\x09half")
        os.close(writing)
        os.close(reading)
        with pytest.raises(EOFError):
            ours.receive(timeout=5)


def test_silence_times_out():
    ours, theirs = pair()
    with ours, theirs:
        with pytest.raises(TimeoutError):
            ours.receive(timeout=0.01)
        with pytest.raises(TimeoutError):  # more than the pipe holds, and nobody reads
            ours.send(bytes(10 * 2**20), timeout=0.01)


def test_what_stands_in_the_pipe_is_read_after_the_deadline():
    ours, theirs = pair()
    with ours, theirs:
        sender = threading.Thread(target=theirs.send, args=[bytes(3 * 2**20)])
        sender.start()
        time.sleep(0.1)
        assert len(ours.receive(timeout=0)) == 3 * 2**20
        sender.join()


def test_a_frame_that_never_ends_times_out(monkeypatch):
    monkeypatch.setattr(wire, "_GRACE", 0.05)
    ours, (reading, writing) = channel_pair()
    with ours, Channel(reading, writing):
        os.write(writing, b"\x00\x00\x00\x09half")
        with pytest.raises(TimeoutError):
            ours.receive(timeout=0)


def test_a_length_beyond_reason_is_refused():
    ours, (reading, writing) = channel_pair()
    with ours, Channel(reading, writing) as theirs:
        os.write(writing, b"\xff\xff\xff\xff")
        with pytest.raises(FrameError, match="4,294,967,295 bytes"):
            ours.receive(timeout=5)
        with pytest.raises(FrameError, match="is the most"):
            theirs.send(bytes(wire.MAX_FRAME + 1))
