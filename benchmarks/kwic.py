"""How fast keyword in context is written, against Python's csv module and formatting row by row.

    python benchmarks/kwic.py [--lines 200000]

Draws a snapshot of sentences of which each second has a mention, reads it once by itself, and then
writes it by columns and by rows in one interleaved run; the bytes must agree.
"""

from __future__ import annotations

import argparse
import csv
import io
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from enacted.report import kwic
from enacted.report.kwic import LINES
from enacted.report.kwic_output import TEXT_WIDTH, cell, text_line, write
from enacted.tables import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCES = 600
TEXT = "the council will – with people who use them – review services, and “progress” each year"
WORDS = [*TEXT.split(), "café", "健康"]


def drawn(folder: Path, lines: int) -> Snapshot:
    """A snapshot with about this many mentions, one in every second sentence."""
    random = np.random.default_rng(0)
    documents = max(1, 2 * lines // SENTENCES)
    names = [f"{i:016x}" for i in range(documents)]
    weights = np.array([1.0] * (len(WORDS) - 2) + [0.02, 0.002])
    texts = []
    for number in range(50_000):
        words = random.choice(WORDS, 24, p=weights / weights.sum())
        texts.append(f"We {' '.join(words[:12])} co-design {' '.join(words[12:])} {number}.")
    total = documents * SENTENCES
    ids = pa.array(names).take(pa.array(np.repeat(np.arange(documents), SENTENCES)))
    place = np.tile(np.arange(SENTENCES, dtype=np.int32), documents)
    chosen = random.integers(0, len(texts), total)
    sentences = {
        "doc_id": ids,
        "sentence": place,
        "page": place // 20 + 1,
        "stance": random.choice(["talk", "plan", "deed"], total),
        "text": pa.array(texts).take(pa.array(chosen)),
    }
    picked = np.arange(0, total, 2)
    start = np.array([t.index("co-design") for t in texts], np.int32)[chosen[picked]]
    mentions = {
        "doc_id": ids.take(pa.array(picked)),
        "sentence": place[picked],
        "mention": np.arange(len(picked), dtype=np.int32),
        "concept": ["coproduction"] * len(picked),
        "term": ["co-design"] * len(picked),
        "sense": ["concept"] * len(picked),
        "start": start,
        "end": start + np.int32(len("co-design")),
        "carried_from": np.full(len(picked), -1, np.int32),
    }
    about = {
        "doc_id": names,
        "path": [f"{name}.pdf" for name in names],
        "title": [f"Plan, part {i}" for i in range(documents)],
        "publisher": ["A council"] * documents,
        "doc_type": ["plan"] * documents,
        "year": pa.array([2000 + i % 20 for i in range(documents)], pa.int32()),
    }
    tables = {"sentences": sentences, "mentions": mentions, "documents": about}
    for name, columns in (tables | {"trends": {"concept": ["coproduction"]}}).items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet", row_group_size=131_072)
    return Snapshot(folder)


def by_rows(tables: list[pa.Table], format_: str) -> bytes:
    """The same lines by the csv module, or one formatted row after the other."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    if format_ == "csv":
        writer.writerow(LINES.names)
    for table in tables:
        rows = table.to_pylist()
        if format_ == "csv":
            writer.writerows([cell(value) for value in row.values()] for row in rows)
        else:
            text.write("".join(f"{text_line(row, TEXT_WIDTH)}\n" for row in rows))
    return text.getvalue().encode()


def by_columns(tables: list[pa.Table], format_: str) -> bytes:
    """What ``enacted kwic`` writes."""
    stream = io.BytesIO()
    write(tables, stream, "csv" if format_ == "csv" else "text")
    return stream.getvalue()


def main() -> None:
    """Draw, write and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        snapshot = drawn(Path(folder), options.lines)
        begun = time.process_time()
        whole = list(kwic(snapshot))
        count = sum(table.num_rows for table in whole)
        print(f"read: {count / (time.process_time() - begun):,.0f} lines/s of CPU, {count} lines")
        cut = list(kwic(snapshot, width=TEXT_WIDTH))
    for format_, tables in (("csv", whole), ("text", cut)):
        runs: dict[str, Callable[[list[pa.Table], str], bytes]] = {
            "by columns": by_columns,
            "by rows": by_rows,
        }
        taken: dict[str, list[float]] = {name: [] for name in runs}
        made = {}
        for _ in range(options.rounds):
            for name, run in runs.items():
                begun = time.process_time()
                made[name] = run(tables, format_)
                taken[name].append(time.process_time() - begun)
        middle = {name: statistics.median(seconds) for name, seconds in taken.items()}
        same = "the same bytes" if len(set(made.values())) == 1 else "DIFFERENT BYTES"
        ratio = middle["by rows"] / middle["by columns"]
        print(
            f"{format_}: {count / middle['by columns']:,.0f} lines/s of CPU, {ratio:.1f} × row by "
            f"row ({count / middle['by rows']:,.0f}), {same}"
        )


if __name__ == "__main__":
    main()
