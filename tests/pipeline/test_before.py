"""Rows copied from the snapshot before are those that would be made again."""

from __future__ import annotations

import shutil
from itertools import pairwise
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.pipeline import run
from enacted.pipeline.before import COPIED, Before, _Rows
from enacted.settings import read_settings
from enacted.tables import Output, Store
from enacted.tables.needs import Needs
from tests.made import text_pdf

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = read_settings(run={"workers": 1}, topics={"enabled": False})


def before(out: Path) -> Before | None:
    output = Output.open(out)
    return Before.of(output, Needs.of(output))


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A corpus and its run target, to be copied."""
    folder = tmp_path_factory.mktemp("before")
    corpus = folder / "corpus"
    corpus.mkdir()
    for number in range(4):
        lines = [f"Plan {number}", "Equality matters to all of us.", "We co-designed a service."]
        (corpus / f"{number}.pdf").write_bytes(text_pdf(lines))
    (corpus / "empty.pdf").write_bytes(b"")
    run(corpus, out=folder / "out", settings=SETTINGS)
    return corpus, folder / "out"


@pytest.fixture
def made(lasting: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """A corpus and a run target of this test's own."""
    shutil.copytree(lasting[0], tmp_path / "corpus")
    shutil.copytree(lasting[1], tmp_path / "out")
    return tmp_path / "corpus", tmp_path / "out"


def test_what_is_new_and_what_is_gone_stand_among_what_is_copied(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    corpus, out = made
    (corpus / "2.pdf").unlink()
    (corpus / "new.pdf").write_bytes(text_pdf(["New", "Equality matters to all of us."]))
    (corpus / "manifest.csv").write_text("file,title\n1.pdf,Another title\n", encoding="utf-8")
    read: list[str] = []
    whole = Store.read

    def counted(self: Store, step: str, key: str) -> pa.Table:
        read.append(step)
        return whole(self, step, key)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "read", counted)
        copied = run(corpus, out=out, settings=SETTINGS)
    assert copied.worked == 1
    assert read.count("sentences") == 1  # of the new document
    scratch = run(corpus, out=tmp_path / "scratch", settings=SETTINGS)
    assert copied.snapshot.name == scratch.snapshot.name


def test_documents_described_otherwise_are_described_anew(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    corpus, out = made
    manifests = (
        "file,title\n1.pdf,Another title\n",
        "file,title,region\n1.pdf,Another title,north\n2.pdf,,south\n",
        "file,year,region\n1.pdf,2012,north\n2.pdf,,south\n",
    )
    shutil.move(corpus / "3.pdf", corpus / "moved.pdf")
    for number, manifest in enumerate(manifests):
        (corpus / "manifest.csv").write_text(manifest, encoding="utf-8")
        copied = run(corpus, out=out, settings=SETTINGS)
        scratch = run(corpus, out=tmp_path / f"scratch-{number}", settings=SETTINGS)
        assert copied.new
        assert copied.snapshot.name == scratch.snapshot.name
    read: list[str] = []
    whole = Store.read

    def counted(self: Store, step: str, key: str) -> pa.Table:
        read.append(step)
        return whole(self, step, key)

    (corpus / "manifest.csv").write_text(f"{manifests[-1]}0.pdf,2013,west\n", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(Store, "read", counted)
        run(corpus, out=out, settings=SETTINGS)
    assert read == ["describe"]  # of the one document that the manifest now says more of


def test_another_codebook_takes_nothing_from_before(made: tuple[Path, Path]):
    corpus, out = made
    other = read_settings(
        run={"workers": 1}, topics={"enabled": False}, concepts={"without": ["equality"]}
    )
    result = run(corpus, out=out, settings=other)
    assert result.worked == 4
    concepts = pq.read_table(result.snapshot / "mentions.parquet")["concept"].unique().to_pylist()
    assert concepts == ["coproduction"]


def test_a_table_that_is_not_as_published_is_not_copied(lasting: tuple[Path, Path], tmp_path: Path):
    for harm in ("nothing", "bytes", "gone", "package", "needs"):
        out = tmp_path / harm
        shutil.copytree(lasting[1], out)
        snapshot = next((out / "snapshots").iterdir())
        if harm == "bytes":
            raw = bytearray((snapshot / "sentences.parquet").read_bytes())
            raw[100] ^= 1
            (snapshot / "sentences.parquet").write_bytes(raw)
        elif harm == "gone":
            (snapshot / "mentions.parquet").unlink()
        elif harm == "package":
            (snapshot / "datapackage.json").write_text("{}", encoding="utf-8")
        elif harm == "needs":
            shutil.rmtree(out / "needs")
        assert (before(out) is None) == (harm != "nothing"), harm


def test_before_the_first_run_there_is_nothing(tmp_path: Path):
    assert before(Output.create(tmp_path / "out").path) is None


@given(cuts=st.lists(st.integers(0, 60), max_size=12), size=st.integers(1, 7))
def test_rows_come_by_their_places(cuts, size, tmp_path_factory):
    path = tmp_path_factory.mktemp("rows") / "t.parquet"
    pq.write_table(pa.table({"n": list(range(60))}), path, row_group_size=size)
    reader = _Rows(path)
    for start, stop in pairwise(sorted(cuts)):
        assert reader.take(start, stop)["n"].to_pylist() == list(range(start, stop))


@given(
    sizes=st.lists(st.integers(0, 9), min_size=1, max_size=20),
    place=st.integers(0, 19),
    count=st.integers(1, 20),
)
def test_what_is_copied_at_once_is_bounded(sizes, place, count, tmp_path_factory):
    folder = tmp_path_factory.mktemp("before")
    place %= len(sizes)
    count = min(count, len(sizes) - place)
    names = [f"{n:02d}" for n in range(len(sizes))]
    counts = dict.fromkeys(COPIED, sizes)
    pq.write_table(pa.table({"doc_id": names, **counts}), folder / "documents.parquet")
    rows = [name for name, size in zip(names, sizes, strict=True) for _ in range(size)]
    for name in COPIED:
        pq.write_table(pa.table({"doc_id": rows}), folder / f"{name}.parquet")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("enacted.pipeline.before._ROWS", 10)
        copied = Before(folder, set())
        together = copied.together(place, count)
        assert 1 <= together <= count
        assert together == 1 or sum(sizes[place : place + together]) <= 10
        assert together == count or sum(sizes[place : place + together + 1]) > 10
        taken = copied.take(place, together)["blocks"]["doc_id"].to_pylist()
        assert taken == [n for n in rows if n in names[place : place + together]]
