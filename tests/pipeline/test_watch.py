"""Looks at a corpus folder: what is new is seen, and nothing is opened."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from enacted.errors import CorpusError
from enacted.pipeline.watch import look, remember
from enacted.settings import read_settings
from enacted.tables import Output

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = read_settings()


def state(corpus: Path, out: Path, settle: float = 0.0) -> str:
    return look(corpus, out=out, settings=SETTINGS, settle=settle).state


@pytest.fixture
def seen(small_corpus: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A corpus and a run target that remembers it."""
    out = Output.create(tmp_path / "out").path
    remember(out, look(small_corpus, out=out, settings=SETTINGS))
    return small_corpus, out


def test_a_folder_never_mined_is_changed(small_corpus: Path, tmp_path: Path):
    assert state(small_corpus, tmp_path / "out") == "changed"
    assert not (tmp_path / "out").exists()


def test_what_was_remembered_is_unchanged(seen: tuple[Path, Path]):
    assert state(*seen) == "unchanged"
    assert state(*seen, settle=600.0) == "unchanged"


@pytest.mark.parametrize("change", ["new", "gone", "renamed", "other bytes", "manifest", "below"])
def test_a_change_is_seen(seen: tuple[Path, Path], change: str):
    corpus, _ = seen
    if change == "new":
        (corpus / "new.pdf").write_bytes(b"%PDF-")
    elif change == "gone":
        (corpus / "plan.pdf").unlink()
    elif change == "renamed":
        (corpus / "plan.pdf").rename(corpus / "plans.pdf")
    elif change == "other bytes":
        # As many bytes as before, and the old time put back.
        before = (corpus / "plan.pdf").stat()
        (corpus / "plan.pdf").write_bytes(bytes(before.st_size))
        os.utime(corpus / "plan.pdf", ns=(before.st_atime_ns, before.st_mtime_ns))
    elif change == "manifest":
        (corpus / "manifest.csv").unlink()
    else:
        (corpus / "more").mkdir()
        (corpus / "more" / "new.pdf").write_bytes(b"%PDF-")
    assert state(*seen) == "changed"


def test_a_file_just_written_is_waited_for(seen: tuple[Path, Path]):
    (seen[0] / "new.pdf").write_bytes(b"%PDF-")
    assert state(*seen, settle=600.0) == "settling"


def test_hidden_files_and_an_unread_link_do_not_count(seen: tuple[Path, Path]):
    corpus, _ = seen
    (corpus / ".partial").mkdir()
    (corpus / ".partial" / "new.pdf").write_bytes(b"%PDF-")
    (corpus / ".new.pdf").write_bytes(b"%PDF-")
    assert state(*seen) == "unchanged"


def test_other_settings_and_another_codebook_are_a_change(seen: tuple[Path, Path], tmp_path: Path):
    corpus, out = seen
    assert (
        look(corpus, out=out, settings=read_settings(trends={"draws": 7}), settle=0).state
        == "changed"
    )
    workers = read_settings(run={"workers": 7})
    assert look(corpus, out=out, settings=workers, settle=0).state == "unchanged"
    book = tmp_path / "book.yaml"
    book.write_text("concepts: []\n", encoding="utf-8")
    chosen = read_settings(concepts={"codebook": book})
    first = look(corpus, out=out, settings=chosen, settle=0)
    remember(out, first)
    assert look(corpus, out=out, settings=chosen, settle=0).state == "unchanged"
    book.write_text("concepts: [] # edited\n", encoding="utf-8")
    assert look(corpus, out=out, settings=chosen, settle=0).state == "changed"


def test_another_snapshot_is_a_change(seen: tuple[Path, Path]):
    (seen[1] / "latest.json").write_text("{}", encoding="utf-8")
    assert state(*seen) == "changed"


def test_a_damaged_memory_is_none(seen: tuple[Path, Path]):
    (seen[1] / "watch.json").write_text("{", encoding="utf-8")
    assert state(*seen) == "changed"


def test_no_folder(tmp_path: Path):
    with pytest.raises(CorpusError, match="no such folder"):
        state(tmp_path / "nowhere", tmp_path / "out")
