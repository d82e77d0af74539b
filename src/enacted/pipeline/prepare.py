"""What a run is made from: corpus, settings, and what those name; one digest over all of it."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

import enacted
from enacted.coding import Code, read_codes
from enacted.concepts import Codebook
from enacted.corpus import Corpus, scan
from enacted.corpus.folder import leaves
from enacted.errors import CodesError
from enacted.pipeline.assemble import Entry
from enacted.pipeline.steps import VERSIONS, Resources, facets_digest, keys, library, ocr_version
from enacted.stance import load_coder
from enacted.tables import make_key, open_store
from enacted.tables.schema import DOCUMENTS, SCHEMA_VERSION
from enacted.trends.cells import check_groupings
from enacted.trends.periods import Periods

if TYPE_CHECKING:
    from pathlib import Path

    from enacted.settings import Settings
    from enacted.tables import Output, Store

LIBRARIES = (
    "numpy", "pyarrow", "pdfplumber", "pypdfium2", "spacy", "gensim", "scikit-learn", "onnxruntime",
)  # fmt: skip
"""Libraries whose versions decide tables."""

CODES_FILE = "codes.jsonl"
"""Hand codes that lie in a corpus folder are read with it."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that a run reads besides the documents themselves, found to be in order.

    Attributes
    ----------
    inputs
        Digest of everything that decides the tables.
    notes
        What was passed over or put up with, a line each.
    """

    settings: Settings
    codebook: Codebook
    corpus: Corpus
    codes: list[Code]
    resources: Resources
    inputs: str
    notes: tuple[str, ...]

    def entries(self) -> list[Entry]:
        """All documents with the keys of their steps, sorted by ``doc_id``."""
        return [
            Entry(
                file,
                keys(file, self.settings, self.resources) if file.outcome is None else None,
            )
            for file in sorted(self.corpus.files, key=lambda file: file.doc_id)
        ]

    def versions(self) -> dict[str, object]:
        """What made the tables: program, libraries, and the steps' own versions."""
        return {
            **_versions(),
            "tesseract": self.resources.ocr,
            "model of facets": self.resources.facets,
            "steps": VERSIONS,
        }


def prepare(corpus: Path, *, manifest: Path | None, settings: Settings) -> Prepared:
    """Read and check all that a run reads before it opens a PDF; nothing is written.

    Raises
    ------
    UsageError
        For a wrong corpus, manifest, codebook or codes file; says the way out.
    """
    codebook = Codebook.read(settings.concepts.codebook, without=settings.concepts.without)
    found = scan(corpus, manifest=manifest)
    check_groupings(settings.trends.by, [*DOCUMENTS.schema().names, *found.extra])
    Periods.parse(settings.trends.periods)
    codes_path = corpus / CODES_FILE
    if codes_path.is_file() and leaves(codes_path, found.folder):
        raise CodesError(
            "is a link that leads out of the corpus folder: copy the file there", path=codes_path
        )
    codes = read_codes(codes_path) if codes_path.is_file() else []
    loaded = load_coder(settings.stance.tier)
    resources = Resources(
        codebook=codebook.digest,
        facets=facets_digest(settings),
        model=loaded.coder.digest,
        ocr=ocr_version(settings),
    )
    return Prepared(
        settings=settings,
        codebook=codebook,
        corpus=found,
        codes=codes,
        resources=resources,
        inputs=_inputs(found, settings, resources, codes_path),
        notes=(*found.notes, *filter(None, [loaded.note])),
    )


def store_of(output: Output, settings: Settings) -> Store:
    """The store of a run target, or the one that the settings name; ready to be asked of much."""
    store = open_store(settings.run.store) if settings.run.store else output.store
    store.prepare()
    return store


def _versions() -> dict[str, str]:
    return {
        "enacted": enacted.__version__,
        "python": platform.python_version(),
        **{name: library(name) for name in LIBRARIES},
    }


def _inputs(corpus: Corpus, settings: Settings, resources: Resources, codes: Path) -> str:
    decisive = settings.model_dump(mode="json", exclude={"run": True, "concepts": True})
    return make_key(
        corpus.digest,
        json.dumps(decisive, sort_keys=True),
        resources,
        json.dumps(VERSIONS, sort_keys=True),
        str(SCHEMA_VERSION),
        json.dumps(_versions(), sort_keys=True),
        codes.read_bytes().hex() if codes.is_file() else "",
    )
