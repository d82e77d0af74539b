"""Facets read by cues and by what coded sentences teach."""

from __future__ import annotations

import dataclasses
import io
import itertools
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.concepts import Codebook, FacetModel, Finder, Passage, mentions_apart
from enacted.concepts.cue_bank import Context
from enacted.concepts.facet_model import (
    BUILT_IN,
    LENGTH,
    LearnedFacets,
    features_of,
)
from enacted.concepts.facet_training import (
    Lesson,
    by_sentence,
    cases_of,
    fit,
    held_out,
    micro_f1,
    weigh,
)
from enacted.concepts.folding import fold
from enacted.errors import ModelError
from enacted.evidence import COLUMNS, PLACES, stacked
from enacted.guide import CONCEPTS, FACETS
from enacted.types import Kind, Sense, Sentence

KEPT = Path(__file__).parents[2] / "benchmarks" / "concept_sentences" / "kept.jsonl"
BOOK = Codebook.read()
RULES = Finder(BOOK)
DESIGN = COLUMNS.index(("modes", "design"))
DELIVER = COLUMNS.index(("modes", "deliver"))


def lesson_of(row: dict[str, Any]) -> Lesson:
    passage = Passage(row["source"], row["text"], row.get("before", ""), row.get("after", ""))
    facets: set[str] = set()
    for facet in FACETS.keys() & row.keys():
        values = [row[facet]] if facet == "level" else row[facet]
        facets |= {f"{facet}={value}" for value in values}
    return Lesson(passage, row["rel"], frozenset(facets))


def sentence(text: str, number: int = 0, **changes: object) -> Sentence:
    own = Sentence(number, number, Kind.PARAGRAPH, text, 0, len(text), 1, (), "", "", 9)
    return dataclasses.replace(own, **changes)  # type: ignore[arg-type]


def model(
    words: dict[str, dict[tuple[str, str], int]], *, stack: tuple[float, float, float]
) -> FacetModel:
    """A model of few words; a weight of 100 adds 1 to a logit, times the value of a feature."""
    weights = np.zeros((len(words), len(COLUMNS)), dtype=np.int16)
    for row, values in enumerate(words.values()):
        for column, weight in values.items():
            weights[row, COLUMNS.index(column)] = weight
    names = {name: row for row, name in enumerate(words)}
    whole = np.repeat(np.array(stack)[:, None], len(COLUMNS), axis=1)
    return FacetModel(names, weights, np.zeros(len(COLUMNS)), 0.01, whole)


LOAVES = model({"loave": {("modes", "deliver"): 900}}, stack=(1.0, 1.0, -0.5))
OF_LOAVES = Finder(BOOK, LOAVES)
BUILT_IN_FINDER = Finder(BOOK, FacetModel.built_in())


def test_features_are_beginnings_of_words_and_where_they_stand():
    text = fold("In 2019 residents co-produced the services.")
    start = text.index("co-")
    found = features_of(Context.around(text, start, start + 11), "co-production")
    assert found == [
        "in", "0", "resid", "co-pr", "the", "servi", ".",
        "in 0", "0 resid", "resid co-pr", "co-pr the", "the servi", "servi .",
        "<in", "<0", "<resid", ">the", ">servi", ">.",
        "=co-production", "<<resid", "<<0 resid", ">>the", ">>the servi",
    ]  # fmt: skip


@given(st.text(max_size=60), st.text(max_size=60))
def test_features_are_found_of_any_text_each_once(before: str, after: str):
    text = fold(f"{before} equality {after}")
    start = len(before) + 1
    found = features_of(Context.around(text, start, start + 8), "equality")
    assert len(found) == len(set(found))
    assert "=equality" in found


def test_logits_are_weighted_sums_of_a_vector_of_one_length():
    made = model(
        {"a": {("modes", "design"): 300}, "b": {("modes", "design"): -100}}, stack=(1, 1, 0)
    )
    logits = made.logits([["a", "b", "c", "d"], [], ["c"], ["a"]])
    assert logits[:, DESIGN] == pytest.approx([(3 - 1) * LENGTH / 2, 0, 0, 3 * LENGTH])
    assert not logits[:, DELIVER].any()


@given(st.lists(st.lists(st.sampled_from("abcd"), unique=True), min_size=1, max_size=6))
def test_each_mention_is_read_by_itself(features: list[list[str]]):
    draws = np.random.default_rng(5)
    weights = draws.integers(-500, 500, (3, len(COLUMNS))).astype(np.int16)
    made = dataclasses.replace(LOAVES, names={"a": 0, "b": 1, "c": 2}, weights=weights)
    together = made.logits(features)
    for row, own in enumerate(features):
        assert (made.logits([own])[0] == together[row]).all()


def test_a_facet_of_one_value_gets_the_likeliest():
    logits = np.full((1, len(COLUMNS)), 2.0)
    logits[0, COLUMNS.index(("level", "collective"))] = 3.0
    whole = np.repeat([[1.0], [1.0], [0.0]], len(COLUMNS), axis=1)
    shown = stacked(whole, np.zeros((1, len(COLUMNS)), dtype=np.bool_), logits)
    assert shown[0, PLACES["level"]].tolist() == [False, False, True]
    assert shown[0, PLACES["modes"]].all()


def test_words_show_what_no_cue_does():
    text = "Neighbours co-produce loaves."
    (rules,) = RULES.mentions([sentence(text)])
    (both,) = OF_LOAVES.mentions([sentence(text)])
    assert "deliver" not in rules.modes
    assert both == dataclasses.replace(rules, modes=tuple(sorted((*rules.modes, "deliver"))))


def test_words_outvote_a_cue():
    text = "Users took part in the co-production of loaves, designed by bakers."
    against = model({"loave": {("modes", "design"): -900}}, stack=(1.0, 1.0, -0.5))
    (rules,) = RULES.mentions([sentence(text)])
    (both,) = Finder(BOOK, against).mentions([sentence(text)])
    assert "design" in rules.modes
    assert both.modes == ()


def test_with_weights_on_the_cues_alone_nothing_changes():
    told = dataclasses.replace(
        FacetModel.built_in(), stack=np.repeat([[0.0], [1.0], [-0.5]], len(COLUMNS), axis=1)
    )
    texts = [
        "Residents co-designed the service to improve outcomes.",
        "Patients and carers co-produce, commission and evaluate care as a matter of rights.",
        "Health inequalities and equal access to services for all.",
        "Personal budgets give people choice.",
    ]
    own = [sentence(text, number) for number, text in enumerate(texts)]
    assert Finder(BOOK, told).mentions(own) == RULES.mentions(own)


def test_names_and_other_senses_show_nothing():
    texts = ["The Equality Act 2010 applies.", "Inclusion criteria were met by all of the loaves."]
    for number, text in enumerate(texts):
        for mention in BUILT_IN_FINDER.mentions([sentence(text, number)]):
            assert mention.sense is not Sense.CONCEPT
            assert (mention.equality, mention.reasons) == ((), ())


def test_what_speaks_for_facets_is_kept_beside_the_mentions():
    listed = [
        sentence("The Equality Act 2010 applies to personal budgets."),
        sentence("We will support co-production by:", 1),
        sentence(
            "baking loaves.", 2, kind=Kind.LIST_ITEM, lead_in="We will support co-production by:"
        ),
        sentence("Patients co-designed loaves, and inequality fell.", 3),
    ]
    mentions, evidence = OF_LOAVES.with_evidence(listed)
    assert mentions == OF_LOAVES.mentions(listed)
    # Of names, of what no facet is coded of, and of what has no surface, nothing is said.
    assert [mentions[number].surface for number in evidence] == [
        "co-production", "co-designed", "inequality",
    ]  # fmt: skip
    for number, own in evidence.items():
        mention = mentions[number]
        assert own.facets == CONCEPTS[mention.concept]
        shown = stacked(LOAVES.stack, own.cues[None], own.words[None])[0]
        assert own.values(shown) == {facet: getattr(mention, facet) for facet in own.facets}
    (rules,) = RULES.mentions([listed[3]])[:1]
    designed = next(own for n, own in evidence.items() if mentions[n].surface == "co-designed")
    assert [v for f, v in itertools.compress(COLUMNS, designed.cues) if f == "modes"] == [
        *rules.modes
    ]
    assert RULES.with_evidence(listed)[1] == {}


def test_a_list_item_is_read_with_its_lead_in():
    listed = [
        sentence("We will support co-production by:"),
        sentence(
            "baking loaves.", 1, kind=Kind.LIST_ITEM, lead_in="We will support co-production by:"
        ),
    ]
    found = OF_LOAVES.mentions(listed)
    assert [(m.carried_from, "deliver" in m.modes) for m in found] == [(-1, False), (0, True)]


def test_cues_of_ones_own_are_left_to_decide():
    facets = tuple(
        dataclasses.replace(facet, values=(("design", ("loaves",)),))
        if facet.name == "modes"
        else facet
        for facet in BOOK.facets
    )
    mine = dataclasses.replace(BOOK, facets=facets)
    text = "Neighbours co-produce loaves."
    (read,) = Finder(mine, LOAVES).mentions([sentence(text)])
    assert read.modes == ("design",)
    reader = LearnedFacets(LOAVES, dataclasses.replace(BOOK, facets=()))
    assert not any(map(reader.speaks, range(len(BOOK.concepts))))


def test_on_sentences_of_writers_that_it_never_saw_it_is_better_than_the_cues():
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    taught = [lesson_of(json.loads(line)) for line in lines]
    passages = [lesson.passage for lesson in taught]
    rules = cases_of(taught, mentions_apart(RULES, passages))
    both = cases_of(taught, mentions_apart(BUILT_IN_FINDER, passages))
    rows = np.arange(len(rules.features))
    for facet, least in {"modes": 0.75, "level": 0.7, "equality": 0.7, "reasons": 0.6}.items():
        coded, cues, found = (
            by_sentence(rules, rows, given.astype(np.float64), facet) > 0
            for given in (rules.coded, rules.told, both.told)
        )
        assert micro_f1(found, coded) > max(least, micro_f1(cues, coded)), facet


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_offsets_and_senses_are_those_of_the_rules(around: str):
    text = f"{around} residents co-design equality {around}"
    own = [sentence(text)]
    rules = RULES.mentions(own)
    both = OF_LOAVES.mentions(own)
    bare = [dataclasses.replace(m, modes=(), level="", reasons=(), equality=()) for m in both]
    assert bare == [
        dataclasses.replace(m, modes=(), level="", reasons=(), equality=()) for m in rules
    ]


# The file.


def test_what_a_term_of_ones_own_shows_it_shows():
    against = np.repeat([[1.0], [1.0], [-99.0]], len(COLUMNS), axis=1)
    never = dataclasses.replace(LOAVES, stack=against)
    concept = BOOK.concepts[0]
    term = concept.terms[0]
    shows = (("modes", ("assess", "deliver")), ("level", ("group",)))
    mine = dataclasses.replace(term, facets=shows)
    book = dataclasses.replace(
        BOOK,
        concepts=(
            dataclasses.replace(concept, terms=(mine, *concept.terms[1:])),
            *BOOK.concepts[1:],
        ),
    )
    text = f"We believe in {term.name} of loaves."
    (read,) = Finder(book, never).mentions([sentence(text)])
    assert (read.modes, read.level) == (("assess", "deliver"), "group")
    (built_in,) = Finder(BOOK, never).mentions([sentence(text)])
    assert (built_in.modes, built_in.level) == ((), "")


def test_the_same_model_gives_the_same_bytes(tmp_path: Path):
    path = tmp_path / "facets.npz"
    path.write_bytes(LOAVES.as_bytes())
    read = FacetModel.read(path)
    assert read.as_bytes() == LOAVES.as_bytes() == path.read_bytes()
    assert len(read.digest) == 16
    assert FacetModel.read().as_bytes() == BUILT_IN.read_bytes()
    assert FacetModel.built_in() is FacetModel.built_in()


def spoilt(path: Path, **changes: np.ndarray | None) -> Path:
    with np.load(io.BytesIO(LOAVES.as_bytes()), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    arrays |= {name: array for name, array in changes.items() if array is not None}
    with path.open("wb") as out:
        np.savez(out, **{name: a for name, a in arrays.items() if changes.get(name, a) is not None})
    return path


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"weights": None}, "damaged model of facets"),
        ({"weights": np.zeros((1, len(COLUMNS)))}, "wrong kind of numbers"),
        ({"weights": np.zeros((2, len(COLUMNS)), dtype=np.int16)}, "shapes do not fit"),
        ({"stack": np.zeros((3, 2))}, "shapes do not fit"),
        ({"intercept": np.full(len(COLUMNS), np.nan)}, "shapes do not fit"),
        ({"names": np.array([255], dtype=np.uint8)}, "names"),
        ({"version": np.array([99], dtype=np.int32)}, "of version 99"),
        ({"weights": np.array([{"a": 1}], dtype=object)}, "damaged model of facets"),
    ],
)
def test_a_spoilt_file_is_refused(tmp_path: Path, changes: dict[str, np.ndarray | None], says: str):
    path = spoilt(tmp_path / "facets.npz", **changes)
    with pytest.raises(ModelError, match=says) as caught:
        FacetModel.read(path)
    assert str(path) in str(caught.value)
    assert "train it again" in str(caught.value)


@pytest.mark.parametrize("cut", [0, 1, 100])
def test_a_cut_file_is_refused(tmp_path: Path, cut: int):
    path = tmp_path / "facets.npz"
    path.write_bytes(LOAVES.as_bytes()[:cut])
    with pytest.raises(ModelError, match="damaged model of facets"):
        FacetModel.read(path)
    with pytest.raises(ModelError, match="cannot be read"):
        FacetModel.read(tmp_path / "none.npz")


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("names.npy", bytes(30_000_000))
    with pytest.raises(ModelError, match="too many"):
        FacetModel.read(path)


# Training.


def lessons() -> list[Lesson]:
    """Sentences whose mode is told by words that no cue has."""
    bakes = ["bakes the loaves", "serves the soup", "sweeps the yard", "drives the van"]
    draws = ["draws the plan", "sketches the yard", "pencils the leaflet", "drafts the plan"]
    made = []
    for number in range(80):
        acts = (bakes, draws)[number % 2]
        text = f"With co-production the whole street {acts[number // 2 % 4]} on day {number}."
        value = ("deliver", "design")[number % 2]
        passage = Passage(f"d{number % 10}", text)
        made.append(Lesson(passage, {"coproduction": "concept"}, frozenset({f"modes={value}"})))
    return made


def test_training_learns_what_the_cues_do_not_know():
    taught = lessons()
    found = mentions_apart(RULES, [lesson.passage for lesson in taught])
    cases = cases_of(taught, found)
    assert len(cases.features) == 80
    every = np.ones(80, dtype=np.bool_)
    learned = fit(cases, every)
    assert fit(cases, every).as_bytes() == learned.as_bytes()
    parts = np.array([int(lesson.passage.source[1:]) % 5 for lesson in taught])
    logits = held_out(cases, parts[cases.sentence])
    rows = np.arange(80)
    stack = weigh(cases, rows, logits)
    shown = stacked(stack, cases.told, logits)
    modes = PLACES["modes"]
    assert micro_f1(shown[:, modes], cases.coded[:, modes]) > 0.95
    assert micro_f1(cases.told[:, modes], cases.coded[:, modes]) < 0.7
    # Nothing was coded of these: the cues go on alone.
    assert stack[:, PLACES["equality"].start].tolist() == [0.0, 1.0, -0.5]


def test_what_is_held_out_is_not_learned_from():
    taught = lessons()
    cases = cases_of(taught, mentions_apart(RULES, [lesson.passage for lesson in taught]))
    flipped = dataclasses.replace(cases, coded=cases.coded.copy())
    parts = np.array([int(lesson.passage.source[1:]) % 5 for lesson in taught])
    flipped.coded[parts == 0] = ~flipped.coded[parts == 0]
    before, after = held_out(cases, parts), held_out(flipped, parts)
    assert (before[parts == 0] == after[parts == 0]).all()
    assert (before[parts == 1] != after[parts == 1]).any()
    assert not held_out(cases, np.where(parts == 0, 0, -1))[parts > 0].any()


def test_a_sentence_has_the_highest_of_its_mentions():
    text = "Co-design and co-delivery of care."
    lesson = Lesson(Passage("d", text), {"coproduction": "concept"}, frozenset())
    cases = cases_of([lesson], mentions_apart(RULES, [lesson.passage]))
    values = np.arange(2.0 * len(COLUMNS)).reshape(2, -1)
    (highest,) = by_sentence(cases, np.arange(2), values, "modes")
    assert highest.tolist() == values[1, PLACES["modes"]].tolist()
    assert by_sentence(cases, np.arange(2), values, "equality").shape == (0, 6)


def test_columns_are_those_of_the_guide():
    assert [COLUMNS[own] for own in PLACES.values()] == [
        tuple((facet, value) for value in values) for facet, values in FACETS.items()
    ]
