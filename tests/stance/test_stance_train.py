from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from enacted.errors import CodesError
from enacted.stance import Classifier, Statement
from enacted.stance.blend import Blend
from enacted.stance.coded import Coded, fold_of, read_coded
from enacted.stance.features import features_of
from enacted.stance.lines import read_unlabelled
from enacted.stance.model import CLASSES, read_model, write_model
from enacted.stance.train import (
    Recipe,
    fit,
    held_out,
    prepare,
    temperature,
    train,
)
from enacted.stance.vectors import learn_vectors
from enacted.types import Status

if TYPE_CHECKING:
    from pathlib import Path

THINGS = ("a scheme", "a fund", "a helpline", "a website", "a course", "a survey")
PATTERNS = {
    ("rhetoric", 0): "We are committed to equality and {} matters.",
    ("proposal", 0): "Councils should consider {} for carers.",
    ("proposal", 1): "Councils should launch {} by May 2014.",
    ("commitment", 0): "We will promote {} for all.",
    ("commitment", 1): "We will launch {} in Leeds by 2014.",
    ("practice", 0): "We work with partners on {} for carers.",
    ("practice", 1): "In 2012 the council launched {} in Leeds.",
    ("finding", 0): "The study found that {} was rare among women.",
    ("none", 0): "Annex 3 {} 14",
}


def rows() -> list[dict[str, object]]:
    return [
        {"text": pattern.format(thing), "status": status, "concrete": concrete, "source": f"doc{n}"}
        for n, thing in enumerate(THINGS)
        for (status, concrete), pattern in PATTERNS.items()
    ]


def write_rows(path: Path, lines: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in lines), encoding="utf-8")
    return path


@pytest.fixture
def coded(tmp_path: Path) -> list[Coded]:
    return read_coded(write_rows(tmp_path / "coded.jsonl", rows()))


UNLABELLED = [
    Statement(f"The {a} saw the {b} in {place}.")
    for a in ("cat", "dog", "fox", "hen")
    for b in ("bird", "mouse", "worm")
    for place in ("town", "field")
]


def test_training_twice_gives_the_same_bytes_and_a_model_that_has_learned(
    tmp_path: Path, coded: list[Coded]
) -> None:
    for name in ("a", "b"):
        write_model(train(coded, unlabelled=UNLABELLED), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    codings = Classifier.load(tmp_path / "a").code([entry.statement for entry in coded])
    right = [
        (coding.status, coding.concrete) == CLASSES[entry.label]
        for coding, entry in zip(codings, coded, strict=True)
    ]
    assert sum(right) > 0.9 * len(right)


def test_weights_by_hand_reach_the_model(tmp_path: Path, coded: list[Coded]) -> None:
    write_model(train(coded, Recipe(vectors=False)), tmp_path / "m")
    classifier = Classifier.load(tmp_path / "m")
    plain, heading = classifier.code(
        [Statement("Something for carers"), Statement("Something for carers", kind="heading")]
    )
    assert heading.probabilities["none"] > plain.probabilities["none"]


def test_a_class_without_sentences_is_never_said(tmp_path: Path) -> None:
    lines = [row for row in rows() if row["status"] != "proposal"]
    coded = read_coded(write_rows(tmp_path / "c", lines))
    write_model(train(coded, Recipe(vectors=False)), tmp_path / "m")
    (coding,) = Classifier.load(tmp_path / "m").code([Statement("Councils should consider it.")])
    assert coding.probabilities["proposal"] == 0


def test_recipes_leave_features_out(coded: list[Coded]) -> None:
    prepared = prepare(coded)
    every = range(len(coded))
    assert not fit(prepared, every, Recipe(ngrams=False, vectors=False)).ngrams
    cues = fit(prepared, every, Recipe(cues=False, vectors=False)).cues
    assert not [name for name in cues if name.startswith("tense:")]
    assert not fit(prepared, every).words  # no vectors were given


def test_held_out_logits_come_from_other_documents(coded: list[Coded]) -> None:
    prepared = prepare(coded)
    recipe = Recipe(vectors=False)
    logits = held_out(prepared, recipe)
    assert np.isfinite(logits).all()
    row = 0
    fold = fold_of(coded[row].source, folds=5)
    others = [i for i, entry in enumerate(coded) if fold_of(entry.source, folds=5) != fold]
    again = fit(prepared, others, recipe).logits([features_of(coded[row].statement)])
    assert logits[row] == pytest.approx(again[0])


def test_temperature_undoes_a_scaling_of_the_logits() -> None:
    generator = np.random.default_rng(0)
    logits = generator.normal(size=(4000, 3)) * 2
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([generator.choice(3, p=row) for row in chances])
    assert temperature(logits, labels) == pytest.approx(1, abs=0.1)
    assert temperature(logits * 2, labels) == pytest.approx(2, abs=0.2)


def test_hidden_kinds_of_document(coded: list[Coded]) -> None:
    typed = [
        Coded(Statement(e.statement.text, doc_type="manifesto"), e.source, e.label) for e in coded
    ]
    assert all("type:manifesto" in found.cues for found in prepare(typed).features)
    hidden = prepare(typed, Recipe(untyped=1.0)).features
    assert not any("type:manifesto" in found.cues for found in hidden)


def test_words_in_like_company_have_like_vectors() -> None:
    vectors = learn_vectors(
        [statement.text.lower().strip(".").split() for statement in UNLABELLED],
        least=2,
        dimensions=5,
    )
    cat, dog, town = (vectors.vectors[vectors.names[word]] for word in ("cat", "dog", "town"))
    assert cat @ dog > 0.9
    assert cat @ dog > cat @ town
    assert vectors.mean(["nothing"]) == pytest.approx(np.zeros(5))
    assert vectors.mean(["cat"]) == pytest.approx(cat)


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "{}", '{"text": "a", "status": "x", "concrete": 0, "source": "d"}',
     '{"text": "a", "status": "finding", "concrete": 1, "source": "d"}',
     '{"text": "a", "status": "finding", "concrete": 0}',
     '{"text": "a", "status": "finding", "concrete": "no", "source": "d"}',
     '{"text": "a", "status": "practice", "concrete": 2, "source": "d"}',
     '{"text": "a", "status": "practice", "concrete": null, "source": "d"}',
     '{"text": null, "status": "practice", "concrete": 0, "source": "d"}',
     '{"text": "a", "status": "practice", "concrete": 0, "source": 7}',
     '{"text": "a", "status": "practice", "concrete": 0, "source": "d", "before": [5]}',
     '{"text": "a", "status": "practice", "concrete": 0, "source": "d", "rel": ["x"]}',
     '{"text": "a", "status": "practice", "concrete": 0, "source": "d", "modes": 3}',
     '{"text": "a", "status": ["practice"], "concrete": 0, "source": "d"}',
     "[" * 100_000],
)  # fmt: skip
def test_bad_coded_lines_are_named(tmp_path: Path, line: str) -> None:
    path = write_rows(tmp_path / "bad.jsonl", rows()[:1])
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(CodesError, match=r"bad\.jsonl, line 2: .*\S$"):
        read_coded(path)
    path.write_text(path.read_text(encoding="utf-8") + "{}\n", encoding="utf-8")
    with pytest.raises(CodesError, match=r"line 2: .* \(1 further lines cannot be read either\)"):
        read_coded(path)


def test_uncoded_sentences_gzipped_or_not_without_repeats(tmp_path: Path) -> None:
    lines = '{"text": "one", "before": "it"}\n{"text": "two"}\n{"text": "one"}\n'
    found = [Statement("one", before="it"), Statement("two")]
    (tmp_path / "u.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "u.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    assert read_unlabelled(tmp_path / "u.jsonl") == found
    assert read_unlabelled(tmp_path / "u.jsonl.gz") == found
    (tmp_path / "bad.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(CodesError, match="line 1"):
        read_unlabelled(tmp_path / "bad.jsonl")


class Teacher:
    """Says of every sentence that it is a concrete practice."""

    blend = Blend(1.0, 0.0)

    def logits(self, statements: list[Statement]) -> np.ndarray:
        said = np.zeros((len(statements), len(CLASSES)))
        said[:, CLASSES.index((Status.PRACTICE, True))] = 9.0
        return said


def test_what_a_teacher_says_is_learned(coded: list[Coded]) -> None:
    animals = [Statement("The hen saw the worm in town."), Statement("The fox saw the bird.")]
    learned = []
    for teacher in (None, Teacher()):
        model = train(coded, unlabelled=UNLABELLED, teacher=teacher)  # type: ignore[arg-type]
        chances = model.probabilities(model.logits([features_of(entry) for entry in animals]))
        learned.append(chances[:, CLASSES.index((Status.PRACTICE, True))])
        codings = Classifier(model).code([entry.statement for entry in coded])
        assert sum(
            (coding.status, coding.concrete) == CLASSES[entry.label]
            for coding, entry in zip(codings, coded, strict=True)
        ) > 0.8 * len(coded)
    assert (learned[1] > learned[0]).all()
    assert (learned[1] > 0.5).all()


def test_folds_depend_on_the_document_alone() -> None:
    assert fold_of("a.pdf", folds=5) == fold_of("a.pdf", folds=5)
    assert {fold_of(f"{n}.pdf", folds=5) for n in range(60)} == {0, 1, 2, 3, 4}
    assert [fold_of(f"{n}", folds=5, seed=1) for n in range(40)] != [
        fold_of(f"{n}", folds=5, seed=2) for n in range(40)
    ]


def test_the_command_writes_a_model(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "coded.jsonl", rows())
    out = tmp_path / "m.npz"
    command = [sys.executable, "-m", "enacted", "stance", "train", str(path), "--out", str(out)]
    subprocess.run([*command, "--codes", str(tmp_path / "codes.csv.gz")], check=True, timeout=120)
    assert read_model(out).cues
    table = gzip.decompress((tmp_path / "codes.csv.gz").read_bytes()).decode()
    assert table.count("\n") == len(rows()) + 1
    assert "committed" not in table
    digest = hashlib.sha256(str(rows()[0]["text"]).encode()).hexdigest()[:16]
    assert f"doc0,,{digest},rhetoric,0," in table


def test_coding_needs_no_scikit_learn() -> None:
    script = (
        "import sys; from enacted.stance import Classifier, Statement; "
        "Classifier.load().code([Statement('We will act.')]); "
        "sys.exit(any(name.split('.')[0] in ('sklearn', 'scipy', 'spacy') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0
