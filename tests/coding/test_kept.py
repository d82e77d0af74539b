"""What a run target keeps of hand coding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from enacted.coding import Code
from enacted.coding.kept import Design, Kept
from enacted.coding.matching import match
from enacted.coding.sample import SAMPLE
from enacted.errors import OutputError
from enacted.types import Status

if TYPE_CHECKING:
    from pathlib import Path

DESIGN = Design(("concept", "period"), 1, "5")
DOCUMENTS = pa.table(
    {
        "doc_id": ["d"], "path": ["d.pdf"], "duplicates": pa.array([[]], pa.list_(pa.string())),
    }
)  # fmt: skip
SENTENCES = pa.table(
    {
        "doc_id": ["d"] * 6,
        "sentence": pa.array(range(6), pa.int32()),
        "page": pa.array([1] * 6, pa.int32()),
        "kind": ["paragraph"] * 6,
        "text": [f"Sentence number {number}." for number in range(6)],
    }
)


def sample(**strata: str) -> pa.Table:
    """Sentences with their strata, each of eight sentences."""
    rows: list[dict[str, Any]] = [
        {
            **{field.name: "" for field in SAMPLE},
            "doc_id": "d", "sentence": int(name[1:]), "page": 1, "stratum": stratum,
            "text": f"Sentence number {name[1:]}.", "size": 8, "drawn": 4, "inclusion": 0.5,
        }
        for name, stratum in strata.items()
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=SAMPLE)


def code(number: int, stratum: str = "a", coder: str = "A", note: str = "") -> Code:
    return Code("", "d", 1, f"Sentence number {number}.", Status.NONE, False, coder, note, stratum)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "coding")


def included(kept: Kept) -> list[tuple[int, str, float | None]]:
    table = kept.with_inclusion(match(kept.codes(), DOCUMENTS, [SENTENCES]))
    return [(row["sentence"], row["stratum"], row["inclusion"]) for row in table.to_pylist()]


def test_nothing_is_kept_at_first(kept: Kept):
    assert kept.sample() is None
    assert kept.codes() == []
    assert kept.digest() == ""
    assert not kept.path.exists()


def test_a_sample_comes_back_with_its_design(kept: Kept):
    kept.write_sample(sample(s1="a"), DESIGN)
    found = kept.sample()
    assert found is not None
    assert found[0].equals(sample(s1="a"))
    assert found[1] == DESIGN
    assert str(DESIGN) == "by concept,period, seed 1, periods 5"


def test_codes_come_back_and_later_ones_replace(kept: Kept):
    kept.add_codes([code(2), code(1), code(1, coder="B")])
    kept.add_codes([code(1, note="again")])
    assert kept.codes() == [code(1, note="again"), code(1, coder="B"), code(2)]


def test_probabilities_are_of_what_was_coded(kept: Kept):
    kept.write_sample(sample(s0="a", s1="a", s2="a", s3="b"), DESIGN)
    kept.add_codes([code(0), code(1), code(1, coder="B"), code(3, "b")])
    assert included(kept) == [(0, "a", 0.25), (1, "a", 0.25), (1, "a", 0.25), (3, "b", 0.125)]


def test_a_sentence_may_move_to_another_stratum(kept: Kept):
    kept.add_codes([code(0), code(1)])
    kept.write_sample(sample(s0="a", s1="b"), DESIGN)
    assert included(kept) == [(0, "a", 0.125), (1, "b", 0.125)]


def test_without_a_sample_there_are_no_probabilities(kept: Kept):
    kept.add_codes([code(0)])
    assert included(kept) == [(0, "a", None)]


def test_drawing_more_changes_no_digest_until_it_is_coded(kept: Kept):
    kept.write_sample(sample(s0="a"), DESIGN)
    kept.add_codes([code(0)])
    before = kept.digest()
    kept.write_sample(sample(s0="a", s1="a"), DESIGN)
    assert kept.digest() == before
    kept.add_codes([code(1)])
    assert kept.digest() != before


@pytest.mark.parametrize("name", ["sample", "codes"])
def test_damage_is_told(kept: Kept, name: str):
    kept.write_sample(sample(s0="a"), DESIGN)
    kept.add_codes([code(0)])
    (kept.path / f"{name}.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(OutputError, match=rf"{name}\.parquet: is damaged: put back a copy"):
        kept.sample() if name == "sample" else kept.codes()
