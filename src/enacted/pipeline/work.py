"""What a worker does with a batch of documents: every step that the store does not hold yet."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from enacted.corpus import publication_date, title
from enacted.errors import WorkerError
from enacted.pipeline.steps import (
    DESCRIBE,
    EXTRACT,
    MENTIONS,
    SENTENCES,
    STANCE,
    Resources,
    encoder_reads,
    facets_digest,
    makings,
    ocr_version,
)
from enacted.tables import Store, open_store
from enacted.tables.records import (
    SENTENCE_COLUMNS,
    extraction_from_table,
    extraction_to_table,
    mentions_to_table,
    sentences_to_table,
)
from enacted.tables.schema import SENTENCES as SENTENCES_SPEC
from enacted.types import BODY_KINDS, Block, Extraction, Kind, Mention, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from enacted.concepts import Finder
    from enacted.evidence import Evidence
    from enacted.language import Splitter
    from enacted.pipeline.steps import Keys
    from enacted.settings import ConceptSettings, LanguageSettings, Settings, StanceSettings
    from enacted.stance import Coder, Coding, Tier

FRONT_PAGES = 3

DESCRIBE_SCHEMA = pa.schema(
    [
        pa.field(name, pa.string(), nullable=False)
        for name in ("title", "date", "date_precision", "date_source", "language")
    ]
)

_SENTENCES_SCHEMA = SENTENCES_SPEC.schema()
LANGUAGE_SCHEMA = pa.schema([_SENTENCES_SCHEMA.field(name) for name in SENTENCE_COLUMNS])
STANCE_SCHEMA = pa.schema(
    [field for field in _SENTENCES_SCHEMA if field.name not in SENTENCE_COLUMNS]
)


@dataclass(frozen=True, slots=True)
class Work:
    """One document to be worked on: where it lies, and the keys of its steps."""

    doc_id: str
    path: str
    source: Path
    doc_type: str
    keys: Keys


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that one worker takes in one go, with all it needs to know.

    Attributes
    ----------
    store
        Folder or address of the store.
    makings
        What :func:`enacted.pipeline.steps.makings` gave where the run began.
    """

    number: int
    documents: tuple[Work, ...]
    store: Path | str
    settings: Settings
    makings: tuple[tuple[str, str], ...]

    @property
    def codebook(self) -> str:
        """Digest of the codebook, shortened."""
        return dict(self.makings).get("codebook", "")


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one document; ``outcome`` is empty where it was not read anew."""

    doc_id: str
    path: str
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of a batch."""

    number: int
    documents: tuple[Done, ...]
    seconds: float


def missing(work: Work, store: Store) -> bool:
    """Whether any step of a document is still to be done."""
    keys = work.keys.held(store)
    return keys is None or not (
        store.has(DESCRIBE, keys.describe)
        and store.has(SENTENCES, keys.sentences)
        and store.has(MENTIONS, keys.mentions)
        and store.has(STANCE, keys.stance)
    )


def run_batch(batch: Batch) -> BatchReport:
    """Do what is missing for the documents of a batch, and keep it in the store.

    Reading happens in a guarded process of its own, a document ahead of the analysis, so that no
    PDF can harm this process. May be called from many threads.

    Raises
    ------
    WorkerError
        Where this process would make something else of the documents than the run's own.
    """
    started = time.monotonic()
    _check(batch)
    store = open_store(batch.store)
    unread = [work for work in batch.documents if work.keys.held(store) is None]
    done = []
    with contextlib.ExitStack() as stack:
        extractions = _extract(unread, batch.settings, stack) if unread else iter(())
        waiting = {work.doc_id for work in unread}
        for work in batch.documents:
            outcome = detail = ""
            if work.doc_id in waiting:
                extraction = next(extractions)
                outcome, detail = extraction.outcome.value, extraction.detail
                keys = work.keys.limited if extraction.limited else work.keys
                assert keys is not None  # noqa: S101 - a document has keys of both kinds
                store.write(EXTRACT, keys.extract, extraction_to_table(work.doc_id, extraction))
            with _ANALYSIS:
                _analyse(work, store, batch)
            done.append(Done(work.doc_id, work.path, outcome, detail))
    return BatchReport(batch.number, tuple(done), time.monotonic() - started)


_ANALYSIS = threading.Lock()
"""spaCy's vocabulary is not made for two threads; reading PDFs goes on beside, in processes."""


def _check(batch: Batch) -> None:
    settings = batch.settings
    with _ANALYSIS:
        here = makings(
            Resources(
                codebook=_finder(settings.concepts, batch.codebook).codebook.digest,
                facets=facets_digest(settings),
                model=_coder(settings.stance.tier).digest,
                ocr=ocr_version(settings),
            )
        )
    differ = [
        f"{name} {found or 'missing'} in place of {wanted or 'none'}"
        for (name, wanted), (_, found) in zip(batch.makings, here, strict=True)
        if wanted != found
    ]
    if differ:
        raise WorkerError(
            f"the worker on {socket.gethostname()} differs from the run: {', '.join(differ)}: "
            "install the same versions on both"
        )


def _extract(
    works: Sequence[Work], settings: Settings, stack: contextlib.ExitStack
) -> Iterator[Extraction]:
    from enacted.extract.guard import Guard

    guard = stack.enter_context(Guard(limits=settings.guard, settings=settings.extract))
    return iter(guard.extract([work.source for work in works]))


def _analyse(work: Work, store: Store, batch: Batch) -> None:
    settings = batch.settings
    keys = work.keys.held(store)
    if keys is None:
        return  # removed from outside a moment ago: assembling notices
    described = store.has(DESCRIBE, keys.describe)
    split = store.has(SENTENCES, keys.sentences)
    mentioned = store.has(MENTIONS, keys.mentions)
    coded = store.has(STANCE, keys.stance)
    if described and split and mentioned and coded:
        return
    # Always from the store's own rounding, so that a resumed run computes with the same numbers.
    extraction = extraction_from_table(store.read(EXTRACT, keys.extract))
    if not described:
        store.write(DESCRIBE, keys.describe, describe(extraction, work.path))
    if split and mentioned and coded:
        return
    sentences = _splitter(settings.language).sentences(extraction.blocks)
    if not split:
        store.write(
            SENTENCES, keys.sentences, sentences_to_table(work.doc_id, sentences, LANGUAGE_SCHEMA)
        )
    finder = _finder(settings.concepts, batch.codebook)
    mentions, evidence = finder.with_evidence(sentences)
    coders = who_codes(sentences, mentions, settings.stance, finder.codebook.covers)
    codes, read = code(sentences, coders, work.doc_type, mentions, evidence)
    mentions = read if encoder_reads(settings) else mentions
    if not mentioned:
        store.write(MENTIONS, keys.mentions, mentions_to_table(work.doc_id, mentions))
    if not coded:
        store.write(STANCE, keys.stance, codes)


def describe(extraction: Extraction, path: str) -> pa.Table:
    """Title, publication date and language of a document, as one row."""
    from enacted.language import document_language

    front = _front(extraction)
    name = Path(path).name
    dated = publication_date(
        front, pages=extraction.pages, properties=extraction.properties, file_name=name
    )
    row = {
        "title": title(front, extraction.properties, name),
        "date": dated.date,
        "date_precision": dated.precision,
        "date_source": dated.source,
        "language": document_language([b.text for b in extraction.blocks if b.kind in BODY_KINDS]),
    }
    return pa.Table.from_pylist([row], schema=DESCRIBE_SCHEMA)


def _front(extraction: Extraction) -> list[Block]:
    last = extraction.pages
    return [b for b in extraction.blocks if b.page <= FRONT_PAGES or b.page == last]


def who_codes(
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    settings: StanceSettings,
    covers: Callable[[str], bool],
) -> dict[int, Tier]:
    """Tier by the place of each sentence that is to be coded.

    Sentences with a mention are always coded, by the tier that is set. Others are where all are
    asked for and their language is covered: rows of tables by that tier too, the rest, which are
    many, by the fast one.
    """
    mentioned = {mention.sentence for mention in mentions}
    coders: dict[int, Tier] = {}
    for i, sentence in enumerate(sentences):
        if sentence.sentence in mentioned:
            coders[i] = settings.tier
        elif settings.code == "all" and covers(sentence.language):
            coders[i] = settings.tier if sentence.kind is Kind.TABLE_ROW else "fast"
    return coders


def code(
    sentences: Sequence[Sentence],
    coders: Mapping[int, Tier],
    doc_type: str,
    mentions: Sequence[Mention],
    evidence: Mapping[int, Evidence],
) -> tuple[pa.Table, list[Mention]]:
    """Stance columns, a row a sentence, null where nobody codes it; and the mentions, read again.

    One pass of the encoder gives both.

    Parameters
    ----------
    evidence
        What speaks for the facets of mentions, by their number.
    """
    from enacted.stance import Statement
    from enacted.stance.reader import carried

    rows: list[dict[str, object]] = [_UNCODED] * len(sentences)
    own: dict[int, list[tuple[Mention, Evidence | None]]] = {}
    for mention in mentions:
        pair = (mention, evidence.get(mention.mention))
        own.setdefault(mention.sentence, []).append(pair)
    read: dict[int, Mention] = {}
    for tier in sorted(set(coders.values())):
        wanted = [i for i, coder in coders.items() if coder == tier]
        statements = [
            Statement(
                text=sentences[i].text,
                before=_neighbour(sentences, i, -1),
                after=_neighbour(sentences, i, 1),
                section=sentences[i].section,
                lead_in=sentences[i].lead_in,
                doc_type=doc_type,
                kind=sentences[i].kind.value,
            )
            for i in wanted
        ]
        codings, again = _coder(tier).code_and_read(
            statements, [own.get(sentences[i].sentence, []) for i in wanted]
        )
        for i, coding in zip(wanted, codings, strict=True):
            rows[i] = _coded(coding)
        read |= {mention.mention: mention for some in again for mention in some}
    table = pa.Table.from_pylist(rows, schema=STANCE_SCHEMA)
    final = [read.get(mention.mention, mention) for mention in mentions]
    for at, mention in enumerate(final):
        if mention.carried_from >= 0:
            final[at] = carried(mention, final[mention.carried_from])
    return table, final


def _neighbour(sentences: Sequence[Sentence], i: int, step: int) -> str:
    """The next sentence in a direction, within the same block; empty at its ends."""
    j = i + step
    inside = 0 <= j < len(sentences) and sentences[j].block == sentences[i].block
    return sentences[j].text if inside else ""


_PROBABILITIES = {
    name.removeprefix("p_"): name for name in STANCE_SCHEMA.names if name.startswith("p_")
}
_UNCODED: dict[str, object] = {
    **dict.fromkeys(STANCE_SCHEMA.names),
    "cues": [],
    "tier": "",
}


def _coded(coding: Coding) -> dict[str, object]:
    return {
        "status": coding.status.value,
        "concrete": coding.concrete,
        "stance": coding.stance.value,
        "cues": list(coding.cues),
        "tier": coding.tier,
        "agreement": coding.agreement,
        **{column: coding.probabilities[name] for name, column in _PROBABILITIES.items()},
    }


# A worker takes many batches: what is slow to load is loaded once a process.
@lru_cache(maxsize=2)
def _splitter(settings: LanguageSettings) -> Splitter:
    from enacted.language import Splitter

    return Splitter(settings)


@lru_cache(maxsize=2)
def _finder(settings: ConceptSettings, wanted: str) -> Finder:  # noqa: ARG001 - a part of the key:
    # a worker may live longer than a codebook stays as it is, and then reads it anew.
    from enacted.concepts import Codebook, FacetModel, Finder

    model = FacetModel.built_in() if settings.reader == "both" else None
    return Finder(Codebook.read(settings.codebook, without=settings.without), model)


@lru_cache(maxsize=2)
def _coder(tier: Tier) -> Coder:
    from enacted.stance import load_coder

    return load_coder(tier).coder
