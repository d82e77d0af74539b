"""Hand coding of a published snapshot: samples drawn from it, and codes brought back into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from enacted.coding.frame import CONCEPT, PERIOD, frame
from enacted.coding.kept import Design, Kept
from enacted.coding.matching import match
from enacted.coding.sample import draw, drawn_before
from enacted.coding.sheet import identifier, sheet_rows, write_csv, write_xlsx
from enacted.coding.sheet_reader import read_sheet
from enacted.concepts.choice import not_there
from enacted.errors import CodesError, OutputError, UsageError
from enacted.tables import Output, Snapshot, Staging, load, make_key
from enacted.tables.lock import locked
from enacted.tables.needs import Needs
from enacted.tables.parquet import read_of
from enacted.tables.schema import TABLES
from enacted.trends import Recount
from enacted.trends.periods import UNKNOWN, Periods

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from enacted.coding.codes import Code
    from enacted.coding.sheet_reader import Problem

_MENTIONED = ("doc_id", "sentence", "mention", "concept", "sense", "carried_from")
_MATCHED = ("doc_id", "sentence", "page", "kind", "text")
_SHOWN = (
    "doc_id",
    "sentence",
    "page",
    "section",
    "lead_in",
    "text",
    "status",
    "concrete",
    "stance",
)


@dataclass(frozen=True, slots=True)
class DrawnSheets:
    """What was drawn to be coded.

    Attributes
    ----------
    files
        The sheets, XLSX and CSV of each coder.
    sentences, new
        Sentences of the sample, and those of them that stand in these sheets.
    strata, fewest, most
        How many strata there are, and how many sentences they gave.
    """

    files: tuple[Path, ...]
    sentences: int
    new: int
    strata: int
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of importing sheets.

    Attributes
    ----------
    codes
        Codes taken from these sheets.
    empty
        Rows of them that are not coded yet.
    coded, drawn
        Sentences of the sample that have a code by now, and all of them.
    absent
        Sentences of the sample that have no code and stand in none of these sheets.
    gone
        Codes, of these and earlier sheets, whose sentence the corpus no longer has.
    problems
        Rows that were left out.
    unread
        Sheets that were left out, with the reason.
    """

    snapshot: Path
    codes: int
    empty: int
    coded: int
    drawn: int
    absent: int
    gone: int
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]


def draw_sheets(
    out: Path,
    *,
    n: int,
    by: Sequence[str] | None = None,
    seed: int | None = None,
    periods: str | None = None,
    coders: int = 1,
    overlap: int = 60,
    show_machine: bool = False,
    facets: Sequence[str] = (),
) -> DrawnSheets:
    """Draw sentences to be coded by hand, and write a sheet for each coder.

    The first coder gets all sentences, every other one the first ``overlap``, which are a random
    part of them. Drawing again with a larger ``n`` adds to the sample, and gives sheets of what is
    new.

    Parameters
    ----------
    by, seed, periods
        What strata are made by (see `enacted.coding.frame`), the seed, and the periods; as before
        where a sample was drawn, else concept and period, 1, and those of the run.
    overlap
        Sentences of every coder but the first.
    show_machine
        Whether coders see how the machine coded.
    facets
        Facets of the codebook that are to be coded, too.

    Raises
    ------
    UsageError
        Where there is no such facet, strata cannot be made so, an earlier sample was drawn
        otherwise, or nothing is left.
    """
    output = Output.open(out)
    with locked(output.path):
        snapshot = load(out)
        snapshot.require_current()
        kept = Kept(output.coding)
        before = kept.sample()
        design = _design(snapshot, before[1] if before else None, by, seed, periods)
        values = _facets(snapshot)
        for name in facets:
            if name not in values:
                raise UsageError(not_there("facet", name, values))
        asked = {name: values[name] for name in facets}
        spans = Periods.parse(design.periods)
        documents = snapshot.documents
        sentences = pq.read_table(snapshot.file("sentences"), columns=list(_SHOWN))
        sample = draw(
            frame(
                documents,
                sentences,
                pq.read_table(snapshot.file("mentions"), columns=list(_MENTIONED)),
                by=design.by,
                period=lambda year: UNKNOWN if year is None else spans.of(year),
            ),
            documents,
            sentences,
            n=n,
            seed=design.seed,
            earlier=drawn_before(before[0] if before else None),
        )
        earlier = drawn_before(before[0]) if before else frozenset()
        keys = zip(sample["doc_id"].to_pylist(), sample["sentence"].to_pylist(), strict=True)
        new = sample.filter(pa.array([key not in earlier for key in keys], pa.bool_()))
        if not new.num_rows:
            raise UsageError(
                f"{out}: these {sample.num_rows:,} sentences have been drawn before: "
                "give a larger --n for more, or code the sheets that are there"
            )
        machine = _machine(sentences) if show_machine else None
        output.coding.mkdir(exist_ok=True)
        files: list[Path] = []
        for number in range(1, coders + 1):
            part = new if number == 1 else new.slice(0, overlap)
            rows = sheet_rows(part, coder=f"coder-{number}", machine=machine, facets=tuple(asked))
            if rows:
                stem = output.coding / f"{sample.num_rows}-coder-{number}"
                files += [stem.with_suffix(".xlsx"), stem.with_suffix(".csv")]
                _refuse_existing(files[-2:])
                write_xlsx(files[-2], rows, facets=asked)
                write_csv(files[-1], rows)
        kept.write_sample(sample, design)
    counts = [row["counts"] for row in pc.value_counts(sample["stratum"]).to_pylist()]
    return DrawnSheets(
        tuple(files), sample.num_rows, new.num_rows, len(counts), min(counts), max(counts)
    )


def import_sheets(out: Path, sheets: Sequence[Path], *, coder: str | None = None) -> Imported:
    """Take the codes of filled-in sheets, and publish a snapshot that holds them.

    Every value is checked; a row with a mistake is left out and told of, all others are taken. A
    code replaces an earlier one of the same coder for the same sentence.

    Raises
    ------
    UsageError
        Where there is no sample, or none of the sheets can be read.
    """
    output = Output.open(out)
    with locked(output.path):
        snapshot = load(out)
        snapshot.require_current()
        kept = Kept(output.coding)
        found = kept.sample()
        if found is None:
            raise UsageError(
                f"{out}: no sample was drawn: begin with `enacted coding sample {out}`"
            )
        sample, _ = found
        facets = _facets(snapshot)
        read, unread = [], []
        for path in sheets:
            try:
                read.append(read_sheet(path, sample, coder=coder, facets=facets))
            except CodesError as error:
                unread.append(str(error))
        if not read:
            raise UsageError(unread[0] if unread else "name the sheets to import")
        taken = [code for sheet in read for code in sheet.codes]
        if taken:
            kept.add_codes(taken)
        imported = kept.codes()
        ids = pa.array(sorted({code.doc_id for code in imported}), pa.string())
        sentences = read_of(snapshot.file("sentences"), _MATCHED, ids)
        codes = hand_codes(imported, kept, snapshot.documents, [sentences], snapshot.codes)
        path = _republish(output, snapshot, codes, kept)
    drawn = codes.filter(pc.not_equal(codes["stratum"], ""))
    there = drawn.filter(pc.is_valid(drawn["sentence"]))
    coded = _places(there)
    shown = {name for sheet in read for name in sheet.ids}
    return Imported(
        snapshot=path,
        codes=len(taken),
        empty=sum(sheet.empty for sheet in read),
        coded=len(coded),
        drawn=sample.num_rows,
        absent=sum(identifier(*place) not in shown for place in _places(sample) - coded),
        gone=drawn.num_rows - there.num_rows,
        problems=tuple(problem for sheet in read for problem in sheet.problems),
        unread=tuple(unread),
    )


def hand_codes(
    imported: Sequence[Code],
    kept: Kept,
    documents: pa.Table,
    sentences: Iterable[pa.Table],
    others: pa.Table,
) -> pa.Table:
    """The table ``codes``: imported codes matched to the sentences as they are now, and others.

    Rows of ``others`` that were drawn at random stand for earlier imports and are left out.
    """
    rest = others.filter(pc.equal(others["stratum"], ""))
    if not imported:
        return rest
    matched = kept.with_inclusion(match(imported, documents, sentences))
    table = pa.concat_tables([rest, matched])
    order = [(name, "ascending") for name in ("doc_id", "sentence", "text", "coder")]
    return table.sort_by(order).combine_chunks()


def coded_inputs(inputs: str, kept: Kept) -> str:
    """Digest of what a run read, with what was imported since."""
    imported = kept.digest()
    return make_key("coded", inputs, imported) if imported else inputs


def _republish(output: Output, snapshot: Snapshot, codes: pa.Table, kept: Kept) -> Path:
    """Publish a snapshot anew with other codes, and with the trends that follow from them."""
    with Staging(output) as staging:
        for name in TABLES:
            if name not in {"codes", "trends", "facet_trends"}:
                staging.take(name, snapshot.file(name))
        staging.write("codes", codes)
        recount = Recount.of(snapshot)
        staging.write("trends", recount.trends(codes))
        staging.write("facet_trends", recount.facet_trends(codes))
        path, _ = staging.publish(
            coded_inputs(snapshot.runs["inputs"][0].as_py(), kept),
            before=lambda name: Needs.of(output).copy(snapshot.path.name, name),
        )
    return path


def _design(
    snapshot: Snapshot,
    before: Design | None,
    by: Sequence[str] | None,
    seed: int | None,
    periods: str | None,
) -> Design:
    """How to draw: as before, unless something else is asked for."""
    if before is None:
        chosen = Recount.of(snapshot, periods=periods).settings.periods
        return Design(tuple(by or (CONCEPT, PERIOD)), 1 if seed is None else seed, chosen)
    asked = Design(
        tuple(by or before.by),
        before.seed if seed is None else seed,
        before.periods if periods is None else periods,
    )
    if asked != before:
        raise UsageError(
            f"a sample was drawn {before}: draw so again with a larger --n, or move the folder "
            "coding away and begin anew"
        )
    return before


def _facets(snapshot: Snapshot) -> dict[str, list[str]]:
    """Facets of the codebook with their values, of whatever concept."""
    table = snapshot.facet_trends.select(["facet", "value"])
    distinct = table.group_by(["facet", "value"], use_threads=False).aggregate([])
    found: dict[str, list[str]] = {}
    for row in sorted(distinct.to_pylist(), key=lambda row: (row["facet"], row["value"])):
        found.setdefault(row["facet"], []).append(row["value"])
    return found


def _places(table: pa.Table) -> set[tuple[str, int]]:
    return set(zip(table["doc_id"].to_pylist(), table["sentence"].to_pylist(), strict=True))


def _machine(sentences: pa.Table) -> dict[tuple[str, int], tuple[str, bool]]:
    rows = sentences.select(["doc_id", "sentence", "status", "concrete"])
    rows = rows.filter(pc.is_valid(rows["status"]))
    return {
        (doc_id, sentence): (status, concrete)
        for doc_id, sentence, status, concrete in zip(
            *(column.to_pylist() for column in rows.columns), strict=True
        )
    }


def _refuse_existing(files: Sequence[Path]) -> None:
    for file in files:
        if file.exists():
            raise OutputError(f"{file}: is there already, perhaps with codes: move it away first")
