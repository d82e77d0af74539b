from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from enacted.errors import SettingsError
from enacted.language import Splitter, count_words
from enacted.language.boundaries import boundaries
from enacted.language.pipeline import blank_pipeline, pipeline_boundaries
from enacted.settings import LanguageSettings
from enacted.types import Block, Box, Kind

if TYPE_CHECKING:
    from pathlib import Path

SPLITTER = Splitter(LanguageSettings())


def block(number: int, kind: Kind, text: str, **more: object) -> Block:
    return Block(number, kind, text, 1, **more)  # type: ignore[arg-type]


def test_only_the_body_is_split() -> None:
    blocks = [block(i, kind, "One thing. Another thing.") for i, kind in enumerate(Kind)]
    sentences = SPLITTER.sentences(blocks)
    assert {s.kind for s in sentences} == {
        Kind.PARAGRAPH,
        Kind.LIST_ITEM,
        Kind.QUOTE,
        Kind.TABLE_ROW,
    }
    assert [s.sentence for s in sentences] == list(range(len(sentences)))


def test_a_table_row_is_one_sentence() -> None:
    rows = SPLITTER.sentences([block(0, Kind.TABLE_ROW, "Cost. Year. 2012. Total.")])
    assert [s.text for s in rows] == ["Cost. Year. 2012. Total."]


def test_a_list_item_is_at_least_one_sentence() -> None:
    items = SPLITTER.sentences(
        [block(0, Kind.LIST_ITEM, "•"), block(1, Kind.LIST_ITEM, "more say")]
    )
    assert [s.text for s in items] == ["•", "more say"]


def test_list_items_carry_the_last_sentence_of_their_lead_in() -> None:
    sentences = SPLITTER.sentences(
        [
            block(0, Kind.PARAGRAPH, "Much was done. In 2014 we will:"),
            block(1, Kind.LIST_ITEM, "open a hub. It will be small.", lead_in=0),
            block(2, Kind.HEADING, "The board should"),
            block(3, Kind.LIST_ITEM, "meet monthly", lead_in=2),
            block(4, Kind.PARAGRAPH, "A paragraph has none.", lead_in=0),
            block(5, Kind.LIST_ITEM, "nor has an item of a lost block", lead_in=77),
        ]
    )
    assert [s.lead_in for s in sentences[2:]] == [
        "In 2014 we will:",
        "In 2014 we will:",
        "The board should",
        "",
        "",
    ]


def test_boxes_are_those_of_the_lines_covered() -> None:
    text = "First one. Second one runs on to the next line."
    lines = (0, 30)
    boxes = (Box(3, 100, 10, 400, 20), Box(4, 100, 30, 270, 40))
    first, second = SPLITTER.sentences(
        [Block(0, Kind.PARAGRAPH, text, 3, boxes, lines, section="A > B")]
    )
    # "First one." takes 10 of the 29 characters of the first line (its last is a space).
    assert first.boxes == (Box(3, 100, 10, round(100 + 300 * 10 / 29, 2), 20),)
    assert first.page == 3
    assert first.section == "A > B"
    assert second.boxes == (Box(3, round(100 + 300 * 11 / 29, 2), 10, 400, 20), boxes[1])
    assert second.page == 3


def test_page_is_that_of_the_first_line_covered() -> None:
    text = "First one. Second one."
    block_ = Block(0, Kind.PARAGRAPH, text, 3, (Box(3, 0, 0, 9, 9), Box(4, 0, 0, 9, 9)), (0, 11))
    assert [s.page for s in SPLITTER.sentences([block_])] == [3, 4]


def test_blocks_without_boxes_have_their_page() -> None:
    (sentence,) = SPLITTER.sentences([Block(0, Kind.PARAGRAPH, "One.", 7)])
    assert (sentence.page, sentence.boxes) == (7, ())


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Kind)),
            st.lists(st.text(max_size=30), min_size=1, max_size=5),
            st.integers(-1, 6),
        ),
        max_size=7,
    )
)
def test_offsets_slice_back_and_boxes_stay_on_the_lines(
    content: list[tuple[Kind, list[str], int]],
) -> None:
    blocks = []
    for i, (kind, lines, lead_in) in enumerate(content):
        starts = tuple(sum(map(len, lines[:j])) for j in range(len(lines)))
        boxes = tuple(Box(1 + j, 10, j, 60, j + 1) for j in range(len(lines)))
        blocks.append(Block(i, kind, "".join(lines), 1, boxes, starts, lead_in=lead_in))
    for s in SPLITTER.sentences(blocks):
        assert blocks[s.block].text[s.start : s.end] == s.text
        assert s.text == s.text.strip() != ""
        assert s.boxes
        assert s.page == s.boxes[0].page
        assert all(10 <= b.x0 <= b.x1 <= 60 for b in s.boxes)
        assert [b.page for b in s.boxes] == sorted({b.page for b in s.boxes})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("Co-production isn't new.", 3),
        ("co\u2011design and/or co-delivery", 4),
        ("people’s 1,250.5 e.g. A – B …", 5),
        ("—–“” . !", 0),
        ("snake_case", 2),
    ],
)
def test_words_hold_a_letter_or_digit(text: str, words: int) -> None:
    assert count_words(text) == words


def test_an_absent_pipeline_names_the_way_out() -> None:
    with pytest.raises(SettingsError, match=r"xx_no_such.*spacy download xx_no_such.*'blank'"):
        Splitter(LanguageSettings(pipeline="xx_no_such"))


def test_a_pipeline_that_sets_no_sentences_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "bare")
    with pytest.raises(SettingsError, match="sets no sentences"):
        Splitter(LanguageSettings(pipeline=str(tmp_path / "bare")))


def test_a_damaged_pipeline_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.cfg").write_text("[nlp]\nlang = nonsense\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="pipeline"):
        Splitter(LanguageSettings(pipeline=str(tmp_path)))


def test_the_sentences_of_an_installed_pipeline_are_taken(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": [";"]})
    nlp.to_disk(tmp_path / "semicolons")
    splitter = Splitter(LanguageSettings(pipeline=str(tmp_path / "semicolons")))
    text = "One. Two;  three; four."
    sentences = splitter.sentences(
        [block(0, Kind.PARAGRAPH, text), block(1, Kind.TABLE_ROW, "a; b")]
    )
    assert [s.text for s in sentences] == ["One. Two;", "three;", "four.", "a; b"]
    assert all(text[s.start : s.end] == s.text for s in sentences[:3])


@pytest.mark.parametrize(
    "text", ["\n One.  Two. \n", "\tOne. Two.\x1f", "  One.\n\nTwo.  ", " One. Two."]
)
def test_white_space_of_any_kind_is_in_no_sentence(text: str) -> None:
    ours = SPLITTER.sentences([block(0, Kind.PARAGRAPH, text)])
    assert [s.text for s in ours] == ["One.", "Two."]


@given(st.text(st.sampled_from("aB. \n\t?1)\x1f"), max_size=40))
def test_the_blank_pipeline_sets_the_sentences_of_the_rules(text: str) -> None:
    assert pipeline_boundaries(blank_pipeline(), [text]) == [boundaries(text)]
    assert blank_pipeline()(text).text == text


def test_the_sentences_of_a_document_are_those_of_the_splitter() -> None:
    text = "Dr. Low agreed. See para. 3.2 for more. The rest follows."
    doc = blank_pipeline()(text)
    ours = SPLITTER.sentences([block(0, Kind.PARAGRAPH, text)])
    assert [s.text for s in doc.sents] == [s.text for s in ours]
