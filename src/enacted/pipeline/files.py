"""Reading files one by one, without a corpus: PDFs to blocks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from enacted.corpus.folder import leaves
from enacted.errors import CorpusError, ExtractionError, OutputError, UsageError
from enacted.extract.guard import Guard
from enacted.extract.render import render
from enacted.extract.wire import MAX_FRAME
from enacted.pipeline.pages import PageRanges
from enacted.tables.parquet import write_table
from enacted.tables.records import extraction_to_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from enacted.settings import Settings
    from enacted.types import Extraction

Format = Literal["text", "markdown", "jsonl", "parquet"]


STANDARD_INPUT = Path("-")
"""The name under which one document is read from standard input."""

_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class FileBlocks:
    """What the reading of one file gave, and where its blocks were written, if anywhere.

    Attributes
    ----------
    content
        The document itself, where it came from standard input.
    """

    path: Path
    extraction: Extraction
    written: Path | None = None
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DrawnFile:
    """What the reading of one file gave, and a picture of one of its pages.

    Attributes
    ----------
    picture
        PNG file; None where the page cannot be drawn.
    detail
        Why not, where the reading does not say it.
    """

    read: FileBlocks
    picture: bytes | None = None
    detail: str = ""


def find_files(sources: Iterable[Path]) -> list[Path]:
    """The files named, and the PDFs of the folders named, each folder sorted by path.

    Links in a folder that lead out of it are left out; a file that is named may be a link.
    Standard input (``-``) stays what it is.

    Raises
    ------
    CorpusError
        Where a source does not exist, or a folder holds no PDF; where standard input is named
        twice.
    """
    files: list[Path] = []
    for source in sources:
        if source == STANDARD_INPUT:
            if source in files:
                raise CorpusError("-: standard input can be read only once")
            files.append(source)
        elif source.is_dir():
            root = source.resolve()
            found = sorted(
                p for p in source.rglob("*") if p.suffix.lower() == ".pdf" and not leaves(p, root)
            )
            if not found:
                raise CorpusError(f"{source}: holds no PDF: name a PDF or a folder with PDFs")
            files += found
        elif source.exists():
            files.append(source)
        else:
            raise CorpusError(f"{source}: no such file: check the name")
    return files


def read_files(
    files: Sequence[Path],
    *,
    settings: Settings,
    password: str | None = None,
    pages: PageRanges | None = None,
    standard_input: BinaryIO | None = None,
) -> Iterator[FileBlocks]:
    """Read files in a guarded process, in their order.

    Parameters
    ----------
    pages
        Read these pages only; what a document does not have of them stands in ``detail``.
    standard_input
        Read to its end for the file ``-``, of at most 256 MiB, which are held in memory.

    Raises
    ------
    CorpusError
        Where there is more on standard input.
    """
    content: bytes | None = None
    if standard_input is not None and STANDARD_INPUT in files:
        content = _read_all(standard_input)
    with Guard(limits=settings.guard, settings=settings.extract, password=password) as guard:
        sources = (path if content is None or path != STANDARD_INPUT else content for path in files)
        # One page more than is read of a document, so that what is left out is noticed.
        numbers = None if pages is None else pages.numbers(settings.extract.max_pages + 1)
        for path, extraction in zip(files, guard.extract(sources, pages=numbers), strict=True):
            yield FileBlocks(
                path,
                extraction if pages is None else _with_beyond(extraction, pages),
                content=content if path == STANDARD_INPUT else None,
            )


def draw_file(
    file: Path,
    *,
    page: int,
    settings: Settings,
    password: str | None = None,
    pages: PageRanges | None = None,
    standard_input: BinaryIO | None = None,
) -> DrawnFile:
    """Read a file in a guarded process, and draw its blocks over a picture of a page.

    All pages are read, or those of ``pages``: what a block is, its document decides.

    Raises
    ------
    UsageError
        Where the page is not among ``pages``.
    """
    if page < 1 or (pages is not None and page not in pages):
        raise UsageError(f"page {page} cannot be drawn: it is not among the pages to be read")
    content = None
    if standard_input is not None and file == STANDARD_INPUT:
        content = _read_all(standard_input)
    source = file if content is None else content
    numbers = None if pages is None else pages.numbers(settings.extract.max_pages + 1)
    with Guard(limits=settings.guard, settings=settings.extract, password=password) as guard:
        extraction = guard.extract_one(source, pages=numbers)
        told = extraction if pages is None else _with_beyond(extraction, pages)
        read = FileBlocks(file, told, content=content)
        if not extraction.pages:
            return DrawnFile(read)  # what is said of the reading says why
        if beyond := PageRanges(((page, page),)).beyond(extraction.pages):
            return DrawnFile(read, detail=beyond)
        try:
            return DrawnFile(read, guard.draw(source, extraction, page=page))
        except ExtractionError as error:
            return DrawnFile(read, detail=error.detail)


def _read_all(stream: BinaryIO) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := stream.read(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > MAX_FRAME:
            raise CorpusError(
                f"-: more than {MAX_FRAME // 2**20} MiB on standard input: "
                "save it as a file and name that"
            )
    return b"".join(parts)


def _with_beyond(extraction: Extraction, pages: PageRanges) -> Extraction:
    """An extraction that says which of the pages asked for there are not."""
    said = pages.beyond(extraction.pages) if extraction.pages else ""
    if not said:
        return extraction
    if extraction.detail and pages.numbers(extraction.pages):
        said = f"{extraction.detail}; {said}"
    return replace(extraction, detail=said)


def print_files(reads: Iterable[FileBlocks], stream: BinaryIO, format_: Format) -> None:
    """Write the blocks of files into a stream, file by file as they come.

    JSON lines carry the file's path; Parquet is the table ``blocks``.
    """
    if format_ == "parquet":
        tables = [blocks_table(read.path, read.extraction, read.content) for read in reads]
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


def blocks_table(path: Path, extraction: Extraction, content: bytes | None = None) -> pa.Table:
    """Rows of the ``blocks`` table for one file; ``content`` stands in for a file to be hashed."""
    try:
        if content is not None:
            doc_id = hashlib.sha256(content).hexdigest()[:16]
        else:
            with path.open("rb") as stream:
                doc_id = hashlib.file_digest(stream, "sha256").hexdigest()[:16]
    except OSError:
        doc_id = ""
    return extraction_to_table(doc_id, extraction)
