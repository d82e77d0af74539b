"""Words by grammatical job: the closed classes of English, and verbs by what they tell.

Every token gets a tag of one character, so that a sentence becomes a short string over which
patterns of tense, modality and agency run as ordinary regular expressions. The letters:

====  =====================================  ====  =========================================
``W`` we, I                                  ``O`` our, us, my
``I`` it, this, there                        ``t`` they, people, those
``q`` you, your                              ``D`` the, a, each, no, many
``P`` prepositions                           ``T`` to
``C`` and, or, but                           ``S`` which, that, who, because, if, when
``w`` will, 'll, won't                       ``h`` shall
``s`` should, ought                          ``m`` must
``c`` can, may, might, could                 ``u`` would
``b`` is, are, am, be                        ``B`` was, were
``K`` been, being                            ``A`` have, has
``H`` had                                    ``d`` do, does
``e`` did                                    ``N`` not, never, n't
``V`` base form that is hardly a noun        ``x`` base form that may be a noun (support)
``z`` third person that is hardly a noun     ``y`` third person or plural noun (supports)
``v`` -ed form or past participle            ``p`` past that is no participle (began)
``g`` -ing form                              ``r`` adverb
``0`` number                                 ``Y`` year
``L`` month, quarter, day of the week        ``n`` any other word
``U`` any other word with a capital inside   ``,`` comma, dash (other punctuation as it is)
====  =====================================  ====  =========================================
"""

from __future__ import annotations

CLOSED: dict[str, str] = {
    "W": "we i",
    "O": "our us my me ours ourselves",
    "I": "it this there that's it's here",
    "t": "they people everyone everybody anyone he she them him her someone individuals",
    "q": "you your yours yourself",
    "D": "the a an these those each every all any both some no many most several few another its "
    "their his such more other least half",
    "P": "of in on at by for with from into through across within between among under over about "
    "against during since until towards toward upon without via per after before around "
    "throughout alongside including regarding despite behind beyond near amongst concerning "
    "than like off out up down",
    "T": "to",
    "C": "and or but nor & plus",
    "S": "which that who whom whose because if when while where whereas although though unless "
    "whether as what how why so once whilst whereby",
    "w": "will we'll i'll they'll it'll you'll won't",
    "h": "shall",
    "s": "should ought shouldn't",
    "m": "must mustn't",
    "c": "can may might could cannot can't couldn't",
    "u": "would wouldn't we'd i'd",
    "b": "is are am be isn't aren't we're they're i'm you're",
    "B": "was were wasn't weren't",
    "K": "been being",
    "A": "have has haven't hasn't",
    "H": "had hadn't",
    "d": "do does don't doesn't",
    "e": "did didn't",
    "N": "not never",
    "r": "also already now currently often always usually still then however therefore thus too "
    "very well together further soon even only just rather perhaps instead overall "
    "again almost moreover furthermore additionally today ever far yet later",
    "L": "january february march april june july august september october november december "
    "jan feb mar apr jun jul aug sept sep oct nov dec monday tuesday wednesday thursday friday "
    "saturday sunday q1 q2 q3 q4",
}
"""Tag to the words that carry it."""

VERBS: dict[str, str] = {
    "act": "launch publish establish introduce create appoint recruit hire train fund invest "
    "commission build open hold host convene organise organize issue award install implement "
    "pilot trial draft sign legislate repeal abolish ban scrap reinstate replace redesign "
    "co-design codesign co-produce coproduce co-create cocreate consult distribute allocate "
    "approve adopt amend revise update conduct undertake carry run chair attend meet submit "
    "complete produce design develop test evaluate review audit monitor collect release announce "
    "register enact ratify close transfer merge restore provide offer employ sponsor procure "
    "purchase buy map present write send contact invite select form join deliver extend expand "
    "double triple recruit refurbish renovate roll hand print upload digitise digitize translate "
    "transform negotiate renew upgrade construct equip deploy assign delegate subsidise subsidize "
    "cut freeze raise scale mandate prohibit nationalise privatise devolve set put bring make "
    "give start begin end stop cancel withdraw suspend grant license inspect interview visit "
    "pay spend lead co-chair relaunch initiate institute inaugurate assemble compile gather act "
    "disseminate circulate display post notify inform brief advertise discuss agree decide vote "
    "elect nominate task direct instruct order require oblige enforce fine prosecute",
    "soft": "support promote encourage enable help facilitate foster champion strengthen improve "
    "enhance prioritise prioritize address tackle strive endeavour endeavor consider explore "
    "empower ensure advance press push work campaign focus protect respect celebrate maximise "
    "maximize minimise minimize contribute drive shape embed integrate engage involve "
    "collaborate cooperate co-operate coordinate co-ordinate continue build advocate stimulate "
    "boost bolster nurture harness leverage unlock accelerate streamline reinforce uphold "
    "safeguard secure deepen broaden align mainstream inspire assist partner respond "
    "listen learn reflect progress sustain maintain preserve combat fight end defend",
    "evidence": "show suggest indicate find reveal demonstrate highlight estimate report note "
    "observe describe state argue conclude say comment feel think express mention perceive cite "
    "identify confirm illustrate evidence point tell ask answer respond rate rank claim "
    "explain stress emphasise emphasize underline acknowledge imply predict project measure "
    "compare examine analyse analyze investigate explore assess calculate record "
    "interview recommend propose advise",
    "belief": "believe want hope aspire wish welcome recognise recognize appreciate value commend "
    "applaud deplore oppose reject condemn admire understand know trust aim seek intend "
    "strive desire care love expect deserve matter insist prefer envisage envision",
    "promise": "promise vow commit pledge guarantee",
    "change": "increase decrease rise fall decline grow drop widen narrow reduce double "
    "peak exceed outnumber diminish worsen deteriorate fluctuate shrink climb halve",
    "state": "need lack face experience live tend account represent remain include contain consist "
    "comprise belong vary depend mean require suffer die receive use affect cause result lead "
    "concern relate refer apply occur exist seem appear become stay differ constitute reflect "
    "arise stem derive cover define entail form provide get know earn cost own rely struggle "
    "access attend participate die smoke drink reside originate influence",
    "other": "achieve allow accept add adapt adjust admit agree aim anticipate approach arrange "
    "attract avoid balance base benefit bring capture challenge change choose clarify "
    "combine come communicate complain complement concentrate connect consolidate control "
    "convert convince correct create deal define demand deny determine discover "
    "discourage divide do draw educate eliminate embrace emerge encounter enjoy enrol "
    "enroll enter equate examine exchange exclude exercise expose fail favour fill follow "
    "force function gain generate go guide handle happen help identify imagine impact "
    "impose incorporate influence innovate interact interpret keep know lay learn leave "
    "let link locate look lose manage mark mitigate modify motivate move obtain operate "
    "overcome oversee participate pass perform permit persuade place plan play practise "
    "prepare prevent proceed process protect prove pursue reach read realise realize "
    "receive reform refuse regulate release remove repeat resolve respond retain return "
    "save see serve share solve speak specify stand stop study structure succeed supply "
    "sustain take talk target teach think transition treat try turn understand utilise "
    "utilize view wait walk watch wear weaken win work worry yield rebuild redirect "
    "reallocate recover repair reconsider replicate restrict scrutinise simplify "
    "specialise specialize standardise supervise supplement survey sue tailor terminate "
    "trace track trigger undermine unite verify warn waste weigh signpost refer recommend "
    "propose advise urge call hear curate pair incentivise incentivize forget break eat "
    "catch hide throw strike sit sell sleep lend feed shake spread quit raise rebalance "
    "reverse champion outlaw reopen redistribute reinvest underscore reenforce re-enforce "
    "rejoin reward unify modernise modernize rationalise overhaul commence enhance "
    "prioritise seize remember plant paint",
}
"""What a verb tells of, to its base forms; a verb counts under the first heading that has it."""

_NOUNLIKE_WORDS = (
    "support plan work fund need report increase review test train design host open audit map "
    "survey visit contact form award release trial pilot value trust benefit change focus "
    "target aim help use study impact access process project service experience cost cause "
    "result lead research offer return rise fall drop share start end place set run move "
    "interview demand measure challenge approach practice control limit record claim care "
    "play view concern question issue estimate figure note function present press campaign "
    "drive progress exercise influence link look mark order ban cut decrease decline grant "
    "hand print post brief vote task hope love desire wish respect shape peak account state "
    "fine license point rate rank comment answer double scale draft sign balance base "
    "exchange favour force gain guide handle reform supply structure talk transition treat "
    "turn walk watch waste market fight boost partner narrow close direct lay attempt "
    "commission close mandate transfer scrap yield trace trigger call purchase pay "
    "promise vow plant paint "
)
NOUNLIKE: frozenset[str] = frozenset(_NOUNLIKE_WORDS.split())
"""Base forms that are as often nouns or adjectives."""

IRREGULAR: dict[str, tuple[str, str]] = {
    "become": ("became", "become"),
    "begin": ("began", "begun"),
    "bring": ("brought", "brought"),
    "build": ("built", "built"),
    "buy": ("bought", "bought"),
    "choose": ("chose", "chosen"),
    "come": ("came", "come"),
    "cut": ("cut", "cut"),
    "deal": ("dealt", "dealt"),
    "do": ("did", "done"),
    "draw": ("drew", "drawn"),
    "drink": ("drank", "drunk"),
    "drive": ("drove", "driven"),
    "fall": ("fell", "fallen"),
    "feel": ("felt", "felt"),
    "fight": ("fought", "fought"),
    "find": ("found", "found"),
    "freeze": ("froze", "frozen"),
    "get": ("got", "gotten"),
    "give": ("gave", "given"),
    "go": ("went", "gone"),
    "grow": ("grew", "grown"),
    "hold": ("held", "held"),
    "keep": ("kept", "kept"),
    "know": ("knew", "known"),
    "lay": ("laid", "laid"),
    "lead": ("led", "led"),
    "leave": ("left", "left"),
    "let": ("let", "let"),
    "lose": ("lost", "lost"),
    "make": ("made", "made"),
    "mean": ("meant", "meant"),
    "meet": ("met", "met"),
    "overcome": ("overcame", "overcome"),
    "oversee": ("oversaw", "overseen"),
    "pay": ("paid", "paid"),
    "put": ("put", "put"),
    "read": ("read", "read"),
    "rebuild": ("rebuilt", "rebuilt"),
    "hear": ("heard", "heard"),
    "forget": ("forgot", "forgotten"),
    "break": ("broke", "broken"),
    "eat": ("ate", "eaten"),
    "catch": ("caught", "caught"),
    "hide": ("hid", "hidden"),
    "throw": ("threw", "thrown"),
    "strike": ("struck", "struck"),
    "sell": ("sold", "sold"),
    "lend": ("lent", "lent"),
    "feed": ("fed", "fed"),
    "shake": ("shook", "shaken"),
    "show": ("showed", "shown"),
    "prove": ("proved", "proven"),
    "rise": ("rose", "risen"),
    "run": ("ran", "run"),
    "say": ("said", "said"),
    "see": ("saw", "seen"),
    "seek": ("sought", "sought"),
    "send": ("sent", "sent"),
    "set": ("set", "set"),
    "shrink": ("shrank", "shrunk"),
    "speak": ("spoke", "spoken"),
    "spend": ("spent", "spent"),
    "stand": ("stood", "stood"),
    "strive": ("strove", "striven"),
    "take": ("took", "taken"),
    "teach": ("taught", "taught"),
    "tell": ("told", "told"),
    "think": ("thought", "thought"),
    "undertake": ("undertook", "undertaken"),
    "understand": ("understood", "understood"),
    "uphold": ("upheld", "upheld"),
    "wear": ("wore", "worn"),
    "win": ("won", "won"),
    "withdraw": ("withdrew", "withdrawn"),
    "write": ("wrote", "written"),
}
"""Base form to its past and its participle."""

_DOUBLING_WORDS = (
    "plan map ban stop cut set put run get let trigger scrap drop step refer commit begin "
    "submit permit admit occur prefer transfer enrol equip win target "
)
DOUBLING: frozenset[str] = frozenset(_DOUBLING_WORDS.split()) - {"trigger", "target"}
"""Verbs that double their last consonant (planned, planning)."""

SUBJECTS: dict[str, str] = {
    "us": "we i our us",
    "body": "government council councils authority authorities board department departments "
    "ministry ministries minister ministers trust agency agencies committee commission "
    "commissioners commissioner party coalition executive cabinet parliament congress secretary "
    "administration office team teams partnership organisation organisations organization "
    "organizations agencies nhs ccg ccgs service services provider providers employers company "
    "companies firm university school schools hospital charity group panel taskforce forum "
    "network hub centre bureau director officer officers staff partners states state federal "
    "institute union labour directorate secretariat regulator ofsted defra hmrc",
    "scheme": "programme programmes program programs project projects scheme schemes initiative "
    "initiatives pilot pilots campaign course courses training fund funding grant grants "
    "strategy strategies plan plans policy policies framework toolkit pathway website portal "
    "platform app tool tools workshop workshops event events meeting meetings conference "
    "consultation legislation bill act reform reforms measure measures action actions work "
    "activity activities intervention interventions budget resource resources system award",
    "people": "people women men children families carers parents patients residents clients users "
    "young adults individuals citizens population girls boys students pupils workers employees "
    "boys adolescents households communities community person persons child woman man "
    "participants members gypsies travellers victims survivors migrants refugees applicants "
    "babies mothers fathers older smokers learners veterans tenants",
    "answerer": "respondents respondent interviewees informants responses response comments "
    "comment feedback consultees participants delegates attendees professionals practitioners "
    "some stakeholders views opinions",
    "study": "study studies research evidence data survey analysis figure figures table findings "
    "results statistics report review audit evaluation literature census estimates estimate "
    "rate rates proportion percentage number numbers prevalence average majority half third "
    "quarter total percent chart graph map level levels trend trends score scores paper "
    "authors researchers assessment sample cases case incidence",
    "value": "aim aims vision goal goals purpose objective objectives ambition mission principle "
    "principles values value priority priorities belief approach commitment success key focus "
    "importance equality diversity inclusion inclusivity coproduction co-production "
    "personalisation personalization fairness dignity respect participation empowerment "
    "involvement engagement quality partnership innovation equity justice",
    "trouble": "challenge challenges barrier barriers problem problems issue issues lack need "
    "needs inequality inequalities poverty disparity disparities gap gaps risk risks shortage "
    "concern concerns discrimination stigma disadvantage pressure pressures demand difficulty "
    "difficulties isolation deprivation crime violence abuse disease illness mortality stress",
}
"""What a subject is, to head nouns that show it; a word may stand under several headings."""


def _inflections(base: str) -> tuple[str, str, str, str]:
    """Third person, past, participle and -ing form of a verb."""
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        third = base + "es"
    elif base.endswith("y") and base[-2] not in "aeiou":
        third = base[:-1] + "ies"
    else:
        third = base + "s"
    stem = base + base[-1] if base in DOUBLING else base
    if base.endswith("e"):
        past = base + "d"
        progressive = base + "ing" if base.endswith("ee") else base[:-1] + "ing"
    elif base.endswith("y") and base[-2] not in "aeiou":
        past, progressive = base[:-1] + "ied", base + "ing"
    else:
        past, progressive = stem + "ed", stem + "ing"
    past, participle = IRREGULAR.get(base, (past, past))
    return third, past, participle, progressive


def _build() -> tuple[dict[str, str], dict[str, str]]:
    tags: dict[str, str] = {}
    classes: dict[str, str] = {}
    for meaning, words in VERBS.items():
        for base in words.split():
            third, past, participle, progressive = _inflections(base)
            noun = base in NOUNLIKE
            forms = (
                (past, "p"),
                (participle, "v"),
                (progressive, "g"),
                (third, "y" if noun else "z"),
                (base, "x" if noun else "V"),
            )
            for form, tag in forms:
                classes.setdefault(form, meaning)
                if form not in tags or tag in "xV" or (tag == "v" and tags[form] == "p"):
                    tags[form] = tag
    for tag, words in CLOSED.items():
        for word in words.split():
            tags[word] = tag
    tags["having"] = "g"
    del classes["committed"]  # "is committed to" is an attitude, and has a cue of its own
    return tags, classes


TAGS, VERB_CLASS = _build()
"""Word to tag, and verb form to what the verb tells of."""

SUBJECT_CLASS: dict[str, tuple[str, ...]] = {}
for _heading, _words in SUBJECTS.items():
    for _word in _words.split():
        SUBJECT_CLASS[_word] = (*SUBJECT_CLASS.get(_word, ()), _heading)


def guess(word: str) -> str:
    """Tag of a lower-case word that no list has, by its shape."""
    first = word[0]
    if first.isdigit():
        digits = word[:4]
        if len(word) <= 7 and digits.isdigit() and len(digits) == 4 and "1900" <= digits <= "2100":
            return "Y"
        return "0"
    if len(word) > 4:
        if word.endswith("ing"):
            return "g"
        if word.endswith("ed"):
            return "v"
        if word.endswith("ly"):
            return "r"
    return "n"
