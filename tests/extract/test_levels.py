from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enacted.extract.levels import DEEPEST, set_levels
from enacted.extract.lines import Line
from enacted.extract.paragraphs import Draft
from enacted.extract.signposts import Sign
from enacted.extract.words import BOLD, Word
from enacted.types import Kind


def heading(
    text: str, size: float = 10, *, bold: bool = True, page: int = 5, told: int | None = None
) -> Draft:
    style = BOLD if bold else 0
    words = [Word(w, 0, 0, 9, size, size, style, mark=False) for w in text.split()]
    line = Line(page, words, 0, 0, 0, 0).settle()
    return Draft(Kind.HEADING, [line], sign=None if told is None else Sign(0, told))


def levels(*drafts: Draft) -> list[int]:
    set_levels(drafts, 10)
    return [draft.level for draft in drafts]


def test_larger_type_stands_higher():
    chapter = [heading("Aims", 20), heading("Means", 14), heading("People", 14)]
    again = [heading("Ends", 20), heading("Money", 14), heading("Time", 14)]
    assert levels(*chapter, *again) == [1, 2, 2, 1, 2, 2]


def test_what_is_set_larger_on_the_cover_than_anywhere_else_is_one_level():
    cover = [heading(text, size, page=1) for text, size in (("Our", 60), ("Plan", 48), ("Now", 36))]
    chapters = [heading(f"Aim {c}", size) for c in "abc" for size in (20, 14)]
    assert levels(*cover, *chapters) == [1, 1, 1, *[2, 3] * 3]


def test_a_size_under_which_nothing_stands_costs_smaller_ones_no_level():
    chapters = [heading(f"Aim {c}", size) for c in "abcdefgh" for size in (20, 12)]
    boxes = [heading("In a box", 20), heading("Aside", 16), heading("End", 20), heading("Off", 16)]
    found = levels(*chapters, *boxes)
    assert found == [*[1, 2] * 8, 1, 2, 1, 2]


def test_numbers_with_dots_say_how_deep_a_heading_is_whatever_its_type():
    found = levels(
        heading("1 Aims", 14),
        heading("1.1 For carers"),
        heading("1.1.1 At home", bold=False),
        heading("1.1.2 At work", 11),
        heading("1.2 For staff", 12),
        heading("2 Means", 14),
        heading("2.1 Money", 14),
    )
    assert found == [1, 2, 3, 3, 2, 1, 2]


def test_headings_without_a_number_follow_those_of_their_look():
    found = levels(
        heading("1 Aims", 14),
        heading("1.1 For carers", 12),
        heading("1.2 For staff", 12),
        heading("Foreword", 14),
        heading("Thanks", 12),
        heading("In short"),
        heading("In full"),
    )
    assert found == [1, 2, 2, 1, 2, 3, 3]


def test_numbers_of_a_list_are_no_depth():
    found = levels(
        heading("Aims", 14),
        heading("1. Listen"),
        heading("2. Answer"),
        heading("Means", 14),
        heading("1. Money"),
    )
    assert found == [1, 2, 2, 1, 2]


def test_what_the_file_says_comes_first_and_the_rest_falls_in_step():
    found = levels(
        heading("A plan", 30, page=1),
        heading("Aims", 20, told=1),
        heading("For carers", 12, told=2),
        heading("At home"),
        heading("At work"),
        heading("Means", 20, told=1),
        heading("Money", 12, told=2),
        heading("Ends", 20),
        heading("Time", 12),
    )
    assert found == [1, 1, 2, 3, 3, 1, 2, 1, 2]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Aims", "1 Aims", "1.2 Aims", "2.3.1 Aims", "AIMS", "4. Aims"]),
            st.sampled_from([8.0, 10.0, 11.5, 14.0, 20.0, 33.0]),
            st.booleans(),
            st.integers(1, 4),
            st.none() | st.integers(0, 5),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_levels_are_from_one_to_six_without_gaps(
    drawn: list[tuple[str, float, bool, int, int | None]],
):
    drafts = [heading(t, s, bold=b, page=p, told=told) for t, s, b, p, told in drawn]
    found = set(levels(*drafts))
    assert found == set(range(1, max(found) + 1))
    assert max(found) <= DEEPEST
    placed = [(draft.level, each[4]) for draft, each in zip(drafts, drawn, strict=True)]
    told = [(level, said) for level, said in placed if said]
    assert all(a <= b for a, said in told for b, other in told if said < other)
