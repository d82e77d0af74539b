from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score, precision_score, recall_score

from enacted.stance import Coding, Statement
from enacted.stance.calibration_plot import calibration_plot
from enacted.stance.coded import Coded
from enacted.stance.evaluation import TO_STATUS, calibration, evaluate, macro_f1
from enacted.stance.evaluation_markdown import as_markdown
from enacted.stance.model import CLASSES
from enacted.stance.verdicts import PUBLISHED
from enacted.types import Status, stance_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def coding(label: int, sure: float = 0.8) -> Coding:
    status, concrete = CLASSES[label]
    return Coding(
        status=status,
        concrete=concrete,
        stance=stance_of(status, concrete=concrete),
        probabilities={**dict.fromkeys(PUBLISHED, 0.0), status.value: sure},
        cues=("tense:past",),
        weights={"tense:past": 1.0},
        tier="fast",
    )


def coded(labels: Sequence[int], documents: int = 4) -> list[Coded]:
    return [
        Coded(Statement(f"Sentence {i}."), source=f"d{i % documents}", label=label)
        for i, label in enumerate(labels)
    ]


TRUTH = [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 7, 7, 6, 6]
SAID = [0, 7, 1, 1, 3, 4, 5, 6, 7, 8, 7, 0, 6, 5]


def test_figures_are_those_of_scikit_learn():
    found = evaluate(coded(TRUTH), [coding(label) for label in SAID])
    truth, said = TO_STATUS[TRUTH], TO_STATUS[SAID]
    assert found.status.value == pytest.approx(f1_score(truth, said, average="macro"), abs=1e-4)
    by_name = {figures.name: figures for figures in found.classes}
    place = list(Status).index(Status.FINDING)
    finding = by_name["finding"]
    assert finding.precision.value == pytest.approx(
        precision_score(truth == place, said == place), abs=1e-4
    )
    assert finding.recall.value == pytest.approx(
        recall_score(truth == place, said == place), abs=1e-4
    )
    assert (finding.codes, finding.answers) == (3, 3)
    assert by_name["concrete"].f1.value == pytest.approx(
        f1_score([CLASSES[i][1] for i in TRUTH], [CLASSES[i][1] for i in SAID]), abs=1e-4
    )
    assert by_name["deed"].recall.value == pytest.approx(2 / 3, abs=1e-4)
    assert sum(map(sum, found.confusion)) == len(TRUTH)
    assert found.confusion[0][place] == 1


def test_intervals_hold_the_figure_and_repeat():
    answers = [coding(label) for label in SAID]
    found = evaluate(coded(TRUTH), answers)
    assert found == evaluate(coded(TRUTH), answers)
    assert found.status.low is not None
    assert found.status.high is not None
    assert found.status.low < found.status.value < found.status.high
    assert found.documents == 4


def test_one_document_leaves_nothing_to_draw():
    found = evaluate(coded(TRUTH, documents=1), [coding(label) for label in SAID])
    assert (found.status.low, found.status.high) == (None, None)
    assert "One document says nothing of others" in as_markdown(found)


def test_editions_of_a_document_are_one():
    answers = [coding(label) for label in SAID]
    drafts = coded(TRUTH, documents=2)
    shared = [f"The council opened {n} centres for young people and their families." for n in "abc"]
    for i, text in enumerate(shared):
        for row in (2 * i, 2 * i + 1):
            drafts[row] = replace(drafts[row], statement=Statement(text))
    found = evaluate(drafts, answers)
    assert found.documents == 1
    assert found.status.low is None
    assert {mistake.source for mistake in found.mistakes} == {"d1"}
    assert evaluate(drafts[:4] + drafts[6:], answers[:4] + answers[6:]).documents == 2


def test_mistakes_come_surest_first():
    answers = [coding(label, sure=0.5 + 0.03 * i) for i, label in enumerate(SAID)]
    found = evaluate(coded(TRUTH), answers, worst=2)
    assert [entry.text for entry in found.mistakes] == ["Sentence 13.", "Sentence 11."]
    assert found.mistakes[0].code == "practice, concrete"
    assert found.mistakes[0].answer == "practice"


def test_probabilities_that_mean_what_they_say_have_no_error():
    said = np.array([0.75] * 8 + [0.25] * 4)
    right = np.array([True] * 6 + [False] * 2 + [True] + [False] * 3)
    error, bins = calibration(said, right)
    assert error == pytest.approx(0)
    assert [(entry.low, entry.sentences) for entry in bins] == [(0.2, 4), (0.7, 8)]
    assert calibration(said, ~right)[0] == pytest.approx(0.5)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=40))
def test_macro_f1_is_the_mean_over_classes_that_occur(pairs: list[tuple[int, int]]):
    truth, said = (np.array(column) for column in zip(*pairs, strict=True))
    expected = f1_score(truth, said, average="macro", zero_division=0)
    assert macro_f1(truth, said, 6) == pytest.approx(expected)


def test_no_sentence_is_an_error():
    with pytest.raises(ValueError, match="no coded sentence"):
        evaluate([], [])


def test_it_reads_well():
    text = as_markdown(evaluate(coded(TRUTH), [coding(label) for label in SAID]))
    assert "14 coded sentences of 4 documents" in text
    assert "| finding | 3 | 3 | .667 (" in text
    assert "said 0.80, right" in text
    assert "coded practice, concrete, answered practice (0.80): Sentence 13." in text
    assert "trained on" not in text
    assert "No mistakes." in as_markdown(evaluate(coded([0, 7]), [coding(0), coding(7)]))


def test_sentences_that_the_models_know_are_counted(monkeypatch: pytest.MonkeyPatch, tmp_path):
    import gzip
    import hashlib

    digest = hashlib.sha256(b"Sentence 0.").hexdigest()[:16]
    table = tmp_path / "codes.csv.gz"
    table.write_bytes(gzip.compress(f"source,sentence_sha256\nx,{digest}\n".encode()))
    monkeypatch.setattr("enacted.stance.evaluation.TRAINED_ON", table)
    found = evaluate(coded(TRUTH), [coding(label) for label in SAID])
    assert found.trained_on == 1
    assert "too good" in as_markdown(found)


def test_it_goes_into_json():
    from dataclasses import asdict

    found = evaluate(coded(TRUTH), [coding(label) for label in SAID])
    assert json.loads(json.dumps(asdict(found)))["status"]["value"] == found.status.value


def test_the_plot_has_a_point_a_bin_where_it_belongs():
    from defusedxml import ElementTree  # type: ignore[import-untyped]

    found = evaluate(coded(TRUTH), [coding(label) for label in SAID])
    root = ElementTree.fromstring(calibration_plot(found))
    points = root.findall("{*}circle")
    assert len(points) == len(found.bins) > 0
    low, high = (
        next(
            t for t in root.findall("{*}text") if t.text == figure and t.get("text-anchor") == "end"
        )
        for figure in ("0.0", "1.0")
    )
    bottom, top = float(low.get("y", "")) - 4, float(high.get("y", "")) - 4
    for point, entry in zip(points, found.bins, strict=True):
        assert float(point.get("cy", "")) == pytest.approx(
            bottom + (top - bottom) * entry.right, abs=1
        )
    bars = [r for r in root.findall("{*}rect") if r.find("{*}title") is not None]
    assert [b.findtext("{*}title") for b in bars] == [
        f"{e.sentences:,} sentences" for e in found.bins
    ]
