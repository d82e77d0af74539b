"""Every command of docs/tutorial.md is run, in order, and prints what is shown."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from enacted.cli import invoke

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "tutorial.md"
WITH_FAILURES = "run"
"""The one command that ends in 1: a document of the demo is damaged."""


def test_the_commands_run_and_print_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    (tmp_path / "corpora").symlink_to(ROOT / "corpora")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    printed, count = "", 0
    for kind, text in re.findall(r"```(sh|text)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL):
        if kind == "sh":
            printed = "".join(run(line, monkeypatch, capfd) for line in text.splitlines())
            count += len(text.splitlines())
        else:
            expect(text.splitlines(), printed)
    assert count == 14


def run(line: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> str:
    words = shlex.split(line)
    if words[0] == "export":
        monkeypatch.setenv(*words[1].split("="))
    elif words[0] == "python":
        subprocess.run([sys.executable, *words[1:]], check=True)
    elif words[0] == "enacted":
        code = invoke(words[1:])
        shown = capfd.readouterr()
        assert code == (1 if words[1] == WITH_FAILURES else 0), shown.err
        return shown.out
    else:
        assert words == [".", ".venv/bin/activate"]
    return capfd.readouterr().out


def expect(lines: list[str], printed: str) -> None:
    """Each line is printed, in this order; an ellipsis stands for anything within a line."""
    left = iter(printed.splitlines())
    for line in lines:
        pattern = re.compile(".*".join(re.escape(part.strip()) for part in line.split("…")))
        assert any(pattern.fullmatch(each.strip()) for each in left), (line, printed)


def test_its_pictures_are_small_and_have_words_instead():
    found = {
        path: words
        for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
        for words, path in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text("utf-8"))
    }
    pictures = sorted((ROOT / "docs" / "pictures").iterdir())
    assert {Path(path).name for path in found} == {picture.name for picture in pictures}
    assert all(len(words) > 40 for words in found.values())
    for picture in pictures:
        assert picture.stat().st_size < 150_000
        assert picture.read_bytes().startswith(b"\x89PNG")
