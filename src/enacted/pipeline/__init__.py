"""Which steps, in what order, on what batches; carried out here or by a flow's executor."""

from __future__ import annotations

from enacted.pipeline.execute import Executor, local
from enacted.pipeline.files import (
    FileBlocks,
    blocks_table,
    find_files,
    print_files,
    read_files,
    write_files,
)
from enacted.pipeline.hand_coding import DrawnSheets, Imported, draw_sheets, import_sheets
from enacted.pipeline.progress import Reporter, Silent
from enacted.pipeline.run import Failure, RunResult, run
from enacted.pipeline.topics import TopicsResult, topics
from enacted.pipeline.work import Batch, BatchReport, run_batch

__all__ = [
    "Batch",
    "BatchReport",
    "DrawnSheets",
    "Executor",
    "Failure",
    "FileBlocks",
    "Imported",
    "Reporter",
    "RunResult",
    "Silent",
    "TopicsResult",
    "blocks_table",
    "draw_sheets",
    "find_files",
    "import_sheets",
    "local",
    "print_files",
    "read_files",
    "run",
    "run_batch",
    "topics",
    "write_files",
]
