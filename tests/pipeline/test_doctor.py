from __future__ import annotations

import importlib
import os
import shutil
import tempfile
from typing import TYPE_CHECKING

import pytest

from enacted.errors import ModelError
from enacted.extract import ocr
from enacted.pipeline import doctor
from enacted.pipeline.doctor import MODULES, Finding, State, examine, healthy
from enacted.settings import read_settings
from enacted.stance import Classifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from enacted.settings import Settings

PARTS = {
    *("Enacted", "Python", "system", *MODULES, "PDFium", "reading", "Tesseract", "stance model"),
    "stance encoder",
    "model of facets",
    *("codebook", "spaCy pipelines", "prefect", "onnxruntime", "temporary folder", "machine"),
}


def one(check: Callable[[Settings], Iterator[Finding]], **settings: object) -> Finding:
    [finding] = check(read_settings(**settings))
    return finding


@pytest.fixture
def tesseract(monkeypatch: pytest.MonkeyPatch):
    """Pretend that a Tesseract is installed, or none."""

    def pretend(version: str | None, *languages: str) -> None:
        monkeypatch.setattr(ocr, "available", lambda: version)
        monkeypatch.setattr(ocr, "languages", lambda: frozenset(languages))

    return pretend


def test_everything_is_looked_at_and_nothing_is_wrong_where_the_tests_run(tesseract):
    tesseract("5.3.0", "eng")
    findings = list(examine(read_settings()))
    assert {finding.part for finding in findings} == PARTS
    assert [finding for finding in findings if finding.state is State.WRONG] == []
    assert healthy(findings)


def test_a_check_that_fails_is_a_finding_and_costs_no_other(monkeypatch: pytest.MonkeyPatch):
    def broken(_: Settings) -> Iterator[Finding]:
        raise RuntimeError("the library\nis broken")

    def absent(_: Settings) -> Iterator[Finding]:
        raise ModelError("the model is of another version")

    for name in ("_packages", "_reading", "_optional"):
        monkeypatch.setattr(doctor, name, lambda _: iter(()))
    monkeypatch.setattr(doctor, "_pdfium", broken)
    monkeypatch.setattr(doctor, "_models", absent)
    findings = {finding.part: finding for finding in examine(read_settings())}
    assert findings["PDFium"].state is findings["models"].state is State.WRONG
    assert findings["PDFium"].found == "RuntimeError: the library is broken"
    assert findings["PDFium"].remedy
    assert findings["models"].found == "the model is of another version"
    assert "machine" in findings
    assert not healthy(list(findings.values()))


class TestPackages:
    def test_one_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch):
        real = importlib.import_module

        def without(name: str) -> object:
            if name == "gensim":
                raise ModuleNotFoundError("No module named 'gensim'", name="gensim")
            if name == "scipy":
                raise ImportError("libfoo.so: wrong machine")
            return real(name)

        monkeypatch.setattr("enacted.pipeline.doctor.importlib.import_module", without)
        findings = {finding.part: finding for finding in doctor._packages(read_settings())}
        assert findings["gensim"].state is State.WRONG
        assert findings["gensim"].found == "not installed"
        assert findings["gensim"].remedy.startswith("pip install 'gensim")
        assert findings["scipy"].found == "cannot be imported: libfoo.so: wrong machine"
        assert findings["numpy"].state is State.OK

    def test_one_that_is_too_old(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(doctor, "version", lambda _: "1.0")
        monkeypatch.setattr(doctor, "requires", lambda _: ["numpy>=2.0", "prefect>3; extra=='a'"])
        findings = {finding.part: finding for finding in doctor._packages(read_settings())}
        assert findings["numpy"].state is State.WRONG
        assert findings["numpy"].found == "1.0, where >=2.0 is needed"
        assert findings["numpy"].remedy == "pip install 'numpy>=2.0'"
        assert findings["pyarrow"].state is State.OK  # nothing is asked of it here


class TestTesseract:
    def test_not_installed(self, tesseract):
        tesseract(None)
        finding = one(doctor._tesseract)
        assert (finding.state, finding.found) == (State.ABSENT, "not installed")
        assert finding.remedy.endswith("without it, scanned pages have no text")
        assert ocr.how_to_install() in finding.remedy

    def test_not_installed_and_not_wanted(self, tesseract):
        tesseract(None)
        assert one(doctor._tesseract, extract={"ocr": "off"}).remedy == ""

    def test_its_languages(self, tesseract):
        tesseract("5.3.0", "eng", "cym", "osd")
        finding = one(doctor._tesseract, extract={"ocr_language": "eng+cym"})
        assert finding == Finding(
            "Tesseract", State.OK, "5.3.0; languages: cym, eng, osd; reads eng+cym"
        )

    def test_a_language_that_is_missing(self, tesseract):
        tesseract("5.3.0", "eng")
        finding = one(doctor._tesseract, extract={"ocr_language": "eng+deu"})
        assert finding.state is State.WRONG
        assert "no data for deu (setting extract.ocr_language)" in finding.found
        assert finding.remedy == ocr.how_to_install(("deu",))
        assert one(doctor._tesseract, extract={"ocr_language": "deu", "ocr": "off"}).state == "ok"


def test_limits_too_tight_to_read_with(monkeypatch: pytest.MonkeyPatch):
    from enacted.extract.guard import Guard
    from enacted.types import Extraction, Outcome

    given = Extraction(Outcome.OUT_OF_MEMORY, detail="the reader ran out")
    monkeypatch.setattr(Guard, "extract_one", lambda *_: given)
    finding = one(doctor._reading)
    assert finding.state is State.WRONG
    assert finding.found == "a page of one line gives out_of_memory: the reader ran out"
    assert "guard.memory_mb" in finding.remedy


def test_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    def damaged(_: object = None) -> None:
        raise ModelError("stance.npz: is damaged")

    monkeypatch.setattr(Classifier, "load", damaged)
    codebook = tmp_path / "mine.yaml"
    codebook.write_text("concepts: 3\n", encoding="utf-8")
    monkeypatch.setattr("enacted.stance.tiers.ENCODER", tmp_path / "none.onnx")
    monkeypatch.setattr("enacted.concepts.facet_model.BUILT_IN", tmp_path / "none.npz")
    model, encoder, facets, book = doctor._models(read_settings(concepts={"codebook": codebook}))
    assert (model.state, model.found) == (State.WRONG, "stance.npz: is damaged")
    assert encoder.state is State.ABSENT
    assert "none.onnx" in encoder.found
    assert facets.state is State.WRONG
    assert "none.npz" in facets.found
    assert book.state is State.WRONG
    assert "mine.yaml" in book.found


def test_a_pipeline_that_is_not_installed():
    findings = list(examine(read_settings(language={"pipeline": "xx_no_such"})))
    [finding] = [finding for finding in findings if finding.part == "spaCy pipelines"]
    assert finding.state is State.WRONG
    assert "python -m spacy download xx_no_such" in finding.found


class TestTemporaryFolder:
    def test_not_writable(self, monkeypatch: pytest.MonkeyPatch):
        def full() -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(tempfile, "TemporaryFile", full)
        finding = one(doctor._temporary)
        assert finding.state is State.WRONG
        assert finding.found == "cannot be written (No space left on device)"
        assert "TMPDIR" in finding.remedy

    def test_nearly_full(self, monkeypatch: pytest.MonkeyPatch):
        usage = shutil.disk_usage("/")._replace(free=2**28)
        monkeypatch.setattr("enacted.pipeline.doctor.shutil.disk_usage", lambda _: usage)
        finding = one(doctor._temporary)
        assert finding.state is State.OK
        assert finding.found.endswith(", 0.2 GiB free")
        assert finding.remedy.startswith("little room")


def test_more_workers_than_there_is_memory_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "_memory", lambda: 3 * 2**30)
    finding = one(doctor._machine, run={"workers": 8})
    assert finding.found == f"{os.cpu_count()} cores, 8 workers, 3.0 GiB of memory"
    assert finding.remedy == "little memory: set ENACTED_RUN__WORKERS=3"
    assert one(doctor._machine, run={"workers": 3}).remedy == ""
