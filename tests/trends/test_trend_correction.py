"""Corrected twins of rows of trends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from enacted.settings import TrendSettings
from enacted.tables.schema import CODES, TRENDS
from enacted.trends import as_markdown, tally, trends
from enacted.trends.correction import LEAST_CODES, correct, uncorrected, with_corrected
from enacted.trends.hand_codes import CLASSES, Coded, HandCodes

SETTINGS = TrendSettings(draws=20, by=("doc_type",))
DOCUMENTS = 12
EACH = 30
STATUS = {
    "talk": ("rhetoric", False), "plan": ("commitment", True), "deed": ("practice", True),
    "finding": ("finding", False), "none": ("none", False),
}  # fmt: skip


class Corpus:
    """Documents of two years; the machine takes every second deed for talk."""

    def __init__(self) -> None:
        rng = np.random.default_rng(1)
        total = DOCUMENTS * EACH
        self.hand = rng.choice(list(STATUS), total, p=[0.4, 0.2, 0.2, 0.15, 0.05]).astype(str)
        wrong = (self.hand == "deed") & (np.arange(total) % 2 == 0)
        machine = np.where(wrong, "talk", self.hand)
        ids = [f"d{number:02}" for number in range(DOCUMENTS)]
        self.doc_ids = np.repeat(ids, EACH)
        self.numbers = np.tile(np.arange(EACH, dtype=np.int32), DOCUMENTS)
        self.documents = pa.table(
            {
                "doc_id": ids,
                "year": pa.array([2010] * 9 + [2011] * 3, pa.int32()),
                "words": pa.array([500] * DOCUMENTS, pa.int32()),
                "outcome": ["ok"] * DOCUMENTS,
                "doc_type": ["plan", "report"] * (DOCUMENTS // 2),
            }
        )
        self.sentences = pa.table(
            {"doc_id": self.doc_ids, "sentence": self.numbers, "stance": machine}
        )
        self.mentions = pa.table(
            {
                "doc_id": self.doc_ids,
                "sentence": self.numbers,
                "concept": ["equality"] * total,
                "sense": ["concept"] * total,
            }
        )
        self.tallies = tally(self.sentences, self.mentions, concepts=["equality"])
        self.counted = trends(
            self.documents, self.tallies, concepts=["equality"], settings=SETTINGS
        )

    def codes(self, rows: list[int], inclusion: float | None = 0.5, coder: str = "A") -> pa.Table:
        return pa.Table.from_pylist(
            [
                {
                    "doc_id": str(self.doc_ids[row]), "sentence": int(self.numbers[row]),
                    "text": "", "coder": coder, "status": STATUS[self.hand[row]][0],
                    "concrete": STATUS[self.hand[row]][1], "stance": str(self.hand[row]),
                    "sense": "", "facets": [], "note": "", "stratum": "s", "inclusion": inclusion,
                }
                for row in rows
            ],
            schema=CODES.schema(),
        )  # fmt: skip

    def coded(self, codes: pa.Table) -> list[tuple[tuple[str, ...], Coded]]:
        found = HandCodes(codes, self.sentences, self.mentions, concepts=["equality"])
        return list(found.of_concepts())

    def corrected(self, codes: pa.Table) -> pa.Table:
        return with_corrected(
            self.counted, self.documents, self.tallies, self.coded(codes), settings=SETTINGS
        )


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus()


def every(count: int) -> list[int]:
    """Places of sentences all over the corpus."""
    return list(range(0, DOCUMENTS * EACH, DOCUMENTS * EACH // count))


def rows(table: pa.Table, **wanted: str) -> list[dict[str, Any]]:
    return [
        row
        for row in table.to_pylist()
        if all(row[name] == value for name, value in wanted.items())
    ]


def test_codes_of_everything_give_the_true_shares(corpus):
    table = corpus.corrected(corpus.codes(list(range(DOCUMENTS * EACH)), inclusion=1.0))
    (row,) = rows(table, grouping="all", period="all", method="corrected")
    stated = corpus.hand[np.isin(corpus.hand, ["talk", "plan", "deed"])]
    for name in ("talk", "plan", "deed"):
        assert row[f"{name}_share"] == pytest.approx((stated == name).mean(), abs=1e-6)
    (counted,) = rows(table, grouping="all", period="all", method="counted")
    assert counted["deed_share"] < row["deed_share"] - 0.05
    assert row["codes"] == DOCUMENTS * EACH
    assert {name: row[name] for name in ("documents", "mentions", "talk", "small")} == {
        name: counted[name] for name in ("documents", "mentions", "talk", "small")
    }


def test_rows_with_few_codes_have_no_twin(corpus):
    table = corpus.corrected(corpus.codes(every(60)))
    twins = {(row["grouping"], row["group"], row["period"]): row["codes"]
             for row in rows(table, method="corrected")}  # fmt: skip
    assert twins == {
        ("all", "all", "all"): 60,
        ("all", "all", "2010"): 45,
        ("doc_type", "plan", "all"): 30,
        ("doc_type", "report", "all"): 30,
    }
    assert table.schema == TRENDS.schema()
    assert table.drop_columns("method").num_rows == corpus.counted.num_rows + 4
    keys = list(zip(*(table[name].to_pylist() for name in TRENDS.key), strict=True))
    assert keys == sorted(keys)


def test_counted_rows_stay_as_they_were(corpus):
    table = corpus.corrected(corpus.codes(every(60)))
    assert rows(table, method="counted") == corpus.counted.to_pylist()


def test_too_few_codes_change_nothing(corpus):
    codes = corpus.codes(every(60)[: LEAST_CODES - 1])
    assert corpus.corrected(codes) is corpus.counted
    said = uncorrected(corpus.counted, codes)
    assert said.startswith("Hand codes of 29 sentences: 0 of 9 rows are corrected")


def test_codes_of_one_document_do_not_speak_for_the_others(corpus):
    table = corpus.corrected(corpus.codes(list(range(EACH))))
    assert not rows(table, method="corrected")


def test_codes_that_were_not_drawn_are_left_alone(corpus):
    codes = corpus.codes(every(60), inclusion=None)
    assert corpus.coded(codes) == []
    assert uncorrected(corpus.counted, codes) == ""

    def read(*_: object) -> pa.Table:
        raise AssertionError("nothing to read")

    same = correct(
        corpus.counted, corpus.documents, corpus.tallies, codes, read=read, settings=SETTINGS
    )
    assert same is corpus.counted


def test_coders_of_a_sentence_share_it(corpus):
    one = corpus.codes([0], inclusion=0.25)
    other = corpus.codes([0], coder="B").to_pylist()
    other[0] |= {"stance": "none", "inclusion": 0.25}
    both = pa.concat_tables([one, pa.Table.from_pylist(other, schema=CODES.schema())])
    ((_, coded),) = corpus.coded(both)
    assert coded.weight.tolist() == [4]
    assert coded.hand[0, CLASSES.index("none")] == 0.5
    assert coded.hand[0, CLASSES.index(corpus.hand[0])] == 0.5


def test_codes_of_sentences_without_the_concept_are_left_alone(corpus):
    codes = corpus.codes([0]).to_pylist()
    codes[0]["sentence"] = 999
    assert corpus.coded(pa.Table.from_pylist(codes, schema=CODES.schema())) == []


def test_markdown_shows_codes_and_how_many_more(corpus):
    text = as_markdown(corpus.corrected(corpus.codes(every(60))))
    table = text.split("\n\n")[0].splitlines()
    assert table[0].endswith("| codes | to halve |")
    assert len({line.count("|") for line in table}) == 1
    assert [line.split(" | ")[-2] for line in table[2:] if line.split(" | ")[-2]] == [
        "45", "60", "30", "30",
    ]  # fmt: skip
    assert "Rows with codes are corrected with hand codes" in text
    assert "codes" not in as_markdown(corpus.counted)
