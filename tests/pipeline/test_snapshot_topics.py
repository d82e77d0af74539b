"""Topics of a snapshot that is there already."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from enacted.cli import WRONG_USE, invoke
from enacted.errors import OutputError, UsageError
from enacted.pipeline import topics
from enacted.pipeline.topics import foretell
from enacted.settings import read_settings
from enacted.tables import Output, load
from enacted.topics import SPECS
from tests.topical import publish, row_of, sentence

if TYPE_CHECKING:
    from pathlib import Path

SUBJECTS = (
    "carer nurse hospital ward patient clinic doctor surgery medicine therapy dementia",
    "teacher pupil school lesson exam classroom college nursery reading maths tutor",
    "train cycle road bridge traffic parking railway station tram pavement lorry",
)


def sentences_of(document: int) -> list[dict[str, object]]:
    rng = np.random.default_rng(document)
    rows = []
    for number in range(24):
        words = SUBJECTS[(document + number // 4) % 3].split()
        text = " ".join(rng.choice([*words, "council", "equality"], 50))
        language = "cy" if document == 1 and number > 19 else "en"
        rows.append(sentence(document, number, text, language=language))
    return rows


def published(path: Path, documents: int = 12) -> Path:
    """A run target with a snapshot of so many documents and no topics."""
    mentions = [
        row_of("mentions", doc_id=f"{n:016}", sentence=3, concept="equality",
               term="equality", sense="concept", carried_from=-1)
        for n in range(documents)
    ]  # fmt: skip
    return publish(path, [sentences_of(n) for n in range(documents)], mentions)


def quick(**values: object) -> Any:
    return read_settings(topics={"refits": 2, **values})


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = published(tmp_path_factory.mktemp("topics") / "out")
    assert topics(out, settings=quick(k=3)).new
    return out


def test_topics_are_published_in_a_snapshot_of_their_own(three: Path):
    snapshot = load(three)
    assert len(list((three / "snapshots").iterdir())) == 2
    assert snapshot.topics.num_rows == 3
    assert snapshot.sentences.num_rows == 12 * 24
    for spec in SPECS:
        assert snapshot.table(spec.name).schema.names == spec.schema().names
    years = snapshot.topic_years.to_pylist()
    assert {row["year"] for row in years} == {2010, 2011}
    assert all(row["share_documents_low"] <= row["share_documents"] for row in years)
    assert snapshot.topic_concepts["concept"].unique().to_pylist() == ["equality"]
    assert sum(snapshot.topic_concepts["deed"].to_pylist()) == pytest.approx(12, abs=0.1)
    assert all(row["text"].strip() for row in snapshot.topic_structure.to_pylist())


def test_sentences_in_other_languages_are_left_out(three: Path):
    mine = [r for r in load(three).passage_topics.to_pylist() if r["doc_id"] == f"{1:016}"]
    assert max(row["last_sentence"] for row in mine) == 19


def test_nothing_new_is_published_where_nothing_changed(three: Path):
    before = load(three).path
    again = topics(three, settings=quick(k=3))
    assert not again.new
    assert again.snapshot.path == before


def test_the_model_is_kept_until_a_refit_is_asked_for(tmp_path: Path):
    out = published(tmp_path / "out")
    first = topics(out, settings=quick(k=3)).snapshot
    kept = topics(out, settings=quick(passes=2)).snapshot
    assert kept.path != first.path or kept.topics.equals(first.topics)
    assert kept.topics["model"].to_pylist() == first.topics["model"].to_pylist()
    refit = topics(out, settings=quick(k=3, passes=2, refit=True)).snapshot
    assert refit.topics["model"][0] != kept.topics["model"][0]
    assert refit.topics["topic"].to_pylist() == [0, 1, 2]
    assert min(refit.topics["agreement"].to_pylist()) > 0.7


def test_the_model_outlives_a_run_without_topics(tmp_path: Path):
    out = published(tmp_path / "out")
    first = topics(out, settings=quick(k=3)).snapshot
    published(out, documents=14)  # as a run over more documents, without topics
    assert load(out).topics.num_rows == 0
    assert foretell(Output.open(out), quick()).startswith("the fitted model is kept")
    again = topics(out, settings=quick()).snapshot
    assert again.topics["model"].to_pylist() == first.topics["model"].to_pylist()
    scored = again.passage_topics.to_pylist()
    assert len({row["doc_id"] for row in scored}) == 14
    before = first.passage_topics.to_pylist()
    assert [row for row in scored if row["doc_id"] < f"{12:016}"] == before


def test_a_damaged_note_of_the_model_means_none(tmp_path: Path):
    out = published(tmp_path / "out")
    topics(out, settings=quick(k=3, refits=0))
    published(out, documents=14)
    assert foretell(Output.open(out), quick()).startswith("the fitted model is kept")
    for text in ("", "[]", '{"model": "../../secret"}', '{"model": 3}', "\xff"):
        (out / "topics.json").write_text(text, encoding="latin-1")
        assert foretell(Output.open(out), quick()) == "fitted for the first time"


def test_a_model_that_is_gone_or_damaged_is_fitted_anew(tmp_path: Path):
    out = published(tmp_path / "out")
    topics(out, settings=quick(k=3))
    (model,) = (out / "store").rglob("*.parquet")
    model.write_bytes(b"PAR1")
    again = topics(out, settings=quick(seed=4)).snapshot
    assert again.topics.num_rows > 0
    assert again.topics["agreement"].null_count == again.topics.num_rows
    (model,) = (out / "store").rglob("*.parquet")
    model.unlink()
    assert topics(out, settings=quick(seed=5)).snapshot.topics.num_rows > 0


def test_another_codebook_is_named(tmp_path: Path, three: Path):
    path = tmp_path / "mine.yaml"
    assert invoke(["codebook", "new", str(path)]) == 0
    with pytest.raises(UsageError, match="not the codebook that the run used"):
        topics(three, codebook=path, settings=quick(k=3))


def test_no_run_target(tmp_path: Path):
    with pytest.raises(OutputError):
        topics(tmp_path, settings=quick())


def test_the_command_chooses_a_number_and_draws_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = published(tmp_path / "out")
    assert invoke(["topics", str(out), "--refits", "0", "--adjust", "doc_type"]) == 0
    said = capsys.readouterr()
    assert "each scaled to 0–1 over the grid" in " ".join(said.err.split())
    assert "topic_grid.svg" in said.out
    assert (out / "topic_grid.svg").read_text(encoding="utf-8").endswith("</svg>\n")
    assert load(out).topic_grid.num_rows > 1
    assert invoke(["topics", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["topic"] == 0


@pytest.mark.parametrize("k", ["0", "many", "-3", "501", "2.5"])
def test_a_wrong_number_is_one_clear_line(three: Path, k: str, capsys: pytest.CaptureFixture[str]):
    assert invoke(["topics", str(three), f"--k={k}"]) == WRONG_USE
    assert "a number from 1 to 500, or auto" in " ".join(capsys.readouterr().err.split())
