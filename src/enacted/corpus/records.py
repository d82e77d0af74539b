"""What is known of a corpus before any PDF is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from enacted.types import Dated

if TYPE_CHECKING:
    from pathlib import Path

    from enacted.types import Outcome


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the manifest says of one document; empty where it says nothing.

    Attributes
    ----------
    extra
        The manifest's further columns as (name, value), in the manifest's order.
    """

    title: str = ""
    publisher: str = ""
    country: str = ""
    doc_type: str = ""
    series: str = ""
    language: str = ""
    date: Dated = field(default_factory=Dated)
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusFile:
    r"""One document of the corpus: a file, with all files that hold the same bytes.

    Attributes
    ----------
    path
        Path within the corpus folder, with ``/``; of equal files the first by name. Bytes of a
        name that are no UTF-8 are written ``\xNN``.
    source
        Where to open the file.
    sha256
        Of the file's bytes; empty where they could not be read or the file is missing.
    doc_id
        First 16 hex digits of ``sha256``; of the SHA-256 of ``missing:`` or ``unreadable:`` and
        the path where there is none.
    size
        In bytes.
    duplicates
        Paths of further files with the same bytes, sorted.
    outcome
        Set where the end is known already (empty, unreadable, missing); None where the file is to
        be read.
    detail
        Why, and the way out; empty where ``outcome`` is None.
    """

    path: str
    source: Path
    sha256: str
    doc_id: str
    size: int = 0
    duplicates: tuple[str, ...] = ()
    outcome: Outcome | None = None
    detail: str = ""
    metadata: Metadata = field(default_factory=Metadata)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of documents with what its manifest says of them.

    Attributes
    ----------
    files
        One entry a document, sorted by ``path`` in code-point order.
    manifest
        The manifest that was read, or None.
    extra
        Names of the manifest's further columns, in its order.
    notes
        What was passed over or put up with, a line each, sorted.
    digest
        SHA-256 over paths, hashes, outcomes and metadata of all files: changes when, and only
        when, one of them does.
    """

    folder: Path
    files: tuple[CorpusFile, ...]
    manifest: Path | None = None
    extra: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = ""
