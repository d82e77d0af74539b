from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.language import detect
from enacted.language.detection import LANGUAGES

TEXTS = {
    "en": "The board agreed that the people who use the service will be part of the review, "
    "and that they are to be paid for it as well as for travel.",
    "fr": "Le conseil a décidé que les usagers du service seront associés à la révision et "
    "qu'ils seront payés pour cela, ainsi que pour les frais de voyage dans la "
    "région.",
    "de": "Der Rat hat beschlossen, dass die Nutzer des Dienstes an der Überprüfung "
    "beteiligt werden und dass sie für diese Arbeit und für die Fahrt bezahlt werden.",
    "es": "El consejo decidió que los usuarios del servicio serán parte de la revisión y "
    "que se les pagará por ello, así como por los gastos de viaje en la región.",
    "it": "Il consiglio ha deciso che gli utenti del servizio saranno parte della revisione "
    "e che saranno pagati per questo, come anche per le spese di viaggio nella "
    "regione.",
    "pt": "O conselho decidiu que os utentes do serviço não serão apenas ouvidos na "
    "revisão, mas que serão pagos por isso, e também pelas despesas de viagem na "
    "região.",
    "nl": "De raad heeft besloten dat de gebruikers van de dienst bij de herziening worden "
    "betrokken en dat zij daarvoor en voor de reis worden betaald.",
    "pl": "Rada postanowiła, że użytkownicy usług wezmą udział w przeglądzie i że otrzymają "
    "za to wynagrodzenie, a także zwrot kosztów podróży do miasta oraz z powrotem na "
    "czas.",
    "sv": "Rådet har beslutat att de som använder tjänsten ska vara med i översynen och att "
    "de ska få betalt för det och för resan till och från mötet.",
    "cy": "Mae'r cyngor wedi penderfynu y bydd y bobl sydd yn defnyddio'r gwasanaeth yn "
    "rhan o'r adolygiad ac y byddant yn cael eu talu am hyn ac am deithio i'r "
    "cyfarfod.",
    "ru": "Совет решил, что люди, которые пользуются услугой, будут участвовать в "
    "пересмотре, и это также относится к тем, кто за ними ухаживает, и ещё ко всем, "
    "кто был против.",
    "uk": "Рада вирішила, що люди, які користуються послугою, братимуть участь у перегляді, "
    "і що їм за це заплатять, а також за дорогу до міста та назад, її оплатить місто.",
    "el": "Το συμβούλιο αποφάσισε ότι οι χρήστες της υπηρεσίας θα συμμετέχουν στην "
    "αναθεώρηση και ότι θα πληρωθούν για αυτό.",
    "ar": "قرر المجلس أن يشارك مستخدمو الخدمة في المراجعة وأن يحصلوا على أجر مقابل ذلك "
    "وكذلك عن السفر.",
    "zh": "理事会决定让使用该服务的人参与审查，并为此向他们支付报酬，同时支付他们的旅费和其"
    "他相关费用，使他们能够按时参加会议，并在会议结束后安全地返回家中，所有费用都由理"
    "事会承担，不收取任何费用。",
    "ja": "理事会は、サービスを利用する人々が見直しに参加し、そのために報酬と交通費を受け取"
    "ることを決定しました。また、参加者は会議の後に安全に帰宅できるように支援を受ける"
    "ことになっています。",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_language_is_told(language: str, text: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text", ["", "Equality 14", "12.5 % 3 4 5 6 7 " * 50, "The plan of the board."]
)
def test_too_little_text_has_none(text: str) -> None:
    assert detect(text) == ""


def test_text_that_is_no_language_has_none() -> None:
    assert detect("qxv zzkr plomf wrtz bnnk " * 20) == ""


def test_a_foreign_quotation_changes_nothing() -> None:
    assert detect(TEXTS["en"] * 3 + TEXTS["fr"]) == "en"


@given(st.text(max_size=400))
def test_any_text_has_a_known_language_or_none(text: str) -> None:
    assert detect(text) in {"", *LANGUAGES}
