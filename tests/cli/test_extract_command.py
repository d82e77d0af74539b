"""What ``enacted extract`` does beyond files and formats: pages, standard input, drawing."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from enacted.cli import invoke
from enacted.pipeline import files as one_off
from tests.drawn import MARGIN, Drawing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def numbered(pages: int, *, encrypt: str | None = None) -> bytes:
    drawing = Drawing(encrypt=encrypt)
    for number in range(1, pages + 1):
        drawing.text(MARGIN, 80, f"Chapter {'ABCDEFGHIJ'[number - 1]}", size=18)
        drawing.body()
        drawing.next_page()
    return drawing.bytes()


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "plan.pdf"
    path.write_bytes(numbered(4))
    return path


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Put bytes on standard input."""

    def give(content: bytes) -> None:
        stream = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", stream)

    return give


def pages_in(jsonl: bytes) -> list[int]:
    return sorted({json.loads(line)["page"] for line in jsonl.splitlines()})


class TestPages:
    @pytest.mark.parametrize(
        ("asked", "pages"), [("2", [2]), ("3-4", [3, 4]), ("1,3-", [1, 3, 4]), ("2-2,1", [1, 2])]
    )
    def test_those_asked_for_are_read(
        self, pdf: Path, asked: str, pages: list[int], capsysbinary: pytest.CaptureFixture[bytes]
    ):
        assert invoke(["extract", str(pdf), "--pages", asked, "--format", "jsonl"]) == 0
        shown = capsysbinary.readouterr()
        assert pages_in(shown.out) == pages
        assert shown.err == b""

    def test_those_beyond_the_end_are_named(
        self, pdf: Path, capsysbinary: pytest.CaptureFixture[bytes]
    ):
        assert invoke(["extract", str(pdf), "--pages", "4-9", "--format", "jsonl"]) == 0
        shown = capsysbinary.readouterr()
        assert pages_in(shown.out) == [4]
        assert b"ok: pages 5-9 are beyond the end: the file has 4 pages" in shown.err

    def test_only_pages_beyond_the_end(self, pdf: Path, capsysbinary: pytest.CaptureFixture[bytes]):
        assert invoke(["extract", str(pdf), "--pages", "9"]) == 1
        shown = capsysbinary.readouterr()
        assert shown.out == b""
        assert shown.err.strip().endswith(
            b"no_text: page 9 is beyond the end: the file has 4 pages"
        )

    def test_a_limit_on_pages_counts_for_those_asked_for_only(
        self,
        pdf: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsysbinary: pytest.CaptureFixture[bytes],
    ):
        monkeypatch.setenv("ENACTED_EXTRACT__MAX_PAGES", "2")
        assert invoke(["extract", str(pdf), "--pages", "1-2"]) == 0
        assert capsysbinary.readouterr().err == b""
        assert invoke(["extract", str(pdf), "--pages", "2-", "--format", "jsonl"]) == 0
        shown = capsysbinary.readouterr()
        assert pages_in(shown.out) == [2]
        assert b"partial: only the first 2 of 4 pages were read" in shown.err


class TestStandardInput:
    @pytest.mark.parametrize("place", ["first", "last"])
    def test_a_document_on_standard_input(
        self,
        place: str,
        give: Callable[[bytes], None],
        capsysbinary: pytest.CaptureFixture[bytes],
    ):
        give(numbered(3))
        options = ["--format", "jsonl", "--pages", "2-"]
        arguments = ["-", *options] if place == "first" else [*options, "-"]
        assert invoke(["extract", *arguments]) == 0
        out = capsysbinary.readouterr().out
        assert {json.loads(line)["path"] for line in out.splitlines()} == {"-"}
        assert pages_in(out) == [2, 3]

    def test_beside_a_file(
        self, pdf: Path, give: Callable[[bytes], None], capsysbinary: pytest.CaptureFixture[bytes]
    ):
        give(b"no document")
        assert invoke(["extract", "-", str(pdf), "--format", "jsonl"]) == 1
        shown = capsysbinary.readouterr()
        assert {json.loads(line)["path"] for line in shown.out.splitlines()} == {str(pdf)}
        assert b"enacted: -: not_pdf: " in shown.err

    def test_parquet_knows_the_document_by_its_bytes(
        self, pdf: Path, give: Callable[[bytes], None], capsysbinary: pytest.CaptureFixture[bytes]
    ):
        give(pdf.read_bytes())
        assert invoke(["extract", "-", "--format", "parquet"]) == 0
        piped = pq.read_table(io.BytesIO(capsysbinary.readouterr().out))
        assert invoke(["extract", str(pdf), "--format", "parquet"]) == 0
        named = pq.read_table(io.BytesIO(capsysbinary.readouterr().out))
        assert piped.equals(named)
        assert piped.num_rows > 4

    def test_a_locked_one(
        self, give: Callable[[bytes], None], capsysbinary: pytest.CaptureFixture[bytes]
    ):
        give(numbered(1, encrypt="sesame"))
        assert invoke(["extract", "-", "--password", "sesame"]) == 0
        assert b"Chapter A" in capsysbinary.readouterr().out

    def test_nothing_there(
        self, give: Callable[[bytes], None], capsysbinary: pytest.CaptureFixture[bytes]
    ):
        give(b"")
        assert invoke(["extract", "-"]) == 1
        assert b"enacted: -: empty: " in capsysbinary.readouterr().err

    def test_too_much_is_refused(
        self,
        give: Callable[[bytes], None],
        monkeypatch: pytest.MonkeyPatch,
        capsysbinary: pytest.CaptureFixture[bytes],
    ):
        monkeypatch.setattr(one_off, "MAX_FRAME", 2**20)
        give(bytes(2**20 + 1))
        assert invoke(["extract", "-"]) == 2
        shown = capsysbinary.readouterr()
        assert shown.out == b""
        assert b"more than 1 MiB on standard input: save it as a file" in shown.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plan.pdf", "--pages", "4-2"], "'4-2' runs backwards: write 2-4"),
        (["plan.pdf", "--pages", "two"], "no page range: write pages from 1 as in 3,5-9,12-"),
        (["-", "-"], "standard input can be read only once"),
        (["plan.pdf", "--pagess", "2"], "unknown option --pagess"),
    ],
)
def test_wrong_use_is_one_line_and_2(
    pdf: Path,
    arguments: Sequence[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(pdf.parent)
    assert invoke(["extract", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in shown.err
    assert len(shown.err.splitlines()) == 1


def test_a_file_may_be_named_like_an_option(
    pdf: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
):
    monkeypatch.chdir(pdf.parent)
    Path("-odd.pdf").write_bytes(pdf.read_bytes())
    assert invoke(["extract", "./-odd.pdf"]) == 0
    assert b"Chapter A" in capsysbinary.readouterr().out


class TestDraw:
    def test_a_picture_instead_of_the_text(
        self, pdf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ):
        to = tmp_path / "page.png"
        assert invoke(["extract", str(pdf), "--draw", "2", str(to)]) == 0
        assert capsys.readouterr().out == f"{to}\n"
        assert to.read_bytes().startswith(b"\x89PNG")

    def test_beside_the_text(
        self, tmp_path: Path, give: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
    ):
        give(numbered(3, encrypt="sesame"))
        picture, text = tmp_path / "page.PNG", tmp_path / "text.txt"
        options = ["--password", "sesame", "--to", str(text), "--pages", "2-3"]
        assert invoke(["extract", "-", "--draw", "3", str(picture), *options]) == 0
        assert "Chapter B" in text.read_text(encoding="utf-8")
        assert "Chapter A" not in text.read_text(encoding="utf-8")
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert capsys.readouterr().err.startswith("next: look at ")

    @pytest.mark.parametrize(
        ("arguments", "message", "code"),
        [
            (["--draw", "5", "x.png"], "plan.pdf: page 5 is beyond the end: the file has 4", 1),
            (["--draw", "0", "x.png"], "page 0 cannot be drawn: it is not among the pages", 2),
            (["--draw", "1", "x.png", "--pages", "2-"], "page 1 cannot be drawn", 2),
            (["--draw", "1", "x.jpg"], "a name that ends in .png", 2),
            (["--draw", "1", "no/x.png"], "no/x.png: cannot be written", 2),
            (["plan.pdf", "--draw", "1", "x.png"], "--draw takes one PDF", 2),
            (["--draw", "one", "x.png"], 'convert "one" into int', 2),
        ],
    )
    def test_wrong_use(
        self,
        pdf: Path,
        arguments: list[str],
        message: str,
        code: int,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ):
        monkeypatch.chdir(pdf.parent)
        assert invoke(["extract", "plan.pdf", *arguments]) == code
        shown = capsys.readouterr()
        assert shown.out == ""
        assert message in shown.err
        assert len(shown.err.splitlines()) == 1
        assert not Path("x.png").exists()

    def test_a_file_that_cannot_be_read(
        self, tmp_path: Path, give: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
    ):
        give(b"%PDF-1.7\nnothing")
        assert invoke(["extract", "-", "--draw", "1", str(tmp_path / "x.png")]) == 1
        shown = capsys.readouterr()
        assert shown.err.startswith("enacted: -: damaged: ")
        assert len(shown.err.splitlines()) == 1
        assert not (tmp_path / "x.png").exists()
