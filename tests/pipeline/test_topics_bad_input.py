"""The command on corpora that are too small, of one word, or in several languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.types
import pytest

from enacted.cli import invoke
from enacted.tables import load
from enacted.topics import SPECS
from tests.topical import publish, sentence

if TYPE_CHECKING:
    from pathlib import Path

    Corpus = list[list[dict[str, object]]]

SUBJECTS = (
    "carer nurse hospital ward patient clinic doctor surgery medicine therapy dementia",
    "teacher pupil school lesson exam classroom college nursery reading maths tutor",
)
WELSH = (
    "gofalwr nyrs ysbyty claf clinig meddyg triniaeth iechyd cleifion gwasanaeth henoed",
    "athro disgybl ysgol gwers dosbarth coleg darllen addysg athrawon plant dysgu",
)


# Words that no subject has, so that no word stands in every passage.
POOL = [f"{one}o{two}" for one in "bdfglmnprt" for two in "bdfglmnprt"]


def corpus_of(documents: int, blocks: int, *, words: int = 50) -> Corpus:
    rng = np.random.default_rng(1)

    def text(number: int) -> str:
        own = rng.permutation(POOL)[:6]
        return " ".join(rng.choice([*SUBJECTS[number // 4 % 2].split(), *own], words))

    return [
        [sentence(n, number, text(number)) for number in range(4 * blocks)]
        for n in range(documents)
    ]


def said_of(out: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """What the command says on standard error; its tables hold no NaN and keep their schema."""
    assert invoke(["topics", str(out), "--refits", "2", *options]) == 0
    said = capsys.readouterr()
    assert "| topic | share |" in said.out
    snapshot = load(out)
    for spec in SPECS:
        table = snapshot.table(spec.name)
        assert table.schema.names == spec.schema().names
        for name in table.schema.names:
            if pyarrow.types.is_floating(table.schema.field(name).type):
                values = table[name].drop_null().to_numpy()
                assert np.isfinite(values).all(), (spec.name, name)
    return " ".join(said.err.split())


@pytest.mark.parametrize("options", [("--k", "200"), ("--k", "auto"), ("--seeded",)])
@pytest.mark.parametrize(
    ("documents", "blocks", "words"), [(0, 0, 0), (1, 1, 50), (3, 1, 12), (3, 2, 5)]
)
def test_a_few_short_documents_have_no_topics_and_are_told_so(
    tmp_path: Path,
    documents: int,
    blocks: int,
    words: int,
    options: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
):
    out = publish(tmp_path / "out", corpus_of(documents, blocks, words=words))
    assert "No topics: the corpus has" in said_of(out, capsys, *options)
    assert load(out).topics.num_rows == 0


@pytest.mark.parametrize("k", ["auto", "20", "500"])
def test_one_document_gets_a_model_of_its_size(
    tmp_path: Path, k: str, capsys: pytest.CaptureFixture[str]
):
    out = publish(tmp_path / "out", corpus_of(1, 20))
    said = said_of(out, capsys, "--k", k)
    topics = load(out).topics
    assert 1 <= topics.num_rows <= 6
    assert "topics instead of" in said or "topics: too few passages" in said
    assert all(row["share_documents_low"] is None for row in load(out).topic_years.to_pylist())


@pytest.mark.parametrize("word", ["equality", "the"])
def test_one_word_repeated_has_no_topics(
    tmp_path: Path, word: str, capsys: pytest.CaptureFixture[str]
):
    text = " ".join([word] * 50)
    out = publish(tmp_path / "out", [[sentence(n, i, text) for i in range(40)] for n in range(4)])
    assert "No topics: the corpus has 0 passages" in said_of(out, capsys, "--k", "5")


def test_the_same_document_many_times_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    text = f"{SUBJECTS[0]} {SUBJECTS[1]}"
    out = publish(tmp_path / "out", [[sentence(n, i, text) for i in range(40)] for n in range(4)])
    said_of(out, capsys, "--k", "5")


def test_numbers_of_topics_above_the_passages_are_lowered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = publish(tmp_path / "out", corpus_of(4, 4))
    said = said_of(out, capsys, "--k", "400")
    rows = load(out).topics.num_rows
    assert f"{rows} topics instead of 400: the corpus has only 16 passages" in said


@pytest.fixture
def welsh(tmp_path: Path) -> tuple[Path, Path]:
    """A run target of English and Welsh documents, and a codebook for both."""
    book = tmp_path / "book.yaml"
    assert invoke(["codebook", "new", str(book), "--full"]) == 0
    text = book.read_text(encoding="utf-8")
    assert "languages: [en]" in text
    book.write_text(text.replace("languages: [en]", "languages: [en, cy]"), encoding="utf-8")
    rng = np.random.default_rng(1)
    documents = []
    for n in range(12):
        language, subjects = ("cy", WELSH) if n % 3 == 0 else ("en", SUBJECTS)
        documents.append(
            [
                sentence(
                    n, i, " ".join(rng.choice(subjects[i // 4 % 2].split(), 50)), language=language
                )
                for i in range(24)
            ]
        )
    return publish(tmp_path / "out", documents, codebook=book), book


def test_two_languages_part_the_topics_and_that_is_said(
    welsh: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
):
    out, book = welsh
    said = said_of(out, capsys, "--k", "4", "--codebook", str(book))
    assert "The text is in several languages (by words en 67%, cy 33%)" in said
    assert "one language under `languages` in the codebook" in said
    both = set(" ".join(WELSH).split())
    for row in load(out).topics.to_pylist():
        assert len({word in both for word in row["top_probability"][:5]}) == 1
    again = said_of(out, capsys, "--codebook", str(book))
    assert "The text is in several languages" in again


def test_a_language_that_the_codebook_leaves_out_is_not_spoken_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    documents = corpus_of(4, 6)
    for row in documents[0]:
        row["language"] = "cy"
    out = publish(tmp_path / "out", documents)
    assert "languages" not in said_of(out, capsys, "--k", "2")
    assert {row["doc_id"] for row in load(out).passage_topics.to_pylist()} == {
        f"{n:016}" for n in (1, 2, 3)
    }
