"""A run costs what changed: PDFs opened and entries written are counted."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import enacted
from enacted.concepts import FacetModel
from enacted.evidence import COLUMNS
from enacted.extract.guard import Guard
from enacted.pipeline import plan, run, work
from enacted.pipeline.prepare import prepare
from enacted.pipeline.steps import keys
from enacted.settings import Settings, read_settings
from enacted.stance import Classifier
from enacted.tables import Store
from tests.made import text_pdf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

RUN: dict[str, dict[str, Any]] = {
    "run": {"workers": 1},
    "topics": {"enabled": False},
    "stance": {"tier": "fast"},
}
SETTINGS = read_settings(**RUN)
ALL = ("extract", "describe", "sentences", "mentions", "stance")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("published")
    (home / "corpus").mkdir()
    for name in ("a", "b", "c"):
        text = [name.upper(), f"Equality matters to all of us in ward {name}."]
        (home / "corpus" / f"{name}.pdf").write_bytes(text_pdf(text))
    run(home / "corpus", out=home / "out", settings=SETTINGS)
    return home


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "home")


def counted(home: Path, settings: Settings = SETTINGS) -> dict[str, int]:
    """PDFs opened and entries written by step, in a run."""
    counts: Counter[str] = Counter()
    write, extract = Store.write, Guard.extract

    def counting_write(self: Store, step: str, key: str, table: Any) -> None:
        counts[step] += 1
        write(self, step, key, table)

    def counting_extract(self: Guard, sources: Iterable[Any], **options: Any) -> Iterator[Any]:
        listed = list(sources)
        counts["opened"] += len(listed)
        return extract(self, listed, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "write", counting_write)
        patch.setattr(Guard, "extract", counting_extract)
        run(home / "corpus", out=home / "out", settings=settings)
    return dict(counts)


def test_nothing_changed(home: Path):
    assert counted(home) == {}


def test_one_document_added(home: Path):
    (home / "corpus" / "d.pdf").write_bytes(text_pdf(["D", "Equality, once more."]))
    assert counted(home) == dict.fromkeys(ALL, 1) | {"opened": 1}


def test_one_document_changed(home: Path):
    (home / "corpus" / "a.pdf").write_bytes(text_pdf(["A", "Equality in other words."]))
    assert counted(home) == dict.fromkeys(ALL, 1) | {"opened": 1}


def test_one_document_moved(home: Path):
    (home / "corpus" / "a.pdf").rename(home / "corpus" / "z.pdf")
    assert counted(home) == {"describe": 1}


def test_one_document_removed(home: Path):
    (home / "corpus" / "a.pdf").unlink()
    assert counted(home) == {}
    assert enacted.load(home / "out").documents.num_rows == 2


def test_another_codebook(home: Path):
    settings = read_settings(**RUN, concepts={"without": ["personalisation"]})
    assert counted(home, settings) == {"mentions": 3, "stance": 3}
    assert counted(home) == {}  # back to the first: all of it is in the store


def test_another_stance_model(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Classifier, "digest", "another")
    assert counted(home) == {"stance": 3}


def test_another_setting_of_the_trends(home: Path):
    assert counted(home, read_settings(**RUN, trends={"draws": 0})) == {}


def test_the_manifest_says_something_else(home: Path):
    manifest = home / "corpus" / "manifest.csv"
    manifest.write_text("file,title,type\na.pdf,Another title,strategy\n", encoding="utf-8")
    assert counted(home) == {"stance": 1}  # which reads the type
    titles = enacted.load(home / "out").documents["title"].to_pylist()
    assert "Another title" in titles


@pytest.mark.parametrize(
    ("tier", "reader", "again"),
    [("accurate", "both", True), ("accurate", "rules", False), ("fast", "both", False)],
)
def test_another_model_redoes_the_mentions_that_it_reads(
    home: Path, tier: str, reader: str, again: bool
):
    settings = read_settings(**RUN | {"stance": {"tier": tier}}, concepts={"reader": reader})
    prepared = prepare(home / "corpus", manifest=None, settings=settings)
    one = keys(prepared.corpus.files[0], settings, prepared.resources)
    other = keys(prepared.corpus.files[0], settings, replace(prepared.resources, model="another"))
    assert (one.mentions != other.mentions) is again
    assert one.stance != other.stance
    assert one.sentences == other.sentences


def test_another_reader_of_facets_redoes_the_mentions(home: Path):
    settings = read_settings(**RUN, concepts={"reader": "rules"})
    foretold = plan(home / "corpus", out=home / "out", settings=settings)
    (why,) = foretold.steps[0].reasons
    assert (foretold.steps[0].step, foretold.steps[0].missing) == ("mentions", 3)
    assert why.startswith("model of facets is not there")
    assert counted(home, settings) == {"mentions": 3, "stance": 3}
    assert counted(home) == {}  # back to the first


@pytest.mark.parametrize(("reader", "modes"), [("both", ["deliver"]), ("rules", [])])
def test_facets_are_read_by_whom_the_setting_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: str, modes: list[str]
):
    monkeypatch.setattr(work, "_finder", work._finder.__wrapped__)  # which a worker keeps
    model = FacetModel.built_in()
    deliver = [column == ("modes", "deliver") for column in COLUMNS]
    sure = replace(model, stack=np.array([[0.0] * len(COLUMNS), [1.0] * len(COLUMNS), deliver]))
    monkeypatch.setattr(FacetModel, "built_in", staticmethod(lambda: sure))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.pdf").write_bytes(text_pdf(["A", "Co-production matters to all of us here."]))
    settings = read_settings(**RUN, concepts={"reader": reader})
    run(corpus, out=tmp_path / "out", settings=settings)
    (mention,) = enacted.load(tmp_path / "out").mentions.to_pylist()
    assert mention["modes"] == modes
