from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.concepts import Codebook
from enacted.concepts.choice import choose, fits, not_there
from enacted.errors import CodebookError, UsageError

NAMES = ("coproduction", "Equality", "personalisation", "[draft] plan")


@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        (["CO*"], ["coproduction"]),
        (["equality", "co*"], ["coproduction", "Equality"]),
        (["*ti?n"], ["coproduction", "personalisation"]),
        (["[draft] plan"], ["[draft] plan"]),
        (["*"], list(NAMES)),
        ([], []),
    ],
)
def test_casing_does_not_matter_and_a_star_is_any_characters(
    patterns: list[str], chosen: list[str]
):
    assert list(choose(NAMES, patterns, "name")) == chosen


@given(st.text())
def test_every_name_is_chosen_by_itself(name: str):
    assert fits(name, name)


def test_what_there_is_not_is_told_with_what_is_most_like_it():
    with pytest.raises(UsageError) as error:
        choose(NAMES, ["co*", "equalty"], "concept", place="outputs/mine")
    assert str(error.value) == (
        "no concept 'equalty' in outputs/mine: did you mean Equality? There are coproduction, "
        "Equality, personalisation, [draft] plan"
    )
    assert not_there("term", "x", []) == "no term 'x': there are none"
    assert not_there("term", "x", map(str, range(40))).endswith(" 28, 29, …")


def test_a_codebook_takes_names_so_everywhere():
    book = Codebook.read()
    assert [c.name for c in book.only("EQ*").concepts] == ["equality"]
    assert {f.name for f in book.only("EQ*").facets} < {f.name for f in book.facets}
    assert book.without(["Equality", "coproduction/Co-*"]) == book.without(
        ["equality", "coproduction/co-*"]
    )
    with pytest.raises(CodebookError, match="no concept 'equalty': did you mean equality"):
        book.only("equalty")
    with pytest.raises(CodebookError, match="no term 'co-desing' in 'coproduction': did you mean"):
        book.without(["coproduction/co-desing"])
