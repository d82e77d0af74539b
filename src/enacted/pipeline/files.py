"""Reading files one by one, without a corpus: PDFs to blocks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from enacted.errors import CorpusError, OutputError
from enacted.extract.guard import Guard
from enacted.extract.render import render
from enacted.tables.parquet import write_table
from enacted.tables.records import extraction_to_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from enacted.settings import Settings
    from enacted.types import Extraction

Format = Literal["text", "markdown", "jsonl", "parquet"]


@dataclass(frozen=True, slots=True)
class FileBlocks:
    """What the reading of one file gave, and where its blocks were written, if anywhere."""

    path: Path
    extraction: Extraction
    written: Path | None = None


def find_files(sources: Iterable[Path]) -> list[Path]:
    """The files named, and the PDFs of the folders named, each folder sorted by path.

    Raises
    ------
    CorpusError
        Where a source does not exist, or a folder holds no PDF.
    """
    files: list[Path] = []
    for source in sources:
        if source.is_dir():
            found = sorted(p for p in source.rglob("*") if p.suffix.lower() == ".pdf")
            if not found:
                raise CorpusError(f"{source}: holds no PDF: name a PDF or a folder with PDFs")
            files += found
        elif source.exists():
            files.append(source)
        else:
            raise CorpusError(f"{source}: no such file: check the name")
    return files


def read_files(
    files: Sequence[Path], *, settings: Settings, password: str | None = None
) -> Iterator[FileBlocks]:
    """Read files in a guarded process, in their order."""
    with Guard(limits=settings.guard, settings=settings.extract, password=password) as guard:
        for path, extraction in zip(files, guard.extract(files), strict=True):
            yield FileBlocks(path, extraction)


def print_files(reads: Iterable[FileBlocks], stream: BinaryIO, format_: Format) -> None:
    """Write the blocks of files into a stream, file by file as they come.

    JSON lines carry the file's path; Parquet is the table ``blocks``.
    """
    if format_ == "parquet":
        tables = [blocks_table(read.path, read.extraction) for read in reads]
        pq.write_table(
            pa.concat_tables(table.replace_schema_metadata(None) for table in tables), stream
        )
        return
    for read in reads:
        text = render(read.extraction.blocks, format_, path=str(read.path))
        stream.write(text.encode("utf-8", "replace"))


def write_files(files: Sequence[Path], *, out: Path, settings: Settings) -> list[FileBlocks]:
    """Write one Parquet file of blocks a document into ``out``, named by file and content.

    Files that give no text are in the list with their outcome, and have nothing written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out}: cannot be written ({error.strerror})") from None
    done = []
    for read in read_files(files, settings=settings):
        target = None
        if read.extraction.outcome.has_text:
            table = blocks_table(read.path, read.extraction)
            target = out / f"{read.path.stem}.{table.column('doc_id')[0].as_py()}.parquet"
            write_table(target, table)
        done.append(FileBlocks(read.path, read.extraction, target))
    return done


def blocks_table(path: Path, extraction: Extraction) -> pa.Table:
    """Rows of the ``blocks`` table for one file."""
    try:
        with path.open("rb") as stream:
            doc_id = hashlib.file_digest(stream, "sha256").hexdigest()[:16]
    except OSError:
        doc_id = ""
    return extraction_to_table(doc_id, extraction)
