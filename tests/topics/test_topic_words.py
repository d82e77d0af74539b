"""Words, and which of them count as one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.topics.words import STOP_WORDS, fold, is_word, parts, singulars, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Co-production works", ["co-production", "works"]),
        ("in 2012, we", ["in", "2012", ",", "we"]),
        ("people's (own) homes", ["people's", "(", "own", ")", "homes"]),
        ("one\ntwo", ["one", "\n", "two"]),
        ("Éire – naïve", ["éire", "–", "naïve"]),
        ("cafe\u0301s", ["cafés"]),
        ("", []),
    ],
)
def test_tokens(text, expected):
    assert tokens(text) == expected


@settings(deadline=None)
@given(st.text())
def test_every_letter_is_in_a_word(text):
    found = [token for token in tokens(text) if is_word(token)]
    letters = [c for c in unicodedata.normalize("NFC", text).lower() if c.isalpha()]
    assert [c for token in found for c in token if c.isalpha()] == letters


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("co-production", "coproduction"),
        ("co\u2011production’s", "coproduction"),
        ("users'", "users"),
        ("we'll", ""),
        ("don’t", ""),
    ],
)
def test_fold(word, folded):
    assert fold(word) == folded


def test_parts():
    assert parts("self-directed's") == ["self", "directed"]


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("services", "service"), ("policies", "policy"), ("processes", "process"), ("aims", "aim")],
)
def test_plain_plurals_have_their_singular(plural, singular):
    assert singulars({plural, singular}) == {plural: singular}
    assert singulars({plural}) == {}


@pytest.mark.parametrize(
    "words", [{"news", "new"}, {"bus", "bu"}, {"class", "clas"}, {"basis", "basi"}, {"as", "a"}]
)
def test_what_only_looks_like_a_plural_stays(words):
    assert singulars(words) == {}


def test_stop_words_hold_no_word_of_policy():
    assert not STOP_WORDS & {"system", "interest", "bill", "equality", "service", "part"}
