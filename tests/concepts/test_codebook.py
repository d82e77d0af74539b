from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.concepts import Codebook, Finder, codebook_reader
from enacted.concepts.codebook_file import FACETS
from enacted.errors import CodebookError
from enacted.types import Kind, Sentence

if TYPE_CHECKING:
    from pathlib import Path

FIVE_LINES = """\
concepts:
  - name: digital
    label: Digital by default
    definition: Services offered online first.
    terms: [digital by default, channel shift]
"""


def read(folder: Path, text: str) -> Codebook:
    path = folder / "book.yaml"
    path.write_text(text, encoding="utf-8")
    return Codebook.read(path)


def sentence(text: str) -> Sentence:
    return Sentence(0, 0, Kind.PARAGRAPH, text, 0, len(text), 1, (), "", "", 1)


def test_the_built_in_book_covers_three_concepts_and_gives_reasons() -> None:
    book = Codebook.read()
    assert [c.name for c in book.concepts] == ["coproduction", "personalisation", "equality"]
    for concept in book.concepts:
        assert concept.definition
        assert concept.citation
        assert all(t.because for t in concept.terms)
    assert {f.name for f in book.facets} == set(FACETS)
    assert all(f.citation for f in book.facets)


def test_a_concept_of_five_lines_works(tmp_path: Path) -> None:
    book = read(tmp_path, FIVE_LINES)
    found = Finder(book).mentions([sentence("Channel shifts came; digital-by-default too.")])
    assert [(m.concept, m.term) for m in found] == [
        ("digital", "channel shift"),
        ("digital", "digital by default"),
    ]


def test_a_book_may_extend_the_built_in_one(tmp_path: Path) -> None:
    book = read(
        tmp_path,
        "extends: built-in\nleave_out: [personalisation, coproduction/user involvement]\n"
        + FIVE_LINES,
    )
    assert [c.name for c in book.concepts] == ["coproduction", "equality", "digital"]
    assert "user involvement" not in {t.name for t in book.concepts[0].terms}
    assert len(book.facets) == len(FACETS)


def test_a_concept_of_the_same_name_replaces_the_built_in_one(tmp_path: Path) -> None:
    book = read(tmp_path, "extends: built-in\nconcepts:\n  - {name: equality, terms: [parity]}\n")
    (equality,) = [c for c in book.concepts if c.name == "equality"]
    assert [t.name for t in equality.terms] == ["parity"]


def test_concepts_and_terms_can_be_left_out() -> None:
    book = Codebook.read(without=["coproduction/*involvement", "personal*"])
    assert [c.name for c in book.concepts] == ["coproduction", "equality"]
    left = {t.name for t in Codebook.read().concepts[0].terms} - {
        t.name for t in book.concepts[0].terms
    }
    assert left == {"user involvement", "citizen involvement"}
    assert book.digest != Codebook.read().digest == Codebook.read(without=[]).digest


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("dementia", "there are coproduction, personalisation, equality"),
        ("equality/fun", "there are equality, inequality"),
        ("equality/*", "leaves no term of concept 'equality'"),
        ("*", "nothing is left"),
    ],
)
def test_what_cannot_be_left_out_is_named(name: str, says: str) -> None:
    with pytest.raises(CodebookError, match=re.escape(says)):
        Codebook.read(without=[name])


def test_the_digest_follows_content_not_layout(tmp_path: Path) -> None:
    plain = read(tmp_path, FIVE_LINES)
    commented = read(tmp_path, "# a comment\n" + FIVE_LINES.replace("[", "[ "))
    changed = read(tmp_path, FIVE_LINES.replace("channel shift", "channel shifting"))
    assert plain.digest == commented.digest != changed.digest
    assert len(plain.digest) == 16
    assert int(plain.digest, 16) >= 0


def test_to_dict_reads_back_as_the_same_book(tmp_path: Path) -> None:
    book = Codebook.read()
    text = yaml.safe_dump(book.to_dict(), allow_unicode=True, sort_keys=False)
    assert read(tmp_path, text).digest == book.digest


@pytest.mark.parametrize("word", ["no", "on", "2010s", "null and void"])
def test_words_that_yaml_reads_otherwise_are_terms(tmp_path: Path, word: str) -> None:
    book = read(tmp_path, f"concepts:\n  - {{name: x, terms: [{word}]}}\n")
    assert book.concepts[0].terms[0].name == word


WRONG = [
    ("", 1, "mapping"),
    ("- a\n- b\n", 1, "mapping"),
    ("concepts: []\n", None, "at least one"),
    ("concepts:\n  - name: x\n    terms: []\n", 3, "terms"),
    ("concepts:\n  - name: x\n", 2, "terms: is missing"),
    ("concepts:\n  - terms: [a b]\n", 2, "name: is missing"),
    (
        "concepts:\n  - name: x\n    trems: [a b]\n    terms: [c d]\n",
        3,
        "no key 'trems': did you mean terms?",
    ),
    ("concepts:\n  - name: x\n    name: y\n    terms: [c d]\n", 3, "'name' stands twice"),
    (
        "concepts:\n  - name: Social care\n    terms: [c d]\n",
        2,
        "digits, _ and -, at most 64 of them, a letter first, such as 'social_care'",
    ),
    ("concepts:\n  - name: 2nd\n    terms: [c d]\n", 2, "such as 'c_2nd'"),
    ("concepts:\n  - name:\n    terms: [c d]\n", 2, "concepts[1].name: is empty"),
    ("concepts:\n  - name: x\n    terms: [~]\n", 3, "expected a term: text, or a mapping"),
    ("concepts:\n  - name: x\n    terms: [{name: '', nouns: [c d]}]\n", 3, ".name: is empty"),
    ("concepts:\n  - {name: x, terms: [%s]}\n" % ("a" * 2001), 2, "longer than 2,000 characters"),
    ("concepts:\n  - {name: x, terms: [{name: a b, noun: [c]}]}\n", 2, "did you mean nouns?"),
    ("facet: {}\nconcepts: [{name: x, terms: [aa]}]\n", 1, "did you mean facets?"),
    ("social:\n- care\n", 1, "enacted codebook import"),
    ("concepts:\n  - name: x\n    terms: cooperation\n", 3, "expected a list"),
    ("concepts:\n  - name: x\n    terms:\n      - name: t\n", 4, "has no forms"),
    ("concepts:\n  - name: x\n    terms:\n      - good\n      - '{a'\n", 5, "braces"),
    ("concepts:\n  - name: x\n    terms:\n      - good\n      - good\n", 5, "stands twice"),
    (
        "concepts:\n  - {name: x, terms: [co-op]}\n  - name: y\n    terms:\n      - coop\n",
        5,
        "'co-op' of concept 'x' and of term 'coop' of concept 'y'",
    ),
    ("concepts:\n  - {name: x, terms: [aa]}\n  - {name: x, terms: [bb]}\n", 3, "stands twice"),
    ("concepts:\n  - name: x\n    terms: [aa]\n    other_senses:\n      - '...'\n", 5, "cue"),
    ("concepts: [{name: x, terms: [aa]}]\nfacets:\n  tone: {values: {up: [b]}}\n", 3, "no facet"),
    (
        "concepts: [{name: x, terms: [aa]}]\nfacets:\n  level: {values: {Big One: [b]}}\n",
        3,
        "facets.level.values: 'Big One' is no name",
    ),
    (
        "concepts: [{name: x, terms: [cc]}]\nfacets:\n  level: {concepts: [y], values: {a: [b]}}",
        3,
        "no concept 'y'",
    ),
    (
        "concepts: [{name: x, terms: [cc]}]\nfacets:\n  level: {values: {a: [d]},unless: {b: [c]}}",
        3,
        "'b' has no cues under values, so that none can be set aside; there are a",
    ),
    (
        "concepts: [{name: x, terms: [aa]}]\nfacets:\n  modes:\n    values: {a: [good,\n '{bad']}",
        5,
        "braces",
    ),
    ("leave_out: [equality]\nconcepts: [{name: x, terms: [aa]}]\n", 1, "extends: built-in"),
    ("extends: built-in\nleave_out:\n  - equality\n  - equalities\n", 4, "no concept"),
    ("extends: built-in\nleave_out: [equality/fun]\n", 2, "no term 'fun'"),
    ("extends: other\n", 1, "extends"),
    ("version: 7\nconcepts: [{name: x, terms: [aa]}]\n", 1, "version"),
    ("concepts: [\n", 2, "not YAML"),
    ("concepts:\n  - name: x\n    terms: [a b\n", 3, "close what a bracket opens"),
    ("concepts:\n  - name: x\n    label: this: that\n", 3, "a colon and a blank in it stands in"),
    ("concepts:\n  - name: x\n    label: @home\n", 3, "stands in quotes"),
    ("concepts:\n  - name: x\n    label: 'x\n", 3, "not closed"),
    ("concepts:\n\t- name: x\n", 2, "indent with blanks"),
    ("a: &a [1]\nb: *a\n", 1, "text that begins with * or & stands in quotes"),
    ("concepts:\n  - name: x\n    terms: !!python/object:os.system [ls]\n", 3, "tags"),
    ("concepts: [{name: x, terms: [aa]}]\n? [a]\n: b\n", 2, "key must be a word"),
    ("a: 1\n---\nb: 2\n", 2, "single document"),
]


@pytest.mark.parametrize(("text", "line", "says"), WRONG)
def test_wrong_books_are_refused_with_their_line(
    tmp_path: Path, text: str, line: int | None, says: str
) -> None:
    with pytest.raises(CodebookError) as error:
        read(tmp_path, text)
    assert says in str(error.value)
    assert str(error.value).startswith(str(tmp_path / "book.yaml"))
    assert "\n" not in str(error.value)
    assert "pattern" not in str(error.value)
    if line is not None:
        assert error.value.line == line


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    text = (
        "concepts:\n  - name: x\n    colour: red\n    terms: [aa]\n  - name: y\n    shape: round\n"
    )
    with pytest.raises(CodebookError, match=r"line 3: .*colour.*line 5: .*terms.*line 6: .*shape"):
        read(tmp_path, text)


def test_mistakes_in_forms_cues_and_between_concepts_are_all_found(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(
        "concepts:\n  - name: x\n    names: ['{a']\n    terms:\n      - name: t\n"
        "        phrases:\n          - good\n          - 'in*side'\n",
        encoding="utf-8",
    )
    reader = codebook_reader.CodebookReader(path)
    assert reader.attempt() is None
    assert [m.line for m in reader.mistakes] == [3, 8]
    path.write_text(
        "concepts:\n  - name: x\n    terms: [aa, bb]\n  - name: x\n    terms: [cc]\n"
        "  - name: y\n    terms:\n      - bb\n      - bb\n"
        "facets:\n  modes:\n    concepts: [z]\n    values: {a: [b]}\n",
        encoding="utf-8",
    )
    assert reader.attempt() is None
    assert [m.line for m in reader.mistakes] == [4, 9, 12]
    path.write_text(FIVE_LINES, encoding="utf-8")
    assert reader.attempt() == Codebook.read(path)


def test_files_that_cannot_be_books_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    with pytest.raises(CodebookError, match="cannot be read"):
        Codebook.read(path)
    with pytest.raises(CodebookError, match="is a folder: name a file in it"):
        Codebook.read(tmp_path)
    path.write_bytes(b"ok: yes\n\xff\xfe\n")
    with pytest.raises(CodebookError, match="line 2: not UTF-8"):
        Codebook.read(path)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(CodebookError, match="larger than"):
        Codebook.read(path)
    path.write_bytes(b"a: 1\nb: \x00\n")
    with pytest.raises(CodebookError, match="line 2: is not a text file"):
        Codebook.read(path)
    path.write_bytes(FIVE_LINES.encode("utf-16"))
    with pytest.raises(CodebookError, match="line 1: is UTF-16; save it as UTF-8"):
        Codebook.read(path)
    path.write_text("[" * 50_000, encoding="utf-8")
    with pytest.raises(CodebookError):
        Codebook.read(path)


def test_too_many_ways_to_write_terms_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codebook_reader, "MAX_VARIANTS", 15)
    with pytest.raises(CodebookError, match="more than 15 ways"):
        read(tmp_path, "concepts: [{name: x, terms: [co-design, co-produce]}]\n")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abc:-[]{}#'\"&*!|>%@ \n\t~,x", max_size=80))
def test_any_text_is_a_book_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError):
        Codebook.read(path)


def test_the_languages_of_a_book_are_english_its_own_or_those_it_extends(tmp_path: Path) -> None:
    assert Codebook.read().languages == ("en",)
    assert read(tmp_path, FIVE_LINES).languages == ("en",)
    assert read(tmp_path, "extends: built-in\n" + FIVE_LINES).languages == ("en",)
    assert read(tmp_path, "languages: cy\n" + FIVE_LINES).languages == ("cy",)
    both = read(tmp_path, "languages: [en, no]\n" + FIVE_LINES)  # which YAML reads as false
    assert both.languages == ("en", "no")
    assert both.digest != read(tmp_path, FIVE_LINES).digest
    assert [both.covers(code) for code in ("en", "no", "cy", "")] == [True, True, False, True]


@pytest.mark.parametrize(
    ("languages", "line", "message"),
    [
        ("[en, xx]", 1, "'xx' is no language that we can tell"),
        ("English", 1, "'English' is no language that we can tell"),
        ("[]", 1, "needs at least one entry"),
        ("{en: yes}", 1, "expected a list"),
        ("\n  - en\n  - Welsh", 3, "'Welsh' is no language that we can tell"),
    ],
)
def test_a_wrong_language_is_named_with_its_line(
    tmp_path: Path, languages: str, line: int, message: str
) -> None:
    with pytest.raises(CodebookError, match=message) as caught:
        read(tmp_path, f"languages: {languages}\n{FIVE_LINES}")
    assert caught.value.line == line


def test_text_in_a_language_that_the_book_does_not_cover_has_no_mentions(tmp_path: Path) -> None:
    text = "Mae co-production yn bwysig."
    texts = [
        replace(sentence(text), sentence=i, language=c) for i, c in enumerate(["cy", "en", ""])
    ]
    assert [m.sentence for m in Finder(Codebook.read()).mentions(texts)] == [1, 2]
    welsh = read(tmp_path, "extends: built-in\nlanguages: [cy]\n")
    assert [m.sentence for m in Finder(welsh).mentions(texts)] == [0, 2]
