from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from enacted.concepts.codebook import Codebook
from enacted.concepts.codebook_check import check

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "concepts:\n  - name: x\n    terms:\n"


def warnings(folder: Path, text: str) -> list[tuple[int, str]]:
    path = folder / "book.yaml"
    path.write_text(text, encoding="utf-8")
    checked = check(path)
    assert checked.mistakes == ()
    assert checked.codebook == Codebook.read(path)
    return [(w.line, w.message) for w in checked.warnings]


def test_a_sound_book_has_nothing_to_say_of(tmp_path: Path) -> None:
    assert warnings(tmp_path, HEAD + "      - equality\n      - equality of opportunity\n") == []


@pytest.mark.parametrize(
    ("terms", "line", "says"),
    [
        ("{name: a, nouns: [budget], phrases: [budgets]}", 5, "'budgets' adds nothing"),
        ("{name: a, phrases: [co-design, codesign, fee]}", 5, "'codesign' adds nothing"),
        ("{name: a, phrases: ['of\ufb01ce']}", 5, "write 'office'"),
        ("inclus*\n      - inclusion", 6, "it is never found: 'inclus*' stands in the same"),
        (
            "inclus*\n      - {name: b, phrases: [inclusive, exclusive]}",
            6,
            "'inclusive' is never found: 'inclus*' stands",
        ),
    ],
)
def test_what_is_hardly_meant_is_warned_of(
    tmp_path: Path, terms: str, line: int, says: str
) -> None:
    text = f"{HEAD}      - other\n      - {terms}\n"
    ((found, message),) = warnings(tmp_path, text)
    assert found == line
    assert says in message


def test_an_open_term_behind_the_closed_one_leaves_it_its_place(tmp_path: Path) -> None:
    assert warnings(tmp_path, HEAD + "      - inclusion\n      - inclus*\n") == []


def test_a_term_that_a_cue_always_takes_is_warned_of(tmp_path: Path) -> None:
    text = f"{HEAD}      - equity\n      - equality\n    other_senses: ['{{equity,equities}}']\n"
    ((line, message),) = warnings(tmp_path, text)
    assert line == 4
    assert "'equity'" in message
    assert "never counts" in message


def test_a_value_that_no_facet_has_is_warned_of(tmp_path: Path) -> None:
    text = (
        "extends: built-in\n" + HEAD + "      - {name: a, nouns: [aa], facets: {modes: desing}}\n"
    )
    ((line, message),) = warnings(tmp_path, text)
    assert line == 5
    assert "'desing'; there are commission, design, deliver, assess" in message


def test_mistakes_are_all_listed_and_no_book_is_given(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(f"{HEAD}      - '{{a'\n      - b*c\n      - good\n    nmaes: [d]\n", "utf-8")
    checked = check(path)
    assert checked.codebook is None
    assert checked.warnings == ()
    assert [m.line for m in checked.mistakes] == [4, 5, 7]


def test_the_built_in_book_is_sound(tmp_path: Path) -> None:
    from importlib import resources

    text = resources.files("enacted.concepts").joinpath("codebook.yaml").read_text("utf-8")
    assert warnings(tmp_path, text) == []
