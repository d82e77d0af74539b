from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.concepts.cues import REACH, Context, Cues
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


def at(cue: str, text: str, mention: str) -> int | None:
    start = text.index(mention)
    return Cues([cue]).distance(Context.around(text, start, start + len(mention)))


@pytest.mark.parametrize(
    ("cue", "text", "hit"),
    [
        ("priorit*", "they set priorities", True),
        ("priorit*", "they deprioritise", False),
        ("{draft,write} plans", "we write plans", True),
        ("set ... priorities", "set a few new priorities", True),
        ("set ... priorities", "set one two three four five six seven priorities", False),
        ("co-design", "by co design and", True),
        ("organised by", "organized by", True),
        ("organis*", "organizations", True),
        ("Peer Support", "peer support", True),
        ("peer", "peers", False),
    ],
)
def test_cues_match_words(cue: str, text: str, hit: bool) -> None:
    assert (Cues([cue]).distance(Context.around(text, 0, 0)) is not None) is hit


def test_cues_tied_to_the_mention() -> None:
    assert at("~ criteria", "the inclusion criteria were", "inclusion") == 0
    assert at("~ criteria", "the inclusion of criteria", "inclusion") is None
    assert at("for ~ in", "for inclusion in the report", "inclusion") == 0
    assert at("~ criteria", "equity and inclusion criteria", "equity") is None


def test_distance_is_in_characters() -> None:
    assert at("budget", "inclusion and the budget", "inclusion") == len(" and the ")
    assert at("budget", "the budget and inclusion", "inclusion") == len(" and ")


def test_touching_needs_overlap() -> None:
    cues = Cues(["private equity", "all ~"])
    text = "private equity and equity, all equity"
    places = [i for i in range(len(text)) if text.startswith("equity", i)]
    assert [cues.touches(Context.around(text, i, i + 6)) for i in places] == [True, False, True]


@pytest.mark.parametrize(
    "cue", ["", "...", "... a", "a ...", "a ... b ... c ... d", "a*b", "*", "~ ~", "x~", "12"]
)
def test_faulty_cues_are_refused(cue: str) -> None:
    with pytest.raises(FormError):
        Cues([cue])


def test_no_cues_never_match() -> None:
    cues = Cues([])
    context = Context.around("equality", 0, 8)
    assert cues.distance(context) is None
    assert not cues.touches(context)


def test_cues_out_of_reach_do_not_count() -> None:
    near = "budget " + "x " * 60 + "inclusion"
    far = "budget " + "x " * (REACH // 2 + 1) + "inclusion " + "y " * 90 + "budget"
    assert at("budget", near, "inclusion") == 121
    assert at("budget", far, "inclusion") is None


@given(st.text(max_size=600), st.integers(0, 600), st.integers(1, 40))
def test_a_context_holds_its_mention(text: str, start: int, length: int) -> None:
    folded = fold(text)
    start = min(start, len(folded))
    end = min(start + length, len(folded))
    context = Context.around(folded, start, end)
    assert context.text[context.start : context.end] == folded[start:end]
    assert len(context.text) <= end - start + 2 * (REACH + 60)
    assert context.tied.count("~") == 1
