"""PDFs that mean harm, or were harmed, through the real reader process."""

from __future__ import annotations

import functools
import io
import math
import zlib
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from enacted.extract.guard import Guard
from enacted.extract.reader import read
from enacted.settings import ExtractSettings, GuardSettings
from enacted.types import Extraction, Outcome
from tests.harmed import MUTATION, mutate

LINES = (
    "The council will set up a citizens' panel by March 2014.",
    "Residents and staff designed the new service together.",
    "We believe that everyone should have a say in their care.",
)


@functools.cache
def intact(*, encrypt: StandardEncryption | None = None) -> bytes:
    buffer = io.BytesIO()
    # Without compression, so that changed bytes reach more than the unpacking of streams.
    page = canvas.Canvas(buffer, encrypt=encrypt, pageCompression=0, invariant=1)
    for number in range(2):
        for line, text in enumerate(LINES):
            page.drawString(72, 700 - 16 * line, f"{text} ({number})")
        page.showPage()
    page.save()
    return buffer.getvalue()


def made_of(*objects: bytes) -> bytes:
    """A PDF of the objects given, numbered from 1."""
    parts, places = [b"%PDF-1.5\n"], []
    for number, body in enumerate(objects, 1):
        places.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = sum(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table))
    parts.append(b"trailer <</Size %d /Root 1 0 R>>\n" % (len(objects) + 1))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % start)
    return b"".join(parts)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d %s>> stream\n%s\nendstream" % (len(data), extra, data)


def billion_laughs(depth: int = 60) -> bytes:
    """A form that draws a form twice, that draws a form twice, and so on."""
    forms = [
        stream(
            b"/X Do /X Do",
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
            % (number + 5),
        )
        for number in range(depth)
    ]
    return made_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</XObject<</X 5 0 R>>>>>>",
        stream(b"/X Do"),
        *forms[:-1],
        stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"),
    )


def inflating(megabytes: int) -> bytes:
    """A page whose content unpacks to so many MiB of spaces."""
    packer = zlib.compressobj(9)
    content = b"".join(packer.compress(b" " * 2**20) for _ in range(megabytes)) + packer.flush()
    return made_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
        stream(content, b"/Filter/FlateDecode"),
    )


@pytest.fixture(scope="module")
def guard():
    with Guard(
        limits=GuardSettings(cpu_seconds=2, wall_seconds=60, memory_mb=700),
        settings=ExtractSettings(ocr="off"),
    ) as guard:
        yield guard


def text_of(extraction: Extraction) -> str:
    return " ".join(block.text for block in extraction.blocks)


def sound(extraction: Extraction) -> Extraction:
    """What must hold of every result."""
    assert isinstance(extraction.outcome, Outcome)
    assert bool(extraction.blocks) <= extraction.outcome.has_text
    assert extraction.detail or extraction.outcome is Outcome.OK
    assert "\n" not in extraction.detail
    assert "Traceback" not in extraction.detail
    for block in extraction.blocks:
        block.text.encode()
        assert len(block.starts) == len(block.boxes)
        for box in block.boxes:
            assert all(map(math.isfinite, (box.x0, box.top, box.x1, box.bottom)))
    return extraction


def test_an_intact_document_is_read(guard):
    result = sound(guard.extract_one(intact()))
    assert result.outcome is Outcome.OK
    assert result.detail == ""
    assert result.pages == 2
    for line in LINES:
        assert text_of(result).count(line) == 2


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        (b"", {Outcome.EMPTY}),
        (b"hello", {Outcome.NOT_PDF}),
        (b"<!doctype html><title>404</title>", {Outcome.NOT_PDF}),
        (b"PK\x03\x04" + bytes(2_000), {Outcome.NOT_PDF}),
        (b"%PDF-1.7\n", {Outcome.DAMAGED}),
        (intact()[:300], {Outcome.DAMAGED}),
        (made_of(b"<</Type/Catalog>>"), {Outcome.DAMAGED, Outcome.NO_TEXT}),
        (inflating(1), {Outcome.NO_TEXT}),
        (
            intact(encrypt=StandardEncryption("user", ownerPassword="owner", strength=128)),
            {Outcome.ENCRYPTED},
        ),
    ],
)
def test_what_cannot_be_read_says_why(guard, source, outcome):
    result = sound(guard.extract_one(source))
    assert result.outcome in outcome
    assert result.detail


def test_a_document_does_not_inherit_the_password_of_the_one_before(guard):
    # PDFium sets no error for a file without pages; the last one must not stand in for it.
    no_pages = made_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    locked = intact(encrypt=StandardEncryption("user", ownerPassword="owner", strength=128))
    assert guard.extract_one(locked).outcome is Outcome.ENCRYPTED
    assert sound(guard.extract_one(no_pages)).outcome is Outcome.DAMAGED


def test_a_file_that_is_not_there(guard, tmp_path):
    result = sound(guard.extract_one(tmp_path / "gone.pdf"))
    assert result.outcome is Outcome.MISSING


def test_a_folder_is_no_document(guard, tmp_path):
    assert not sound(guard.extract_one(tmp_path)).outcome.has_text


def test_a_password_opens(tmp_path):
    locked = intact(encrypt=StandardEncryption("user", ownerPassword="owner", strength=128))
    opened = {}
    for password in ("user", "owner", "wrong"):
        with Guard(
            limits=GuardSettings(), settings=ExtractSettings(ocr="off"), password=password
        ) as guard:
            opened[password] = sound(guard.extract_one(locked))
    assert LINES[0] in text_of(opened["user"])
    assert LINES[0] in text_of(opened["owner"])
    assert opened["wrong"].outcome is Outcome.ENCRYPTED


def test_every_engine_knows_a_locked_document():
    locked = intact(encrypt=StandardEncryption("user", ownerPassword="owner", strength=128))
    engines: tuple[Literal["auto", "pdfium", "pdfplumber"], ...] = ("auto", "pdfium", "pdfplumber")
    for engine in engines:
        assert read(locked, settings=ExtractSettings(), engine=engine).outcome is Outcome.ENCRYPTED


def test_an_empty_user_password_needs_none(guard):
    open_to_all = intact(encrypt=StandardEncryption("", ownerPassword="owner", canCopy=0))
    assert LINES[0] in text_of(guard.extract_one(open_to_all))


def test_pages_may_be_chosen(guard):
    result = guard.extract_one(intact(), pages=[2])
    assert "(1)" in text_of(result)
    assert "(0)" not in text_of(result)
    assert result.pages == 2


@pytest.mark.parametrize("bomb", [billion_laughs(), inflating(900)], ids=["laughs", "inflating"])
def test_a_bomb_changes_nothing_for_its_siblings(guard, tmp_path, bomb):
    paths = [tmp_path / f"{number}.pdf" for number in range(5)]
    for path, source in zip(
        paths, [intact(), b"hello", bomb, intact()[:-200], intact()], strict=True
    ):
        path.write_bytes(source)
    with_bomb = [sound(result) for result in guard.extract(paths)]
    without = list(guard.extract(paths[:2] + paths[3:]))
    assert not with_bomb[2].outcome.has_text
    assert with_bomb[2].detail
    assert with_bomb[:2] + with_bomb[3:] == without


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(mutations=st.lists(MUTATION, min_size=1, max_size=6))
def test_a_harmed_document_harms_nobody(guard, mutations):
    sound(guard.extract_one(mutate(intact(), mutations)))


def test_after_all_that_an_intact_document_is_read_as_before(guard):
    with Guard(limits=GuardSettings(), settings=ExtractSettings(ocr="off")) as fresh:
        assert guard.extract_one(intact()) == fresh.extract_one(intact())
