"""Words whose full stop may not end a sentence, by what it takes for it to do so.

All in lower case, without the last stop.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEVER = _words(
    """
    dr mr mrs ms mx prof rev revd fr hon rt sr sra st ste gen maj col lt capt sgt cpl cmdr adm
    gov sen rep cllr messrs mme mlle supt insp pc det pres amb e.g eg i.e ie cf viz vs v esp
    approx ca c circa incl excl resp
    """
)
"""Never ends a sentence before a further word on the same line."""

BEFORE_NUMBER = _words(
    """
    no nos nr num para paras par paragr sec sect secs s ss art arts ch chap chaps cap fig figs
    tab vol vols p pp pt pts ref refs app appx annex cl cls reg regs r rr sch sched ed eds eq
    eqn ex item tel fax ext mob max min rs ver jan feb mar apr jun jul aug sep sept oct nov dec
    doc docs sub subs subpara u/s box lit rec recs
    """
)
"""Does not end a sentence before a number, a lone letter or a bracket."""

MAYBE = _words(
    """
    etc al ltd inc co corp plc llp llc bros assoc assn ass'n dept depts est govt univ inst min
    jr ibid op loc a.m p.m am pm u.s u.k e.u u.n u.s.a d.c ph.d m.a b.a ll.b b.sc m.sc ave rd
    blvd mt ft hrs hr mins no org pty s.a mon tue tues wed thu thur thurs fri sat sun
    """
)
"""Ends a sentence only before a word that often begins one."""

STARTERS = _words(
    """
    a about above according across additionally after again all along also alternatively
    although among an and another any approximately are as at based because before below besides
    between both but by can certain clearly consequently consider could currently despite did do
    does during each either ensure even every everyone finally first firstly following for from
    further furthermore given has have he hence her here his how however i if in indeed instead
    is it its last lastly later local many meanwhile more moreover most much my nearly neither
    nevertheless next no none nonetheless nor not note nothing now often on once one only or
    other others otherwise our out over overall participants people perhaps please previously
    rather respondents second secondly see several she should similarly since so some sometimes
    still such that the their them then there therefore these they third this those though
    through throughout thus to together two under unless unlike until up upon using was we were
    what when where whereas whether which while who why will with within without would yes yet
    you your
    """
)
"""Words that, with a capital, mostly stand there because a sentence begins."""

LABELS = _words(
    """
    annex appendix part schedule group option category class grade plan table section type
    vitamin hepatitis figure box level phase step tier band zone area strand theme goal aim
    priority objective site block ward unit module form domain criterion scenario model case
    chapter article
    """
)
"""Words after which a lone letter is a label ("Annex B."), not somebody's initial."""
