"""``enacted extract``: PDFs to text, Markdown, JSON lines or Parquet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter


def extract(
    files: Annotated[list[Path], Parameter(consume_multiple=True)],
    /,
    *,
    format_: Annotated[
        Literal["text", "markdown", "jsonl", "parquet"], Parameter(name="--format")
    ] = "text",
    to: Path | None = None,
    password: str | None = None,
    ocr: bool = True,
) -> int:
    """Print the text of PDFs, in reading order.

    Reads in a process of its own with limits, so that no file can do harm. Files that give no text
    are named on standard error, with the reason; the exit code is then 1.

    Parameters
    ----------
    files
        PDFs, or folders of PDFs.
    format_
        text: body and headings, a block a paragraph. markdown: with headings, lists and tables.
        jsonl: a block a line with kind, page, boxes and text (and path, where there are several
        files). parquet: the table `blocks`, to a file or a pipe.
    to
        File to write instead of standard output.
    password
        Opens encrypted PDFs.
    ocr
        Read image-only pages with Tesseract where it is installed.
    """
    from enacted.cli.console import stderr
    from enacted.pipeline import find_files, read_files
    from enacted.settings import read_settings

    if format_ == "parquet" and to is None and sys.stdout.isatty():
        from enacted.errors import UsageError

        raise UsageError("parquet is not for a terminal: name a file with --to, or use a pipe")
    paths = find_files(files)
    settings = read_settings(**({} if ocr else {"extract": {"ocr": "off"}}))
    failed = False
    console = stderr()
    parts: list[bytes] = []
    tables = []
    for read in read_files(paths, settings=settings, password=password):
        extraction = read.extraction
        if extraction.detail:
            console.print(
                f"enacted: {read.path}: {extraction.outcome.value}: {extraction.detail}",
                markup=False,
            )
        failed = failed or not extraction.outcome.has_text
        if format_ == "parquet":
            from enacted.pipeline import blocks_table

            tables.append(blocks_table(read.path, extraction))
            continue
        from enacted.extract.render import render

        path = str(read.path) if len(paths) > 1 else None
        text = render(extraction.blocks, format_, path=path)
        if to is None:
            sys.stdout.write(text)
        else:
            parts.append(text.encode())
    if format_ == "parquet":
        parts.append(_parquet(tables))
    if to is not None:
        _write(to, b"".join(parts))
    elif parts:
        sys.stdout.buffer.write(b"".join(parts))
    return 1 if failed else 0
