from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.extract.hyphens import Vocabulary
from enacted.extract.spacing import unspaced

VOCABULARY = Vocabulary(
    [
        "our pledge to you is that the council will do so if we can",
        "it is up to us all to act on the agenda in a fair way",
    ]
)


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("P LE D G E", "PLEDGE"),
        ("O U R P LE D G E", "OUR PLEDGE"),
        ("The a g e n d a for 2014", "The agenda for 2014"),
        ("C H A R T E R", "CHARTER"),  # the document has it nowhere else
        ("ANNUAL C H A R T E R", "ANNUAL CHARTER"),
    ],
)
def test_letters_set_apart_are_a_word(text, closed):
    assert unspaced(text, VOCABULARY) == closed


@pytest.mark.parametrize(
    "text",
    [
        "we will do so if we can",
        "it is up to us all to act",
        "A B C D E",
        "options A, B, C and D",
        "Y N Y N Y",
        "S M L XL",
        "1 2 3 4 5 6",
        "J R R Tolkien",
        "UK EU US UN WHO",
    ],
)
def test_what_is_several_words_stays_so(text):
    assert unspaced(text, VOCABULARY) == text


@given(st.text("ab C.DE\n1é", max_size=60))
def test_no_letter_is_lost(text):
    closed = unspaced(text, VOCABULARY)
    assert closed.replace(" ", "") == text.replace(" ", "")


@given(st.integers(41, 400))
def test_long_runs_of_letters_are_left(count):
    text = " ".join("PLEDGE"[n % 6] for n in range(count))
    assert unspaced(text, VOCABULARY) == text
