"""The documentation names every table, column, setting, command and option; its links hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from enacted.cli.app import app, reference_page
from enacted.concepts.codebook_page import terms_page
from enacted.settings import Settings, reference
from enacted.tables.dictionary import dictionary
from enacted.tables.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cyclopts import App

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


def test_every_setting_is_named_with_its_meaning():
    lines = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()
    told = {line.split("|")[1].strip(" `"): line.split("|")[3].strip() for line in lines
            if line.startswith("| `")}  # fmt: skip
    wanted = {
        f"ENACTED_{group}__{name}".upper()
        for group, field in Settings.model_fields.items()
        for name in type(field.default).model_fields
    }
    assert set(told) == wanted
    assert all(len(meaning) > 10 for meaning in told.values())


def test_every_table_and_column_is_named_with_its_meaning():
    sections = sections_of("docs/tables.md")
    for name, table in TABLES.items():
        lines = [line for line in sections[name].splitlines() if line.startswith("| `")]
        told = {line.split("|")[1].strip(" `"): line.rsplit("|", 2)[1].strip() for line in lines}
        assert list(told) == [column.name for column in table.columns], name
        assert all(told.values())


def test_every_command_and_option_is_named_with_its_meaning():
    sections = sections_of("docs/commands.md")
    count = 0
    for name, command in commands():
        section = sections[f"enacted {name}"]
        for argument in command.assemble_argument_collection():
            if not argument.show:
                continue
            options = [each for each in argument.names if each.startswith("-")]
            for option in options:
                count += 1
                assert re.search(rf"`[^`]*{re.escape(option)}\b[^`]*`: \w", section), (name, option)
    assert count > 80


def test_the_readme_leads_to_every_page():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert f"(docs/{page.name}" in readme, page.name


def sections_of(page: str) -> dict[str, str]:
    parts = re.split(r"^#+ (.*)$", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {parts[at].strip(" `"): parts[at + 1] for at in range(1, len(parts), 2)}


def commands(of: App = app, before: str = "") -> Iterator[tuple[str, App]]:
    for name in of:
        if name.startswith("-"):
            continue
        within = list(commands(of[name], f"{before}{name} "))
        yield from within or [(f"{before}{name}", of[name])]


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
