from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

import enacted
from enacted.cli import invoke
from enacted.errors import OutputError
from enacted.pipeline import plan
from enacted.settings import read_settings
from enacted.tables import SCHEMA_VERSION, TABLES
from tests.made import text_pdf

KEPT = Path(__file__).with_name("snapshots")
OLDER = range(1, SCHEMA_VERSION)


@pytest.fixture
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The run target of an older schema, unpacked."""
    with tarfile.open(KEPT / f"schema-{request.param}.tar.xz") as archive:
        archive.extractall(tmp_path / "out", filter="data")
    return tmp_path / "out"


def test_every_older_schema_is_kept_and_small():
    files = {path.name: path.stat().st_size for path in KEPT.glob("*.tar.xz")}
    assert set(files) == {f"schema-{version}.tar.xz" for version in OLDER}
    assert max(files.values()) < 30_000


@pytest.mark.parametrize(("out", "version"), [(v, v) for v in OLDER], indirect=["out"])
def test_an_older_snapshot_is_read_as_it_is(out: Path, version: int):
    snapshot = enacted.load(out)
    assert snapshot.schema_version == version
    documents = {row["path"]: row for row in snapshot.documents.to_pylist()}
    assert documents["plan.pdf"]["publisher"] == "Northfield Council"
    assert documents["broken.pdf"]["outcome"] == "damaged"
    texts = snapshot.sentences["text"].to_pylist()
    assert "We will offer every carer a personal budget by April 2014." in texts
    assert "personalisation" in snapshot.mentions["concept"].to_pylist()
    assert snapshot.runs.num_rows == 1
    there = {name for name in TABLES if snapshot.file(name).exists()}
    assert {"documents", "blocks", "sentences", "mentions", "trends", "runs"} <= there
    for name in TABLES:
        if name in there:
            assert snapshot.table(name).num_columns > 1
        else:
            with pytest.raises(OutputError, match=rf"schema {version} has no table {name}: run ag"):
                snapshot.table(name)


@pytest.mark.parametrize("out", OLDER, indirect=True)
def test_commands_work_with_it_or_say_why_not(out: Path, capsys: pytest.CaptureFixture[str]):
    assert invoke(["clean", str(out), "--dry-run"]) == 0
    capsys.readouterr()
    for command in (
        ["report", str(out)],
        ["compare", str(out), str(out)],
        ["view", str(out), "0:0", "-o", str(out / "place.png")],
        ["trends", str(out)],
        ["follow", str(out)],
        ["kwic", str(out)],
        ["report", str(out)],
        ["coding", "evaluate", str(out)],
        ["coding", "sample", str(out), "--n", "5"],
        ["sql", str(out), "FROM documents"],
        ["export", str(out), "--to", str(out / "exported")],
    ):
        code = invoke(command)
        shown = capsys.readouterr()
        assert code == 0 or shown.err.count("\n") == 1, (command, shown.err)
    assert invoke(["trends", str(out)]) == 2
    assert "was made by another version of Enacted (schema" in capsys.readouterr().err


@pytest.mark.parametrize("out", OLDER, indirect=True)
def test_a_plan_says_that_an_earlier_version_made_it(out: Path, tmp_path: Path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "new.pdf").write_bytes(text_pdf(["New", "Equality matters to all of us."]))
    found = plan(corpus, out=out, settings=read_settings(topics={"enabled": False}))
    assert found.changes.counts() == {
        "added": 1,
        "changed": 0,
        "moved": 0,
        "removed": 2,
        "unchanged": 0,
    }
    assert not found.idle


@pytest.mark.parametrize("out", OLDER[-1:], indirect=True)
def test_a_newer_schema_is_refused(out: Path):
    pointer = out / "latest.json"
    values = json.loads(pointer.read_text(encoding="utf-8"))
    pointer.write_text(json.dumps(values | {"schema": 99}), encoding="utf-8")
    with pytest.raises(OutputError, match=r"newer version .*schema 99"):
        enacted.load(out)
