from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.concepts.cue_bank import REACH, Context, CueBank
from enacted.concepts.cues import Cues
from enacted.concepts.folding import fold
from enacted.concepts.terms import FormError


def nearest(cues: list[str], text: str, start: int, end: int) -> int | None:
    bank = CueBank()
    number = bank.add(Cues(cues))
    return bank.present(text).distance(number, Context.around(text, start, end))


def at(cue: str, text: str, mention: str) -> int | None:
    start = text.index(mention)
    return nearest([cue], text, start, start + len(mention))


@pytest.mark.parametrize(
    ("cue", "text", "hit"),
    [
        ("priorit*", "they set priorities", True),
        ("priorit*", "they deprioritise", False),
        ("priorit*", "priorit", True),
        ("priorit* set", "priorities set by all", True),
        ("priorit* set", "priority reset", False),
        ("{draft,write} plans", "we write plans", True),
        ("set ... priorities", "set a few new priorities", True),
        ("set ... priorities", "set one two three four five six seven priorities", False),
        ("set ... priorities", "reset the priorities", False),
        ("set ... priorities", "set, at last, (priorities)", True),
        ("co-design", "by co design and", True),
        ("co-design", "by codesign", True),
        ("co- design", "by co- design", True),
        ("a-b-c-d-e f", "an a b-cd- e f", True),
        ("organised by", "organized by", True),
        ("organis*", "organizations", True),
        ("organis* ... work", "organizations that work", True),
        ("Peer Support", "peer support", True),
        ("peer", "peers", False),
        ("peer", "peer_s", False),
        ("peer", "(peer)", True),
        ("peer", "a peer12 and", True),
        ("peer", "a peer1234 and", False),
        ("peer", "a peer1a and", False),
        ("level 1", "at level 12", False),
        ("set ... level 1", "set at level 12", False),
        ("set ... priorities", "set all priorities8", True),
    ],
)
def test_cues_match_words(cue: str, text: str, hit: bool) -> None:
    assert (nearest([cue], text, 0, 0) is not None) is hit


def test_cues_tied_to_the_mention() -> None:
    assert at("~ criteria", "the inclusion criteria were", "inclusion") == 0
    assert at("~ criteria", "the inclusion of criteria", "inclusion") is None
    assert at("for ~ in", "for inclusion in the report", "inclusion") == 0
    assert at("~ ... criteria", "the inclusion of all criteria", "inclusion") == 0
    assert at("~ criteria", "equity and inclusion criteria", "equity") is None


def test_distance_is_in_characters() -> None:
    assert at("budget", "inclusion and the budget", "inclusion") == len(" and the ")
    assert at("budget", "the budget and inclusion", "inclusion") == len(" and ")
    assert at("the ... budget", "the big budget and inclusion", "inclusion") == len(" and ")


def test_touching_needs_overlap() -> None:
    bank = CueBank()
    number = bank.add(Cues(["private equity", "all ~", "sheer ... equity"]))
    text = "private equity and equity, all equity, sheer old equity"
    present = bank.present(text)
    places = [m.start() for m in re.finditer("equity", text)]
    touched = [present.touches(number, Context.around(text, i, i + 6)) for i in places]
    assert touched == [True, False, True, True]


@pytest.mark.parametrize(
    "cue", ["", "...", "... a", "a ...", "a ... b ... c ... d", "a*b", "*", "~ ~", "x~", "12"]
)
def test_faulty_cues_are_refused(cue: str) -> None:
    with pytest.raises(FormError):
        Cues([cue])


def test_no_cues_never_match() -> None:
    bank = CueBank()
    number = bank.add(Cues([]))
    context = Context.around("equality", 0, 8)
    present = bank.present("equality")
    assert present.distance(number, context) is None
    assert not present.touches(number, context)


def test_lists_are_kept_apart() -> None:
    bank = CueBank()
    first, second = bank.add(Cues(["budget", "set aims"])), bank.add(Cues(["aims"]))
    present = bank.present("equality of aims")
    context = Context.around("equality of aims", 0, 8)
    assert present.distance(first, context) is None
    assert present.distance(second, context) == len(" of ")


def test_cues_out_of_reach_do_not_count() -> None:
    near = "budget " + "x " * 60 + "inclusion"
    far = "budget " + "x " * (REACH // 2 + 1) + "inclusion " + "y " * 90 + "budget"
    assert at("budget", near, "inclusion") == 121
    assert at("budget", far, "inclusion") is None


def test_the_nearest_of_very_many_cues_is_found() -> None:
    text = "budget " * 500 + "and equity or " + "budget " * 500
    assert at("budget", text, "equity") == len(" or ")
    bank = CueBank()
    number = bank.add(Cues(["budget budget", "x equity"]))
    start = text.index("equity")
    assert not bank.present(text).touches(number, Context.around(text, start, start + 6))


@given(st.text(max_size=600), st.integers(0, 600), st.integers(1, 40))
def test_a_context_holds_its_mention(text: str, start: int, length: int) -> None:
    folded = fold(text)
    start = min(start, len(folded))
    end = min(start + length, len(folded))
    context = Context.around(folded, start, end)
    low = context.offset
    assert context.text[context.start : context.end] == folded[start:end]
    assert folded[low : low + len(context.text)] == context.text
    assert len(context.text) <= end - start + 2 * (REACH + 60)
    assert context.tied.count("~") == 1


WORD = st.sampled_from(["set", "aim", "aims", "co-opt", "co opt", "organise", "organize", "reset"])
CUE = st.sampled_from(
    ["set", "aim*", "co-opt", "organise", "set aims", "set ... aims", "co-opt ... aim*", "re*"]
)


def stands(cue: str, text: str) -> bool:
    """Whether a cue stands in the text, by one regular expression."""
    body = re.escape(cue).replace(r"\ \.\.\.\ ", " (?:[^ ]+ ){0,6}?").replace(r"\*", r"\w*")
    body = body.replace(r"\-", "(?:-| )?").replace("ise", "i[sz]e").replace(r"\ ", " ")
    return re.search(rf"(?<!\w){body}(?!\w)", text) is not None


@given(st.lists(CUE, min_size=1, max_size=4), st.lists(WORD, max_size=12), st.integers(0, 12))
def test_one_pass_finds_what_each_cue_alone_finds(
    cues: list[str], words: list[str], at: int
) -> None:
    before, after = words[:at], words[at:]
    text = " ".join([*before, "equity", *after])
    start = len(" ".join([*before, ""]))
    end = start + len("equity")
    together = nearest(cues, text, start, end)
    alone = [d for cue in cues if (d := nearest([cue], text, start, end)) is not None]
    assert together == min(alone, default=None)
    assert (together is not None) is any(stands(cue, text) for cue in cues)
