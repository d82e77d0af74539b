"""Which steps, in what order, on what batches; carried out here or by a flow's executor."""

from __future__ import annotations

from enacted.pipeline.changes import Changes
from enacted.pipeline.clean import Cleaned, clean
from enacted.pipeline.execute import Executor, WorkerProcesses, dask, local, windowed
from enacted.pipeline.files import (
    FileBlocks,
    blocks_table,
    find_files,
    print_files,
    read_files,
    write_files,
)
from enacted.pipeline.hand_coding import DrawnSheets, Imported, draw_sheets, import_sheets
from enacted.pipeline.plan import Plan, plan
from enacted.pipeline.progress import JsonLines, Lines, Reporter, Silent
from enacted.pipeline.run import Failure, RunResult, run
from enacted.pipeline.topics import TopicsResult, topics
from enacted.pipeline.watch import Look, look, remember
from enacted.pipeline.work import Batch, BatchReport, run_batch

__all__ = [
    "Batch",
    "BatchReport",
    "Changes",
    "Cleaned",
    "DrawnSheets",
    "Executor",
    "Failure",
    "FileBlocks",
    "Imported",
    "JsonLines",
    "Lines",
    "Look",
    "Plan",
    "Reporter",
    "RunResult",
    "Silent",
    "TopicsResult",
    "WorkerProcesses",
    "blocks_table",
    "clean",
    "dask",
    "draw_sheets",
    "find_files",
    "import_sheets",
    "local",
    "look",
    "plan",
    "print_files",
    "read_files",
    "remember",
    "run",
    "run_batch",
    "topics",
    "windowed",
    "write_files",
]
