from __future__ import annotations

import pytest

from enacted.concepts.folding import HYPHENS, fold
from enacted.concepts.terms import FormError, braces, noun_forms, spellings, variants, verb_forms


def test_folding_keeps_every_offset() -> None:
    text = "Co\u2011Production ‘İs’ “good”\u00a0ß Ǆ\t" + HYPHENS
    assert len(fold(text)) == len(text)
    assert fold("Co\u2011DESIGN\u00a0’n “x”") == 'co-design \'n "x"'
    assert fold("A\tB\nC") == "a b c"


@pytest.mark.parametrize("hyphen", HYPHENS)
def test_every_hyphen_folds(hyphen: str) -> None:
    assert fold(f"co{hyphen}design") == "co-design"


def test_braces_are_alternatives() -> None:
    assert braces("{user,citizen} {say,voice}") == [
        "user say",
        "user voice",
        "citizen say",
        "citizen voice",
    ]
    assert braces("lived {,and living }experience") == [
        "lived experience",
        "lived and living experience",
    ]


@pytest.mark.parametrize("form", ["{a", "a}", "{a,{b}}", "{a,b}" * 13])
def test_faulty_braces_are_refused(form: str) -> None:
    with pytest.raises(FormError):
        braces(form)


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("personal budget", "personal budgets"),
        ("inequality", "inequalities"),
        ("survey", "surveys"),
        ("box", "boxes"),
        ("approach", "approaches"),
    ],
)
def test_nouns_have_their_plural(noun: str, plural: str) -> None:
    assert noun_forms(noun) == [noun, plural]


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("co-produce", "co-produces co-produced co-producing"),
        ("co-deliver", "co-delivers co-delivered co-delivering"),
        ("co-plan", "co-plans co-planned co-planning"),
        ("co-assess", "co-assesses co-assessed co-assessing"),
        ("co-lead", "co-leads co-led co-leading"),
        ("carry", "carries carried carrying"),
        ("co-develop", "co-develops co-developed co-developing"),
    ],
)
def test_verbs_have_their_forms(verb: str, forms: str) -> None:
    assert verb_forms(verb) == [verb, *forms.split()]


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("personalisation", "personalization"),
        ("personalised", "personalized"),
        ("person-centred", "person-centered"),
        ("neighbourhood centre", "neighborhood center"),
        ("programme", "program"),
    ],
)
def test_both_spellings_stand_for_each_other(british: str, american: str) -> None:
    assert american in spellings(british)
    assert british in spellings(american)


def test_spelling_leaves_other_words_alone() -> None:
    assert spellings("this list is mine") == ["this list is mine"]


def test_variants_hold_every_joint() -> None:
    written = variants(phrases=["co-design"])
    assert set(written) == {"co-design", "co design", "codesign", "co- design", "co -design"}
    assert set(variants(phrases=["equal pay"])) == {"equal pay", "equal-pay"}


@pytest.mark.parametrize(
    "form",
    ["", "-", "12 3", "a", "*", "ab*", "in*clusion", "-design", "co-", "a-b-c-d-e-f-g", "{x,}"],
)
def test_forms_that_cannot_be_terms_are_refused(form: str) -> None:
    with pytest.raises(FormError):
        variants(phrases=[form])
