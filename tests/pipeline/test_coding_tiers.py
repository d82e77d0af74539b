from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import enacted
from enacted.pipeline import Silent, run, work
from enacted.pipeline.work import code, who_codes
from enacted.settings import StanceSettings, read_settings
from enacted.stance import tiers
from enacted.types import Kind, Mention, Sense, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KINDS = [Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.TABLE_ROW, Kind.LIST_ITEM, Kind.PARAGRAPH]
TEXTS = [
    "We will offer every carer a personal budget by April 2014.",
    "The weather was fine.",
    "Council: fund six posts by 2015.",
    "train every nurse",
    "Wir werden jede Pflegekraft schulen.",
]


def made() -> tuple[list[Sentence], list[Mention]]:
    sentences = [
        Sentence(
            sentence=i,
            block=i,
            kind=kind,
            text=text,
            start=0,
            end=len(text),
            page=1,
            boxes=(),
            section="",
            lead_in="",
            words=len(text.split()),
            language="de" if text.startswith("Wir") else "en",
        )
        for i, (kind, text) in enumerate(zip(KINDS, TEXTS, strict=True))
    ]
    mention = Mention(0, 0, "personalisation", "budget", "personal budget", 26, 41, Sense.CONCEPT)
    return sentences, [mention]


@pytest.mark.parametrize(
    ("tier", "asked", "expected"),
    [
        ("accurate", "mentions", ["accurate", "", "", "", ""]),
        ("accurate", "all", ["accurate", "fast", "accurate", "fast", ""]),
        ("fast", "mentions", ["fast", "", "", "", ""]),
        ("fast", "all", [*["fast"] * 4, ""]),
    ],
)
def test_who_codes_what(tier: str, asked: str, expected: list[str]):
    settings = StanceSettings.model_validate({"tier": tier, "code": asked})
    sentences, mentions = made()
    coders = who_codes(sentences, mentions, settings, lambda language: language != "de")
    rows = code(sentences, coders, "strategy").to_pylist()
    assert [row["tier"] for row in rows] == expected
    for row in rows:
        assert (row["agreement"] is None) is (row["tier"] != "accurate")
        assert (row["status"] is None) is (row["tier"] == "")
    assert (rows[0]["status"], rows[0]["concrete"]) == ("commitment", True)
    assert rows[0]["agreement"] is (True if tier == "accurate" else None)


def test_no_sentence_no_row():
    assert code([], {}, "").num_rows == 0


class Notes(Silent):
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        self.notes.append(text)


@pytest.fixture
def fresh_coders() -> Iterator[None]:
    work._coder.cache_clear()
    yield
    work._coder.cache_clear()


@pytest.mark.usefixtures("fresh_coders")
def test_a_run_without_its_encoder_says_so_in_notes_and_tables(
    small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settings = read_settings(run={"workers": 1}, topics={"enabled": False})
    run(small_corpus, out=tmp_path / "a", settings=settings)
    work._coder.cache_clear()
    told = Notes()
    monkeypatch.setattr(tiers, "ENCODER", tmp_path / "none.onnx")
    run(small_corpus, out=tmp_path / "b", settings=settings, reporter=told)
    tier, models = {}, {}
    for name in "ab":
        snapshot = enacted.load(tmp_path / name)
        tier[name] = {row["tier"] for row in snapshot.sentences.to_pylist()} - {""}
        models[name] = snapshot.runs.to_pylist()[0]["models"]
    assert tier == {"a": {"accurate"}, "b": {"fast"}}
    assert models["a"].endswith(f"+{models['b']}")
    assert [note for note in told.notes if "none.onnx" in note and "fast tier" in note]
