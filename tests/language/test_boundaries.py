from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.language.boundaries import MAX_CHARACTERS, boundaries, bounded

# Sentences are divided by " | "; everything else stands as in the text.
SPLITS = [
    "The council met. | It agreed the plan.",
    "Dr. Low agreed. | So did Prof. A. B. Hughes and Cllr. Ray.",
    "She wrote to Mr. J. Stone and Ms. Ito. | They replied.",
    "See para. 3.2 and Fig. 4 for details. | The rest follows.",
    "It is set out in No. 5 of Sch. 2. | No. 6 differs.",
    "The answer is no. | We disagree.",
    "Work with partners, e.g. Age Concern, i.e. charities. | They know best.",
    "Staff, carers, etc. attended. | Residents, carers, etc. | The meeting was open.",
    "As Shah et al. (2012) show, it works. | Others disagree, cf. Lind et al. 2013.",
    "The rate rose by 3.5 million in 2012. | It fell by 12.5% later.",
    "Spending was approx. £40 a head. | St. Mary's Hospital spent more.",
    "The U.S. Government acted. | It did so in the U.S. | The law passed.",
    "Open from 9 a.m. to 5 p.m. on weekdays. | The office closes at 5 p.m. | The phone does not.",
    "Services were redesigned.12 | The council agreed.[3] | It said so.",
    "This was published in 2010.3 | It was well received.",
    "Section 3.2 The council shall act. | Section 3.3 The board shall not.",
    "1. Promote equality. | 2. Develop services. | 3. Report yearly.",
    "(a) Promote equality. | (b) develop services. | (c) report.",
    "The aims are: 1. Promote equality; 2. Develop services.",
    "iv. Report to the board. | v. Publish.",
    "We asked “Are you sure?” | They said yes.",
    "“Are you sure?” he asked. | “Quite.” | He left.",
    'He said "We did this." | The council agreed.',
    "It grew (see Annex B.) | The next part follows.",
    "See Annex B. | The next part follows.",
    "We considered options A and B. | The board chose B.",
    "We … agreed. | And then... | We left.",
    "Some […] The rest was cut.",
    "Read more at www.example.org/a.b.html. | The page is short.",
    "Write to info@example.org. | We reply within a week.",
    "What did users want? | More say! | They got it.",
    "Aims: more say; better care. | Means: money.",
    "The plan has ended.The council agreed to this.",  # glued: see below
    "The plan costs Rs. 500 a year. | It is cheap.",
    "It took effect on 3 Mar. 2014. | It ended in Dec. 2016.",
    "Hepatitis C. | The other kind.",
    "• one thing done | • another thing done",
]
GLUED = "The plan has ended.The council agreed to this."


@pytest.mark.parametrize("marked", [s for s in SPLITS if s != GLUED])
def test_splits_where_a_reader_would(marked: str) -> None:
    wanted = marked.split(" | ")
    text = " ".join(wanted)
    assert [text[a:b] for a, b in boundaries(text)] == wanted


def test_splits_where_the_space_is_missing() -> None:
    spans = boundaries(GLUED)
    assert [GLUED[a:b] for a, b in spans] == [
        "The plan has ended.",
        "The council agreed to this.",
    ]
    assert len(boundaries("See www.Example.Org for more.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "budgets such as U.K. Direct Care plc. and others",
        "in accordance with s. 12 of the Act",
        "approx. Ten people",
        "the Rt. Hon. Jane Poe",
        "vs. Others",
        "costs of £1.2m. and more",
    ],
)
def test_does_not_split(text: str) -> None:
    assert len(boundaries(text)) == 1


def test_other_scripts_split_at_their_own_stops() -> None:
    assert len(boundaries("这是第一句。 这是第二句。")) == 2
    text = "这是第一句。「这是第二句。」这是第三句。"
    assert [text[a:b] for a, b in boundaries(text)] == [
        "这是第一句。",
        "「这是第二句。」",
        "这是第三句。",
    ]
    assert len(boundaries("هذه جملة. هل هذه جملة؟ نعم هي جملة.")) == 3


@pytest.mark.parametrize("unit", ["word ", "w", "alpha, beta ", "item one; "])
def test_run_without_a_stop_is_cut_within_bounds(unit: str) -> None:
    text = unit * (12_000 // len(unit))
    spans = boundaries(text)
    assert len(spans) >= 4
    assert all(b - a <= MAX_CHARACTERS for a, b in spans)
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == text.replace(" ", "")
    if " " in unit:  # no word is cut
        assert all(text[b : b + 1].isspace() for _, b in spans[:-1])


def test_cut_prefers_a_semicolon() -> None:
    text = "one two three, four five; " * 300
    first = boundaries(text)[0]
    assert text[first[0] : first[1]].endswith(";")


def test_marks_without_letters_join_their_neighbour() -> None:
    text = "It grew. . . . . It fell."
    assert all(any(c.isalnum() for c in text[a:b]) for a, b in boundaries(text))


def test_bounded_keeps_a_short_text_whole() -> None:
    assert bounded("  One. Two. ") == [(2, 11)]
    assert bounded("   ") == []


COMMON = (
    *("Dr.", " e.g.", "No. 5", " et al.", "A.", "1.", "(a)", "...", "…", "“", "”", ")", "\u00a0"),
    *("The", " ", ". ", "? ", ".12 ", "\n", "www.a.b", "• ", "3.5", "[…]", "Co-production. "),
)
PIECES = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(COMMON),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300)
@given(PIECES)
def test_sentences_tile_the_text(text: str) -> None:
    spans = boundaries(text)
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert not text[at:start].strip(), "something but white space was lost"
        assert text[start:end] == text[start:end].strip()
        assert end - start <= MAX_CHARACTERS
        at = end
    assert not text[at:].strip()


@given(st.text(alphabet="ab .!?;,\u2019)A1\n", min_size=3_000, max_size=9_000))
@settings(max_examples=20)
def test_long_texts_stay_within_bounds(text: str) -> None:
    assert all(b - a <= MAX_CHARACTERS for a, b in boundaries(text))


@pytest.mark.parametrize("unit", [".", " ", "•", "(", "A. ", "1.", "”.) ", ". ", ".1,", "Dr. "])
def test_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    # A quadratic rule would not come back within the time limit of the tests.
    text = unit * (400_000 // len(unit)) + "a"
    spans = boundaries(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
