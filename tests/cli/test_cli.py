from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import enacted
from enacted.cli import invoke
from enacted.cli.app import app
from tests.made import damaged_pdf, text_pdf

COMMANDS = [
    "run",
    "trends",
    "plan",
    "clean",
    "follow",
    "report",
    "compare",
    "view",
    "kwic",
    "sql",
    "export",
    "codebook show",
    "codebook check",
    "codebook new",
    "codebook import",
    "codebook export",
    "extract",
    "code",
    "coding evaluate",
    "doctor",
    "stance train",
    "topics",
    "stance evaluate",
]


@pytest.fixture(autouse=True)
def one_worker(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ENACTED_RUN__WORKERS", "1")


def test_every_command_is_listed_here():
    listed = {command.split()[0] for command in COMMANDS}
    assert listed == {name for name in app if not name.startswith("-")}


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_says_what_it_is_for(command: str, capsys: pytest.CaptureFixture[str]):
    assert invoke([*command.split(), "--help"]) == 0
    out = capsys.readouterr().out
    assert "Usage: enacted" in out
    assert len(out.split()) > 40


def test_help_is_quick_to_load():
    code = "import sys, enacted.cli.app; print([m for m in sys.modules if m in sys.argv])"
    heavy = ["spacy", "gensim", "sklearn", "pdfplumber", "pypdfium2", "prefect"]
    done = subprocess.run(
        [sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_run_then_look(small_corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = str(tmp_path / "out")
    assert invoke(["run", str(small_corpus), "--out", out]) == 1  # one document is damaged
    shown = capsys.readouterr()
    assert "3 documents (2 ok, 1 damaged)" in shown.out
    assert f"next: enacted trends {out}" in shown.out
    assert "broken.pdf: damaged: " in shown.err
    assert "\x1b" not in shown.err  # no terminal, no colours and no bars

    assert invoke(["run", str(small_corpus), "--out", out, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["worked"] == 0
    assert answer["outcomes"] == {"ok": 2, "damaged": 1}
    assert Path(answer["snapshot"]) == enacted.load(out).path

    assert invoke(["trends", out]) == 0
    assert "| equality | 2012 |" in capsys.readouterr().out
    assert invoke(["trends", out, "--concept", "personalisation", "--format", "json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["concept"] for row in rows} == {"personalisation"}
    assert invoke(["trends", out, "--concept", "dementia"]) == 2
    assert "there are coproduction, equality, personalisation" in capsys.readouterr().err

    assert invoke(["report", out]) == 0
    page = Path(capsys.readouterr().out.strip())
    assert page == tmp_path / "out" / "report.html"
    assert "Talk, plan and deed" in page.read_text(encoding="utf-8")

    assert invoke(["coding", "evaluate", out]) == 2
    assert "codes.jsonl" in capsys.readouterr().err


def test_evaluate(small_corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    code = {
        "path": "plan.pdf",
        "text": "We will offer every carer a personal budget by April 2014.",
        "status": "commitment",
        "concrete": 1,
    }
    (small_corpus / "codes.jsonl").write_text(json.dumps(code) + "\n", encoding="utf-8")
    out = str(tmp_path / "out")
    invoke(["run", str(small_corpus), "--out", out, "--no-topics"])
    capsys.readouterr()
    assert invoke(["coding", "evaluate", out]) == 0
    assert "1 hand codes; 1 matched" in capsys.readouterr().out
    assert invoke(["coding", "evaluate", out, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["compared"] == 1


class TestExtract:
    @pytest.fixture
    def pdf(self, tmp_path: Path) -> Path:
        path = tmp_path / "a [plan].pdf"
        path.write_bytes(text_pdf(["A title", "We will meet in May.", "- and in June"]))
        return path

    def test_jsonl_is_a_block_a_line_and_nothing_else(
        self, pdf: Path, capsysbinary: pytest.CaptureFixture[bytes]
    ):
        assert invoke(["extract", str(pdf), "--format", "jsonl"]) == 0
        rows = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
        assert rows[0]["kind"] == "heading"
        for row in rows:
            assert {"kind", "page", "boxes", "text"} <= set(row)
            assert row["page"] == 1
            assert set(row["boxes"][0]) == {"page", "x0", "top", "x1", "bottom"}

    def test_text_and_markdown(self, pdf: Path, capsysbinary: pytest.CaptureFixture[bytes]):
        assert invoke(["extract", str(pdf)]) == 0
        assert b"A title\n\nWe will meet in May." in capsysbinary.readouterr().out
        assert invoke(["extract", str(pdf), "--format", "markdown"]) == 0
        assert capsysbinary.readouterr().out.startswith(b"# A title\n\n")

    def test_parquet(self, pdf: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]):
        assert invoke(["extract", str(pdf), "--format", "parquet"]) == 0
        piped = pq.read_table(io.BytesIO(capsysbinary.readouterr().out))
        assert "A title" in piped.column("text").to_pylist()
        to = tmp_path / "blocks.parquet"
        assert invoke(["extract", str(pdf), "--format", "parquet", "--to", str(to)]) == 0
        assert pq.read_table(to).equals(piped)

    def test_a_folder_with_a_bad_file(
        self, small_corpus: Path, capsysbinary: pytest.CaptureFixture[bytes]
    ):
        assert invoke(["extract", str(small_corpus), "--format", "jsonl"]) == 1
        shown = capsysbinary.readouterr()
        paths = {Path(json.loads(line)["path"]).name for line in shown.out.splitlines()}
        assert paths == {"plan.pdf", "report.pdf"}
        assert b"broken.pdf: damaged: " in shown.err
        assert b"Traceback" not in shown.err

    @pytest.mark.parametrize(
        ("content", "outcome"),
        [(b"", "empty"), (damaged_pdf(), "damaged"), (b"<html></html>", "not_pdf")],
    )
    def test_bad_files_are_named_in_one_line(
        self,
        tmp_path: Path,
        content: bytes,
        outcome: str,
        capsysbinary: pytest.CaptureFixture[bytes],
    ):
        path = tmp_path / "x.pdf"
        path.write_bytes(content)
        assert invoke(["extract", str(path)]) == 1
        shown = capsysbinary.readouterr()
        assert shown.out == b""
        assert len(shown.err.strip().splitlines()) == 1
        assert f"x.pdf: {outcome}: ".encode() in shown.err


class TestCode:
    @pytest.mark.parametrize("arguments", [["-"], ["-", "--explain"], ["--explain", "-"]])
    def test_a_dash_is_standard_input(self, arguments: list[str]):
        done = self.run(b'{"text": "We met."}\n', *arguments)
        assert done.returncode == 0, done.stderr
        assert ("weights" in json.loads(done.stdout)) is ("--explain" in arguments)

    def run(self, text: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "enacted", "code", *arguments],
            input=text,
            capture_output=True,
            check=False,
        )

    def test_lines_in_lines_out(self):
        lines = [
            {"id": 7, "text": "We will train 40 staff by May 2014.", "note": "kept"},
            {"id": 8, "text": "Equality is at the heart of everything we do."},
        ]
        done = self.run("".join(json.dumps(line) + "\n" for line in lines).encode())
        assert done.returncode == 0, done.stderr
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert [(a["id"], a["status"], a["concrete"], a["stance"]) for a in answers] == [
            (7, "commitment", 1, "plan"),
            (8, "rhetoric", 0, "talk"),
        ]
        assert answers[0]["note"] == "kept"
        assert "weights" not in answers[0]

    def test_bad_lines_are_named_and_the_others_done(self):
        done = self.run(b'{"text": "We meet."}\nnonsense\n{"no": "text"}\n{"text": "We met."}\n')
        assert done.returncode == 1
        assert len(done.stdout.splitlines()) == 2
        assert b"line 2" in done.stderr
        assert b"line 3" in done.stderr
        assert b"Traceback" not in done.stderr

    def test_from_a_file_with_reasons(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
        path = tmp_path / "s.jsonl"
        path.write_text('{"text": "We will train 40 staff by May 2014."}\n', encoding="utf-8")
        assert invoke(["code", str(path), "--explain"]) == 0
        assert json.loads(capsys.readouterr().out)["weights"]
        assert invoke(["code", str(tmp_path / "none.jsonl")]) == 2
        assert "none.jsonl: cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run"], "CORPUS"),
        (["run", "nowhere", "--out", "o"], "nowhere"),
        (["rum"], 'Did you mean "run"'),
        (["run", "x", "--outt", "y"], "--out"),
        (["extract", "nowhere.pdf"], "nowhere.pdf: no such file"),
        (["trends", "nowhere"], "enacted run CORPUS --out nowhere"),
        (["extract", ".", "--format", "docx"], "docx"),
    ],
)
def test_wrong_use_is_one_line_and_2(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(tmp_path)
    assert invoke(arguments) == 2
    err = capsys.readouterr().err
    assert err.startswith("enacted: ")
    assert message in err
    assert len(err.splitlines()) == 1


def test_a_wrong_setting_in_the_environment_is_named(
    small_corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("ENACTED_EXTRACT__OCR_DPI", "many")
    assert invoke(["extract", str(small_corpus)]) == 2
    assert "extract.ocr_dpi" in capsys.readouterr().err


def test_nobody_reading_standard_error_is_no_failure():
    """As in `enacted codebook show 2>&1 | head`, once the reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "enacted", "codebook", "show", "--concept", "equality"]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=writing, check=False)
    os.close(writing)
    assert done.returncode == 0
