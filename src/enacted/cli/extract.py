"""``enacted extract``: PDFs to text, Markdown, JSON lines or Parquet."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal

from cyclopts import Parameter

from enacted.cli.standard_input import OR_STANDARD_INPUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from enacted.pipeline.files import FileBlocks


def extract(
    files: Annotated[list[Path], Parameter(consume_multiple=True), OR_STANDARD_INPUT],
    /,
    *,
    format_: Annotated[
        Literal["text", "markdown", "jsonl", "parquet"], Parameter(name="--format")
    ] = "text",
    to: Path | None = None,
    pages: str | None = None,
    draw: Annotated[tuple[int, Path] | None, Parameter(negative_iterable=())] = None,
    password: str | None = None,
    ocr: bool = True,
) -> int:
    """Print the text of PDFs, in reading order.

    Reads in a process of its own with limits, so that no file can do harm. Files that give no text
    are named on standard error, with the reason; the exit code is then 1.

    Parameters
    ----------
    files
        PDFs, or folders of PDFs; - is a PDF on standard input.
    format_
        text: a block a paragraph, without running heads and page numbers. markdown: with headings,
        lists and tables. jsonl: a block a line, with path, kind, page, boxes and text. parquet:
        the table blocks, into a file or a pipe.
    to
        File to write instead of standard output.
    pages
        Read these pages only, counted from 1: 3,5-9,12- (from 12 to the end).
    draw
        Page number, and name of a PNG file: draw that page, with a frame in the colour of its kind
        and its number in reading order for each block, instead of printing the text. The text
        still goes to a file named with --to.
    password
        Opens encrypted PDFs.
    ocr
        Read image-only pages with Tesseract where it is installed.
    """
    from enacted.cli.console import next_step
    from enacted.errors import UsageError
    from enacted.pipeline.files import draw_file, find_files, print_files, read_files
    from enacted.pipeline.pages import PageRanges
    from enacted.settings import read_settings

    ranges = None if pages is None else PageRanges.parse(pages)
    paths = find_files(files)
    reading: dict[str, Any] = {
        "settings": read_settings(**({} if ocr else {"extract": {"ocr": "off"}})),
        "password": password,
        "pages": ranges,
        "standard_input": sys.stdin.buffer,
    }
    failed: list[Path] = []
    if draw is None:
        if format_ == "parquet" and to is None and sys.stdout.isatty():
            raise UsageError("parquet is not for a terminal: name a file with --to, or use a pipe")
        with _opened(to) as stream:
            print_files(_watched(read_files(paths, **reading), failed), stream, format_)
            stream.flush()
    else:
        page, picture = draw
        if len(paths) != 1 or picture.suffix.lower() != ".png":
            raise UsageError("--draw takes one PDF, and a name that ends in .png for the picture")
        drawn = draw_file(paths[0], page=page, **reading)
        reads = list(_watched([drawn.read], failed))
        if to is not None:
            with _opened(to) as stream:
                print_files(reads, stream, format_)
        if drawn.picture is None:
            failed.append(paths[0])
            if drawn.detail:
                _say(f"{paths[0]}: {drawn.detail}")
        else:
            with _opened(picture) as stream:
                stream.write(drawn.picture)
            sys.stdout.write(f"{picture}\n")
    if failed:
        return 1
    if draw is not None:
        next_step(f"look at {draw[1]}; --format jsonl names the same blocks by number")
    else:
        next_step("enacted run FOLDER --out OUT mines a whole folder", data=to is None)
    return 0


@contextmanager
def _opened(to: Path | None) -> Iterator[BinaryIO]:
    """The file named, or standard output."""
    from enacted.tables.files import asked_for

    if to is None:
        yield sys.stdout.buffer
        return
    with asked_for(to) as temporary, temporary.open("wb") as stream:
        yield stream


def _watched(reads: Iterable[FileBlocks], failed: list[Path]) -> Iterator[FileBlocks]:
    """Say on standard error what went wrong with a file, and note it."""
    for read in reads:
        outcome, detail = read.extraction.outcome, read.extraction.detail
        if detail:
            _say(f"{read.path}: {outcome.value}: {detail}")
        if not outcome.has_text:
            failed.append(read.path)
        yield read


def _say(message: str) -> None:
    from enacted.cli.console import stderr

    stderr().print(f"enacted: {message}", markup=False)
