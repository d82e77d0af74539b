from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.stance.grammar import MAX_CHARACTERS, read, strip_marker
from enacted.stance.lexicon import CLOSED, TAGS, VERBS, guess


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("We will offer every carer a budget.", "future"),
        ("The Board shall not meet in May.", "future"),
        ("Commissioners should involve users.", "should"),
        ("Public bodies must report.", "must"),
        ("The council has introduced direct payments.", "perfect"),
        ("The scheme has been widely used.", "perfect"),
        ("The council introduced the payments.", "past"),
        ("The council introduced direct payments.", "past_weak"),
        ("We also consulted carers.", "past"),
        ("Workshops were held in Leeds.", "past_passive"),
        ("It was difficult.", "was"),
        ("The service is being redesigned.", "progressive"),
        ("The service is funded by carers.", "present_passive"),
        ("Housing is a human right.", "is"),
        ("The programme supports the families.", "present"),
        ("Introduce personal budgets by 2014", "imperative"),
        ("• Work with partners to reduce waste", "imperative"),
        ("Inventory Data Assets: Maintain an inventory of data.", "imperative"),
        ("Development of a new pathway", "verbless"),
        ("Developing a new pathway", "gerund"),
        ("To improve the health of carers", "infinitive"),
        ("Equality and diversity 14", "verbless"),
        ("Support for AI research", "verbless"),
        ("If people are ill, they will stay.", "future"),
        ("Ministers could act.", "can"),
        ("This work formed part of the plan.", "past_weak"),
        ("As of June 2025, the charity employs five advisers.", "present"),
        ("As people get older, risks will increase.", "future"),
        ("Led by the council, the team worked closely with carers.", "past_weak"),
        ("A green government would end it.", "would"),
        ("The trust is going to open a unit.", "future"),
        ("We’re not going to close it.", "future"),
        ("The hub is due to open in May.", "future"),
        ("The board is about to appoint a lead.", "future"),
        ("It is due to poor housing.", "is"),
        ("Managers need to plan ahead.", "must"),
        ("The system needs to be funded.", "must"),
        ("People in need are seen first.", "present_passive"),
        ("However, we've trained 40 staff.", "perfect"),
        ("They won't do it.", "future"),
        ("Do not use acronyms.", "imperative"),
        ("Don't use acronyms.", "imperative"),
        ("Never leave a child alone.", "imperative"),
        ("Be honest about the budget.", "imperative"),
        ("Do you agree?", "present"),
        ("The city planted 10,000 trees.", "past"),
    ],
)
def test_tense_of_the_main_clause(text: str, tense: str) -> None:
    assert read(text).tense == tense


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("We will offer it.", "us"),
        ("In 2016 the council introduced it.", "body"),
        ("The programme of work was launched.", "scheme"),
        ("Carers in the county were asked.", "people"),
        ("Respondents said so.", "answerer"),
        ("The survey of staff showed it.", "study"),
        ("Our vision is fair.", "value"),
        ("Inequalities were wide.", "trouble"),
        ("It was fair.", "it"),
        ("We're building homes.", "us"),
        ("We'll build homes.", "us"),
    ],
)
def test_subject_of_the_main_clause(text: str, subject: str) -> None:
    assert subject in read(text).subject


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("The council introduced it.", "act"),
        ("We promote it.", "soft"),
        ("Research shows it.", "evidence"),
        ("We believe in it.", "belief"),
        ("Rates have fallen.", "change"),
        ("Carers lack support.", "state"),
        ("It is fair.", "be"),
    ],
)
def test_meaning_of_the_main_verb(text: str, verb: str) -> None:
    assert read(text).verb == verb


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("3.2 Aims of the plan", "Aims of the plan"),
        ("3.5 million adults came", "3.5 million adults came"),
        ("2.5 per cent of staff left", "2.5 per cent of staff left"),
        ("(a) promote it", "promote it"),
        ("• promote it", "promote it"),
    ],
)
def test_a_marker_goes_and_a_number_stays(text: str, bare: str) -> None:
    assert strip_marker(text) == bare


@pytest.mark.parametrize(
    "text",
    [
        "We  will\npublish it  by\t2014.",
        "We will publish it by 2014.[12]",
        "We will publish it by 2014.¹²",
        "We will pub\u00adlish it by 2014.",
    ],
)
def test_spaces_footnotes_and_soft_hyphens_change_nothing(text: str) -> None:
    assert read(text) == read("We will publish it by 2014.")


@given(st.text(max_size=400))
def test_any_text_is_read_with_one_tag_a_token(text: str) -> None:
    reading = read(text)
    assert len(reading.tags) == len(reading.tokens) == len(reading.words)
    assert reading == read(text)


def test_what_follows_the_bound_is_not_read() -> None:
    start = "We will act. " * 200
    assert read(start) == read(start + "It was done.")
    assert len(read("a " * 100_000).text) == MAX_CHARACTERS - 1  # the last space goes


def test_typographic_apostrophes_and_hyphens_read_as_plain_ones() -> None:
    assert read("We’ll co‑design it.").words == read("We'll co-design it.").words


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("2014", "Y"),
        ("1,500", "0"),
        ("2013/14", "Y"),
        ("quilting", "g"),
        ("quilted", "v"),
        ("quietly", "r"),
        ("quilt", "n"),
    ],
)
def test_unknown_words_are_tagged_by_shape(word: str, tag: str) -> None:
    assert guess(word) == tag


@pytest.mark.parametrize(
    ("form", "tag"),
    [
        ("planned", "v"),
        ("planning", "g"),
        ("began", "p"),
        ("begun", "v"),
        ("provides", "z"),
        ("supports", "y"),
        ("carried", "v"),
        ("making", "g"),
        ("shown", "v"),
        ("will", "w"),
    ],
)
def test_inflections(form: str, tag: str) -> None:
    assert TAGS[form] == tag


def test_closed_classes_do_not_overlap() -> None:
    seen = [word for words in CLOSED.values() for word in words.split()]
    assert sorted(seen) == sorted(set(seen))
    assert all(words.split() for words in VERBS.values())
