from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from enacted.cli import invoke
from enacted.concepts import Codebook, Finder
from enacted.concepts.codebook_file import FACETS
from enacted.types import Kind, Sentence

if TYPE_CHECKING:
    from pathlib import Path

Captured = pytest.CaptureFixture[str]


def test_show_names_each_term_with_reason_forms_and_cues(capsys: Captured):
    assert invoke(["codebook", "show"]) == 0
    out = capsys.readouterr().out
    book = Codebook.read()
    assert out.startswith(f"# The built-in codebook, digest {book.digest}\n")
    assert "Text is mined in: en;" in out
    for concept in book.concepts:
        assert concept.definition.split(".")[0].split()[0] in out
        for term in concept.terms:
            assert f"- **{term.name}**" in out
    assert "personalisation, personalization, personalisations" in out
    assert "## Facet `modes`" in out
    assert "Counts as another sense" in out


def test_show_one_concept_of_a_file_as_json(tmp_path: Path, capsys: Captured):
    path = tmp_path / "mine.yaml"
    assert invoke(["codebook", "new", str(path)]) == 0
    capsys.readouterr()
    arguments = ["codebook", "show", "--codebook", str(path), "--json", "--concept"]
    assert invoke([*arguments, "digital"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["digest"] == Codebook.read(path).digest
    assert "channel-shifts" in values["concepts"][0]["terms"][1]["variants"]
    assert invoke([*arguments, "analogue"]) == 2
    assert "no concept 'analogue': there are digital" in capsys.readouterr().err


def test_a_new_book_works_at_once_and_is_never_written_over(tmp_path: Path, capsys: Captured):
    path = tmp_path / "mine.yaml"
    assert invoke(["codebook", "new", str(path)]) == 0
    assert f"next: enacted codebook check {path}" in capsys.readouterr().out
    assert invoke(["codebook", "check", str(path)]) == 0
    assert "concepts: digital\n" in capsys.readouterr().out
    text = "Channel shift came to online services."
    (one, two) = Finder(Codebook.read(path)).mentions(
        [Sentence(0, 0, Kind.PARAGRAPH, text, 0, len(text), 1, (), "", "", 6)]
    )
    assert (one.concept, two.concept) == ("digital", "digital")
    path.write_text("mine", encoding="utf-8")
    assert invoke(["codebook", "new", str(path)]) == 2
    assert "--force" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert invoke(["codebook", "new", str(path), "--force"]) == 0
    assert path.read_text(encoding="utf-8") != "mine"
    assert [p.name for p in tmp_path.iterdir()] == ["mine.yaml"]


def test_the_notes_of_a_new_book_are_true(tmp_path: Path, capsys: Captured):
    """With every commented line taken in, the template is a good codebook still."""
    path = tmp_path / "mine.yaml"
    invoke(["codebook", "new", str(path)])
    head, body = path.read_text(encoding="utf-8").split("\nconcepts:\n")
    lines = []
    prose = ("#   # ", "# A ", "# Casing", "# What", "# contribution")
    for line in body.splitlines():
        bare = line.lstrip()
        note = bare.startswith("#") and not bare.startswith(prose)
        lines.append(line.replace("# ", "", 1) if note else line)
    keys = ("# extends:", "# leave_out:")
    wanted = [line.removeprefix("# ") for line in head.splitlines() if line.startswith(keys)]
    path.write_text("\n".join([*wanted, "concepts:", *lines]), encoding="utf-8")
    capsys.readouterr()
    assert invoke(["codebook", "check", str(path)]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "concepts: coproduction, equality, digital, prevention" in shown.out
    assert "languages: en\n" in shown.out


def test_the_notes_of_a_new_book_name_every_facet(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    invoke(["codebook", "new", str(path)])
    notes = path.read_text(encoding="utf-8").replace("\n#", "")
    (named,) = re.findall(r"Facets are ([^:]*):", notes)
    assert tuple(re.split(", | and ", named)) == FACETS


@pytest.mark.parametrize("command", [["show"], ["export", "--format", "csv"]])
def test_a_book_is_named_by_itself_or_behind_an_option(
    tmp_path: Path, capsys: Captured, command: list[str]
):
    path = tmp_path / "mine.yaml"
    invoke(["codebook", "new", str(path)])
    capsys.readouterr()
    printed = []
    for named in ([str(path)], ["--codebook", str(path)], [str(path), "--codebook", str(path)]):
        assert invoke(["codebook", *command, *named]) == 0
        printed.append(capsys.readouterr().out)
    assert "channel shift" in printed[0]
    assert printed[1:] == printed[:1] * 2
    assert invoke(["codebook", *command, str(path), "--codebook", "other.yaml"]) == 2
    assert "one codebook at a time" in capsys.readouterr().err
    assert invoke(["codebook", *command, str(path), "more"]) == 2
    assert capsys.readouterr().err == (
        f"enacted: too many arguments: 'more' (enacted codebook {command[0]} --help)\n"
    )


@pytest.mark.parametrize("command", ["show", "check", "new", "import", "export"])
def test_help_has_an_example(capsys: Captured, command: str):
    assert invoke(["codebook", command, "--help"]) == 0
    assert (
        f"enacted codebook {command} "
        in " ".join(capsys.readouterr().out.split()).split("For example", 1)[1]
    )


def test_what_an_import_made_of_a_doubtful_row_is_told(tmp_path: Path, capsys: Captured):
    source = tmp_path / "dictionary.csv"
    source.write_text("Category;Words\ndigital;online, services\n", encoding="utf-8")
    assert invoke(["codebook", "import", str(source), "--to", str(tmp_path / "book.yaml")]) == 0
    shown = capsys.readouterr()
    assert shown.err == (
        f"enacted: {source}, line 1: read as a header: concepts from 'Category', "
        "terms from 'Words'\n"
    )
    assert "concepts: digital\nterms: 1\n" in shown.out


def test_check_names_every_mistake_and_every_doubt(tmp_path: Path, capsys: Captured):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "concepts:\n  - name: x\n    terms: ['{a', 'b*c']\n    colour: red\n", encoding="utf-8"
    )
    assert invoke(["codebook", "check", str(path)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 3
    assert all(line.startswith(f"enacted: {path}, line ") for line in shown.err.splitlines())
    path.write_text("concepts:\n  - name: x\n    terms: ['inclus*', inclusion]\n", encoding="utf-8")
    assert invoke(["codebook", "check", str(path)]) == 0
    shown = capsys.readouterr()
    assert f"{path}, line 3: warning: term 'inclusion': it is never found" in shown.err
    assert "terms: 2, 0 with a reason" in shown.out
    assert invoke(["codebook", "check", str(tmp_path / "none.yaml")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_what_a_terminal_would_obey_is_refused_and_not_printed(tmp_path: Path, capsys: Captured):
    path = tmp_path / "mine.yaml"
    path.write_text(
        'concepts:\n  - name: x\n    label: "\\e[31mred"\n    terms: [aa]\n    "k\\e": b\n', "utf-8"
    )
    assert invoke(["codebook", "check", str(path)]) == 2
    err = capsys.readouterr().err
    assert "control character (U+001B)" in err
    assert "\x1b" not in err


@pytest.mark.parametrize("format_", ["quanteda", "liwc", "csv"])
def test_export_and_import(tmp_path: Path, capsys: Captured, format_: str):
    source = tmp_path / "dictionary.txt"
    target = tmp_path / "book.yaml"
    assert invoke(["codebook", "export", "--format", format_]) == 0
    printed = capsys.readouterr().out
    assert invoke(["codebook", "export", "--format", format_, "--to", str(source)]) == 0
    assert capsys.readouterr().out == f"{source}\n"
    assert source.read_text(encoding="utf-8") == printed
    assert invoke(["codebook", "export", "--format", format_, "--to", str(source)]) == 2
    assert "--force" in capsys.readouterr().err
    arguments = ["codebook", "import", str(source), "--to", str(target)]
    assert invoke(arguments) == 2
    assert "format: quanteda, liwc, csv" in capsys.readouterr().err
    assert invoke([*arguments, "--format", format_, "--only", "equality"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "concepts: equality\n" in shown.out
    assert f"next: enacted codebook check {target}" in shown.out
    assert invoke(["codebook", "check", str(target)]) == 0


def test_what_an_import_leaves_out_is_named(tmp_path: Path, capsys: Captured):
    source = tmp_path / "dictionary.csv"
    rows = ["x,good term", *(f"x,*w{i}" for i in range(25))]
    source.write_text("\n".join(rows), encoding="utf-8")
    assert invoke(["codebook", "import", str(source), "--to", str(tmp_path / "book.yaml")]) == 1
    err = capsys.readouterr().err.splitlines()
    assert err[0].startswith(f"enacted: {source}, line 2: left out: '*w0': * may only")
    assert len(err) == 21
    assert err[-1].endswith("5 more left out")


def test_the_built_in_book_can_be_taken_whole(tmp_path: Path, capsys: Captured):
    path = tmp_path / "mine.yaml"
    assert invoke(["codebook", "new", str(path), "--full"]) == 0
    assert Codebook.read(path).digest == Codebook.read().digest
    assert "because" in path.read_text(encoding="utf-8")
