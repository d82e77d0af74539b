from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import enacted
from enacted.concepts import Codebook, FacetModel, Finder
from enacted.pipeline import Silent, run, work
from enacted.pipeline.work import code, who_codes
from enacted.settings import StanceSettings, read_settings
from enacted.stance import Statement, tiers
from enacted.stance.encoder import Encoder
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
    table, read = code(sentences, coders, "strategy", mentions, {})
    rows = table.to_pylist()
    assert [m.mention for m in read] == [m.mention for m in mentions]
    assert [row["tier"] for row in rows] == expected
    for row in rows:
        assert (row["agreement"] is None) is (row["tier"] != "accurate")
        assert (row["status"] is None) is (row["tier"] == "")
    assert (rows[0]["status"], rows[0]["concrete"]) == ("commitment", True)
    assert rows[0]["agreement"] is (True if tier == "accurate" else None)


def test_no_sentence_no_row():
    table, read = code([], {}, "", [], {})
    assert (table.num_rows, read) == (0, [])


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


def test_accurate_reads_mentions_again_and_fast_leaves_them():
    text = "We promote equality for disabled people by: training staff."
    own = Sentence(0, 0, Kind.PARAGRAPH, text, 0, len(text), 1, (), "", "", 9)
    item = Sentence(1, 1, Kind.LIST_ITEM, "training staff", 0, 14, 1, (), "", text, 2)
    start = text.index("equality")
    mention = Mention(0, 0, "equality", "equality", "equality", start, start + 8, Sense.CONCEPT)
    shared = Mention(1, 1, "equality", "equality", "", 0, 0, Sense.CONCEPT, carried_from=0)
    mine = Mention(0, 2, "wellbeing", "staff", "staff", 53, 58, Sense.CONCEPT)
    mentions = [mention, shared, mine]
    _, fast = code([own, item], {0: "fast", 1: "fast"}, "plan", mentions, {})
    assert fast == mentions
    _, read = code([own, item], {0: "accurate", 1: "accurate"}, "plan", mentions, {})
    assert read[0].p_concept is not None
    assert read[0].p_concept > 0.5
    assert (read[1].sense, read[1].p_concept) == (read[0].sense, read[0].p_concept)
    assert read[2] == mine


def test_what_speaks_for_facets_reaches_the_encoder():
    text = "We will co-produce the plan with patients, who know best what works."
    own = Sentence(0, 0, Kind.PARAGRAPH, text, 0, len(text), 1, (), "", "", 12)
    finder = Finder(Codebook.read(), FacetModel.built_in())
    mentions, evidence = finder.with_evidence([own])
    encoder = Encoder.read(tiers.ENCODER)
    assert encoder.reader is not None
    places = [(mentions[0].start, mentions[0].end)]
    statement = Statement(text, doc_type="plan", kind="paragraph")
    _, ((said,),) = encoder.logits_and_mentions([statement], [places])
    expected = encoder.reader.read(mentions[0], said, evidence[0])
    _, (read,) = code([own], {0: "accurate"}, "plan", mentions, evidence)
    assert read == expected
    _, (fast,) = code([own], {0: "fast"}, "plan", mentions, evidence)
    assert fast == mentions[0]
    # Whatever encoder is shipped: what speaks against a facet is heard.
    against = replace(evidence[0], words=evidence[0].words - 99, cues=evidence[0].cues & False)
    _, (denied,) = code([own], {0: "accurate"}, "plan", mentions, {0: against})
    assert (denied.modes, denied.level, denied.reasons) == ((), "", ())
