"""Hand codes of what mentions mean, and of the values of facets that they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from enacted.settings import TrendSettings
from enacted.tables.schema import CODES
from enacted.trends import facet_trends, tally, tally_facets, trends
from enacted.trends.correction import correct, correct_facets
from enacted.trends.counts import tally_sentence_values, tally_sentences

SETTINGS = TrendSettings(draws=10)
VALUES = [("equality", "level", "local"), ("equality", "level", "national")]
STANCES = ["talk", "plan", "deed", "finding", "none"]


@dataclass
class Corpus:
    """The machine takes every mention for the concept, and one local one in three for national."""

    documents: pa.Table
    sentences: pa.Table
    mentions: pa.Table
    codes: pa.Table
    stance: Any
    sense: Any
    local: Any

    def share(self, name: str, among: Any) -> float:
        stated = among & np.isin(self.stance, STANCES[:3])
        return float((self.stance[stated] == name).mean())

    def read(self, name: str, columns: Any, ids: pa.Array) -> pa.Table:
        table = self.sentences if name == "sentences" else self.mentions
        return table.filter(pa.compute.is_in(table["doc_id"], ids)).select(list(columns))

    def trends(self, codes: pa.Table) -> pa.Table:
        tallies = tally(self.sentences, self.mentions, concepts=["equality"])
        counted = trends(self.documents, tallies, concepts=["equality"], settings=SETTINGS)
        return correct(counted, self.documents, tallies, codes, read=self.read, settings=SETTINGS)

    def facet_trends(self, codes: pa.Table) -> pa.Table:
        tallies = tally(self.sentences, self.mentions, concepts=["equality"])
        by_value = tally_facets(self.sentences, self.mentions, values=VALUES)
        counted = facet_trends(self.documents, by_value, values=VALUES, settings=SETTINGS)
        return correct_facets(
            counted, self.documents, tallies, by_value, codes, read=self.read, settings=SETTINGS
        )


def corpus(seed: int, *, drawn: int | None = None, documents: int = 20, each: int = 40) -> Corpus:
    rng = np.random.default_rng(seed)
    total = documents * each
    ids = np.array([f"d{number:03}" for number in range(documents)])
    doc_id, number = np.repeat(ids, each), np.tile(np.arange(each, dtype=np.int32), documents)
    stance = rng.choice(STANCES, total, p=[0.4, 0.2, 0.2, 0.1, 0.1])
    machine = np.where((stance == "deed") & (rng.random(total) < 0.4), "talk", stance)
    # Names stand in talk, so that leaving them out moves the shares.
    name = (stance == "talk") & (rng.random(total) < 0.4)
    local = rng.random(total) < 0.6
    seen_local = local & (rng.random(total) < 2 / 3)
    chosen = np.sort(rng.choice(total, drawn or total, replace=False))
    status = {"talk": "rhetoric", "plan": "commitment", "deed": "practice"}
    codes = [
        {
            "doc_id": doc_id[row], "sentence": int(number[row]), "text": "", "coder": "A",
            "status": status.get(stance[row], stance[row]),
            "concrete": stance[row] in {"plan", "deed"},
            "stance": stance[row], "sense": "name" if name[row] else "",
            "facets": ["level=local" if local[row] else "level=national"], "note": "",
            "stratum": "s", "inclusion": len(chosen) / total,
        }
        for row in chosen
    ]  # fmt: skip
    return Corpus(
        pa.table({
            "doc_id": ids, "year": pa.array([2010] * documents, pa.int32()),
            "words": pa.array([500] * documents, pa.int32()), "outcome": ["ok"] * documents,
        }),
        pa.table({"doc_id": doc_id, "sentence": number, "stance": machine}),
        pa.table({
            "doc_id": doc_id, "sentence": number, "concept": ["equality"] * total,
            "sense": ["concept"] * total, "mention": np.zeros(total, np.int32),
            "carried_from": np.full(total, -1, np.int32),
            "level": np.where(seen_local, "local", "national"),
        }),
        pa.Table.from_pylist(codes, schema=CODES.schema()),
        stance, ~name, local,
    )  # fmt: skip


def row_of(table: pa.Table, **wanted: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = table.to_pylist()
    (found,) = [r for r in rows if all(r[name] == value for name, value in wanted.items())]
    return found


def test_mentions_that_are_not_meant_so_are_in_no_share():
    made = corpus(1)
    row = row_of(made.trends(made.codes), period="all", method="corrected")
    for name in STANCES[:3]:
        assert row[f"{name}_share"] == pytest.approx(made.share(name, made.sense), abs=1e-6)
    meant = made.stance[made.sense]
    findings = (meant == "finding").sum() / np.isin(meant, STANCES[:4]).sum()
    assert row["finding_share"] == pytest.approx(findings, abs=1e-6)
    assert row["finding_low"] < findings < row["finding_high"]


def test_values_of_a_facet_are_those_of_the_coders():
    made = corpus(2)
    table = made.facet_trends(made.codes)
    row = row_of(table, value="local", period="all", method="corrected")
    truth = made.sense & made.local
    for name in STANCES[:3]:
        assert row[f"{name}_share"] == pytest.approx(made.share(name, truth), abs=1e-6)
    assert row["codes"] == (truth | (made.mentions["level"].to_numpy() == "local")).sum()
    assert row["talk"] == row_of(table, value="local", period="all", method="counted")["talk"]


def test_facets_that_nobody_coded_are_not_corrected():
    made = corpus(3)
    names = made.codes.column_names
    empty = pa.array([[]] * made.codes.num_rows, made.codes.schema.field("facets").type)
    bare = made.codes.set_column(names.index("facets"), "facets", empty)
    assert "corrected" not in made.facet_trends(bare)["method"].to_pylist()
    assert "corrected" in made.trends(bare)["method"].to_pylist()


def test_codes_without_the_facet_leave_the_others_their_weight():
    made = corpus(4, drawn=400)
    rows = made.codes.to_pylist()
    half = [{**row, "facets": row["facets"] if place % 2 else []} for place, row in enumerate(rows)]
    fewer = made.facet_trends(pa.Table.from_pylist(half, schema=CODES.schema()))
    alone = [{**row, "inclusion": row["inclusion"] / 2} for row in rows[1::2]]
    same = made.facet_trends(pa.Table.from_pylist(alone, schema=CODES.schema()))
    assert fewer.equals(same)


def test_intervals_hold_the_shares_of_what_is_meant():
    # Counting holds names for talk: 8 points too much, which no counted interval allows for.
    truth = np.array([0.24, 0.2, 0.2]) / 0.64
    held, missed = [], []
    for seed in range(60):
        made = corpus(100 + seed, drawn=120)
        for table, wanted in (
            (made.trends(made.codes), {}),
            (made.facet_trends(made.codes), {"value": "local"}),
        ):
            row = row_of(table, period="all", method="corrected", **wanted)
            for name, true in zip(STANCES[:3], truth, strict=True):
                held.append(row[f"{name}_low"] <= true <= row[f"{name}_high"])
                missed.append(row[f"{name}_share"] - true)
    assert 0.9 <= np.mean(held) <= 0.99
    assert np.abs(np.mean(np.reshape(missed, (-1, 3)), axis=0)).max() < 0.02


def test_values_of_sentences_add_up_to_those_of_documents():
    made = corpus(5)
    by_sentence = tally_sentence_values(made.sentences, made.mentions, values=VALUES)
    by_document = tally_facets(made.sentences, made.mentions, values=VALUES)
    total = sum(sum(by_document[name].to_pylist()) for name in STANCES)
    assert sum(by_sentence["mentions"].to_pylist()) == total
    whole = tally_sentences(made.sentences, made.mentions, concepts=["equality"])
    assert by_sentence.num_rows == whole.num_rows
