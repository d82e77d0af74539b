from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from enacted.cli import invoke
from enacted.pipeline import doctor
from enacted.pipeline.doctor import Finding, State

if TYPE_CHECKING:
    from collections.abc import Callable

OK = Finding("Python", State.OK, "3.12.1")
ABSENT = Finding("Tesseract", State.ABSENT, "not installed", "apt install tesseract-ocr")
WRONG = Finding("numpy", State.WRONG, "not installed", "pip install 'numpy>=2.0'")


@pytest.fixture
def find(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def find(*findings: Finding) -> None:
        monkeypatch.setattr(doctor, "examine", lambda _: iter(findings))

    return find


def test_a_line_a_part(find: Callable[..., None], capsys: pytest.CaptureFixture[str]):
    find(OK, ABSENT)
    assert invoke(["doctor"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "ok      Python     3.12.1",
        "absent  Tesseract  not installed → apt install tesseract-ocr",
        "",
        "A run can work.",
    ]


def test_what_is_wrong(find: Callable[..., None], capsys: pytest.CaptureFixture[str]):
    find(OK, WRONG)
    assert invoke(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "wrong   numpy   not installed → pip install 'numpy>=2.0'\n" in out
    assert out.endswith("\nA run cannot work: 1 of these are wrong.\n")


@pytest.mark.parametrize(("last", "code"), [(ABSENT, 0), (WRONG, 1)])
def test_json(
    find: Callable[..., None], last: Finding, code: int, capsys: pytest.CaptureFixture[str]
):
    find(OK, last)
    assert invoke(["doctor", "--json"]) == code
    told = json.loads(capsys.readouterr().out)
    assert told["works"] is (code == 0)
    assert told["findings"][1] == {
        "part": last.part,
        "state": last.state.value,
        "found": last.found,
        "remedy": last.remedy,
    }


def test_a_setting_of_the_wrong_kind_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("ENACTED_RUN__WORKERS", "none")
    assert invoke(["doctor"]) == 2
    assert "run.workers" in capsys.readouterr().err


def test_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("ENACTED_EXTRACT__OCR", "off")
    assert invoke(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"Python", "PDFium", "Tesseract", "machine"} <= {f["part"] for f in told["findings"]}
