from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from enacted.cli import invoke

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    ("We will fund six posts in Leeds by 2015.", "commitment", 1),
    ("We are committed to equality.", "rhetoric", 0),
    ("Commissioners should involve users.", "proposal", 0),
    ("12% of disabled people use direct payments.", "finding", 0),
    ("Equality and diversity 14", "finding", 0),
]


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    path = tmp_path / "coded.jsonl"
    rows = [
        {"text": text, "status": status, "concrete": concrete, "source": f"d{i}"}
        for i, (text, status, concrete) in enumerate(ROWS)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize("tier", ["fast", "accurate"])
def test_code_says_which_tier(tier: str, coded: Path, capsys: pytest.CaptureFixture[str]):
    assert invoke(["code", str(coded), "--tier", tier, "--explain"]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (first["status"], first["concrete"], first["stance"]) == ("commitment", 1, "plan")
    assert first["tier"] == tier
    assert first["agreement"] is (None if tier == "fast" else True)
    assert first["cues"]
    assert max(first["weights"].values()) == first["weights"][first["cues"][0]] > 0


def test_evaluate_shows_figures_and_mistakes(coded: Path, capsys: pytest.CaptureFixture[str]):
    assert invoke(["stance", "evaluate", str(coded)]) == 0
    shown = capsys.readouterr().out
    assert "5 coded sentences of 5 documents, coded by the accurate tier" in shown
    assert "coded finding, answered none" in shown
    plot = coded.with_suffix(".svg")
    again = ["stance", "evaluate", str(coded), "--tier", "fast", "--json", "--plot", str(plot)]
    assert invoke(again) == 0
    assert "Calibration of status, fast tier" in plot.read_text(encoding="utf-8")
    found = json.loads(capsys.readouterr().out)
    assert (found["tier"], found["sentences"]) == ("fast", 5)
    assert len(found["mistakes"]) == 1


def test_a_model_of_ones_own_is_trained_and_evaluated(
    coded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "own.npz"
    assert invoke(["stance", "train", str(coded), "--out", str(out)]) == 0
    assert invoke(["stance", "evaluate", str(coded), "--model", str(out)]) == 0
    assert "coded by the fast tier" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "holds no coded sentence"),
        ('{"text": "a", "status": "hope", "concrete": 0, "source": "d"}', "line 1: no coded"),
        ('{"text": "a"}', "line 1"),
        ("\n[1]", "line 2"),
    ],
)
def test_wrong_codes_are_named(
    tmp_path: Path, content: str, said: str, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "bad.jsonl"
    path.write_text(content)
    assert invoke(["stance", "evaluate", str(path)]) == 2
    assert said in capsys.readouterr().err
    assert invoke(["stance", "train", str(path), "--out", str(tmp_path / "m.npz")]) == 2
    assert ("no two sentences" if not content else said) in capsys.readouterr().err


def test_sentences_without_anything_in_common_teach_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "two.jsonl"
    rows = [
        {"text": "We will build.", "status": "commitment", "concrete": 0, "source": "a"},
        {"text": "Water boils.", "status": "finding", "concrete": 0, "source": "b"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert invoke(["stance", "train", str(path), "--out", str(tmp_path / "m.npz")]) == 2
    assert "share no cue and no words: code more" in capsys.readouterr().err
    assert not (tmp_path / "m.npz").exists()


def test_a_damaged_model_is_refused(
    coded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for name in ("m.onnx", "m.npz"):
        path = tmp_path / name
        path.write_bytes(b"damaged")
        assert invoke(["stance", "evaluate", str(coded), "--model", str(path)]) == 1
        shown = capsys.readouterr().err
        assert name in shown
        assert "reinstall" in shown
        assert shown.count("\n") == 1


def test_training_the_encoder_without_its_libraries_says_what_to_install(
    coded: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("enacted.stance.fine_tune.BASE_PACKAGE", "no_such_package")
    out = str(tmp_path / "m.onnx")
    assert invoke(["stance", "train", str(coded), "--tier", "accurate", "--out", out]) == 1
    assert "enacted[train]" in capsys.readouterr().err
