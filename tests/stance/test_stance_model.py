from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enacted.errors import ModelError
from enacted.stance import Classifier
from enacted.stance.classifier import BUILT_IN
from enacted.stance.features import Features
from enacted.stance.model import CLASSES, LinearModel, read_model, write_model

if TYPE_CHECKING:
    from pathlib import Path


def small_model() -> LinearModel:
    weights = np.zeros((2, len(CLASSES)), dtype=np.int16)
    weights[0, 4] = 1000
    weights[1, 8] = 500
    return LinearModel(
        cues={"past": 0, "short": 1},
        cue_weights=weights,
        ngrams={"will": 0, "we will": 1},
        ngram_idf=(3.0, 4.0),
        ngram_weights=weights,
        words={"will": 0, "we": 1},
        word_idf=(1.0, 3.0),
        word_weights=weights,
        intercept=np.arange(len(CLASSES), dtype=np.int64),
        scale=0.001,
    )


def rewrite(source: Path, target: Path, **changes: np.ndarray | None) -> None:
    with np.load(source, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    for name, array in changes.items():
        if array is None:
            del arrays[name]
        else:
            arrays[name] = array
    with target.open("wb") as out:
        np.savez(out, **arrays)


def test_logits_are_the_weighted_sums() -> None:
    model = small_model()
    (logits,) = model.logits([Features(["past", "unknown"], ["will", "we"], ["we will"])])
    expected = np.arange(len(CLASSES)) * 0.001
    expected[4] += 1.0  # the cue
    expected[4] += 3 / 5  # n-grams have length 1
    expected[8] += 0.5 * 4 / 5
    expected[4] += 1 / 4  # words sum to 1
    expected[8] += 0.5 * 3 / 4
    assert logits == pytest.approx(expected, abs=0.001)


def test_a_sentence_without_known_features_gets_the_intercept() -> None:
    model = small_model()
    logits = model.logits(
        [Features([], [], []), Features(["past"], [], []), Features(["no"], ["no"], [])]
    )
    assert logits[0] == pytest.approx(np.arange(len(CLASSES)) * 0.001)
    assert logits[2] == pytest.approx(logits[0])
    assert logits[1, 4] == pytest.approx(1.004)


def test_writing_and_reading_keeps_the_model_and_its_bytes(tmp_path: Path) -> None:
    write_model(small_model(), tmp_path / "a.npz")
    write_model(small_model(), tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    model = read_model(tmp_path / "a.npz")
    assert len(model.digest) == 16
    write_model(replace(model, digest=""), tmp_path / "c.npz")
    assert (tmp_path / "c.npz").read_bytes() == (tmp_path / "a.npz").read_bytes()
    features = [Features(["past"], ["will"], ["we will"])]
    assert (model.logits(features) == small_model().logits(features)).all()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"absent\.npz"):
        Classifier.load(tmp_path / "absent.npz")


def test_a_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        Classifier.load(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"not a model",
        b"\x93NUMPY\x01\x00",
        b"PK\x05\x06" + b"\0" * 18,
        b"\x80\x04K\x01.",
    ],
)
def test_other_files_are_no_models(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.npz") as caught:
        read_model(path)
    assert "\n" not in str(caught.value)


@settings(max_examples=40, deadline=None)
@given(cut=st.floats(0, 0.999), flip=st.integers(0, 2**31))
def test_a_damaged_file_is_refused_or_read_whole(
    tmp_path_factory: pytest.TempPathFactory, cut: float, flip: int
) -> None:
    path = tmp_path_factory.mktemp("model") / "model.npz"
    write_model(small_model(), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * cut)])
    with pytest.raises(ModelError):
        read_model(path)
    damaged = bytearray(whole)
    damaged[flip % len(whole)] ^= 1 + flip % 255
    path.write_bytes(bytes(damaged))
    try:
        model = read_model(path)
    except ModelError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either end is right, and both are looked at
    else:
        assert model.logits([Features([], [], [])]).shape == (1, len(CLASSES))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"version": np.array([99])}, "version 99"),
        ({"version": np.array([], dtype=np.int64)}, "version"),
        ({"cue_weights": None}, "damaged"),
        ({"cue_weights": np.zeros((3, 9), dtype=np.int16)}, "shapes"),
        ({"ngram_weights": np.zeros((2, 9))}, "kind"),
        ({"ngram_idf": np.array([1.0, np.nan])}, "shapes"),
        ({"word_idf": np.array([1.0, -1.0])}, "shapes"),
        ({"scale": np.array([0.0])}, "shapes"),
        ({"cue_names": np.array([255, 254], dtype=np.uint8)}, "names"),
        ({"cue_names": np.array([{}], dtype=object)}, "damaged"),
        ({"intercept": np.zeros(3, dtype=np.int64)}, "shapes"),
    ],
)
def test_a_model_that_does_not_fit_is_refused(
    tmp_path: Path, changes: dict[str, np.ndarray], message: str
) -> None:
    write_model(small_model(), tmp_path / "a.npz")
    rewrite(tmp_path / "a.npz", tmp_path / "b.npz", **changes)
    with pytest.raises(ModelError, match=message):
        read_model(tmp_path / "b.npz")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    write_model(small_model(), path)
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            big = np.zeros(50_000_000, dtype=np.uint8) if name == "word_names" else array
            np.save(buffer, big)
            file.writestr(f"{name}.npy", buffer.getvalue())
    with pytest.raises(ModelError, match="too many"):
        read_model(path)


def test_the_built_in_file_has_no_object_and_no_clock() -> None:
    with zipfile.ZipFile(BUILT_IN) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    with np.load(BUILT_IN, allow_pickle=False) as file:
        assert all(file[name].dtype.kind in "iuf" for name in file.files)
