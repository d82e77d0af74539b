from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from enacted.errors import CodesError
from enacted.stance import Statement
from enacted.stance.blend import Blend
from enacted.stance.coded import Coded
from enacted.stance.encoder import Encoder
from enacted.stance.export import (
    encoder_bytes,
    smoothing,
    to_integers,
    weights_of,
    with_mentions,
    with_reader,
)
from enacted.stance.mention_values import VALUES
from enacted.stance.model import CLASSES
from enacted.stance.network import HEADS, MATRICES, own_names
from enacted.stance.reader import Reader, Weights
from enacted.stance.tokens import LONGEST, place_of, tokens_of
from enacted.stance.wordpiece import MARKS, WordPieces
from enacted.types import Mention, Sense

if TYPE_CHECKING:
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


def with_adapters(
    named: dict[str, NDArray[np.float32]], rank: int = 3
) -> dict[str, NDArray[np.float32]]:
    draws = np.random.default_rng(6)
    changed = dict(named)
    for name, array in named.items():
        stem = name.removesuffix(".weight")
        if stem.split(".")[-1] in MATRICES:
            out, into = array.shape
            changed[f"{stem}.down"] = draws.normal(size=(rank, into), scale=0.2).astype(np.float32)
            changed[f"{stem}.up"] = draws.normal(size=(out, rank), scale=0.2).astype(np.float32)
    for name in ("mention.weight", "mention.bias"):
        changed[name] = draws.normal(size=named[name].shape).astype(np.float32)
    return changed


def test_a_file_gives_its_weights_back():
    pytest.importorskip("onnx", reason="training only: pip install 'enacted[train]'")
    named = weights()
    content = encoder_bytes(named, PIECES, Blend(0.5, 0.25), even_peaks(named), layers=2)
    back = weights_of(content, layers=2)
    assert back.keys() == {name for name in named if not name.startswith("mention.")}
    for name, array in back.items():
        assert array.shape == named[name].shape
        assert np.abs(array - named[name]).max() <= np.abs(named[name]).max() / 100, name


def test_mentions_can_be_read_with_adapters():
    pytest.importorskip("onnx", reason="training only: pip install 'enacted[train]'")
    named = weights()
    first = encoder_bytes(named, PIECES, Blend(0.5, 0.25), even_peaks(named), layers=2)
    own = with_adapters({**named, **weights_of(first, layers=2)})
    weighed = replace(READER, facets={"modes": (1.0, 2.0, 3.0, -1.0)})

    def taught(content: bytes) -> bytes:
        return with_mentions(content, own, weighed, layers=2)

    statements = [Statement("we will act"), Statement("it was done"), Statement("so it is")]
    places = [[(0, 2), (8, 11)], [], [(0, 2)]]
    plain, both = (Encoder.of(content, Path("m")) for content in (first, taught(first)))
    assert (both.reader, both.blend) == (weighed, Blend(0.5, 0.25))
    status, read = both.logits_and_mentions(statements, places)
    assert (status == plain.logits(statements)).all()
    assert [rows.shape for rows in read] == [(n, len(VALUES)) for n in (2, 0, 1)]
    # The matrices are those of the other pass: only the adapters are added.
    assert len(taught(first)) < len(first) + 60_000
    # Once more, what was taught before is left out.
    assert taught(taught(first)) == taught(first)
    with_head = encoder_bytes(
        named, PIECES, Blend(0.5, 0.25), even_peaks(named), reader=READER, layers=2
    )
    again = Encoder.of(taught(with_head), Path("m")).logits_and_mentions(statements, places)[1]
    assert (again[0] == read[0]).all()
    changed = Encoder.of(with_reader(taught(first), READER), Path("m"))
    assert changed.reader == READER
    assert (changed.logits_and_mentions(statements, places)[1][0] == read[0]).all()


def test_adapters_say_what_they_say_in_training():
    torch = pytest.importorskip("torch", reason="training only: pip install 'enacted[train]'")
    from enacted.stance import fine_tune, network

    named = weights()
    known = WordPieces(PIECES)
    statements = [Statement(text, before="so", after="then it") for text in TEXTS]
    tokens = [tokens_of(statement, known) for statement in statements]
    peaks = {name: array * 2 for name, array in even_peaks(named).items()}
    content = encoder_bytes(named, PIECES, Blend(0.5, 0.25), peaks, layers=2)
    own = with_adapters({**named, **weights_of(content, layers=2)})
    tensors = {name: torch.tensor(array) for name, array in own.items()}
    places = [place_of(s.text, 0, 2, known) for s in statements]
    ids, segments = fine_tune.padded(tokens)
    parts = np.zeros((len(places), ids.shape[1]), np.float32)
    for row, (start, end) in zip(parts, places, strict=True):
        row[start:end] = 1 / (end - start)
    spans = (torch.arange(len(places)), torch.from_numpy(parts))
    _, heard = network.both(tensors, ids, segments, spans, layers=2)
    plain = {name: x for name, x in tensors.items() if not name.endswith((".down", ".up"))}
    _, without = network.both(plain, ids, segments, spans, layers=2)
    encoder = Encoder.of(with_mentions(content, own, READER, layers=2), Path("m"))
    _, read = encoder.logits_and_mentions(statements, [[(0, 2)]] * len(statements))
    off = np.abs(np.concatenate(read) - heard.numpy()).max()
    assert off < 0.05 * heard.abs().max()
    assert off < 0.2 * (heard - without).abs().max()


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


def test_a_network_may_learn_of_mentions_alone():
    torch = pytest.importorskip("torch", reason="training only: pip install 'enacted[train]'")
    from enacted.stance import fine_tune

    torch.set_num_threads(1)
    known = WordPieces(PIECES)
    tokens = [tokens_of(Statement(text), known) for text in TEXTS]
    none = np.zeros(len(VALUES), np.float32)
    marks = [[fine_tune.Marks((place_of(text, 0, 2, known),), none, none + 1)] for text in TEXTS]
    tuning = replace(fine_tune.OF_MENTIONS, epochs=2, rate=1e-3, dropout=0.0, rank=2)
    base = weights(6)

    def learned(label: int) -> dict[str, NDArray[np.float32]]:
        labels = np.full(len(TEXTS), label)
        return fine_tune.fine_tune(base, tokens, labels, tuning, marks=marks)

    one, other = learned(0), learned(5)
    assert all((one[name] == other[name]).all() for name in one)
    kept = {name for name in base if not name.startswith("mention.")}
    assert all((one[name] == base[name]).all() for name in kept)
    assert all(one[name].any() for name in one if name.endswith(".up"))
    assert (one["mention.bias"] != base["mention.bias"]).all()


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


def test_a_network_is_taught_to_read_mentions_and_put_into_the_file():
    torch = pytest.importorskip("torch", reason="training only: pip install 'enacted[train]'")
    from enacted.stance import fine_tune
    from enacted.stance.encoder_training import BUILT_IN_READER
    from enacted.stance.mention_training import teach_mentions

    torch.set_num_threads(1)
    named = weights(6)
    content = encoder_bytes(named, PIECES, Blend(0.5, 0.25), even_peaks(named))
    statements = [Statement("we act now" if i % 2 else "we sat now") for i in range(12)]
    coded = [
        Coded(s, f"d{i}", 0, {"equality": "concept" if i % 2 else "no"}, frozenset())
        for i, s in enumerate(statements)
    ]
    mention = Mention(0, 0, "equality", "equality", "act", 3, 6, Sense.CONCEPT)
    # The last has no mention: the whole sentence stands for it.
    mentions = [*[[mention]] * 11, []]
    tuning = replace(fine_tune.OF_MENTIONS, epochs=30, rate=3e-3, tokens=100, dropout=0.0)
    taught = Encoder.of(teach_mentions(content, coded, mentions, tuning), Path("m"))
    assert taught.reader == BUILT_IN_READER
    status, read = taught.logits_and_mentions(statements, [[(3, 6)]] * 12)
    assert [rows[0, 0] > 0 for rows in read] == [bool(i % 2) for i in range(12)]
    assert (status == Encoder.of(content, Path("m")).logits(statements)).all()
    nothing = [replace(each, rel={}) for each in coded]
    with pytest.raises(CodesError, match="no mention"):
        teach_mentions(content, nothing, mentions, tuning)
