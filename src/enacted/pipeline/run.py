"""The main job: a folder of PDFs becomes a published snapshot."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from enacted.coding import Code, match
from enacted.coding.kept import Kept
from enacted.pipeline.assemble import (
    Assembled,
    Entry,
    assemble,
    coded_sentences,
    sentence_tables,
    used_entries,
    wanted_entries,
)
from enacted.pipeline.before import Before
from enacted.pipeline.changes import Changes, compare, newest_documents
from enacted.pipeline.execute import Executor, local
from enacted.pipeline.hand_coding import coded_inputs, hand_codes
from enacted.pipeline.prepare import prepare, store_of
from enacted.pipeline.progress import Reporter, Silent
from enacted.pipeline.steps import Resources, makings
from enacted.pipeline.topics import write_topics
from enacted.pipeline.trend_tables import write_trends
from enacted.pipeline.work import Batch, Work, missing, run_batch
from enacted.settings import Settings, read_settings
from enacted.tables import Output, Snapshot, Staging, Store, load
from enacted.tables.lock import locked
from enacted.tables.needs import UNFINISHED, Needs
from enacted.tables.output import written
from enacted.tables.parquet import giving_back
from enacted.tables.schema import (
    CODES,
    RUNS,
)
from enacted.types import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from enacted.corpus import Corpus
    from enacted.pipeline.prepare import Prepared


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
    changes
        What became of the documents since the snapshot before.
    outcomes
        Number of documents by outcome.
    """

    snapshot: Path
    new: bool
    documents: int
    worked: int
    changes: Changes
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
    prepared = prepare(corpus, manifest=manifest, settings=settings)
    found, codebook = prepared.corpus, prepared.codebook
    for note in prepared.notes:
        reporter.note(note)
    output = Output.create(out)
    with locked(output.path), written(output.path), giving_back():
        output.note_corpus(corpus)
        kept, needs = Kept(output.coding), Needs.of(output)
        coded = coded_inputs(prepared.inputs, kept)
        changes = compare(newest_documents(output), found.files)
        unchanged = _unchanged(output, coded)
        if unchanged is not None:
            return _result(unchanged, found, changes, new=False, worked=0, clock=clock)
        entries = prepared.entries()
        store = store_of(output, settings)
        worked = _work(entries, store, needs, prepared, executor, reporter)
        with Staging(output) as staging:
            assembled = assemble(
                entries,
                found,
                store,
                staging,
                concepts=[concept.name for concept in codebook.concepts],
                facet_values=codebook.facet_values,
                covers=codebook.covers,
                remake=_remake(store, settings, prepared.resources),
                reporter=reporter,
                before=Before.of(output, needs, found.extra),
            )
            hand = hand_codes(
                kept.codes(),
                kept,
                assembled.documents,
                sentence_tables(entries, store)(),
                _match(prepared.codes, assembled, entries, store),
            )
            staging.write("codes", hand)
            write_trends(
                assembled,
                codebook,
                hand,
                coded_sentences(entries, store),
                staging,
                settings.trends,
                reporter,
            )
            write_topics(
                staging.path, assembled.documents, codebook, output, staging, settings, reporter
            )
            row = {
                "inputs": prepared.inputs,
                "started": started.isoformat(timespec="seconds"),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
                "versions": json.dumps(prepared.versions(), sort_keys=True),
                "settings": json.dumps(settings.model_dump(mode="json"), sort_keys=True),
                "codebook": codebook.digest,
                "models": prepared.resources.model,
                "corpus": found.digest,
                "documents": len(entries),
                "failed": _failed(assembled.documents).num_rows,
                "worked": worked,
                "sentences": assembled.sentences,
                "mentions": assembled.mentions,
                "seconds": round(time.monotonic() - clock, 3),
            }
            staging.write("runs", pa.Table.from_pylist([row], schema=RUNS.schema()))
            used = used_entries(entries, store)
            path, new = staging.publish(coded, before=lambda name: needs.write(name, used))
        needs.remove(UNFINISHED)
        return _result(Snapshot(path), found, changes, new=new, worked=worked, clock=clock)


def _work(
    entries: Sequence[Entry],
    store: Store,
    needs: Needs,
    prepared: Prepared,
    executor: Executor | None,
    reporter: Reporter,
) -> int:
    """Do what the store lacks; returns the number of documents worked on."""
    settings, resources = prepared.settings, prepared.resources
    works = [work for work in map(_work_on, entries) if work is not None and missing(work, store)]
    if not works:
        return 0
    # Should this run be killed, what it has done by then is not to be cleaned away.
    needs.write(UNFINISHED, wanted_entries(entries))
    size = settings.run.batch
    if executor is None:
        # Handing a batch to a local process costs next to nothing: small ones, so that no worker
        # idles at the end. Whoever supplies an executor pays for every task.
        size = max(1, min(size, len(works) // (4 * settings.run.workers)))
    batches = _batches(works, size, store, settings, resources)
    execute = executor or local(settings.run.workers)
    reporter.phase("reading documents", len(works))
    for number, report in enumerate(execute(run_batch, batches), start=1):
        reporter.advance(len(report.documents))
        for done in report.documents:
            if done.detail:
                reporter.failed(done.path, done.outcome, done.detail)
        reporter.batch(number, len(batches), len(report.documents), report.seconds)
    return len(works)


def _work_on(entry: Entry) -> Work | None:
    file = entry.file
    if entry.keys is None:
        return None
    return Work(file.doc_id, file.path, file.source, file.metadata.doc_type, entry.keys)


def _remake(store: Store, settings: Settings, resources: Resources) -> Callable[[Entry], None]:
    def remake(entry: Entry) -> None:
        work = _work_on(entry)
        if work is not None:
            run_batch(Batch(0, (work,), store.place, settings, makings(resources)))

    return remake


def _batches(
    works: list[Work], size: int, store: Store, settings: Settings, resources: Resources
) -> list[Batch]:
    # Dealt out like cards, largest file first, so that batches take about as long as each other.
    works = sorted(works, key=lambda work: (-work.source.stat().st_size, work.doc_id))
    count = -(-len(works) // size)
    made = makings(resources)
    return [
        Batch(number, tuple(works[number::count]), store.place, settings, made)
        for number in range(count)
    ]


def _match(
    codes: Sequence[Code], assembled: Assembled, entries: Sequence[Entry], store: Store
) -> pa.Table:
    if not codes:
        return CODES.schema().empty_table()
    return match(codes, assembled.documents, sentence_tables(entries, store)())


def _unchanged(output: Output, inputs: str) -> Snapshot | None:
    latest = output.latest()
    if latest is None or latest.inputs != inputs:
        return None
    if not (output.snapshots / latest.snapshot).is_dir():
        return None
    # Without its needs, nothing could be cleaned: it is put together again from the store.
    return load(output.path) if Needs.of(output).has(latest.snapshot) else None


def _failed(documents: pa.Table) -> pa.Table:
    texts = pa.array([outcome.value for outcome in Outcome if outcome.has_text])
    return documents.filter(pc.invert(pc.is_in(documents.column("outcome"), texts)))


def _result(
    snapshot: Snapshot,
    corpus: Corpus,
    changes: Changes,
    *,
    new: bool,
    worked: int,
    clock: float,
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
        changes=changes,
        outcomes=dict(sorted(outcomes.items(), key=lambda item: (-item[1], item[0]))),
        failures=tuple(Failure(**row) for row in failures.to_pylist()),
        notes=corpus.notes,
        seconds=round(time.monotonic() - clock, 3),
    )
