"""What coders say of mentions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.coding.answers import SENSES, choices, read_facet, read_sense
from enacted.trends.hand_codes import sense_of

CONCEPTS = ["coproduction", "equality"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("", ""),
        ("NAME", "name"),
        ("equality: name", "coproduction: concept; equality: name"),
        ("Equality: other ; coproduction: name;", "coproduction: name; equality: other"),
        ("equality: name; coproduction: name", "name"),
    ],
)
def test_senses_are_kept_in_one_form(said, kept):
    assert read_sense(said, CONCEPTS) == kept


@pytest.mark.parametrize("said", ["nome", "equality", "equality: nome", "welfare: name", ";", ":"])
def test_what_is_no_sense_is_told(said):
    with pytest.raises(ValueError, match="is no sense: write one of concept, name, other"):
        read_sense(said, CONCEPTS)


@given(st.dictionaries(st.sampled_from(CONCEPTS), st.sampled_from(SENSES)))
def test_every_concept_gets_its_sense_back(senses):
    kept = read_sense("; ".join(f"{name}: {sense}" for name, sense in senses.items()), CONCEPTS)
    for concept in CONCEPTS:
        assert sense_of(kept, concept) == senses.get(concept, "concept")


def test_values_of_a_facet():
    values = ["local", "Town, city"]
    assert read_facet("", "level", values) == ()
    assert read_facet("No value", "level", values) == ("level=",)
    assert read_facet("town, city; LOCAL;", "level", values) == ("level=Town, city", "level=local")
    with pytest.raises(ValueError, match="'regional' is no value of level: write one of local, T"):
        read_facet("local; regional", "level", values)
    assert choices({"level": values}) == {"facet:level": ["local", "Town, city", "no value"]}
