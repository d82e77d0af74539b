from __future__ import annotations

import pytest

from enacted.concepts.folding import HYPHENS, fold
from enacted.concepts.terms import FormError, braces, variants


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
