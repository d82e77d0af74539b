"""What the built-in codebook says of plain sentences: the concept, or a word in another sense.

The sentences are written for these tests. Each stood on the wrong side once, or beside one that
did; so no cue grows too broad unseen.
"""

from __future__ import annotations

import pytest

from enacted.concepts import Codebook, Finder, Passage, mentions_apart
from enacted.types import Sense

CONCEPT = """
The council trained 164 staff in personalised support planning.
Staff who give personalised support to families are valued.
Employees of the trust deliver person-centred care every day.
Businesses and companies in the town fund personalised care for veterans.
Direct payments may be used to pay the wages of a personal assistant.
We offer personalised models of care.
Every pupil has a personal learning plan.
We value co-production and we value inclusion.
CO production is valued here.
The company co-designs its services with residents.
Suppliers are expected to co-design the new service with tenants.
Local industry and citizens co-produced the plan for the harbour.
Residents and businesses co-created a vision for the high street.
The trial's patient and public involvement was strong.
Co-production in higher education is growing.
Communication and patient involvement have improved.
Energy user involvement is low.
Residents co-produced a film about their estate.
Young people co-produced a documentary on mental health.
We regard inclusion as a mark of quality.
We believe that inclusion matters to every child.
To further inclusion, we will train all staff.
Our campaign for inclusion in schools goes on.
It is known for its inclusion of migrants.
It is praised for its inclusion and openness.
The law forbids discrimination between men and women.
We will improve the accessibility of information for disabled people.
The accessibility of our website for blind people was tested.
We improved the accessibility of health services and information.
Food poverty and inequality in London are linked.
The report shows the ethnic disparities seen in the data.
Health equity partners met in June.
The fund promotes equity of access and gives loans to women.
Our values are Equality, Diversity and Inclusion.
The involvement of local people has grown.
Residents’ participation in the plan was high.
We involve children and their parents in planning; we involve families in decisions.
A citizens’ panel advises the board.
All are treated fairly and equally.
It was done in a way inclusive of all communities.
The equity gap between schools has closed.
We involve people with direct lived experience.
Involvement of children, young people and parents has grown.
We want a more equal society.
Discrimination against women goes on.
Banks must end discrimination against black customers.
Residents took part in the co-production of a film festival.
Employers must give equal compensation for equal work.
Care that is Equitably and Safely given to all.
Gender pay gap reporting has begun.
Direct payments let disabled people choose their helpers.
International co-production of the guide with patients began.
"""

OTHER = """
Personalised letters went to all households.
Direct payments of housing costs worry landlords.
Direct payments to claimants were late.
They sold their share of the equity.
The court may grant equitable relief.
The treaty co-production fell by half.
The convention is about cinematographic co-production.
Foreign vendors may choose the co-production of parts.
Co-producing countries share the cost of a film.
Venture capital firms lend less equity.
Treaties forbid discrimination against foreign investors.
Write to us about the accessibility of this publication.
The greening of direct payments began in 2015.
The direct payments from CAP keep incomes up.
The site's inclusion in the brownfield register came late.
Trade law knows equal treatment of trading partners.
There is an equity gap for small businesses.
Spending is set for 2025/26 to 2029/30 inclusive8 in the annex.
Co-production of missiles was agreed.
Staff receive personalised feedback.
We offer tailored support for our staff.
Every employee has a personal learning plan.
The firm offers tailored support to businesses.
Businesses with fewer than ten staff receive tailored support.
The film is a co-production of the BBC and Canal Plus.
The series is a co-production with Netflix.
She co-produced an album with her brother.
He co-produced two albums and a single.
The BBC co-produced the series with ITV.
The co-production of a film takes years.
A film co-production treaty was signed.
The report was recommended for inclusion as an annex.
Accessibility of data is a requirement of the code.
He took an equity stake in the firm.
Accessibility was measured, in terms of distance and travel time.
The inclusion criteria are set out in the annex.
The shop is open on 1-3 May inclusive.
Rooms A to F inclusive are shut.
"""

NAME = """
Roe K 1995 “Active community participation, families being told of it, helps” Journal of Care 50.
Fair work for all …p4 Equality in schools …p9 Better buses …p12
Provision and accessibility of clinics for homeless people: a qualitative study in Wales.
The Equality, Diversity and Inclusion Committee met.
The Equality, Diversity and Inclusion strategy was agreed.
She joined the Diversity, Equity and Inclusion team in May.
The Justice, Equality and Human Rights Committee met.
"""


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(Codebook.read())


@pytest.mark.parametrize(
    ("sense", "text"),
    [
        (sense, text)
        for sense, lines in (
            (Sense.CONCEPT, CONCEPT),
            (Sense.OTHER, OTHER),
            (Sense.NAME, NAME),
        )
        for text in lines.strip().splitlines()
    ],
)
def test_a_plain_sentence_has_its_sense(finder: Finder, sense: Sense, text: str) -> None:
    (mentions,) = mentions_apart(finder, [Passage("a", text)])
    assert mentions
    assert {m.sense for m in mentions} == {sense}


def test_what_stands_beside_a_name_is_no_part_of_it(finder: Finder) -> None:
    (mentions,) = mentions_apart(finder, [Passage("a", "The Equality Act bans discrimination.")])
    assert [(m.surface, m.sense) for m in mentions] == [
        ("Equality", Sense.NAME),
        ("discrimination", Sense.CONCEPT),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "CO monitors were fitted.",
        "We fit CO monitors.",
        "Smith & Co produce it.",
        "Marsh and Co managed it.",
    ],
)
def test_carbon_monoxide_and_companies_are_no_terms(finder: Finder, text: str) -> None:
    assert mentions_apart(finder, [Passage("a", text)]) == [[]]


@pytest.mark.parametrize("mark", ["6", "¹", "¹²", "⁴", "ª", "*", "†", "[3]"])
def test_a_footnote_mark_is_no_part_of_a_term(finder: Finder, mark: str) -> None:
    text = f"We value equality{mark} and more."
    ((mention,),) = mentions_apart(finder, [Passage("a", text)])
    assert text[mention.start : mention.end] == mention.surface == "equality"
