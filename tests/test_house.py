"""The house of the design: imports point down the floors, and Prefect lives in flows/ alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "enacted"

FLOORS = {
    "cli": 6,
    "report": 5,
    "pipeline": 5,
    "trends": 4,
    "topics": 4,
    "coding": 4,
    "stance": 3,
    "concepts": 3,
    "language": 2,
    "extract": 2,
    "corpus": 1,
    "tables": 1,
    "settings": 0,
    "errors": 0,
    "evidence": 0,
    "guide": 0,
    "types": 0,
}
ROOT_PACKAGE = 7
"""`enacted/__init__.py` stands above all: it only hands on what is below."""


def package_of(path: Path) -> str:
    first = path.relative_to(SRC).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module a file imports, wherever in the file, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            if node.module == "enacted":
                for alias in node.names:
                    yield node.lineno, f"enacted.{alias.name}"
            else:
                yield node.lineno, node.module or ""


def floor(package: str) -> int:
    return ROOT_PACKAGE if package in {"__init__", "__main__"} else FLOORS[package]


def violations(path: Path) -> Iterator[str]:
    own = package_of(path)
    for line, module in imports(path):
        parts = module.split(".")
        if parts[0] == "prefect":
            yield f"{path}:{line}: imports Prefect"
        if parts[0] != "enacted" or len(parts) == 1:
            continue
        other = parts[1]
        if other in {"__version__", own}:
            continue
        if floor(other) >= floor(own) and not (floor(own) == 0 and floor(other) == 0):
            yield f"{path}:{line}: {own} on {floor(own)} imports {other} on {floor(other)}"


MODULES = sorted(SRC.rglob("*.py"))


def test_every_package_stands_on_a_floor():
    assert {package_of(path) for path in MODULES} - {"__init__", "__main__"} == set(FLOORS)


def test_imports_point_down():
    assert [v for path in MODULES for v in violations(path)] == []


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("corpus/bad.py", "from enacted.extract import read"),
        ("extract/bad.py", "from enacted.language import Splitter"),
        ("trends/bad.py", "def f():\n    from enacted.pipeline import run"),
        ("tables/bad.py", "import enacted.corpus.dates"),
        ("stance/bad.py", "from enacted import cli"),
        ("cli/bad.py", "from prefect import flow"),
    ],
)
def test_the_check_sees_what_it_should(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, line: str
):
    path = tmp_path / place
    path.parent.mkdir()
    path.write_text(line)
    monkeypatch.setattr(f"{__name__}.SRC", tmp_path)
    assert list(violations(path))


def test_flows_are_short():
    for path in (ROOT / "flows").glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 150, path


def test_no_catch_all_modules():
    banned = {"utils", "util", "helpers", "common", "misc"}
    names = {path.stem for path in MODULES} | {path.parent.name for path in MODULES}
    assert not names & banned


def test_nothing_is_unpickled_and_yaml_is_safe():
    for path in [*MODULES, *(ROOT / "flows").glob("*.py")]:
        text = path.read_text(encoding="utf-8")
        for word in ("import pickle", "joblib.load", "yaml.load(", "allow_pickle=True"):
            assert word not in text, f"{path}: {word}"


@pytest.mark.parametrize("heavy", ["spacy", "gensim", "sklearn", "pdfplumber", "pypdfium2"])
def test_what_finds_nothing_to_do_loads_nothing_slow(heavy: str):
    code = "import sys, enacted.pipeline.run, enacted.concepts, enacted.language"
    code += f"; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
