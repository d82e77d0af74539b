"""Whether what a run needs, and what it can use, is there and works here."""

from __future__ import annotations

import importlib
import importlib.util
import os
import platform
import shutil
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

import enacted
from enacted.errors import EnactedError
from enacted.types import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from packaging.specifiers import SpecifierSet

    from enacted.settings import Settings


class State(StrEnum):
    """Whether a part is there: what is wrong stops a run, what is absent is done without."""

    OK = "ok"
    ABSENT = "absent"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part.

    Attributes
    ----------
    found
        Version, or what is the matter.
    remedy
        What to do about it; empty where there is nothing to do.
    """

    part: str
    state: State
    found: str
    remedy: str = ""


MODULES = {
    "ahocorasick_rs": "ahocorasick_rs",
    "gensim": "gensim",
    "jinja2": "jinja2",
    "numpy": "numpy",
    "pdfplumber": "pdfplumber",
    "pyarrow": "pyarrow",
    "pypdfium2": "pypdfium2",
    "scikit-learn": "sklearn",
    "scipy": "scipy",
    "spacy": "spacy",
}
"""Packages that carry the work, and the module by which each is imported."""

OPTIONAL = {
    "prefect": "only the flows in flows/ need it: pip install 'enacted[flows]'",
    "onnxruntime": "without it the fast tier codes all sentences: pip install onnxruntime",
}
"""Packages that a run can do without, and what for."""

_GIB = 2**30
_ROOM = 1.0  # GiB of memory for each worker, and in the temporary folder
_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 48>>stream\nBT /F1 12 Tf 20 50 Td (Reading works here.) Tj ET \n"
    b"endstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at one part after the other; a part that cannot be looked at is wrong, not an error.

    Parameters
    ----------
    settings
        What a run would be carried out with: they decide what is needed.
    """
    checks: list[tuple[str, Callable[[Settings], Iterator[Finding]]]] = [
        ("Python", _python),
        ("packages", _packages),
        ("PDFium", _pdfium),
        ("reading", _reading),
        ("Tesseract", _tesseract),
        ("models", _models),
        ("spaCy pipelines", _pipelines),
        ("optional packages", _optional),
        ("temporary folder", _temporary),
        ("machine", _machine),
    ]
    for part, check in checks:
        try:
            yield from check(settings)
        except EnactedError as error:
            yield Finding(part, State.WRONG, str(error))
        except Exception as error:  # noqa: BLE001 - whatever is broken here is what is looked for
            said = " ".join(str(error).split())
            yield Finding(part, State.WRONG, f"{type(error).__name__}: {said}"[:300], _AGAIN)


_AGAIN = "install Enacted again, with the versions in constraints.txt"


def healthy(findings: Sequence[Finding]) -> bool:
    """Whether a run can work."""
    return all(finding.state is not State.WRONG for finding in findings)


def _python(_: Settings) -> Iterator[Finding]:
    system = f"{platform.system()} {platform.machine()}"
    yield Finding("Enacted", State.OK, enacted.__version__)
    yield Finding(
        "Python", State.OK, f"{platform.python_version()} {platform.python_implementation()}"
    )
    yield Finding("system", State.OK, system)


def _packages(_: Settings) -> Iterator[Finding]:
    bounds = _bounds()
    for package, module in MODULES.items():
        bound = bounds.get(package.replace("_", "-"))
        remedy = f"pip install '{package}{bound or ''}'"
        try:
            importlib.import_module(module)
            found = version(package)
        except PackageNotFoundError:
            yield Finding(package, State.WRONG, "not installed", remedy)
        except ImportError as error:
            said = "not installed" if error.name == module else f"cannot be imported: {error}"
            yield Finding(package, State.WRONG, said, remedy)
        else:
            fits = bound is None or bound.contains(found, prereleases=True)
            said = found if fits else f"{found}, where {bound} is needed"
            yield Finding(package, State.OK if fits else State.WRONG, said, "" if fits else remedy)


def _bounds() -> dict[str, SpecifierSet]:
    """Versions that the installed Enacted asks for, by package; none where it runs uninstalled."""
    from packaging.requirements import Requirement

    try:
        needed = [Requirement(line) for line in requires("enacted") or ()]
    except PackageNotFoundError:
        return {}
    return {each.name.replace("_", "-"): each.specifier for each in needed if not each.marker}


def _pdfium(_: Settings) -> Iterator[Finding]:
    from pypdfium2.version import PDFIUM_INFO

    yield Finding("PDFium", State.OK, str(PDFIUM_INFO).partition("@")[0])


def _reading(settings: Settings) -> Iterator[Finding]:
    from enacted.extract.guard import Guard

    # What Tesseract lacks is told of Tesseract.
    quiet = settings.extract.model_copy(update={"ocr": "off"})
    with Guard(limits=settings.guard, settings=quiet) as guard:
        extraction = guard.extract_one(_PAGE)
    limits = f"{settings.guard.memory_mb:,} MiB, {settings.guard.cpu_seconds:,} CPU seconds"
    if extraction.outcome is Outcome.OK:
        yield Finding("reading", State.OK, f"in processes of its own with limits: {limits}")
    else:
        yield Finding(
            "reading",
            State.WRONG,
            f"a page of one line gives {extraction.outcome.value}: {extraction.detail}",
            f"raise the limits ({limits}): settings guard.memory_mb and guard.cpu_seconds",
        )


def _tesseract(settings: Settings) -> Iterator[Finding]:
    from enacted.extract import ocr

    found = ocr.available()
    wanted = settings.extract.ocr_language
    if found is None:
        off = settings.extract.ocr == "off"
        remedy = "" if off else f"{ocr.how_to_install()}: without it, scanned pages have no text"
        yield Finding("Tesseract", State.ABSENT, "not installed", remedy)
        return
    has = ", ".join(sorted(ocr.languages())) or "none"
    said = f"{found}; languages: {has}"
    if settings.extract.ocr == "off":
        yield Finding("Tesseract", State.OK, f"{said}; switched off (setting extract.ocr)")
    elif absent := ocr.missing(wanted):
        yield Finding(
            "Tesseract",
            State.WRONG,
            f"{said}; no data for {', '.join(absent)} (setting extract.ocr_language)",
            ocr.how_to_install(absent),
        )
    else:
        yield Finding("Tesseract", State.OK, f"{said}; reads {wanted}")


def _models(settings: Settings) -> Iterator[Finding]:
    from enacted.concepts import Codebook, FacetModel
    from enacted.concepts.facet_model import VERSION as FACETS_VERSION
    from enacted.stance import Classifier
    from enacted.stance.encoder import VERSION as ENCODER_VERSION
    from enacted.stance.encoder import Encoder
    from enacted.stance.model import VERSION
    from enacted.stance.tiers import ENCODER

    try:
        digest = Classifier.load().digest
    except EnactedError as error:
        yield Finding("stance model", State.WRONG, str(error), _AGAIN)
    else:
        yield Finding("stance model", State.OK, f"version {VERSION}, {digest}")
    try:
        digest = Encoder.read(ENCODER).digest
    except EnactedError as error:
        # A run does without: the fast tier codes what the accurate one would.
        yield Finding("stance encoder", State.ABSENT, str(error), _AGAIN)
    else:
        yield Finding("stance encoder", State.OK, f"version {ENCODER_VERSION}, {digest}")
    try:
        digest = FacetModel.read().digest
    except EnactedError as error:
        yield Finding("model of facets", State.WRONG, str(error), _AGAIN)
    else:
        yield Finding("model of facets", State.OK, f"version {FACETS_VERSION}, {digest}")
    path = settings.concepts.codebook
    try:
        codebook = Codebook.read(path)
    except EnactedError as error:
        yield Finding("codebook", State.WRONG, str(error))
    else:
        names = ", ".join(concept.name for concept in codebook.concepts)
        yield Finding("codebook", State.OK, f"{path or 'built-in'}: {names}; {codebook.digest}")


def _pipelines(settings: Settings) -> Iterator[Finding]:
    from spacy.util import get_installed_models

    from enacted.language.pipeline import load_pipeline

    name = settings.language.pipeline
    installed = sorted(get_installed_models())
    said = ", ".join(f"{model} {version(model)}" for model in installed) or "none installed"
    if name != "blank":
        load_pipeline(name)
        yield Finding("spaCy pipelines", State.OK, f"{said}; uses {name}")
    else:
        state = State.OK if installed else State.ABSENT
        yield Finding("spaCy pipelines", state, f"{said}; uses the built-in rules")


def _optional(_: Settings) -> Iterator[Finding]:
    for package, what_for in OPTIONAL.items():
        try:
            there = importlib.util.find_spec(package) is not None
            found = version(package) if there else "not installed"
        except (ImportError, ValueError):
            there, found = False, "not installed"
        yield Finding(
            package, State.OK if there else State.ABSENT, found, "" if there else what_for
        )


def _temporary(_: Settings) -> Iterator[Finding]:
    try:
        folder = tempfile.gettempdir()
        with tempfile.TemporaryFile() as stream:
            stream.write(bytes(2**20))
            stream.flush()
    except OSError as error:
        yield Finding(
            "temporary folder",
            State.WRONG,
            f"cannot be written ({error.strerror or error})",
            "set TMPDIR to a folder that can be written",
        )
        return
    free = shutil.disk_usage(folder).free / _GIB
    little = "little room: set TMPDIR to a folder with more" if free < _ROOM else ""
    yield Finding("temporary folder", State.OK, f"{folder}, {free:.1f} GiB free", little)


def _machine(settings: Settings) -> Iterator[Finding]:
    cores, workers = os.cpu_count() or 1, settings.run.workers
    memory = _memory() / _GIB
    said = f"{cores} cores, {workers} workers, {memory:.1f} GiB of memory"
    fits = max(1, int(memory / _ROOM))
    little = f"little memory: set ENACTED_RUN__WORKERS={fits}" if workers > fits else ""
    yield Finding("machine", State.OK, said, little)


def _memory() -> int:
    """Bytes of memory that this process and its children may use, at most."""
    most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("memory.max", "memory/memory.limit_in_bytes"):  # of a container
        try:
            most = min(most, int(Path("/sys/fs/cgroup", limit).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue
    return most
