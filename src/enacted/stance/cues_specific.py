"""Cues of specificity: what an outsider could check."""

# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one
from __future__ import annotations

from enacted.stance.cue import Cue

CUES: tuple[Cue, ...] = (
    Cue(
        "money",
        "an amount of money",
        good=("The fund gave £2 million to carers.", "It costs 300 euros a week."),
        bad=("Value for money matters.", "It reached 40 people."),
        text=r"[£$€]\s?\d|\b\d[\d,.]*\s?(?:million|billion|m|bn|k)?\s?"
        r"(?:pounds|euros|dollars|kina)\b|\b(?:pgk|gbp|eur|usd|k)\s?\d",
        needs="£ pounds euros dollars kina pgk gbp eur usd k 0",
    ),
    Cue(
        "percentage",
        "a percentage or a rate",
        good=("12% of people use it.", "Some 40 per cent agreed.", "29 per 1,000 births"),
        bad=("40 people use it.",),
        text=r"\d\s?%|\bper ?cent\b|percentage points?|\bper (?:100|1),?000|/1,?000",
        needs="% per percent percentage 0",
    ),
    Cue(
        "count_of_acts",
        "a count of things done or made: workshops, places, grants, staff",
        good=("We held 12 workshops.", "It trained two hundred staff.", "Over 40 new homes"),
        bad=("12 people smoke.", "Some workshops were held."),
        text=r"\b(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|"
        r"hundreds?|thousands?)\b\+?(?: \w+){0,3} (?:workshops?|meetings?|events?|sessions?|"
        r"places|grants?|staff|posts?|homes|schools|hospitals|projects?|courses?|pilots?|sites|"
        r"visits?|organisations|agencies|officers|volunteers|champions|apprenticeships|awards?|"
        r"projects|groups|centres|teams|datasets?|recommendations|commitments|training|"
        r"interviews|focus groups|hubs|clinics|nurses|teachers|doctors|trainees)\b",
        needs="0 two three four five six seven eight nine ten twelve twenty fifty hundred hundreds thousand thousands",
    ),
    Cue(
        "count_of_people",
        "a count of people",
        good=("It reached 4,000 carers.", "30 young people took part."),
        bad=("Many carers took part.",),
        text=r"\b\d[\d,.]*(?: \w+){0,2} (?:people|women|men|children|carers?|patients|residents|"
        r"adults|families|households|individuals|users|clients|students|pupils|participants|"
        r"respondents|employees|mothers|boys|girls|members|learners|babies|deaths|cases|births)\b",
        needs="0 Y",
    ),
    Cue(
        "other_number",
        "a number that is no year",
        good=("Section 12 holds.", "It took 3 weeks."),
        bad=("It began in 2012.",),
        tags="0",
        needs="0",
    ),
    Cue(
        "number_word",
        "a number in words",
        good=("Three pilots ran.",),
        bad=("Several pilots ran.", "One would hope so."),
        phrases=(
            (
                "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
                "hundred|thousand|million|billion|dozen|hundreds|thousands"
            ),
        ),
    ),
    Cue(
        "bare_year",
        "a year without a preposition of time before it",
        good=("The 2012 strategy holds.", "Equality Act 2010"),
        bad=("It began in 2012.", "by 2014"),
        tags=r"(?<!P)(?<!L)Y",
        needs="Y",
    ),
    Cue(
        "in_year",
        "a year that dates something: in, since, during, from",
        good=("In 2012 it began.", "since 2009"),
        bad=("The 2012 strategy holds.", "We will do so by 2014."),
        text=r"\b(?:in|since|during|from|until|throughout|between|for) (?:the )?(?:early |late |"
        r"mid-?|summer |spring |autumn |winter )*(?:of )?(?:(?:19|20)\d\d)",
        needs="Y",
    ),
    Cue(
        "deadline",
        "a date by which something is to be done",
        good=("We will do so by 2014.", "by the end of March", "within six months"),
        bad=("It was done by 12 people.", "In 2012 it began.", "It begins by deciding."),
        text=r"\b(?:by|before|until|no later than) (?:the )?(?:(?:end|start|close|beginning|middle|"
        r"summer|spring|autumn|winter|early|late|mid|q[1-4])[- ]?(?:of )?(?:the )?)*"
        r"(?:(?:19|20)\d\d|(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
        r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b|year|"
        r"month|decade|parliament|financial)|\bwithin (?:the (?:first|next) )?(?:\d+|one|two|"
        r"three|four|five|six|ten|twelve|eighteen)? ?(?:\d+ )?(?:days?|weeks?|months?|years?)"
        r"\b|\bnot later than\b|\bdeadline\b|\bwithin \d+ days",
        needs="by before until within deadline later",
    ),
    Cue(
        "full_date",
        "a month with a day or a year",
        good=("In March 2012 it opened.", "on 3 May", "January 30, 2015"),
        bad=("We may do so.", "In 2012 it opened."),
        tags=r"LP?[0Y]|0P?L|L,Y",
        needs="L",
    ),
    Cue(
        "month",
        "a month, quarter or day of the week",
        good=("Since October it runs.",),
        bad=("It may run.",),
        tags="L",
        needs="L",
    ),
    Cue(
        "span_of_time",
        "a length of time",
        good=("It ran for three years.", "over 18 months"),
        bad=("for many years",),
        text=r"\b(?:\d+|one|two|three|four|five|six|ten|twelve)[- ](?:hour|day|week|month|year)s?\b",
        needs="0 two three four five six seven eight nine ten twelve twenty fifty hundred hundreds thousand thousands",
    ),
    Cue(
        "this_year",
        "a time named from the day of writing",
        good=("Last year we opened it.", "over the next five years", "this autumn"),
        bad=("In 2012 we opened it.",),
        text=r"\b(?:last|this|next|coming|past|current) (?:\w+ )?(?:years?|months?|weeks?|autumn|"
        r"spring|summer|winter|quarter|parliament|decade)\b|\brecent(?:ly)?\b|\bto date\b|\bso far\b",
        needs="last this next coming past current recent recently date so",
    ),
    Cue(
        "how_often",
        "how often something is done",
        good=("It meets monthly.", "twice a year", "every six months"),
        bad=("It meets often.",),
        text=r"\b(?:daily|weekly|fortnightly|monthly|quarterly|annually|annual|yearly|biannual|"
        r"every (?:\w+ )?(?:day|week|month|quarter|year|\d+)|(?:once|twice|times) (?:a|per|every) )",
        needs="daily weekly fortnightly monthly quarterly annually annual yearly biannual every once twice times",
    ),
    Cue(
        "place",
        "a place: in, at, across or near a name",
        good=("It opened in Leeds.", "across West Sussex"),
        bad=("It opened in March.", "in Partnership"),
        raw=r"\b(?:in|at|across|near|throughout|around|within) (?:the )?(?:North|South|East|West|"
        r"Greater|Central|City of|County)?\s?(?!January|February|March|April|May|June|July|August|"
        r"September|October|November|December|Partnership|Table|Figure|Section|Chapter|Annex|"
        r"Appendix|Part|Art|Box|Year|Q\d)[A-Z][a-z]{2,}",
        needs="in at across near throughout around within",
    ),
    Cue(
        "named_thing",
        "two or more words with capitals inside a sentence: a body, scheme or document",
        good=("It worked with the Open Data Institute.",),
        bad=("The council works with others.",),
        raw=r"[A-Z](?<=[a-z,] .)[\w'-]+ (?:(?:of|and|for|the|on) )?"
        r"(?:[A-Z][\w'-]+ (?:(?:of|and|for|the|on) )?){0,5}[A-Z][\w'-]+",
    ),
    Cue(
        "acronym",
        "a name in capitals",
        good=("DFID will fund it.", "with the NHS and CAPITAL"),
        bad=("I will fund it.", "The council will fund it."),
        raw=r"[A-Z](?<!\w.)(?<![A-Z] .)[A-Z&0-9]{2,}s?\b(?! [A-Z]{3})",
    ),
    Cue(
        "scheme_named",
        "a named programme, act, strategy, plan, board or the like",
        good=("The Better Start Programme helps.", "under the Equality Act"),
        bad=("The programme helps.", "a strategy"),
        raw=r"[A-Z](?<!\w.)[\w'&-]+ (?:[A-Za-z][\w'&-]+ ){0,4}(?:Programme|Program|Project|Scheme|"
        r"Initiative|Strategy|Plan|Fund|Act|Bill|Partnership|Board|Council|Network|Group|Team|"
        r"Committee|Commission|Agency|Department|Trust|Framework|Charter|Forum|Service|Hub|"
        r"Academy|Institute|Centre|Center|Office|Alliance|Campaign|Award|Awards|Toolkit|Guidance|"
        r"Review|Report|Survey|Network|Policy|Standard|Standards|Bank|Union|Foundation|Authority)\b",
    ),
    Cue(
        "quoted_name",
        "a title of some words in quotation marks",
        good=("It launched the 'Right to Request' guide.", "the “Open House” scheme"),
        bad=("People's views and others' views", "“We were never asked what we wanted from it.”"),
        raw=r"['‘\"“](?<![^\s(].)[A-Z][\w-]+(?: [\w&-]+){0,5}['’\"”](?=[\s,.;)]|$)",
    ),
    Cue(
        "method",
        "an identified method or event: workshop, survey, course, pilot, panel, toolkit",
        good=("A workshop was held.", "They ran focus groups."),
        bad=("They work with others.",),
        phrases=(
            "workshop|workshops|seminar|seminars|conference|webinar|webinars|roundtable|roundtables",
            "focus group|groups",
            "training course|courses|programme|sessions|day|days|package",
            "pilot|pilots|piloted|piloting",
            "consultation|consultations|hearing|hearings|hackathon|hackathons",
            "steering|working|advisory|reference group|groups|committee",
            (
                "taskforce|toolkit|toolkits|website|portal|helpline|hotline|app|newsletter|leaflet|"
                "leaflets|booklet|podcast|video|videos|dashboard|dashboards|template|handbook"
            ),
            "online|public|patient|staff|national|user survey|event|meeting|forum",
            "peer review|support|mentors|mentoring|educators|researchers",
            "action plan",
            "mailing list",
            "code of practice|conduct",
        ),
    ),
    Cue(
        "body_kind",
        "a public body or post by kind",
        good=("The council runs it.", "The minister said so."),
        bad=("People run it.",),
        phrases=(
            (
                "council|councils|government|department|departments|ministry|minister|secretary|agency|"
                "agencies|authority|authorities|board|committee|commission|trust|nhs|ccg|ccgs|parliament|"
                "congress|administration"
            ),
        ),
    ),
    Cue(
        "product",
        "a document or rule as the object of the act: guidance, strategy, report, bill",
        good=("It will publish a white paper.", "We will repeal the act."),
        bad=("It will help people.",),
        phrases=(
            "guidance|guidelines|legislation|law|laws|bill|act",
            "white|green paper",
            (
                "strategy|strategies|framework|frameworks|charter|policy|policies|regulations|regulation|"
                "standards|protocol|protocols|report|reports|plan|plans|review|reviews|audit|tax|taxes|"
                "levy|fund|funding|grant|grants|budget|bonus|allowance|duty|ban|right|rights"
            ),
        ),
    ),
    Cue(
        "new_post_or_unit",
        "a new post, unit, centre or service",
        good=("A new co-ordinator was appointed.", "create a new fund"),
        bad=("A new spirit is needed.",),
        text=r"\bnew (?:\w+ ){0,3}(?:posts?|units?|centres?|centers?|services?|officers?|"
        r"co-?ordinators?|teams?|roles?|funds?|schemes?|programmes?|programs?|body|agency|board|"
        r"departments?|ministers?|commissioner|homes|houses|schools|hospitals|network|platform|"
        r"website|guidance|strategy|law|laws|legislation|duty|right|tax|bank|academy|institute)\b",
        needs="new",
    ),
    Cue(
        "named_in_brackets",
        "a name spelled out with its short form in brackets",
        good=("the Open Data Institute (ODI) runs it",),
        bad=("it runs (see above)",),
        raw=r"[A-Z][\w-]+ \([A-Z][A-Za-z&]{1,9}\)",
        needs="(",
    ),
)
