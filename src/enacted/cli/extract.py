"""``enacted extract``: PDFs to text, Markdown, JSON lines or Parquet."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path  # noqa: TC003 - cyclopts reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

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
    password
        Opens encrypted PDFs.
    ocr
        Read image-only pages with Tesseract where it is installed.
    """
    from enacted.errors import OutputError, UsageError
    from enacted.pipeline.files import find_files, print_files, read_files
    from enacted.pipeline.pages import PageRanges
    from enacted.settings import read_settings

    if format_ == "parquet" and to is None and sys.stdout.isatty():
        raise UsageError("parquet is not for a terminal: name a file with --to, or use a pipe")
    ranges = None if pages is None else PageRanges.parse(pages)
    paths = find_files(files)
    settings = read_settings(**({} if ocr else {"extract": {"ocr": "off"}}))
    failed: list[Path] = []
    with ExitStack() as stack:
        stream = sys.stdout.buffer
        if to is not None:
            try:
                stream = stack.enter_context(to.open("wb"))
            except OSError as error:
                raise OutputError(f"{to}: cannot be written ({error.strerror})") from None
        reads = read_files(
            paths,
            settings=settings,
            password=password,
            pages=ranges,
            standard_input=sys.stdin.buffer,
        )
        print_files(_watched(reads, failed), stream, format_)
        stream.flush()
    return 1 if failed else 0


def _watched(reads: Iterable[FileBlocks], failed: list[Path]) -> Iterator[FileBlocks]:
    """Say on standard error what went wrong with a file, and note it."""
    from enacted.cli.console import stderr

    console = stderr()
    for read in reads:
        outcome, detail = read.extraction.outcome, read.extraction.detail
        if detail:
            console.print(f"enacted: {read.path}: {outcome.value}: {detail}", markup=False)
        if not outcome.has_text:
            failed.append(read.path)
        yield read
