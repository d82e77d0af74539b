"""What a run would do and why, said beforehand: no PDF is opened and nothing is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from enacted.coding.kept import Kept
from enacted.pipeline.causes import FOLLOWS, other_causes, recorded, step_causes
from enacted.pipeline.changes import Changes, compare, newest_documents
from enacted.pipeline.hand_coding import coded_inputs
from enacted.pipeline.prepare import prepare, store_of
from enacted.pipeline.steps import DESCRIBE, EXTRACT, MENTIONS, ORDER, STANCE, encoder_reads
from enacted.pipeline.topics import foretell
from enacted.settings import Settings, read_settings
from enacted.tables import Output
from enacted.tables.lock import holder
from enacted.tables.needs import Needs
from enacted.tables.output import MARKER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from enacted.pipeline.assemble import Entry
    from enacted.pipeline.causes import Recorded
    from enacted.pipeline.prepare import Prepared
    from enacted.tables import Store

NEW, CHANGED, MOVED = "new document", "document changed", "document moved"
GONE = "store entry missing or damaged"
EARLIER = "made by an earlier version of Enacted, or store entry missing"


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A step that is to be done.

    Attributes
    ----------
    missing
        Documents that lack it.
    reasons
        Number of those documents by reason, most first.
    """

    step: str
    missing: int
    reasons: dict[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do.

    Attributes
    ----------
    snapshot
        Name of the newest snapshot, with which the corpus was compared; empty where there is none.
    published
        When its run ended, UTC; empty where that is not known.
    idle
        Whether a run would do nothing at all.
    documents
        In the corpus, readable or not.
    unreadable
        Those of which it is plain already that they give no text.
    steps
        Steps of documents that are to be done, in their order.
    because
        What else makes for a new snapshot.
    topics
        What would become of the topics.
    held
        Who is writing in the run target; empty where nobody is.
    """

    snapshot: str
    published: str
    idle: bool
    documents: int
    unreadable: int
    changes: Changes
    steps: tuple[StepPlan, ...]
    because: tuple[str, ...]
    topics: str
    held: str
    notes: tuple[str, ...]


def plan(
    corpus: Path, *, out: Path, manifest: Path | None = None, settings: Settings | None = None
) -> Plan:
    """Say what :func:`enacted.pipeline.run` would do with the same arguments.

    Raises
    ------
    UsageError
        Where the run would: for a wrong corpus, manifest, codebook, codes file or run target.
    """
    settings = settings or read_settings()
    prepared = prepare(corpus, manifest=manifest, settings=settings)
    output = Output.check(out)
    latest = output.latest()
    before = newest_documents(output)
    known = None if latest is None else recorded(output.snapshots / latest.snapshot)
    changes = compare(before, prepared.corpus.files)
    idle = (
        latest is not None
        and before is not None
        and Needs.of(output).has(latest.snapshot)
        and latest.inputs == coded_inputs(prepared.inputs, Kept(output.coding))
    )
    steps: tuple[StepPlan, ...] = ()
    if not idle:
        steps = missing_steps(
            prepared.entries(),
            store_of(output, settings),
            document_reasons(changes, before, prepared),
            step_causes(known, prepared) if known else {},
            unknown=GONE if known is None or "steps" in known.versions else EARLIER,
        )
    return Plan(
        snapshot=latest.snapshot if latest is not None else "",
        published=known.finished if known else "",
        idle=idle,
        documents=len(prepared.corpus.files),
        unreadable=sum(file.outcome is not None for file in prepared.corpus.files),
        changes=changes,
        steps=steps,
        because=() if idle or known is None else _because(known, prepared, changes, steps),
        topics="stay as they are" if idle else foretell(output, settings),
        held=holder(out) if (out / MARKER).is_file() else "",
        notes=prepared.notes,
    )


def document_reasons(
    changes: Changes, before: pa.Table | None, prepared: Prepared
) -> dict[str, dict[str, str]]:
    """Why each document's own steps are to be done: reason by step, by ``doc_id``."""
    added, changed = set(changes.added), set(changes.changed)
    moved = {move.path for move in changes.moved}
    reader = MENTIONS if encoder_reads(prepared.settings) else STANCE
    types: dict[str, str] = {}
    if before is not None and "doc_type" in before.column_names:
        columns = (before.column(name).to_pylist() for name in ("doc_id", "doc_type"))
        types = dict(zip(*columns, strict=True))
    reasons: dict[str, dict[str, str]] = {}
    for file in prepared.corpus.files:
        found: dict[str, str] = {}
        if file.path in added or before is None:
            found[EXTRACT] = NEW
        elif file.path in changed:
            found[EXTRACT] = CHANGED
        else:
            if file.path in moved:
                found[DESCRIBE] = MOVED
            if types.get(file.doc_id, "") != file.metadata.doc_type:
                found[reader] = "doc_type changed in the manifest"
        reasons[file.doc_id] = found
    return reasons


def missing_steps(
    entries: Sequence[Entry],
    store: Store,
    reasons: Mapping[str, Mapping[str, str]],
    causes: Mapping[str, Sequence[str]],
    *,
    unknown: str = GONE,
) -> tuple[StepPlan, ...]:
    """Steps that the store lacks, with the reasons of documents and those of the steps.

    Parameters
    ----------
    reasons
        As :func:`document_reasons` gives them.
    causes
        What differs for each step by itself, as :func:`enacted.pipeline.causes.step_causes` says.
    unknown
        The reason where there is no other.
    """
    counts: dict[str, Counter[str]] = {step: Counter() for step in ORDER}
    for entry in entries:
        if entry.keys is None:
            continue
        keys = entry.keys.held(store) or entry.keys
        own = reasons.get(entry.file.doc_id, {})
        for step, key in keys.entries():
            if store.sound(step, key):
                continue
            counts[step][_reason(step, own, causes) or unknown] += 1
    return tuple(
        StepPlan(step, count.total(), dict(sorted(count.items(), key=lambda c: (-c[1], c[0]))))
        for step, count in counts.items()
        if count
    )


def _reason(step: str, own: Mapping[str, str], causes: Mapping[str, Sequence[str]]) -> str:
    if EXTRACT in own:
        return own[EXTRACT]
    found = [own[each] for each in FOLLOWS[step] if each in own]
    found += [cause for each in FOLLOWS[step] for cause in causes.get(each, ())]
    return "; ".join(found)


def _because(
    known: Recorded, prepared: Prepared, changes: Changes, steps: Sequence[StepPlan]
) -> tuple[str, ...]:
    """What makes for a new snapshot besides documents and steps."""
    found = other_causes(known, prepared)
    told = {reason for step in steps for reason in step.reasons}
    if known.codebook != prepared.resources.codebook and not told:
        found.append("codebook changed; what it needs is in the store")
    same = not (changes.added or changes.changed or changes.moved or changes.removed)
    if known.corpus != prepared.corpus.digest and same:
        found.append("the manifest describes documents otherwise, or copies came or went")
    if not found and same and not steps:
        found.append("codes, settings or versions differ from those of the newest snapshot")
    return tuple(found)
