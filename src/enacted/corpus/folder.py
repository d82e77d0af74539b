"""A corpus folder: which documents lie in it, under which names, with what metadata."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from enacted.corpus.manifest import Manifest, read_manifest, shown
from enacted.corpus.records import Corpus, CorpusFile, Metadata
from enacted.errors import CorpusError, ManifestError
from enacted.types import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from enacted.corpus.manifest import Entry

MANIFEST_NAMES = ("manifest.csv", "manifest.tsv", "manifest.yaml", "manifest.yml")


@dataclass(frozen=True, slots=True)
class _Found:
    """A file on disk before duplicates are joined."""

    path: str
    source: Path
    sha256: str = ""
    size: int = 0
    outcome: Outcome | None = None
    detail: str = ""

    @property
    def doc_id(self) -> str:
        return (self.sha256 or _sha256(f"unreadable:{self.path}"))[:16]


def scan(folder: Path, *, manifest: Path | None = None) -> Corpus:
    """Find, hash and describe every PDF under ``folder``.

    Files count by suffix (``.pdf`` in any case) in all subfolders; a file of another suffix counts
    where the manifest names it. Hidden files and folders are left out. Linked folders are not
    entered; linked files count unless they lead out of the folder, which is noted. Files with the
    same bytes are one document. The order on disk plays no part in the result.

    Parameters
    ----------
    manifest
        A manifest to read in place of the folder's own ``manifest.csv`` (or ``.tsv``, ``.yaml``,
        ``.yml``); its paths are relative to the corpus folder or to its own.

    Raises
    ------
    CorpusError
        Where the folder is missing, is no folder, or holds no PDF.
    ManifestError
        Where the manifest cannot be read as it stands.
    """
    root = _root(folder)
    notes: list[str] = []
    paths = {_readable(path.relative_to(root)): path for path in _walk(root, root, notes)}
    manifest_path = manifest if manifest is not None else _own_manifest(root)
    read = read_manifest(manifest_path) if manifest_path else None
    rows: dict[str, Entry] = {}
    missing: list[Entry] = []
    if read is not None:
        notes.extend(read.notes)
        rows, missing = _match(read, paths, root)
    if not paths:
        raise CorpusError(
            f"{folder}: no PDF in this folder or below it; put PDFs there or name another folder"
        )
    found = [_examine(name, paths[name]) for name in sorted(paths)]
    files = [*_join(found, rows, notes), *(_missing(e, read, root, paths) for e in missing)]
    files.sort(key=lambda file: file.path)
    return Corpus(
        folder=root,
        files=tuple(files),
        manifest=manifest_path,
        extra=read.columns if read else (),
        notes=tuple(sorted(notes)),
        digest=_digest(files),
    )


def _root(folder: Path) -> Path:
    try:
        root = folder.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):  # RuntimeError: a loop of links
        raise CorpusError(f"{shown(str(folder))}: no such folder; check the path") from None
    if not root.is_dir():
        raise CorpusError(
            f"{shown(str(folder))}: not a folder; name the folder that holds the PDFs"
        )
    try:
        os.scandir(root).close()
    except OSError as error:
        raise CorpusError(
            f"{shown(str(folder))}: cannot be read ({error.strerror}); check its permissions"
        ) from None
    return root


def _readable(path: Path) -> str:
    """Path with ``/`` as text that UTF-8 can hold."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _walk(root: Path, folder: Path, notes: list[str]) -> Iterator[Path]:
    """Visible PDFs under ``folder`` that do not lead out of ``root``."""

    def passed_over(error: OSError) -> None:
        path = _readable(Path(error.filename).relative_to(root))
        notes.append(f"folder {shown(path)} passed over: cannot be read ({error.strerror})")

    for base, folders, names in os.walk(folder, onerror=passed_over):
        here = Path(base)
        for name in folders:
            if not name.startswith(".") and (here / name).is_symlink():
                path = _readable((here / name).relative_to(root))
                notes.append(f"folder {shown(path)} passed over: it is a link; copy it instead")
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = here / name
            if name.startswith(".") or file.suffix.lower() != ".pdf":
                continue
            if leaves(file, root):
                notes.append(
                    f"file {shown(_readable(file.relative_to(root)))} passed over: it is a link "
                    "that leads out of the corpus folder; copy the file instead"
                )
                continue
            yield file


def leaves(path: Path, root: Path) -> bool:
    """Whether a path leads out of a folder, by way of links; ``root`` is resolved."""
    try:
        return not path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        return False  # a loop of links: within the folder, and unreadable


def _own_manifest(root: Path) -> Path | None:
    present = [root / name for name in MANIFEST_NAMES if (root / name).is_file()]
    if len(present) > 1:
        names = " and ".join(path.name for path in present)
        raise ManifestError(f"{names} both lie in this folder; keep one", path=root)
    if present and leaves(present[0], root):
        raise ManifestError(
            "is a link that leads out of the corpus folder; copy the file there, or name it with "
            "--manifest",
            path=present[0],
        )
    return present[0] if present else None


def _match(
    manifest: Manifest, paths: dict[str, Path], root: Path
) -> tuple[dict[str, Entry], list[Entry]]:
    """Entries by path of their file, and those without one; named files are added to ``paths``."""
    names = {unicodedata.normalize("NFC", path): path for path in paths}
    bare: dict[str, list[str]] = {}
    for path in sorted(paths):
        bare.setdefault(unicodedata.normalize("NFC", PurePosixPath(path).name), []).append(path)
    rows: dict[str, Entry] = {}
    missing = []
    for entry in manifest.entries:
        found = _path_of(entry, manifest, names, bare, paths, root)
        if found is None:
            missing.append(entry)
            continue
        if found in rows:
            raise ManifestError(
                f"{shown(entry.file)} is the same file as line {rows[found].line} names; keep one "
                "of the rows",
                path=manifest.path,
                line=entry.line,
            )
        rows[found] = entry
    return rows, missing


def _path_of(
    entry: Entry,
    manifest: Manifest,
    names: Mapping[str, str],
    bare: Mapping[str, list[str]],
    paths: dict[str, Path],
    root: Path,
) -> str | None:
    written = [entry.file, entry.file.replace("\\", "/")]
    beside = manifest.path.resolve().parent
    for name in written:
        tries = [name]
        if (moved := beside / name).is_relative_to(root):
            tries.append(moved.relative_to(root).as_posix())
        for attempt in tries:
            if path := names.get(unicodedata.normalize("NFC", attempt)):
                return path
        # A name without a folder may stand for a file in any; one with a folder never for a file
        # elsewhere: 2012/report.pdf is not 2013/report.pdf.
        same_name = [] if "/" in name else bare.get(unicodedata.normalize("NFC", name), [])
        if len(same_name) > 1:
            places = ", ".join(shown(p, 60) for p in same_name[:3])
            raise ManifestError(
                f"{shown(name)} could be any of {len(same_name)} files ({places}); give its path",
                path=manifest.path,
                line=entry.line,
            )
        if same_name:
            return same_name[0]
    for name in written:
        source = root / name
        try:
            named = source.is_file() and not leaves(source, root)
        except (OSError, ValueError):
            named = False  # a name too long for the file system
        if named:
            path = _readable(source.relative_to(root))
            paths[path] = source
            return path
    return None


def _examine(path: str, source: Path) -> _Found:
    try:
        info = source.stat()
        if not stat.S_ISREG(info.st_mode):
            # Opening a pipe would wait for ever.
            return _Found(
                path, source, outcome=Outcome.UNREADABLE, detail="not a regular file; remove it"
            )
        with source.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            size = stream.tell()
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "a loop of links"
        return _Found(
            path,
            source,
            outcome=Outcome.UNREADABLE,
            detail=f"cannot be read ({reason}); check the file and its permissions",
        )
    if not size:
        return _Found(
            path, source, digest, outcome=Outcome.EMPTY, detail="0 bytes; fetch the file again"
        )
    return _Found(path, source, digest, size)


def _join(
    found: Iterable[_Found], rows: Mapping[str, Entry], notes: list[str]
) -> Iterator[CorpusFile]:
    """One file a document; ``found`` is sorted by path."""
    documents: dict[str, list[_Found]] = {}
    for file in found:
        documents.setdefault(file.doc_id, []).append(file)
    for doc_id, same in documents.items():
        first = same[0]
        entries = [rows[file.path] for file in same if file.path in rows]
        if any(entry.metadata != entries[0].metadata for entry in entries[1:]):
            lines = ", ".join(str(entry.line) for entry in entries)
            notes.append(
                f"manifest lines {lines} describe files with the same bytes differently; "
                f"line {entries[0].line} holds"
            )
        yield CorpusFile(
            path=first.path,
            source=first.source,
            sha256=first.sha256,
            doc_id=doc_id,
            size=first.size,
            duplicates=tuple(file.path for file in same[1:]),
            outcome=first.outcome,
            detail=first.detail,
            metadata=entries[0].metadata if entries else Metadata(),
        )


def _missing(
    entry: Entry, manifest: Manifest | None, root: Path, paths: Mapping[str, Path]
) -> CorpusFile:
    wanted = entry.file.casefold()
    near = sorted(p for p in paths if p.casefold() in {wanted, f"{wanted}.pdf"})
    hint = f"there is a {shown(near[0])}; " if near else ""
    name = manifest.path.name if manifest else "the manifest"
    return CorpusFile(
        path=entry.file,
        source=root / entry.file,
        sha256="",
        doc_id=_sha256(f"missing:{entry.file}")[:16],
        outcome=Outcome.MISSING,
        detail=(
            f"named on line {entry.line} of {name}, but not in the folder; {hint}"
            "add the file, correct its path or remove the row"
        ),
        metadata=entry.metadata,
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(files: Iterable[CorpusFile]) -> str:
    sha = hashlib.sha256()
    for file in files:
        record = asdict(replace(file, source=Path(), detail=""))
        del record["source"]
        sha.update(json.dumps(record, sort_keys=True).encode())
        sha.update(b"\n")
    return sha.hexdigest()
