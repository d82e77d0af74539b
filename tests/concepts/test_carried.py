from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.concepts import Codebook, Finder
from enacted.concepts.carried import NEAR, is_open
from enacted.types import Kind, Mention, Sense, Sentence

FINDER = Finder(Codebook.read())
LEAD_IN = "We will promote equality by:"


def listed(lead_in: str, *items: str | tuple[str, ...]) -> list[Sentence]:
    """A lead-in and its items, each an own block of one sentence or more."""
    blocks = [(lead_in,), *((i,) if isinstance(i, str) else i for i in items)]
    found: list[Sentence] = []
    for block, texts in enumerate(blocks):
        kind = Kind.LIST_ITEM if block else Kind.PARAGRAPH
        for text in texts:
            own = (len(found), block, kind, text, 0, len(text), 1, (), "")
            found.append(Sentence(*own, lead_in if block else "", 1))
    return found


def carried(lead_in: str, *items: str | tuple[str, ...]) -> list[Mention]:
    return [m for m in FINDER.mentions(listed(lead_in, *items)) if m.carried_from >= 0]


@pytest.mark.parametrize(
    "lead_in",
    [
        "We will promote equality by:",
        "To reduce inequalities, the board will",
        "Co-production means:",
        "Equality requires that –",
        "We support inclusion through …",
        "Services that are inclusive are:",
    ],
)
def test_a_sentence_that_breaks_off_is_open(lead_in: str) -> None:
    assert is_open(lead_in)


@pytest.mark.parametrize(
    "lead_in",
    ["The principles of co-production:", "Equality.", "There are six rules, as we saw:", "", ":"],
)
def test_a_whole_sentence_is_not(lead_in: str) -> None:
    assert not is_open(lead_in)


def test_items_that_complete_the_lead_in_share_its_mention() -> None:
    mentions = FINDER.mentions(listed(LEAD_IN, "training staff", "hiring translators."))
    assert [(m.sentence, m.mention, m.carried_from, m.surface) for m in mentions] == [
        (0, 0, -1, "equality"),
        (1, 1, 0, ""),
        (2, 2, 0, ""),
    ]
    assert {(m.concept, m.term, m.sense) for m in mentions} == {
        ("equality", "equality", Sense.CONCEPT)
    }
    assert [(m.start, m.end) for m in mentions[1:]] == [(0, 0), (0, 0)]


def test_facets_are_those_of_lead_in_and_item_together() -> None:
    (mention,) = carried(LEAD_IN, "making sure that nobody faces harassment")
    assert mention.equality == ("treatment",)


def test_negation_goes_with_the_mention() -> None:
    (mention,) = carried("There will be no co-production by:", "the board")
    assert mention.negated


def test_an_item_with_its_own_mention_needs_none() -> None:
    assert carried(LEAD_IN, "fighting discrimination") == []


def test_each_concept_is_carried_once() -> None:
    found = carried("Equality, equity and co-production need to:", "grow")
    assert [(m.concept, m.term) for m in found] == [
        ("equality", "equity"),
        ("coproduction", "co-production"),
    ]


def test_only_the_first_sentence_of_an_item_completes() -> None:
    found = carried(LEAD_IN, ("training staff.", "It starts in May."))
    assert [m.sentence for m in found] == [1]


@pytest.mark.parametrize(
    "lead_in",
    [
        "These are the principles of equality:",
        "The inclusion criteria were set by:",
        "Under the Equality Act 2010 we will:",
        "Equality " + "matters " * NEAR + "to:",
    ],
)
def test_nothing_is_carried_from(lead_in: str) -> None:
    assert carried(lead_in, "training staff") == []


def test_a_lead_in_that_is_no_sentence_carries_nothing() -> None:
    assert FINDER.mentions(listed(LEAD_IN, "training staff")[1:]) == []


@given(
    st.sampled_from([LEAD_IN, "Equity:", "We co-design and:", "They will:"]),
    st.lists(st.sampled_from(["training staff", "equality", "co-design", "x"]), max_size=5),
)
def test_what_is_carried_points_back_to_its_mention(lead_in: str, items: list[str]) -> None:
    mentions = FINDER.mentions(listed(lead_in, *items))
    assert [m.mention for m in mentions] == list(range(len(mentions)))
    for m in mentions:
        if m.carried_from >= 0:
            origin = mentions[m.carried_from]
            assert origin.carried_from == -1
            assert origin.sentence < m.sentence
            assert (origin.concept, origin.term) == (m.concept, m.term)
            assert lead_in[origin.start : origin.end] == origin.surface
        else:
            assert m.surface
