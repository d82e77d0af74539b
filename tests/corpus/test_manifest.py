from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from enacted.corpus.manifest import _FIELDS, RESERVED, read_manifest, shown
from enacted.errors import ManifestError
from enacted.tables.schema import TABLES
from enacted.types import Dated

if TYPE_CHECKING:
    from enacted.corpus.manifest import Manifest


@pytest.fixture
def write(tmp_path: Path):
    def write(data: str | bytes, name: str = "manifest.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


def only(manifest: Manifest):
    (entry,) = manifest.entries
    return entry


GOOD_YAML = """\
documents:
  - file: a/plan.pdf
    title: "Plan: the second"
    year: 2012
    country: NO
    type: strategy
    Ward name: 012
    series: ~
"""


def test_reads_every_known_field_of_csv(write) -> None:
    manifest = read_manifest(
        write(
            "file,title,publisher,country,doc_type,series,language,date\n"
            'a/plan.pdf,"Plan, the second",Town,Norway,strategy,S,en,15 March 2012\n'
        )
    )
    entry = only(manifest)
    assert (entry.line, entry.file) == (2, "a/plan.pdf")
    data = entry.metadata
    assert (data.title, data.publisher, data.country) == ("Plan, the second", "Town", "Norway")
    assert (data.doc_type, data.series, data.language) == ("strategy", "S", "en")
    assert data.date == Dated("2012-03-15", "day", "manifest")
    assert manifest.columns == data.extra == ()


def test_yaml_keeps_values_as_written(write) -> None:
    manifest = read_manifest(write(GOOD_YAML, "manifest.yaml"))
    entry = only(manifest)
    assert (entry.line, entry.file) == (2, "a/plan.pdf")
    assert entry.metadata.country == "NO"  # not False
    assert entry.metadata.doc_type == "strategy"
    assert entry.metadata.series == ""
    assert entry.metadata.extra == (("ward_name", "012"),)
    assert entry.metadata.date == Dated("2012", "year", "manifest")


def test_yaml_list_without_wrapper(write) -> None:
    manifest = read_manifest(write("- file: a.pdf\n- file: b.pdf\n  note: x\n", "m.yml"))
    assert [(e.line, e.file) for e in manifest.entries] == [(1, "a.pdf"), (2, "b.pdf")]
    assert [e.metadata.extra for e in manifest.entries] == [(("note", ""),), (("note", "x"),)]


@pytest.mark.parametrize("name", ["file", "path", "filename", "File Name", " FILE "])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_separators_and_names_of_the_file_column(write, name, delimiter, newline) -> None:
    rows = [[name, "title"], ["a.pdf", "One, two; three"]]
    text = newline.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    entry = only(read_manifest(write(text)))
    assert (entry.file, entry.metadata.title) == ("a.pdf", "One, two; three")


def test_a_semicolon_in_a_title_does_not_make_the_separator(write) -> None:
    text = "title;a,title;b,file\n1,2,x.pdf\n"
    manifest = read_manifest(write(text))
    assert only(manifest).file == "x.pdf"
    assert manifest.columns == ("title_a", "title_b")


def test_the_line_that_a_spreadsheet_puts_first_is_passed_over(write) -> None:
    entry = only(read_manifest(write("sep=;\nfile;title\nx.pdf;T\n")))
    assert (entry.line, entry.file, entry.metadata.title) == (3, "x.pdf", "T")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_unicode(write, encoding) -> None:
    manifest = read_manifest(write("file,publisher\na.pdf,Århus – «by»\n".encode(encoding)))
    assert only(manifest).metadata.publisher == "Århus – «by»"
    assert manifest.notes == ()


def test_windows_1252_is_read_with_a_note(write) -> None:
    manifest = read_manifest(write("file,publisher\na.pdf,Århus – “by”\n".encode("cp1252")))
    assert only(manifest).metadata.publisher == "Århus – “by”"
    assert "line 2" in manifest.notes[0]
    assert "Windows-1252" in manifest.notes[0]


@pytest.mark.parametrize(
    ("written", "date", "precision"),
    [
        ("2012", "2012", "year"),
        ("2012-03", "2012-03", "month"),
        ("2012-03-15", "2012-03-15", "day"),
        ("March 2012", "2012-03", "month"),
        ("15 March 2012", "2012-03-15", "day"),
        ("March 15, 2012", "2012-03-15", "day"),
        ("15/03/2012", "2012-03-15", "day"),
        ("03/15/2012", "2012-03-15", "day"),
        ("05/05/2012", "2012-05-05", "day"),
        ("29 February 2012", "2012-02-29", "day"),
    ],
)
def test_dates(write, written, date, precision) -> None:
    entry = only(read_manifest(write(f'file,date\na.pdf,"{written}"\n')))
    assert entry.metadata.date == Dated(date, precision, "manifest")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("year", "12"),
        ("year", "20012"),
        ("year", "1812"),
        ("year", "2101"),
        ("year", "MMXII"),
        ("year", "2012-13"),
        ("year", "２０１２x"),
        ("date", "04/05/2012"),
        ("date", "2012-13-01"),
        ("date", "2012-13"),
        ("date", "31 June 2012"),
        ("date", "30/02/2012"),
        ("date", "June"),
        ("date", "about 2012"),
        ("date", "2012-2015"),
        ("date", "2012/13"),
        ("date", "15 March"),
        ("date", "12/03/15"),
    ],
)
def test_wrong_dates_are_named_with_their_line(write, column, value) -> None:
    path = write(f'file,{column}\na.pdf,\nb.pdf,"{value}"\n')
    with pytest.raises(ManifestError) as error:
        read_manifest(path)
    assert error.value.line == 3
    assert error.value.path == path
    assert f"'{value}'" in str(error.value)


def test_year_and_date_must_agree(write) -> None:
    text = "file,year,date\na.pdf,{},March 2012\n"
    assert only(read_manifest(write(text.format("2012.0")))).metadata.date.date == "2012-03"
    with pytest.raises(ManifestError, match=r"line 2: date 'March 2012' does not lie in year 2011"):
        read_manifest(write(text.format(2011)))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "no column 'file'"),
        ("\n\n", 1, "no column 'file'"),
        ("title,year\nA,2012\n", 1, "no column 'file'"),
        ("file,path\na.pdf,a.pdf\n", 1, "both mean file"),
        ("file,doc_type,type\na.pdf,x,y\n", 1, "both mean doc_type"),
        ("file,Ward,ward!\na.pdf,x,y\n", 1, "both mean ward"),
        ("file,x,x\na.pdf,1,2\n", 1, "named 'x'"),
        ("file,,x\na.pdf,1,2\n", 1, "column 2 has no name"),
        ("file,pages,manifest_pages\na.pdf,1,2\n", 1, "both mean manifest_pages"),
        ("file\na.pdf\nb.pdf\n./a.pdf\n", 4, "row already on line 2"),
        ("file\na.pdf\nb//c.pdf\nb/c.pdf\n", 4, "row already on line 3"),
        ("file\n/etc/passwd.pdf\n", 2, "absolute"),
        ("file\nC:\\x.pdf\n", 2, "absolute"),
        ("file\n\\\\host\\x.pdf\n", 2, "absolute"),
        ("file\n../x.pdf\n", 2, "leaves the corpus folder"),
        ("file\na/../../x.pdf\n", 2, "leaves the corpus folder"),
        ("file\na\\..\\..\\x.pdf\n", 2, "leaves the corpus folder"),
        ("file\n~/x.pdf\n", 2, "leaves the corpus folder"),
        ("file\n.\n", 2, "names no file"),
        ("file,title\n,Untold\n", 2, "names no file"),
        ("file,title\na.pdf,One, two\n", 2, "3 cells, but 2 columns"),
        ('file,title\na.pdf,"open\nb.pdf,x\n', 2, "quotation mark"),
        ('file,title\na.pdf,"x"y\n', 2, "quotation mark"),
        ("file\na.pdf\nb\0.pdf\n", 3, "NUL"),
        ("file,title\na.pdf," + "x" * 10_001 + "\n", 2, "10001 characters"),
        ("file,title\na.pdf," + "x" * 200_000 + "\n", 2, "quotation mark"),
        ("file," + ",".join(f"c{n}" for n in range(300)) + "\n", 1, "301 columns"),
    ],
)
def test_mistakes_in_csv(write, text, line, words) -> None:
    path = write(text)
    with pytest.raises(ManifestError) as error:
        read_manifest(path)
    message = str(error.value)
    assert message.startswith(f"{path}, line {line}: ")
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "no column 'file'"),
        ("file: a.pdf\n", 1, "list of mappings"),
        ("documents: a.pdf\n", 1, "list of mappings"),
        ("- a.pdf\n", 1, "list of mappings"),
        ("- file: a.pdf\n- [b.pdf]\n", 2, "list of mappings"),
        ("documents:\n- file: a.pdf\nother: 1\n", 3, "nothing besides"),
        ("- file: a.pdf\n  title: [x, y]\n", 2, "the value of 'title' is a list"),
        ("- file: a.pdf\n  ? [x]\n  : y\n", 2, "a key is a list"),
        ("- file: a.pdf\n  title: x\n  title: y\n", 3, "given twice"),
        ("- &a {file: a.pdf}\n- *a\n", 1, "anchors and aliases"),
        ("- file: a.pdf\n- file: *a\n", 2, "anchors and aliases"),
        ("- file: a.pdf\n--- \n- file: b.pdf\n", 2, "second YAML document"),
        ("- file: a.pdf\n  title: 'open\n", 3, "not YAML"),
        ("- file: a.pdf\n title: x\n", 2, "not YAML"),
        ("- {file: a.pdf\n", 2, "not YAML"),
        ("- file: a.pdf\n- file:\n", 2, "names no file"),
        ("- file: a.pdf\n- file: a.pdf\n", 2, "row already on line 1"),
        ("- file: a.pdf\n  year: 2012.5\n", 1, "year '2012.5'"),
        ("[" * 50_000, None, "list of mappings"),
        ("- " * 50_000, None, "list of mappings"),
    ],
)
def test_mistakes_in_yaml(write, text, line, words) -> None:
    path = write(text, "manifest.yaml")
    with pytest.raises(ManifestError) as error:
        read_manifest(path)
    message = str(error.value)
    assert words in message
    assert "\n" not in message
    if line is not None:
        assert error.value.line == line


def test_yaml_constructs_nothing(write) -> None:
    text = "- file: a.pdf\n  title: !!python/object/apply:os.getcwd []\n"
    with pytest.raises(ManifestError, match="is a list or a mapping"):
        read_manifest(write(text, "manifest.yaml"))


def test_file_cannot_be_read(tmp_path: Path, write) -> None:
    with pytest.raises(ManifestError, match="no such file"):
        read_manifest(tmp_path / "manifest.csv")
    with pytest.raises(ManifestError, match=r"\.csv, \.tsv, \.yaml or \.yml, not \.xlsx"):
        read_manifest(write("", "manifest.xlsx"))
    with pytest.raises(ManifestError, match="neither UTF-8 nor Windows-1252"):
        read_manifest(write(b"file\nna\xc3\x81me\x81\xff.pdf\n"))


def test_names_of_further_columns_are_identifiers(write) -> None:
    manifest = read_manifest(write("file,Größe (ha),2nd ward,Source-URL\na.pdf,1,2,3\n"))
    assert manifest.columns == ("groe_ha", "column_2nd_ward", "source_url")
    assert only(manifest).metadata.extra == (
        ("groe_ha", "1"),
        ("column_2nd_ward", "2"),
        ("source_url", "3"),
    )


def test_columns_that_enacted_measures_itself_are_set_apart(write) -> None:
    manifest = read_manifest(write("file,pages,SHA256\na.pdf,9,x\n"))
    assert manifest.columns == ("manifest_pages", "manifest_sha256")
    assert len(manifest.notes) == 2


def test_reserved_columns_follow_the_schema() -> None:
    columns = {column.name for column in TABLES["documents"].columns}
    settable = {"title", "publisher", "country", "doc_type", "series", "language", "date", "year"}
    assert columns == RESERVED | settable | {"path"}


def test_values_become_one_line(write) -> None:
    manifest = read_manifest(write('file,title\na.pdf,"A plan\nfor\x07 all\u2028now "\nb.pdf,x\n'))
    assert manifest.entries[0].metadata.title == "A plan for all now"
    assert [entry.line for entry in manifest.entries] == [2, 4]


def test_shown_is_one_short_line() -> None:
    assert shown("a\nb\x1b[31m") == "'a b [31m'"
    assert len(shown("x" * 1000)) == 122


_CELLS = st.sampled_from(
    [
        *("file", "path", "title", "year", "date", "pages", "x", ""),
        *("a.pdf", "../b.pdf", "2012", "March 2012", "1/2/2012", '"', '"q"', "é", "\0", "- ", ": "),
        *("{", "}", "[", "]", "&a ", "*a", "!!x ", "---\n", "'", "#", "|\n", "? "),
    ]
)
_TEXTS = st.lists(st.tuples(_CELLS, st.sampled_from([",", ";", "\t", "\n", "\r\n", "  "]))).map(
    lambda cells: "".join(cell + mark for cell, mark in cells).encode()
)


@settings(max_examples=300, deadline=None)
@given(data=st.one_of(st.binary(max_size=200), _TEXTS), suffix=st.sampled_from(["csv", "yaml"]))
@example(data=b"\xff\xfefile", suffix="csv")
@example(data=b"sep=;\n", suffix="csv")
@example(data=b"%YAML 9.9\n---\n", suffix="yaml")
def test_any_bytes_end_in_a_manifest_or_in_its_error(tmp_path_factory, data, suffix) -> None:
    path = tmp_path_factory.mktemp("any") / f"manifest.{suffix}"
    path.write_bytes(data)
    try:
        manifest = read_manifest(path)
    except ManifestError as error:
        assert "\n" not in str(error)  # noqa: PT017 -- either end is right
        return
    files = [entry.file for entry in manifest.entries]
    assert len(set(files)) == len(files)
    for entry in manifest.entries:
        year = entry.metadata.date.year
        assert year is None or 1900 <= year <= 2100
        assert len(entry.metadata.extra) == len(manifest.columns)


DOCS = (Path(__file__).resolve().parents[2] / "docs/corpus.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["csv", "yaml"])
def test_examples_of_the_documentation_are_manifests(write, language) -> None:
    (example,) = re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    manifest = read_manifest(write(example, f"manifest.{language}"))
    assert [entry.file for entry in manifest.entries] == ["care-plan.pdf", "2014/review.pdf"]
    assert manifest.entries[0].metadata.date.date == "2012-03"
    assert manifest.columns == ()


def test_documentation_names_every_column() -> None:
    rows = re.findall(r"^\| (`\w+`) \| ([^|]*)\|", DOCS, re.MULTILINE)
    named = {name for row in rows for cell in row for name in re.findall(r"`(\w+)`", cell)}
    assert set(_FIELDS) <= named
    assert set(_FIELDS.values()) <= {name.strip("`") for name, _ in rows}
