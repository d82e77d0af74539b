from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.concepts import Codebook, Finder
from enacted.concepts.dictionaries import (
    FORMATS,
    Format,
    conversion,
    export_codebook,
    import_dictionary,
)
from enacted.errors import CodebookError
from enacted.types import Kind, Sentence

if TYPE_CHECKING:
    from pathlib import Path

ENDINGS = {"quanteda": ".yml", "liwc": ".dic", "csv": ".csv"}
BOOK = Codebook.read()
TEXT = [
    "Co-design and -delivery: the co‑produced plan was codesigned with personal health budgets.",
    "Personalised, individualized and person-centered care; patient centred; choice and control.",
    "Equality of opportunity, health inequalities, anti-discrimination and under-representation.",
    "Service user involvement, public participation and experts by experience; tailored to their.",
    "Care tailored to the individual, self directed support, non-inclusive, equitably shared.",
    "Nothing of the kind stands here, but a budget, a plan and a design.",
]


def found(book: Codebook, *, terms: bool) -> list[tuple[Any, ...]]:
    sentences = [
        Sentence(i, 0, Kind.PARAGRAPH, t, 0, len(t), 1, (), "", "", 1) for i, t in enumerate(TEXT)
    ]
    return [
        (m.sentence, m.concept, m.start, m.end, m.term if terms else "")
        for m in Finder(book).mentions(sentences)
    ]


def imported(
    folder: Path, text: str, format_: Format, **options: Any
) -> tuple[Codebook, list[Any]]:
    source, target = folder / f"source{ENDINGS[format_]}", folder / "book.yaml"
    source.write_text(text, encoding=options.get("encoding", "utf-8"))
    done = import_dictionary(source, to=target, force=True, **options)
    assert Codebook.read(target) == done.codebook
    return done.codebook, [(left.line, left.message) for left in done.left_out]


def terms_of(book: Codebook) -> dict[str, dict[str, tuple[str, ...]]]:
    return {c.name: {t.name: t.phrases for t in c.terms} for c in book.concepts}


@pytest.mark.parametrize("format_", FORMATS)
def test_a_round_trip_finds_the_same_mentions(tmp_path: Path, format_: Format) -> None:
    again, left_out = imported(tmp_path, export_codebook(BOOK, format_=format_), format_)
    assert left_out == []
    named = format_ != "csv"
    mentions = found(again, terms=named)
    assert len(mentions) > 20
    assert mentions == found(BOOK, terms=named)
    ways = {v for c in BOOK.concepts for t in c.terms for v in t.variants}
    assert {v for c in again.concepts for t in c.terms for v in t.variants} == ways


@pytest.mark.parametrize("format_", FORMATS)
def test_a_second_round_trip_changes_nothing(tmp_path: Path, format_: Format) -> None:
    once, _ = imported(tmp_path, export_codebook(BOOK, format_=format_), format_)
    twice, _ = imported(tmp_path, export_codebook(once, format_=format_), format_)
    assert once == twice


def test_quanteda_keys_become_concepts_and_terms(tmp_path: Path) -> None:
    text = (
        "CULTURE:\n  CULTURE-HIGH:\n  - art\n  - artist*\n  popular: media\n  __:\n  - people\n"
        "Économie & co:\n- tax*\n- 'wom?n'\n- 'more   than one'\n2nd:\n- no\n"
    )
    book, left_out = imported(tmp_path, text, "quanteda")
    assert left_out == []
    terms = terms_of(book)
    assert terms["culture"] == {
        "CULTURE-HIGH": ("art", "artist*"),
        "popular": ("media",),
        "people": ("people",),
    }
    assert list(terms["economie_co"]) == ["tax*", "wom?n", "more than one"]
    assert terms["c_2nd"] == {"no": ("no",)}
    assert [c.label for c in book.concepts] == ["CULTURE", "Économie & co", "2nd"]
    text = "Women and a woman pay taxes for more than one."
    mentions = Finder(book).mentions(
        [Sentence(0, 0, Kind.PARAGRAPH, text, 0, len(text), 1, (), "", "", 1)]
    )
    assert [m.surface for m in mentions] == ["Women", "woman", "taxes", "more than one"]


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("*tion", "write the words out"),
        ("in*side", "write the words out"),
        ("inclus* practice", "write the words out"),
        ("co*", "three letters"),
        ("more *", "three letters"),
        ("a???", "twice at the most"),
        ("{x,y}", "braces"),
        (":)", "letter"),
        ("u.s.", "begins and ends"),
        ("Budgets", "stands under 'a / budget' already"),
    ],
)
def test_what_a_codebook_cannot_say_is_left_out_and_named(
    tmp_path: Path, pattern: str, says: str
) -> None:
    text = yaml.safe_dump({"a": {"budget": ["budget", "budgets"]}, "b": ["good", pattern]})
    book, ((line, message),) = imported(tmp_path, text, "quanteda")
    assert line == 7
    assert says in message
    assert terms_of(book)["b"] == {"good": ("good",)}


LIWC = """\
%
1\tfunction (Function Words)
\t2\tpronoun (Pronouns)
\t\t3\tppron
20 social
%
we\t1\t2\t3
this\t1\t2
the\t1
friend*\t20
mental health\t20
family 20
like\t(02 134)125/464\t20
kind <of>131
lost\t99
talk\t20\t1
"""


def test_liwc_categories_keep_their_depth(tmp_path: Path) -> None:
    book, left_out = imported(tmp_path, LIWC, "liwc")
    assert terms_of(book) == {
        "function_function_words": {
            "pronoun (Pronouns) / ppron": ("we",),
            "pronoun (Pronouns)": ("this",),
            "the": ("the",),
        },
        "social": {t: (t,) for t in ("friend*", "mental health", "family", "like", "talk")},
    }
    assert [line for line, _ in left_out] == [13, 14, 15, 16]
    assert "condition" in left_out[0][1]
    assert "no category 99" in left_out[2][1]
    assert "'talk' stands under 'social / talk' already" in left_out[3][1]


@pytest.mark.parametrize(
    "text",
    [
        'concept,term\ndigital,channel shift\ndigital,"online, services"\n',
        'digital,channel shift\r\ndigital,"online, services"\r\n',
        "Concept;Term\ndigital;channel shift\ndigital;online, services\n",
        "weight\tTERM\tCategory\n1\tchannel shift\tdigital\n2\tonline, services\tdigital\n\n",
    ],
)
def test_tables_come_with_and_without_a_header(tmp_path: Path, text: str) -> None:
    book, left_out = imported(tmp_path, "\ufeff" + text, "csv")
    assert left_out == []
    assert list(terms_of(book)["digital"]) == ["channel shift", "online, services"]


def noted(folder: Path, text: str, format_: Format = "csv") -> tuple[Codebook, list[Any]]:
    source = folder / f"source{ENDINGS[format_]}"
    source.write_text(text, encoding="utf-8", newline="")
    done = import_dictionary(source, to=folder / "book.yaml", force=True)
    return done.codebook, [(note.line, note.message) for note in done.noted]


ROWS = "digital,channel shift\ndigital,online service\ncare,personal plan\ncare,direct payment\n"


@pytest.mark.parametrize(
    "header",
    [
        "concept,terms", "Concepts,Terms", "category,words", "Category,Word", "key,value",
        "dictionary,pattern", "label,keyword(s)", "CLASSES,Entries", "concept_id,Search terms",
        "concept name,key word", "themes,search string", "code,concept,term", "name,text",
    ],
)  # fmt: skip
def test_a_header_is_told_by_its_words(tmp_path: Path, header: str) -> None:
    rows = ROWS if header.count(",") == 1 else "".join(f"1,{row}\n" for row in ROWS.splitlines())
    book, notes = noted(tmp_path, f"{header}\n{rows}")
    assert list(terms_of(book)) == ["digital", "care"]
    plain = {"concept,terms", "Concepts,Terms", "code,concept,term"}
    assert len(notes) == (0 if header in plain else 1)
    assert all(n == 1 and "read as a header: concepts from" in said for n, said in notes)


@pytest.mark.parametrize("first", ["values,equality", "words,word", "Konzept,Begriff", "x,terms"])
def test_a_doubtful_first_row_is_a_term_and_told(tmp_path: Path, first: str) -> None:
    book, notes = noted(tmp_path, f"{first}\n{ROWS}")
    assert list(terms_of(book)) == [first.partition(",")[0].lower(), "digital", "care"]
    ((line, said),) = notes
    assert line == 1
    assert "if it is a header, call the columns concept and term" in said
    assert noted(tmp_path, ROWS)[1] == []


@pytest.mark.parametrize(
    "text",
    [
        "digital;online, service\ndigital;web, app\n",
        "digital\tonline, service\ndigital\tweb, app\n",
        'digital, "online, service"\ndigital, "web, app"\n',
        '\r\n"digital","online, service"\r\n\r\n"digital","web, app"\r\n',
        'digital,"online, service",,\ndigital,"web, app"\n',
        'concept,term,\ndigital,"online, service",\ndigital,"web, app",\n',
    ],
)
def test_marks_and_quotes_between_columns(tmp_path: Path, text: str) -> None:
    book, notes = noted(tmp_path, text)
    assert terms_of(book) == {
        "digital": {"online, service": ("online, service",), "web, app": ("web, app",)}
    }
    assert notes == []


def test_names_without_words_are_told(tmp_path: Path) -> None:
    _, notes = noted(tmp_path, "a: [good]\nb: []\nc:\n  d:\n  e: [fine]\n", "quanteda")
    assert notes == [
        (2, "'b' has no patterns: it is passed over"),
        (4, "'c / d' has no patterns: it is passed over"),
    ]
    text = "%\n01\tsocial\n\t2\tfamily\n3\tcare\n%\nfriend*\t1\t02\n"
    book, notes = noted(tmp_path, text, "liwc")
    assert terms_of(book) == {"social": {"family": ("friend*",)}}
    assert notes == [(4, "category 'care' has no words: it is passed over")]


def test_names_are_made_such_as_a_codebook_has(tmp_path: Path) -> None:
    values = {"Social\tcare\u202e": {" ": ["aa"], "b\tc": ["bb"], "b c": ["cc"]}, "": ["dd"]}
    book, left_out = imported(
        tmp_path, yaml.safe_dump({**values, "社会": ["e\u202e", "ff"]}), "quanteda"
    )
    assert terms_of(book) == {
        "social_care": {"aa": ("aa",), "b c": ("bb", "cc")},
        "concept": {"dd": ("dd",)},
        "concept_2": {"ff": ("ff",)},
    }
    assert {c.label for c in book.concepts} == {"Social care", "concept", "社会"}
    assert [said for _, said in left_out] == ["'e\\u202e': holds a control character"]


def test_patterns_written_in_several_ways_become_one_term(tmp_path: Path) -> None:
    text = "x,codesign\nx,co production\nx,co design\nx,co-design\nx,coproduction\nx,CO-DESIGN\n"
    book, left_out = imported(tmp_path, text, "csv")
    assert left_out == []
    assert terms_of(book)["x"] == {
        "codesign": ("codesign",),
        "co production": ("co production",),
        "co design": ("co design",),
        "coproduction": ("coproduction",),
    }
    book, left_out = imported(tmp_path, "x,a co-op\nx,b\nx,a coop\nx,a-co op\n", "csv")
    assert left_out == [(2, "'b': a form needs at least two characters")]
    assert terms_of(book)["x"] == {"a co-op": ("a co-op",)}


def test_patterns_that_tie_two_terms_make_them_one(tmp_path: Path) -> None:
    book, left_out = imported(tmp_path, "x,co op\nx,coop\nx,co-o?\n", "csv")
    assert left_out == []
    assert list(terms_of(book)["x"]) == ["co op"]
    assert len(terms_of(book)["x"]["co op"]) == 3


def test_categories_can_be_chosen(tmp_path: Path) -> None:
    book, left_out = imported(tmp_path, LIWC, "liwc", only=["SOC*"])
    assert list(terms_of(book)) == ["social"]
    assert "talk" in terms_of(book)["social"]
    assert len(left_out) == 3


def test_categories_that_there_are_not_are_named(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"no category 'x': there are function \(.*, social"):
        imported(tmp_path, LIWC, "liwc", only=["x"])
    with pytest.raises(CodebookError, match="no category 'sozial': did you mean social"):
        imported(tmp_path, LIWC, "liwc", only=["func*", "sozial"])


def test_encodings_are_named_not_guessed(tmp_path: Path) -> None:
    text = "santé,bien-être\n"
    (tmp_path / "a.csv").write_bytes(b"x,good\n" + text.encode("latin-1"))
    with pytest.raises(CodebookError, match=r"a\.csv, line 2: not UTF-8; .*--encoding"):
        import_dictionary(tmp_path / "a.csv", to=tmp_path / "b.yaml")
    (tmp_path / "a.csv").write_bytes(text.encode("utf-16"))
    with pytest.raises(CodebookError, match=r"a\.csv, line 1: is UTF-16; .*--encoding"):
        import_dictionary(tmp_path / "a.csv", to=tmp_path / "b.yaml")
    for encoding in ("latin-1", "utf-16"):
        book, _ = imported(tmp_path, text, "csv", encoding=encoding)
        assert terms_of(book) == {"sante": {"bien-être": ("bien-être",)}}
        assert book.concepts[0].label == "santé"


WRONG = [
    ("a.yml", "- a\n- b\n", 1, "mapping of keys"),
    ("a.yml", "a: &x [b]\nc: *x\n", 1, "anchors"),
    ("a.yml", "__:\n- b\n", 2, "under no key"),
    ("a.yml", "a: [\n", 2, "not YAML"),
    ("a.yml", "a:\n- '*'\n", None, "nothing that a codebook can say: line 2"),
    ("a.yml", "a: !!python/name:os.system [b]\n", 1, "tags"),
    ("a.dic", "we\t1\n", 1, "two lines of %"),
    ("a.dic", "%\n%\nwe\t1\n", 2, "no category"),
    ("a.dic", "%\nsocial\t1\n%\nwe\t1\n", 2, "expected a category"),
    ("a.dic", "%\n1\tx\n1\ty\n%\nwe\t1\n", 3, "stands twice"),
    ("a.csv", "", None, "nothing"),
    ("a.csv", "a,b,c\n", 1, "expected 2 columns, found 3"),
    ("a.csv", "concept,term\nx,\n", 2, "empty"),
    ("a.csv", "x\ny\n", 1, "expected 2 columns, found 1"),
    ("a.csv", 'x,yy\nx,"y\nx,zz\n', 2, "not CSV"),
    ("a.csv", 'x,"y" z\n', 1, "a quote within them is written twice"),
    ("a.csv", "x,yy\nx,y, z\n", 2, """a term with ',' in it stands in quotes, as in x,"y, z";"""),
    ("a.csv", "x\tyy\nx\ty\tz\n", 2, "a term with a tab in it stands in quotes"),
    ("a.csv", "x,y\0\n", 1, "is not a text file"),
    ("a.yml", "concepts:\n- name: x\n  terms: [aa]\n", 1, "is a codebook already"),
    ("a.txt", "x,y\n", None, "format: quanteda, liwc, csv"),
]


@pytest.mark.parametrize(("name", "text", "line", "says"), WRONG)
def test_what_is_no_dictionary_is_refused_with_its_line(
    tmp_path: Path, name: str, text: str, line: int | None, says: str
) -> None:
    source = tmp_path / name
    source.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError) as error:
        import_dictionary(source, to=tmp_path / "b.yaml")
    assert says in str(error.value)
    assert str(error.value).startswith(str(source))
    assert "\n" not in str(error.value)
    assert error.value.line == line
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "MAX_VARIANTS", 5_000)
    source = tmp_path / "a.csv"
    source.write_text("".join(f"x,w{i}??\n" for i in range(10)), encoding="utf-8")
    with pytest.raises(CodebookError, match="more than 5,000 ways"):
        import_dictionary(source, to=tmp_path / "b.yaml")
    source.write_text("".join(f"é{i},y{i}\n" for i in range(600)), encoding="utf-8")
    with pytest.raises(CodebookError, match="more than 500 categories"):
        import_dictionary(source, to=tmp_path / "b.yaml")
    liwc = source.with_suffix(".dic")
    liwc.write_text(f"%\n1\tx\n%\na{' ' * 900_000}1x\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="nothing that a codebook can say"):
        import_dictionary(liwc, to=tmp_path / "b.yaml")
    source.write_bytes(b"x,y\n" * 300_000)
    with pytest.raises(CodebookError, match="larger than"):
        import_dictionary(source, to=tmp_path / "b.yaml")


def test_nothing_is_written_over_without_leave(tmp_path: Path) -> None:
    source, target = tmp_path / "a.csv", tmp_path / "b.yaml"
    source.write_text("x,y z\n", encoding="utf-8")
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(CodebookError, match="--force"):
        import_dictionary(source, to=target)
    assert target.read_text(encoding="utf-8") == "mine"
    with pytest.raises(CodebookError, match="cannot be written"):
        import_dictionary(source, to=tmp_path / "none" / "b.yaml")


@settings(max_examples=200)
@given(
    st.sampled_from(FORMATS),
    st.text(alphabet="ab%:-[]{}#'\"&*?!|,;@1 2\n\t\r\x1b\u202eé", max_size=60),
)
def test_any_text_is_a_codebook_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, format_: Format, text: str
) -> None:
    source = tmp_path_factory.getbasetemp() / f"any{ENDINGS[format_]}"
    source.write_text(text, encoding="utf-8", newline="")
    target = source.with_name("made.yaml")
    try:
        book = import_dictionary(source, to=target, force=True).codebook
    except CodebookError:
        return
    assert book.concepts
    assert Codebook.read(target) == book
