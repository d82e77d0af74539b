from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.errors import ModelError
from enacted.stance import AccurateClassifier, Classifier, Statement, load_coder, tiers
from enacted.stance.blend import Blend, blended
from enacted.stance.encoder import VERSION, Encoder, seal
from enacted.stance.model import CLASSES
from enacted.stance.tiers import ENCODER
from enacted.stance.verdicts import PUBLISHED
from enacted.types import Stance, Status, stance_of

if TYPE_CHECKING:
    from pathlib import Path

SENTENCES = [
    Statement("We will fund six posts in Leeds by 2015.", doc_type="strategy"),
    Statement("Co-production is at the heart of everything we do."),
    Statement("In 2016 forty carers co-designed the new pathway with the council."),
    Statement("Commissioners should involve service users in tendering."),
    Statement("12% of disabled people use direct payments."),
    Statement("Equality and diversity 14"),
]
STATUSES = ["commitment", "rhetoric", "practice", "proposal", "finding", "none"]


@cache
def loaded() -> AccurateClassifier:
    return AccurateClassifier.load()


@pytest.fixture
def accurate() -> AccurateClassifier:
    return loaded()


def test_plain_cases(accurate: AccurateClassifier):
    codings = accurate.code(SENTENCES)
    assert [coding.status.value for coding in codings] == STATUSES
    assert [codings[0].stance, codings[2].stance] == [Stance.PLAN, Stance.DEED]
    assert {coding.tier for coding in codings} == {"accurate"}


def test_what_a_sentence_gets_does_not_depend_on_the_others(accurate: AccurateClassifier):
    together = accurate.code(SENTENCES)
    alone = [accurate.code([statement])[0] for statement in reversed(SENTENCES)]
    assert together == alone[::-1]


def test_agreement_is_with_the_fast_tier(accurate: AccurateClassifier):
    more = [*SENTENCES, Statement("People are asked for views that come to little, they said.")]
    fast = Classifier.load().code(more)
    for one, other in zip(accurate.code(more), fast, strict=True):
        same = (one.status, one.concrete) == (other.status, other.concrete)
        assert one.agreement is same
        assert other.agreement is None


def test_cues_and_their_weights_are_those_of_the_linear_model(accurate: AccurateClassifier):
    one, other = accurate.code(SENTENCES[:1])[0], Classifier.load().code(SENTENCES[:1])[0]
    assert one.status is other.status
    assert one.cues == other.cues
    assert one.weights == other.weights
    assert "tense:future" in one.cues
    assert list(one.cues) == [name for name, weight in one.weights.items() if weight > 0]


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80), st.text(max_size=40))
def test_any_text_is_coded(text: str, around: str):
    statement = Statement(text, before=around, after=around, lead_in=around, doc_type=around)
    (coding,) = loaded().code([statement])
    values = coding.probabilities
    assert list(values) == list(PUBLISHED)
    assert sum(values[status.value] for status in Status) == pytest.approx(1, abs=0.001)
    assert coding.stance is stance_of(coding.status, concrete=coding.concrete)


@pytest.mark.parametrize("text", ["", " \n", "word " * 20_000, "ﬀ" * 100_000, "\x00\ud7ff"])
def test_odd_texts(accurate: AccurateClassifier, text: str):
    (coding,) = accurate.code([Statement(text)])
    assert coding.status in Status
    if not text.strip():
        assert coding.status is Status.NONE
        assert coding.cues == ()


def test_nothing_in_nothing_out(accurate: AccurateClassifier):
    assert accurate.code([]) == []


def test_the_file_is_small_enough():
    assert ENCODER.stat().st_size <= 16_000_000


def damaged(content: bytes) -> dict[str, bytes]:
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    body = content[:-76]
    mark = b"enacted_stance_version\x12\x01" + str(VERSION).encode()
    assert body.count(mark) == 1
    return {
        "checksum": flipped,
        "cut short": content[:1000],
        "no stance encoder": b"",
        "damaged stance encoder": seal(b"not a model"),
        "version 9": seal(body.replace(mark, mark[:-1] + b"9")),
        "description": seal(body.replace(b"blend", b"bland", 1)),
    }


@pytest.mark.parametrize(
    "said",
    [
        *("checksum", "cut short", "no stance encoder", "damaged stance encoder"),
        *("version 9", "description"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, said: str):
    path = tmp_path / "m.onnx"
    path.write_bytes(damaged(ENCODER.read_bytes())[said])
    with pytest.raises(ModelError, match=said) as caught:
        load_coder("accurate", path)
    assert "\n" not in str(caught.value)
    assert "train it again" in str(caught.value)


def test_a_missing_or_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ModelError, match="cannot be read"):
        Encoder.read(tmp_path / "none.onnx")
    monkeypatch.setattr("enacted.stance.encoder.MAX_BYTES", 10)
    with pytest.raises(ModelError, match="too large"):
        Encoder.read(ENCODER)


def test_where_the_built_in_encoder_cannot_be_loaded_fast_codes_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tiers, "ENCODER", tmp_path / "none.onnx")
    found = load_coder("accurate")
    assert found.coder.tier == "fast"
    assert "none.onnx" in found.note
    assert "fast tier" in found.note
    assert {coding.tier for coding in found.coder.code(SENTENCES)} == {"fast"}


def test_without_onnxruntime_fast_codes_and_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    found = load_coder("accurate")
    assert found.coder.tier == "fast"
    assert "pip install onnxruntime" in found.note


def test_fast_has_no_note_and_names_its_model():
    found = load_coder("fast")
    assert (found.coder.tier, found.note) == ("fast", "")
    assert found.coder.digest in load_coder("accurate").coder.digest


def test_blending_ignores_what_is_added_to_all_classes():
    draws = np.random.default_rng(0)
    one, other = draws.normal(size=(2, 5, len(CLASSES)))
    blend = Blend(0.6, 0.4)
    moved = blended(blend, one + 7, other - 3)
    np.testing.assert_allclose(blended(blend, one, other), moved)
    assert (blended(Blend(1.0, 0.0), one, other).argmax(1) == one.argmax(1)).all()
    assert (blended(Blend(0.0, 1.0), one, other).argmax(1) == other.argmax(1)).all()


def test_a_class_that_training_never_saw_rules_nothing_out():
    encoder, linear = np.zeros((1, len(CLASSES))), np.zeros((1, len(CLASSES)))
    encoder[0, 4] = 9.0
    linear[0, 4] = -1e6
    assert np.isfinite(blended(Blend(1.0, 0.3), encoder, linear)).all()
    assert blended(Blend(1.0, 0.3), encoder, linear).argmax() == 4
