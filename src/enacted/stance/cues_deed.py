"""Cues of acts: done, running, undertaken, laid on others."""

# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one
from __future__ import annotations

from enacted.stance.cue import Cue

_DONE = (
    "launched|published|established|introduced|created|appointed|recruited|trained|funded|invested|"
    "commissioned|opened|hosted|convened|organised|organized|issued|awarded|installed|implemented|"
    "piloted|rolled|drafted|signed|legislated|redesigned|co-designed|co-produced|co-created|"
    "consulted|distributed|allocated|approved|adopted|updated|conducted|undertaken|undertook|"
    "produced|developed|released|announced|delivered|expanded|completed|held|built|set|"
    "embedded|replaced|extended|hired|secured|worked|engaged|collaborated|partnered|provided|offered"
)

CUES: tuple[Cue, ...] = (
    Cue(
        "we_will",
        "the author's side binds itself",
        good=("We will publish it.", "We'll also fund it.", "we are going to do it"),
        bad=("They will publish it.", "We published it."),
        phrases=("we|i will|shall|plan|intend|pledge|propose|commit|promise|vow|undertake",),
        tags=r"W[rNC]*(?:w|h)",
        needs="W",
    ),
    Cue(
        "body_will",
        "a named body or the government will act",
        good=("The council will publish it.", "NHS England will fund it.", "The Board shall meet."),
        bad=("People will benefit.", "The council published it."),
        text=r"\b(?:government|council|councils|board|department|ministry|minister|secretary|agency|"
        r"agencies|committee|commission|trust|nhs|ccgs?|authority|authorities|party|partnership|"
        r"office|administration|director|team|group|labour|service|services|project|programme|"
        r"taskforce|hub|network|university|officers?|partners|commissioners)\b[^,;.]{0,40}? "
        r"(?:will|shall|plans to|intends to|is going to|has agreed to|has committed to)\b",
        needs="w h plans intends going agreed committed",
    ),
    Cue(
        "plans_to",
        "a plan or decision to act",
        good=("The trust plans to open a unit.", "It has been agreed to fund it.", "we pledge to"),
        bad=("The plan is old.",),
        phrases=(
            (
                "plan|plans|planning|intend|intends|intending|propose|proposes|pledge|pledges|pledged|"
                "promise|promises|promised|vow|vows|vowed|commits|agreed|decided|resolved|undertake|"
                "undertakes to"
            ),
            "is|are going|due|set|planned|scheduled|expected|about|planning to",
            "going forward",
            "has|have committed|agreed|pledged|decided to",
            "agreed|decided|resolved that",
            "in the next|coming",
            "next steps|step",
        ),
    ),
    Cue(
        "will_passive",
        "something will be done",
        good=("A fund will be created.", "Guidance will also be published."),
        bad=("We will create a fund.", "It was created."),
        tags=r"[wh][rN]*br*[vp]",
        needs="w h",
    ),
    Cue(
        "under_way",
        "work in progress",
        good=("The service is being redesigned.", "We are working with users.", "ongoing work"),
        bad=("The service was redesigned.",),
        phrases=(
            "currently|ongoing|underway|presently",
            "under way",
            "in progress|place|development|use",
        ),
        tags=r"[b]r*(?:Kr*v|g)",
        needs="b",
    ),
    Cue(
        "perfect_act",
        "a definite act in the perfect",
        good=("We have launched a scheme.", "It has also been published."),
        bad=("We launched a scheme.", "It has grown."),
        text=rf"\b(?:has|have|having)(?: \w+ly| also| now| already| since| recently| not| then| been| both| "
        rf"all)* (?:{_DONE}|begun|started|taken|made|given|led|run|put|brought)\b",
        needs="A",
    ),
    Cue(
        "past_act",
        "a definite act in the past, active",
        good=("The council launched a scheme.", "They held three events."),
        bad=("It was launched.", "It has launched.", "It is held.", "We will set up a forum."),
        text=rf" (?<!will )(?<!to )(?<!should )(?<!must )(?<!can )(?<!would )(?<!been )(?<!was )(?<!were )(?<! is )(?<! are )(?<! be )(?<!has )(?<!have )(?<!being )(?:{_DONE}|"
        r"began|started|ran|led|took|brought|joined|attended) (?:\w+ )?(?:a|an|the|our|its|their|new|"
        r"this|over|more|two|three|four|five|six|\d+|in|on|part|by|with|for)\b",
        needs=_DONE.replace("|", " ") + " began started ran led took brought joined attended",
    ),
    Cue(
        "passive_act",
        "a definite act in the past passive",
        good=("A scheme was launched.", "Workshops were also held."),
        bad=("We launched a scheme.", "People were asked."),
        text=rf"\b(?:was|were|been|being)(?: \w+ly| also| then| first| jointly| both)* (?:{_DONE}|made|"
        r"given|run|led|put|taken|carried out|sent|used|formed|revised|merged|closed)\b",
        needs="B K",
    ),
    Cue(
        "by_agent",
        "a body that acted, after by",
        good=("It was funded by the council.", "led by the Trust"),
        bad=("by the end of May", "by working together"),
        text=r"(?:ed|en|un|ade|eld|out|up|id|uilt) by (?:the |a |our |its |local |both )?(?:\w+ "
        r"){0,3}(?:council|government|trust|board|team|department|nhs|ccg|partnership|group|agency|"
        r"authority|university|service|services|partners|staff|users|people|patients|residents|us|"
        r"commission|committee|secretary|minister|organisation|office)",
        needs="by",
    ),
    Cue(
        "result",
        "what came of an act",
        good=(
            "As a result, complaints fell.",
            "This has led to better care.",
            "It enabled us to act.",
        ),
        bad=("We will act.", "An equality impact assessment is due."),
        text=r"\bimpact\b(?! assessment)",
        needs="impact",
        phrases=(
            "as a result",
            "resulted|resulting in",
            "has|have|had|this|which led to",
            (
                "has|have|had|was|were enabled|helped|allowed|achieved|improved|reduced|increased|ensured|"
                "contributed|supported|benefited|benefitted"
            ),
            "achieved|achievement|achievements|success|outcome|outcomes",
            "thanks to",
            "enabled|allowed|helped us|them|the|people|to",
        ),
    ),
    Cue(
        "service_runs",
        "a service or scheme that routinely operates",
        good=(
            "The service provides advice.",
            "The programme offers training.",
        ),
        bad=("The service will provide advice.", "People need advice."),
        text=r"\b(?:service|services|programme|program|project|scheme|team|teams|network|centre|hub|group|"
        r"council|trust|partnership|charity|initiative|organisation|app|website|platform|pathway|board|"
        r"course|fund|forum|staff|clinic|unit|tool|portal|party|company|firm)s?\b(?: \w+ly| also| now| "
        r"currently)? (?:provides?|offers?|delivers?|runs?|supports?|helps?|works?|meets?|operates?|"
        r"includes?|enables?|gives?|allows?|aims?|focuses|covers?|brings?|hosts?|leads?|holds?|uses?|"
        r"employs?|funds?|commissions?|has|have|is|are)\b",
        needs="service services programme programmes program programs project projects scheme schemes team teams "
        "network networks centre centres hub hubs group groups council councils trust trusts partnership partnerships "
        "charity charitys initiative initiatives organisation organisations app apps website websites platform "
        "platforms pathway pathways board boards course courses fund funds forum forums staff staffs clinic clinics "
        "unit units tool tools portal portals party partys company companys firm firms",
        needs_part=True,
    ),
    Cue(
        "we_present",
        "what the author's side does as a rule",
        good=("We work with partners.", "We currently fund six posts."),
        bad=("We will work.", "We worked."),
        tags=r"Wr*[Vx](?=[^;.]|$)|Wr*b",
        needs="W",
    ),
    Cue(
        "we_past",
        "what the author's side did",
        good=("We held an event.", "We also consulted users.", "We have held an event."),
        bad=("We hold events.", "They held an event."),
        tags=r"W[rC]*(?:[vpBHe]|A[rN]*K?r*[vpxV])",
        needs="W",
    ),
    Cue(
        "pioneering",
        "a first or a start",
        good=("It is the first of its kind.", "The scheme was set up in May."),
        bad=("He set the table.",),
        phrases=(
            "the first|inaugural",
            "set|setting|sets up",
            "rolled|roll|rolling out",
            "carried|carrying|carry out",
            "since then|its",
            "brought together",
            "took|taken|taking place|part",
            "put in",
        ),
    ),
    Cue(
        "should",
        "should or ought",
        good=("Commissioners should act.", "It ought to be."),
        bad=("Commissioners will act.",),
        phrases=("should|ought|shouldn't",),
    ),
    Cue(
        "should_passive",
        "should or must be done",
        good=("Leaflets should be co-designed.", "It must be done."),
        bad=("They should do it.",),
        tags=r"[sm][rNT]*br*[vp]",
        needs="s m",
    ),
    Cue(
        "must",
        "must, have to, required",
        good=("Bodies must act.", "They have to act.", "Providers are required to report."),
        bad=("Bodies act.",),
        phrases=(
            "must|mandatory|obliged|compulsory|obligatory",
            "have|has|need|needs|required|requires|requirement|obligation|duty to",
            "is|are required|expected|obliged|responsible",
            "must be",
        ),
    ),
    Cue(
        "recommends",
        "recommendation by name",
        good=("We recommend a review.", "It is recommended that staff act.", "Recommendation 4"),
        bad=("We reviewed it.",),
        phrases=(
            (
                "recommend|recommends|recommended|recommendation|recommendations|urge|urges|advise|advises|"
                "advised|suggest"
            ),
            "call|calls|calling on|for|upon",
            "ask that",
            "we ask|invite",
            "invite|invites the",
            "would|be benefit|beneficial|helpful|useful from|to",
        ),
    ),
    Cue(
        "requests",
        "a body is asked to act, or an act is called for",
        good=(
            "We urge the Government to drop it.",
            "The union calls for a ban.",
            "We ask all employers to act.",
        ),
        bad=("We call it a plan.", "Staff asked for leave."),
        text=r"\b(?:urg(?:e|es|ing)|call(?:s|ing)? (?:up)?on|invites?|asks?|requests?|press(?:es)?) (?:the |all |our |its |"
        r"both |every )?(?:\w+ ){0,2}?(?:governments?|ministers?|departments?|councils?|parliament|commission|"
        r"authorit(?:y|ies)|employers|nhs|members|house|secretary|boards?|states|mps|companies|providers|leaders)\b|"
        r"\bcall(?:s|ing)? for (?:an?|the|more|better|all|action|urgent|immediate|further|new|greater|stronger)\b",
        needs="urge urges urging call calls calling invite invites ask asks request requests press presses",
    ),
    Cue(
        "need_for",
        "a need for an act",
        good=("There is a need for training.", "More work is needed.", "We need to act."),
        bad=("People with needs came.",),
        phrases=(
            "need for|to",
            "needs to",
            "is|are|be|was needed|required|necessary",
            "more|further work|research|action|support",
            "it is important|essential|vital|crucial|imperative|necessary that|to",
            "essential|important|vital|crucial|imperative|necessary that|to",
        ),
    ),
    Cue(
        "consider",
        "advice to consider",
        good=("Consider co-design.", "Commissioners could consider this."),
        bad=("It was a considerable sum.",),
        phrases=(
            "consider|considered|considering|consideration|considerations",
            "can|could|may|might be used|help|include|consider|also",
            "make|making sure",
            "think about",
            "good practice",
            "best practice",
            "opportunity|opportunities to|for",
            "you can|should|may|must|need|could",
        ),
    ),
    Cue(
        "you",
        "the reader is addressed",
        good=("Ask your doctor.", "You can choose."),
        bad=("They can choose.",),
        tags="q",
        needs="q",
    ),
    Cue(
        "others_bound",
        "someone else is told what to do",
        good=("Employers should act.", "Local authorities must report."),
        bad=("We must report.",),
        text=r"\b(?:commissioners|employers|providers|authorities|councils|professionals|staff|teachers|"
        r"practitioners|organisations|organizations|agencies|schools|services|businesses|companies|"
        r"researchers|partners|government|governments|nhs|boards|clinicians|gps|departments|ministers|"
        r"states|bodies|managers|leaders|trusts|members|patients|people|parents|workers|policymakers|"
        r"stakeholders|teams|hospitals|universities|developers|users)\b[^,;.]{0,30} (?:should|must|ought|"
        r"need to|needs to|have to|are required|are encouraged|could|are expected|are advised)\b",
        needs="s m should must ought need needs have required encouraged could expected advised",
    ),
    Cue(
        "would_do",
        "would: a proposal or a wish",
        good=("A green government would end it.", "It would train people."),
        bad=("It will train people.",),
        phrases=("would",),
    ),
    Cue(
        "is_to",
        "an actor is to do something; to do",
        good=("The board is to report by May.", "Ministers are to meet."),
        bad=("It is to them.",),
        tags=r"br*T(?=[Vxb])",
        needs="b",
    ),
    Cue(
        "responsible",
        "who is responsible, as in a table of actions",
        good=("Lead: Public Health", "Responsible: the board"),
        bad=("They lead well.",),
        text=r"\b(?:lead|responsible|owner|responsibility|timescale|by when|deadline|milestone|status|"
        r"progress|target|action|completed?|ongoing)(?: \w+)?:",
        needs=":",
    ),
    Cue(
        "action_words",
        "verbs of action plans",
        good=("Action: roll out training", "This action supports objective 2."),
        bad=("They act well.",),
        phrases=(
            "action|actions|milestone|milestones|deliverable|deliverables|workstream|commitment|commitments",
        ),
    ),
    Cue(
        "engagement_done",
        "engagement as an act",
        good=("Users were consulted.", "We engaged with carers.", "involved in the design"),
        bad=("People are engaged to be married soon.",),
        phrases=(
            "consulted|co-designed|co-produced|co-created|codesigned|coproduced",
            "engaged with|in|the|over|front|a",
            "involved|engaged|included in",
            "worked|working|works|collaborated|partnered|liaised with|closely|together|alongside",
            "in partnership|collaboration|consultation|conjunction with",
        ),
    ),
)
