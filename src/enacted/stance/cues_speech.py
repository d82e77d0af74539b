"""Cues of talk: values, aims, hedges, soft verbs, importance, definition."""

# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one
from __future__ import annotations

from enacted.stance.cue import Cue

CUES: tuple[Cue, ...] = (
    Cue(
        "aims_to",
        "an aim, hope or wish in the place of an act",
        good=("We aim to help.", "It seeks to include all.", "The council is keen to listen."),
        bad=("We will help.", "The aim was met."),
        phrases=(
            "aim|aims|aimed|aiming to",
            "aims at",
            (
                "seek|seeks|strive|strives|endeavour|endeavours|aspire|aspires|hope|hopes|wish|wishes|want|"
                "wants|desire|desires|try|tries to"
            ),
            "striving|seeking|hoping to",
            "keen|determined|dedicated|ambitious to",
            "strive|strives|striving for",
            "want|wants people|everyone|all|our|every",
            "is|are designed|intended|meant to",
        ),
    ),
    Cue(
        "committed_to",
        "commitment as an attitude",
        good=("We are committed to equality.", "our commitment to fairness"),
        bad=("The crime was committed.", "We will meet the commitment."),
        phrases=(
            "committed|commitment|commits|commit|dedication to",
            "remain|remains|is|are|fully|strongly committed",
        ),
    ),
    Cue(
        "vision",
        "an aim, vision, goal, purpose or mission by name",
        good=("Our vision is a fair city.", "The aim is to help."),
        bad=("Television is popular.",),
        phrases=(
            "vision|mission|ambition|ambitions|aspiration|aspirations",
            "aim|aims|goal|goals|objective|objectives|purpose|intention|intent is|are|of|for|was|that",
            "our|key|main|overall|overarching|core aim|aims|goal|goals|objective|objectives|purpose",
            "long term|long-term goal|aim|vision",
        ),
    ),
    Cue(
        "values",
        "values and principles by name",
        good=("Dignity is a core value.", "the principle of fairness"),
        bad=("House values fell.",),
        phrases=(
            "principle|principles|ethos|philosophy|ideals",
            "our|core|shared|key|these values|value|beliefs",
            "values of|and|are|based",
            "we believe|value|recognise|recognize|respect|welcome|stand|reject|oppose|cherish|celebrate",
            "believe|believes that|in|it",
            "we are proud|clear|convinced|determined",
            "proud of|to|that",
        ),
    ),
    Cue(
        "at_the_heart",
        "figures of speech for importance",
        good=("It is at the heart of what we do.", "central to our work"),
        bad=("Heart disease is common.",),
        phrases=(
            "at|to|in the heart|centre|core|forefront|foundation of",
            "heart|centre of everything|our|all|what",
            (
                "central|fundamental|vital|crucial|key|essential|integral|critical|pivotal|paramount to|"
                "for|part|element|role|component|in"
            ),
            "underpins|underpin|underpinned|cornerstone|bedrock|backbone|lifeblood",
            "golden thread",
            "the key to",
            "step|steps|way forward",
            "more than ever",
        ),
    ),
    Cue(
        "importance",
        "importance asserted",
        good=("Participation is important.", "It matters that we listen."),
        bad=("An import ban holds.",),
        phrases=(
            "important|importance|importantly|essential|vital|crucial|imperative|significance|priority",
            "is|are|be|therefore|also key|critical|fundamental|necessary|paramount|central|valuable",
            "matters|matter that|to|because|most",
            "vital role",
        ),
    ),
    Cue(
        "praise",
        "praise or pride",
        good=("We are proud of our excellent staff.",),
        bad=("The staff are trained.",),
        phrases=(
            (
                "excellent|outstanding|proud|proudly|world-class|world-leading|leading|exemplary|exciting|"
                "inspiring|remarkable|successful|successfully|innovative|unique|ground-breaking|vibrant|"
                "best|great|strong|stronger|real|genuine|truly|meaningful"
            ),
            "track record",
        ),
    ),
    Cue(
        "everyone",
        "universal wording",
        good=("Everyone has a voice.", "for all"),
        bad=("All 12 of them came.",),
        phrases=(
            "everyone|everybody|everything",
            "every person|child|woman|individual",
            "for|of|by all",
            "all people|citizens|children|residents|women|our",
            "regardless|irrespective of",
            "no one",
        ),
    ),
    Cue(
        "fair_words",
        "words of fairness without an act",
        good=("A fair and just society matters.",),
        bad=("The job fair was held.",),
        phrases=(
            (
                "fairness|justice|dignity|respect|fairer|inclusive|equitable|diverse|empowered|empowerment|"
                "solidarity|compassion|compassionate|tolerance|decency|freedom|democracy|flourish|thrive"
            ),
            "fair and|society|share|for|to",
            "social justice",
            "healthy|better|good|full|fulfilling lives|life",
            "full potential",
            "level playing field",
            "choice and control",
        ),
    ),
    Cue(
        "soft_verb",
        "a verb that no outsider could check",
        good=("We will promote equality.", "It supports and encourages people."),
        bad=("We will publish a report.",),
        phrases=(
            (
                "support|supports|supporting|promote|promotes|promoting|encourage|encourages|encouraging|"
                "foster|fosters|fostering|champion|enhance|enhancing|prioritise|prioritising|strengthen|"
                "strengthening|improve|improving|empower|empowering|embed|embedding|facilitate|"
                "facilitating|explore|exploring|maximise|maximising|tackle|tackling|address|addressing|"
                "advance|advancing|enable|enabling|ensure|ensures|ensuring"
            ),
            "raise|raising awareness",
            "work|works|working with|together|towards|closely|to",
            "continue|continues|continuing|continued to",
            "seek|seeks|look|looking to|at",
            "build|building on|upon",
            "help|helps|helping to|us|people|them",
            "take|taking account|forward|steps|action|into",
            "press|push|call|campaign for",
        ),
    ),
    Cue(
        "hedge",
        "hedges and limits",
        good=("Where possible we will help.", "It may be that so."),
        bad=("We will help.", "It opens by May 2014."),
        raw=r"\bmay\b",
        needs="c",
        phrases=(
            (
                "where|if|wherever|whenever possible|appropriate|necessary|applicable|practicable|needed|"
                "feasible|relevant"
            ),
            "as appropriate|necessary|needed|required|possible|far",
            (
                "might|could|perhaps|possibly|potentially|likely|unlikely|generally|broadly|largely|"
                "probably"
            ),
            "potential to",
            "tend|tends to",
            "subject to",
            "in principle",
        ),
    ),
    Cue(
        "defines",
        "a definition",
        good=("Personalisation means that people choose.", "Equity refers to fairness."),
        bad=("It is a means of transport.", "It is about to open.", "We involve carers."),
        text=r"\b(?:is|are) about (?!to\b)",
        needs="about",
        phrases=(
            "means that|having|being|people|ensuring|the|giving|we",
            "refers|refer to",
            "is|are|be|been defined as",
            "definition|definitions|define|defines|defined",
            "term|terms is|are|used|refers|co-production",
            "known|described as",
            "involves|entails|entail",
        ),
    ),
    Cue(
        "expected_effect",
        "an effect that is hoped for",
        good=("This will help people to live well.", "thereby improving care"),
        bad=("We will publish it.",),
        phrases=(
            (
                "this|these|it|which|that|they will help|enable|ensure|allow|lead|improve|support|mean|"
                "provide|give|make|reduce|result|also|be|create|include|bring"
            ),
            "as a result",
            "thereby|thus ensuring|improving|reducing|enabling|helping",
            "in order to|that",
            "so that|as",
            "will|can|could|would benefit|result|enable|help",
            "will|can|could|would lead to",
            "with a view to",
            "helping|enabling|allowing to|people|them|us",
        ),
    ),
    Cue(
        "future_state",
        "a desired state in the future: will be, will have",
        good=("People will have more control.", "Everyone will be treated fairly."),
        bad=("We will publish it.",),
        text=r"\b(?:people|everyone|residents|children|women|carers|patients|communities|families|"
        r"they|citizens|individuals|services|staff|users|adults)\b[^,;.]{0,30} will (?:\w+ly )?"
        r"(?:be|have|feel|know|experience|live|receive|get|enjoy|benefit)\b",
        needs="w",
    ),
    Cue(
        "comparison_goal",
        "more, better, stronger of something as the thing wanted",
        good=("We need better services.", "greater equality"),
        bad=("The service is good.",),
        phrases=("more|better|greater|stronger|closer|fairer|wider|improved|increased|further",),
    ),
    Cue(
        "reason_why",
        "a reason is given",
        good=("because it works", "in order to help"),
        bad=("it works", "It is due to open in May."),
        text=r"\bdue to (?!be\b)(?:(?:the|an?|its|their|our|this|that|his|her|poor|low|high|\w+ing)\b|\w+(?:tion|ity|ness|ment|s) )",
        needs="due",
        phrases=(
            "because|therefore|thus|hence",
            "in order to|that",
            "so that",
            "so as to",
            "this is why",
        ),
    ),
    Cue(
        "political",
        "the language of campaigns",
        good=("Our country deserves better.", "Labour will end this."),
        bad=("The service is run by staff.",),
        phrases=(
            "our country|nation|economy|society|party|democracy|people|future|planet|children|manifesto",
            (
                "deserve|deserves|britain|manifesto|labour|conservatives|conservative|tories|tory|greens|"
                "voters|working-class|capitalism|socialist|austerity"
            ),
            "green|labour|liberal|conservative party",
            "liberal democrats",
            "we demand|believe|oppose|stand|reject|pledge",
        ),
    ),
    Cue(
        "challenge_ahead",
        "challenges and opportunities as general talk",
        good=("Our challenge is to adapt.", "The key challenge is cost."),
        bad=("It opened in May.",),
        phrases=(
            "our|the|key challenge|challenges|opportunity|opportunities is|are|to",
            "challenge|opportunity is to",
            (
                "recognise|recognises|recognize|recognizes|acknowledge|acknowledges|understand|understands "
                "that|the|how"
            ),
            "we know|understand",
        ),
    ),
)
