"""Cues of findings: evidence, statistics, answers, opinion, condition, law and history."""

# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one
from __future__ import annotations

from enacted.stance.cue import Cue

CUES: tuple[Cue, ...] = (
    Cue(
        "evidence_shows",
        "evidence or research speaks",
        good=("Research shows that it works.", "The study found no effect.", "evidence suggests"),
        bad=("We will show it.",),
        text=r"\b(?:research|evidence|data|stud(?:y|ies)|analysis|analyses|survey|surveys|figures?|results|"
        r"findings|report|review|audit|literature|statistics|estimates|table|chart|map|evaluation|"
        r"inquiry|it|they|this|which|that|also)(?: \w+){0,6}? (?:shows?|showed|shown|suggests?|suggested|found|"
        r"finds|indicates?|indicated|reveals?|revealed|demonstrates?|demonstrated|highlights?|highlighted|"
        r"identif(?:y|ies|ied)|concluded?|concludes|confirms?|reported|estimates|estimated|illustrates)\b",
        needs="show shows showed shown suggest suggests suggested found finds indicate indicates indicated reveal reveals revealed demonstrate demonstrates demonstrated highlight highlights highlighted identify identifies identified conclude concluded concludes confirm confirms reported estimates estimated illustrates",
    ),
    Cue(
        "answers",
        "people who were asked say something",
        good=(
            "Respondents said it was tokenistic.",
            "Carers felt ignored.",
            "One participant commented",
        ),
        bad=("The council said it will act.",),
        text=r"\b(?:respondents?|interviewees?|informants?|participants?|consultees|people|carers|parents|"
        r"patients|women|men|professionals|users|clients|families|members|young|staff|practitioners|"
        r"stakeholders|residents|some|many|most|few|several|one|two|they|others|%|mothers|children|"
        r"groups?|i|responses)(?: \w+){0,5}? (?:said|felt|feel|reported|report|stated|thought|think|"
        r"commented|expressed|mentioned|described|highlighted|believed|agreed|disagreed|suggested|"
        r"raised(?! (?:[£$€]|money|funds))|identified|noted|indicated|answered|rated|wanted|preferred|considered|told|saw|see|"
        r"asked|explained|perceived|experienced|found)\b",
        needs="said felt feel reported report stated thought think commented expressed mentioned described highlighted believed agreed disagreed suggested raised identified noted indicated answered rated wanted preferred considered told saw see asked explained perceived experienced found",
    ),
    Cue(
        "survey_talk",
        "the language of surveys and interviews",
        good=("The focus group sample was small.", "42 respondents", "interviews were recorded"),
        bad=("The group met.",),
        phrases=(
            (
                "respondents|respondent|interviewees|interviewee|informants|informant|questionnaire|"
                "questionnaires|interviews|sample|responses|survey|surveys|surveyed|consultees"
            ),
            "focus groups|group",
            "asked if|whether|about|how|what|to",
            "qualitative|quantitative|thematic",
            "strongly agree|agreed|disagree",
        ),
    ),
    Cue(
        "quotation",
        "direct speech",
        good=("“It was the best day of my life,” she said.", '"I was never asked."'),
        bad=("the 'Open House' scheme",),
        raw=r"[\"“](?:[A-Z][^\"”]{25,}|I |We |It |They |My |You |There )|[a-z.,!?][\"”]\s?$|^\s*[\"“](?:I|We|It)\b",
        needs='"',
    ),
    Cue(
        "first_person_speech",
        "someone tells of his or her own life",
        good=("I think my carer was great.", "It helped me a lot."),
        bad=("We will act.",),
        phrases=("i|i'm|i've|i'd|me|my|myself",),
    ),
    Cue(
        "according_to",
        "a source is named",
        good=("According to the census, few do.", "(NHS England, 2019)", "et al."),
        bad=("It was done accordingly.",),
        phrases=("according to", "et al", "source|sources", "cited in", "based on"),
        text=r"\([^()]{2,50},? (?:19|20)\d\d[a-z]?\)|\(n\.?d\.?\)",
    ),
    Cue(
        "statistic",
        "a share, rate or average",
        good=("The rate is above average.", "A third of women", "prevalence of smoking"),
        bad=("The council runs it.",),
        phrases=(
            (
                "rate|rates|proportion|prevalence|percentage|average|median|likelihood|ratio|incidence|"
                "statistically|significantly|estimated|approximately|proportionally|disproportionately"
            ),
            "one|a|two in|out|third|quarter|thirds|half",
            "majority|minority|number|numbers|half|third|quarter of",
            "more|less|most|least|as|equally likely",
            "higher|lower|highest|lowest|fewer|greater|larger|smaller than|rates|in|rate|among|levels",
            "compared to|with",
            "in the last|past",
            "national|england average",
            "per cent",
        ),
    ),
    Cue(
        "trend",
        "a change in conditions",
        good=("Inequalities widened.", "The rate has fallen.", "an increase in demand"),
        bad=("We will fund it.",),
        phrases=(
            (
                "increased|increasing|decreased|decreasing|risen|rising|fallen|falling|fell|rose|declined|"
                "declining|widened|widening|grown|growing|dropped|worsened|doubled"
            ),
            "increase|decrease|rise|fall|decline|reduction|growth|change|drop in|of",
        ),
    ),
    Cue(
        "forecast",
        "what will come to pass, whoever acts",
        good=(
            "The number of carers will double by 2040.",
            "By 2035 one in four residents will be over 65.",
            "The population is projected to grow.",
        ),
        bad=("The council will double the fund.", "A number of posts was cut."),
        text=r"\b(?:numbers?|population|proportion|percentage|demand|prevalence|rates?|share|one in \w+|per ?cent|half|"
        r"third|quarter|life expectancy)\b[^,;.]{0,50} (?:will|(?:is|are) (?:expected|set|likely) to) (?:\w+ly )?(?:be|"
        r"grow|rise|double|treble|increase|fall|drop|decline|decrease|reach|exceed|live|age|have|need)\b|"
        r"\b(?:projected|forecast|predicted) (?:to|that)\b",
        needs="w expected set likely projected forecast predicted",
    ),
    Cue(
        "people_suffer",
        "problems, needs and conditions of people",
        good=(
            "Travellers face barriers.",
            "There is a lack of transport.",
            "people living in poverty",
        ),
        bad=(
            "The council opened a hub.",
            "Face to face training was given.",
            "experts by experience",
        ),
        text=r"(?<!to )\bfac(?:e|es|ed|ing)\b(?! to face)|(?<!by )\bexperienc(?:e|es|ed)\b",
        needs="face faces faced facing experience experiences experienced",
        phrases=(
            (
                "suffer|suffers|suffered|struggle|"
                "struggled|lack|lacks|lacking|barrier|barriers|discrimination|poverty|deprivation|deprived|"
                "disadvantage|disadvantaged|isolated|isolation|stigma|difficulty|difficulties|problem|"
                "problems|concern|concerns|risk|risks|vulnerable|unmet|shortage|gap|gaps|limited|poor|poorer"
            ),
            "difficult|hard|unable|reluctant to|for",
            "living in|with",
            "do|does|did|is|are|was|were|not not|enough|available|aware|able",
        ),
    ),
    Cue(
        "unknown",
        "what is not known",
        good=("It is unclear whether it works.", "little is known"),
        bad=("It works.",),
        phrases=(
            "unclear|unknown|uncertain|unavailable|limitation|limitations|caution",
            "no|little|limited|lack evidence|data|information",
            "not known|clear|available|possible",
            "little is",
        ),
    ),
    Cue(
        "not_done",
        "what has not been done",
        good=("The plan was not implemented.", "No training has been given."),
        bad=("The plan was implemented.", "It is offered without charge."),
        text=r"\b(?:has|have|had|was|were|did|is|are|do|does)(?: not|n't)\b|\b(?:no|few|little) \w+ (?:has|"
        r"have|had|was|were|is|are)\b|\b(?:failed|failure|fails?|failing) to\b|\bnever\b",
        needs="N isn't wasn't weren't don't doesn't didn't haven't hasn't hadn't aren't failed failure fail fails failing never no few little",
    ),
    Cue(
        "law_in_force",
        "law, rights and eligibility that hold",
        good=("Under the Act carers have a right to an assessment.", "Section 17 requires"),
        bad=("We will repeal it.", "It was painted by the children."),
        phrases=(
            "eligible|entitled|statutory|eligibility|entitlement|legislation",
            "right|rights to|of|under",
            "under the|section|article|law act|terms|equality|human|care|mental|law|children",
            "by law",
            "legal duty|right|requirement|obligation",
            "article|section|paragraph|regulation|clause 1|2|3|4|5|6|7|8|9|10|11|12|17",
            "human rights",
            "protected characteristic|characteristics",
        ),
    ),
    Cue(
        "history",
        "history and background",
        good=("Traditionally, services were separate.", "Over the last decade things changed."),
        bad=("We will act.", "It was used to buy laptops."),
        text=r"(?<!is )(?<!was )(?<!are )(?<!were )(?<!be )(?<!been )(?<!being )\bused to\b",
        needs="used",
        phrases=(
            (
                "traditionally|historically|previously|formerly|historic|originally|decades|century|"
                "nineteenth|twentieth|era|war"
            ),
            "in|over|during|for the past|last|decade|recent|many years|decade|decades|century|two|few|ten|20",
            "at the time",
        ),
    ),
    Cue(
        "location_fact",
        "where something is or what it consists of",
        good=(
            "The county is located in the south.",
            "It comprises seven districts.",
            "There are 12 of them.",
        ),
        bad=("We will open it.",),
        phrases=(
            "located|situated|home to|in|within",
            "comprises|consists|comprised",
            "there is|are|was|were|has|have",
            "includes|include|including|included|contains",
        ),
    ),
    Cue(
        "study_method",
        "how a study was done",
        good=("Data were collected from 12 sites.", "The sample was analysed by age."),
        bad=("We opened a hub.",),
        text=r"\b(?:data|interviews?|responses|questionnaires?|samples?|transcripts|cases|participants|"
        r"analysis|survey|records|results|literature|search|information)\b[^.;]{0,40} (?:was|were|is|are|"
        r"been) (?:\w+ly )?(?:collected|analysed|analyzed|conducted|recorded|extracted|used|included|"
        r"excluded|obtained|taken|recruited|calculated|based|undertaken|gathered|coded|searched|"
        r"compared|selected|invited|drawn|presented|asked|weighted|carried)\b",
        needs="B b K",
    ),
    Cue(
        "causes",
        "causes and effects in the world",
        good=("Smoking causes cancer.", "It is associated with poverty.", "This leads to stress."),
        bad=("We opened a hub.",),
        phrases=(
            (
                "cause|causes|caused|causing|associated|linked|affects|affect|affected|affecting|"
                "influence|influences|influenced|contributes|consequence|consequences"
            ),
            "lead|leads|leading to",
            "result|results|resulting in",
            "risk|related factor|factors|to",
            "impact|impacts|effect|effects on|of",
        ),
    ),
    Cue(
        "evaluative",
        "a judgement on how something went",
        good=("The scheme was well received.", "Progress has been slow.", "It worked well."),
        bad=("The scheme was opened.", "It offers swimming lessons."),
        phrases=(
            "well received|attended|regarded|used",
            "worked|works|working well",
            (
                "effective|ineffective|slow|positive|negative|beneficial|valued|valuable|popular|helpful|"
                "useful|tokenistic|inconsistent|patchy|insufficient|inadequate|disappointing|satisfied|"
                "appreciated|satisfaction|challenging|strengths|weaknesses"
            ),
            "progress has|is",
            "lessons learned|learnt",
        ),
    ),
    Cue(
        "clinical",
        "medicine rather than policy",
        good=("The dose of the drug is 5 mg.", "symptoms and diagnosis"),
        bad=("The council opened a hub.",),
        phrases=(
            (
                "dose|drug|drugs|tumour|cancer|diagnosis|diagnosed|symptoms|symptom|treatment|treatments|"
                "disease|diseases|infection|chronic|mortality|diabetes|obesity|obese|clinical|mg|asthma|"
                "stroke|surgery|therapy|pregnancy|dementia"
            ),
        ),
    ),
    Cue(
        "past_state",
        "a state in the past",
        good=("There were few services.", "It was difficult.", "Most had no GP."),
        bad=("It was launched.",),
        tags=r"[BH][rN]*[D0nUP]",
        needs="B H",
    ),
    Cue(
        "present_state",
        "is or are with a noun or adjective",
        good=("Housing is a human right.", "Services are patchy."),
        bad=("Services are funded.", "It will run."),
        tags=r"b[rN]*[DnUxP]",
        needs="b",
    ),
)
