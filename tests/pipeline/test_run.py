from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

import enacted
from enacted.errors import (
    CodebookError,
    CodesError,
    CorpusError,
    LockedError,
    ManifestError,
    OutputError,
)
from enacted.pipeline import Batch, BatchReport, run
from enacted.settings import read_settings
from enacted.tables import TABLES
from enacted.tables.lock import locked
from tests.made import damaged_pdf, text_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

SETTINGS = read_settings(run={"workers": 1})


def table_bytes(snapshot: Path) -> dict[str, str]:
    return {
        name: hashlib.sha256((snapshot / f"{name}.parquet").read_bytes()).hexdigest()
        for name in TABLES
        if name != "runs"
    }


def test_a_folder_becomes_a_snapshot(small_corpus: Path, tmp_path: Path):
    result = run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    snapshot = enacted.load(tmp_path / "out")
    assert result.snapshot == snapshot.path
    assert (result.documents, result.worked, result.new) == (3, 3, True)
    assert result.outcomes == {"ok": 2, "damaged": 1}
    assert [(f.path, f.outcome) for f in result.failures] == [("broken.pdf", "damaged")]
    assert result.failures[0].detail

    documents = {row["path"]: row for row in snapshot.documents.to_pylist()}
    assert documents["plan.pdf"]["title"] == "Equality plan"
    assert documents["plan.pdf"]["audience"] == "public"  # the manifest's own column is kept
    assert documents["plan.pdf"]["date_source"] == "manifest"
    assert (documents["report.pdf"]["year"], documents["report.pdf"]["date"]) == (2014, "2014-06")
    assert documents["report.pdf"]["title"] == "Annual Report"
    assert documents["broken.pdf"]["sentences"] == 0

    texts = {row["text"]: row for row in snapshot.sentences.to_pylist()}
    plan = texts["We will offer every carer a personal budget by April 2014."]
    assert (plan["status"], plan["concrete"], plan["stance"]) == ("commitment", True, "plan")
    assert plan["boxes"][0]["page"] == 1
    assert plan["p_commitment"] > plan["p_practice"]
    uncoded = texts["Published March 2012"]
    assert (uncoded["status"], uncoded["p_talk"], uncoded["tier"]) == (None, None, "")
    mentions = snapshot.mentions.to_pylist()
    assert {m["concept"] for m in mentions} == {"coproduction", "personalisation", "equality"}
    by_key = {(s["doc_id"], s["sentence"]): s for s in snapshot.sentences.to_pylist()}
    for m in mentions:
        assert by_key[m["doc_id"], m["sentence"]]["text"][m["start"] : m["end"]] == m["surface"]


def test_every_table_keeps_its_schema_and_order(small_corpus: Path, tmp_path: Path):
    run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    snapshot = enacted.load(tmp_path / "out")
    for name, spec in TABLES.items():
        table = snapshot.table(name)
        fixed = table.select(spec.schema().names)
        assert fixed.schema.equals(spec.schema()), name
        for field in fixed.schema:
            if not field.nullable:
                assert fixed.column(field.name).null_count == 0, (name, field.name)
        keys = [tuple(row.values()) for row in table.select(list(spec.key)).to_pylist()]
        assert len(set(keys)) == len(keys), name
        if spec.key[0] == "doc_id":
            assert keys == sorted(keys), name


def test_a_second_run_with_nothing_changed_opens_no_pdf(
    small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    first = run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    monkeypatch.setattr(
        "enacted.extract.guard.Guard.__init__", lambda *_a, **_k: pytest.fail("opened a PDF")
    )
    second = run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    assert (second.worked, second.new, second.snapshot) == (0, False, first.snapshot)
    assert second.failures == first.failures


def test_only_what_changed_is_done(small_corpus: Path, tmp_path: Path):
    run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    (small_corpus / "new.pdf").write_bytes(text_pdf(["New", "Equality matters to all of us."]))
    result = run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    assert (result.worked, result.documents, result.new) == (1, 4, True)
    (small_corpus / "new.pdf").unlink()
    gone = run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    assert (gone.worked, gone.documents, gone.new) == (0, 3, False)
    assert enacted.load(tmp_path / "out").path == gone.snapshot


def test_another_codebook_redoes_mentions_but_reads_no_pdf(
    small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    book = tmp_path / "book.yaml"
    book.write_text(
        "concepts:\n  - name: dementia\n    label: Dementia\n    definition: Dementia.\n"
        "    terms:\n      - name: dementia\n        nouns: [dementia]\n        because: It is.\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(
        "enacted.extract.guard.Guard.__init__", lambda *_a, **_k: pytest.fail("opened a PDF")
    )
    settings = read_settings(run={"workers": 1}, concepts={"codebook": book})
    result = run(small_corpus, out=tmp_path / "out", settings=settings)
    assert result.worked == 3
    snapshot = enacted.load(tmp_path / "out")
    assert set(snapshot.mentions.column("surface").to_pylist()) == {"dementia"}
    assert set(snapshot.trends.column("concept").to_pylist()) == {"dementia"}


def test_the_same_inputs_give_the_same_bytes_from_any_executor(small_corpus: Path, tmp_path: Path):
    def backwards(
        work: Callable[[Batch], BatchReport], batches: Sequence[Batch]
    ) -> Iterator[BatchReport]:
        yield from map(work, reversed(batches))

    alone = run(small_corpus, out=tmp_path / "a", settings=SETTINGS)
    two = run(small_corpus, out=tmp_path / "b", settings=read_settings(run={"workers": 2}))
    turned = run(
        small_corpus,
        out=tmp_path / "c",
        settings=read_settings(run={"workers": 1, "batch": 1}),
        executor=backwards,
    )
    assert table_bytes(alone.snapshot) == table_bytes(two.snapshot) == table_bytes(turned.snapshot)
    assert alone.snapshot.name == two.snapshot.name == turned.snapshot.name


def test_a_killed_run_is_continued_to_the_same_bytes(small_corpus: Path, tmp_path: Path):
    class Killed(Exception):  # noqa: N818
        pass

    def killed_after_one(
        work: Callable[[Batch], BatchReport], batches: Sequence[Batch]
    ) -> Iterator[BatchReport]:
        yield work(batches[0])
        raise Killed

    settings = read_settings(run={"workers": 1, "batch": 1})
    with pytest.raises(Killed):
        run(small_corpus, out=tmp_path / "a", settings=settings, executor=killed_after_one)
    with pytest.raises(OutputError, match="run again to finish"):
        enacted.load(tmp_path / "a")
    continued = run(small_corpus, out=tmp_path / "a", settings=settings)
    whole = run(small_corpus, out=tmp_path / "b", settings=settings)
    assert continued.worked < whole.worked
    assert table_bytes(continued.snapshot) == table_bytes(whole.snapshot)


def test_a_damaged_store_entry_is_made_again(small_corpus: Path, tmp_path: Path):
    out = tmp_path / "out"
    first = run(small_corpus, out=out, settings=SETTINGS)
    for path in (out / "store" / "sentences").rglob("*.parquet"):
        path.write_bytes(b"not parquet")
    for path in (out / "store" / "stance").rglob("*.parquet"):
        path.write_bytes(b"")
    shutil.rmtree(first.snapshot)
    again = run(small_corpus, out=out, settings=SETTINGS)
    assert again.snapshot.name == first.snapshot.name


def test_same_bytes_twice_are_one_document(small_corpus: Path, tmp_path: Path):
    shutil.copy(small_corpus / "plan.pdf", small_corpus / "copy of plan.pdf")
    run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    rows = enacted.load(tmp_path / "out").documents.to_pylist()
    assert [r["duplicates"] for r in rows if r["path"] == "copy of plan.pdf"] == [["plan.pdf"]]
    assert len(rows) == 3


def test_codes_in_the_corpus_folder_become_a_table(small_corpus: Path, tmp_path: Path):
    code = {
        "path": "plan.pdf",
        "text": "We will offer every carer a personal budget by April 2014.",
        "status": "commitment",
        "concrete": 1,
        "coder": "A",
    }
    (small_corpus / "codes.jsonl").write_text(json.dumps(code) + "\n", encoding="utf-8")
    run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    (row,) = enacted.load(tmp_path / "out").codes.to_pylist()
    assert (row["coder"], row["status"], row["stance"]) == ("A", "commitment", "plan")
    assert row["sentence"] is not None


def test_all_sentences_are_coded_where_asked(small_corpus: Path, tmp_path: Path):
    settings = read_settings(run={"workers": 1}, stance={"code": "all"})
    run(small_corpus, out=tmp_path / "out", settings=settings)
    assert enacted.load(tmp_path / "out").sentences.column("status").null_count == 0


def test_readers_open_the_tables(small_corpus: Path, tmp_path: Path):
    import duckdb
    import pandas as pd
    import polars as pl

    run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    snapshot = enacted.load(tmp_path / "out")
    for name in TABLES:
        path = snapshot.file(name)
        rows = snapshot.table(name).num_rows
        assert len(pd.read_parquet(path)) == rows
        assert pl.read_parquet(path).height == rows
        assert duckdb.execute(f"SELECT count(*) FROM '{path}'").fetchall() == [(rows,)]
        assert len(snapshot.table(name).to_pandas()) == rows


class TestBadInput:
    def test_no_folder(self, tmp_path: Path):
        with pytest.raises(CorpusError, match="nowhere"):
            run(tmp_path / "nowhere", out=tmp_path / "out", settings=SETTINGS)
        assert not (tmp_path / "out").exists()

    def test_no_pdf(self, tmp_path: Path):
        (tmp_path / "corpus").mkdir()
        with pytest.raises(CorpusError, match="corpus"):
            run(tmp_path / "corpus", out=tmp_path / "out", settings=SETTINGS)
        assert not (tmp_path / "out").exists()

    def test_only_bad_pdfs_still_make_a_snapshot(self, tmp_path: Path):
        folder = tmp_path / "corpus"
        folder.mkdir()
        (folder / "empty.pdf").write_bytes(b"")
        (folder / "broken.pdf").write_bytes(damaged_pdf())
        (folder / "page.pdf").write_bytes(b"<html>not a PDF</html>")
        (folder / "manifest.csv").write_text("file\ngone.pdf\n", encoding="utf-8")
        result = run(folder, out=tmp_path / "out", settings=SETTINGS)
        assert {f.path: f.outcome for f in result.failures} == {
            "empty.pdf": "empty",
            "broken.pdf": "damaged",
            "page.pdf": "not_pdf",
            "gone.pdf": "missing",
        }
        assert all(f.detail and "\n" not in f.detail for f in result.failures)
        trends = enacted.load(tmp_path / "out").trends
        assert set(trends.column("mentions").to_pylist()) == {0}
        assert trends.column("talk_share").null_count == trends.num_rows

    @pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
    def test_an_unreadable_file_is_a_row(self, small_corpus: Path, tmp_path: Path):
        (small_corpus / "plan.pdf").chmod(0)
        result = run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
        assert ("plan.pdf", "unreadable") in [(f.path, f.outcome) for f in result.failures]

    def test_a_wrong_manifest(self, small_corpus: Path, tmp_path: Path):
        (small_corpus / "manifest.csv").write_text("file,year\nplan.pdf,soon\n", encoding="utf-8")
        with pytest.raises(ManifestError, match=r"manifest\.csv, line 2: .*soon"):
            run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
        assert not (tmp_path / "out").exists()

    def test_a_wrong_codebook(self, small_corpus: Path, tmp_path: Path):
        book = tmp_path / "book.yaml"
        book.write_text("concepts:\n  - nam: x\n", encoding="utf-8")
        settings = read_settings(concepts={"codebook": book})
        with pytest.raises(CodebookError, match=r"book\.yaml, line 2"):
            run(small_corpus, out=tmp_path / "out", settings=settings)
        assert not (tmp_path / "out").exists()

    def test_wrong_codes(self, small_corpus: Path, tmp_path: Path):
        (small_corpus / "codes.jsonl").write_text("{}\nnonsense\n", encoding="utf-8")
        with pytest.raises(CodesError, match=r"codes\.jsonl, line 1"):
            run(small_corpus, out=tmp_path / "out", settings=SETTINGS)

    def test_a_target_that_is_not_ours(self, small_corpus: Path, tmp_path: Path):
        (tmp_path / "thesis").mkdir()
        (tmp_path / "thesis" / "chapter1.docx").write_text("x")
        with pytest.raises(OutputError, match="not Enacted's"):
            run(small_corpus, out=tmp_path / "thesis", settings=SETTINGS)
        assert [p.name for p in (tmp_path / "thesis").iterdir()] == ["chapter1.docx"]

    def test_a_target_that_another_run_is_writing(self, small_corpus: Path, tmp_path: Path):
        run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
        with locked(tmp_path / "out"), pytest.raises(LockedError, match="another run"):
            run(small_corpus, out=tmp_path / "out", settings=SETTINGS)


def test_a_failed_run_leaves_the_older_snapshot(
    small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    first = run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    (small_corpus / "new.pdf").write_bytes(text_pdf(["New", "Equality matters to all of us."]))

    def no_space(*_: object, **__: object) -> pa.Table:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys.modules["enacted.pipeline.trend_tables"], "trends", no_space)
    with pytest.raises(OutputError, match=r"disk is full: .* goes on where"):
        run(small_corpus, out=tmp_path / "out", settings=SETTINGS)
    snapshot = enacted.load(tmp_path / "out")
    assert snapshot.path == first.snapshot
    assert snapshot.documents.num_rows == 3
    assert [p.name for p in (tmp_path / "out" / "snapshots").iterdir()] == [first.snapshot.name]


WELSH = [
    "Mae'r cyngor wedi penderfynu y bydd y bobl sydd yn defnyddio'r gwasanaeth",
    "yn rhan o'r adolygiad ac y byddant yn cael eu talu am hyn ac am deithio.",
    "Mae co-production a equality yn bwysig i ni ac i'r bobl sydd yn byw yma.",
]
ENGLISH = [
    "The council has decided that the people who use the service will be part of",
    "its review, and that they will be paid for it. Equality matters to all of us.",
]


def test_text_in_another_language_is_marked_and_not_mined(tmp_path: Path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "both.pdf").write_bytes(text_pdf(["Title", *ENGLISH * 3, "Y CYNLLUN", *WELSH]))
    (corpus / "welsh.pdf").write_bytes(text_pdf(["Teitl", *WELSH]))
    every = read_settings(run={"workers": 1}, stance={"code": "all"})
    run(corpus, out=tmp_path / "out", settings=every)
    snapshot = enacted.load(tmp_path / "out")
    documents = {row["path"]: row for row in snapshot.documents.to_pylist()}
    both, welsh = documents["both.pdf"], documents["welsh.pdf"]
    assert (both["language"], welsh["language"]) == ("en", "cy")
    assert both["mentions"] == 3
    assert (welsh["words"], welsh["mentions"], welsh["outcome"]) == (0, 0, "ok")
    assert welsh["sentences"] > 0
    assert "not cover (cy)" in welsh["detail"]
    assert re.match(r"\d+ of \d+ words are in a language", both["detail"])
    for row in snapshot.sentences.to_pylist():
        assert (row["status"] is None) == (row["language"] == "cy"), row["text"]


def test_a_codebook_may_cover_another_language(tmp_path: Path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "welsh.pdf").write_bytes(text_pdf(["Teitl", *WELSH]))
    book = tmp_path / "book.yaml"
    book.write_text("extends: built-in\nlanguages: [en, cy]\n", encoding="utf-8")
    settings = read_settings(run={"workers": 1}, concepts={"codebook": str(book)})
    run(corpus, out=tmp_path / "out", settings=settings)
    (row,) = enacted.load(tmp_path / "out").documents.to_pylist()
    assert (row["language"], row["mentions"], row["detail"]) == ("cy", 2, "")
    assert row["words"] > 20
