"""The documentation names every table, column, setting, command and option; its links hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from enacted.cli.app import reference_page
from enacted.concepts.codebook_page import terms_page
from enacted.settings import reference
from enacted.tables.dictionary import dictionary

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "corpora" / "README.md"]


def test_the_data_dictionary_is_made_from_the_schemas():
    made = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    assert made == dictionary(), "run: python -m enacted.tables.dictionary > docs/tables.md"


def test_the_settings_page_is_made_from_the_settings():
    made = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert made == reference(), "run: python -m enacted.settings > docs/settings.md"


def test_the_command_page_is_made_from_the_commands():
    made = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert made == reference_page(), "run: python -m enacted.cli.app > docs/commands.md"


def test_the_page_of_terms_is_made_from_the_codebook():
    made = (ROOT / "docs" / "terms.md").read_text(encoding="utf-8")
    assert made == terms_page(), "run: python -m enacted.concepts.codebook_page > docs/terms.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_names_the_two_commands_and_the_makefile_has_them():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in ("demo", "test"):
        assert f"make {command} " in readme
        assert re.search(rf"^{command}:", makefile, re.MULTILINE)


def test_the_lock_names_no_index_and_pins_everything():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 50
    for line in lines:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line), line
