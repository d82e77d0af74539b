from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enacted.stance.pieces import choose_pieces
from enacted.stance.records import Statement
from enacted.stance.tokens import LONGEST, buckets, tokens_of
from enacted.stance.wordpiece import END, MARKS, START, UNKNOWN, WordPieces, split_words

SMALL = (*MARKS, "co", "##pro", "##duce", "##d", "produce", "we", ":", "will", "a", "##b")


@pytest.fixture
def pieces() -> WordPieces:
    return WordPieces(SMALL)


def named(ids: list[int]) -> list[str]:
    return [SMALL[row] for row in ids]


def test_words_are_cut_at_marks_and_lose_accents():
    assert split_words("Café-based (2014).") == ["cafe", "-", "based", "(", "2014", ")", "."]


def test_what_leaves_no_mark_on_paper_is_dropped():
    assert split_words("co\u00adproduce\u200b\uf0b7 it") == ["coproduce", "it"]


def test_the_longest_piece_is_taken_first(pieces: WordPieces):
    assert named(pieces.ids("We coproduced", 9)) == ["we", "co", "##pro", "##duce", "##d"]


def test_a_word_without_pieces_is_one_unknown(pieces: WordPieces):
    assert pieces.ids("we zzz produce 写", 9) == [SMALL.index("we"), UNKNOWN, 8, UNKNOWN]


def test_no_more_than_the_limit(pieces: WordPieces):
    assert len(pieces.ids("coproduced " * 50, 7)) == 7


def test_a_word_without_end_is_unknown_and_quick(pieces: WordPieces):
    assert pieces.ids("ab" * 50_000, 9) == [UNKNOWN]


@pytest.mark.parametrize("bad", [SMALL[1:], (*SMALL, "we"), ()])
def test_a_wrong_vocabulary_is_refused(bad: tuple[str, ...]):
    with pytest.raises(ValueError, match="vocabulary"):
        WordPieces(bad)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20))
def test_any_text_has_tokens(text: str, before: str, kind: str):
    known = WordPieces(SMALL)
    statement = Statement(text, before=before, after=before, doc_type=kind)
    ids, segments = tokens_of(statement, known)
    assert len(ids) == len(segments) <= LONGEST
    assert all(0 <= row < len(SMALL) for row in ids)
    assert ids[0] == START
    assert ids.count(END) == 4
    assert segments == sorted(segments)


def test_a_lead_in_stands_for_the_sentence_before(pieces: WordPieces):
    led = tokens_of(Statement("produce", lead_in="We will:", before="a"), pieces)
    assert led == tokens_of(Statement("produce", before="We will:"), pieces)
    assert led != tokens_of(Statement("produce", before="a"), pieces)


def test_of_what_stands_before_the_end_is_kept(pieces: WordPieces):
    ids, _ = tokens_of(Statement("produce", before="a " * 300 + "we will"), pieces)
    assert named(ids)[-5:] == ["a", "we", "will", "[SEP]", "[SEP]"]


def test_buckets_hold_every_row_once_and_no_more_than_they_should():
    lengths = [5, 90, 3, 40, 40, 7, 200]
    batches = buckets(lengths, 100)
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or max(lengths[row] for row in batch) * len(batch) <= 100
    assert [row for batch in buckets(lengths, 100, ordered=True) for row in batch] == [*range(7)]


def test_pieces_are_those_in_use_and_all_letters():
    vocabulary = [
        "[PAD]",
        "unused",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "a",
        "##a",
        "care",
        "rare",
        "–",
        "é",
    ]
    kept = choose_pieces(["care care rare"], vocabulary, size=9)
    assert kept == [*MARKS, "a", "##a", "care", "–", "é"]
    assert "unused" not in choose_pieces(["care"], vocabulary, size=100)
