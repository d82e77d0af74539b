"""The steps a document goes through, and the key under which the store keeps what each made.

::

    extract ──► describe              title, language, publication date
            └─► sentences ──► mentions ──► stance

A key covers everything that decides a step's bytes: the file's hash, the versions of the step and
of the libraries it rests on, the settings it reads, and the keys of the steps it follows. Raise a
step's version whenever its code changes what it writes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from enacted.tables import make_key

if TYPE_CHECKING:
    from enacted.corpus import CorpusFile
    from enacted.settings import Settings
    from enacted.tables import Store

VERSIONS = {
    "extract": 7, "describe": 2, "sentences": 2, "mentions": 13, "stance": 5, "documents": 2,
    "trends": 3,
}  # fmt: skip
"""Version of each step's own code; ``documents`` is how a document's row is put together, and
``trends`` what is made of all documents together."""

EXTRACT = "extract"
DESCRIBE = "describe"
SENTENCES = "sentences"
MENTIONS = "mentions"
STANCE = "stance"

ORDER = (EXTRACT, DESCRIBE, SENTENCES, MENTIONS, STANCE)
"""The steps, none before one that it follows."""


@dataclass(frozen=True, slots=True)
class Resources:
    """Digests of what the steps read besides documents and settings.

    Attributes
    ----------
    facets
        Of the model that reads facets; empty where the cues alone do.
    ocr
        Version of the OCR engine; empty where there is none.
    """

    codebook: str
    facets: str
    model: str
    ocr: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Store keys of one document, a step each.

    Attributes
    ----------
    limited
        Where a reading that a limit cost some of its text is kept, and what follows from it: under
        the limits as well, so that other limits try again.
    """

    extract: str
    describe: str
    sentences: str
    mentions: str
    stance: str
    limited: Keys | None = None

    def entries(self) -> list[tuple[str, str]]:
        """Step and key of each, in the order of the steps."""
        return [(step, getattr(self, step)) for step in ORDER]

    def held(self, store: Store) -> Keys | None:
        """The keys under which the store holds the document, if it does: the whole text first."""
        if store.has(EXTRACT, self.extract):
            return self
        return self.limited.held(store) if self.limited is not None else None


@cache
def library(name: str) -> str:
    """Installed version of a library; empty where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def ocr_version(settings: Settings) -> str:
    """Version of the OCR engine; empty where there is none, or none is to be used."""
    if settings.extract.ocr == "off":
        return ""
    from enacted.extract.ocr import available

    return available() or ""


def makings(resources: Resources) -> tuple[tuple[str, str], ...]:
    """Name and version of everything besides documents and settings that decides what is written.

    A worker whose makings differ from the run's would keep something else under the same key.
    """
    return (
        *((f"step {name}", str(number)) for name, number in VERSIONS.items()),
        *((name, library(name)) for name in ("pypdfium2", "pdfplumber", "spacy", "onnxruntime")),
        ("Tesseract", resources.ocr),
        ("codebook", resources.codebook[:16]),
        ("model of facets", resources.facets),
        ("model of stance", resources.model[:16]),
    )


def facets_digest(settings: Settings) -> str:
    """Digest of the model that reads facets; empty where the cues alone do."""
    from enacted.concepts import FacetModel

    return FacetModel.built_in().digest if settings.concepts.reader == "both" else ""


def encoder_reads(settings: Settings) -> bool:
    """Whether the encoder reads mentions, in the pass in which it codes their sentences."""
    return settings.stance.tier == "accurate" and settings.concepts.reader == "both"


def keys(file: CorpusFile, settings: Settings, resources: Resources) -> Keys:
    """Store keys of a document's steps."""
    extract = make_key(
        EXTRACT,
        VERSIONS[EXTRACT],
        file.sha256,
        settings.extract.digest(),
        library("pypdfium2"),
        library("pdfplumber"),
        resources.ocr,
    )
    limited = make_key("limited", extract, settings.guard.digest())
    return replace(
        _following(extract, file, settings, resources),
        limited=_following(limited, file, settings, resources),
    )


def _following(extract: str, file: CorpusFile, settings: Settings, resources: Resources) -> Keys:
    """Keys of a document's steps, those that follow the reading kept under ``extract``."""
    sentences = make_key(
        SENTENCES,
        VERSIONS[SENTENCES],
        extract,
        settings.language.digest(),
        library("spacy"),
    )
    model = (resources.model, library("onnxruntime"), file.metadata.doc_type)
    mentions = make_key(
        MENTIONS,
        VERSIONS[MENTIONS],
        sentences,
        resources.codebook,
        resources.facets,
        *(model if encoder_reads(settings) else ()),
    )
    return Keys(
        extract=extract,
        describe=make_key(DESCRIBE, VERSIONS[DESCRIBE], extract, file.path),
        sentences=sentences,
        mentions=mentions,
        stance=make_key(
            STANCE,
            VERSIONS[STANCE],
            mentions,
            settings.stance.digest(),
            *model,
        ),
    )
