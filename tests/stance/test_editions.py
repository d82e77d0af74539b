"""Copies and editions of one document are one document to a split."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enacted.stance.coded import Coded
from enacted.stance.editions import by_document, editions
from enacted.stance.records import Statement

LONG = [
    f"The council will open {number} new day centres for older people in the north of the county."
    for number in ("two", "three", "four", "five")
]


def named(**texts: list[str]) -> dict[str, str]:
    return editions((source, text) for source, some in texts.items() for text in some)


def test_three_long_sentences_make_one_document():
    assert named(plan=LONG[:3], draft=[*LONG, "More."]) == {"plan": "draft", "draft": "draft"}
    assert named(plan=LONG[:2], draft=LONG[:2]) == {"plan": "plan", "draft": "draft"}


def test_what_is_short_or_stands_everywhere_makes_none():
    short = ["Introduction", "Equality and diversity", "Contact us", "Annex A"]
    assert named(a=short, b=short) == {"a": "a", "b": "b"}
    many = {f"s{number}": LONG for number in range(9)}
    assert named(**many) == {source: source for source in many}


def test_case_and_punctuation_do_not_matter():
    other = [text.upper().replace(" ", "  ") + "!" for text in LONG]
    assert len(set(named(a=LONG, b=other).values())) == 1


def test_files_of_one_name_are_one_document():
    found = editions([("old/plan.pdf", "x"), ("new/plan.pdf", "y"), ("new/other.pdf", "z")])
    assert found == {
        "old/plan.pdf": "new/plan.pdf",
        "new/plan.pdf": "new/plan.pdf",
        "new/other.pdf": "new/other.pdf",
    }


def test_a_third_joins_two():
    first, last = [LONG[0] + f" {n}" for n in range(3)], [LONG[1] + f" {n}" for n in range(3)]
    assert len(set(named(a=first, b=[*first, *last], c=last).values())) == 1


def test_coded_sentences_take_the_name_of_their_document():
    coded = [
        Coded(Statement(LONG[0], before=LONG[1], after=LONG[2]), "plan", 0),
        Coded(Statement("Else."), "report", 1),
    ]
    found, names = by_document(coded, [("copy", text) for text in LONG])
    assert [entry.source for entry in found] == ["copy", "report"]
    assert names == {"plan": "copy", "copy": "copy", "report": "report"}
    assert [entry.statement for entry in found] == [entry.statement for entry in coded]


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from([*LONG, "short"])), max_size=40),
    st.randoms(use_true_random=False),
)
def test_order_does_not_matter(pairs: list[tuple[str, str]], random):
    found = editions(pairs)
    random.shuffle(pairs)
    assert editions(pairs) == found
    assert all(found[name] == name for name in found.values())
