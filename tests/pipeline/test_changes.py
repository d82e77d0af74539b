from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.corpus import CorpusFile
from enacted.pipeline.changes import Moved, compare


def files(corpus: dict[str, str]) -> list[CorpusFile]:
    """Files of a corpus, given as bytes by path; equal bytes are one document."""
    paths: dict[str, list[str]] = {}
    for path in sorted(corpus):
        paths.setdefault(corpus[path], []).append(path)
    return [
        CorpusFile(path=first, source=Path(first), sha256=sha, doc_id=sha, duplicates=tuple(rest))
        for sha, (first, *rest) in paths.items()
    ]


def table(corpus: dict[str, str]) -> pa.Table:
    rows = [
        {"doc_id": f.doc_id, "path": f.path, "duplicates": list(f.duplicates), "doc_type": ""}
        for f in files(corpus)
    ]
    schema = pa.schema(
        [
            ("doc_id", pa.string()),
            ("path", pa.string()),
            ("duplicates", pa.list_(pa.string())),
            ("doc_type", pa.string()),
        ]
    )
    return pa.Table.from_pylist(rows, schema=schema)


def test_the_four_kinds_are_told_apart():
    before = {"a.pdf": "A", "b.pdf": "B", "c.pdf": "C", "d.pdf": "D"}
    after = {"a.pdf": "A", "b.pdf": "B2", "new/c.pdf": "C", "e.pdf": "E"}
    changes = compare(table(before), files(after))
    assert changes.counts() == {
        "added": 1,
        "changed": 1,
        "moved": 1,
        "removed": 1,
        "unchanged": 1,
    }
    assert (changes.added, changes.changed, changes.removed) == (
        ("e.pdf",),
        ("b.pdf",),
        ("d.pdf",),
    )
    assert changes.moved == (Moved("c.pdf", "new/c.pdf"),)
    assert str(changes) == "1 added, 1 changed, 1 moved, 1 removed, 1 unchanged"


def test_without_a_snapshot_all_is_added():
    assert compare(None, files({"a.pdf": "A"})).added == ("a.pdf",)


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        # Two files that change places have moved: neither has other bytes than before.
        ({"a": "A", "b": "B"}, {"a": "B", "b": "A"}, {"moved": 2}),
        # What lies where another lay that moved on is new.
        ({"a": "A"}, {"a": "B", "b": "A"}, {"added": 1, "moved": 1}),
        ({"a": "A"}, {"a": "A", "b": "A"}, {"unchanged": 1}),
        ({"b": "A"}, {"a": "A", "b": "A"}, {"moved": 1}),
        # A copy that goes while the other changes.
        ({"a": "A", "b": "A"}, {"b": "B"}, {"changed": 1}),
        ({"a": "A", "b": "A"}, {"a": "B", "b": "C"}, {"changed": 1, "added": 1}),
    ],
)
def test_places_and_copies(before: dict[str, str], after: dict[str, str], kinds: dict[str, int]):
    counts = compare(table(before), files(after)).counts()
    assert {kind: count for kind, count in counts.items() if count} == kinds


CORPORA = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("UVWXYZ"), max_size=6)


@given(CORPORA, CORPORA)
def test_the_counts_add_up(before: dict[str, str], after: dict[str, str]):
    old, new = files(before), files(after)
    counts = compare(table(before), new).counts()
    assert len(old) + counts["added"] - counts["removed"] == len(new)
    assert sum(counts.values()) - counts["removed"] == len(new)


@given(CORPORA)
def test_nothing_changed_is_said_as_such(corpus: dict[str, str]):
    changes = compare(table(corpus), files(corpus))
    assert changes.counts() | {"unchanged": 0} == dict.fromkeys(changes.counts(), 0)
    assert changes.unchanged == len(files(corpus))
