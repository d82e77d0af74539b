"""Topics of a snapshot: fitted in a run, or anew for the tables that a run made."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from enacted.coding.kept import Kept
from enacted.concepts import Codebook
from enacted.errors import EnactedError, OutputError
from enacted.pipeline.hand_coding import coded_inputs
from enacted.pipeline.progress import Reporter, Silent
from enacted.settings import Settings, read_settings
from enacted.tables import Output, Snapshot, Staging, load, make_key
from enacted.tables.lock import locked
from enacted.tables.needs import Needs
from enacted.tables.output import write_json, written
from enacted.tables.schema import RUNS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from enacted.topics import FittedTopics, TopicTables

TOPIC_MODEL = "topic_model"
CHART = "topic_grid.svg"
"""Chart of the numbers of topics that were tried, in the run target."""
NOTED = "topics.json"
"""Name of the last model fitted, for a run after one without topics."""

_VERSION = 2
_NAME = re.compile(r"[0-9a-f]{16}")
_COLUMNS = (
    "doc_id", "sentence", "block", "page", "section", "words", "text", "language",
)  # fmt: skip
_ROWS = 65_536
# Share of the words from which a further language is one to speak of.
_MIXED = 0.05


@dataclass(frozen=True, slots=True)
class TopicsResult:
    """What fitting topics to a snapshot did.

    Attributes
    ----------
    new
        Whether the snapshot is one that was not there before.
    note
        Why there are no topics, or fewer than asked for, or why this number of them.
    chart
        Chart of the numbers of topics that were tried, where any were.
    """

    snapshot: Snapshot
    new: bool
    note: str
    chart: Path | None
    seconds: float


def topics(
    out: Path,
    *,
    auto: bool | None = None,
    codebook: Path | None = None,
    settings: Settings | None = None,
    reporter: Reporter | None = None,
) -> TopicsResult:
    """Fit topics to the newest snapshot of a run target and publish one with them.

    A model that is there is kept, and the passages are scored with it, unless the settings ask
    for a refit or another number of topics.

    Parameters
    ----------
    auto
        Choose the number of topics from a grid; by default where there is no model yet and the
        settings name no number.
    codebook
        The codebook of the run, where its file is not where it was.

    Raises
    ------
    UsageError
        For a folder that is no run target, and a codebook that is not the run's.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    settings = settings or read_settings()
    reporter = reporter or Silent()
    output = Output.open(out)
    with locked(output.path), written(output.path):
        snapshot = load(out)
        snapshot.require_current()
        run = snapshot.runs.to_pylist()[0]
        book = Codebook.of_run(run, codebook)
        read = coded_inputs(run["inputs"], Kept(output.coding))
        inputs = make_key("topics", _VERSION, read, settings.topics.digest())
        latest = output.latest()
        anew = auto or settings.topics.refit
        if latest is not None and latest.inputs == inputs and not anew:
            return TopicsResult(snapshot, False, "", _chart(output), time.monotonic() - clock)
        if auto is None:
            auto = not settings.topics.k and _earlier(output, Silent()) is None
        with Staging(output) as staging:
            for name in TABLES:
                if name != "runs" and not name.startswith(("topic", "passage_topics")):
                    staging.take(name, snapshot.file(name))
            tables = write_topics(
                snapshot.path,
                snapshot.documents,
                book,
                output,
                staging,
                settings,
                reporter,
                auto=auto,
            )
            row = {
                **run,
                "started": started.isoformat(timespec="seconds"),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
                "settings": json.dumps(
                    {
                        **json.loads(run["settings"]),
                        "topics": settings.topics.model_dump(mode="json"),
                    },
                    sort_keys=True,
                ),
                "worked": 0,
                "seconds": round(time.monotonic() - clock, 3),
            }
            staging.write("runs", pa.Table.from_pylist([row], schema=RUNS.schema()))
            path, new = staging.publish(
                inputs, before=lambda name: Needs.of(output).copy(snapshot.path.name, name)
            )
    return TopicsResult(Snapshot(path), new, tables.note, _chart(output), time.monotonic() - clock)


def write_topics(
    folder: Path,
    documents: pa.Table,
    codebook: Codebook,
    output: Output,
    staging: Staging,
    settings: Settings,
    reporter: Reporter,
    *,
    auto: bool = False,
) -> TopicTables:
    """Write the tables on topics of the sentences and mentions in ``folder``.

    A new model is kept in the store under its name.
    """
    from enacted.topics import SPECS, Corpus, TopicTables, fit, passages
    from enacted.topics.chart import chart

    if not settings.topics.enabled:
        found = TopicTables()
    else:
        steps = settings.topics.refits + (6 if auto else 0) + 1
        reporter.phase("fitting topics", steps)
        corpus = Corpus(
            documents,
            {
                concept.name: {v for term in concept.terms for v in term.variants}
                for concept in codebook.concepts
            },
            evidence_of(folder),
            lambda spans: _quoted(folder, spans),
        )
        found = fit(
            lambda: map(passages, sentences_of(folder, codebook)),
            corpus,
            settings=settings.topics,
            auto=auto,
            earlier=_earlier(output, reporter),
            advance=lambda: reporter.advance(1),
        )
        reporter.advance(1)
        if found.fitted is not None:
            note = " ".join(filter(None, (found.note, _mixture(folder, codebook))))
            found = replace(found, note=note)
        if found.note:
            reporter.note(found.note)
    if found.fitted is not None and found.new:
        output.store.write(TOPIC_MODEL, found.fitted.digest, found.fitted.to_table())
        write_json(output.path / NOTED, {"model": found.fitted.digest})
        if found.fitted.grid:
            (output.path / CHART).write_text(chart(found.fitted.grid), encoding="utf-8")
    for spec in SPECS:
        staging.write(spec.name, found.tables[spec.name])
    return found


def foretell(output: Output, settings: Settings) -> str:
    """What a run would do about topics, in words."""
    if not settings.topics.enabled:
        return "switched off"
    from enacted.topics.fitting import kept

    earlier = _earlier(output, Silent())
    if earlier is None:
        return "fitted for the first time"
    if kept(earlier, settings.topics) is None:
        return "fitted anew, as the settings ask for"
    return "the fitted model is kept, and the passages are scored with it"


def _chart(output: Output) -> Path | None:
    path = output.path / CHART
    return path if path.is_file() else None


def _model_name(snapshot: Snapshot) -> str | None:
    """Name of the model that the topics of a snapshot are of; None where there are none."""
    try:
        table = snapshot.topics
        return str(table["model"][0]) if table.num_rows else None
    except (OutputError, KeyError):
        return None  # of a version before models had names


def _earlier(output: Output, reporter: Reporter) -> FittedTopics | None:
    """The model of the newest snapshot or, where that has no topics, the last one fitted."""
    from enacted.topics import FittedTopics

    if output.latest() is None:
        return None
    try:
        name = _model_name(load(output.path)) or _noted(output)
        if name is None:
            return None
        return FittedTopics.from_table(output.store.read(TOPIC_MODEL, name))
    except FileNotFoundError:
        reporter.note("the fitted topic model is gone from the store: fitting anew")
    except EnactedError as error:
        reporter.note(f"{error}; fitting anew")
    return None


def _noted(output: Output) -> str | None:
    """Name of the last model fitted; None where none was, or the note is damaged."""
    try:
        name = json.loads((output.path / NOTED).read_text(encoding="utf-8"))["model"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # A doctored file must not lead out of the store.
    return name if isinstance(name, str) and _NAME.fullmatch(name) else None


def sentences_of(folder: Path, codebook: Codebook) -> Iterator[pa.Table]:
    """Sentences in languages that the codebook covers, whole documents at a time."""
    pending: list[pa.Table] = []
    file = pq.ParquetFile(folder / "sentences.parquet")
    for batch in file.iter_batches(_ROWS, columns=list(_COLUMNS), use_threads=False):
        table = pa.Table.from_batches([batch])
        languages = table["language"]
        covered = [name for name in languages.unique().to_pylist() if codebook.covers(name)]
        table = table.filter(pc.is_in(languages, pa.array(covered, pa.string())))
        if not table.num_rows:
            continue
        names = table["doc_id"]
        # The last document may go on in the next batch.
        begin = pc.index(names, names[-1]).as_py()
        if begin:
            yield pa.concat_tables([*pending, table.slice(0, begin)])
            pending = []
        elif pending and pending[-1]["doc_id"][-1] != names[-1]:
            yield pa.concat_tables(pending)
            pending = []
        pending.append(table.slice(begin))
    if pending:
        yield pa.concat_tables(pending)


def _mixture(folder: Path, codebook: Codebook) -> str:
    """What is to be said where passages are in several languages; else nothing."""
    if len(codebook.languages) < 2:
        return ""
    table = pq.read_table(
        folder / "sentences.parquet", columns=["language", "words"], use_threads=False
    )
    table = table.filter(pc.is_in(table["language"], pa.array(codebook.languages, pa.string())))
    words = {
        row["language"]: row["words_sum"]
        for row in table.group_by("language", use_threads=False)
        .aggregate([("words", "sum")])
        .to_pylist()
    }
    shares = {name: count / max(1, sum(words.values())) for name, count in words.items()}
    if sum(share >= _MIXED for share in shares.values()) < 2:
        return ""
    named = ", ".join(
        f"{name} {share:.0%}" for name, share in sorted(shares.items(), key=lambda s: (-s[1], s[0]))
    )
    return (
        f"The text is in several languages (by words {named}): topics part by language before they "
        "part by subject, and only English function words are left out. For topics of subjects, "
        "name one language under `languages` in the codebook and run again."
    )


def evidence_of(folder: Path) -> pa.Table:
    """Mentions in the concept sense with the stance of their sentences, as trends count them."""
    from enacted.topics import EVIDENCE

    columns = ["doc_id", "sentence", "mention", "concept", "carried_from"]
    mentions = pq.read_table(
        folder / "mentions.parquet", columns=[*columns, "sense"], use_threads=False
    )
    mentions = mentions.filter(pc.equal(mentions["sense"], "concept"))
    rows = list(zip(*(mentions[name].to_pylist() for name in columns), strict=True))
    wanted = {(row[0], row[1]) for row in rows}
    stance: dict[tuple[str, int], str] = {}
    file = pq.ParquetFile(folder / "sentences.parquet")
    names = ["doc_id", "sentence", "stance"]
    for batch in file.iter_batches(_ROWS, columns=names, use_threads=False):
        coded = batch.filter(pc.is_valid(batch["stance"]))
        for doc_id, sentence, own in zip(*(coded[name].to_pylist() for name in names), strict=True):
            if (doc_id, sentence) in wanted:
                stance[doc_id, sentence] = own
    # Where list items complete a lead-in, they have the stance and it has none.
    shared = {(row[0], row[4]) for row in rows if row[4] >= 0}
    return pa.table(
        {
            "doc_id": [row[0] for row in rows],
            "sentence": [row[1] for row in rows],
            "concept": [row[3] for row in rows],
            "stance": [
                None if (row[0], row[2]) in shared else stance.get((row[0], row[1])) for row in rows
            ],
            "counted": [row[4] < 0 for row in rows],
        },
        schema=EVIDENCE,
    )


def _quoted(folder: Path, spans: Sequence[tuple[str, int, int]]) -> list[str]:
    """Text of passages."""
    table = pq.read_table(
        folder / "sentences.parquet",
        columns=["doc_id", "sentence", "text"],
        filters=[("doc_id", "in", sorted({name for name, _, _ in spans}))],
        use_threads=False,
    )
    text = {
        (name, number): words
        for name, number, words in zip(
            *(table[column].to_pylist() for column in ("doc_id", "sentence", "text")), strict=True
        )
    }
    return [
        " ".join(text[name, n] for n in range(first, last + 1) if (name, n) in text)
        for name, first, last in spans
    ]
