"""Terms of a corpus and how often each stands in each passage."""

from __future__ import annotations

import io
from collections import Counter
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest

from enacted.topics.passages import PASSAGES
from enacted.topics.phrases import Sequences
from enacted.topics.tokens import read_tokens, stretches
from enacted.topics.vocabulary import learn

if TYPE_CHECKING:
    from collections.abc import Collection

# Terms that make a passage long enough; in a small corpus they may stand in every passage.
FILLER = "alpha bravo charlie delta echo foxtrot golf hotel india juliet"


# Many more, none of them in more than some passages.
POOL = [f"w{one}{two}" for one in "abcdefghijklmnop" for two in "abcdefghijklmnop"]


def by_chance(count: int, *, words: int = 30) -> list[str]:
    rng = np.random.default_rng(1)
    return [" ".join(rng.choice(POOL, words)) for _ in range(count)]


def passages_of(texts: list[str], *, documents: int | None = None) -> pa.Table:
    count = len(texts)
    owners = [f"{number * (documents or count) // count:04}" for number in range(count)]
    return pa.table(
        {
            "doc_id": owners,
            "passage": list(range(count)),
            "first_sentence": [0] * count,
            "last_sentence": [0] * count,
            "page": [1] * count,
            "words": [len(text.split()) for text in texts],
            "text": texts,
        },
        schema=PASSAGES,
    )


def counted(
    table: pa.Table, keep: Collection[str] = (), *, numbers: bool = False, names: bool = True
) -> list[Counter[str]]:
    with TemporaryFile() as words, TemporaryFile() as cells:
        source = read_tokens([table], words, case=not names)
        bags = learn(source, keep=keep, numbers=numbers).count(source, cells)
        found: list[Counter[str]] = [Counter() for _ in range(table.num_rows)]
        for row, bag in zip(bags.rows.tolist(), bags, strict=True):
            found[row] = Counter({bags.terms[term]: count for term, count in bag})
        return found


def test_spellings_count_as_one_and_go_by_the_most_frequent():
    texts = [
        f"{FILLER} co-production service",
        f"{FILLER} co-production services",
        f"{FILLER} coproduction's services",
    ]
    found = counted(passages_of(texts))
    assert [bag["co-production"] for bag in found] == [1, 1, 1]
    assert [bag["services"] for bag in found] == [1, 1, 1]
    assert not any(bag["coproduction"] or bag["service"] for bag in found)


def test_stop_words_and_numbers_go():
    found = counted(passages_of([f"{FILLER} the of we'll 2012 x"] * 3))
    assert set(found[0]) == set(FILLER.split())


def test_rare_and_ubiquitous_terms_go():
    texts = [f"common {text}" for text in by_chance(40)]
    texts[3] += " once"
    for number in (5, 15, 25):
        texts[number] += " frequent"
    found = counted(passages_of(texts))
    assert found[5]["frequent"] == 1
    assert not any({"common", "once"} & set(bag) for bag in found)


def test_terms_of_one_document_go_where_there_are_many_documents():
    texts = by_chance(100)
    for number in range(5):
        texts[number] += " local"
        texts[10 * number] += " spread"
    found = counted(passages_of(texts, documents=20))
    assert found[10]["spread"] == 1
    assert not any("local" in bag for bag in found)


def test_kept_terms_stay_however_rare():
    texts = by_chance(30)
    texts[7] += " then sortition."
    texts[8] += " a citizens' jury; and Direct  Payments"
    found = counted(passages_of(texts), keep=["sortition", "citizens' jury", "direct payment"])
    assert found[7]["sortition"] == 1
    assert found[8]["citizens jury"] == 1
    assert found[8]["direct payments"] == 1


def test_kept_terms_of_one_word_are_found_with_and_without_hyphen():
    texts = [f"{FILLER} co-design", f"{FILLER} codesign", f"{FILLER} co design", FILLER]
    found = counted(passages_of(texts), keep=["co-design"])
    (name,) = {term for bag in found for term in bag} - set(FILLER.split())
    assert [bag[name] for bag in found] == [1, 1, 1, 0]


def test_a_kept_term_goes_by_its_most_frequent_spelling_however_it_was_asked_for():
    texts = [f"{FILLER} www.healthinequalities.example", *[f"{FILLER} health inequality"] * 3]
    found = counted(passages_of(texts), keep=["health-inequalities"])
    assert [bag["health inequality"] for bag in found] == [1, 1, 1, 1]


def test_the_longest_kept_term_wins_and_none_reaches_across_a_stop():
    texts = [f"{FILLER} personal health budget", f"{FILLER} personal. Health budget"] * 2
    found = counted(passages_of(texts), keep=["personal health budget", "health budget"])
    assert (found[0]["personal health budget"], found[0]["health budget"]) == (1, 0)
    assert (found[1]["personal health budget"], found[1]["health budget"]) == (0, 1)


@pytest.mark.parametrize("keep", ["", " ", "---", "2012", "nowhere to be found", "the"])
def test_odd_terms_to_keep_do_no_harm(keep):
    found = counted(passages_of([FILLER] * 3), keep=[keep])
    assert {term for bag in found for term in bag} == set(FILLER.split())


def test_words_that_keep_together_make_one_term():
    texts = by_chance(100)
    for number in range(30):
        texts[number] += f" social {'care' if number % 3 else 'cares'}"
    found = counted(passages_of(texts))
    assert found[0]["social care"] == found[1]["social care"] == 1
    assert not found[0]["social"]


def test_short_passages_have_no_bag():
    found = counted(passages_of([FILLER, "alpha bravo", FILLER]))
    assert [bool(bag) for bag in found] == [True, False, True]


@pytest.mark.parametrize("texts", [[], [""], ["1 2 3"], ["the the the"]])
def test_a_corpus_without_words_has_no_terms(texts):
    assert not any(counted(passages_of(texts)))


def test_reading_in_stretches_changes_nothing(monkeypatch):
    rng = np.random.default_rng(2)
    words = FILLER.split()
    texts = [" ".join(rng.choice(words, 12)) for _ in range(60)]
    whole = counted(passages_of(texts, documents=7), keep=["alpha bravo"])
    monkeypatch.setattr("enacted.topics.tokens._TOKENS_AT_ONCE", 30)
    assert counted(passages_of(texts, documents=7), keep=["alpha bravo"]) == whole


def test_stretches_cover_all_even_a_giant():
    offsets = np.array([0, 10, 5_000_000, 5_000_010], dtype=np.int64)
    assert list(stretches(offsets)) == [slice(0, 1), slice(1, 2), slice(2, 3)]
    assert not list(stretches(np.array([0], dtype=np.int64)))


def test_numbers_are_terms_where_they_are_asked_for():
    texts = [f"{FILLER} in 2012"] * 3
    assert "2012" not in counted(passages_of(texts))[0]
    assert counted(passages_of(texts), numbers=True)[0]["2012"] == 1


def test_names_go_where_they_are_not_wanted():
    texts = [f"{FILLER} people in Northfield and in london."] * 3
    assert counted(passages_of(texts))[0]["northfield"] == 1
    found = counted(passages_of(texts), names=False)[0]
    assert (found["northfield"], found["london"], found["people"]) == (0, 1, 1)
    kept = counted(passages_of(texts), names=False, keep=["Northfield"])[0]
    assert kept["northfield"] == 1


def test_a_vocabulary_counts_further_passages_as_its_own():
    texts = [f"{text} co-design services" for text in by_chance(60)]
    with TemporaryFile() as words, TemporaryFile() as cells:
        source = read_tokens([passages_of(texts)], words)
        vocabulary = learn(source, keep=["co-design", "citizens' jury"])
        own = list(vocabulary.count(source, cells))
    for taken in (slice(0, 7), slice(50, 60)):
        with TemporaryFile() as words, TemporaryFile() as cells:
            source = read_tokens([passages_of(texts[taken])], words)
            again = list(vocabulary.count(source, cells))
        assert all(map(np.array_equal, again, own[taken]))


def test_terms_are_found_however_they_are_written():
    texts = [f"{text} co-design with older carers and involving" for text in by_chance(60)]
    with TemporaryFile() as words:
        source = read_tokens([passages_of(texts)], words)
        vocabulary = learn(source, keep=["co-design", "older carer", "involving"])
    names = {
        term: vocabulary.terms[n]
        for term in ("codesign", "Co design", "older carers", "involv*")
        for n in vocabulary.find([term])
    }
    assert names == {
        "codesign": "co-design", "Co design": "co-design", "older carers": "older carers",
        "involv*": "involving",
    }  # fmt: skip
    assert vocabulary.find(["nowhere", "", "*", "alpha zulu"]) == []


def test_of_overlapping_pairs_the_first_wins():
    sequences = Sequences([], np.array([[0, 1], [1, 2], [2, 0]]), np.array([7, 8, 9]))
    terms, heads, lengths = sequences.join(np.array([0, 1, 2, 0, -1, 1, 2]))
    assert terms.tolist() == [7, -1, 9, -1, -1, 8, -1]
    assert heads.tolist() == [0, 2, 5]
    assert lengths.tolist() == [2, 2, 2]


def test_kept_sequences_do_not_overlap_themselves():
    sequences = Sequences([((0, 0), 5)], np.empty((0, 2), np.int64), np.empty(0, np.int64))
    assert sequences.join(np.array([0, 0, 0]))[0].tolist() == [5, -1, 0]


def test_tokens_of_nothing():
    source = read_tokens([], io.BytesIO())
    assert len(source.ids) == 0
    assert source.passages.num_rows == 0
