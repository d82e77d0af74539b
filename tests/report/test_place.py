from __future__ import annotations

import io
import json
import shutil
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from enacted.cli import invoke
from enacted.errors import CorpusError, UsageError
from enacted.report import view
from enacted.report.place import find, mined_folder

if TYPE_CHECKING:
    from pathlib import Path

    from enacted.tables import Snapshot


def named(snapshot: Snapshot, surface: str) -> str:
    (row,) = (r for r in snapshot.mentions.to_pylist() if r["surface"] == surface)
    return f"{row['doc_id']}:{row['mention']}"


def test_the_words_stand_within_their_sentence(snapshot: Snapshot):
    place = find(snapshot, named(snapshot, "co-designed"))
    assert place.path == "plan.pdf"
    (words,), (sentence,) = place.words, place.sentence
    assert sentence.x0 < words.x0 < words.x1 < sentence.x1
    assert (words.top, words.bottom) == (sentence.top, sentence.bottom)
    # "In 2011 forty carers " is 21 characters of 73: about 5 to the point in eleven points' type.
    assert words.x0 == pytest.approx(60 + 21 * 5, abs=15)
    assert words.x1 - words.x0 == pytest.approx(11 * 5.5, abs=15)


def test_the_picture_marks_the_place(snapshot: Snapshot, mined: Path):
    mention = named(snapshot, "co-designed")
    picture = Image.open(io.BytesIO(view(snapshot, mention, corpus=mined.parent / "corpus")))
    place = find(snapshot, mention)
    scale = picture.height / 842
    (box,) = place.words
    red = [
        (x, y)
        for x in range(picture.width)
        for y in range(round((box.top - 4) * scale), round((box.bottom + 4) * scale))
        if picture.getpixel((x, y)) == (204, 20, 30)
    ]
    assert min(x for x, _ in red) == pytest.approx(box.x0 * scale, abs=5)
    assert max(x for x, _ in red) == pytest.approx(box.x1 * scale, abs=5)
    tinted = picture.getpixel((round((place.sentence[0].x0 + 1) * scale), round(box.top * scale)))
    assert isinstance(tinted, tuple)
    assert tinted[2] < 230 < tinted[0]  # yellowish


@pytest.mark.parametrize("mention", ["", "x", "x:", ":3", "abc:99", "abc:-1", "abc:³", "a:1e3"])
def test_what_is_no_mention_is_refused(snapshot: Snapshot, mention: str):
    with pytest.raises(UsageError, match="mention"):
        find(snapshot, mention)


def test_another_file_is_not_drawn(snapshot: Snapshot, tmp_path: Path):
    mention = named(snapshot, "co-designed")
    with pytest.raises(CorpusError, match="--corpus"):
        view(snapshot, mention, corpus=tmp_path)
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.4 another")
    with pytest.raises(CorpusError, match="run again"):
        view(snapshot, mention, corpus=tmp_path)


def test_the_command_writes_a_picture(
    snapshot: Snapshot, mined: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    words = ["view", str(mined), named(snapshot, "co-designed"), "-o"]
    assert invoke([*words, str(tmp_path / "a.png")]) == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert invoke([*words, str(tmp_path / "a.jpg")]) == 2
    assert "ends in .png" in capsys.readouterr().err


def test_the_folder_is_the_one_given_else_the_one_noted(
    snapshot: Snapshot, mined: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    corpus, moved = mined.parent / "corpus", tmp_path / "moved"
    assert mined_folder(mined) == corpus
    shutil.copytree(mined, tmp_path / "out")
    note = tmp_path / "out" / "corpus.json"
    note.write_text(json.dumps({"folder": str(moved)}))
    words = ["view", str(tmp_path / "out"), named(snapshot, "co-designed"), "-o"]
    words.append(str(tmp_path / "a.png"))
    assert invoke(words) == 2
    assert f"{moved}: the mined folder is not there any more" in capsys.readouterr().err
    shutil.copytree(corpus, moved)
    assert invoke(words) == 0
    for damaged in ("[]", "{", '{"folder": 3}', '{"folder": ""}'):
        note.write_text(damaged)
        with pytest.raises(CorpusError, match="--corpus FOLDER"):
            mined_folder(tmp_path / "out")
    note.unlink()
    assert invoke(words) == 2
    assert invoke([*words, "--corpus", str(corpus)]) == 0


def test_no_table_knows_where_the_corpus_lies(snapshot: Snapshot, mined: Path):
    folder = str(mined.parent).encode()
    assert folder in (mined / "corpus.json").read_bytes()
    for file in snapshot.path.iterdir():
        assert folder not in file.read_bytes(), file.name
