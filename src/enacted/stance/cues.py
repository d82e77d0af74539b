"""All cues of a sentence by name: what it shows itself, its main clause, and its surroundings."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from enacted.stance import cues_deed, cues_evidence, cues_form, cues_specific, cues_speech
from enacted.stance.context import context_cues, joined
from enacted.stance.cue import CueTable
from enacted.stance.grammar import read

if TYPE_CHECKING:
    from enacted.stance.grammar import Reading
    from enacted.stance.records import Statement

TABLE = CueTable(
    (*cues_specific.CUES, *cues_speech.CUES, *cues_deed.CUES, *cues_evidence.CUES, *cues_form.CUES)
)
"""Every cue that stands in the sentence itself."""

_CHECKABLE_WORDS = (
    "money count_of_acts count_of_people in_year deadline full_date place named_thing "
    "scheme_named acronym method new_post_or_unit product named_in_brackets quoted_name "
    "other_number "
)
_CHECKABLE = frozenset(_CHECKABLE_WORDS.split())


@lru_cache(maxsize=10_000)
def _clause(
    tense: str, subjects: tuple[str, ...], verb: str, groups: tuple[str, ...]
) -> tuple[str, ...]:
    """Cues of the main clause: tense, subject and verb, and what they make together."""
    cues = [f"tense:{tense}", f"verb:{verb}", f"tense:{tense}&verb:{verb}"]
    for subject in subjects:
        cues += [
            f"subject:{subject}",
            f"tense:{tense}&subject:{subject}",
            f"subject:{subject}&verb:{verb}",
        ]
    return (*cues, *(f"has:{group}" for group in dict.fromkeys(groups)))


def length_cue(reading: Reading) -> str:
    """Length of the sentence in words, in steps."""
    words = sum(1 for tag in reading.tags if tag.isalnum())
    for limit in (0, 3, 6, 10, 15, 22, 30, 40, 60):
        if words <= limit:
            return f"words:{limit}"
    return "words:more"


def find_cues(
    statement: Statement, neighbours: dict[str, Reading] | None = None
) -> tuple[Reading, list[str]]:
    """Shallow reading and cues of one sentence, each cue once, in a fixed order.

    Parameters
    ----------
    neighbours
        Readings by text, shared between the sentences of a batch so that each is read once.
    """
    known: dict[str, Reading] = {} if neighbours is None else neighbours
    reading = known.get(statement.text)
    if reading is None:
        reading = known[statement.text] = read(statement.text)
    whole = joined(statement, reading)
    reading = whole or reading
    own = TABLE.find(reading)
    specific = len(own & _CHECKABLE)
    cues = list(_clause(reading.tense, reading.subject, reading.verb, reading.groups))
    cues += sorted(own)
    cues.append(f"specific:{min(specific, 5)}")
    cues.append(f"specific:{min(specific, 3)}&tense:{reading.tense}")
    cues.append(f"specific:{min(specific, 3)}&verb:{reading.verb}")
    cues.append(length_cue(reading))
    cues += context_cues(statement, reading, known, led=whole is not None)
    return reading, list(dict.fromkeys(cues))
