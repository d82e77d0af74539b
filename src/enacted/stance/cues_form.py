"""Cues of form: headings, fragments, references, questions, items of a list."""

# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one
from __future__ import annotations

from enacted.stance.cue import Cue

CUES: tuple[Cue, ...] = (
    Cue(
        "ends_cut",
        "the end is missing: no stop, and a last word that wants another",
        good=("The purpose is to understand better what", "delivered by the", "data, and"),
        bad=("It was delivered.", "It was delivered"),
        unstopped=r"\b(?:the|a|an|of|to|and|or|for|with|in|on|by|that|which|what|their|our|its|is|are|was|were|"
        r"as|from|at|be|has|have|will|can|this|these|into|such|more|not|who|we|it|,)\s*$|[,–-]\s*$",
    ),
    Cue(
        "no_stop",
        "no full stop, question mark or colon at the end",
        good=("Equality and diversity 14", "It was delivered"),
        bad=("It was delivered.", "It was delivered.3", "We will:", "It was “delivered.”"),
        unstopped=r"[^.!?:;\s][\s]*$(?<!\.[\"”'’)\]]\s)(?<![.!?;:][\"”'’)\]])(?<!\.\d)(?<!\.\d\d)(?<!\.\d\d\d)",
    ),
    Cue(
        "ends_colon",
        "it introduces something",
        good=("We will:", "The aims are as follows:"),
        bad=("We will: act.",),
        unstopped=r":\s*$",
    ),
    Cue(
        "ends_semicolon",
        "it ends in a semicolon or comma, or in one with and, as items do",
        good=("promote inclusion;", "promote inclusion; and"),
        bad=("promote inclusion.",),
        unstopped=r"[;,]\s*(?:and|or)?\s*$",
    ),
    Cue(
        "starts_lower",
        "it begins in lower case: the rest of something, or an item",
        good=("mandate, which preserves review.", "and healthy lives"),
        bad=("Mandate it.", "12 people", "(a) Most agreed."),
        raw=r"^\W*(?![a-z]{1,4}[.)]\s)[a-z]",
    ),
    Cue(
        "starts_mid",
        "it begins in the middle: a comma, a bracket that closes, a connecting word in lower case",
        good=(", which preserves review.", "and healthy lives", "of the board"),
        bad=("Of the board, six came.",),
        raw=r"^\s*(?:[,;)\]%]|(?:and|or|of|to|for|with|in|on|by|that|which|who|from|as|at|is|are|was|were|than)\b)",
    ),
    Cue(
        "question",
        "a question",
        good=("Who owns it?", "What should be done?"),
        bad=("It was asked.",),
        unstopped=r"\?[\"”'’)]?\s*$",
    ),
    Cue(
        "question_word",
        "it begins as a question",
        good=("How do we measure it", "Do you agree?"),
        bad=("We know how.", "When we asked carers, many came."),
        text=r"^\W*(?:\d+[.)]\s*)?(?:(?:who|what|why|how|which|do|does|did|is|are|can|could|would|"
        r"will|have|has) (?:\w+ ){0,1}(?:is|are|do|does|did|you|we|they|the|there|can|should|your|this)|"
        r"(?:when|where) (?:is|are|do|does|did|can|should|will))\b",
    ),
    Cue(
        "bullet",
        "it begins with a bullet",
        good=(
            "• promote inclusion",
            "– Promote",
            "\uf0b7 Promote",
            "ü Curate a library",
            "o Develop",
        ),
        bad=("Promote inclusion", "a policy"),
        raw=r"^\s*(?:[•●■▪►✓➢○◦·*§¾\uf000-\uf0ff\-–—]|[üoØv] (?=\S))",
    ),
    Cue(
        "numbered",
        "it begins with a number, letter or numeral",
        good=("1. Introduce it", "(iii) report", "2.1 Aims", "a) promote"),
        bad=("Introduce it", "12 people came.", "U.S. agencies act.", "3.5 million adults came."),
        raw=r"^\s*\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}[.):](?!\d)|\d{1,2}(?:\.\d{1,2}){1,3}(?! ?(?:[mb]illion|thousand|per|times|%|"
        r"hours?|days?|weeks?|months?|years?|miles|points?)\b)|[a-zA-Z][.)](?![A-Za-z]\.)|[ivx]{1,5}[.)])",
    ),
    Cue(
        "labelled",
        "a label and a colon before the matter",
        good=("Inventory Data Assets: Maintain one.", "Social prescribing: enables care."),
        bad=("We will:", "It was done."),
        raw=r"^\W*[A-Z][^.:;?!]{2,60}: \S",
    ),
    Cue(
        "title_case",
        "nearly every word has a capital",
        good=("Improving the Co-Creation Process", "OGP Participation and Co-creation Standards"),
        bad=("Improving the process of co-creation.", "It was done."),
        raw=r"^\W*(?:\d[\d.]*\s+)?(?:[A-Z0-9][\w'&/()-]*[,:–]?\s+|(?:of|and|the|for|in|on|to|a|with|by|–|-|&)\s+"
        r")*[A-Z0-9][\w'&/()-]*\W*$",
    ),
    Cue(
        "all_capitals",
        "capitals throughout",
        good=("EQUALITY AND DIVERSITY",),
        bad=("Equality and diversity", "NHS staff"),
        raw=r"^[^a-z]*[A-Z]{2}[^a-z]*$",
    ),
    Cue(
        "reference",
        "a bibliographic reference",
        good=(
            "Smith, J. (2010) Equality in care, London: Sage.",
            "LGBT Foundation, “Hidden Figures,” 2021.",
            "https://example.org/report",
        ),
        bad=("It was done in 2010.",),
        raw=(
            r"https?://|www\.|et al\.?,? \(?\d",
            r"\b(?=[dIAaRrVp])(?:doi|ISBN|Ibid|[Aa]ccessed|[Rr]etrieved from|[Aa]vailable (?:at|from)|Vol\.|pp?\. ?\d)",
            r"\d\(\d",
            r"\A\W*\d{0,3}\s*[A-Z][\w-]+,? [A-Z]\.",
        ),
        tail=r"[”\"’'],? (?:19|20)\d\d\.?\s*$|, (?:19|20)\d\d\.?\s*$",
        needs="0 Y . https www doi isbn ibid accessed retrieved available vol p pp et",
    ),
    Cue(
        "caption",
        "a caption, source line or note",
        good=("Figure 3: Prevalence by age", "Table 2 Smoking", "Source: ONS"),
        bad=("The figure rose.", "Note that bodies must reply.", "Part of the budget was kept."),
        raw=r"^\W*(?:Figure|Fig\.?|Table|Chart|Map|Box|Graph|Source|Sources|Note|Notes|Photo|Image|Appendix|"
        r"Annex|Chapter|Section|Part|Step|Question|Theme|Objective|Priority|Aim|Goal|Action|Recommendation)\b"
        r"\s*(?:\d|[:.–-]|[A-Z]\b)",
    ),
    Cue(
        "contact",
        "contact details",
        good=("Tel: 01243 777100", "Email: info@example.org", "RH16 4EX"),
        bad=("We will email it.", "Email invitations went out."),
        raw=(
            r"[TPFE](?<!\w[TPFE])(?:(?<=T)el|(?<=T)elephone|(?<=P)hone|(?<=F)ax|(?<=E)mail|(?<=E)-mail)\b(?=\.?\s*[:+(\d]|\s+\S+@)",
            r"@(?<=[\w-]@)[\w-]+\.",
            r"[A-Z](?<!\w[A-Z])[A-Z]?\d{1,2}[A-Z]? \d[A-Z]{2}\b",
        ),
        needs="tel telephone phone fax email e-mail @ 0",
    ),
    Cue(
        "contents_line",
        "it ends in a page number or has dot leaders",
        good=("Equality and diversity 14", "Introduction .......... 3"),
        bad=("There were 14.", "It cost 14."),
        raw=(r"\.{4}", r"\. \. \. \.", "……"),
        unstopped=r"[A-Za-z)] \d{1,3}\s*$",
    ),
    Cue(
        "table_cells",
        "runs of numbers, as in a row of a table",
        good=("social care services 58 40 50 34", "Yes 12 No 14 3 5"),
        bad=("In 2012 there were 40 of them.",),
        tags=r"0%?[0Y]%?[0]|(?:0n?){4}|(?:[0Y]%?[(]?){4}",
        needs="0 Y",
    ),
    Cue(
        "signpost",
        "it points at another part of the document",
        good=(
            "The following table outlines the data.",
            "See section 4.",
            "This chapter sets out the aims.",
        ),
        bad=("We will act.",),
        text=r"^\W*(?:\d{1,2} )?see\b|\b(?:see|refer to) (?:also )?(?:section|chapter|appendix|annex|page|table|figure|the|box|above|below)"
        r"|\bas follows\b|\b(?:the )?following (?:\w+ ){0,3}(?:outlines?|shows?|describes?|sets?|tables?|"
        r"diagrams?|sections?|chapters?|pages?)\b|\b(?:this|these|each|next|the) (?:\w+ )?(?:section|chapter|"
        r"document|report|paper|appendix|annex|table|figure|page|guide|summary|toolkit|box|diagram)s?\b"
        r"(?: \w+){0,2} (?:sets? out|outlines?|describes?|provides?|summarises?|presents?|shows?|details?|lists?|"
        r"explains?|contains?|explores?|considers?|looks?|covers?|is|are|has|will|aims?)\b|\b(?:below|overleaf)\b(?! (?:the |national |county )?(?:poverty|average))"
        r"|\(see ",
        needs="see refer follows below overleaf section sections chapter chapters document documents "
        "report reports paper papers appendix annex table tables figure figures page pages guide "
        "guides summary toolkit box diagram diagrams outline outlines",
    ),
    Cue(
        "this_document",
        "the document speaks of itself",
        good=("This strategy sets out our plans.", "the present report"),
        bad=("A strategy was written.",),
        text=r"\b(?:this|the present|our) (?:\w+ )?(?:document|strategy|plan|report|paper|policy|manifesto|framework|"
        r"review|assessment|guide|guidance|evaluation|profile|audit|briefing|needs assessment|jsna|statement)\b",
        needs="this present our",
    ),
    Cue(
        "several_sentences",
        "more than one sentence in one",
        good=("It was done. It will be done again.",),
        bad=("It was done by Mr. Jones.", "It was done."),
        raw=r"[.!?](?<=[a-z)]{3}.) [A-Z][a-z]* [a-z]",
        needs=".",
    ),
    Cue(
        "several_bullets",
        "a run of bullet points in one",
        good=("• They work • They learn • They lead",),
        bad=("• They work",),
        text=r"[•●■▪\uf0b7][^•●■▪\uf0b7]+[•●■▪\uf0b7]",
        needs="•",
    ),
    Cue(
        "legal_notice",
        "copyright, disclaimers, publication lines",
        good=("© Crown copyright 2013", "All rights reserved."),
        bad=("Everyone has rights.",),
        text=r"©|copyright|all rights reserved|disclaimer|no liability|published by|printed (?:by|on)|"
        r"alternative format|terms and conditions|cookie|other languages|large print|licen[cs]ed under",
        needs="© copyright rights disclaimer liability published printed alternative terms cookie cookies languages large licensed licenced",
    ),
    Cue(
        "foreign",
        "a run of words that are hardly English",
        good=(
            "Byddwn yn ymgynghori’n eang ynghylch dyluniad y gronfa.",
            "les femmes et les hommes de la ville",
        ),
        bad=("We will consult widely on the design of the fund.",),
        text=r"\b(?:yn|ynghylch|gyda|ein|byddwn|gan|mae|bydd|les|des|une|der|und|los|las|een|het)\b[^.]* (?:y|yn|i|o|"
        r"et|des|de|la|les|du|und|der|die|en|el|los|van|een|ar|gyda|ein|gan)\b",
        needs="yn ynghylch gyda ein byddwn gan mae bydd les des une der und los las een het",
    ),
)
