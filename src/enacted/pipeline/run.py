"""The main job: a folder of PDFs becomes a published snapshot."""

from __future__ import annotations

import json
import platform
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

import enacted
from enacted.coding import Code, match, read_codes
from enacted.coding.kept import Kept
from enacted.concepts import Codebook
from enacted.corpus import Corpus, scan
from enacted.pipeline.assemble import (
    Assembled,
    Entry,
    assemble,
    coded_sentences,
    sentence_tables,
)
from enacted.pipeline.execute import Executor, local
from enacted.pipeline.hand_coding import coded_inputs, hand_codes
from enacted.pipeline.progress import Reporter, Silent
from enacted.pipeline.steps import VERSIONS, Resources, keys, library
from enacted.pipeline.topics import write_topics
from enacted.pipeline.trend_tables import write_trends
from enacted.pipeline.work import Batch, Work, missing, run_batch
from enacted.settings import Settings, read_settings
from enacted.stance import load_coder
from enacted.tables import Output, Snapshot, Staging, Store, load, make_key
from enacted.tables.lock import locked
from enacted.tables.schema import (
    CODES,
    DOCUMENTS,
    RUNS,
    SCHEMA_VERSION,
)
from enacted.trends.cells import check_groupings
from enacted.trends.periods import Periods
from enacted.types import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

LIBRARIES = (
    "numpy", "pyarrow", "pdfplumber", "pypdfium2", "spacy", "gensim", "scikit-learn", "onnxruntime",
)  # fmt: skip
"""Libraries whose versions decide tables."""

CODES_FILE = "codes.jsonl"
"""Hand codes that lie in a corpus folder are read with it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that gave no text."""

    path: str
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did.

    Attributes
    ----------
    new
        Whether the snapshot is one that was not there before.
    worked
        Documents on which any step was done.
    outcomes
        Number of documents by outcome.
    """

    snapshot: Path
    new: bool
    documents: int
    worked: int
    outcomes: dict[str, int]
    failures: tuple[Failure, ...]
    notes: tuple[str, ...]
    seconds: float


def run(
    corpus: Path,
    *,
    out: Path,
    manifest: Path | None = None,
    settings: Settings | None = None,
    executor: Executor | None = None,
    reporter: Reporter | None = None,
) -> RunResult:
    """Mine a folder of PDFs and publish a snapshot in ``out``.

    Only what is missing is done: a run over an unchanged corpus opens no PDF, and a killed run is
    continued by running again. The same corpus, settings and versions give the same bytes in every
    table but ``runs``, whatever the executor.

    Parameters
    ----------
    corpus
        Folder with PDFs, searched with its subfolders.
    out
        Run target: a new or empty folder, or one that an earlier run made.
    manifest
        CSV or YAML file with what is known of the documents; without it ``manifest.csv`` or
        ``manifest.yaml`` in the folder, if there is one.
    executor
        Who carries out the batches; processes of this machine by default.

    Raises
    ------
    UsageError
        For a wrong corpus, manifest, codebook, codes file or run target; says the way out.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    settings = settings or read_settings()
    reporter = reporter or Silent()
    # What can be wrong with the user's files is found before anything is written.
    codebook = Codebook.read(settings.concepts.codebook, without=settings.concepts.without)
    found = scan(corpus, manifest=manifest)
    for note in found.notes:
        reporter.note(note)
    check_groupings(settings.trends.by, [*DOCUMENTS.schema().names, *found.extra])
    Periods.parse(settings.trends.periods)
    codes_path = corpus / CODES_FILE
    codes = read_codes(codes_path) if codes_path.is_file() else []
    loaded = load_coder(settings.stance.tier)
    if loaded.note:
        reporter.note(loaded.note)
    model = loaded.coder.digest
    resources = Resources(codebook=codebook.digest, model=model, ocr=_ocr_version(settings))
    inputs = _inputs(found, settings, resources, codes_path)
    output = Output.create(out)
    with locked(output.path):
        kept = Kept(output.coding)
        coded = coded_inputs(inputs, kept)
        unchanged = _unchanged(output, coded)
        if unchanged is not None:
            return _result(unchanged, found, new=False, worked=0, clock=clock)
        entries = [
            Entry(file, keys(file, settings, resources) if file.outcome is None else None)
            for file in sorted(found.files, key=lambda file: file.doc_id)
        ]
        worked = _work(entries, output.store, settings, executor, reporter)
        with Staging(output) as staging:
            assembled = assemble(
                entries,
                found,
                output.store,
                staging,
                concepts=[concept.name for concept in codebook.concepts],
                facet_values=codebook.facet_values,
                covers=codebook.covers,
                remake=_remake(output.store, settings),
                reporter=reporter,
            )
            hand = hand_codes(
                kept.codes(),
                kept,
                assembled.documents,
                sentence_tables(entries, output.store)(),
                _match(codes, assembled, entries, output.store),
            )
            staging.write("codes", hand)
            write_trends(
                assembled,
                codebook,
                hand,
                coded_sentences(entries, output.store),
                staging,
                settings.trends,
                reporter,
            )
            write_topics(
                staging.path, assembled.documents, codebook, output, staging, settings, reporter
            )
            row = {
                "inputs": inputs,
                "started": started.isoformat(timespec="seconds"),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
                "versions": json.dumps(_versions(), sort_keys=True),
                "settings": json.dumps(settings.model_dump(mode="json"), sort_keys=True),
                "codebook": codebook.digest,
                "models": model,
                "corpus": found.digest,
                "documents": len(entries),
                "failed": _failed(assembled.documents).num_rows,
                "worked": worked,
                "sentences": assembled.sentences,
                "mentions": assembled.mentions,
                "seconds": round(time.monotonic() - clock, 3),
            }
            staging.write("runs", pa.Table.from_pylist([row], schema=RUNS.schema()))
            path, new = staging.publish(coded)
        return _result(Snapshot(path), found, new=new, worked=worked, clock=clock)


def _work(
    entries: Sequence[Entry],
    store: Store,
    settings: Settings,
    executor: Executor | None,
    reporter: Reporter,
) -> int:
    """Do what the store lacks; returns the number of documents worked on."""
    works = [work for work in map(_work_on, entries) if work is not None and missing(work, store)]
    if not works:
        return 0
    size = settings.run.batch
    if executor is None:
        # Handing a batch to a local process costs next to nothing: small ones, so that no worker
        # idles at the end. Whoever supplies an executor pays for every task.
        size = max(1, min(size, len(works) // (4 * settings.run.workers)))
    batches = _batches(works, store, settings, size)
    execute = executor or local(settings.run.workers)
    reporter.phase("reading documents", len(works))
    for report in execute(run_batch, batches):
        reporter.advance(len(report.documents))
        for done in report.documents:
            if done.detail:
                reporter.note(f"{done.path}: {done.outcome}: {done.detail}")
    return len(works)


def _work_on(entry: Entry) -> Work | None:
    file = entry.file
    if entry.keys is None:
        return None
    return Work(file.doc_id, file.path, file.source, file.metadata.doc_type, entry.keys)


def _remake(store: Store, settings: Settings) -> Callable[[Entry], None]:
    def remake(entry: Entry) -> None:
        work = _work_on(entry)
        if work is not None:
            run_batch(Batch(0, (work,), store.root, settings))

    return remake


def _batches(works: list[Work], store: Store, settings: Settings, size: int) -> list[Batch]:
    # Dealt out like cards, largest file first, so that batches take about as long as each other.
    works = sorted(works, key=lambda work: (-work.source.stat().st_size, work.doc_id))
    count = -(-len(works) // size)
    return [
        Batch(number, tuple(works[number::count]), store.root, settings) for number in range(count)
    ]


def _match(
    codes: Sequence[Code], assembled: Assembled, entries: Sequence[Entry], store: Store
) -> pa.Table:
    if not codes:
        return CODES.schema().empty_table()
    return match(codes, assembled.documents, sentence_tables(entries, store)())


def _ocr_version(settings: Settings) -> str:
    if settings.extract.ocr == "off":
        return ""
    from enacted.extract.ocr import available

    return available() or ""


def _versions() -> dict[str, str]:
    return {
        "enacted": enacted.__version__,
        "python": platform.python_version(),
        **{name: library(name) for name in LIBRARIES},
    }


def _inputs(corpus: Corpus, settings: Settings, resources: Resources, codes: Path) -> str:
    """Digest of everything that decides the tables."""
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


def _unchanged(output: Output, inputs: str) -> Snapshot | None:
    latest = output.latest()
    if latest is None or latest.inputs != inputs:
        return None
    if not (output.snapshots / latest.snapshot).is_dir():
        return None
    return load(output.path)


def _failed(documents: pa.Table) -> pa.Table:
    texts = pa.array([outcome.value for outcome in Outcome if outcome.has_text])
    return documents.filter(pc.invert(pc.is_in(documents.column("outcome"), texts)))


def _result(
    snapshot: Snapshot, corpus: Corpus, *, new: bool, worked: int, clock: float
) -> RunResult:
    documents = snapshot.documents
    outcomes = {
        row["values"]: row["counts"]
        for row in pc.value_counts(documents.column("outcome")).to_pylist()
    }
    failures = _failed(documents).select(["path", "outcome", "detail"]).sort_by("path")
    return RunResult(
        snapshot=snapshot.path,
        new=new,
        documents=documents.num_rows,
        worked=worked,
        outcomes=dict(sorted(outcomes.items(), key=lambda item: (-item[1], item[0]))),
        failures=tuple(Failure(**row) for row in failures.to_pylist()),
        notes=corpus.notes,
        seconds=round(time.monotonic() - clock, 3),
    )
