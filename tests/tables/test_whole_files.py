"""Files are whole or not there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from enacted.errors import OutputError
from enacted.tables.files import asked_for, replaced

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path


class StoppedError(Exception):
    """What stops a writer."""


def stop_after(temporary: Path, text: str) -> None:
    temporary.write_text(text)
    raise StoppedError


@pytest.mark.parametrize("way", [replaced, asked_for])
def test_what_stood_there_stays_until_all_is_written(
    tmp_path: Path, way: Callable[[Path], AbstractContextManager[Path]]
):
    path = tmp_path / "a.csv"
    path.write_text("old")
    with pytest.raises(StoppedError), way(path) as temporary:
        stop_after(temporary, "hal")
    assert path.read_text() == "old"
    with way(path) as temporary:
        temporary.write_text("new")
    assert path.read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "far").mkdir()
    link = tmp_path / "a.csv"
    link.symlink_to(tmp_path / "far" / "b.csv")
    with asked_for(link) as temporary:
        temporary.write_text("new")
    assert link.is_symlink()
    assert (tmp_path / "far" / "b.csv").read_text() == "new"


def test_a_pipe_is_written_to_and_stays(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with asked_for(pipe) as temporary:
            temporary.write_text("new")
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_what_cannot_be_written_is_named_with_the_reason(tmp_path: Path):
    path = tmp_path / "none" / "a.csv"
    with (
        pytest.raises(OutputError, match=r"a\.csv: cannot be written \(No such file"),
        asked_for(path) as temporary,
    ):
        temporary.write_text("new")
    folder = tmp_path / "folder"
    folder.mkdir()
    with (
        pytest.raises(OutputError, match=r"folder: cannot be written \(Is a directory"),
        asked_for(folder) as temporary,
    ):
        temporary.write_text("new")
