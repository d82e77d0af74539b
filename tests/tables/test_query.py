from __future__ import annotations

import pytest

from enacted.errors import UsageError
from enacted.tables import TABLES
from tests.published import example


@pytest.fixture
def snapshot(tmp_path):
    return example(tmp_path / "out")


def test_every_table_is_a_view(snapshot):
    for name in TABLES:
        rows = snapshot.query(f"SELECT count(*) AS n FROM {name}").to_pylist()
        assert rows == [{"n": snapshot.table(name).num_rows}]


def test_evidence_is_the_same_as_the_joined_frame(snapshot):
    joined = snapshot.evidence()
    rows = snapshot.query("SELECT * FROM evidence ORDER BY doc_id, mention")
    shared = [name for name in rows.column_names if name in joined.column_names]
    assert set(rows.column_names) == set(shared)
    assert rows.select(shared).to_pylist() == joined.select(shared).to_pylist()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM '/etc/hostname'",
        "COPY mentions TO 'out.csv'",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "INSERT INTO mentions VALUES (1)",
        "SELEC 1",
        "SELECT no_such_column FROM mentions",
        "",
    ],
)
def test_what_cannot_be_asked_ends_in_one_error(snapshot, statement, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        snapshot.query(statement)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
