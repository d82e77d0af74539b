from __future__ import annotations

import json
import os
import subprocess
import sys

import pyarrow as pa
import pytest

import enacted
from enacted.errors import LockedError, OutputError
from enacted.tables import TABLES, Output, Staging
from enacted.tables.lock import locked
from enacted.tables.schema import RUNS


def publish(
    output: Output, *, concept: str = "equality", started: str = "then"
) -> tuple[str, bool]:
    with Staging(output) as staging:
        for name, spec in TABLES.items():
            rows: list[dict[str, object]] = []
            if name == "runs":
                rows = [{"inputs": "i", "started": started, **_blank(RUNS.schema(), skip=2)}]
            if name == "mentions":
                rows = [_blank(spec.schema()) | {"concept": concept}]
            staging.write(name, pa.Table.from_pylist(rows, schema=spec.schema()))
        path, new = staging.publish("inputs")
    return path.name, new


def _blank(schema: pa.Schema, skip: int = 0) -> dict[str, object]:
    values: dict[str, object] = {}
    for field in list(schema)[skip:]:
        if pa.types.is_list(field.type):
            values[field.name] = []
        elif pa.types.is_string(field.type):
            values[field.name] = ""
        elif pa.types.is_boolean(field.type):
            values[field.name] = False
        else:
            values[field.name] = 0
    return values


@pytest.fixture
def output(tmp_path):
    return Output.create(tmp_path / "out")


def test_a_snapshot_is_named_by_its_content_and_not_by_its_run(output):
    first, new_first = publish(output, started="yesterday")
    second, new_second = publish(output, started="today")
    other, new_other = publish(output, concept="coproduction")
    assert (first, new_first, new_second, new_other) == (second, True, False, True)
    assert other != first
    assert [p.name for p in output.snapshots.iterdir() if p.name.startswith(".")] == []


def test_load_gives_the_newest(output):
    publish(output, concept="a")
    publish(output, concept="b")
    snapshot = enacted.load(output.path)
    assert snapshot.mentions.column("concept").to_pylist() == ["b"]
    assert snapshot.table("topics").num_rows == 0
    for name in TABLES:
        assert getattr(snapshot, name) is snapshot.table(name)
    with pytest.raises(KeyError, match="no table 'nonsense': there are documents"):
        snapshot.table("nonsense")


def test_a_loaded_snapshot_stays_whole_while_the_next_is_published(output):
    publish(output, concept="a")
    before = enacted.load(output.path)
    publish(output, concept="b")
    assert before.mentions.column("concept").to_pylist() == ["a"]


def test_the_datapackage_tells_the_truth(output):
    import hashlib

    publish(output)
    folder = enacted.load(output.path).path
    package = json.loads((folder / "datapackage.json").read_text())
    assert [r["name"].replace("-", "_") for r in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        raw = (folder / resource["path"]).read_bytes()
        assert resource["size"] == len(raw)
        assert resource["sha256"] == hashlib.sha256(raw).hexdigest()
        assert all(field["description"] for field in resource["schema"]["fields"])
        names = {field["name"] for field in resource["schema"]["fields"]}
        assert set(resource["schema"]["primaryKey"]) <= names


def test_a_table_that_was_forgotten_is_not_published(output):
    with pytest.raises(KeyError, match="documents"), Staging(output) as staging:
        staging.publish("inputs")
    assert output.latest() is None
    assert list(output.snapshots.iterdir()) == []


def test_a_staging_folder_of_a_dead_run_is_removed(output):
    (output.snapshots / ".staging-99999999").mkdir()
    publish(output)
    assert not (output.snapshots / ".staging-99999999").exists()


@pytest.mark.parametrize("name", ["file", "foreign"])
def test_a_target_that_is_not_ours_is_refused(tmp_path, name):
    if name == "file":
        (tmp_path / name).write_text("x")
    else:
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.docx").write_text("x")
    with pytest.raises(OutputError, match=f"{name}: .*choose"):
        Output.create(tmp_path / name)
    assert not (tmp_path / name / "store").exists()


def test_no_target_no_snapshot(tmp_path, output):
    with pytest.raises(OutputError, match="enacted run CORPUS --out"):
        enacted.load(tmp_path / "nowhere")
    with pytest.raises(OutputError, match="run again to finish"):
        enacted.load(output.path)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"snapshot": 3, "inputs": ""}', '{"snapshot": "../../etc", "inputs": ""}'],
)
def test_a_doctored_pointer_is_refused(output, text):
    publish(output)
    (output.path / "latest.json").write_text(text)
    with pytest.raises(OutputError, match=r"latest\.json: is damaged: remove it and run again"):
        enacted.load(output.path)


def test_two_writers_one_works_the_other_is_told_who(output):
    code = (
        "import sys, time; from pathlib import Path; from enacted.tables.lock import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code, str(output.path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert owner.stdout is not None
        assert owner.stdout.readline().strip() == "held"
        with pytest.raises(LockedError, match=f"process {owner.pid} on"), locked(output.path):
            pass
    finally:
        owner.kill()
        owner.communicate()
    with locked(output.path):  # a dead owner's lock is taken over
        assert json.loads((output.path / "lock").read_text())["pid"] == os.getpid()


def test_a_damaged_table_is_named(output):
    publish(output)
    snapshot = enacted.load(output.path)
    snapshot.require_current()
    snapshot.file("mentions").write_bytes(b"PAR1 no more")
    with pytest.raises(OutputError, match=r"mentions\.parquet: cannot be read: run again"):
        snapshot.require_current()
