from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

import enacted
from enacted.errors import LockedError, OutputError, UsageError
from enacted.pipeline import Batch, BatchReport, clean, run
from enacted.settings import read_settings
from enacted.tables import Output
from enacted.tables.lock import locked
from tests.made import text_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

RUN = {
    "run": {"workers": 1, "batch": 1},
    "topics": {"enabled": False},
    "stance": {"tier": "fast"},
}
SETTINGS = read_settings(**RUN)


def state(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def entries(home: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    for stored in Output.open(home / "out").store.entries():
        counts[stored.step] = counts.get(stored.step, 0) + 1
    return counts


def all_steps(count: int) -> dict[str, int]:
    return dict.fromkeys(("extract", "describe", "sentences", "mentions", "stance"), count)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A target with two snapshots: of three documents, then of two of them."""
    home = tmp_path_factory.mktemp("published")
    corpus = home / "corpus"
    corpus.mkdir()
    for name in ("a", "b", "c"):
        text = [name.upper(), f"Equality matters to all of us in ward {name}."]
        (corpus / f"{name}.pdf").write_bytes(text_pdf(text))
    run(corpus, out=home / "out", settings=SETTINGS)
    (corpus / "c.pdf").unlink()
    run(corpus, out=home / "out", settings=SETTINGS)
    return home


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "home")


def test_a_removed_document_leaves_the_snapshot_and_stays_in_the_store(home: Path):
    snapshot = enacted.load(home / "out")
    assert set(snapshot.documents["path"].to_pylist()) == {"a.pdf", "b.pdf"}
    assert entries(home) == all_steps(3)
    assert clean(home / "out").entries == {}  # the older snapshot was made from them
    assert entries(home) == all_steps(3)


def test_what_no_kept_snapshot_needs_goes(home: Path):
    before = enacted.load(home / "out")
    cleaned = clean(home / "out", keep_snapshots=1)
    assert (cleaned.entries, cleaned.entries_kept) == (dict.fromkeys(cleaned.entries, 1), 10)
    assert entries(home) == all_steps(2)
    assert cleaned.kept == (before.path.name,)
    assert len(cleaned.snapshots) == 1
    assert [p.name for p in (home / "out" / "snapshots").iterdir()] == [before.path.name]
    assert cleaned.bytes > 5_000
    again = run(home / "corpus", out=home / "out", settings=SETTINGS)
    assert (again.worked, again.snapshot) == (0, before.path)
    assert clean(home / "out", keep_snapshots=1).bytes == 0


def test_a_dry_run_says_the_same_and_removes_nothing(home: Path):
    before = state(home)
    said = clean(home / "out", keep_snapshots=1, dry_run=True)
    assert state(home) == before
    assert clean(home / "out", keep_snapshots=1) == said


def test_the_newest_stays_even_where_its_run_was_the_first(home: Path):
    (home / "corpus" / "c.pdf").write_bytes(
        text_pdf(["C", "Equality matters to all of us in ward c."])
    )
    back = run(home / "corpus", out=home / "out", settings=SETTINGS)
    assert (back.worked, back.new) == (0, False)
    cleaned = clean(home / "out", keep_snapshots=1)
    assert cleaned.kept == (back.snapshot.name,)
    assert enacted.load(home / "out").documents.num_rows == 3
    assert entries(home) == all_steps(3)


def test_what_a_killed_run_made_stays(home: Path):
    class Killed(Exception):  # noqa: N818
        pass

    def killed_after_one(
        work: Callable[[Batch], BatchReport], batches: Sequence[Batch]
    ) -> Iterator[BatchReport]:
        yield work(batches[0])
        raise Killed

    for name in ("d", "e"):
        (home / "corpus" / f"{name}.pdf").write_bytes(text_pdf([name, f"Equality in {name}."]))
    with pytest.raises(Killed):
        run(home / "corpus", out=home / "out", settings=SETTINGS, executor=killed_after_one)
    (home / "out" / "snapshots" / ".staging-1").mkdir()
    leftover = next((home / "out" / "store" / "stance").iterdir()) / ".x.parquet.1.2.tmp"
    leftover.write_bytes(b"half")
    cleaned = clean(home / "out", keep_snapshots=1)
    assert cleaned.leftovers == 2
    assert not leftover.exists()
    assert entries(home) == all_steps(3)  # a, b and the one that was done
    continued = run(home / "corpus", out=home / "out", settings=SETTINGS)
    assert continued.worked == 1
    assert not (home / "out" / "needs" / "unfinished.parquet").exists()


def test_a_run_at_work_is_not_disturbed(home: Path):
    with locked(home / "out"), pytest.raises(LockedError, match="another run"):
        clean(home / "out", keep_snapshots=1)


@pytest.mark.parametrize("damage", ["gone", "damaged"])
def test_where_needs_are_not_known_the_store_is_left_alone(home: Path, damage: str):
    latest = enacted.load(home / "out").path.name
    needs = home / "out" / "needs" / f"{latest}.parquet"
    if damage == "gone":
        needs.unlink()
    else:
        needs.write_bytes(b"PAR1")
    cleaned = clean(home / "out", keep_snapshots=1)
    assert cleaned.entries == {}
    assert f"it is not known what {latest} was made from" in cleaned.note
    assert entries(home) == all_steps(3)
    again = run(home / "corpus", out=home / "out", settings=SETTINGS)
    assert (again.worked, again.new) == (0, False)
    assert clean(home / "out").entries == all_steps(1)


def test_hand_codes_stay(home: Path):
    (home / "out" / "coding").mkdir()
    (home / "out" / "coding" / "codes.parquet").write_bytes(b"x")
    clean(home / "out", keep_snapshots=1)
    assert (home / "out" / "coding" / "codes.parquet").exists()


def test_what_is_made_of_all_documents_stays(home: Path):
    store = Output.open(home / "out").store
    store.write("topic_model", "ab" * 32, pa.table({"a": [1]}))
    clean(home / "out", keep_snapshots=1)
    assert store.has("topic_model", "ab" * 32)


def test_links_are_not_followed(home: Path, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "thesis.docx").write_text("x")
    (home / "out" / "snapshots" / ".staging-9").symlink_to(tmp_path / "elsewhere")
    clean(home / "out", keep_snapshots=1)
    assert (tmp_path / "elsewhere" / "thesis.docx").exists()
    assert not (home / "out" / "snapshots" / ".staging-9").is_symlink()


def test_a_store_elsewhere_is_cleaned_where_it_is_named(home: Path, tmp_path: Path):
    place = str(tmp_path / "shared")
    settings = read_settings(**RUN | {"run": {"workers": 1, "store": place}})
    out = tmp_path / "out"
    (home / "corpus" / "d.pdf").write_bytes(text_pdf(["D", "Equality."]))
    run(home / "corpus", out=out, settings=settings)
    (home / "corpus" / "d.pdf").unlink()
    run(home / "corpus", out=out, settings=settings)
    cleaned = clean(out, keep_snapshots=1)
    assert (cleaned.entries, cleaned.entries_kept) == ({}, 0)
    assert f"{place} was left alone" in cleaned.note
    assert clean(out, store=place).entries == all_steps(1)
    assert clean(out, store=place).entries_kept == 10


def test_wrong_use(home: Path, tmp_path: Path):
    with pytest.raises(UsageError, match="the newest stays"):
        clean(home / "out", keep_snapshots=0)
    with pytest.raises(OutputError, match="no Enacted run target"):
        clean(tmp_path)
