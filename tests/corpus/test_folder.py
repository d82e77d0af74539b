from __future__ import annotations

import hashlib
import os
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.corpus import Corpus, scan
from enacted.errors import CorpusError, ManifestError
from enacted.types import Dated, Outcome


def put(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def by_path(corpus: Corpus):
    return {file.path: file for file in corpus.files}


def test_finds_pdfs_of_all_folders_in_code_point_order(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "b.pdf": "1",
            "a/Z.PDF": "2",
            "a/é.Pdf": "3",
            "a/b/c/deep.pdf": "4",
            "B.pdf": "5",
            "a.txt": "no",
            "pdf": "no",
            ".hidden.pdf": "no",
            ".git/x.pdf": "no",
            "folder.pdf/x.pdf": "6",
        },
    )
    corpus = scan(tmp_path)
    paths = [file.path for file in corpus.files]
    assert paths == ["B.pdf", "a/Z.PDF", "a/b/c/deep.pdf", "a/é.Pdf", "b.pdf", "folder.pdf/x.pdf"]
    first = corpus.files[0]
    assert first.sha256 == hashlib.sha256(b"5").hexdigest()
    assert first.doc_id == first.sha256[:16]
    assert first.size == 1
    assert first.source.read_text() == "5"
    assert first.outcome is None
    assert corpus.manifest is None
    assert corpus.notes == ()


def test_same_bytes_are_one_document(tmp_path: Path) -> None:
    put(tmp_path, {"b.pdf": "same", "a/x.pdf": "same", "c.pdf": "same", "d.pdf": "other"})
    corpus = scan(tmp_path)
    assert [(f.path, f.duplicates) for f in corpus.files] == [
        ("a/x.pdf", ("b.pdf", "c.pdf")),
        ("d.pdf", ()),
    ]


def test_empty_file_is_known_to_be_empty(tmp_path: Path) -> None:
    put(tmp_path, {"a.pdf": "", "b.pdf": "x"})
    empty, full = scan(tmp_path).files
    assert (empty.outcome, full.outcome) == (Outcome.EMPTY, None)
    assert "0 bytes" in empty.detail
    assert full.detail == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_file_without_permission(tmp_path: Path) -> None:
    put(tmp_path, {"a.pdf": "x"})
    (tmp_path / "a.pdf").chmod(0)
    (file,) = scan(tmp_path).files
    assert file.outcome is Outcome.UNREADABLE
    assert "Permission denied" in file.detail


def test_file_that_fails_while_it_is_read(tmp_path: Path, monkeypatch) -> None:
    def fails(*_args):
        raise OSError(5, "Input/output error")

    put(tmp_path, {"a.pdf": "x"})
    monkeypatch.setattr(hashlib, "file_digest", fails)
    (file,) = scan(tmp_path).files
    assert (file.outcome, file.sha256) == (Outcome.UNREADABLE, "")
    assert file.detail.startswith("cannot be read (Input/output error)")
    assert len(file.doc_id) == 16


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    (file,) = scan(tmp_path).files
    assert file.outcome is Outcome.UNREADABLE
    assert "not a regular file" in file.detail


def test_links(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"a.pdf": "x", "sub/c.pdf": "y"})
    outside = put(tmp_path / "out", {"secret.pdf": "z", "more/m.pdf": "w"})
    (folder / "within.pdf").symlink_to("a.pdf")
    (folder / "leaves.pdf").symlink_to(outside / "secret.pdf")
    (folder / "dangles.pdf").symlink_to("nowhere.pdf")
    (folder / "loop.pdf").symlink_to("loop.pdf")
    (folder / "round").symlink_to(folder)
    (folder / "outfolder").symlink_to(outside)
    corpus = scan(folder)
    files = by_path(corpus)
    assert set(files) == {"a.pdf", "sub/c.pdf", "dangles.pdf", "loop.pdf"}
    assert files["a.pdf"].duplicates == ("within.pdf",)
    assert files["dangles.pdf"].outcome is Outcome.UNREADABLE
    assert files["loop.pdf"].outcome is Outcome.UNREADABLE
    assert len(corpus.notes) == 3
    assert "'leaves.pdf' passed over: it is a link that leads out" in corpus.notes[0]
    assert "'outfolder' passed over" in corpus.notes[1]
    assert "'round' passed over" in corpus.notes[2]


def test_the_corpus_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    put(tmp_path / "real", {"a.pdf": "x"})
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert scan(tmp_path / "link").files == scan(tmp_path / "real").files


def test_name_that_is_no_unicode(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.pdf")).write_text("x")
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    (file,) = scan(tmp_path).files
    assert file.path == "caf\\xe9.pdf"
    assert file.source.read_text() == "x"
    file.path.encode("utf-8")


def test_folder_errors(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nothere': no such folder; check the path"):
        scan(tmp_path / "nothere")
    put(tmp_path, {"a.txt": "x"})
    with pytest.raises(CorpusError, match=r"a\.txt': not a folder"):
        scan(tmp_path / "a.txt")
    with pytest.raises(CorpusError, match=r"no PDF in this folder or below it; put"):
        scan(tmp_path)
    with pytest.raises(CorpusError, match="no such folder"):
        scan(tmp_path / "a\0b")


def test_manifest_is_found_and_matched(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "manifest.csv": "file,title,year,ward\n"
            "a/plan.pdf,By path,2012,North\n"
            "review.pdf,By name,,\n"
            "./top.pdf,Dotted,,\n"
            "w\\win.pdf,Windows,,\n",
            "a/plan.pdf": "1",
            "b/review.pdf": "2",
            "top.pdf": "3",
            "w/win.pdf": "4",
            "x.pdf": "5",
        },
    )
    corpus = scan(tmp_path)
    assert corpus.manifest == tmp_path.resolve() / "manifest.csv"
    assert corpus.extra == ("ward",)
    files = by_path(corpus)
    assert {path: file.metadata.title for path, file in files.items()} == {
        "a/plan.pdf": "By path",
        "b/review.pdf": "By name",
        "top.pdf": "Dotted",
        "w/win.pdf": "Windows",
        "x.pdf": "",
    }
    assert files["a/plan.pdf"].metadata.date == Dated("2012", "year", "manifest")
    assert files["a/plan.pdf"].metadata.extra == (("ward", "North"),)


def test_manifest_elsewhere_may_give_paths_from_its_own_folder(tmp_path: Path) -> None:
    put(tmp_path, {"m.yaml": "- file: pdf/sub/a.pdf\n  title: T\n", "pdf/sub/a.pdf": "x"})
    (file,) = scan(tmp_path / "pdf", manifest=tmp_path / "m.yaml").files
    assert (file.path, file.metadata.title) == ("sub/a.pdf", "T")


def test_composed_and_decomposed_letters_match(tmp_path: Path) -> None:
    name = "Århus.pdf"
    put(
        tmp_path, {unicodedata.normalize("NFD", name): "x", "manifest.csv": f"file,title\n{name},T"}
    )
    (file,) = scan(tmp_path).files
    assert file.metadata.title == "T"


def test_manifest_may_name_a_file_of_another_suffix(tmp_path: Path) -> None:
    put(tmp_path, {"manifest.csv": "file,title\nplan,T\n", "plan": "x", "a.pdf": "y", "b": "z"})
    files = by_path(scan(tmp_path))
    assert set(files) == {"a.pdf", "plan"}
    assert files["plan"].outcome is None
    assert files["plan"].metadata.title == "T"


def test_missing_files_have_a_row_with_the_way_out(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "manifest.csv": "file,title\na.pdf,A\n2013/Plan.pdf,Gone\nA2.PDF,Case\n",
            "a.pdf": "x",
            "2012/Plan.pdf": "y",
            "a2.pdf": "z",
        },
    )
    files = by_path(scan(tmp_path))
    gone = files["2013/Plan.pdf"]  # a file of that name in another folder is another file
    assert gone.outcome is Outcome.MISSING
    assert gone.doc_id == hashlib.sha256(b"missing:2013/Plan.pdf").hexdigest()[:16]
    assert (gone.sha256, gone.size, gone.metadata.title) == ("", 0, "Gone")
    assert gone.detail == (
        "named on line 3 of manifest.csv, but not in the folder; add the file, correct its path or "
        "remove the row"
    )
    assert "there is a 'a2.pdf';" in files["A2.PDF"].detail


def test_a_row_cannot_fetch_a_file_from_outside(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"manifest.csv": "file\nleak\nleak.pdf\n", "a.pdf": "x"})
    put(tmp_path, {"secret": "s", "secret.pdf": "s"})
    (folder / "leak").symlink_to(tmp_path / "secret")
    (folder / "leak.pdf").symlink_to(tmp_path / "secret.pdf")
    files = by_path(scan(folder))
    assert {path for path, file in files.items() if file.outcome is Outcome.MISSING} == {
        "leak",
        "leak.pdf",
    }


@pytest.mark.parametrize(
    ("manifest", "line", "words"),
    [
        ("file\nplan.pdf\n", 2, "could be any of 2 files ('a/plan.pdf', 'b/plan.pdf')"),
        ("file\nc/one.pdf\none.pdf\n", 3, "same file as line 2 names"),
    ],
)
def test_rows_that_could_mean_two_things(tmp_path: Path, manifest, line, words) -> None:
    put(
        tmp_path,
        {"manifest.csv": manifest, "a/plan.pdf": "1", "b/plan.pdf": "2", "c/one.pdf": "3"},
    )
    with pytest.raises(ManifestError) as error:
        scan(tmp_path)
    assert error.value.line == line
    assert words in str(error.value)


def test_two_manifests(tmp_path: Path) -> None:
    put(tmp_path, {"a.pdf": "x", "manifest.csv": "file\n", "manifest.yaml": ""})
    with pytest.raises(ManifestError, match=r"manifest\.csv and manifest\.yaml both"):
        scan(tmp_path)
    assert scan(tmp_path, manifest=tmp_path / "manifest.csv").files[0].path == "a.pdf"


def test_manifest_given_but_not_there(tmp_path: Path) -> None:
    put(tmp_path, {"a.pdf": "x"})
    with pytest.raises(ManifestError, match="no such file"):
        scan(tmp_path, manifest=tmp_path / "m.csv")


def test_metadata_of_equal_files(tmp_path: Path) -> None:
    text = "file,title\nb.pdf,{}\nc.pdf,Second\n"
    put(tmp_path, {"a.pdf": "x", "b.pdf": "x", "c.pdf": "x", "manifest.csv": text.format("First")})
    corpus = scan(tmp_path)
    assert corpus.files[0].metadata.title == "First"
    assert "lines 2, 3 describe files with the same bytes differently" in corpus.notes[0]
    put(tmp_path, {"manifest.csv": text.format("Second")})
    assert scan(tmp_path).notes == ()


def test_digest_changes_with_content_names_and_metadata_only(tmp_path: Path) -> None:
    put(tmp_path / "1", {"a.pdf": "x", "b.pdf": "y", "manifest.csv": "file,title\na.pdf,T\n"})
    put(tmp_path / "2", {"b.pdf": "y", "a.pdf": "x", "manifest.yaml": "- {file: a.pdf, title: T}"})
    one, two = scan(tmp_path / "1"), scan(tmp_path / "2")
    assert one.digest == two.digest
    put(tmp_path / "2", {"manifest.yaml": "- {file: a.pdf, title: U}"})
    assert scan(tmp_path / "2").digest != one.digest
    put(tmp_path / "1", {"b.pdf": "z"})
    assert scan(tmp_path / "1").digest not in {one.digest, two.digest}


_NAMES = st.text(st.sampled_from("abÅzé_ -"), min_size=1, max_size=4).map(lambda s: f"x{s}.pdf")


@settings(max_examples=40, deadline=None)
@given(files=st.dictionaries(_NAMES, st.sampled_from("123456"), min_size=1), seed=st.integers())
def test_the_order_on_disk_plays_no_part(tmp_path_factory, files, seed) -> None:
    folder = put(tmp_path_factory.mktemp("order"), files)
    expected = scan(folder)
    shuffle = random.Random(seed).shuffle
    walk = os.walk

    def shuffled(top, **options):
        for base, folders, names in walk(top, **options):
            shuffle(folders)
            shuffle(names)
            yield base, folders, names

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "walk", shuffled)
        assert scan(folder) == expected
    paths = [p for f in expected.files for p in (f.path, *f.duplicates)]
    assert sorted(paths) == sorted(files)
    assert len({f.doc_id for f in expected.files}) == len(expected.files)


SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/corpus beside the checkout")
def test_a_real_corpus_is_wholly_described() -> None:
    corpus = scan(SHARED)
    assert len(corpus.files) > 50
    assert all(file.outcome is None for file in corpus.files)
    assert all(file.metadata.date.source == "manifest" for file in corpus.files)
    assert all(file.metadata.title for file in corpus.files)
