from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from enacted.errors import OutputError
from enacted.pipeline import plan, run
from enacted.pipeline.causes import other_causes, recorded, step_causes
from enacted.pipeline.plan import CHANGED, GONE, MOVED, NEW
from enacted.pipeline.prepare import prepare
from enacted.settings import Settings, read_settings
from enacted.tables.lock import locked
from tests.made import text_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from enacted.pipeline import Plan

RUN = {"run": {"workers": 1}, "topics": {"enabled": False}, "stance": {"tier": "fast"}}
SETTINGS = read_settings(**RUN)


def reasons(planned: Plan) -> dict[str, dict[str, int]]:
    return {step.step: step.reasons for step in planned.steps}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and its run target; tests copy it."""
    home = tmp_path_factory.mktemp("published")
    corpus = home / "corpus"
    corpus.mkdir()
    for name in ("a", "b", "c"):
        text = [name.upper(), f"Equality matters to all of us in ward {name}."]
        (corpus / f"{name}.pdf").write_bytes(text_pdf(text))
    (corpus / "none.pdf").write_bytes(b"")
    run(corpus, out=home / "out", settings=SETTINGS)
    return home


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "home")


def planned(home: Path, settings: Settings = SETTINGS) -> Plan:
    """The plan, made while nothing may be written and no PDF opened."""
    before = sorted(home.rglob("*"))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("enacted.extract.guard.Guard.__init__", "enacted.tables.Store.write"):
            patch.setattr(name, lambda *_a, **_k: pytest.fail("opened a PDF or wrote"))
        found = plan(home / "corpus", out=home / "out", settings=settings)
    assert sorted(home.rglob("*")) == before
    return found


def test_a_first_run(home: Path):
    shutil.rmtree(home / "out")
    found = planned(home)
    assert (found.snapshot, found.idle, found.documents, found.unreadable) == ("", False, 4, 1)
    assert found.changes.counts()["added"] == 4
    steps = ("extract", "describe", "sentences", "mentions", "stance")
    assert reasons(found) == {step: {NEW: 3} for step in steps}


def test_nothing_changed(home: Path):
    found = planned(home)
    assert found.idle
    assert (found.steps, found.because, found.changes.unchanged) == ((), (), 4)
    assert found.published.startswith("20")


def test_documents_added_changed_moved_and_removed(home: Path):
    corpus = home / "corpus"
    (corpus / "a.pdf").write_bytes(text_pdf(["A", "Other text on equality."]))
    (corpus / "b.pdf").rename(corpus / "b2.pdf")
    (corpus / "c.pdf").unlink()
    (corpus / "d.pdf").write_bytes(text_pdf(["D", "New text on equality."]))
    found = planned(home)
    assert str(found.changes) == "1 added, 1 changed, 1 moved, 1 removed, 1 unchanged"
    both = {CHANGED: 1, NEW: 1}
    assert reasons(found) == {
        "extract": both,
        "describe": both | {MOVED: 1},
        "sentences": both,
        "mentions": both,
        "stance": both,
    }
    result = run(corpus, out=home / "out", settings=SETTINGS)
    assert result.changes == found.changes
    assert result.worked == 3
    assert planned(home).idle


def test_another_codebook(home: Path):
    settings = read_settings(**RUN, concepts={"without": ["personalisation"]})
    found = planned(home, settings)
    assert reasons(found) == {
        "mentions": {"codebook changed": 3},
        "stance": {"codebook changed": 3},
    }
    run(home / "corpus", out=home / "out", settings=settings)
    back = planned(home)  # what the first codebook needs is still in the store
    assert (back.idle, back.steps) == (False, ())
    assert back.because == ("codebook changed; what it needs is in the store",)


def test_another_setting_of_the_stance(home: Path):
    found = planned(home, read_settings(**RUN | {"stance": {"tier": "fast", "code": "all"}}))
    assert reasons(found) == {"stance": {"setting stance.code is all (it was mentions)": 3}}


def test_a_setting_that_redoes_no_step(home: Path):
    found = planned(home, read_settings(**RUN, trends={"draws": 0}))
    assert (found.idle, found.steps) == (False, ())
    assert found.because == ("setting trends.draws is 0 (it was 1000)",)


def test_other_limits_try_only_what_they_cost_before(home: Path):
    found = planned(home, read_settings(**RUN, guard={"cpu_seconds": 60}))
    assert (found.idle, found.steps) == (False, ())


def test_a_step_of_another_version(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("enacted").pipeline.steps.VERSIONS, "sentences", 99)
    found = reasons(planned(home))
    assert set(found) == {"sentences", "mentions", "stance"}
    assert found["stance"] == {"step sentences is of version 99 (it was 2)": 3}


def test_another_stance_model_and_library(home: Path, monkeypatch: pytest.MonkeyPatch):
    prepared = prepare(home / "corpus", manifest=None, settings=SETTINGS)
    latest = next((home / "out" / "snapshots").iterdir())
    before = recorded(latest)
    assert before is not None
    assert not any(step_causes(before, prepared).values())
    assert other_causes(before, prepared) == []
    object.__setattr__(before, "model", "another")
    versions = {**before.versions, "spacy": "1.0", "gensim": "2.0", "tesseract": ""}
    object.__setattr__(before, "versions", versions)
    causes = step_causes(before, prepared)
    assert causes["stance"] == ["stance model changed"]
    assert [c.split(" is ")[0] for c in causes["sentences"]] == ["spacy"]
    assert [c.endswith("(it was 2.0)") for c in other_causes(before, prepared)] == [True]


@pytest.mark.parametrize("content", [None, b"", b"PAR1 cut off"])
def test_a_damaged_entry(home: Path, content: bytes | None):
    entry = next((home / "out" / "store" / "mentions").rglob("*.parquet"))
    if content is None:
        entry.unlink()
    else:
        entry.write_bytes(content)
    assert planned(home).idle  # the snapshot is whole, so a run would leave all as it is
    found = planned(home, read_settings(**RUN, trends={"draws": 0}))
    assert reasons(found) == {"mentions": {GONE: 1}}


def test_the_manifest(home: Path):
    manifest = home / "corpus" / "manifest.csv"
    manifest.write_text("file,publisher\na.pdf,Northfield\n", encoding="utf-8")
    found = planned(home)
    assert found.steps == ()
    assert found.because == ("the manifest describes documents otherwise, or copies came or went",)
    manifest.write_text("file,type\na.pdf,strategy\n", encoding="utf-8")
    assert reasons(planned(home)) == {"stance": {"doc_type changed in the manifest": 1}}


def test_a_run_at_work_is_told_of(home: Path):
    with locked(home / "out"):
        assert f"process {__import__('os').getpid()} on" in planned(home).held
    assert planned(home).held == ""


def test_a_folder_that_is_no_target(home: Path, tmp_path: Path):
    with pytest.raises(OutputError, match="not Enacted's"):
        plan(home / "corpus", out=tmp_path, settings=SETTINGS)


def test_what_would_become_of_topics(home: Path):
    assert planned(home).topics == "stay as they are"
    assert planned(home, read_settings(**RUN, trends={"draws": 0})).topics == "switched off"
    with_topics = read_settings(**RUN | {"topics": {"enabled": True}})
    assert planned(home, with_topics).topics == "fitted for the first time"
