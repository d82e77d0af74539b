"""One PDF to blocks, in this process. Files that may do harm belong behind the guard.

PDFium reads; pdfplumber takes over where PDFium cannot open a file or finds nothing in it; pages
that are only an image go to the OCR reader, where there is one.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from enacted.errors import ExtractionError
from enacted.extract.layout import lay_out
from enacted.extract.ocr import Recognised, arrange
from enacted.extract.outline import read_outline
from enacted.extract.pdfium import read_words
from enacted.extract.rulings import read_rulings
from enacted.extract.tables import find_tables
from enacted.extract.tags import TagReader
from enacted.types import Extraction, Outcome, Properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from enacted.extract.outline import Bookmark
    from enacted.extract.tables import Table
    from enacted.extract.tags import Tagged
    from enacted.extract.words import PageWords
    from enacted.settings import ExtractSettings

Engine = Literal["auto", "pdfium", "pdfplumber"]

_HEAD = 1_024  # bytes in which the mark of a PDF must stand
_IMAGE_SHARE = 0.5  # of the page, from which on a page without text is one image
_DRAWING = 20_000  # objects on pages without text, from which on they are a drawing
_FEW = 20  # characters that a page of text has at least
_OCR_IS_OFF = "OCR is off (setting extract.ocr: auto switches it on)"
_OCR_IS_MISSING = "Tesseract would read it (install tesseract-ocr; enacted doctor says how)"
_UNMAPPED = 0.3  # share of characters without meaning, from which on the text is of no use


class OcrReader(Protocol):
    """Reads the words on a pypdfium2 page from its picture."""

    def __call__(self, pdfium_page: Any, /, *, dpi: int, language: str) -> Sequence[Recognised]:
        """Words in reading order; raises ExtractionError where the page cannot be read."""


@dataclass(slots=True)
class _Pages:
    """What reading the pages gave."""

    words: list[PageWords] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    outline: list[Bookmark] = field(default_factory=list)
    tagged: list[Tagged] = field(default_factory=list)
    count: int = 0
    failed: dict[int, str] = field(default_factory=dict)
    images: list[int] = field(default_factory=list)
    engines: set[str] = field(default_factory=set)
    recognised: int = 0
    drawn: int = 0
    properties: Properties = field(default_factory=Properties)
    hint: str = ""
    limited: bool = False


def read(
    source: Path | bytes,
    *,
    settings: ExtractSettings,
    password: str | None = None,
    pages: Sequence[int] | None = None,
    engine: Engine = "auto",
    ocr: OcrReader | None = None,
) -> Extraction:
    """Read a PDF into blocks.

    Parameters
    ----------
    pages
        Page numbers from 1; all pages where none are named. Those beyond the last are passed over.
    engine
        ``auto`` lets pdfplumber take over where PDFium opens or finds nothing.
    ocr
        Reads pages that are only an image; without it they have no text.

    Returns
    -------
    Extraction
        Whatever the file is: a file that gives no text has an outcome that says why.
    """
    try:
        _check(source)
        found = _read(source, settings, password, pages, engine, ocr)
    except ExtractionError as error:
        return Extraction(error.outcome, detail=error.detail)
    with _no_collection():
        blocks = tuple(
            lay_out(
                found.words,
                found.tables,
                outline=found.outline,
                tagged=found.tagged,
                aligned=settings.tables == "auto",
            )
        )
    last = found.count if pages is None else min(found.count, max(pages, default=0))
    cut = settings.max_pages if last > settings.max_pages else None
    found.hint = _OCR_IS_OFF if settings.ocr == "off" else _OCR_IS_MISSING
    outcome, detail = _outcome(found, has_text=bool(blocks), cut=cut)
    return Extraction(
        outcome=outcome,
        blocks=blocks if outcome.has_text else (),
        pages=found.count,
        detail=detail,
        engine="+".join(sorted(found.engines)),
        properties=found.properties,
        limited=found.limited,
        ocr_pages=found.recognised,
    )


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Hold back the search for reference cycles: a document makes a million tuples and none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _check(source: Path | bytes) -> None:
    if isinstance(source, Path):
        try:
            with source.open("rb") as stream:
                head = stream.read(_HEAD)
        except FileNotFoundError:
            raise ExtractionError(Outcome.MISSING, "the file is not there") from None
        except OSError as error:
            raise ExtractionError(
                Outcome.UNREADABLE, f"the file cannot be read ({error.strerror})"
            ) from None
    else:
        head = source[:_HEAD]
    if not head:
        raise ExtractionError(Outcome.EMPTY, "the file has no bytes")
    if b"%PDF" not in head:
        raise ExtractionError(Outcome.NOT_PDF, "the file is not a PDF, whatever its name says")


def _read(
    source: Path | bytes,
    settings: ExtractSettings,
    password: str | None,
    pages: Sequence[int] | None,
    engine: Engine,
    ocr: OcrReader | None,
) -> _Pages:
    if engine != "pdfplumber":
        try:
            with _no_collection():
                found = _with_pdfium(source, settings, password, pages, ocr)
        except ExtractionError as error:
            if engine == "pdfium" or error.outcome is Outcome.ENCRYPTED:
                raise
        else:
            # Where PDFium sees nothing at all, or very much, another reader finds no text either.
            seen = any(page.words for page in found.words) or found.images or found.engines
            if engine == "pdfium" or seen or not 0 < found.drawn < _DRAWING:
                return found
            with contextlib.suppress(ExtractionError):
                other = _with_pdfplumber(source, settings, password, pages)
                if any(page.words for page in other.words):
                    return other
            return found
    return _with_pdfplumber(source, settings, password, pages)


def _locked(password: str | None) -> ExtractionError:
    return ExtractionError(
        Outcome.ENCRYPTED,
        "the file needs a password" if password is None else "the password does not fit",
    )


def _wanted(count: int, pages: Sequence[int] | None, limit: int) -> list[int]:
    numbers = range(1, min(count, limit) + 1)
    return list(numbers) if pages is None else [n for n in sorted(set(pages)) if n in numbers]


def _with_pdfium(
    source: Path | bytes,
    settings: ExtractSettings,
    password: str | None,
    pages: Sequence[int] | None,
    ocr: OcrReader | None,
) -> _Pages:
    # A file without pages fails without an error of its own, and pypdfium2 then reports the last
    # there was: let it be a format error, made here, and not the password of another document.
    pdfium_c.FPDF_LoadMemDocument64(b"-", 1, None)
    try:
        document = pdfium.PdfDocument(source, password=password)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in {
            pdfium_c.FPDF_ERR_PASSWORD,
            pdfium_c.FPDF_ERR_SECURITY,
        }:
            raise _locked(password) from None
        raise ExtractionError(
            Outcome.DAMAGED, "the file is damaged: no reader can open it"
        ) from None
    found = _Pages()
    with contextlib.closing(document):
        found.count = len(document)
        found.properties = _properties(document)
        found.outline = read_outline(document)
        # Bookmarks are chosen by someone, and cost nothing: tags only where there are none.
        tags = None if found.outline else TagReader(document)
        for number in _wanted(found.count, pages, settings.max_pages):
            try:
                page = document[number - 1]
            except pdfium.PdfiumError:
                found.failed[number] = "cannot be loaded"
                continue
            try:
                _read_page(page, number, settings, ocr, found)
                if tags is not None:
                    tags.read(page, number)
            finally:
                page.close()
        if tags is not None:
            found.tagged = tags.found
    if not found.count:
        raise ExtractionError(Outcome.DAMAGED, "the file has no pages")
    return found


def _read_page(
    page: Any,
    number: int,
    settings: ExtractSettings,
    ocr: OcrReader | None,
    found: _Pages,
) -> None:
    words = read_words(page, number)
    useless = words.unmapped > _UNMAPPED * max(1, words.characters)
    if useless or (words.characters < _FEW and _is_image(page)):
        if ocr is None:
            found.images.append(number)
        else:
            try:
                seen = ocr(page, dpi=settings.ocr_dpi, language=settings.ocr_language)
            except ExtractionError as error:
                found.failed[number] = error.detail
                found.limited = found.limited or error.outcome is Outcome.TIMEOUT
            else:
                width, height = page.get_size()
                words = arrange(seen, page=number, width=width, height=height)
                found.engines.add("tesseract")
                found.recognised += 1
    if words.words:
        if "tesseract" not in found.engines or words.characters:
            found.engines.add("pdfium")
        if settings.tables == "auto":
            tables, words = find_tables(words, read_rulings(page, words))
            found.tables += tables
    else:
        found.drawn += pdfium_c.FPDFPage_CountObjects(page.raw)
    found.words.append(words)


def _is_image(page: Any) -> bool:
    """Whether pictures cover most of a page.

    Scanners cut a page into strips, and programs that stamp pages wrap them in a form.
    """
    width, height = page.get_size()
    raw = page.raw
    sides = [ctypes.c_float() for _ in range(4)]
    covered = 0.0
    for number in range(min(200, pdfium_c.FPDFPage_CountObjects(raw))):
        item = pdfium_c.FPDFPage_GetObject(raw, number)
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind not in {pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM}:
            continue
        if pdfium_c.FPDFPageObj_GetBounds(item, *sides):
            left, bottom, right, top = (side.value for side in sides)
            covered += (right - left) * (top - bottom)
    return bool(covered >= _IMAGE_SHARE * width * height)


def _properties(document: Any) -> Properties:
    def text(key: str) -> str:
        try:
            value = document.get_metadata_value(key)
        except (pdfium.PdfiumError, UnicodeError):
            return ""
        return " ".join(value.replace("\x00", "").split())[:1_000]

    return Properties(text("Title"), text("Author"), text("CreationDate"), text("ModDate"))


def _with_pdfplumber(
    source: Path | bytes,
    settings: ExtractSettings,
    password: str | None,
    pages: Sequence[int] | None,
) -> _Pages:
    from enacted.extract import plumber

    found = _Pages(engines={"pdfplumber"})
    with contextlib.ExitStack() as stack:
        try:
            document = stack.enter_context(plumber.opened(source, password))
            found.count = len(document.pages)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - pdfminer raises anything on broken files
            if "Password" in repr(error):  # pdfplumber wraps pdfminer's error, which says nothing
                raise _locked(password) from None
            raise ExtractionError(
                Outcome.DAMAGED, "the file is damaged: no reader can open it"
            ) from None
        found.properties = _plumber_properties(document.metadata)
        for number in _wanted(found.count, pages, settings.max_pages):
            try:
                with contextlib.closing(document.pages[number - 1]) as page:
                    words = plumber.read_words(page, number)
                    if settings.tables == "auto":
                        tables, words = find_tables(words, plumber.read_rulings(page))
                        found.tables += tables
                    found.words.append(words)
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001 - one page costs no other
                found.failed[number] = "cannot be read"
    if not found.count:
        raise ExtractionError(Outcome.DAMAGED, "the file has no pages")
    return found


def _plumber_properties(metadata: dict[str, Any] | None) -> Properties:
    def text(key: str) -> str:
        return " ".join(str((metadata or {}).get(key) or "").replace("\x00", "").split())[:1_000]

    return Properties(text("Title"), text("Author"), text("CreationDate"), text("ModDate"))


def _outcome(found: _Pages, *, has_text: bool, cut: int | None) -> tuple[Outcome, str]:
    """Outcome and detail; ``cut`` is the number of pages after which reading stopped, if it did."""
    said = list(_details(found, cut))
    if has_text:
        partial = bool(found.failed) or cut is not None
        return Outcome.PARTIAL if partial else Outcome.OK, "; ".join(said)
    if found.failed and len(found.failed) >= len(found.words):
        return Outcome.DAMAGED, "; ".join(said) or "no page can be read"
    return Outcome.NO_TEXT, "; ".join(said) or "no page has any text"


def _details(found: _Pages, cut: int | None) -> Iterator[str]:
    if found.failed:
        first = next(iter(found.failed.values()))
        yield f"{_list(list(found.failed))} failed: {first}"
    if found.images:
        are = "is" if len(found.images) == 1 else "are"
        yield f"{_list(found.images)} {are} only an image: {found.hint}"
    if cut is not None:
        yield f"only the first {cut} of {found.count} pages were read (setting max_pages)"


def _list(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:8])) + (" …" if len(numbers) > 8 else "")
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"
