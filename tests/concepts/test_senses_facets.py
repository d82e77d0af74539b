from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from enacted.concepts import Codebook, Finder
from enacted.concepts.codebook_page import as_markdown
from enacted.concepts.names import defined_names
from enacted.concepts.titles import is_reference, is_title
from enacted.types import Kind, Mention, Sense, Sentence

if TYPE_CHECKING:
    from pathlib import Path

FINDER = Finder(Codebook.read())


def mentions(*texts: str, kind: Kind = Kind.PARAGRAPH, finder: Finder = FINDER) -> list[Mention]:
    return finder.mentions(
        [Sentence(i, 0, kind, t, 0, len(t), 1, (), "", "", 1) for i, t in enumerate(texts)]
    )


def first(text: str) -> Mention:
    return mentions(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "We will promote equality.",
        "The council co-produced the plan with residents.",
        "Equality is at the heart of our work.",
        "Personal budgets were offered to all carers.",
        "Buyers must involve tenants when they draw up a contract.",
        "Where carers are involved in such visits, faults come out sooner.",
        "It gives people a say in how the park is run.",
        "Families should be involved in planning.",
        "The participatory approach took two years.",
        "The meeting was inclusive of those whom it was about.",
        "We call for the inclusion of tenants in each partnership.",
        "A citizens’ jury sat for three days.",
        "They met the Equality officer and spoke of inclusion in schools, which matters.",
        "Improving equity of access remains a priority for the Department.",
        "Age UK, which runs the service, promotes inclusion.",
        "2. Age UK, which runs the service, is inclusive.",
        "Co-design is hard.",
        "Tackle health inequalities",
        "3. Inclusive Schools for Everyone: Where pupils learn together, more stay.",
        "• Equality and Digital Inclusion: Some have no computer at home.",
        "They printed a version in London: equality came late.",
        "More inclusive and accessible services;",
        "All inequalities must go.",
        "They fight for real Gender Equality and for change.",
        "Poe and Roe (2012) say that equality is far away.",
        "Discrimination is felt by many.",
        "Young people took part in sport and in community involvement.",
        "The software was co-designed with patients.",
        "There was broad inclusion of lived experience.",
        "They gave tailored support to carers.",
        "Many teams had a piece of Patient and Public Engagement.",
        "Confer with democracy / equity experts",
        "Clinics should improve the accessibility of services for families.",
        "Health inequalities in Wales have widened since then.",
        "Equality in Wales is far off.",
        "bring in direct payments for 100 people in Oldham by April 2023;",
        "Executive Summary Personal budgets are tried in nine towns.",
    ],
)
def test_the_concept_is_meant(text: str) -> None:
    assert mentions(text)[-1].sense is Sense.CONCEPT


@pytest.mark.parametrize(
    "text",
    [
        "It complies with the Equality Act 2010.",
        "This is a duty of the Equality and Human Rights Commission.",
        "She chairs the Women and Equalities Committee of the House.",
        "Read the Digital Inclusion Action Plan of the ministry.",
        "An equality impact assessment was made.",
        "See https://example.org/health-inequalities for more.",
        "Write to equality@example.org for a copy.",
        "3.2 Principles of co-production",
        "Equality and diversity",
        ", Town Press, May 2011 Delivering equality in small towns 12",
        "[7] Office of Care, “Cold homes and health inequalities in towns,” 2019.",
        "Equal shares: inclusion in medicine lists Geneva: Acme",
        "Promoting equality in towns http://example.org/a.htm Downloaded 17/02/09",
        "Equality champions meet in May.",
        "Co-production in practice 14",
        "31. Roe J, Poe B, Doe C. Patient-centred care in clinics.",
        "Roe, J. (2013) Equality and its discontents. Policy Press.",
        "Health equity in towns: a systematic review. Journal of Towns 2014;12(3).",
        "CO-PRODUCTION Commissioners and residents are seeking better ways to run services.",
        "The Youth Inclusion programme ran for a year.",
        "It was said by Inclusion Ireland in its letter.",
        "We follow Roe and Poe (2010) ‘Equality and diversity at work’ here.",
        "We follow Roe (2010) Equality at Work; it is long.",
        "The public sector equality duty applies to us.",
        "We publish a gender pay gap report each year.",
        "The group has equality and diversity officers.",
        "Each body must publish an accessibility statement.",
        "The statement of community involvement was adopted in May.",
        "She is the user involvement manager of the trust.",
        "Why the citizens’ jury was called ........................ 2",
        "The personal health budget team met.",
        "Ask your Equality, Diversity, and Inclusion (EDI) Business Partner about it.",
        "Source: a survey of equality in towns, which is old",
        "6. Roe, A., Poe, B., et al.: Inequalities in life expectancy and what to do.",
        "Table 1.13: Accessibility and use of the old baths",
        "The Equal Pay (Public Bodies) Act 1998 is the basis.",
        "[14] Office of Care, “Cold homes and health inequalities in towns,”",
        "It signed the Convention on the ending of all discrimination against women.",
    ],
)
def test_a_name_is_not_the_concept(text: str) -> None:
    assert {m.sense for m in mentions(text)} == {Sense.NAME}


@pytest.mark.parametrize(
    "text",
    [
        "The inclusion criteria were as follows.",
        "Two papers were selected for inclusion in the review.",
        "Private equity funds bought the homes.",
        "The fund takes minority equity in ten firms.",
        "Their debt to equity ratio fell.",
        "Inclusion was by referral only.",
        "The involvement of the public sector was small.",
        "Two accidents involving residents of the street were reported.",
        "Owners may sell their equity stake.",
        "It creates no right that can be enforced at law or in equity.",
        "The bank offers loans, guarantees and equity.",
        "A tax is laid on bonds, equities and derivatives.",
        "Patient inclusion is by consent.",
        "The ministry helps small firms with tailored support.",
        "They link individualised records.",
        "The price is inclusive of tax.",
        "The list is not all inclusive.",
        "They received personalised number plates.",
        "The Member States make direct payments to farmers each year.",
        "The discrimination of the model (AUC 0.8) was good.",
        "Its inclusion makes the rows sum to one.",
        "They were prioritised for inclusion in the release.",
        "Shared equity loans are on offer.",
        "We improve the discoverability, accessibility and reuse of data.",
        "It is an under-representation of the true number.",
        "Personalised medicine is coming.",
        "There is more public participation in sport.",
        "Hardware-software co-design lowers the power drawn.",
        "They gave tailored support to small firms and exporters.",
        "Passengers want a personalised service.",
        "The solver takes equality constraints.",
        "The practitioner filters the view, promoting accessibility of all the data.",
        "It raised the accessibility of childcare places in towns.",
        "For the three years 2013-15 inclusive there were ten.",
        "Couples were under-represented in the survey.",
        "It ensures non-discriminatory market access.",
        "The agency gave co-funding and co-management to three space projects.",
    ],
)
def test_another_sense_is_told(text: str) -> None:
    assert [m.sense for m in mentions(text)] == [Sense.OTHER]


def test_own_sense_sets_other_senses_aside() -> None:
    assert first("The inclusion of Annex B was late.").sense is Sense.OTHER
    assert first("The inclusion of disabled people came late.").sense is Sense.CONCEPT


def test_a_name_is_learnt_from_its_abbreviation() -> None:
    texts = (
        "The County Equity Review (CER) was held in 2011.",
        "In the second year the county equity review found gaps.",
        "It found little equity.",
    )
    assert [m.sense for m in mentions(*texts)] == [Sense.NAME, Sense.NAME, Sense.CONCEPT]
    assert mentions(texts[1])[0].sense is Sense.CONCEPT


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the Office for Health Inequalities (OHI) said", ["office for health inequalities"]),
        ("the Equality and Rights Commission (ERC) said", ["equality and rights commission"]),
        ("an equal share (ES) of the cake", []),
        ("Public Involvement and Engagement (PIE) is new", []),
        ("Something Else Entirely (XYZ)", []),
        ("no abbreviation", []),
    ],
)
def test_abbreviations_define_names(text: str, names: list[str]) -> None:
    assert defined_names(text) == names


def test_list_items_are_no_titles() -> None:
    assert mentions("Equality and diversity")[0].sense is Sense.NAME
    assert mentions("Equality and diversity", kind=Kind.LIST_ITEM)[0].sense is Sense.CONCEPT


def test_titles_and_references_are_told_from_sentences() -> None:
    assert is_title("Aims of the plan")
    assert not is_title("The board is open")
    assert not is_title("Aims of the plan.")
    assert not is_title("")
    assert is_reference("Roe J, Poe B. (2010) Aims of a plan. London: Press.")
    assert not is_reference("In 2010 the board (see above) met.")
    assert is_title("Standard 3 Giving inclusive chances for taking part.")
    assert not is_title("Standard 3 was met by all of the boards that took part.")


def test_the_title_in_a_split_reference_is_a_name() -> None:
    title = "Inequalities in access to green space."
    for beside in ("Retrieved from The Press", "Care Reports 1(1), 2 (2003)"):
        assert [m.sense for m in mentions(title, beside)] == [Sense.NAME]
        assert mentions("Inequalities in access are wide.", beside)[0].sense is Sense.CONCEPT
    assert mentions(title, "They grew in 2003.")[0].sense is Sense.CONCEPT


def test_only_the_same_block_tells_of_a_reference() -> None:
    texts = ("Inequalities in access to green space.", "Retrieved from The Press")
    sentences = [
        Sentence(i, i, Kind.PARAGRAPH, t, 0, len(t), 1, (), "", "", 1) for i, t in enumerate(texts)
    ]
    assert FINDER.mentions(sentences)[0].sense is Sense.CONCEPT


@pytest.mark.parametrize(
    "text",
    [
        "There was no co-production.",
        "Services were not truly co-produced.",
        "It went ahead without any user involvement.",
        "The plan lacks equality.",
        "There is a lack of person-centred care.",
        "Co-production was not attempted.",
        "Equality is absent.",
        "They failed to promote inclusion.",
        "The de-personalisation of services continued.",
        "It isn’t inclusive.",
        "None of the plans mention co-production.",
        "Nobody wants co-production.",
        "Co-production did not take place.",
        "Co-production does not happen here.",
        "Co-production has yet to begin.",
        "Co-production is nowhere to be seen.",
        "Co-production is not a priority.",
    ],
)
def test_negation(text: str) -> None:
    assert first(text).negated


@pytest.mark.parametrize(
    "text",
    [
        "Not only co-production but trust was gained.",
        "The plan was not new, and equality was its aim.",
        "Equality matters, but money does not.",
        "No one in the county council of that year could have known that equality would grow.",
        "We co-produced the plan.",
        "Another inclusive school.",
        "By the end of 2012 equality had grown.",
        "Those in non-voting posts value equality.",
        "They stopped rising inequality.",
        "Co-production does not lead to one model.",
        "There is a lack of evidence that co-production works.",
        "It is not clear whether equality grew.",
        "A canon-inclusive reading.",
        "Co-production is not negotiable.",
        "Co-production isn’t easy.",
        "Co-production is not a luxury.",
        "Co-production is not the only way.",
        "We cannot overstate the importance of co-production.",
        "There is no doubt that co-production works.",
        "It was not without co-production that we came here.",
        "We want nothing less than equality.",
        "Inequality is not falling.",
    ],
)
def test_no_negation(text: str) -> None:
    assert not first(text).negated


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He called it “co-production at its best”.", True),
        ("He called it 'co-production' at its best.", True),
        ('The term "equality" is old.', True),
        ("the ‘principles of co-production’ were", True),
        ("“We value equality", True),
        ("and we value equality,” he said.", True),
        ("“We try,” he said of equality.", False),
        ("He said “yes” and equality “no”.", False),
        ("Women’s equality and men’s.", False),
        ("The councils' equality and the boards' plans.", False),
        ('Equality for the 14" pipe came.', False),
        ('near is equality" they said.', True),
    ],
)
def test_quotation(text: str, quoted: bool) -> None:
    assert first(text).quoted is quoted


@pytest.mark.parametrize(
    ("text", "facet", "value"),
    [
        ("The activities were designed to promote co-production.", "modes", ()),
        ("We work in partnership with residents to deliver the plan.", "modes", ("deliver",)),
        ("Citizens’ juries make policy decisions.", "modes", ("commission",)),
        ("Involving patients would help to prevent mistakes.", "reasons", ("instrumental",)),
        ("The public deserve to have more of a say in it.", "reasons", ("normative",)),
        ("We co-designed the leaflet.", "modes", ("design",)),
        ("The citizens’ jury was carefully designed.", "modes", ()),
        ("They were asked to design and run the citizens’ jury.", "modes", ()),
        (
            "Residents voted on the list, and the citizens’ jury voted for it.",
            "modes",
            ("commission",),
        ),
        ("The citizens’ jury judged whether it was fair.", "modes", ("assess",)),
        ("Co-production helps to review and improve our services.", "modes", ("assess",)),
        ("Co-production of public services is defined here.", "modes", ()),
        ("Fairness and equality go hand in hand.", "reasons", ("normative",)),
        ("Carers have an equal right to be assessed.", "reasons", ()),
        ("Co-production is used in order to improve care.", "reasons", ("instrumental",)),
        ("It rests on a co-created scoping review.", "modes", ("assess",)),
        ("Experts by experience belong in policy development.", "modes", ("design",)),
        ("Inequality damages our society.", "reasons", ("instrumental",)),
        (
            "Gender equality is critical to achieving all of the goals.",
            "reasons",
            ("instrumental",),
        ),
        ("The impact of co-production on communities is unknown.", "level", ""),
        ("Deliberative democracy needs citizens’ juries.", "reasons", ()),
        ("The most effective ways to reduce health inequalities are known.", "reasons", ()),
        ("The civil rights division looks into discrimination.", "reasons", ()),
        ("Residents co-deliver the club.", "modes", ("deliver",)),
        ("Users co-evaluate the ward.", "modes", ("assess",)),
        ("Participatory budgeting began.", "modes", ("commission",)),
        ("The plan speaks of co-production.", "modes", ()),
        ("They met to co-produce a guide.", "modes", ("design",)),
        ("It should be co-produced with the public.", "modes", ("design",)),
        ("The co-produced fund was opened.", "modes", ()),
        ("Co-production means that carers are involved in monitoring.", "modes", ("assess",)),
        ("Co-production took in the annual business plan.", "modes", ("commission",)),
        ("The plan was co-produced with patients.", "level", "group"),
        ("Citizens co-produced the plan.", "level", "collective"),
        ("Each co-produces their own care plan.", "level", "individual"),
        ("Staff learn to co-produce care plans.", "level", "individual"),
        ("Co-production was likened to the big society.", "level", ""),
        ("Co-production leads to better services.", "reasons", ("instrumental",)),
        ("Co-production is a matter of democracy.", "reasons", ("normative",)),
        ("Participatory evaluation is new here.", "modes", ("assess",)),
        ("Co-production let tenants choose the new contractor.", "modes", ("commission",)),
        ("It is co-production: the hall is run by a group of residents.", "modes", ("deliver",)),
        ("Young inspectors make co-production real.", "modes", ("assess",)),
        ("Neighbours took part in co-production.", "level", "collective"),
        ("Co-production with young adults went well.", "level", "group"),
        ("The recovery plan was co-produced.", "level", "individual"),
        ("After co-production complaints fell.", "reasons", ("instrumental",)),
        ("Co-production is the right to take part in what is decided.", "reasons", ("normative",)),
        ("Such inequality is an affront to us all.", "reasons", ("normative",)),
        ("They fight health inequalities.", "equality", ("outcome",)),
        ("All have equal opportunities.", "equality", ("opportunity",)),
        ("There is equity of access.", "equality", ("access",)),
        ("Discrimination is banned.", "equality", ("treatment",)),
        ("Reasonable adjustments were made.", "equality", ("difference",)),
        ("Women have an equal say.", "equality", ("voice",)),
        ("We value equality.", "equality", ()),
        ("Social exclusion grew.", "exclusion", "external"),
        ("Women were under-represented where equality is weak.", "equality", ("voice",)),
        ("Residents co-deliver the club.", "contribution", ("action",)),
        ("Citizens co-design and have a say.", "contribution", ("voice",)),
        ("A statutory duty led to co-production.", "drivers", ("law",)),
        ("Councils have a duty to co-produce.", "drivers", ("law",)),
        ("There is political will for co-production.", "drivers", ("leadership",)),
        ("We invest in co-production.", "drivers", ("resources",)),
        ("There is demand from users for personal budgets.", "drivers", ("demand",)),
        ("Co-production is built on mutual respect.", "drivers", ("trust",)),
        ("Lack of time and money hampers co-production.", "barriers", ("resources",)),
        ("Risk-averse staff shun co-production.", "barriers", ("attitudes",)),
        ("Carers lack the skills to co-produce.", "barriers", ("skills",)),
        ("Power imbalances spoil co-design.", "barriers", ("power",)),
        ("Red tape slows direct payments.", "barriers", ("rules",)),
        ("Language barriers keep some from co-design.", "barriers", ("access",)),
        ("Personal budgets raise quality of life.", "outcomes", ("wellbeing",)),
        ("Co-production led to better services.", "outcomes", ("quality",)),
        ("Direct payments gave people more choice.", "outcomes", ("control",)),
        ("Co-production brought savings.", "outcomes", ("cost",)),
        ("Co-production builds trust.", "outcomes", ("relations",)),
        ("Co-production was a tick-box exercise.", "tokenism", ("lip_service",)),
        ("Users of co-design were not listened to.", "tokenism", ("no_influence",)),
        ("It was already decided before co-design.", "tokenism", ("late",)),
        ("Equality matters.", "barriers", ()),
        ("Co-production was tokenistic.", "exclusion", "internal"),
        ("Equality matters in every team.", "org_level", "team"),
        ("Equality matters.", "org_level", ""),
    ],
)
def test_facets_follow_their_cues(text: str, facet: str, value: object) -> None:
    assert getattr(first(text), facet) == value


def test_unless_sets_a_value_aside_whatever_shows_it(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(
        "concepts:\n  - name: x\n    terms:\n"
        "      - {name: jury, nouns: [jury], facets: {modes: design}}\n      - panel\n"
        "facets:\n  modes:\n    values: {assess: [reviewed], design: [design*]}\n"
        "    unless: {design: ['~ design', 'design of the ~']}\n",
        encoding="utf-8",
    )
    book = Codebook.read(path)
    finder = Finder(book)

    def modes(text: str) -> tuple[str, ...]:
        (mention,) = mentions(text, finder=finder)
        return mention.modes

    assert modes("The panel designed it.") == ("design",)
    assert modes("The panel reviewed the design.") == ("assess", "design")
    assert modes("They reviewed the panel design.") == ("assess",)
    assert modes("They reviewed the design of the panel.") == ("assess",)
    assert modes("The jury met.") == ("design",)
    assert modes("The jury design was reviewed.") == ("assess",)
    assert book.digest != Codebook.read().digest
    assert "unless `~ design`, `design of the ~`" in as_markdown(book)
    assert book.to_dict()["facets"]["modes"]["unless"] == {
        "design": ["~ design", "design of the ~"]
    }


def test_facets_stay_with_their_concepts() -> None:
    found = mentions("Residents took part in the design of personal budgets.")
    assert [(m.concept, m.modes, m.level) for m in found] == [("personalisation", (), "")]


def test_the_nearest_cue_decides_a_single_facet() -> None:
    near = first("Patients, not citizens at large, took part; carers co-produced it.")
    assert near.level == "group"


@pytest.mark.parametrize("text", ["It complies with the Equality Act.", "The inclusion criteria."])
def test_only_the_concept_sense_has_facets(text: str) -> None:
    mention = first(text + " Services have equal access.")
    assert mention.sense is not Sense.CONCEPT
    assert (mention.equality, mention.org_level) == ((), "")
