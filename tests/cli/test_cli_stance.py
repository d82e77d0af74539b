from __future__ import annotations

import gzip
import json
import os
import shlex
import subprocess
import sys
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
        (
            '{"text": "a", "status": "hope", "concrete": 0, "source": "d"}',
            "line 1: status 'hope' is none",
        ),
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
        assert invoke(["stance", "evaluate", str(coded), "--model", str(path)]) == 2
        shown = capsys.readouterr().err
        assert name in shown
        assert "train it again with enacted stance train" in shown
        assert shown.count("\n") == 1


def test_a_file_that_cannot_be_written_or_is_of_the_other_tier_is_told_before_training(
    coded: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    def never(*_: object, **__: object) -> None:
        raise AssertionError("trained in vain")

    monkeypatch.setattr("enacted.stance.train.train", never)
    train = ["stance", "train", str(coded), "--out"]
    assert invoke([*train, str(tmp_path / "nowhere" / "m.npz")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert invoke([*train, str(tmp_path / "m.onnx")]) == 2
    assert "ends in .npz for the tier fast" in capsys.readouterr().err
    assert invoke(["stance", "evaluate", str(coded), "--model", str(tmp_path / "m.bin")]) == 2
    assert "ends in .npz (fast) or .onnx (accurate)" in capsys.readouterr().err


def test_what_was_trained_on_is_listed_as_it_was_read(
    coded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rows = coded.read_text(encoding="utf-8").splitlines()
    half = {"text": "The \ud800 opened.", "status": "finding", "concrete": False, "source": "z"}
    odd = tmp_path / "odd.jsonl"
    odd.write_text("\ufeff" + "\n\n".join([*rows, json.dumps(half)]), encoding="utf-8")
    codes = tmp_path / "codes.csv.gz"
    arguments = ["--out", str(tmp_path / "m.npz"), "--codes", str(codes)]
    assert invoke(["stance", "train", str(odd), *arguments]) == 0
    listed = gzip.decompress(codes.read_bytes()).decode().splitlines()
    assert len(listed) == len(rows) + 2
    assert invoke(["stance", "evaluate", str(odd), "--tier", "fast", "--worst", "500"]) == 0


def test_one_document_cannot_be_held_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "one.jsonl"
    rows = [
        {"text": f"{verb} the hall.", "status": status, "concrete": 0, "source": "a"}
        for verb, status in (("We will open", "commitment"), ("They should open", "proposal"))
        for _ in range(5)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert invoke(["stance", "train", str(path), "--out", str(tmp_path / "m.npz")]) == 2
    shown = capsys.readouterr().err
    assert "10 sentences teach little" in shown
    assert "of too few documents: code some of five or more" in shown


def test_few_uncoded_sentences_give_no_word_a_vector(coded: Path, tmp_path: Path):
    more = tmp_path / "more.jsonl"
    more.write_text('{"text": "We will."}\n')
    out = str(tmp_path / "m.npz")
    assert invoke(["stance", "train", str(coded), "--unlabelled", str(more), "--out", out]) == 0


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


def started(*arguments: str, stdin: bytes = b"", **environment: str) -> tuple[int, str, str]:
    """The command in a process of its own: exit code, standard output, standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "enacted", "code", "--tier", "fast", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_halves_of_characters_come_out_as_they_came_in_and_stop_no_line():
    lines = b'{"text": "We will \\ud800 act."}\n{"text": "Caf\xc3\xa9s will open.", "\\udfff": 1}\n'
    code, shown, _ = started(stdin=lines)
    assert code == 0
    first, second = map(json.loads, shown.splitlines())
    assert first["text"] == "We will \ud800 act."
    assert second["\udfff"] == 1


def test_an_output_that_is_not_utf8_gets_escapes():
    text = "Cafés will open in Zürich 😀."
    line = json.dumps({"text": text}, ensure_ascii=False).encode()
    code, shown, _ = started(stdin=line, PYTHONIOENCODING="ascii")
    assert code == 0
    assert shown.isascii()
    assert json.loads(shown)["text"] == text


@pytest.mark.parametrize(("closed", "said"), [("<&-", "input"), (">&-", "output")])
def test_a_closed_stream_is_told(closed: str, said: str):
    command = f"exec {shlex.quote(sys.executable)} -m enacted code --tier fast {closed}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"enacted: standard {said} is closed")


def test_a_bad_line_is_named_with_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "mine.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "We will act."}\n{"text": 3}\n'))
    assert invoke(["code", "--tier", "fast", str(path)]) == 1
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 1
    assert f"{path}, line 2: field 'text' is a JSON number" in " ".join(shown.err.split())
