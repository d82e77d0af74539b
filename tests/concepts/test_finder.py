from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.concepts import Codebook, Finder
from enacted.concepts.folding import HYPHENS
from enacted.types import Kind, Mention, Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

BOOK = Codebook.read()
FINDER = Finder(BOOK)
FORMS = [
    (concept.name, variant)
    for concept in BOOK.concepts
    for term in concept.terms
    for variant in term.variants
]


def sentences(texts: Sequence[str]) -> list[Sentence]:
    return [
        Sentence(i, 0, Kind.PARAGRAPH, t, 0, len(t), 1, (), "", "", 1) for i, t in enumerate(texts)
    ]


def mentions(*texts: str) -> list[Mention]:
    return FINDER.mentions(sentences(texts))


def surfaces(text: str) -> list[str]:
    return [m.surface for m in mentions(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We co-produce services.", ["co-produce"]),
        ("Coproduction and CO PRODUCTION.", ["Coproduction", "CO PRODUCTION"]),
        ("It was co\u2011designed.", ["co\u2011designed"]),
        ("co–design", ["co–design"]),
        ("co- design left over from a line end", ["co- design"]),
        ("co-designed, co-produced", ["co-designed", "co-produced"]),
        ("co-design and -delivery", ["co-design", "-delivery"]),
        ("co-design, -production and -delivery", ["co-design", "-production", "-delivery"]),
        ("co-design/-delivery of care", ["co-design", "-delivery"]),
        ("co-design and -fishing", ["co-design"]),
        ("person-centered and patient centred care", ["person-centered", "patient centred"]),
        ("individualized support, personalisation", ["individualized", "personalisation"]),
        (
            "Personal health budgets and direct payments.",
            ["Personal health budgets", "direct payments"],
        ),
        ("de-personalisation of services", ["personalisation"]),
        ("health inequalities", ["health inequalities"]),
        ("the principles of co-production6 and", ["co-production"]),
        ("people’s equality, women’s inequality.", ["equality", "inequality"]),
        ("equality's price", ["equality"]),
    ],
)
def test_terms_are_found_as_they_stand(text: str, wanted: list[str]) -> None:
    assert surfaces(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "The cooperative produces bread.",
        "Equalise the pressure; an equation.",
        "co-productions4u",
        "exclusionary inclusion2zone xinclusion inclusion_id",
        "-delivery of goods",
        "A personal matter, budgets aside.",
        "",
        "…",
    ],
)
def test_what_is_no_term_is_not_found(text: str) -> None:
    assert surfaces(text) == []


def test_the_longest_term_of_a_concept_stands() -> None:
    (mention,) = mentions("They seek equality of opportunity for all.")
    assert (mention.surface, mention.term) == ("equality of opportunity", "equal opportunity")


def test_terms_of_two_concepts_may_share_words(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("book") / "book.yaml"
    path.write_text(
        "concepts:\n  - {name: inclusion, terms: [inclusion]}\n"
        "  - {name: digital, terms: [digital inclusion]}\n",
        encoding="utf-8",
    )
    found = Finder(Codebook.read(path)).mentions(sentences(["On digital inclusion."]))
    assert [(m.concept, m.start, m.end) for m in found] == [
        ("digital", 3, 20),
        ("inclusion", 11, 20),
    ]


def test_an_open_term_takes_the_whole_word(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("book") / "book.yaml"
    path.write_text("concepts:\n  - {name: x, terms: ['tokenis*']}\n", encoding="utf-8")
    found = Finder(Codebook.read(path)).mentions(sentences(["Tokenistic; tokenism; a token."]))
    assert [m.surface for m in found] == ["Tokenistic", "tokenism"]


def test_mentions_are_numbered_through_the_document() -> None:
    found = mentions("Equality.", "Nothing here.", "Equity and inclusion matter.")
    assert [(m.sentence, m.mention, m.start) for m in found] == [(0, 0, 0), (2, 1, 0), (2, 2, 11)]


def test_runs_of_spaces_do_not_hide_a_term() -> None:
    text = "For  personal   budgets and  co-design and -delivery."
    assert surfaces(text) == ["personal   budgets", "co-design", "-delivery"]


def test_a_separator_in_the_text_moves_nothing() -> None:
    found = mentions("a\x1eb equality", "c\x1e equity")
    assert [(m.sentence, m.surface) for m in found] == [(0, "equality"), (1, "equity")]


@given(
    form=st.sampled_from(FORMS),
    hyphen=st.sampled_from(HYPHENS + "-"),
    casing=st.sampled_from((str.lower, str.upper, str.title, str.capitalize)),
    before=st.sampled_from(("", "The ", "(", "“", "non-", "1. ")),
    after=st.sampled_from(("", " matters.", ")", "’s", ",", "-led")),
)
def test_any_way_to_write_a_term_is_found(
    form: tuple[str, str], hyphen: str, casing: object, before: str, after: str
) -> None:
    concept, variant = form
    surface = casing(variant).replace("-", hyphen)  # type: ignore[operator]
    text = f"{before}{surface}{after}"
    start, end = len(before), len(before) + len(surface)
    assert any(m.concept == concept and m.start <= start and end <= m.end for m in mentions(text))


WORDS = st.sampled_from(
    ("the", "council", "met", "board", "plan", "report", "budget", "of", "and", "2012", "service")
)


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_text_without_a_term_gives_none(text: str) -> None:
    assert mentions(text) == []


@given(
    st.lists(
        st.lists(
            st.one_of(
                st.text(max_size=8),
                st.sampled_from(
                    ["equality", "co-design", " and -delivery", "  ", "“", "Act", " not "]
                ),
            ),
            max_size=10,
        ).map("".join),
        max_size=5,
    )
)
def test_offsets_slice_back_and_finds_of_a_concept_do_not_overlap(texts: list[str]) -> None:
    found = mentions(*texts)
    assert [m.mention for m in found] == list(range(len(found)))
    assert [(m.sentence, m.start) for m in found] == sorted((m.sentence, m.start) for m in found)
    for m in found:
        assert texts[m.sentence][m.start : m.end] == m.surface
    for a in found:
        for b in found:
            if a is not b and (a.sentence, a.concept) == (b.sentence, b.concept):
                assert a.end <= b.start or b.end <= a.start


@given(st.lists(st.sampled_from(["Equality Act.", "equity for all", "no term"]), max_size=6))
def test_finding_depends_on_nothing_but_the_document(texts: list[str]) -> None:
    once = mentions(*texts)
    mentions("Another document (AD) speaks of the Equality Trust.")
    assert mentions(*texts) == once


def test_no_term_is_a_form_of_two() -> None:
    assert len({variant for _, variant in FORMS}) == len(FORMS)
    assert not any(re.search(r"[A-Z\u2010-\u2015]", variant) for _, variant in FORMS)
