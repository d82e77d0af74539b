from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.language import document_language, languages_of

EN = [
    (
        "The board agreed that the people who use the service will be part of the review, and that "
        "they are to be paid for it as well as for travel."
    ),
    (
        "We asked carers what they needed from the council over the next two years, and "
        "we wrote down what had been said at each of the meetings."
    ),
    "Officers drew up a plan with the families who had come along. It was published in the spring.",
]
OTHERS = {
    "cy": [
        (
            "Mae'r cyngor wedi penderfynu y bydd y bobl sydd yn defnyddio'r gwasanaeth yn rhan o'r "
            "adolygiad ac y byddant yn cael eu talu am hyn ac am deithio i'r cyfarfod."
        ),
        (
            "Gofynnwyd i ofalwyr beth oedd ei angen arnynt gan y cyngor dros y ddwy flynedd "
            "nesaf, ac mae eu hatebion wedi cael eu cofnodi yn llawn gan y swyddogion."
        ),
    ],
    "fr": [
        (
            "Le conseil a décidé que les usagers du service seront associés à la révision "
            "et qu'ils seront payés pour cela, ainsi que pour les frais de voyage dans la "
            "région."
        ),
        (
            "Nous avons demandé aux aidants ce dont ils ont besoin de la part de la commune "
            "pour les deux années à venir, et leurs réponses sont dans le rapport."
        ),
    ],
    "de": [
        (
            "Der Rat hat beschlossen, dass die Nutzer des Dienstes an der Überprüfung "
            "beteiligt werden und dass sie für diese Arbeit und für die Fahrt bezahlt "
            "werden."
        ),
        (
            "Wir haben die Angehörigen gefragt, was sie in den nächsten zwei Jahren von der Stadt "
            "brauchen, und ihre Antworten sind in dem Bericht zu finden."
        ),
    ],
    "pl": [
        (
            "Rada postanowiła, że użytkownicy usług wezmą udział w przeglądzie i że "
            "otrzymają za to wynagrodzenie, a także zwrot kosztów podróży do miasta oraz z "
            "powrotem."
        ),
        (
            "Zapytaliśmy opiekunów o to, czego potrzebują od gminy na najbliższe dwa lata, "
            "i wszystkie odpowiedzi są w raporcie, który jest dostępny dla każdego."
        ),
    ],
    "uk": [
        (
            "Рада вирішила, що люди, які користуються послугою, братимуть участь у "
            "перегляді, і що їм за це заплатять, а також за дорогу до міста та назад."
        ),
    ],
}
# English that holds hardly a function word, or such as other languages have.
HARD = [
    "2020 TO 2023",
    "Adur Arun Chichester Crawley Horsham Mid Sussex Worthing",
    "Cyngor Sir y Fflint",
    "846 people improved physical activity levels; 866 people lost weight",
    "Name: Maria de la Cruz; Role: Chair; LA: DE and NE; Tel: 01234 567890",
    "Médecins Sans Frontières; Conseil de l'Europe; Bundesministerium für Gesundheit",
    "Action: Staff training; Owner: Head of Care, A. N. Other; Date: May 2014; Cost: none",
    (
        "Professor Joan van den Berg, Dr Ana da Silva, Sir Ian O'Neill, Llinos ap Gwyn, "
        "Eva de Vries, Jan z Pragi, Marie le Roux, Per af Klint, Otto von Stein, Aoife "
        "Ni Bhriain, Jo de Souza"
    ),
    "See also p. 14.",
    "IT, HR, OR, AS, DE, LA, EN, NO, SE, ES, DU, UN, IS, TO, AN, AT, ON, AM, MAR, AR, O, Y, A, I",
]


@pytest.mark.parametrize("language", sorted(OTHERS))
def test_each_paragraph_of_a_bilingual_document_has_its_language(language: str):
    texts, wanted = [], []
    for english, other in zip(EN * 2, OTHERS[language] * 4, strict=False):
        texts += [english, other]
        wanted += ["en", language]
    assert languages_of(texts) == wanted


@pytest.mark.parametrize("language", sorted(OTHERS))
def test_english_quoted_in_another_language_is_english(language: str):
    texts = OTHERS[language] * 3 + [EN[0]] + OTHERS[language]
    found = languages_of(texts)
    assert found.count("en") == 1
    assert found[texts.index(EN[0])] == "en"
    assert set(found) == {"en", language}


@given(st.permutations(HARD), st.integers(0, 3))
def test_names_lists_and_short_text_stay_what_the_document_is(hard: list[str], at: int):
    texts = [*EN[:at], *hard, *EN[at:], *EN, *EN]
    assert set(languages_of(texts)) == {"en"}


def test_short_items_of_a_list_are_told_together():
    items = [
        "gofal sydd yn y cartref",
        "cymorth gan y cyngor",
        "cludiant i'r ysbyty ac yn ôl",
        "seibiant ar gyfer gofalwyr",
        "arian sydd wedi ei dalu",
        "tai sydd yn addas",
    ]
    assert languages_of([*EN, *EN, *items, *EN]) == ["en"] * 6 + ["cy"] * 6 + ["en"] * 3
    assert languages_of([*EN, items[3], *EN])[3] == "en"


def test_a_short_line_is_told_only_in_a_document_that_holds_much_of_its_language():
    title = "Beth sydd wedi newid"
    assert languages_of([*EN, title, *EN])[3] == "en"
    assert languages_of([*EN, *OTHERS["cy"], *OTHERS["cy"], title, *EN])[7] == "cy"


def test_too_little_text_has_no_language():
    assert languages_of(["Agenda", "Tea"]) == ["", ""]
    assert languages_of([]) == []
    assert document_language(["Agenda"]) == ""


def test_initials_and_names_make_no_document_czech():
    agenda = [
        "General Announcements & How to Engage, Jeremy Brown, Senior Assistant, U.S. Secretariat",
        "Opening Remarks, Daniel Green, Director, U.S. Secretariat; Denise A. White, U.S. Office",
        "Q&A (pre-submitted questions) Laura V. Grey, U.S. Secretariat, K. O. Black, S. Blue",
    ]
    assert document_language(agenda) == ""


def test_the_language_of_a_document_is_that_of_most_of_it_wherever_it_stands():
    assert document_language(OTHERS["cy"] + EN * 400) == "en"
    assert document_language(EN * 20 + OTHERS["cy"] * 900) == "cy"


@given(st.lists(st.text(max_size=60), max_size=12))
def test_every_text_has_an_answer(texts: list[str]):
    assert len(languages_of(texts)) == len(texts)
